"""The report's tables of self-service. `core.report.Report` has them all."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from core.data.columns import MICROSECONDS_PER_DAY
from core.metrics import METRICS
from core.metrics.definition import Frame
from core.periods import Period
from core.reporting import self_service_tables as tables
from core.reporting.results import Filters
from core.reporting.told_rows import told_rows
from core.reporting.views import EVERYBODY, Views, span_of

WEEK = 7 * MICROSECONDS_PER_DAY


class SelfServiceViews(Views):
    """What people find for themselves, what is missing, and what it is worth."""

    def articles(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """Articles with visits, votes and deflection, the most visited first.

        Empty under filters that statistics of articles do not know (all but category and source).
        """
        evaluation, _ = self._selected(filters, as_of)
        rows = told_rows(evaluation, Frame.KB_DAYS, filters.wanted(), "day", span_of(period))
        return tables.article_table(rows)

    def topics(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """Categories of tickets with how many articles they have, those without one first.

        Empty without any statistics of articles, and under filters other than category.
        """
        evaluation, mask = self._selected(filters, as_of)
        now = self.facts(as_of).as_of
        topics = told_rows(evaluation, Frame.KB_TOPICS, filters.wanted())
        return tables.topic_table(topics, evaluation, mask, span_of(period), (now - WEEK + 1, now + 1))

    def self_service_inputs(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> tables.SelfServiceInputs:
        """Visits, deflection, cost of a ticket and investment of a month, from the days of the period.

        Costs and visits are those of everybody: under any filter nothing is known.
        """
        evaluation, _ = self._selected(filters, as_of)
        days = told_rows(evaluation, Frame.COMPANY_DAYS, filters.wanted(), "day", span_of(period))
        asked = {"span": span_of(period), "wanted": filters.wanted()}
        rate = evaluation.evaluate(METRICS["deflection_rate"], **asked).total.value  # type: ignore[arg-type]
        booked = self.store.read_frame("cost_entry")["currency"].dropna().unique()
        return tables.inputs_of(days, rate, str(booked[0]) if len(booked) == 1 else "")
