"""The SLA clocks of a fact set under a policy: as columns for the metrics, and as a table for people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from core.calendars import BusinessCalendar
from core.data.columns import MISSING_INSTANT
from core.facts.event_log import EventLog, Ints
from core.facts.fact_set import FactSet
from core.facts.log_view import LogView, instants_of
from core.facts.ticket_table import as_datetimes
from core.reporting.trials import Trials
from core.sla.clock import SlaClocks, sla_clocks
from core.sla.duplicates import Originals
from core.sla.explain import Background
from core.sla.measure import Outcome
from core.sla.policy import Policy
from core.sla.running import TicketFrames


@dataclass
class Promises:
    """The clocks of one fact set, computed when first asked for and kept."""

    facts: FactSet
    log: EventLog
    terms: Sequence[str | None]
    policy: Policy
    calendar: BusinessCalendar
    read_customers: Callable[[], pd.DataFrame]
    read_originals: Callable[[], Mapping[int, str]] = dict

    @cached_property
    def tiers(self) -> list[str | None]:
        """The customer tier of every ticket."""
        return customer_tiers(self.facts.tickets, self.read_customers())

    @cached_property
    def originals(self) -> Originals:
        """Where tickets went that were merged into another one."""
        view = LogView.of(self.log, self.facts.tickets, self.facts.as_of)
        return Originals.of(view, self.facts.tickets, self.terms, self.read_originals())

    @cached_property
    def first_asked(self) -> Ints | None:
        """When the customer of each ticket first asked, where duplicates may make a difference."""
        tickets = self.facts.tickets
        return self.originals.first_asked(tickets) if tickets["is_merged"].any() else None

    @property
    def frames(self) -> TicketFrames:
        """What the clocks are read from."""
        facts = self.facts
        return TicketFrames(
            self.log, facts.tickets, facts.spells, facts.responses, facts.as_of, self.first_asked
        )

    def background(self, row: int) -> Background:
        """What an explanation of a ticket's clocks tells beside them."""
        tickets = self.facts.tickets
        created = instants_of(tickets.iloc[row : row + 1], "created_at")[0]
        asked_in = None if self.first_asked is None else self.originals.asked_in(tickets, row)
        return Background.of(self.log, int(tickets["ticket_pk"].iloc[row]), int(created), asked_in)

    @cached_property
    def clocks(self) -> SlaClocks:
        """Every clock of the policy in force."""
        return self.under(self.policy)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All clocks as a table, see `clock_frame`."""
        return clock_frame(self.clocks, self.calendar)

    @cached_property
    def trials(self) -> Trials:
        """The past, to be tried under other targets and hours."""
        return Trials(self.clocks)

    def under(self, policy: Policy, calendar: BusinessCalendar | None = None) -> SlaClocks:
        """Every clock as it would be under another policy or other opening hours."""
        return sla_clocks(self.frames, self.terms, policy, calendar or self.calendar, self.tiers)


class LazyFrames(dict[str, pd.DataFrame]):
    """Fact frames by name; others are made when a metric first asks for them, and kept."""

    def __init__(
        self, frames: Mapping[str, pd.DataFrame], makers: Mapping[str, Callable[[], pd.DataFrame]]
    ) -> None:
        """``frames`` are there already, ``makers`` make the others."""
        super().__init__(frames)
        self._makers = makers

    def anew(self, names: Collection[str]) -> LazyFrames:
        """The same frames, but those named are made again when they are next asked for."""
        return LazyFrames({name: frame for name, frame in self.items() if name not in names}, self._makers)

    def __missing__(self, name: str) -> pd.DataFrame:
        """Only frames with a maker may be missing."""
        self[name] = self._makers[name]()
        return self[name]


def customer_tiers(tickets: pd.DataFrame, customers: pd.DataFrame) -> list[str | None]:
    """The tier of every ticket's customer; None where nobody knows it."""
    known = customers.dropna(subset=["tier"]).drop_duplicates("customer_key", keep="last")
    tiers = tickets["customer_key"].astype("object").map(known.set_index("customer_key")["tier"])
    return list(tiers.astype("object").where(tiers.notna(), None))


def clock_frame(clocks: SlaClocks, calendar: BusinessCalendar) -> pd.DataFrame:
    """The table of all clocks, with ``decided_at``: kept at the stop, broken at the due instant."""
    frame = clocks.frame(calendar)
    outcome, due = clocks.measured.outcome, clocks.due_at(calendar)
    decided = np.where(outcome == Outcome.MET, clocks.runs.stopped_at, MISSING_INSTANT)
    return frame.assign(decided_at=as_datetimes(np.where(outcome == Outcome.BREACHED, due, decided)))
