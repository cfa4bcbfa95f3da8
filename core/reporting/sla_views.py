"""The report's tables of promises. `core.report.Report` has them all."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import partial

import numpy as np
import pandas as pd

from core.calendars import BusinessCalendar
from core.periods import Period
from core.reporting import sla_tables
from core.reporting.policies import (
    all_policies,
    choose_policy,
    chosen_policy,
    remove_policy,
    save_policy,
)
from core.reporting.promises import clock_frame
from core.reporting.results import Filters
from core.reporting.sla_design import (
    DesignSources,
    contact_hours,
    design_answers,
    design_inputs,
    save_design_answer,
)
from core.reporting.sla_exceptions import Coverage, SlaExceptions, coverage, exceptions
from core.reporting.views import EVERYBODY, Views, span_of
from core.sla.contact_hours import ContactHours
from core.sla.design import DesignRule, check_design
from core.sla.design_inputs import DesignInputs, Finding
from core.sla.explain import MOST_CLOCKS, ClockStory, clock_stories
from core.sla.policy import Policy
from core.sla.what_if import TriedGroup


class SlaViews(Views):
    """What was promised and what was kept."""

    def policies(self) -> dict[str, Policy]:
        """Every SLA policy by id: shipped and own ones."""
        return all_policies(self.store)

    def policy(self) -> Policy:
        """The SLA policy in force."""
        return self._loader.settings().policy

    def customer_tiers(self) -> list[str]:
        """The tiers of customers with tickets, the one with most tickets first."""
        tiers = self._loader.load(None).promises.tiers
        return [tier for tier, _ in Counter(tier for tier in tiers if tier is not None).most_common()]

    def save_policy(self, policy: Policy, *, in_force: bool = False) -> None:
        """Keep an own policy, and put it in force where asked. Without that no figure has to be made anew."""
        save_policy(self.store, policy)
        if in_force:
            choose_policy(self.store, policy.policy_id)
        if policy.policy_id == chosen_policy(self.store).policy_id:
            self._forget()
        self._refreshed += 1

    def choose_policy(self, policy_id: str) -> None:
        """Put a policy in force. Raises ValueError for an unknown one."""
        choose_policy(self.store, policy_id)
        self._forget()

    def remove_policy(self, policy_id: str) -> None:
        """Forget an own policy. Raises ValueError for the one in force and for one that nobody made."""
        remove_policy(self.store, policy_id)
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
        self,
        ticket_id: str,
        source_id: str,
        *,
        as_of: datetime | None = None,
        limit: int | None = MOST_CLOCKS,
    ) -> list[ClockStory]:
        """The clocks of a ticket, told part by part: the first ones, or all without ``limit``.

        None for tickets without promises.
        """
        promises = self._loader.load(as_of).promises
        tickets = promises.facts.tickets
        rows = np.flatnonzero((tickets["ticket_id"] == ticket_id) & (tickets["source_id"] == source_id))
        return [
            story
            for row in rows.tolist()
            for story in clock_stories(
                promises.clocks, row, promises.calendar, promises.background(row), limit
            )
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
        self,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        metrics: tuple[str, ...] = (),
    ) -> pd.DataFrame:
        """Broken promises, all or of some metrics, by local weekday and hour of the due instant."""
        return sla_tables.breach_hours(self._clocks(period, filters, as_of), self._zone(), metrics)

    def sla_coverage(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> Coverage:
        """How many tickets created in the period a promise fits, and why the others have none."""
        return coverage(*self._selected(filters, as_of), span_of(period))

    def sla_exceptions(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> SlaExceptions:
        """Pauses that began in the period and duplicates created in it, as far as events tell (R-EX)."""
        _, mask = self._selected(filters, as_of)
        return exceptions(self._loader.load(as_of).promises, mask, span_of(period))

    def sla_trial(
        self,
        *,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        calendar: BusinessCalendar | None = None,
    ) -> list[TriedGroup]:
        """The past by metric and priority, ready to be measured against any limit, over all time.

        ``calendar``: other opening hours to count by.
        """
        loaded = self._loader.load(as_of)
        mask = partial(loaded.evaluation.mask, filters.wanted())
        return loaded.promises.trials.groups(filters, mask, calendar)

    def opening_hours(self) -> BusinessCalendar:
        """The business time in use, with all its changes."""
        return self._loader.settings().calendar

    def sla_under(self, policy: Policy, *, filters: Filters = EVERYBODY) -> pd.DataFrame:
        """Compliance by priority as it would have been under another policy, over all time."""
        loaded = self._loader.load(None)
        evaluation, mask = self._selected(filters, None)
        frame = clock_frame(loaded.promises.under(policy), loaded.promises.calendar)
        other = type(evaluation)({**evaluation.frames, "sla_clocks": frame}, evaluation.zone)
        return sla_tables.compliance(sla_tables.clock_table(other, mask, (None, None)), "priority", "UTC")

    def contact_hours(self) -> ContactHours:
        """The present opening hours for people; those assumed where nobody has set any."""
        return contact_hours(self.store, self._zone(), self._loader.as_of())

    def design_inputs(self, policy: Policy) -> DesignInputs:
        """What the data says about the design of a policy."""
        _, mask = self._selected(EVERYBODY, None)
        promises, as_of = self._loader.load(None).promises, self._loader.as_of()
        return design_inputs(DesignSources(self.store, promises, mask, self._zone(), as_of), policy)

    def design_findings(self, policy: Policy | None = None) -> list[tuple[DesignRule, Finding]]:
        """How well a policy (default: the one in force) is designed, by R-SD-01 to R-SD-17."""
        return check_design(self.design_inputs(policy or self.policy()))

    def design_answers(self) -> dict[str, bool]:
        """The team's own answers, by id of the check."""
        return design_answers(self.store)

    def answer_design(self, rule_id: str, answer: bool | None) -> None:
        """Keep the team's own answer to a design check; None takes it back."""
        save_design_answer(self.store, rule_id, answer)

    def _clocks(self, period: Period | None, filters: Filters, as_of: datetime | None) -> pd.DataFrame:
        evaluation, mask = self._selected(filters, as_of)
        return sla_tables.clock_table(evaluation, mask, span_of(period))

    def _zone(self) -> str:
        return self._loader.settings().zone

    def _forget(self) -> None:
        self._refreshed += 1
        self._loader.forget()
