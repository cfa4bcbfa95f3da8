"""The editor of opening hours: a week, the days that differ, a picture of it, and its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st

from core.calendars import WEEKDAYS
from core.data.store import Store, StoreError
from core.report import Report
from core.reporting.hours import HoursDraft, remove_hours, save_hours
from dashboard import data
from dashboard.charts.open_days import open_days
from dashboard.components.chart import chart_with_table
from dashboard.components.header import panel_title
from dashboard.components.hours_days import closed_days, other_hours
from dashboard.components.import_questions import zones
from dashboard.components.lists import show_table
from dashboard.format import escape_markdown
from dashboard.session import current_mode
from dashboard.view_models import hours as view
from dashboard.view_models import hours_words as words
from dashboard.view_models.hours_preview import build_preview

EDITED, SAID, LOAD = "_queuewise_hours", "_queuewise_hours_said", "_queuewise_hours_load"
EPOCH = "_queuewise_hours_epoch"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2190, 12, 31)
PICTURE_HEIGHT = 400


@dataclass
class Edited:
    """What a session is editing, and what was stored when it began."""

    began: view.StoredHours
    form: view.HoursForm
    epoch: int = 0
    """Grows when the tables of days are filled anew, so that they forget earlier edits."""


@st.fragment
def hours_editor() -> None:
    """The whole editor; what is typed counts only once it is saved."""
    report = data.report()
    stored = view.stored(report, datetime.now(UTC))
    edited = _edited(stored)
    left, right = st.columns([5, 6], gap="small")
    with left:
        weekly, zone = _week(edited)
    picture = right.container(height="stretch", gap="small", key="hours_picture")
    left, right = st.columns([5, 4], gap="small")
    with left:
        closed = closed_days(edited.form.closed, zone, stored.years, edited.epoch)
    with right:
        special = other_hours(edited.form.special, edited.epoch)
    valid_from, name, place = _save_fields()
    form = view.HoursForm(zone, weekly, valid_from, name, closed, special, edited.form.calendar_id)
    reading = view.read_form(form)
    with picture:
        _picture(reading, stored)
    with place:
        _save(report, stored, edited, reading)
    _history(report, stored)


def _edited(stored: view.StoredHours) -> Edited:
    edited = st.session_state.get(EDITED)
    if not isinstance(edited, Edited) or f"hours_{WEEKDAYS[0]}" not in st.session_state:
        return _load(stored, stored.version(st.session_state.pop(LOAD, None)))
    return edited


def _load(stored: view.StoredHours, draft: HoursDraft) -> Edited:
    """Fill every field from a version; only before the fields are drawn."""
    form = view.form_of(draft)
    st.session_state[EPOCH] = st.session_state.get(EPOCH, 0) + 1
    edited = Edited(stored, form, st.session_state[EPOCH])
    st.session_state[EDITED] = edited
    st.session_state.update({f"hours_{day}": text for day, text in form.weekly.items()})
    st.session_state.update(hours_zone=form.timezone, hours_from=form.valid_from, hours_name=form.name)
    return edited


def _fill(texts: Mapping[str, str]) -> None:
    for day in WEEKDAYS:
        st.session_state[f"hours_{day}"] = texts.get(day, "")


def _copy_monday() -> None:
    for day in view.WORKDAYS[1:]:
        st.session_state[f"hours_{day}"] = st.session_state["hours_mon"]


def _week(edited: Edited) -> tuple[dict[str, str], str]:
    with st.container(border=True, height="stretch", gap="small", key="hours_week_panel"):
        panel_title(
            "Weekly hours",
            help="Several times a day stand side by side: 09:00-12:00, 13:00-17:00. A time that does not end "
            "after its start runs over midnight: 22:00-06:00. Leave a day empty to close it, or write 24h.",
        )
        known = zones()
        own = edited.form.timezone
        zone = st.selectbox("Time zone", known if own in known else (own, *known), key="hours_zone")
        with st.container(horizontal=True, gap="xsmall", key="hours_presets"):
            for number, (label, texts) in enumerate(view.PRESETS.items()):
                st.button(label, key=f"hours_preset_{number}", on_click=_fill, args=(texts,))
            st.button(
                "Copy Monday to weekdays",
                key="hours_copy",
                icon=":material/content_copy:",
                on_click=_copy_monday,
            )
        return {day: _day(day) for day in WEEKDAYS}, str(zone)


def _day(day: str) -> str:
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=f"hours_row_{day}"
    ):
        st.markdown(words.NAMES[day], width=92)
        text = st.text_input(
            words.NAMES[day],
            key=f"hours_{day}",
            placeholder=words.CLOSED,
            label_visibility="collapsed",
            max_chars=120,
        )
        length = words.day_length(text or "")
        st.markdown(f":red[{length}]" if length == words.UNCLEAR else f":gray[{length}]", width=80)
    return text or ""


def _picture(reading: view.HoursReading, stored: view.StoredHours) -> None:
    if reading.draft is None:
        with st.container(border=True, height="stretch", key="hours_preview_panel"):
            panel_title("Four weeks")
            st.caption("The picture appears once the hours can be understood.")
        return
    preview = build_preview(reading.draft, stored.versions, stored.today)
    chart_with_table(
        lambda: open_days(preview.bars, preview.first, mode=current_mode(), height=PICTURE_HEIGHT),
        preview.frame,
        key="hours_preview",
        title="Four weeks",
        note=preview.note,
        alt="Opening hours of four weeks, day by day",
        columns=preview.columns,
    )
    st.markdown(f":material/schedule: {escape_markdown(words.week_sentence(reading.draft))}")


def _save_fields() -> tuple[date | None, str, st.delta_generator.DeltaGenerator]:
    with st.container(border=True, gap="small", key="hours_save_panel"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            valid_from = st.date_input(
                "Valid from",
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                format="YYYY-MM-DD",
                key="hours_from",
                width=170,
                help="Another date adds a change of hours: tickets count the old hours up to it and the new "
                "ones from then on.",
            )
            name = st.text_input("Name", key="hours_name", max_chars=80, width=280)
        place = st.container(gap="small", key="hours_save_bar")
    return valid_from if isinstance(valid_from, date) else None, str(name or ""), place


def _save(report: Report, stored: view.StoredHours, edited: Edited, reading: view.HoursReading) -> None:
    draft = reading.draft
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        wanted = st.button("Save", type="primary", icon=":material/save:", key="hours_save")
        if draft is not None:
            if draft not in stored.versions:
                st.badge("Not saved yet", icon=":material/edit:", color="orange")
            st.caption(escape_markdown(words.effect_sentence(draft, stored.versions)), width="stretch")
    said = st.session_state.pop(SAID, None)
    if said and not wanted:
        st.success(escape_markdown(said), icon=":material/check_circle:")
    _complain(reading)
    if stored.versions != edited.began.versions:
        _warn(report, draft)
    if wanted and draft is not None:
        _change(report, save_hours, draft, "Saved. Every figure in opening hours follows.")


def _complain(reading: view.HoursReading) -> None:
    for text in reading.problems:
        st.error(escape_markdown(text), icon=":material/error:")
    for text in reading.notes:
        st.caption(escape_markdown(text))


def _warn(report: Report, draft: HoursDraft | None) -> None:
    """Somebody else saved while this session was editing."""
    st.warning("The stored hours changed meanwhile. Saving puts yours in their place.")
    if st.button("Show the stored ones", key="hours_reload", icon=":material/refresh:"):
        report.refresh()
        _start_anew(draft.valid_from if draft else None)


def _change(report: Report, act: Callable[[Store, HoursDraft], None], draft: HoursDraft, said: str) -> None:
    try:
        act(report.store, draft)
    except (ValueError, StoreError) as error:
        st.error(escape_markdown(words.in_words(error)), icon=":material/error:")
        return
    report.refresh()
    st.session_state[SAID] = said
    _start_anew(draft.valid_from)


def _start_anew(valid_from: date | None) -> None:
    """Draw the whole page again, the fields filled from the version of this date, or from the latest."""
    st.session_state.pop(EDITED, None)
    st.session_state[LOAD] = valid_from
    st.rerun()


def _history(report: Report, stored: view.StoredHours) -> None:
    show_table(view.versions_table(stored.versions), key="hours_versions")
    if len(stored.versions) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="hours_version_bar"):
        chosen = st.selectbox(
            "Version", stored.versions[::-1], format_func=_version, key="hours_version", width=320
        )
        if st.button("Edit", icon=":material/edit:", key="hours_edit"):
            _start_anew(chosen.valid_from)
        with st.popover("Remove", icon=":material/delete:", key="hours_remove"):
            st.markdown(
                f"Forget the version of {escape_markdown(words.day_words(chosen.valid_from))}? "
                "The one before it then counts on; figures follow."
            )
            if st.button("Remove it", type="primary", key="hours_remove_sure"):
                _change(report, remove_hours, chosen, "Removed. Every figure in opening hours follows.")


def _version(draft: HoursDraft) -> str:
    return escape_markdown(f"{words.day_words(draft.valid_from)} · {draft.name}")
