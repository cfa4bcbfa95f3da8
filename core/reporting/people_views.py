"""The report's tables of newcomers, training and staff. `core.report.Report` has them all."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from core.metrics.definition import Frame
from core.periods import Period
from core.reporting import people_tables as tables
from core.reporting.results import Filters
from core.reporting.told_rows import told_rows
from core.reporting.views import EVERYBODY, Views, span_of


class PeopleViews(Views):
    """Who is learning, what is due, and who is here. Filters that people do not know leave nobody."""

    def ramp_board(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> tables.RampBoard:
        """Newcomers hired in the period and the load of their first eight weeks, the last hired first."""
        evaluation, _ = self._selected(filters, as_of)
        newcomers = told_rows(evaluation, Frame.NEWCOMERS, filters.wanted(), "hired_at", span_of(period))
        return tables.ramp_board(newcomers, evaluation.frames[Frame.AGENT_WEEKS])

    def open_modules(self, *, filters: Filters = EVERYBODY, as_of: datetime | None = None) -> pd.DataFrame:
        """Modules that are not finished, the longest overdue first."""
        evaluation, _ = self._selected(filters, as_of)
        trainings = told_rows(evaluation, Frame.TRAININGS, filters.wanted())
        return tables.open_modules(trainings, self.facts(as_of).as_of)

    def modules(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """Modules due in the period: how many finished them, and how they scored."""
        evaluation, _ = self._selected(filters, as_of)
        trainings = told_rows(evaluation, Frame.TRAININGS, filters.wanted(), "due_at", span_of(period))
        return tables.module_table(trainings)

    def staff(self, *, filters: Filters = EVERYBODY, as_of: datetime | None = None) -> pd.DataFrame:
        """Everybody employed, with tenure and training, by name."""
        evaluation, _ = self._selected(filters, as_of)
        wanted = filters.wanted()
        people, trainings = (told_rows(evaluation, each, wanted) for each in (Frame.AGENTS, Frame.TRAININGS))
        return tables.staff_table(people, trainings)
