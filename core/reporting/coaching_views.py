"""The report's tables of coaching and of calibration sessions. `core.report.Report` has them all."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from core.facts.people import bots
from core.periods import Period, local_date
from core.reporting import coaching_tables as tables
from core.reporting.quality_tables import chosen_reviews
from core.reporting.results import Filters
from core.reporting.views import EVERYBODY, Views, span_of


class CoachingViews(Views):
    """What to talk about with whom, what to train together, and what to score together."""

    def coaching_needs(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """Agents reviewed in the period with the dimensions in which they are low, the neediest first."""
        return tables.coaching_needs(self._own_reviews(period, filters, as_of))

    def shared_gaps(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """What three agents or more are low in on one category of tickets."""
        evaluation, _ = self._selected(filters, as_of)
        return tables.shared_gaps(self._own_reviews(period, filters, as_of), evaluation.tickets)

    def calibration_tickets(
        self, month: date | None = None, *, filters: Filters = EVERYBODY, seed: int | None = None
    ) -> pd.DataFrame:
        """The three tickets that everybody scores in the month of a day (default: that of the last event).

        ``seed`` (default: one for each month) draws others. Raises ValueError below 0, and without
        ``month`` for an empty store.
        """
        evaluation, mask = self._selected(filters, None)
        now = self._loader.as_of()
        if month is None and now is None:
            raise ValueError("month: there are no tickets yet, so there is no month")
        day = month or local_date(now, evaluation.zone)  # type: ignore[arg-type]
        programs = bots(self.store.read_frame("agent"))
        return tables.calibration_tickets(evaluation, mask, day, bots=programs, seed=seed)

    def _own_reviews(self, period: Period | None, filters: Filters, as_of: datetime | None) -> pd.DataFrame:
        """Reviews of agents, without those that test the reviewers."""
        evaluation, mask = self._selected(filters, as_of)
        reviews = chosen_reviews(evaluation, mask, span_of(period))
        return reviews[~reviews["is_calibration"].to_numpy(bool)]
