"""What the detectors look at: a window of tickets and events, and the weeks before it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.data.columns import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_HOUR,
    MISSING_INSTANT,
    ActorRole,
    EventType,
)
from core.facts.event_log import EventLog, Ints, is_human_reply
from core.facts.log_view import LogView, instants_of
from core.facts.rules import TermRules
from core.facts.ticket_table import Flags
from core.facts.timeline import Timeline

DAY, HOUR = MICROSECONDS_PER_DAY, MICROSECONDS_PER_HOUR
WINDOW = 28 * DAY
BEFORE = 91 * DAY
"""The default window of 28 days is compared with the 13 weeks before it."""
COMEBACK = 72 * HOUR
FAR = np.iinfo(np.int64).max
OFTEN = ("replies", "questions", "by_people", "notes", "reopenings", "assignments")
"""Kinds of events whose order is kept."""


@dataclass
class Case:
    """Facts as at ``as_of`` with the window ``start`` to ``end`` (UTC microseconds, end excluded).

    ``clocks`` is the table of SLA clocks; ``chosen`` the tickets that count; ``tags`` each ticket's tags
    (None: the source tells none); ``organisations`` each
    ticket's customer's organisation; ``stated_due`` the due instant that the source states (missing where it
    does not); ``roles`` people's roles as the roster states them; ``metric_known``
    which required metrics have data; ``policy_changes`` when promises changed;
    ``first_at`` when the data begins, where ``tickets`` are not all of it.
    """

    tickets: pd.DataFrame
    log: EventLog
    terms: Sequence[str | None]
    clocks: pd.DataFrame
    calendar: BusinessCalendar
    as_of: int
    start: int
    end: int
    chosen: Flags
    tags: Sequence[str | None] | None = None
    organisations: Sequence[str | None] | None = None
    stated_due: Ints | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    metric_known: Mapping[str, bool] = field(default_factory=dict)
    policy_changes: Collection[int] = ()
    escalation_teams: Collection[str] | None = None
    first_at: int | None = None
    _lines: dict[int, tuple[Ints, Timeline]] = field(default_factory=dict, init=False, repr=False)

    # Columns of the tickets

    @property
    def size(self) -> int:
        """How many tickets there are, chosen or not."""
        return len(self.tickets)

    @cached_property
    def created(self) -> Ints:
        """When each ticket was created."""
        return instants_of(self.tickets, "created_at")

    @cached_property
    def answered(self) -> Ints:
        """When each ticket was first answered by a person; missing where it was not."""
        return instants_of(self.tickets, "first_response_at")

    @cached_property
    def resolved(self) -> Ints:
        """When each ticket was first resolved; missing where it was not."""
        return instants_of(self.tickets, "first_resolved_at")

    def column(self, name: str) -> NDArray[Any]:
        """A column of the ticket facts."""
        return np.asarray(self.tickets[name].to_numpy())

    def codes(self, name: str) -> tuple[Ints, list[str]]:
        """A categorical column as codes (-1: not stated) and their words."""
        values = self.tickets[name].cat
        return values.codes.to_numpy().astype(np.int64), [str(word) for word in values.categories]

    @cached_property
    def agents(self) -> tuple[Ints, list[str]]:
        """Who each ticket is with."""
        return self.codes("assignee")

    @cached_property
    def is_open(self) -> Flags:
        """Chosen tickets that are open."""
        return np.asarray(self.column("is_open").astype(bool) & self.chosen)

    @cached_property
    def kind(self) -> Ints:
        """A code for category and product area together; -1 without a category."""
        category, area = self.codes("category")[0], self.codes("product_area")[0]
        return np.where(category >= 0, category * (area.max(initial=-1) + 2) + area + 1, -1)

    @cached_property
    def level(self) -> Ints:
        """The number in each ticket's support tier (1 for L1); 0 where it has none."""
        codes, words = self.codes("tier")
        return TermRules.of(words).tier_rank[codes].astype(np.int64)

    # Windows

    def within(self, at: Ints, *, before: bool = False) -> Flags:
        """Chosen tickets whose instant lies in the window, or in the weeks before it."""
        return np.asarray(self.chosen & self.inside(at, before=before))

    def inside(self, at: Ints, *, before: bool = False) -> Flags:
        """Instants in the window, or in the weeks before it."""
        first, last = (self.start - BEFORE, self.start) if before else (self.start, self.end)
        return np.asarray((at >= first) & (at < last))

    def created_in(self, *, before: bool = False) -> Ints:
        """Tickets created in the window."""
        return np.flatnonzero(self.within(self.created, before=before))

    def resolved_in(self, *, before: bool = False) -> Ints:
        """Tickets first resolved by people in the window."""
        gone = self.column("is_merged").astype(bool) | self.column("is_deleted").astype(bool)
        return np.flatnonzero(self.within(self.resolved, before=before) & ~gone)

    @cached_property
    def reach_before(self) -> float:
        """Days of the weeks before the window that the data covers."""
        known = self.created[self.created != MISSING_INSTANT]
        first = self.first_at if self.first_at is not None else int(known.min()) if len(known) else self.start
        return float(np.clip(self.start - first, 0, BEFORE)) / DAY

    @property
    def span_days(self) -> float:
        """Length of the window in days."""
        return (self.end - self.start) / DAY

    # Events

    @cached_property
    def view(self) -> LogView:
        """The log as the tickets see it."""
        return LogView.of(self.log, self.tickets, self.as_of)

    @cached_property
    def rules(self) -> TermRules:
        """What words mean."""
        return TermRules.of(self.terms, self.escalation_teams)

    def rows_of(self, condition: Flags) -> Ints:
        """Positions in the log of events of chosen tickets that meet a condition, in order."""
        seen = self.view.seen & np.append(self.chosen, False)[self.view.row]
        return np.flatnonzero(condition & seen)

    def of_kind(self, *kinds: EventType) -> Ints:
        """Positions of events of some kinds."""
        return self.rows_of(np.isin(self.log.type, kinds))

    def tells(self, kind: EventType) -> bool:
        """Whether the log holds such an event at all."""
        return bool((self.log.type == kind).any())

    @cached_property
    def replies(self) -> Ints:
        """Public replies of people."""
        return self.rows_of(is_human_reply(self.log.type, self.log.actor_role))

    @cached_property
    def questions(self) -> Ints:
        """Messages of customers after the first one."""
        public = (self.log.type == EventType.PUBLIC_REPLY) & (self.log.actor_role == ActorRole.CUSTOMER)
        return self.rows_of((self.log.type == EventType.CUSTOMER_REPLY) | public)

    @cached_property
    def by_people(self) -> Ints:
        """Everything that agents did, but moving tickets about."""
        work = (
            EventType.PUBLIC_REPLY,
            EventType.INTERNAL_NOTE,
            EventType.TIME_WORKED,
            EventType.STATUS_CHANGED,
        )
        return self.rows_of((self.log.actor_role == ActorRole.AGENT) & np.isin(self.log.type, work))

    @cached_property
    def notes(self) -> Ints:
        """Internal notes."""
        return self.of_kind(EventType.INTERNAL_NOTE)

    @cached_property
    def assignments(self) -> Ints:
        """Events that gave tickets to somebody."""
        return self.of_kind(EventType.ASSIGNED)

    @cached_property
    def reopenings(self) -> Ints:
        """Events that brought a solved ticket back."""
        log = self.log
        return self.rows_of((log.from_status >= 4) & (log.to_status >= 0) & (log.to_status < 4))

    def row(self, events: Ints) -> Ints:
        """The ticket rows of events."""
        return self.view.row[events]

    def at(self, events: Ints) -> Ints:
        """The instants of events."""
        return self.log.at[events]

    def actor(self, events: Ints) -> Ints:
        """Who caused events, as numbers of words; -1: not told."""
        return self.log.actor[events].astype(np.int64)

    @cached_property
    def words(self) -> list[str]:
        """The words that events refer to by number."""
        return [str(term or "") for term in self.terms]

    @cached_property
    def agent_terms(self) -> Ints:
        """Each ticket's assignee as a number of a word of the log; -1 where it has none there."""
        place = {word.strip(): number for number, word in enumerate(self.words)}
        codes, names = self.agents
        return np.array([*(place.get(name, -1) for name in names), -1], np.int64)[codes]

    def timeline(self, events: Ints) -> Timeline:
        """Events by ticket and time; those that many detectors ask for are sorted once."""
        known = self._lines.get(id(events))
        if known is not None and known[0] is events:
            return known[1]
        line = Timeline.of(self.row(events), self.at(events))
        if any(events is self.__dict__.get(name) for name in OFTEN):
            self._lines[id(events)] = (events, line)
        return line

    def next_at(self, events: Ints, rows: Ints, at: Ints) -> Ints:
        """When the first of some events happened on tickets after instants; the far future: never."""
        found = self.timeline(events).after(rows, at)
        return np.append(self.at(events), FAR)[found]

    def last_at(self, events: Ints, rows: Ints, at: Ints, *, or_at: bool = True) -> Ints:
        """When the last of some events happened on tickets up to instants; missing: never."""
        found = self.timeline(events).before(rows, at, or_at=or_at)
        return np.append(self.at(events), MISSING_INSTANT)[found]

    def count(self, events: Ints) -> Ints:
        """How many of some events each ticket has."""
        return np.bincount(self.row(events), minlength=self.size)
