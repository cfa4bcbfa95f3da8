"""The form that scores a ticket, with its live total; a saved review counts at once and everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import streamlit as st

from core.data.store import StoreError
from core.metrics.sampling import RANDOM
from core.metrics.scorecard import BY_ID, DIMENSIONS, Dimension, band_of
from core.report import Report
from dashboard import data
from dashboard.components.header import panel_title
from dashboard.components.lists import show_table
from dashboard.components.states import empty_state
from dashboard.components.status import status_badge
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.quality_words import SELECTION_CHOICES
from dashboard.view_models.score_form import (
    ScoreDesk,
    ScoreForm,
    ScoreReading,
    build_score_desk,
    in_words,
    read_score,
)

SECTION, FORM = "section", "Score a ticket"
TICKET, NAME = "score_ticket", "score_reviewer"
SOURCE, WHY, REVIEWER = "_queuewise_score_source", "_queuewise_score_why", "_queuewise_reviewer"
SAID, LAST, EPOCH = "_queuewise_score_said", "_queuewise_score_last", "_queuewise_score_epoch"


def open_form(ticket_id: str, source_id: str, why: str) -> None:
    """Lead to the form with a ticket filled in; for the callback of a button."""
    st.session_state[SECTION] = FORM
    st.session_state[TICKET] = ticket_id
    st.session_state[SOURCE], st.session_state[WHY] = source_id, why
    st.session_state.pop(LAST, None)


@st.fragment
def score_part(selection: Selection) -> None:
    """The whole form; nothing counts before it is saved."""
    report = data.report()
    desk = _ticket(report)
    _said(report)
    if desk.ticket_id and not desk.is_known:
        empty_state("No such ticket", "No help desk whose tickets were imported has this number.")
    stamp = _stamp(desk)
    left, right = st.columns([3, 2], gap="small")
    with left:
        points = _rubric(stamp)
    with right:
        _side(report, desk, points, stamp)
    if desk.is_known:
        show_table(desk.earlier, key="score_earlier")


def _ticket(report: Report) -> ScoreDesk:
    """The number of the ticket, and what is known of it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="score_head"):
        number = st.text_input(
            "Ticket", key=TICKET, bind="query-params", placeholder="Number of a ticket", width=220
        )
        ticket_id = str(number or "").strip()
        desk: ScoreDesk = data.view(build_score_desk, ticket_id, st.session_state.get(SOURCE, ""))
        if len(desk.sources) > 1:
            place = desk.sources.index(desk.source_id)
            source = st.selectbox(
                "Help desk", desk.sources, place, key=f"score_source_{ticket_id}", width=220
            )
            desk = data.view(build_score_desk, ticket_id, source)
        if desk.line:
            st.caption(escape_markdown(desk.line), width="stretch")
    return desk


def _stamp(desk: ScoreDesk) -> str:
    """Names the fields of one ticket: for another one, or after saving, they are empty ones."""
    words = repr((desk.ticket_id, desk.source_id, st.session_state.get(EPOCH, 0)))
    return hashlib.blake2b(words.encode(), digest_size=6).hexdigest()


def _rubric(stamp: str) -> dict[str, int | None]:
    """The five dimensions, each with only the points that it allows."""
    with st.container(border=True, height="stretch", gap="small", key="score_rubric_panel"):
        panel_title("Scorecard", "each dimension's most points are its weight; they add up to 100")
        return {each.id: _dimension(each, stamp) for each in DIMENSIONS}


def _dimension(dimension: Dimension, stamp: str) -> int | None:
    words = {band.points: f"{band.points} {band.word}" for band in dimension.bands}
    readings = "\n".join(f"- **{band.points}** {band.word}: {band.reading}" for band in dimension.bands)
    chosen = st.segmented_control(
        f"{dimension.name}, up to {dimension.weight}",
        dimension.allowed,
        format_func=words.__getitem__,
        help=f"{dimension.asks} ({dimension.source})\n\n{readings}",
        key=f"score_{dimension.id}_{stamp}",
    )
    reading = band_of(dimension.id, chosen).reading if chosen is not None else dimension.asks
    st.caption(escape_markdown(reading))
    return chosen


def _side(report: Report, desk: ScoreDesk, points: dict[str, int | None], stamp: str) -> None:
    """Who reviews whose work and why, the total so far, and the button."""
    with st.container(border=True, height="stretch", gap="small", key="score_side_panel"):
        total = st.container(gap="xsmall", key="score_total")
        form = _people(desk, points, stamp)
        reading = read_score(form, is_known=desk.is_known)
        with total:
            _total(reading)
        if st.button("Save review", type="primary", icon=":material/save:", key="score_save"):
            _save(report, form, reading)


def _people(desk: ScoreDesk, points: dict[str, int | None], stamp: str) -> ScoreForm:
    agent = _name(
        "Agent",
        desk.agents,
        desk.agent,
        f"score_agent_{stamp}",
        "Whose work it is: by default who held it last",
    )
    known = str(st.session_state.get(NAME) or st.session_state.get(REVIEWER, ""))
    reviewer = _name("Reviewer", desk.reviewers, known, NAME, "Your name or code")
    st.session_state[REVIEWER] = reviewer
    reasons = list(SELECTION_CHOICES)
    wanted = st.session_state.get(WHY, RANDOM)
    why = st.selectbox(
        "Why this ticket",
        reasons,
        reasons.index(wanted) if wanted in reasons else 0,
        format_func=SELECTION_CHOICES.__getitem__,
        key=f"score_why_{stamp}",
        help="Reviews to compare reviewers take no part in the agent's figures.",
    )
    return ScoreForm(desk.ticket_id, desk.source_id, points, agent, reviewer, str(why))


def _name(label: str, known: tuple[str, ...], chosen: str, key: str, help: str) -> str:
    """A name from the list, or another one typed in."""
    names = list(dict.fromkeys([*([chosen] if chosen else []), *known]))
    found = st.selectbox(
        label,
        names,
        0 if chosen else None,
        key=key,
        help=help,
        accept_new_options=True,
        placeholder="Choose or type a name",
    )
    return str(found or "").strip()


def _total(reading: ScoreReading) -> None:
    scored = f"{reading.scored} of {len(BY_ID)} dimensions scored"
    st.metric("Total of 100" if reading.is_whole else "Total so far", str(reading.so_far), border=False)
    lines = [":small[:gray[" + escape_markdown("whole scorecard" if reading.is_whole else scored) + "]]"]
    if reading.is_critical:
        lines.insert(0, status_badge("critical", "Critical fail: a dimension at 0"))
    st.markdown(" ".join(lines))
    if reading.findings:
        found = [f"- **{each.finding}**: {each.approach} ({each.rule})" for each in reading.findings]
        st.markdown("To talk about:\n" + "\n".join(found))


def _save(report: Report, form: ScoreForm, reading: ScoreReading) -> None:
    for text in reading.problems:
        st.error(escape_markdown(text), icon=":material/error:")
    if reading.problems:
        return
    given = {name: points for name, points in form.points.items() if points is not None}

    def keep() -> None:
        number = report.save_review(
            form.ticket_id,
            form.source_id,
            given,
            assignee=form.assignee,
            reviewer=form.reviewer,
            selection=form.selection,
        )
        st.session_state[LAST] = number
        st.session_state[EPOCH] = st.session_state.get(EPOCH, 0) + 1

    said = f"Saved: {reading.so_far} of 100 for {form.assignee} on {form.ticket_id}."
    change(keep, said)


def change(act: Callable[[], None], said: str) -> None:
    """Write to the store, then show everything anew; a refusal is a sentence."""
    try:
        act()
    except (ValueError, StoreError) as error:
        st.error(escape_markdown(in_words(error)), icon=":material/error:")
        return
    data.changed()
    st.session_state[SAID] = said
    st.rerun()


def _said(report: Report) -> None:
    """What was saved last, and a way to note that it was talked over."""
    said, last = st.session_state.pop(SAID, None), st.session_state.get(LAST)
    if said:
        st.success(escape_markdown(said), icon=":material/check_circle:")
    if last and st.button("Talked over with the agent", icon=":material/forum:", key="score_talked"):
        st.session_state.pop(LAST, None)
        change(lambda: report.save_coaching(last), "Noted: the review was talked over.")
