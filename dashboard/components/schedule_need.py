"""How the people needed are told from the tickets: the choices, and the need of a day."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.reporting.schedule_setup import AT_ONCE, IN_TIME, NeedChoice, ScheduleSetup
from dashboard import format as fmt
from dashboard.components.header import section
from dashboard.view_models.schedule import Measured, level_shares

KINDS = {IN_TIME: "Email and tickets", AT_ONCE: "Phone and chat"}
OPENING, OWN = "Opening hours", "Own hours"
KIND_HELP = (
    "Email and tickets may wait: each hour's work is spread evenly over the hours in which it is promised. "
    "Phone and chat may not: Erlang C gives the people who answer the asked share in time."
)
DESK_HELP = (
    "Part of the time at the desk that goes to tickets. Breaks are planned apart, so this is not the "
    "handbook's 75 % of the whole day: with an hour of breaks in eight, 75 % of the day is 86 % of the time "
    "at the desk. Taking breaks off twice would ask for too many people."
)


def need_panel(start: ScheduleSetup, measured: Measured) -> NeedChoice:
    """The choices as they stand; ``start`` holds those at the beginning of the session."""
    inputs, before = measured.inputs, start.need
    note = f"from {fmt.plural(inputs.ticket_count, 'ticket')} of the period and filters above"
    with section("What is needed", note, key="schedule_need_panel"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="schedule_kind_bar"):
            kind = st.segmented_control(
                "Kind of work",
                list(KINDS),
                default=before.kind,
                required=True,
                format_func=KINDS.__getitem__,
                help=KIND_HELP,
                key="schedule_kind",
            )
            handle = _number(
                "Minutes of work a ticket",
                before.handle_minutes or measured.handle_minutes,
                "handle",
                0.1,
                600.0,
                help=_handle_help(measured),
            )
            choice = _in_time(before) if kind == IN_TIME else _at_once(before)
        is_measured = abs(handle - round(measured.handle_minutes, 1)) < 1e-9
        choice = replace(
            choice,
            kind=str(kind),
            handle_minutes=None if is_measured else handle,
            hours=_hours(before),
            level_2=before.level_2,
            level_3=before.level_3,
        )
    return choice


def levels_panel(start: ScheduleSetup, measured: Measured, choice: NeedChoice) -> NeedChoice:
    """Parts of the work for level 2 and 3; None stays where the measured ones are left."""
    shown = level_shares(start, measured.inputs)
    known = measured.inputs.level_2 == measured.inputs.level_2
    told = "Tickets of the period by the level they name." if known else "No ticket names a level."
    second = _number("Work for level 2 (%)", 100 * shown[0], "level_2", 0.0, 100.0, help=told)
    third = _number("Work for level 3 (%)", 100 * shown[1], "level_3", 0.0, 100.0, help=told)
    return replace(
        choice,
        level_2=_unless_same(second, shown[0], choice.level_2),
        level_3=_unless_same(third, shown[1], choice.level_3),
    )


def _unless_same(given: float, shown: float, before: float | None) -> float | None:
    """What was typed, in parts of 1; what was kept where nothing was."""
    return before if abs(given - round(100 * shown, 1)) < 1e-9 else given / 100


def _in_time(before: NeedChoice) -> NeedChoice:
    promise = _number("Done within (open hours)", before.promise_hours, "promise", 0.25, 80.0, step=0.5)
    desk = _number(
        "On tickets at the desk (%)", 100 * before.utilisation, "desk", 10.0, 100.0, help=DESK_HELP
    )
    return replace(before, promise_hours=promise, utilisation=desk / 100)


def _at_once(before: NeedChoice) -> NeedChoice:
    target = _number("Answered in time (%)", 100 * before.target, "target", 1.0, 99.9)
    within = _number("Within (seconds)", before.within_seconds, "within", 0.0, 3600.0, step=5.0)
    return replace(before, target=target / 100, within_seconds=within)


def _hours(before: NeedChoice) -> tuple[int, int, bool] | None:
    first, last, weekend = before.hours or (6, 20, True)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="schedule_hours_bar"):
        kind = st.segmented_control(
            "Hours to staff",
            (OPENING, OWN),
            default=OWN if before.hours else OPENING,
            required=True,
            help="Opening hours are those under Settings, holidays left out of account.",
            key="schedule_hours",
        )
        if kind == OPENING:
            return None
        span = st.slider("From and to", 0, 24, (first, last), format="%d:00", width=240, key="schedule_span")
        weekend = st.toggle("Weekends too", weekend, key="schedule_weekend")
    return int(span[0]), int(span[1]), bool(weekend)


def _number(
    label: str, value: float, key: str, low: float, high: float, *, step: float = 1.0, help: str | None = None
) -> float:
    shown = min(max(round(float(value), 1 if step >= 1 else 2), low), high)
    found = st.number_input(
        label, low, high, shown, step, width=210, key=f"schedule_{key}", help=help, format="%g"
    )
    return float(found)


def _handle_help(measured: Measured) -> str:
    if measured.inputs.handle_minutes != measured.inputs.handle_minutes:
        return "No work is logged: 20 minutes is the handbook's example."
    return f"Logged on finished tickets: {fmt.number(measured.inputs.handle_minutes)} minutes (mean)."
