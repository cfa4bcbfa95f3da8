"""The report's stage of growth: frameworks, playbook, triggers, self-assessment, distance to targets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.data import assessment_book as book
from core.insight.assessment import KNOWN, Assessment, Dimension, assess_maturity
from core.insight.assessment_evidence import AGENTS, seen_in
from core.insight.distance import STAGE_METRICS, Distance, share_distance, time_distance
from core.insight.playbook import Chapter, Step, chapter, roadmap
from core.insight.signals_findings import Finding
from core.insight.signals_windows import LAST_90
from core.insight.stages import (
    BENCHMARK_STAGES,
    CUSTOMERS,
    PEOPLE,
    TICKETS,
    Override,
    StageAnswer,
    StageResolution,
    resolve_stage,
    stage_by,
)
from core.insight.transitions import judge_triggers
from core.insight.transitions_past import Past
from core.metrics.benchmarks import target_for
from core.metrics.definition import Frame
from core.metrics.measure import NAN, Duration
from core.metrics.targets import Target
from core.periods import Period, microseconds
from core.reporting.insight_signal_people import Roster
from core.reporting.insight_signal_sight import Sight
from core.reporting.insight_signal_views import SignalViews, stated
from core.reporting.insight_stage_past import tracks
from core.reporting.quality_tables import inside
from core.reporting.results import MetricResult

LAST_STAGE = 4
LIMITED = ("csat_rate", "qa_score", "first_response_time")
"""Figures whose limits the triggers know, in the order of `Past`."""


@dataclass(frozen=True)
class StageReport:
    """The stage, what the playbook says about it, the triggers for the next one, and the way there."""

    resolution: StageResolution
    chapter: Chapter | None
    triggers: tuple[Finding, ...]
    roadmap: tuple[Step, ...]
    targets_in_use: str
    as_of: datetime
    end_of_data: datetime


@dataclass(frozen=True)
class Gap:
    """A figure beside the target of a stage; ``distance`` is None where the stage sets none."""

    stage: int
    target: Target | None
    distance: Distance | None


@dataclass(frozen=True)
class DistanceRow:
    """One of the four figures beside this stage and the next."""

    result: MetricResult
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class SavedAssessment:
    """An assessment as it was saved; ``shares`` of items met by stage and dimension, None: unanswered."""

    at: datetime
    author: str
    stage: int
    answered_count: int
    shares: Mapping[str, float | None]
    changed: tuple[str, ...]


class StageViews(SignalViews):
    """Which stage we are in, where we are below it, and what the next one asks."""

    def stage_report(self) -> StageReport | None:
        """The stage and what goes with it; None for an empty store."""
        sight = self._sight()
        if sight is None:
            return None
        resolution = self._resolution(sight)
        stage, settings = resolution.stage, sight.settings
        past = Past(
            tracks(sight, Roster.of(sight)),
            stated(book.read_answers(self.store), sight.zone),
            *(
                _limit(name, stage, settings.stage)
                for name in ("csat_rate", "qa_score", "first_response_time")
            ),
        )
        return StageReport(
            resolution=resolution,
            chapter=chapter(stage) if stage else None,
            triggers=judge_triggers(past),
            roadmap=roadmap(stage) if stage else (),
            targets_in_use=settings.stage,
            as_of=sight.as_of,
            end_of_data=sight.end_of_data,
        )

    def company_stage(self) -> StageResolution | None:
        """The stage in use and what each framework says; None for an empty store."""
        sight = self._sight()
        return None if sight is None else self._resolution(sight)

    def choose_company_stage(self, stage: int | None, author: str, at: datetime | None = None) -> None:
        """Overrule the stage, with author and date; None: let the data decide again.

        Raises ValueError that names the argument.
        """
        book.choose_company_stage(self.store, stage, author, at or datetime.now(UTC))

    def self_assessment(self) -> Assessment:
        """All questions with what the data and people say, and the scores."""
        sight = self._sight()
        zone = self._loader.settings().zone
        seen = {} if sight is None else seen_in(self._evidence(sight))
        return assess_maturity(seen, stated(book.read_answers(self.store), zone))

    def save_self_assessment(
        self, changes: Mapping[str, bool | None], author: str, at: datetime | None = None
    ) -> None:
        """Keep changed answers (None: take one back) and the scores that they lead to.

        Raises ValueError that names the argument: unknown questions, no author.
        """
        strange = sorted(set(changes) - KNOWN)
        if strange:
            raise ValueError(f"changes: there is no question {strange[0]!r}")
        when, name = at or datetime.now(UTC), book.checked_author(author)
        sight, zone = self._sight(), self._loader.settings().zone
        merged = {**book.read_answers(self.store)}
        for question, value in changes.items():
            merged.pop(question, None)
            if value is not None:
                merged[question] = {"value": value, "author": name, "at": when.isoformat()}
        seen = {} if sight is None else seen_in(self._evidence(sight))
        found = assess_maturity(seen, stated(merged, zone))
        book.save_answers(self.store, changes, name, {**_summary(found), "changed": sorted(changes)}, when)

    def assessment_answers(self) -> dict[str, dict[str, Any]]:
        """What people answered, by question: ``value``, ``author``, ``at``."""
        return book.read_answers(self.store)

    def assessment_history(self) -> tuple[SavedAssessment, ...]:
        """Every saved assessment, the newest first."""
        return tuple(
            SavedAssessment(
                at=body["at"],
                author=str(body["author"]),
                stage=int(body["stage"]),
                answered_count=int(body["answered_count"]),
                shares=body["shares"],
                changed=tuple(body["changed"]),
            )
            for body in book.read_history(self.store)
        )

    def stage_distances(self) -> tuple[DistanceRow, ...]:
        """The four figures of the last 90 days beside the targets of this stage and the next.

        Empty for an empty store and where no stage is known.
        """
        sight = self._sight()
        stage = None if sight is None else self._resolution(sight).stage
        if sight is None or stage is None:
            return ()
        stages = tuple(range(stage, min(stage + 1, LAST_STAGE) + 1))
        results = sight.results(STAGE_METRICS, sight.period(LAST_90))
        return tuple(DistanceRow(each, tuple(_gap(sight, each, one) for one in stages)) for each in results)

    def _resolution(self, sight: Sight) -> StageResolution:
        kept, evidence = book.read_stage(self.store), self._evidence(sight)
        override = None
        if kept is not None:
            override = Override(int(kept["stage"]), str(kept["author"]), datetime.fromisoformat(kept["at"]))
        holders = evidence.figure(AGENTS, LAST_90).value
        return resolve_stage(_customers(sight), _tickets(sight), _people(sight, holders), override)


def _limit(metric: str, stage: int | None, in_use: str) -> float:
    """The end of the good band of a figure at a stage."""
    target = target_for(metric, BENCHMARK_STAGES[stage] if stage else in_use)
    if target is None:
        return NAN
    return target.good.low if math.isinf(target.good.high) else target.good.high


def _customers(sight: Sight) -> StageAnswer:
    """Customers of the last day; those of the list where none is dated."""
    known = sight.evaluation.frames[Frame.COMPANY_DAYS]["customer_count"].dropna()
    value = float(known.iloc[-1]) if len(known) else NAN
    if math.isnan(value):
        value = float(len(sight.read("customer"))) or NAN
    return stage_by(CUSTOMERS, value, "the list of customers")


def _tickets(sight: Sight) -> StageAnswer:
    """Tickets a month: mean of the last three whole months that the data hold."""
    index = sight.today.year * 12 + sight.today.month - 1
    firsts = [sight.today.replace(year=e // 12, month=e % 12 + 1, day=1) for e in range(index - 3, index + 1)]
    edges = [Period.of_days(first, first, sight.zone).span()[0] or 0 for first in firsts]
    created = sight.evaluation.instants(Frame.TICKETS, "created_at")[sight.mask]
    if edges[0] < sight.first:
        return stage_by(TICKETS, NAN, "three whole months of tickets")
    return stage_by(TICKETS, float(((created >= edges[0]) & (created < edges[3])).sum()) / 3)


def _people(sight: Sight, holders: float) -> StageAnswer:
    """People employed; without a roster those who hold tickets of the last 90 days."""
    roster = Roster.of(sight)
    heads = int(roster.there(microseconds(sight.as_of)).sum())
    if heads:
        return stage_by(PEOPLE, float(heads))
    found = stage_by(PEOPLE, holders, "the roster, or tickets with assignees")
    if found.stage is None:
        return found
    return StageAnswer(
        PEOPLE, found.value, found.stage, f"{found.words} who hold tickets of the last 90 days; no roster"
    )


def _gap(sight: Sight, result: MetricResult, stage: int) -> Gap:
    target = target_for(result.id, BENCHMARK_STAGES[stage])
    if target is None or math.isnan(result.value):
        return Gap(stage, target, None)
    tally = sight.evaluation.tally(result.definition)
    if not isinstance(tally, Duration):
        return Gap(stage, target, share_distance(round(result.value * result.n), result.n, target))
    at = sight.evaluation.instants(result.definition.frame, result.definition.attribution or "created_at")
    rows = sight.mask & inside(at, sight.ends(LAST_90))
    return Gap(stage, target, time_distance(tally.values[rows], target))


def _summary(found: Assessment) -> dict[str, Any]:
    """What the history keeps of an assessment beside its answers."""
    scores = {str(stage): score.share for stage, score in found.by_stage.items()}
    scores |= {each.value: found.by_dimension[each].share for each in Dimension}
    return {"stage": found.stage, "answered_count": found.answered_count, "shares": scores}
