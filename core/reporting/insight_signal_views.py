"""The report's signals: when to scale, readiness, warning and paired signs, failure patterns, ratios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from core.data.assessment_book import read_answers
from core.insight.failure_patterns import FAILURE_PATTERNS
from core.insight.paired_signs import LOW_SCORES, WEEKLY, PairFinding, judge_pairs
from core.insight.ratios import LEVELS, Composition, frozen_management, level_ratio, team_mix
from core.insight.readiness import Goals, Readiness, readiness
from core.insight.signals import CSAT, FCR, SIGNALS, VOLUME
from core.insight.signals_findings import Evidence, Finding, Reading, Rule, Stated, judge
from core.insight.signals_windows import NOW
from core.insight.stages import BENCHMARK_STAGES, PEOPLE, stage_by
from core.insight.warning_signs import TURNOVER, WARNING_SIGNS
from core.metrics.benchmarks import DEFAULT_STAGE, target_for
from core.periods import local_date, microseconds, midnight
from core.reporting.insight_signal_figures import monthly, volume_figures, weekly, window_figures
from core.reporting.insight_signal_people import Roster, people_figures, turnover
from core.reporting.insight_signal_sight import Sight, part
from core.reporting.insight_signal_tickets import rated_weeks, ticket_figures
from core.reporting.insight_signal_work import (
    newest_figures,
    review_figures,
    shift_figures,
    training_figures,
)
from core.reporting.targets import targets_at
from core.reporting.views import Views

PAIR_WEEKS = 17
"""The four weeks that are looked at, and the 13 before them."""
MANAGERS = Rule("R-MR-01", "Managers beside the front line", "managers grow with it", frozen_management)
TURNOVER_DAYS = 90


@dataclass(frozen=True)
class Line:
    """One of the two lines of a pair: a figure by week."""

    label: str
    weeks: tuple[date, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class PairView:
    """A pair with its verdict and both lines."""

    found: PairFinding
    good: Line
    bad: Line


@dataclass(frozen=True)
class SignalReport:
    """All that the rules say at the end of the data."""

    as_of: datetime
    end_of_data: datetime
    signals: tuple[Finding, ...]
    readiness: Readiness
    warning_signs: tuple[Finding, ...]
    pairs: tuple[PairView, ...]
    failure_patterns: tuple[Finding, ...]
    levels: Composition
    mix: Composition
    managers: Finding
    crowd: tuple[Reading, ...]
    """Customers per agent by month, the oldest first."""


class SignalViews(Views):
    """What the team's own figures say about growing, and what goes wrong quietly."""

    _measured: tuple[object, Evidence] | None = None
    """The figures that were measured last, with the state of the data that they are of."""

    def signal_report(self, stage: int | None = None) -> SignalReport | None:
        """Every rule's finding at the end of the data; None for an empty store.

        ``stage``: 1 to 4, for its CSAT target and its ratio of levels (default: the general targets,
        and no ratio).
        """
        sight = self._sight()
        if sight is None:
            return None
        evidence, roster = self._evidence(sight), Roster.of(sight)
        people = int(roster.there(microseconds(sight.as_of)).sum())
        return SignalReport(
            as_of=sight.as_of,
            end_of_data=sight.end_of_data,
            signals=judge(SIGNALS, evidence),
            readiness=readiness(evidence, goals_of(stage)),
            warning_signs=judge(WARNING_SIGNS, evidence),
            pairs=tuple(_pair(sight, roster, evidence, found) for found in judge_pairs(evidence)),
            failure_patterns=judge(FAILURE_PATTERNS, evidence),
            levels=_levels(evidence, stage),
            mix=_mix(evidence, stage_by(PEOPLE, float(people)).stage),
            managers=judge((MANAGERS,), evidence)[0],
            crowd=evidence.month("customers_per_agent", 13),
        )

    def _sight(self) -> Sight | None:
        """The facts at the end of the data, as the rules look at them; None for an empty store."""
        as_of = self._loader.as_of()
        if as_of is None:
            return None
        loaded, settings = self._loader.load(), self._loader.settings()
        targets = targets_at(settings.stage, settings.own_targets)
        read = self.store.read_frame
        return Sight(loaded.evaluation, loaded.facts, loaded.promises.log, settings, targets, as_of, read)

    def _evidence(self, sight: Sight) -> Evidence:
        """Figures of all rules, measured once for each state of the data, with the answers of today."""
        settings = sight.settings
        key = (
            self._loader.snapshot().revision,
            settings.key,
            repr(settings.variants),
            self._loader.forgotten,
        )
        held: tuple[object, Evidence] | None = getattr(self, "_measured", None)
        if held is None or held[0] != key:
            held = (key, measured(sight))
            self._measured = held
        return replace(held[1], answers=stated(read_answers(self.store), sight.zone))


def measured(sight: Sight) -> Evidence:
    """Every figure that a rule asks for."""
    weeks, months = weekly(sight), monthly(sight)
    figures = {
        **window_figures(sight),
        **volume_figures(sight, weeks),
        **people_figures(sight, Roster.of(sight)),
        **review_figures(sight),
        **shift_figures(sight),
        **training_figures(sight),
        **newest_figures(sight),
        **ticket_figures(sight),
    }
    return Evidence(figures, weeks, months)


def stated(answers: Mapping[str, Mapping[str, object]], zone: str) -> dict[str, Stated]:
    """Answers of the store as the rules read them."""
    return {
        question: Stated(
            bool(body["value"]),
            str(body["author"]),
            local_date(datetime.fromisoformat(str(body["at"])), zone),
        )
        for question, body in answers.items()
    }


def goals_of(stage: int | None) -> Goals:
    """The targets of a stage; the general ones without one."""
    key = BENCHMARK_STAGES[stage] if stage else DEFAULT_STAGE
    csat, fcr = target_for(CSAT, key), target_for(FCR, key)
    assert csat is not None
    assert fcr is not None
    return Goals(csat.good.low, fcr.good.low, stage)


def _count(evidence: Evidence, name: str) -> int:
    found = evidence.figure(name, NOW)
    return int(found.value) if found.is_known else 0


def _levels(evidence: Evidence, stage: int | None) -> Composition:
    counts = tuple(_count(evidence, f"people at {level}") for level in LEVELS)
    if stage is None:
        return Composition((), 0, "", "not known", "a stage")
    return level_ratio((counts[0], counts[1], counts[2]), stage)


def _mix(evidence: Evidence, band: int | None) -> Composition:
    if band is None:
        return Composition((), 0, "", "not known", "the roster with roles")
    front, special = _count(evidence, "frontline"), _count(evidence, "specialist")
    return team_mix((front, special, _count(evidence, "leads")), band)


def _pair(sight: Sight, roster: Roster, evidence: Evidence, found: PairFinding) -> PairView:
    mondays = tuple(sight.weeks(PAIR_WEEKS))
    sides = (found.pair.good, found.pair.bad)
    good, bad = (
        Line(side.label, mondays, _weeks_of(sight, roster, evidence, side.metric, mondays)) for side in sides
    )
    return PairView(found, good, bad)


def _weeks_of(
    sight: Sight, roster: Roster, evidence: Evidence, metric: str, mondays: tuple[date, ...]
) -> tuple[Reading, ...]:
    """A figure week by week; missing weeks are not known."""
    if metric == TURNOVER:
        return tuple(_turnover_up_to(sight, roster, day + timedelta(days=7)) for day in mondays)
    if metric == LOW_SCORES:
        return tuple(
            part(LOW_SCORES, low, rated, f"week of {day}", "answers to surveys")
            for day, low, rated in zip(mondays, *rated_weeks(sight, mondays), strict=True)
        )
    known = evidence.week(VOLUME if metric == WEEKLY else metric, len(mondays))
    return (Reading(name=metric),) * (len(mondays) - len(known)) + known


def _turnover_up_to(sight: Sight, roster: Roster, end: date) -> Reading:
    """Turnover of the 90 days up to a day, by the year."""
    start = microseconds(midnight(end - timedelta(days=TURNOVER_DAYS), sight.zone))
    return turnover(roster, start, microseconds(midnight(end, sight.zone)), f"90 days up to {end}")


def line_frame(line: Line) -> pd.DataFrame:
    """A line as a table: week, value, n."""
    return pd.DataFrame(
        {
            "week": pd.to_datetime(pd.Series(line.weeks, dtype="object")),
            "value": np.array([each.value for each in line.readings], dtype=np.float64),
            "n": [each.n for each in line.readings],
        }
    )
