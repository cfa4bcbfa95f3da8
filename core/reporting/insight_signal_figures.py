"""Metrics by window, week and month for the rules: the same figures that every page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from core.insight.paired_signs import BOT, COST, DEFLECTION, PACE, REPEATS, WEEKLY
from core.insight.signals import CSAT, FCR, FRT, OVERTIME, QA, SLA, UTILISATION, VOLUME
from core.insight.signals_compare import mean_week
from core.insight.signals_findings import Reading
from core.insight.signals_windows import (
    BASE_26,
    BEFORE_28,
    BEFORE_91,
    BEFORE_182,
    LAST_28,
    LAST_30,
    LAST_90,
    LAST_91,
    LAST_182,
    NOW,
    SPANS,
)
from core.periods import Period, midnight
from core.reporting.insight_signal_sight import Sight, reading

TTR, ESCALATIONS, EFFORT, SICK = (
    "resolution_time",
    "escalation_rate",
    "customer_effort",
    "sick_days_per_agent",
)
QUARTER = (
    FRT, QA, CSAT, FCR, TTR, SICK, UTILISATION, OVERTIME, ESCALATIONS, "review_coverage",
    "reviewed_ticket_share", "wait_complaint_rate",
)  # fmt: skip
MONTH = (
    FRT,
    CSAT,
    FCR,
    REPEATS,
    PACE,
    COST,
    SLA,
    DEFLECTION,
    BOT,
    "required_agents",
    "founder_support_hours",
)
WANTED: Mapping[str, tuple[str, ...]] = {
    LAST_91: QUARTER,
    BEFORE_91: QUARTER,
    LAST_28: MONTH,
    BEFORE_28: MONTH,
    BASE_26: (FCR,),
    LAST_30: (CSAT, TTR, UTILISATION),
    LAST_90: (FRT, FCR, TTR, CSAT, EFFORT, COST, UTILISATION, "bot_handled_rate"),
    LAST_182: (COST, QA),
    BEFORE_182: (COST, QA),
}
"""Which metrics the rules ask for in which window."""
STATES = ("article_coverage", "effective_fte")
BY_WEEK = (
    FRT,
    CSAT,
    QA,
    VOLUME,
    SLA,
    REPEATS,
    PACE,
    DEFLECTION,
    BOT,
    COST,
    "founder_support_hours",
    UTILISATION,
)
BY_MONTH = (FRT, "customers_per_agent", "required_agents", "tickets_per_100_customers")
WEEKS, MONTHS = 28, 25

Figures = dict[tuple[str, str], Reading]
Runs = dict[str, tuple[Reading, ...]]


def window_figures(sight: Sight) -> Figures:
    """Every wanted metric in its windows; one to compare with that begins before the data has none."""
    found: Figures = {}
    for window, names in WANTED.items():
        is_before = SPANS[window][1] > 0
        label, reaches = sight.label(window), not is_before or sight.begins_with_data(window)
        for result in sight.results(names, sight.period(window)):
            known = reading(result, label)
            found[result.id, window] = known if reaches else _too_short(known)
    for result in sight.results(STATES, Period.all_time(sight.zone)):
        found[result.id, NOW] = reading(result, f"as of {sight.today}")
    return found


def _too_short(known: Reading) -> Reading:
    """Part of a window is no window, however many rows it has."""
    needs = known.needs or "data that reach back to the beginning of the window"
    return Reading(unit=known.unit, window=known.window, needs=needs, name=known.name)


def weekly(sight: Sight) -> Runs:
    """The last whole weeks of every metric that is watched by week; NaN in a week without rows."""
    mondays = [day for day in sight.weeks(WEEKS) if _whole(sight, day)]
    if not mondays:
        return {}
    period = Period.of_days(mondays[0], mondays[-1] + timedelta(days=6), sight.zone)
    return _runs(sight, BY_WEEK, period, "week", mondays)


def monthly(sight: Sight) -> Runs:
    """The last whole months of every metric that is watched by month."""
    firsts = [first for first in _months(sight.today, MONTHS) if _whole(sight, first)]
    if not firsts:
        return {}
    end = sight.today.replace(day=1) - timedelta(days=1)
    return _runs(sight, BY_MONTH, Period.of_days(firsts[0], end, sight.zone), "month", firsts)


def _whole(sight: Sight, day: date) -> bool:
    """Whether the data reach back to a day, so that what begins with it is whole."""
    return bool(midnight(day, sight.zone).timestamp() * 1e6 >= sight.first)


def _months(today: date, count: int) -> list[date]:
    """The first days of the months before this one, the oldest first."""
    index = today.year * 12 + today.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(index - count, index)]


def _runs(sight: Sight, names: tuple[str, ...], period: Period, by: str, days: list[date]) -> Runs:
    groups: dict[str, dict[str, Reading]] = {name: {} for name in names}
    blank: dict[str, Reading] = {}
    for result in sight.results(names, period, by):
        if result.group is None:
            blank[result.id] = Reading(unit=result.unit, name=result.name, needs=result.reason)
        else:
            groups[result.id][result.group[:10]] = reading(result, f"{by} of {result.group}")
    length = 7 if by == "month" else 10
    return {
        name: tuple(
            groups[name].get(str(day)[:length], replace(blank[name], window=f"{by} of {day}")) for day in days
        )
        for name in names
        if name in blank
    }


def volume_figures(sight: Sight, weeks: Runs) -> Figures:
    """Tickets a week in the windows of the rules: mean of whole weeks, with the interval of their spread."""
    counts = [each.value for each in weeks.get(VOLUME, ())]
    cuts = {LAST_28: (0, 4), BEFORE_28: (4, 17), LAST_91: (0, 13), BEFORE_91: (13, 26)}
    return {
        (WEEKLY, window): mean_week(counts, newest, oldest, sight.label(window))
        for window, (newest, oldest) in cuts.items()
    }
