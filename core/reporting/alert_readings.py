"""Measures what rules watch, at the ends of their periods; every period is measured once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.alerts.evaluate import Reading
from core.alerts.figures import is_live
from core.alerts.rule import AlertRule
from core.metrics import resolve
from core.metrics.definition import Frame
from core.report import Filters, MetricResult, Report
from core.reporting.recent import TREND_REACH, keeps_figures, recent_report

JUST_BEFORE = timedelta(microseconds=1)
URGENT_MINUTES = 120.0
READ_AGAIN = timedelta(minutes=15)
"""Data that came in late counts: a period is measured again after this time where the data has changed."""
Scopes = Mapping[str, Reading]
"""Readings of one period by scope; "" where a rule is not told apart."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A measurement, the data that it is from, and when it was made."""

    scopes: Scopes
    revision: str
    made_at: datetime


@dataclass
class Memory:
    """Measurements of periods that are over, kept between looks: most looks then measure nothing."""

    kept: dict[tuple[str, datetime], _Kept] = field(default_factory=dict)

    def get(self, key: tuple[str, datetime], revision: str, now: datetime) -> Scopes | None:
        """What is known, unless the data has changed and it was measured a while ago."""
        found = self.kept.get(key)
        if found is None or (found.revision != revision and now - found.made_at >= READ_AGAIN):
            return None
        return found.scopes

    def put(self, key: tuple[str, datetime], scopes: Scopes, revision: str, now: datetime) -> None:
        """Remember a measurement."""
        self.kept[key] = _Kept(scopes, revision, now)

    def drop_before(self, instant: datetime) -> None:
        """Forget periods that ended before an instant."""
        self.kept = {key: kept for key, kept in self.kept.items() if key[1] >= instant}


class Measurer:
    """Measures rules on one report; instants that several rules or looks share are computed once."""

    def __init__(self, report: Report, since: datetime, memory: Memory | None = None) -> None:
        """``since``: the earliest instant that any period begins; `reach` says it for a rule."""
        self._report, self._since = report, since
        self._recent: Report | None = None
        self._memory = memory if memory is not None else Memory()
        self._zone, self._revision = report.zone(), report.revision()

    @property
    def recent(self) -> Report:
        """The report without the tickets that were over long ago."""
        if self._recent is None:
            self._recent = recent_report(self._report, self._since)
        return self._recent

    def forget_older(self) -> None:
        """Forget what no rule looks back to any more."""
        self._memory.drop_before(self._since)

    def readings(self, rule: AlertRule, end: datetime, now: datetime) -> Scopes:
        """The readings of the period that ends at ``end``, by scope."""
        key = (rule.measure_key, end)
        found = self._memory.get(key, self._revision, now)
        if found is None:
            found = self._measure(rule, end)
            self._memory.put(key, found, self._revision, now)
        return found

    def _measure(self, rule: AlertRule, end: datetime) -> Scopes:
        filters = Filters(**{name: values for name, values in rule.filters.items() if values})
        as_of = end - JUST_BEFORE
        if is_live(rule.figure):
            return {"": Reading(end, LIVE[rule.figure](self.recent, filters, as_of))}
        report = self.recent if keeps_figures(resolve(rule.figure)) else self._report
        results = report.metrics(
            [rule.figure],
            period=rule.window.period(end, self._zone),
            filters=filters,
            as_of=as_of,
            by=rule.by,
        )
        chosen = [result for result in results if (result.group is None) == (rule.by is None)]
        return {result.group or "": _reading(result, end) for result in chosen}


def reach(rule: AlertRule, at: datetime, zone: str) -> datetime:
    """The earliest instant that a rule looks back to at ``at``."""
    (*_, oldest) = rule.window.last_ends(at, zone, rule.periods)
    start = rule.window.period(oldest, zone).start
    is_trend = not is_live(rule.figure) and resolve(rule.figure).frame is Frame.TRENDS
    return (start or oldest) - (TREND_REACH if is_trend else timedelta())


def _reading(result: MetricResult, end: datetime) -> Reading:
    return Reading(
        end=end,
        value=result.value,
        n=result.n,
        status=result.status,
        is_enough=result.n >= result.definition.min_sample,
        target_text=result.target_text,
    )


def _wait_time(report: Report, filters: Filters, as_of: datetime) -> float:
    """0 where nobody waits, NaN where the help desk does not tell who was answered."""
    waits = report.tickets(filters=filters, as_of=as_of, where="unanswered")["age_minutes"].dropna()
    if len(waits):
        return float(waits.median())
    is_told = report.facts(as_of).tickets["first_response_observed_minutes"].notna().any()
    return 0.0 if is_told else math.nan


def _urgent_over_2h(report: Report, filters: Filters, as_of: datetime) -> float:
    urgent = report.tickets(filters=filters, as_of=as_of, where="urgent")
    return float((urgent["age_minutes"] > URGENT_MINUTES).sum())


def _load_ratio(report: Report, filters: Filters, as_of: datetime) -> float:
    ratios = report.workload(filters=filters, as_of=as_of)["load_ratio"].dropna()
    return float(ratios.max()) if len(ratios) else math.nan


def _away_tickets(report: Report, filters: Filters, as_of: datetime) -> float:
    """NaN where nobody tells who is at work."""
    away = report.away_agents(as_of)
    if not away and report.store.read_frame("shift").empty and report.store.read_frame("agent_state").empty:
        return math.nan
    return float(report.tickets(filters=filters, as_of=as_of)["assignee"].isin(list(away)).sum())


def _silence(report: Report, filters: Filters, as_of: datetime) -> float:
    heard = report.tickets(filters=filters, as_of=as_of, where="all")["last_event_at"].max()
    return math.nan if heard is None or heard != heard else (as_of - heard).total_seconds() / 60


LIVE: Mapping[str, Callable[[Report, Filters, datetime], float]] = {
    "wait_time": _wait_time,
    "urgent_over_2h": _urgent_over_2h,
    "load_ratio": _load_ratio,
    "away_tickets": _away_tickets,
    "silence": _silence,
}
"""How the readings of this moment are taken."""


def earliest(rules: Iterable[AlertRule], at: datetime, zone: str) -> datetime:
    """The earliest instant that any of the rules looks back to; ``at`` without rules."""
    return min((reach(rule, at, zone) for rule in rules), default=at)
