"""One row per ticket: raw facts of the events joined with what the source states, as at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.data.columns import MICROSECONDS_PER_MINUTE, MISSING_INSTANT, History, Status
from core.facts.bots import solved_by_bot
from core.facts.dimensions import dimension_columns, first_priorities
from core.facts.event_log import EventLog, Ints
from core.facts.fold import fold_tickets
from core.facts.merged import Merges
from core.facts.raw_facts import CLOCKS, RawFacts, empty_facts
from core.facts.rules import TermRules
from core.facts.stated import (
    FINISHED_CODES,
    OPEN_CODES,
    first_response_of,
    resolved_of,
    status_of,
)
from core.facts.ticket_table import (
    Flags,
    Floats,
    as_datetimes,
    business_minutes,
    flags,
    instants,
    minutes_between,
    numbers,
    stated_until,
)
from core.facts.traits import SourceTraits


def ticket_facts(
    log: EventLog,
    tickets: pa.Table,
    terms: Sequence[str | None],
    *,
    as_of: int,
    calendar: BusinessCalendar,
    rules: TermRules | None = None,
    traits: SourceTraits | None = None,
) -> pd.DataFrame:
    """Facts of every ticket created at or before ``as_of`` (UTC microseconds), ordered by ticket_pk.

    ``tickets`` has all columns of the ticket table. Events and stated instants after ``as_of`` are
    ignored. Minutes are floats, NaN where unknown; counts are NaN where the history cannot tell.
    """
    rules = rules or TermRules.of(terms)
    traits = traits or SourceTraits.of(log, tickets)
    tickets = tickets.sort_by("pk") if not _is_sorted(instants(tickets, "pk")) else tickets
    raw = aligned_facts(log, tickets, as_of, rules)
    present = (raw["created_at"] == MISSING_INSTANT) | (raw["created_at"] <= as_of)
    if not present.all():
        rows = np.flatnonzero(present)
        raw = {name: column[rows] for name, column in raw.items()}
        tickets = tickets.take(rows)
    merges = Merges.of(log, raw, tickets, terms, as_of)
    return TicketRows.of(raw, tickets, terms, as_of, traits, merges).frame(calendar)


def aligned_facts(log: EventLog, tickets: pa.Table, as_of: int, rules: TermRules) -> RawFacts:
    """Raw facts in the order of the ticket table; tickets without events keep their stated creation."""
    pk = instants(tickets, "pk")
    created = instants(tickets, "created_at")
    stated = stated_until(tickets, "stated_resolved_at", as_of)
    stated[~flags(tickets, "resolution_is_stated")] = MISSING_INSTANT
    row = np.searchsorted(log.ticket_pk, pk)
    has = row < log.ticket_count
    has[has] = log.ticket_pk[row[has]] == pk[has]
    if len(pk) == log.ticket_count and has.all():
        return fold_tickets(log, as_of, created, stated, rules)
    facts = empty_facts(len(pk))
    facts["created_at"][:] = created
    facts["waiting_since_at"][:] = created
    if has.any():
        some = log if has.sum() == log.ticket_count else log.tickets(row[has])
        folded = fold_tickets(some, as_of, created[has], stated[has], rules)
        for name, column in folded.items():
            facts[name][has] = column
    return facts


def _is_sorted(keys: Ints) -> bool:
    return bool((keys[1:] > keys[:-1]).all())


@dataclass(slots=True)
class TicketRows:
    """The columns of the ticket facts while they are being put together."""

    raw: RawFacts
    tickets: pa.Table
    terms: Sequence[str | None]
    as_of: int
    traits: SourceTraits
    merges: Merges
    history: NDArray[np.int8]
    full: Flags
    status: NDArray[np.int8]
    is_open: Flags
    is_gone: Flags
    is_finished: Flags
    resolved_at: Ints
    first_response_at: Ints
    response_known: Flags

    @classmethod
    def of(
        cls,
        raw: RawFacts,
        tickets: pa.Table,
        terms: Sequence[str | None],
        as_of: int,
        traits: SourceTraits,
        merges: Merges,
    ) -> TicketRows:
        """Decide status, resolution and first response of every ticket."""
        history = instants(tickets, "history").astype(np.int8)
        full = history == History.FULL
        status = status_of(raw, tickets, full, as_of)
        finished = np.isin(status, FINISHED_CODES)
        response, known = first_response_of(raw, tickets, history, as_of, traits)
        resolved = resolved_of(raw, tickets, full, finished, as_of)
        unfinished = np.isin(status, OPEN_CODES)
        is_gone = merges.is_gone & unfinished
        fields = (raw, tickets, terms, as_of, traits, merges, history, full, status)
        return cls(*fields, unfinished & ~is_gone, is_gone, finished, resolved, response, known)

    def frame(self, calendar: BusinessCalendar) -> pd.DataFrame:
        """All columns of the ticket facts."""
        columns: dict[str, Any] = {"ticket_pk": instants(self.tickets, "pk")}
        columns |= dimension_columns(self.tickets, self.raw, self.terms, self.status, self.history)
        told = self.full & self.traits.tells(self.tickets, "priority")
        columns["first_priority"] = first_priorities(self.tickets, self.raw, self.terms, told)
        columns |= self._instants()
        columns |= self._flags()
        columns |= self._durations(calendar)
        columns |= self._counts()
        replies, bots = columns["public_reply_count"], columns["bot_reply_count"]
        role = self.raw["finisher_role"]
        columns["is_solved_by_bot"] = solved_by_bot(self.is_finished, replies, bots, role)
        columns |= self._ratings()
        columns["is_assigned"] = ~np.asarray(pd.isna(columns["assignee"]))
        return pd.DataFrame(columns, copy=False)

    def _ended_at(self) -> Ints:
        """When waiting stops: resolved, deleted, merged, else the as-of instant; missing where unknown."""
        ended = np.where(self.is_finished, self.resolved_at, self.as_of)
        ended = np.where(self.is_gone, self.merges.at, ended)
        deleted = self.status == Status.DELETED
        return np.where(deleted, self.raw["deleted_at"], ended)

    def _instants(self) -> dict[str, Any]:
        raw = self.raw
        closed = stated_until(self.tickets, "stated_closed_at", self.as_of)
        closed[self.status != Status.CLOSED] = MISSING_INSTANT
        closed = np.where(raw["closed_at"] != MISSING_INSTANT, raw["closed_at"], closed)
        first = np.where(
            raw["first_resolved_at"] != MISSING_INSTANT, raw["first_resolved_at"], self.resolved_at
        )
        bot, human = raw["first_bot_reply_at"], self.first_response_at
        bot_first = (bot != MISSING_INSTANT) & ((human == MISSING_INSTANT) | (bot < human))
        updated = stated_until(self.tickets, "updated_at", self.as_of)
        columns = {
            "created_at": raw["created_at"],
            "first_response_at": self.first_response_at,
            "first_reply_at": np.where(bot_first, bot, human),
            "resolved_at": self.resolved_at,
            "first_resolved_at": first,
            "closed_at": closed,
            "merged_away_at": np.where(self.is_gone, self.merges.at, MISSING_INSTANT),
            "last_event_at": np.where(raw["last_event_at"] == MISSING_INSTANT, updated, raw["last_event_at"]),
            "waiting_since_at": np.where(self._is_waiting(), raw["waiting_since_at"], MISSING_INSTANT),
        }
        return {name: as_datetimes(column) for name, column in columns.items()}

    def _is_waiting(self) -> Flags:
        since, response = self.raw["waiting_since_at"], self.first_response_at
        is_stated = (response != self.raw["first_response_at"]) & (response != MISSING_INSTANT)
        spoke_last = (since != MISSING_INSTANT) & ~(is_stated & (response >= since))
        return np.asarray(self.is_open & self.response_known & spoke_last)

    def _flags(self) -> dict[str, Any]:
        return {
            "is_open": self.is_open,
            "is_finished": self.is_finished,
            "is_deleted": self.status == Status.DELETED,
            "is_merged": self.merges.is_merged,
            "is_answered": self.first_response_at != MISSING_INSTANT,
            "is_waiting_for_agent": self._is_waiting(),
        }

    def _durations(self, calendar: BusinessCalendar) -> dict[str, Floats]:
        raw, created, ended = self.raw, self.raw["created_at"], self._ended_at()
        answered = self.first_response_at != MISSING_INSTANT
        waited = np.where(
            answered, self.first_response_at, np.where(self.response_known, ended, MISSING_INSTANT)
        )
        response, response_business = (
            minutes_between(created, waited),
            business_minutes(calendar, created, waited),
        )
        age, age_business = minutes_between(created, ended), business_minutes(calendar, created, ended)
        last = np.where(raw["last_event_at"] == MISSING_INSTANT, created, raw["last_event_at"])
        nan = np.nan
        resolved = self.is_finished
        pending = self._clock("pending")
        return {
            "first_response_minutes": np.where(answered, response, nan),
            "first_response_observed_minutes": response,
            "first_response_business_minutes": np.where(answered, response_business, nan),
            "first_response_business_observed_minutes": response_business,
            "resolution_minutes": np.where(resolved, age, nan),
            "resolution_observed_minutes": age,
            "resolution_business_minutes": np.where(resolved, age_business, nan),
            "resolution_business_observed_minutes": age_business,
            "requester_wait_minutes": self._clock("unknown", "new", "open", "hold"),
            "agent_wait_minutes": pending,
            "hold_minutes": self._clock("hold"),
            "net_resolution_minutes": np.where(resolved, age - pending, nan),
            "age_minutes": np.where(self.is_open, age, nan),
            "idle_minutes": np.where(
                self.is_open, minutes_between(last, np.full(len(last), self.as_of)), nan
            ),
            "time_worked_minutes": raw["time_worked_minutes"],
        }

    def _clock(self, *states: str) -> Floats:
        """Minutes in some states; known only where every change is known and the end is."""
        known = (
            self.full & (self.raw["created_at"] != MISSING_INSTANT) & (self._ended_at() != MISSING_INSTANT)
        )
        row_agrees = (self.raw["status"] == Status.NEW) & (self.status <= Status.OPEN)
        known &= (self.raw["status"] == self.status) | row_agrees
        total = sum((self.raw[f"{name}_clock"] for name in states if name in CLOCKS), np.zeros(len(known)))
        in_state = np.isin(self.raw["status"], [CLOCKS[name] - 1 for name in states])
        total -= np.where(in_state & self.is_gone & known, self._since_merge(), 0)
        return np.where(known, total / MICROSECONDS_PER_MINUTE, np.nan)

    def _since_merge(self) -> Ints:
        """What the clock of the last state ran on after the ticket went away."""
        return self.as_of - np.maximum(self.merges.at, self.raw["created_at"])

    def _counts(self) -> dict[str, Floats]:
        names = (
            "public_reply",
            "bot_reply",
            "customer_reply",
            "reopen",
            "escalation",
            "reassignment",
            "team_change",
        )
        stated = {"public_reply", "reopen", "reassignment"}
        counts = {}
        for name in names:
            known = self.full & self.traits.tells(self.tickets, name)
            count = np.where(known, self.raw[f"{name}_count"], np.nan)
            if name in stated:
                claim = numbers(self.tickets, f"stated_{name}_count")
                count = np.where(np.isnan(claim), count, claim)
            counts[f"{name}_count"] = count
        return counts

    def _ratings(self) -> dict[str, Floats]:
        stated = numbers(self.tickets, "csat_score")
        unrated = np.isnan(self.raw["csat_score"]) & ~self.raw["rated_later"]
        score = np.where(unrated, stated, self.raw["csat_score"])
        offered = numbers(self.tickets, "csat_offered")
        return {
            "csat_score": score,
            "csat_scale_max": numbers(self.tickets, "csat_scale_max"),
            "csat_offered": np.where(np.isnan(score), offered, 1.0),
            "sla_met": numbers(self.tickets, "sla_met"),
        }
