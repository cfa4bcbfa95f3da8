"""Whether there are enough people: agents needed, present and on the way, and hours without cover."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import flags, is_one_of, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import NAN, Ratio, Total

DAY_MINUTES = 480.0
"""A full working day of eight hours."""
PLANNED_UTILISATION = 0.75
"""Part of the day that goes into tickets, as in the printed example."""
WINDOW_DAYS = 28
WEEKDAYS = 5
GAP_BELOW = 0.5
"""An hour with less than this part of the planned staff is a gap."""
NOT_ANSWERING = ("management", "executive", "founder")


def required_agents(days: pd.DataFrame) -> Ratio:
    """Full-time agents that the arriving tickets need.

    Formula: Σ (tickets created × handle time) ÷ Σ (480 minutes × 75 %) over the working days of a
    full-time agent, Monday to Friday; tickets of weekends are work for those days. ``days``: one row
    per local day with ``created_count``, ``handle_minutes`` (mean logged work of tickets resolved in
    the 28 days up to that one), ``weekday`` (0: Monday) and ``share`` (part of the day that has
    passed). Agents, from 0 up; an input of planning, neither end is better; round up for heads.
    Undefined without logged work or without a weekday in the period. Source: required_agents, C-22,
    C-23.

    >>> from core.metrics.reduce import measure
    >>> rows = {"created_count": [500.0], "handle_minutes": [20.0], "weekday": [0.0], "share": [1.0]}
    >>> round(measure(required_agents(pd.DataFrame(rows))).value, 2)
    27.78
    """
    work = numbers(days, "created_count") * numbers(days, "handle_minutes")
    productive = DAY_MINUTES * PLANNED_UTILISATION * numbers(days, "share")
    return Ratio(work, np.where(numbers(days, "weekday") < WEEKDAYS, productive, 0.0))


def effective_fte(agents: pd.DataFrame) -> Total:
    """Full-time agents that the roster is worth today, newcomers counted by what they carry.

    Formula: Σ (weekly hours ÷ 40 × ramp share) over employed people who answer tickets; the ramp is
    0 / 0 / 25 / 50 / 75 / 75 / 100 / 100 % by week of tenure (C-76). ``agents``: one row per person
    with ``is_employed``, ``role``, ``fte`` and ``ramp_share`` (0..1). Agents, from 0 up; an input of
    planning. Undefined without a roster; people without hours or date of hire are left out. Source:
    effective_fte.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_employed": [True, True, False], "role": ["frontline"] * 3}
    >>> rows |= {"fte": [1.0, 0.9, 1.0], "ramp_share": [1.0, 0.5, 1.0]}
    >>> measure(effective_fte(pd.DataFrame(rows))).value
    1.45
    """
    answers = flags(agents, "is_employed") & ~is_one_of(agents, "role", NOT_ANSWERING)
    load = numbers(agents, "fte") * numbers(agents, "ramp_share")
    return Total(np.where(answers, load, NAN), unknown=answers & np.isnan(load))


def agents_gap(agents: pd.DataFrame) -> Total:
    """Agents at work now, less those planned to be.

    Formula: Σ (at work − planned) at the end of the data. ``agents``: one row per person with
    ``present_count`` and ``planned_count`` (1 or 0, NaN where not told). Best at 0; below it, people
    are missing. Undefined where nobody is planned or at work, or the log of states has ended.
    Source: available_agents_gap, R-RT-04.

    >>> from core.metrics.reduce import measure
    >>> rows = {"present_count": [1.0, 0.0, 0.0], "planned_count": [1.0, 1.0, 0.0]}
    >>> measure(agents_gap(pd.DataFrame(rows))).value
    -1.0
    """
    present, planned = numbers(agents, "present_count"), numbers(agents, "planned_count")
    return Total(np.where(present + planned > 0, present - planned, NAN))


def coverage_gap_hours(hours: pd.DataFrame) -> Total:
    """Hours in which less than half of the planned staff was at work.

    Formula: number of hours with present < 50 % of planned. ``hours``: one row per local hour with
    ``planned_minutes`` and ``present_minutes`` of all agents together. Hours, from 0 up, 0 is best.
    Undefined without planned hours for which states are logged. Source: coverage_gap_hours.

    >>> from core.metrics.reduce import measure
    >>> rows = {"planned_minutes": [120.0, 120.0, 60.0], "present_minutes": [60.0, 59.0, 0.0]}
    >>> measure(coverage_gap_hours(pd.DataFrame(rows))).value
    2.0
    """
    planned, present = numbers(hours, "planned_minutes"), numbers(hours, "present_minutes")
    is_gap = (present < GAP_BELOW * planned).astype(np.float64)
    asked = np.nan_to_num(planned) > 0
    told = asked & ~np.isnan(present)
    return Total(np.where(told, is_gap, NAN))


def handle_time_trend(days: pd.DataFrame) -> Ratio:
    """How far the handle time moved, in parts of what it was.

    Formula: mean handle time of the last 28 days ÷ that of the 28 days before − 1, by the day of
    resolution. ``days``: one row per local day with ``handled_minutes``, ``handled_count`` (resolved
    tickets with logged work) and ``days_ago`` (0: the day of the end of the data). From −1 up;
    neither end is better. Undefined where one of the two stretches has no such ticket. The interval
    is that of a ratio of two ratios, days being the units that vary. Source: aht_trend.

    >>> from core.metrics.reduce import measure
    >>> rows = {"handled_minutes": [300.0, 240.0], "handled_count": [10.0, 10.0], "days_ago": [0.0, 28.0]}
    >>> measure(handle_time_trend(pd.DataFrame(rows))).value
    0.25
    """
    minutes, count = numbers(days, "handled_minutes"), numbers(days, "handled_count")
    ago, known = numbers(days, "days_ago"), ~np.isnan(minutes + count)
    now, before = known & (ago < WINDOW_DAYS), known & (ago >= WINDOW_DAYS) & (ago < 2 * WINDOW_DAYS)
    tickets, earlier = count[now].sum(), count[before].sum()
    if tickets == 0 or minutes[before].sum() == 0:
        return Ratio(np.full(len(days), NAN), np.full(len(days), NAN))
    base = minutes[before].sum() / earlier
    apart = minutes - base * count
    growth = minutes[now].sum() / tickets / base
    part = np.where(now, apart, np.where(before, -growth * apart * tickets / earlier, NAN))
    return Ratio(part, np.where(now, base * count, np.where(before, 0.0, NAN)), least=-1.0)


def _capacity(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.NUMBER,
        "direction": Direction.CONTEXT,
        "level": Level.OPERATIONS,
        "min_sample": 0,
        "owner": "directors",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


DEFINITIONS = (
    _capacity(
        id="required_agents",
        name="Agents needed",
        question="How many full-time agents do the tickets need?",
        frame=Frame.COMPANY_DAYS,
        inputs=("created_count", "handle_minutes", "weekday", "share"),
        formula=required_agents,
        formula_text="tickets × handle time ÷ (480 min × 75 % utilisation), on Monday to Friday",
        attribution="day",
        sources=("handbook 6.1", "C-22", "C-23", "C-24"),
        needs="logged work on tickets",
        caveats="Leave and sickness come on top. A source that logs only part of the work makes it look "
        "small.",
        alternatives="Hours net of meetings with a higher utilisation (C-22); the elapsed time to resolve "
        "in place of work (C-23).",
        review="monthly",
        gamed_by=("D-105", "D-107"),
    ),
    _capacity(
        id="effective_fte",
        name="Agents there, ramp counted",
        question="How many full-time agents is the roster worth?",
        frame=Frame.AGENTS,
        inputs=("is_employed", "role", "fte", "ramp_share"),
        formula=effective_fte,
        formula_text="Σ weekly hours ÷ 40 × share of a full load in the week of tenure",
        attribution=None,
        sources=("handbook 6.8", "C-76", "C-77"),
        needs="the roster with dates of hire and weekly hours",
        caveats="Management does not count. Newcomers carry 0, 0, 25, 50, 75, 75 % in their first weeks.",
        alternatives="Heads, which take a newcomer for a full agent.",
        review="weekly",
        gamed_by=("D-107",),
    ),
    _capacity(
        id="agents_gap",
        name="Agents missing now",
        question="Are those at work who should be?",
        direction=Direction.IN_RANGE,
        frame=Frame.AGENTS,
        inputs=("present_count", "planned_count"),
        formula=agents_gap,
        formula_text="agents at work − agents planned, at the end of the data",
        attribution=None,
        sources=("handbook 1.3", "R-RT-04"),
        catalog_ids=("available_agents_gap",),
        needs="shifts and a running log of what agents do",
        caveats="More than planned is not judged. On-call duty is no planned presence.",
        owner="team leads",
        review="in real time",
        gamed_by=("D-111",),
    ),
    _capacity(
        id="coverage_gap_hours",
        name="Coverage gaps",
        question="In how many hours was less than half of the planned staff there?",
        direction=Direction.LOWER_IS_BETTER,
        frame=Frame.STAFFED_HOURS,
        inputs=("planned_minutes", "present_minutes"),
        formula=coverage_gap_hours,
        formula_text="number of hours with less than 50 % of the planned staff",
        attribution="hour",
        sources=("handbook 1.6", "R-WP-06"),
        needs="shifts and what agents were doing",
        caveats="All agents together: a team without anybody can hide behind another one.",
        owner="team leads",
        review="weekly",
        gamed_by=("D-111",),
    ),
    _capacity(
        id="handle_time_trend",
        name="Handle time trend",
        question="Do tickets take more work than a month ago?",
        unit=Unit.RATIO,
        level=Level.ACTIVITY,
        frame=Frame.COMPANY_DAYS,
        inputs=("handled_minutes", "handled_count", "days_ago"),
        formula=handle_time_trend,
        formula_text="handle time of the last 28 days ÷ that of the 28 days before − 1",
        attribution=None,
        sources=("handbook 1.5", "C-23", "C-27"),
        catalog_ids=("aht_trend",),
        needs="logged work on tickets",
        caveats="A changed mix of tickets moves it as well: look at it by category.",
        owner="managers",
        review="weekly",
        gamed_by=("D-001",),
    ),
)
