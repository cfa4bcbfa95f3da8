"""The report's tables: lists of tickets, the backlog, breakdowns. `core.report.Report` has them all."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from core.data.store import Store
from core.facts.fact_set import FactSet
from core.metrics.evaluate import DIMENSIONS, Evaluation
from core.metrics.measure import Flags
from core.periods import Period
from core.reporting import backlog, breakdowns, lists
from core.reporting.loading import FactLoader
from core.reporting.results import Filters
from core.reporting.story import TicketStory, story_of

EVERYBODY = Filters()


class Views:
    """Tables from the facts of one store. All frames handed out are the caller's own."""

    def __init__(self, store: Store) -> None:
        """Report on an open store."""
        self.store = store
        self._loader = FactLoader(store)
        self._refreshed = 0

    def facts(self, as_of: datetime | None = None) -> FactSet:
        """All facts as at an instant; shared, so do not change them."""
        return self._loader.load(as_of).facts

    def options(self) -> dict[str, list[str]]:
        """Values of every dimension, for the filter bar; "not stated" where tickets lack one."""
        evaluation, mask = self._selected(EVERYBODY, None)
        options = {}
        for name in DIMENSIONS:
            codes, labels = evaluation.groups(name)
            there = np.bincount(codes[mask], minlength=len(labels)) > 0
            options[name] = [label for label, used in zip(labels, there, strict=True) if used]
        return options

    def tickets(
        self,
        *,
        filters: Filters = EVERYBODY,
        period: Period | None = None,
        as_of: datetime | None = None,
        where: str = "open",
        sort: str | None = None,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """A list of tickets: all, open, waiting, unanswered, unassigned, stuck, old, urgent, finished,
        reopened, escalated or dissatisfied; the worst first, or by the column ``sort``."""
        evaluation, mask = self._selected(filters, as_of)
        instant, span = self.facts(as_of).as_of, span_of(period)
        return lists.ticket_list(evaluation, instant, mask, where=where, span=span, sort=sort, limit=limit)

    def ticket(
        self, ticket_id: str, source_id: str | None = None, *, as_of: datetime | None = None
    ) -> list[TicketStory]:
        """What happened on a ticket; one story per source that knows the number, none where nobody does."""
        facts, (log, terms) = self.facts(as_of), self._loader.events()
        known = facts.tickets["ticket_id"] == str(ticket_id)
        if source_id is not None:
            known &= facts.tickets["source_id"] == source_id
        return [story_of(log, terms, row, facts.as_of) for _, row in facts.tickets[known].iterrows()]

    def backlog_history(
        self,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        by: str = "day",
    ) -> pd.DataFrame:
        """Open tickets at the end of each local day, week or month: bucket, ends_at, open_count."""
        evaluation, mask = self._selected(filters, as_of)
        facts = self.facts(as_of)
        return backlog.backlog_history(evaluation, facts.spells, facts.as_of, mask, span_of(period), by)

    def backlog_age_histogram(
        self, *, filters: Filters = EVERYBODY, as_of: datetime | None = None, by: str | None = None
    ) -> pd.DataFrame:
        """Open tickets by age: up to 24 h, 1 to 3 d, 3 to 7 d, over 7 d."""
        return backlog.age_histogram(*self._selected(filters, as_of), by)

    def workload(self, *, filters: Filters = EVERYBODY, as_of: datetime | None = None) -> pd.DataFrame:
        """Open tickets per assignee with the ratio to the median, the heaviest first."""
        return backlog.workload(*self._selected(filters, as_of))

    def mix(
        self,
        dimension: str,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        by: str | None = None,
    ) -> pd.DataFrame:
        """Created tickets by a dimension, with shares; per local day, week or month with ``by``."""
        return breakdowns.mix(*self._selected(filters, as_of), span_of(period), dimension, by)

    def inflow(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """Created tickets by local weekday (0 Monday), hour and channel, in all and per day."""
        instant = self.facts(as_of).as_of
        return breakdowns.inflow(*self._selected(filters, as_of), span_of(period), instant)

    def volume_trend(
        self,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        by: str = "day",
    ) -> pd.DataFrame:
        """Tickets created and resolved by local day, week or month."""
        return breakdowns.volume_trend(*self._selected(filters, as_of), span_of(period), by)

    def trending(
        self, *, filters: Filters = EVERYBODY, as_of: datetime | None = None, dimension: str = "category"
    ) -> pd.DataFrame:
        """Categories of the last seven days beside their usual week, the steepest first."""
        instant = self.facts(as_of).as_of
        return breakdowns.trending(*self._selected(filters, as_of), instant, dimension)

    def category_pain(
        self,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        dimension: str = "category",
    ) -> pd.DataFrame:
        """Volume, speed and outcome by category, where customers lose most time first."""
        span, definitions = span_of(period), self._loader.settings().definitions
        return breakdowns.category_pain(*self._selected(filters, as_of), span, dimension, definitions)

    def csat_breakdown(
        self,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        dimension: str | None = None,
    ) -> pd.DataFrame:
        """Survey answers by score on 1 to 5."""
        return breakdowns.csat_breakdown(*self._selected(filters, as_of), span_of(period), dimension)

    def _selected(self, filters: Filters, as_of: datetime | None) -> tuple[Evaluation, Flags]:
        evaluation = self._loader.load(as_of).evaluation
        return evaluation, evaluation.mask(filters.wanted())


def span_of(period: Period | None) -> tuple[int | None, int | None]:
    """A period as half-open UTC microseconds."""
    return (None, None) if period is None else period.span()
