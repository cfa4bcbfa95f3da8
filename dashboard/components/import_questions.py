"""What only the owner of a file can say: what kind it is, its zone, its columns."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, cast
from zoneinfo import available_timezones

import pandas as pd
import streamlit as st

from core.data.ingest import FilePreview, ImportOptions, Question, load_profile, saved_profiles
from core.data.mapping_profiles import source_named
from core.data.sources import SOURCES
from core.data.store import Store
from dashboard.components.table import bare_table
from dashboard.format import escape_markdown, plural
from dashboard.view_models.cards import Column

NONE = "(none)"
WORDS = {
    "dmy": "day first, as in 31.12.2026",
    "mdy": "month first, as in 12/31/2026",
    "ymd": "year first, as in 2026-12-31",
    ",": "a decimal mark: 1,5 is one and a half",
    ".": "part of thousands: 1,500 is fifteen hundred",
}


@cache
def zones() -> tuple[str, ...]:
    """Zone names, the common one first."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return ("UTC", *names)


def titles(store: Store) -> dict[str, str]:
    """Shipped and saved kinds of files, and what they are called."""
    shipped = {source.name: source.title for source in SOURCES}
    return shipped | {name: f"{name} (saved)" for name in saved_profiles(store)}


def base_profile(store: Store, name: str | None) -> str | None:
    """The shipped profile that a saved one builds on."""
    if name is None or any(source.name == name for source in SOURCES):
        return name
    return load_profile(store, name).profile


def profile(store: Store, guess: str | None) -> str | None:
    """Which kind of file it is; the likeliest is preselected."""
    known = titles(store)
    names = list(known)
    return st.selectbox(
        "Kind of file",
        names,
        index=names.index(guess) if guess in names else None,
        format_func=lambda name: known[name],
        key="import_profile",
        placeholder="Not recognised: choose what it is",
    )


def description(found: FilePreview) -> str:
    """Format, size and dates of a file in a line."""
    known = [date for date in found.dates if date.order in ("dmy", "mdy")]
    dates = [f"{date.column} is {WORDS[str(date.order)]}" for date in known]
    parts = [
        found.format.upper(),
        plural(found.row_count, "row"),
        plural(len(found.columns), "column"),
        *dates[:2],
        *found.warnings,
    ]
    return escape_markdown(" · ".join(parts))


def questions(store: Store, found: FilePreview, profile_name: str) -> dict[str, str | None]:
    """A widget for everything the file itself cannot tell; None where it is not answered yet."""
    saved = _saved_answers(store, profile_name)
    answers: dict[str, str | None] = {}
    asked = [q for q in found.questions if q.name != "profile" and not q.name.startswith("mapping.")]
    for question in asked:
        if saved.get(question.name) is None:
            answers[question.name] = answer(question, store)
    return answers


def _saved_answers(store: Store, name: str) -> dict[str, str | None]:
    if name not in saved_profiles(store):
        return {}
    options = load_profile(store, name)
    return {"timezone": options.timezone, "date_order": options.date_order, "decimal": options.decimal}


def mapping(store: Store, found: FilePreview, profile_name: str) -> dict[str, str]:
    """Which column of the file holds what; only differences from the guess are returned."""
    source = source_named(base_profile(store, profile_name) or profile_name)
    saved = dict(load_profile(store, profile_name).mapping) if profile_name in saved_profiles(store) else {}
    guess = {**found.mapping, **{name: column for name, column in saved.items() if column in found.columns}}
    missing = [column.name for column in source.columns if column.is_required and column.name not in guess]
    label = f"Columns: {len(guess)} of {len(source.columns)} recognised"
    chosen: dict[str, str] = {}
    with st.expander(label, expanded=bool(missing)), st.grid(3, min_column_width=200, gap="small"):
        for column in source.columns:
            picked = st.selectbox(
                plain(column.name) + (" (needed)" if column.is_required else ""),
                [NONE, *found.columns],
                index=found.columns.index(guess[column.name]) + 1 if column.name in guess else 0,
                key=f"import_map_{profile_name}_{column.name}",
            )
            value = "" if picked == NONE else str(picked)
            if value != guess.get(column.name, ""):
                chosen[column.name] = value
    return chosen


def still_needed(store: Store, found: FilePreview, profile_name: str, chosen: dict[str, str]) -> list[str]:
    """The columns, in words, without which the file cannot be imported and that nobody has chosen yet."""
    saved = dict(load_profile(store, profile_name).mapping) if profile_name in saved_profiles(store) else {}
    known = {**found.mapping, **saved, **chosen}
    source = source_named(base_profile(store, profile_name) or profile_name)
    return [plain(c.name) for c in source.columns if c.is_required and not known.get(c.name)]


def late_zone(store: Store, found: FilePreview, profile_name: str) -> dict[str, str | None]:
    """The zone, where the columns with times had to be chosen by hand before it could be asked for."""
    by_hand = any(question.name.startswith("mapping.") for question in found.questions)
    if not by_hand or _saved_answers(store, profile_name).get("timezone"):
        return {}
    return {"timezone": _zone("In which time zone are the file's times?", store)}


def name_for_mapping(chosen: dict[str, str]) -> str | None:
    """A name under which changed columns are kept; offered only where something was changed."""
    if not chosen:
        return None
    return st.text_input(
        "Keep these columns under a name (optional)",
        key="import_save_as",
        help="The name appears among the kinds of files from then on.",
    )


def options_from(
    profile_name: str, source: str, answers: dict[str, str | None], chosen: dict[str, str], found: FilePreview
) -> ImportOptions:
    """Everything that was decided, as the importer takes it."""
    options = ImportOptions(profile=profile_name, source_id=source.strip() or None, mapping=chosen)
    sheet = st.session_state.get("import_sheet")
    options = replace(options, sheet=sheet if sheet in found.sheets else None)
    return replace(options, **cast(dict[str, Any], answers))


def plain(name: str) -> str:
    """A canonical column in words.

    >>> plain("created_at"), plain("stated_resolved_at"), plain("csat_score")
    ('Created', 'Resolved', 'CSAT score')
    """
    words = (
        name.removeprefix("stated_")
        .removesuffix("_at")
        .removesuffix("_id")
        .removesuffix("_key")
        .replace("_", " ")
    )
    sentence = words[:1].upper() + words[1:]
    sentence = {"Source rev": "Revision", "At": "Time"}.get(sentence, sentence)
    return sentence.replace("Csat", "CSAT").replace("Sla ", "SLA ").replace("Sla", "SLA")


def sample(found: FilePreview) -> None:
    """The first rows as the file has them."""
    if not found.rows:
        return
    with st.expander("First rows of the file"):
        frame = pd.DataFrame(list(found.rows))
        columns = {str(name): Column(str(name)) for name in frame.columns}
        bare_table(frame, columns, key="import_sample", title="First rows of the file")


def answer(question: Question, store: Store) -> str | None:
    """A widget that fits the question."""
    label = escape_markdown(question.text)
    if question.name == "timezone":
        return _zone(label, store)
    if question.choices:
        return st.selectbox(
            label,
            question.choices,
            index=None,
            key=f"import_answer_{question.name}",
            format_func=lambda value: WORDS.get(value, value),
            placeholder="Choose",
        )
    return st.text_input(label, key=f"import_answer_{question.name}")


def _zone(label: str, store: Store) -> str | None:
    """A zone; that of the last import is offered, since one help desk writes one zone."""
    known = store.batches()["timezone"].dropna()
    names = zones()
    last = known.iloc[-1] if len(known) else None
    return st.selectbox(
        label,
        names,
        index=names.index(last) if last in names else None,
        placeholder="Choose a zone",
        key="import_answer_timezone",
        help="Most exports write the local time of the help desk's account. A wrong zone shifts every time "
        "of day and moves tickets into other days.",
    )


def with_answer(options: ImportOptions, question: Question, value: str) -> ImportOptions:
    """The options with one more answer."""
    if question.name.startswith("mapping."):
        return replace(options, mapping={**options.mapping, question.name.removeprefix("mapping."): value})
    return replace(options, **cast(dict[str, Any], {question.name: value}))
