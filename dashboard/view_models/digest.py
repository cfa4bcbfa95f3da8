"""The daily digest, the stand-up's snapshot as well: what a lead looks at every morning (R-QR-01 to 05).

What stands where, what broke since closing time, what breaks next, what nobody owns or touches, how
yesterday went, whom to call back, what grows; on the first day of the week also what the weekly review
asks (R-QR-06 to 08).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from core.periods import Period, instant_from, local_date, microseconds, midnight
from core.report import MetricResult, Report

STATE = ("backlog_count", "queue_depth", "open_p1_p2", "backlog_24h", "unassigned_count", "stuck_tickets")
FLOW = (
    "ticket_volume",
    "resolved_count",
    "net_resolved",
    "first_response_time",
    "response_sla_met_rate",
    "resolution_sla_met_rate",
    "csat_rate",
    "reopen_rate",
)
WEEK = ("net_resolved", "priority_accuracy", "response_sla_met_rate", "resolution_sla_met_rate", "csat_rate")
DAY = timedelta(days=1)
WEEKS_BACK = 8
CALL_BACK_DAYS = 7
"""Low scores that nobody followed up are listed for a week."""


@dataclass(frozen=True)
class Digest:
    """All that the digest says, as the report measured it.

    ``state`` now and ``before`` a day earlier; ``flow`` of yesterday against the same weekday a week
    earlier; ``week``: last week against the one before, on the first day of the week only. ``broken``:
    promises broken since ``closed_at``; ``next_up``: running ones, the least time left first; ``away``:
    open tickets of people who are not there; ``call_back``: low scores that nobody followed up. All
    other frames are lists of the report.
    """

    as_of: datetime
    zone: str
    closed_at: datetime
    state: Mapping[str, MetricResult]
    before: Mapping[str, MetricResult]
    flow: Mapping[str, MetricResult]
    week: Mapping[str, MetricResult]
    yesterday: Period
    broken: pd.DataFrame
    next_up: pd.DataFrame
    urgent: pd.DataFrame
    unassigned: pd.DataFrame
    stuck: pd.DataFrame
    away: pd.DataFrame
    call_back: pd.DataFrame
    trending: pd.DataFrame
    workload: pd.DataFrame


def build_digest(report: Report, as_of: datetime | None = None) -> Digest | None:
    """The digest at an instant (default: the latest in the data); None for an empty store."""
    at = as_of or report.as_of()
    if at is None:
        return None
    zone = report.zone()
    yesterday = Period.parse("yesterday", at, zone)
    closed_at = closing_before(report, at)
    return Digest(
        as_of=at,
        zone=zone,
        closed_at=closed_at,
        state=_by_id(report.metrics(STATE, as_of=at)),
        before=_by_id(report.metrics(STATE, as_of=at - DAY)),
        flow=_by_id(report.metrics(FLOW, period=yesterday, as_of=at, compare=True)),
        week=_weekly(report, at, zone),
        yesterday=yesterday,
        broken=_broken(report, closed_at, at),
        next_up=_next_up(report, at),
        urgent=report.tickets(as_of=at, where="urgent"),
        unassigned=report.tickets(as_of=at, where="unassigned"),
        stuck=report.tickets(as_of=at, where="stuck"),
        away=_away(report, at),
        call_back=_call_back(report, at, zone),
        trending=_trending(report, at),
        workload=report.workload(as_of=at),
    )


def closing_before(report: Report, at: datetime) -> datetime:
    """When the team last went home: the latest closing time before today's midnight, at most a week back.

    Where the team never closes, yesterday at the same time. "Overnight" is what came after it.
    """
    morning = midnight(local_date(at, report.zone()), report.zone())
    calendar = report.opening_hours()
    if calendar.is_always_open:
        return at - DAY
    spans = calendar.intervals_between(microseconds(morning - timedelta(days=7)), microseconds(morning))
    return instant_from(spans[-1][1]) if spans else at - DAY


def _by_id(results: list[MetricResult]) -> dict[str, MetricResult]:
    return {result.id: result for result in results}


def _weekly(report: Report, at: datetime, zone: str) -> dict[str, MetricResult]:
    """Last week's figures, on Mondays: what the weekly review asks."""
    if local_date(at, zone).weekday():
        return {}
    return _by_id(report.metrics(WEEK, period=Period.parse("last week", at, zone), as_of=at, compare=True))


def _broken(report: Report, since: datetime, at: datetime) -> pd.DataFrame:
    """Promises that broke since an instant, those that still run first, then the latest."""
    clocks = report.sla_clocks(as_of=at, period=Period(since, None), outcome=("breached",))
    clocks = clocks[clocks["due_at"].notna() & (clocks["due_at"] >= pd.Timestamp(since))]
    clocks = clocks.assign(is_running=clocks["stopped_at"].isna())
    return clocks.sort_values(["is_running", "due_at"], ascending=False, kind="stable", ignore_index=True)


def _next_up(report: Report, at: datetime) -> pd.DataFrame:
    clocks = report.sla_clocks(as_of=at, outcome=("running",))
    return clocks.sort_values("remaining_minutes", kind="stable", ignore_index=True)


def _away(report: Report, at: datetime) -> pd.DataFrame:
    """Open tickets of people who are not there, each with the reason."""
    opened, away = report.tickets(as_of=at), report.away_agents(at)
    mine = opened[opened["assignee"].isin(list(away))]
    return mine.assign(reason=mine["assignee"].astype(str).map(away)).reset_index(drop=True)


def _call_back(report: Report, at: datetime, zone: str) -> pd.DataFrame:
    found = report.low_scores(period=Period.last_days(CALL_BACK_DAYS, at, zone), as_of=at)
    return found[found["left_minutes"].notna() & (found["score"] <= 2)].reset_index(drop=True)


def _trending(report: Report, at: datetime) -> pd.DataFrame:
    found = report.trending(as_of=at)
    return found[found["is_trending"]].reset_index(drop=True)
