"""When the clocks of a policy run: one row per ticket, metric and period, before any limit is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MISSING_INSTANT, Status
from core.facts.event_log import EventLog, Ints, is_human_reply
from core.facts.log_view import LogView, ends_of, instants_of
from core.sla.measure import Pauses
from core.sla.policy import BotRule, Policy, ReopenRule, SlaMetric

METRICS = tuple(SlaMetric)
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Runs:
    """Clocks: ``ticket`` is the row of the ticket facts, ``metric`` an index into `METRICS`, ``period``
    counts from 0, ``stopped_at`` is missing while one runs, ``factor`` multiplies the limit."""

    ticket: Ints
    metric: NDArray[np.int8]
    period: Ints
    started_at: Ints
    stopped_at: Ints
    factor: Ints

    @classmethod
    def joined(cls, parts: list[Runs]) -> Runs:
        """All clocks of several metrics, one metric after the other."""
        names = cls.__dataclass_fields__
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class TicketFrames:
    """What the clocks are read from: the log and the facts of the same instant (UTC microseconds).

    ``first_asked``: per ticket the instant from which its promises count, the earliest creation among it
    and its duplicates (R-EX-05); without it every ticket's own creation.
    """

    log: EventLog
    tickets: pd.DataFrame
    spells: pd.DataFrame
    responses: pd.DataFrame
    as_of: int
    first_asked: Ints | None = None

    @cached_property
    def view(self) -> LogView:
        """The events up to the instant, each with the row of its ticket."""
        return LogView.of(self.log, self.tickets, self.as_of)

    @property
    def asked(self) -> Ints:
        """When the customer of each ticket first asked; missing where nobody knows."""
        return instants_of(self.tickets, "created_at") if self.first_asked is None else self.first_asked


def runs_of(frames: TicketFrames, policy: Policy) -> Runs:
    """Every clock of every ticket; deleted tickets and duplicates have none (R-EX-05)."""
    wanted = {promise.metric for promise in policy.promises}
    builders = {
        SlaMetric.FIRST_RESPONSE: _first_responses,
        SlaMetric.NEXT_RESPONSE: _next_responses,
        SlaMetric.PERIODIC_UPDATE: _updates,
        SlaMetric.RESOLUTION: _resolutions,
    }
    return Runs.joined(
        [builders[metric](frames, policy) for metric in METRICS if metric in wanted] or [_none()]
    )


def gaps_between_spells(frames: TicketFrames, policy: Policy) -> Pauses:
    """Time in which a ticket was finished, where its resolution clock goes on after a reopening."""
    row, opened, closed = _spell_columns(frames)
    if policy.reopen_rule is ReopenRule.NEW_PERIOD or not len(row):
        return Pauses(row[:0], opened[:0], closed[:0])
    again = np.flatnonzero(row[1:] == row[:-1])
    return Pauses(row[again], closed[again], opened[again + 1])


def _first_responses(frames: TicketFrames, policy: Policy) -> Runs:
    """From the customer's asking to the first response; a ticket finished without one stops at its end."""
    tickets = frames.tickets
    answer = "first_response_at" if policy.bot_rule is BotRule.HUMAN_ONLY else "first_reply_at"
    answered, ended = instants_of(tickets, answer), instants_of(tickets, "resolved_at")
    finished = tickets["is_finished"].to_numpy()
    told = tickets["first_response_observed_minutes"].notna().to_numpy() | (answered != MISSING_INSTANT)
    stopped = np.where(answered == MISSING_INSTANT, np.where(finished, ended, MISSING_INSTANT), answered)
    unknown = finished & (stopped == MISSING_INSTANT)
    rows = np.flatnonzero(_has_clocks(tickets) & told & ~unknown)
    return _runs(SlaMetric.FIRST_RESPONSE, rows, frames.asked[rows], stopped[rows])


def _next_responses(frames: TicketFrames, policy: Policy) -> Runs:
    """From each customer message after the first response to the next answer (or the end)."""
    turns = frames.responses
    row = turns["ticket_row"].to_numpy(np.int64)
    asked, answered = instants_of(turns, "asked_at"), instants_of(turns, "answered_at")
    observed = np.rint(turns["observed_minutes"].to_numpy() * 60_000_000).astype(np.int64)
    is_open = frames.tickets["is_open"].to_numpy()[row]
    over = (answered == MISSING_INSTANT) & (~is_open | (asked + observed < frames.as_of))
    stopped = np.where(over, asked + observed, answered)
    keep = np.flatnonzero(_has_clocks(frames.tickets)[row])
    return _runs(SlaMetric.NEXT_RESPONSE, row[keep], asked[keep], stopped[keep])


def _updates(frames: TicketFrames, policy: Policy) -> Runs:
    """From each public message of the team to the next one, or to the end of the ticket."""
    log, view = frames.log, frames.view
    said = is_human_reply(log.type, log.actor_role)
    ended = (log.to_status >= Status.SOLVED) & (log.from_status < Status.SOLVED)
    marks = view.rows_where(said | ended)
    row, at = view.row[marks], log.at[marks]
    same = np.append(row[1:] == row[:-1], False) if len(row) else np.zeros(0, bool)
    after = np.append(at[1:], MISSING_INSTANT) if len(row) else at
    stopped = np.where(same, after, ends_of(frames.tickets)[row])
    owed = (stopped > at) | (stopped == MISSING_INSTANT)
    keep = np.flatnonzero(said[marks] & _has_clocks(frames.tickets)[row] & owed)
    return _runs(SlaMetric.PERIODIC_UPDATE, row[keep], at[keep], stopped[keep])


def _resolutions(frames: TicketFrames, policy: Policy) -> Runs:
    """From the customer's asking or a reopening to the next finish; one clock over all where it goes on."""
    row, opened, closed = _spell_columns(frames)
    opened = _since_first_asked(frames, row, opened)
    if policy.reopen_rule is ReopenRule.NEW_PERIOD:
        return _runs(SlaMetric.RESOLUTION, row, opened, closed)
    first = np.flatnonzero(np.append(True, row[1:] != row[:-1])) if len(row) else row
    last = np.append(first[1:], len(row)) - 1 if len(row) else row
    found = _runs(SlaMetric.RESOLUTION, row[first], opened[first], closed[last])
    if policy.reopen_rule is ReopenRule.EXTEND:
        found.factor[:] = last - first + 1
    return found


def _since_first_asked(frames: TicketFrames, row: Ints, opened: Ints) -> Ints:
    """The spells that began with the ticket's creation begin when its customer first asked."""
    if frames.first_asked is None or not len(row):
        return opened
    own = instants_of(frames.tickets, "created_at")[row]
    begins = np.append(True, row[1:] != row[:-1]) & (opened == own)
    return np.where(begins, frames.first_asked[row], opened)


def _spell_columns(frames: TicketFrames) -> tuple[Ints, Ints, Ints]:
    spells = frames.spells
    row = spells["ticket_row"].to_numpy(np.int64)
    keep = np.flatnonzero((_has_clocks(frames.tickets) & ~_ended_early(frames.tickets))[row])
    return row[keep], instants_of(spells, "opened_at")[keep], instants_of(spells, "closed_at")[keep]


def _has_clocks(tickets: pd.DataFrame) -> Flags:
    known = tickets["created_at"].notna() & ~tickets["is_deleted"] & ~tickets["is_merged"]
    return np.asarray(known.to_numpy(dtype=bool))


def _ended_early(tickets: pd.DataFrame) -> Flags:
    """Resolved before they were created: nobody knows how long that took."""
    return np.asarray((tickets["resolved_at"] < tickets["created_at"]).to_numpy(dtype=bool))


def _runs(metric: SlaMetric, row: Any, started: Ints, stopped: Ints) -> Runs:
    row = np.asarray(row, np.int64)
    place = np.arange(len(row))
    begins = np.append(True, row[1:] != row[:-1])[: len(row)]
    period = place - np.maximum.accumulate(np.where(begins, place, 0)) if len(row) else place
    ones = np.ones(len(row), np.int64)
    return Runs(row, np.full(len(row), METRICS.index(metric), np.int8), period, started, stopped, ones)


def _none() -> Runs:
    return _runs(SlaMetric.RESOLUTION, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
