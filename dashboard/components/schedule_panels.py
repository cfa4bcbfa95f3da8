"""The Schedule page: what is needed, who can work, the button, and the week that comes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import streamlit as st

from core.capacity.roster_rules import Person
from core.report import Report
from core.reporting.schedule_setup import ScheduleSetup
from dashboard import data
from dashboard.components.schedule_job import ScheduleJob
from dashboard.components.schedule_need import levels_panel, need_panel
from dashboard.components.schedule_people import (
    people_editor,
    rules_editor,
    shift_editor,
    start_again,
    told,
)
from dashboard.components.schedule_result import show_need, show_result
from dashboard.components.states import empty_state, error_state
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.schedule import (
    CHEAPEST,
    PLANS,
    PRINTED,
    Measured,
    build_measured,
    need_frame,
    next_monday,
    order_of,
    stamp_of,
)
from dashboard.view_models.schedule_result import build_view

START, SHOWN, JOB = "_queuewise_schedule_start", "_queuewise_schedule_shown", "_queuewise_schedule_job"
FIRST = "_queuewise_schedule_first"
PLAN_HELP = (
    "Cheapest shifts: as few hours as cover the need. The handbook's week: 22, 18, 18, 18, 15, 4 and 4 "
    "people on early, core and late shifts, whatever is needed, beside the need of your tickets."
)


def schedule_page(selection: Selection) -> None:
    """The whole page."""
    report, measured = data.report(), data.view(build_measured, selection)
    if not measured.inputs.ticket_count:
        empty_state(
            "No tickets in this period",
            "A schedule is made from the hours in which tickets come in.",
            page="data.py",
            action="Import tickets",
        )
        return
    setup = _setup(report, measured)
    if setup is None:
        return
    plan, monday, shrinkage = _bar(setup, measured)
    job = st.session_state.get(JOB)
    if isinstance(job, ScheduleJob) and job.is_running:
        _watch()
    elif isinstance(job, ScheduleJob):
        _finished(job, setup, measured, (plan, monday, shrinkage), selection.zone)
    else:
        show_need(need_frame(setup, measured))


def _setup(report: Report, measured: Measured) -> ScheduleSetup | None:
    """The choices as they stand, kept in the store; None while one of them cannot be."""
    if "schedule_kind" not in st.session_state:
        st.session_state[START] = st.session_state[SHOWN] = report.schedule_setup()
        st.session_state[FIRST] = measured.people
    start: ScheduleSetup = st.session_state[START]
    need = need_panel(start, measured)
    told_people: tuple[Person, ...] = st.session_state[FIRST]
    people = told_people if start.people is None else start.people
    try:
        with st.expander("Shifts and rules", icon=":material/view_timeline:", key="schedule_shifts_box"):
            shifts = shift_editor(start.shifts)
            rules = rules_editor(start.rules)
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                need = levels_panel(start, measured, need)
        with st.expander("People", icon=":material/group:", key="schedule_people_box"):
            st.caption("What you change is kept. Add people at the end, mark rows to remove them.")
            edited = people_editor(people, shifts)
            if st.button("Take the people of the data again", icon=":material/undo:", key="schedule_reset"):
                _forget_people(report, start)
    except ValueError as error:
        told(error)
        return None
    kept = None if start.people is None and edited == told_people else edited
    setup = ScheduleSetup(kept, shifts, rules, need)
    if setup != st.session_state.get(SHOWN, start):
        report.save_schedule_setup(setup)
    st.session_state[SHOWN] = setup
    return setup


def _forget_people(report: Report, start: ScheduleSetup) -> None:
    st.session_state[START] = replace(start, people=None)
    report.save_schedule_setup(replace(report.schedule_setup(), people=None))
    start_again("people")
    st.rerun()


def _bar(setup: ScheduleSetup, measured: Measured) -> tuple[str, date, float]:
    """The plan, the week, the shrinkage and the button."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="schedule_bar"):
        plan = st.segmented_control(
            "Plan", PLANS, default=CHEAPEST, required=True, help=PLAN_HELP, key="schedule_plan"
        )
        day = st.date_input(
            "Week from Monday", measured.first_monday, width=170, key="schedule_week", format="YYYY-MM-DD"
        )
        away = st.number_input(
            "Shrinkage (%)",
            0.0,
            90.0,
            25.0,
            1.0,
            width=150,
            key="schedule_shrinkage",
            format="%g",
            help="Time that people are away: leave, illness, training. For the number of people to employ.",
        )
        job = st.session_state.get(JOB)
        busy = isinstance(job, ScheduleJob) and job.is_running
        if st.button(
            "Make the schedule",
            type="primary",
            icon=":material/calendar_month:",
            key="schedule_make",
            disabled=busy,
        ):
            _start(setup, measured, str(plan))
    monday = next_monday(day) if isinstance(day, date) else measured.first_monday
    return str(plan), monday, float(away) / 100


def _start(setup: ScheduleSetup, measured: Measured, plan: str) -> None:
    try:
        order = order_of(setup, measured, plan)
    except ValueError as error:
        told(error)
        return
    if not np.any(order.need) and plan != PRINTED:
        st.info("Nobody is needed in the hours to staff.", icon=":material/info:")
        return
    st.session_state[JOB] = ScheduleJob(order, stamp_of(setup, measured, plan)).start()
    st.rerun()


@st.fragment(run_every=0.5)
def _watch() -> None:
    """Progress, twice a second; when it has ended the whole page is drawn anew."""
    job = st.session_state.get(JOB)
    if not isinstance(job, ScheduleJob) or not job.is_running:
        st.rerun()
    st.progress(min(job.share, 1.0), text=job.words)
    st.button(
        "Stop",
        key="schedule_stop",
        icon=":material/stop_circle:",
        on_click=job.cancel,
        help="Ends at once; the last schedule is not kept.",
    )


def _finished(
    job: ScheduleJob,
    setup: ScheduleSetup,
    measured: Measured,
    asked: tuple[str, date, float],
    zone: str,
) -> None:
    plan, monday, shrinkage = asked
    if job.was_stopped:
        st.info("Stopped. Nothing was kept.", icon=":material/stop_circle:")
    elif job.error_id is not None:
        error_state(job.error_id)
    elif job.schedule is None:
        st.error(
            f"**There is no such schedule.** {escape_markdown(' '.join(job.reasons))}",
            icon=":material/error:",
        )
    else:
        if job.stamp != stamp_of(setup, measured, plan):
            st.warning("The choices have changed since: make the schedule again.", icon=":material/update:")
        minutes = setup.need.handle_minutes or measured.handle_minutes
        view = build_view(
            job.schedule,
            arrivals=measured.inputs.arrivals,
            handle_minutes=minutes,
            shrinkage=shrinkage,
            monday=monday,
            today=measured.today,
        )
        people = measured.people if setup.people is None else setup.people
        show_result(job.schedule, view, people, monday, zone)
