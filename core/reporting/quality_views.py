"""The report's quality reviews: written, listed, calibrated, drawn. `core.report.Report` has them all."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime

import numpy as np
import pandas as pd

from core.facts.people import bots, known_people
from core.facts.reviewed_agents import reviewed_agent_frame
from core.facts.reviews import CALIBRATION, OWN_SOURCE, review_key
from core.metrics.definition import Frame
from core.metrics.measure import AnyMeasure
from core.metrics.reduce import measure
from core.metrics.review_plan import qa_csat_correlation
from core.metrics.sampling import FLAGGED, RANDOM
from core.metrics.scorecard import is_critical_fail, total_score
from core.periods import Period
from core.reporting import quality_tables as tables
from core.reporting.quality_frames import ratings
from core.reporting.results import Filters
from core.reporting.sla_views import SlaViews
from core.reporting.views import EVERYBODY, span_of

SELECTIONS = (RANDOM, FLAGGED, CALIBRATION)
MADE_OF_REVIEWS = (Frame.REVIEWS, Frame.AGENT_WEEKS, Frame.REVIEWED_AGENTS)
"""Frames that a new review changes."""


class QualityViews(SlaViews):
    """What reviewers found, whether they agree, and what to review next."""

    def save_review(
        self,
        ticket_id: str,
        source_id: str,
        points: Mapping[str, int],
        *,
        assignee: str,
        reviewer: str,
        selection: str = RANDOM,
        at: datetime | None = None,
        coached_at: datetime | None = None,
    ) -> str:
        """Keep a scored review and return its number.

        ``points`` by dimension as `core.metrics.scorecard` allows them; ``assignee`` the agent
        reviewed; ``selection`` random, flagged or calibration; ``at`` when it was made (default: the
        instant up to which the data goes, which is the report's "now"). A second review of the same
        ticket and agent by the same reviewer takes the place of the first. Raises ValueError naming
        the argument for a ticket that is not there, empty names and points that are not allowed.
        """
        known = self.facts().tickets
        if not ((known["ticket_id"] == ticket_id) & (known["source_id"] == source_id)).any():
            raise ValueError(f"ticket_id: {source_id!r} has no ticket {ticket_id!r}")
        _check_names(assignee, reviewer, selection)
        score = total_score(points)
        row = {
            "source_id": OWN_SOURCE,
            "review_id": review_key(source_id, ticket_id, assignee, reviewer),
            "ticket_id": ticket_id,
            "agent_id": assignee,
            "reviewer_id": reviewer,
            "reviewed_at": at or self._loader.as_of(),
            "score": float(score),
            "dimensions": json.dumps(dict(points)),
            "is_critical_fail": is_critical_fail(points),
            "selection": selection,
        }
        self._write_review(row if coached_at is None else {**row, "coached_at": coached_at})
        return str(row["review_id"])

    def save_coaching(
        self, review_id: str, source_id: str = OWN_SOURCE, *, at: datetime | None = None
    ) -> None:
        """Remember that a review was talked over (default: at the instant up to which the data goes).

        Raises ValueError for a review that is not there.
        """
        kept = self.store.read_frame("qa_review")
        found = kept[(kept["review_id"] == review_id) & (kept["source_id"] == source_id)]
        if found.empty:
            raise ValueError(f"review_id: {source_id!r} has no review {review_id!r}")
        self._write_review({**found.iloc[0].to_dict(), "coached_at": at or self._loader.as_of()})

    def reviews(
        self,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Reviews made in the period with points, findings and their tickets, the newest first."""
        evaluation, mask = self._selected(filters, as_of)
        chosen = tables.chosen_reviews(evaluation, mask, span_of(period))
        table = tables.review_table(evaluation, chosen)
        return table if limit is None else table.head(limit)

    def score_distribution(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> tables.ScoreDistribution:
        """How the totals of the period's reviews spread."""
        evaluation, mask = self._selected(filters, as_of)
        return tables.score_distribution(tables.chosen_reviews(evaluation, mask, span_of(period)))

    def calibration(
        self,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        seed: int = 0,
    ) -> tables.Calibration:
        """Tickets that several people scored: spread, agreement and each reviewer's leaning.

        ``seed`` is that of the interval around the agreement.
        """
        evaluation, mask = self._selected(filters, as_of)
        return tables.calibration_table(evaluation, mask, span_of(period), seed)

    def review_sample(
        self,
        week: date | None = None,
        *,
        filters: Filters = EVERYBODY,
        seed: int | None = None,
        per_agent: int | None = None,
        flagged: Collection[str] = (),
    ) -> tables.ReviewSample:
        """Tickets to review of the week of a day (default: the last whole week).

        ``seed`` (default: one for each week) and ``per_agent`` (default: by the size of the team)
        decide the draw; ``flagged`` tickets come on top. Tickets reviewed before the week was over
        are never drawn; the same week gives the same sample while its tickets stay the same.
        Raises ValueError for bad numbers, and without ``week`` for an empty store.
        """
        evaluation, mask = self._selected(filters, None)
        now = self._loader.as_of()
        if week is None and now is None:
            raise ValueError("week: there are no tickets yet, so there is no last week")
        day = week or tables.last_whole_week(now, self._zone())  # type: ignore[arg-type]
        programs = bots(self.store.read_frame("agent"))
        asked = {"bots": programs, "seed": seed, "per_agent": per_agent, "flagged": flagged}
        return tables.review_sample(evaluation, mask, day, **asked)  # type: ignore[arg-type]

    def qa_and_csat(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> tuple[pd.DataFrame, AnyMeasure]:
        """Agents with five reviews and five ratings or more of the period, and how the two go together.

        The table has one row per agent; the measure is Pearson's r with its 95 % interval, over all
        time the same as the metric.
        """
        evaluation, mask = self._selected(filters, as_of)
        span, reviews = span_of(period), evaluation.frames[Frame.REVIEWS]
        known = np.append(mask, not filters.wanted())[reviews["ticket_row"].to_numpy()]
        rows = (
            known & tables.inside(evaluation.instants(Frame.REVIEWS, "reviewed_at"), span),
            mask & tables.inside(evaluation.instants(Frame.TICKETS, "finished_at"), span),
        )
        people = known_people(
            self.store.read_frame("agent"),
            self.store.read_frame("team_member"),
            as_of=self.facts(as_of).as_of,
        )
        tickets = evaluation.tickets
        agents = reviewed_agent_frame(reviews, tickets, people, rating=ratings(tickets), rows=rows)
        return agents, measure(qa_csat_correlation(agents))

    def _write_review(self, row: Mapping[str, object]) -> None:
        self.store.upsert_frame("qa_review", pd.DataFrame([row]))
        self._refreshed += 1
        self._loader.renew(MADE_OF_REVIEWS)


def _check_names(assignee: str, reviewer: str, selection: str) -> None:
    for name, given in (("assignee", assignee), ("reviewer", reviewer)):
        if not given.strip():
            raise ValueError(f"{name} must not be empty")
    if selection not in SELECTIONS:
        raise ValueError(f"selection: {selection!r} is none of {', '.join(SELECTIONS)}")
