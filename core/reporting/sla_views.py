"""The report's tables of promises. `core.report.Report` has them all."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from core.periods import Period
from core.reporting import sla_tables
from core.reporting.policies import all_policies, choose_policy, save_policy
from core.reporting.promises import clock_frame
from core.reporting.results import Filters
from core.reporting.views import EVERYBODY, Views, span_of
from core.sla.explain import ClockStory, clock_stories
from core.sla.policy import Policy


class SlaViews(Views):
    """What was promised and what was kept."""

    def policies(self) -> dict[str, Policy]:
        """Every SLA policy by id: shipped and own ones."""
        return all_policies(self.store)

    def policy(self) -> Policy:
        """The SLA policy in force."""
        return self._loader.settings().policy

    def save_policy(self, policy: Policy, *, in_force: bool = False) -> None:
        """Keep an own policy, and put it in force where asked."""
        save_policy(self.store, policy)
        if in_force:
            choose_policy(self.store, policy.policy_id)
        self._forget()

    def choose_policy(self, policy_id: str) -> None:
        """Put a policy in force. Raises ValueError for an unknown one."""
        choose_policy(self.store, policy_id)
        self._forget()

    def sla_clocks(
        self,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        metric: str | None = None,
        outcome: tuple[str, ...] = (),
        limit: int | None = None,
    ) -> pd.DataFrame:
        """One row per promise and ticket: decided in the period, or still running.

        Broken ones come first, the latest before the others; running ones by the time left.
        """
        table = self._clocks(period, filters, as_of)
        keep = np.ones(len(table), bool)
        if metric is not None:
            keep &= (table["metric"] == metric).to_numpy()
        if outcome:
            keep &= table["outcome"].isin(outcome).to_numpy()
        table = table[keep].sort_values(
            ["late_minutes", "remaining_minutes"], ascending=[False, True], ignore_index=True
        )
        return table if limit is None else table.head(limit)

    def ticket_clocks(
        self, ticket_id: str, source_id: str, *, as_of: datetime | None = None
    ) -> list[ClockStory]:
        """Every clock of a ticket, told part by part; none for tickets without promises."""
        loaded = self._loader.load(as_of)
        tickets = loaded.facts.tickets
        rows = np.flatnonzero((tickets["ticket_id"] == ticket_id) & (tickets["source_id"] == source_id))
        promises = loaded.promises
        return [
            story for row in rows for story in clock_stories(promises.clocks, int(row), promises.calendar)
        ]

    def sla_compliance(
        self,
        by: str | None = None,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> pd.DataFrame:
        """Promises kept by a column of `sla_clocks` or by week; see `core.reporting.sla_tables`."""
        return sla_tables.compliance(self._clocks(period, filters, as_of), by, self._zone())

    def breach_trend(
        self, *, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> tuple[pd.DataFrame, float]:
        """Share of broken promises in the last eight whole weeks, and its slope per week (R-CP-01)."""
        table, instant = self._clocks(None, filters, as_of), self.facts(as_of).as_of
        return sla_tables.breach_trend(table, self._zone(), instant)

    def lateness(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """How late broken promises were."""
        return sla_tables.lateness(self._clocks(period, filters, as_of))

    def near_misses(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """Promises kept with less than a tenth of the limit to spare."""
        return sla_tables.near_misses(self._clocks(period, filters, as_of))

    def breach_hours(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """Broken promises by local weekday and hour of the due instant."""
        return sla_tables.breach_hours(self._clocks(period, filters, as_of), self._zone())

    def sla_under(self, policy: Policy, *, filters: Filters = EVERYBODY) -> pd.DataFrame:
        """Compliance by priority as it would have been under another policy, over all time."""
        loaded = self._loader.load(None)
        evaluation, mask = self._selected(filters, None)
        frame = clock_frame(loaded.promises.under(policy), loaded.promises.calendar)
        other = type(evaluation)({**evaluation.frames, "sla_clocks": frame}, evaluation.zone)
        return sla_tables.compliance(sla_tables.clock_table(other, mask, (None, None)), "priority", "UTC")

    def _clocks(self, period: Period | None, filters: Filters, as_of: datetime | None) -> pd.DataFrame:
        evaluation, mask = self._selected(filters, as_of)
        return sla_tables.clock_table(evaluation, mask, span_of(period))

    def _zone(self) -> str:
        return self._loader.settings().zone

    def _forget(self) -> None:
        self._refreshed += 1
        self._loader.forget()
