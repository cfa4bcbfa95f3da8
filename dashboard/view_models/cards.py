"""Small frozen pieces shared by pages: figure cards, alerts, table columns. No Streamlit, no Plotly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.metrics.contradictions import Contradiction
from core.metrics.definition import MetricDefinition
from core.metrics.targets import Target
from core.reporting.glossary import disagreements, variant_words
from dashboard import format as fmt

_IDS = re.compile(r" \((?:[A-Z]{1,2}-[A-Z0-9-]*\d+(?:, | and )?)+\)")
"""Ids of sources: the glossary has them, a tooltip does not need them."""

NO_CLEAR_CHANGE = "no clear change"
"""Stands where a change may be noise."""
SHOWN_DISAGREEMENTS = 2

Kind = Literal[
    "text",
    "count",
    "number",
    "minutes",
    "clock",
    "share",
    "instant",
    "status",
    "level",
    "trend",
    "figure",
    "ticket",
]
"""``clock``: minutes of a clock that may stand still at night, never written in days; ``level``: a step of
the ladder of breaches."""


@dataclass(frozen=True)
class KpiCard:
    """One figure as a card shows it; every text is ready to print."""

    label: str
    value: str
    definition: str = ""
    delta: str | None = None
    delta_is_good: bool | None = None
    target: str = ""
    status: str = "no_target"
    note: str = ""


@dataclass(frozen=True)
class Alert:
    """One thing that needs attention, worst first; ``page`` names the page that tells more."""

    status: str
    title: str
    detail: str = ""
    page: str | None = None


@dataclass(frozen=True)
class Column:
    """How a table shows and exports one column of a frame."""

    title: str
    kind: Kind = "text"
    help: str | None = None
    width: Literal["small", "medium", "large"] | None = None


def statistic_of(result: Any, statistic: str | None = None) -> float:
    """A metric result's headline: for durations the median with the still waiting, else the value."""
    return float(getattr(result, headline_of(result, statistic)))


def headline_of(result: Any, statistic: str | None = None) -> str:
    """The name of the statistic that `statistic_of` takes."""
    found = getattr(result, "median_with_waiting", None)
    return statistic or ("value" if fmt.is_missing(found) else "median_with_waiting")


def is_better(delta: float, direction: object) -> bool | None:
    """Whether a change is an improvement; None where neither direction is better."""
    word = str(getattr(direction, "value", direction)).lower()
    if not delta or fmt.is_missing(delta):
        return None
    if "low" in word or "down" in word:
        return delta < 0
    if "high" in word or "up" in word:
        return delta > 0
    return None


def card_from_result(
    result: Any, *, label: str | None = None, statistic: str | None = None, note: str | None = None
) -> KpiCard:
    """The card of one metric result, with its change against ``result.previous``, target and definition.

    A change that may be noise has no sign and no colour; the tooltip tells its interval.
    """
    name = headline_of(result, statistic)
    change = change_words(result, name)
    return KpiCard(
        label=label or result.name,
        value=fmt.value_in_unit(getattr(result, name), result.unit, business="business" in result.id),
        definition=definition_text(result.definition, result.target, _interval_words(result, name)),
        delta=change,
        delta_is_good=None if change == NO_CLEAR_CHANGE else result.is_better_in(name),
        target=str(result.target_text or ""),
        status=str(getattr(result.status, "value", result.status)),
        note=_note(result) if note is None else note,
    )


def change_words(result: Any, statistic: str | None = None) -> str | None:
    """The signed change of a statistic where it is clear, else that it is not; None without one."""
    name = headline_of(result, statistic)
    text = _change(result, name)
    if text is None or text.startswith("±") or result.is_clear_in(name):
        return text
    return NO_CLEAR_CHANGE


def _change(result: Any, name: str) -> str | None:
    before = getattr(result.previous, name, None)
    return fmt.change(getattr(result, name), before, result.unit)


def interval_words(result: Any, statistic: str | None = None) -> str:
    """The 95 % interval of a change, "" where there is none."""
    _, low, high = result.change_in(headline_of(result, statistic))
    ends = [fmt.change(end, 0.0, result.unit) for end in (low, high)]
    return "" if None in ends else f"{ends[0]} to {ends[1]}"


def _interval_words(result: Any, name: str) -> str:
    """The line of a tooltip about the change: how far, against what, and how sure that is."""
    text = _change(result, name)
    if text is None:
        return ""
    ends = interval_words(result, name)
    sure = f"95{fmt.NO_BREAK}% interval {ends}" if ends else "too few to tell from noise"
    if ends and change_words(result, name) == NO_CLEAR_CHANGE:
        sure += ", which noise alone may explain"
    against = result.compared_with or "the period before"
    return f"*Change*: {fmt.escape_markdown(f'{text} against {against}; {sure}.')}"


def _note(result: Any) -> str:
    base = fmt.kept_together(result.definition.row_words(result.n))
    waiting = getattr(result, "still_waiting", None)
    if waiting is None or fmt.is_missing(waiting) or not waiting:
        return base
    return f"{base}, {fmt.count(waiting)} still waiting"


def definition_text(definition: MetricDefinition, target: Target | None = None, change: str = "") -> str:
    """The tooltip of a metric as Markdown: question, ``change``, formula, caveats, disagreements."""
    found = disagreements(definition, target)
    parts = (
        ("How", definition.formula_text),
        ("Definition in use", _variant(definition)),
        ("Counts", definition.counted_by),
        ("Note", definition.caveats),
        ("Others define it", "" if found else definition.alternatives),
    )
    lines = [f"**{fmt.escape_markdown(definition.name)}**", fmt.escape_markdown(definition.question)]
    lines += [change] if change else []
    lines += [f"*{word}*: {fmt.escape_markdown(_IDS.sub('', text))}" for word, text in parts if text]
    return "\n\n".join([*lines, *_disagreement_lines(found)])


def _variant(definition: MetricDefinition) -> str:
    name = variant_words(definition)
    return f"{name}. Others can be chosen in Settings." if name else ""


def _disagreement_lines(found: Sequence[Contradiction]) -> list[str]:
    """The first disagreements of the sources, and how many more the glossary has."""
    lines = [
        f"*Sources disagree* about {fmt.escape_markdown(one.topic)}: "
        f"{fmt.escape_markdown('; '.join(one.values))}. *Used here*: {fmt.escape_markdown(one.default)}."
        for one in found[:SHOWN_DISAGREEMENTS]
    ]
    rest = len(found) - SHOWN_DISAGREEMENTS
    return [*lines, f"{rest} more in the glossary."] if rest > 0 else lines
