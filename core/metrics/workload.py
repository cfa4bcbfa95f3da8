"""How agents' time is spent: on tickets, waiting for them, away from them, as planned or beyond the plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import Floats, Ratio

OFF_TICKETS = ("training_minutes", "meeting_minutes", "admin_minutes", "break_minutes", "other_minutes")
"""Paid time at work in which no ticket can be taken."""


def utilisation(agent_time: pd.DataFrame) -> Ratio:
    """Part of the time at work that goes into tickets.

    Formula: Σ ticket minutes ÷ Σ available minutes; available is all time at work, meetings and
    breaks included (C-20, C-22). ``agent_time``: one row per agent and local day with
    ``ticket_minutes`` and ``available_minutes``, minutes ≥ 0. From 0 up, best inside its band:
    little is idle, much burns people out. Undefined without time at work; days that nobody logged
    are left out. Source: utilisation_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"ticket_minutes": [324.0], "available_minutes": [360.0]}
    >>> measure(utilisation(pd.DataFrame(rows))).value
    0.9
    """
    return Ratio(numbers(agent_time, "ticket_minutes"), numbers(agent_time, "available_minutes"))


def occupancy(agent_time: pd.DataFrame) -> Ratio:
    """Part of the time ready for tickets in which there was one.

    Formula: Σ ticket minutes ÷ Σ (ticket minutes + minutes waiting for tickets). ``agent_time``:
    one row per agent and local day with ``ticket_minutes`` and ``idle_minutes``, minutes ≥ 0.
    Range 0..1, neither end is better. Undefined where states do not tell waiting from working. The
    field's term; the catalogue has only utilisation, which counts meetings and breaks as well.

    >>> from core.metrics.reduce import measure
    >>> measure(occupancy(pd.DataFrame({"ticket_minutes": [300.0], "idle_minutes": [100.0]}))).value
    0.75
    """
    ticket, idle = numbers(agent_time, "ticket_minutes"), numbers(agent_time, "idle_minutes")
    return Ratio(ticket, ticket + idle, most=1)


def shrinkage(agent_time: pd.DataFrame) -> Ratio:
    """Part of paid time in which no ticket can be taken.

    Formula: Σ (training + meeting + administration + break + other + absent minutes) ÷ Σ (available
    + absent minutes), so that tickets, waiting and these parts make exactly the whole (C-21).
    ``agent_time``: one row per agent and local day, minutes ≥ 0. Range 0..1, best inside its band:
    too little leaves no time to learn. Undefined without paid time. Source: shrinkage_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"training_minutes": [24.0], "meeting_minutes": [30.0], "admin_minutes": [18.0]}
    >>> rows |= {"break_minutes": [48.0], "other_minutes": [0.0], "absent_minutes": [0.0]}
    >>> measure(shrinkage(pd.DataFrame(rows | {"available_minutes": [480.0]}))).value
    0.25
    """
    absent = np.nan_to_num(numbers(agent_time, "absent_minutes"))
    away: Floats = absent + sum(numbers(agent_time, name) for name in OFF_TICKETS)
    return Ratio(away, numbers(agent_time, "available_minutes") + absent, most=1)


def schedule_adherence(agent_time: pd.DataFrame) -> Ratio:
    """Part of the planned time that was spent as planned.

    Formula: Σ planned minutes in the planned activity ÷ Σ planned minutes. ``agent_time``: one row
    per agent and local day with ``adherent_minutes`` and ``planned_minutes``, minutes ≥ 0. Range
    0..1, higher is better. Undefined without a plan or without logged states. Source:
    schedule_adherence_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"adherent_minutes": [450.0, 480.0], "planned_minutes": [480.0, 480.0]}
    >>> measure(schedule_adherence(pd.DataFrame(rows))).value
    0.96875
    """
    adherent, planned = numbers(agent_time, "adherent_minutes"), numbers(agent_time, "planned_minutes")
    return Ratio(adherent, planned, most=1)


def overtime_rate(agent_time: pd.DataFrame) -> Ratio:
    """Time worked beyond the plan, in parts of the plan.

    Formula: Σ overtime minutes ÷ Σ planned minutes; overtime of a day is what is logged as such, or
    the time at work beyond the planned length. ``agent_time``: one row per agent and local day with
    ``overtime_minutes`` and ``planned_minutes``, minutes ≥ 0. From 0 up, lower is better. Undefined
    without a plan or without logged states. Source: overtime_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"overtime_minutes": [60.0, 0.0], "planned_minutes": [480.0, 480.0]}
    >>> measure(overtime_rate(pd.DataFrame(rows))).value
    0.0625
    """
    overtime, planned = numbers(agent_time, "overtime_minutes"), numbers(agent_time, "planned_minutes")
    return Ratio(overtime, np.where(np.isnan(overtime), np.nan, planned))


def tickets_per_agent_day(agent_time: pd.DataFrame) -> Ratio:
    """Tickets resolved for each day on which an agent worked.

    Formula: Σ tickets resolved ÷ days on which an agent was at work or did something on tickets.
    ``agent_time``: one row per agent and local day with ``resolved_count`` and ``worked_count`` (1
    or 0). From 0 up; an input of capacity, neither end is better (C-26). Undefined without such a
    day. Source: tickets_per_agent_day.

    >>> from core.metrics.reduce import measure
    >>> rows = {"resolved_count": [12.0, 8.0, 0.0], "worked_count": [1.0, 1.0, 0.0]}
    >>> measure(tickets_per_agent_day(pd.DataFrame(rows))).value
    10.0
    """
    return Ratio(numbers(agent_time, "resolved_count"), numbers(agent_time, "worked_count"))


def tickets_per_agent_hour(agent_time: pd.DataFrame) -> Ratio:
    """Tickets resolved for each hour at work.

    Formula: Σ tickets resolved ÷ (Σ minutes at work ÷ 60), overtime included. ``agent_time``: one
    row per agent and local day with ``resolved_count`` and ``present_minutes`` (minutes ≥ 0). From
    0 up, higher is better only with quality beside it. Undefined without hours at work. Source:
    tickets_per_agent_hour.

    >>> from core.metrics.reduce import measure
    >>> rows = {"resolved_count": [12.0, 8.0], "present_minutes": [240.0, 360.0]}
    >>> measure(tickets_per_agent_hour(pd.DataFrame(rows))).value
    2.0
    """
    return Ratio(numbers(agent_time, "resolved_count"), numbers(agent_time, "present_minutes") / 60)


def _workload(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.RATIO,
        "direction": Direction.IN_RANGE,
        "level": Level.ACTIVITY,
        "frame": Frame.AGENT_TIME,
        "attribution": "day",
        "min_sample": 5,
        "owner": "managers",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


STATES = "what agents were doing, minute by minute"
LIKE_WITH_LIKE = "Compare only agents of the same tier and mix of tickets."

DEFINITIONS = (
    _workload(
        id="utilisation",
        name="Utilisation",
        question="How much of the time at work goes into tickets?",
        inputs=("ticket_minutes", "available_minutes"),
        formula=utilisation,
        formula_text="time on tickets ÷ time at work, meetings and breaks included",
        sources=("handbook 1.5", "C-18", "C-19", "C-20", "C-22"),
        catalog_ids=("utilisation_pct",),
        needs=STATES,
        caveats="Above 90 % people burn out, and 100 % is no goal. Where no state is about tickets, the "
        "work entered on tickets stands for it.",
        alternatives="Hours already net of meetings (C-22); occupancy, which looks only at time ready for "
        "tickets.",
        review="daily",
        gamed_by=("D-109", "D-120"),
    ),
    _workload(
        id="occupancy",
        name="Occupancy",
        question="How busy are those who are ready for tickets?",
        direction=Direction.CONTEXT,
        inputs=("ticket_minutes", "idle_minutes"),
        formula=occupancy,
        formula_text="time on tickets ÷ (time on tickets + time waiting for tickets)",
        sources=("handbook 6.3", "C-20"),
        needs=f"{STATES}, waiting for tickets included",
        alternatives="Utilisation, which divides by all time at work.",
        review="daily",
        gamed_by=("D-109",),
    ),
    _workload(
        id="shrinkage",
        name="Shrinkage",
        question="How much paid time is not there for tickets?",
        inputs=(*OFF_TICKETS, "available_minutes", "absent_minutes"),
        formula=shrinkage,
        formula_text="(training + meetings + administration + breaks + absence) ÷ paid time",
        sources=("handbook 1.5", "C-21", "C-22"),
        catalog_ids=("shrinkage_pct",),
        needs=STATES,
        caveats="Absence counts where it is logged or planned. Time waiting for tickets is no shrinkage.",
        alternatives="100 % less utilisation, which takes waiting for shrinkage.",
        review="monthly",
        gamed_by=("D-113",),
    ),
    _workload(
        id="schedule_adherence",
        name="Schedule adherence",
        question="Is the plan what happens?",
        direction=Direction.HIGHER_IS_BETTER,
        inputs=("adherent_minutes", "planned_minutes"),
        formula=schedule_adherence,
        formula_text="planned minutes spent as planned ÷ planned minutes",
        sources=("scaling 1.5",),
        catalog_ids=("schedule_adherence_pct",),
        needs=f"shifts, and {STATES}",
        caveats="A plan that never names breaks or meetings counts them as part of the shift. On-call duty "
        "is no planned presence.",
        owner="team leads",
        review="weekly",
        gamed_by=("D-111",),
    ),
    _workload(
        id="overtime_rate",
        name="Overtime",
        question="How much is worked beyond the plan?",
        direction=Direction.LOWER_IS_BETTER,
        inputs=("overtime_minutes", "planned_minutes"),
        formula=overtime_rate,
        formula_text="overtime ÷ planned time",
        sources=("growing 1.5", "handbook 12"),
        catalog_ids=("overtime_pct",),
        needs=f"shifts, and {STATES}",
        caveats="A longer day makes up for a shorter one nowhere: each day is looked at by itself.",
        review="weekly",
        gamed_by=("D-104",),
    ),
    _workload(
        id="tickets_per_agent_day",
        name="Tickets per agent and day",
        question="How much does an agent resolve in a day?",
        unit=Unit.NUMBER,
        direction=Direction.CONTEXT,
        inputs=("resolved_count", "worked_count"),
        formula=tickets_per_agent_day,
        formula_text="tickets resolved ÷ days on which an agent worked",
        sources=("handbook 1.5", "C-24", "C-25", "C-26"),
        needs="who resolved which ticket and when",
        caveats=f"An input of capacity, never a ranking: it makes people rush (C-26). {LIKE_WITH_LIKE} Each "
        "resolution counts, so a reopened ticket counts again.",
        alternatives="Tickets ÷ full-time equivalents and day.",
        review="daily",
        gamed_by=("D-058", "D-061", "D-114"),
    ),
    _workload(
        id="tickets_per_agent_hour",
        name="Tickets per agent hour",
        question="How much is resolved in an hour at work?",
        unit=Unit.NUMBER,
        direction=Direction.HIGHER_IS_BETTER,
        inputs=("resolved_count", "present_minutes"),
        formula=tickets_per_agent_hour,
        formula_text="tickets resolved ÷ hours at work",
        sources=("scaling 1.5", "C-26"),
        needs=f"{STATES}, and who resolved which ticket",
        caveats=f"More is better only as long as quality holds. {LIKE_WITH_LIKE}",
        review="weekly",
        gamed_by=("D-061", "D-114"),
    ),
)
