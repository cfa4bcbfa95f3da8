"""Fold the events of each ticket into one row of raw facts: firsts, lasts, counts and state clocks.

Plain NumPy on int64 microseconds over chunks of tickets that stay in the processor's cache. Nothing
here looks outside its arguments, so any engine may map it over partitions of tickets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.columns import FINISHED_STATUSES, MISSING_INSTANT, ActorRole, EventType, Status
from core.facts.escalations import once_per_instant
from core.facts.event_log import EVENT_FIELDS, NO_STATUS, EventLog, Ints
from core.facts.raw_facts import CLOCKS, NO_EVENT, ChunkColumns, FactColumns, RawFacts
from core.facts.rules import TermRules

CHUNK_TICKETS = 8192
(CREATED, HUMAN, BOT, CUSTOMER, ASSIGNED, TEAM, STATUS, PRIORITY, TIER, MERGED, CSAT, WORK, FIELD, OTHER) = (
    range(14)
)
KINDS = 14
DIMENSION_KINDS = {"assignee": ASSIGNED, "team": TEAM, "priority": PRIORITY, "tier": TIER}
ROLES = len(ActorRole)


def _kind_table() -> NDArray[np.int8]:
    plain = {
        EventType.CREATED: CREATED,
        EventType.CUSTOMER_REPLY: CUSTOMER,
        EventType.ASSIGNED: ASSIGNED,
        EventType.TEAM_CHANGED: TEAM,
        EventType.STATUS_CHANGED: STATUS,
        EventType.PRIORITY_CHANGED: PRIORITY,
        EventType.TIER_CHANGED: TIER,
        EventType.MERGED: MERGED,
        EventType.CSAT: CSAT,
        EventType.TIME_WORKED: WORK,
        EventType.FIELD_CHANGED: FIELD,
    }
    replies = {ActorRole.AGENT: HUMAN, ActorRole.UNKNOWN: HUMAN, ActorRole.CUSTOMER: CUSTOMER}
    table = np.full((len(EventType), ROLES), OTHER, np.int8)
    for event_type, kind in plain.items():
        table[event_type] = kind
    for role in ActorRole:
        table[EventType.PUBLIC_REPLY, role] = replies.get(role, BOT)
    return table.ravel()


KIND_OF = _kind_table()
"""Kind of an event by ``type * ROLES + actor_role``."""
IS_FINISHED = np.array(
    [Status(code) in FINISHED_STATUSES if code > NO_STATUS else False for code in range(-2, 7)]
)
"""By ``status + 2``."""


def fold_tickets(
    log: EventLog, as_of: int, created_at: Ints, stated_resolved_at: Ints, rules: TermRules
) -> RawFacts:
    """Raw facts of every ticket in the log, as things stood at ``as_of``.

    ``created_at`` and ``stated_resolved_at`` (n tickets, missing where unknown) come from the ticket
    rows: the first stands in where no event tells, the second ends the state clocks of a finished
    ticket. Instants are microseconds, clocks microseconds in a state until the ticket was finished
    or deleted, else until ``as_of``.
    """
    facts = FactColumns(log.ticket_count)
    for first in range(0, log.ticket_count, CHUNK_TICKETS):
        last = min(first + CHUNK_TICKETS, log.ticket_count)
        out, part = facts.chunk(first, last), log.slice(first, last)
        is_cut = bool(len(part.at) and part.at.max() > as_of)
        chunk = _Chunk.of(_until(part, as_of) if is_cut else part)
        chunk.fold(out, as_of, created_at[first:last], stated_resolved_at[first:last], rules)
        if is_cut:
            _values_before_later_changes(part, as_of, out, rules)
        out.settle()
    return facts.finish()


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Events of some tickets up to ``as_of``, with their positions grouped by kind."""

    log: EventLog
    size: int
    ticket: NDArray[np.intp]
    order: NDArray[np.intp]
    bounds: Ints

    @classmethod
    def of(cls, log: EventLog) -> _Chunk:
        ticket = np.repeat(np.arange(log.ticket_count), np.diff(log.offsets))
        kind = _kinds(log)
        bounds = np.concatenate([[0], np.cumsum(np.bincount(kind, minlength=KINDS))])
        return cls(log, log.ticket_count, ticket, np.argsort(kind, kind="stable"), bounds)

    def rows(self, kind: int) -> NDArray[np.intp]:
        """Positions of the events of one kind, in ticket and time order."""
        return self.order[self.bounds[kind] : self.bounds[kind + 1]]

    def fold(self, out: ChunkColumns, as_of: int, created_at: Ints, stated: Ints, rules: TermRules) -> None:
        self._created(out, created_at)
        self._replies(out)
        self._latest(out, rules)
        self._moves(out, rules)
        self._states(out, as_of, stated)

    def _count(self, ticket: NDArray[np.intp]) -> NDArray[np.intp]:
        return np.bincount(ticket, minlength=self.size)

    def _last(self, out: ChunkColumns, name: str, rows: NDArray[np.intp], values: NDArray[Any]) -> None:
        if len(rows):
            out[name][self.ticket.take(rows)] = values.take(rows)

    def _created(self, out: ChunkColumns, created_at: Ints) -> None:
        rows = self.rows(CREATED)[::-1]
        out["created_at"] = created_at
        out["created_at"][self.ticket.take(rows)] = self.log.at.take(rows)
        ends = self.log.offsets[1:]
        some = np.flatnonzero(ends > self.log.offsets[:-1])
        out["last_event_at"][some] = self.log.at.take(ends[some] - 1)

    def _replies(self, out: ChunkColumns) -> None:
        """First answers by humans and by bots, and since when the customer waits for a human."""
        human, customer = self.rows(HUMAN), self.rows(CUSTOMER)
        answerer, asker = self.ticket.take(human), self.ticket.take(customer)
        out["public_reply_count"], out["customer_reply_count"] = self._count(answerer), self._count(asker)
        created, first = out["created_at"], out["first_response_at"]
        _set_first(first, answerer, self.log.at.take(human), created)
        self._bot_replies(out, created)
        answered = first != MISSING_INSTANT
        answer = np.full(self.size, -1)
        answer[answerer] = human
        since = np.where(answered, MISSING_INSTANT, created)
        open_questions = np.flatnonzero((customer > answer.take(asker)) & answered.take(asker))[::-1]
        since[asker.take(open_questions)] = self.log.at.take(customer.take(open_questions))
        out["waiting_since_at"] = since

    def _bot_replies(self, out: ChunkColumns, created: Ints) -> None:
        bot = self.rows(BOT)
        if len(bot):
            ticket = self.ticket.take(bot)
            out["bot_reply_count"] = self._count(ticket)
            _set_first(out["first_bot_reply_at"], ticket, self.log.at.take(bot), created)

    def _latest(self, out: ChunkColumns, rules: TermRules) -> None:
        for name, kind in DIMENSION_KINDS.items():
            self._last(out, name, self.rows(kind), self.log.to_term)
        self._first_priority(out)
        self._last(out, "merged_to", self.rows(MERGED), self.log.to_term)
        self._last(out, "csat_score", self.rows(CSAT), self.log.value)
        fields = self.rows(FIELD)
        for name, terms in rules.fields.items() if len(fields) else ():
            self._last(out, name, fields[np.isin(self.log.field[fields], terms)], self.log.to_term)
        work = self.rows(WORK)
        if len(work):
            ticket = self.ticket.take(work)
            total = np.bincount(ticket, np.nan_to_num(self.log.value[work]), self.size)
            out["time_worked_minutes"][ticket] = total[ticket]

    def _first_priority(self, out: ChunkColumns) -> None:
        """What the first change replaced, else (where it tells nothing) what it set."""
        rows = self.rows(PRIORITY)[::-1]
        before, after = self.log.from_term, self.log.to_term
        if len(rows):
            first = np.where(before.take(rows) >= 0, before.take(rows), after.take(rows))
            out["first_priority"][self.ticket.take(rows)] = first

    def _moves(self, out: ChunkColumns, rules: TermRules) -> None:
        before, after = self.log.from_term, self.log.to_term
        assigned, team, tier = (self._from_somewhere(kind) for kind in (ASSIGNED, TEAM, TIER))
        handed = assigned[rules.changes(before[assigned], after[assigned])]
        moved = team[rules.changes(before[team], after[team])]
        raised = np.concatenate(
            [
                team[rules.enters_escalation(before[team], after[team])],
                tier[rules.raises_tier(before[tier], after[tier])],
            ]
        )
        raised = once_per_instant(self.ticket, self.log.at, raised)
        for name, rows in (("reassignment", handed), ("team_change", moved), ("escalation", raised)):
            if len(rows):
                out[f"{name}_count"] = self._count(self.ticket.take(rows))

    def _from_somewhere(self, kind: int) -> NDArray[np.intp]:
        rows = self.rows(kind)
        return rows[self.log.from_term.take(rows) >= 0]

    def _states(self, out: ChunkColumns, as_of: int, stated: Ints) -> None:
        rows = np.flatnonzero(self.log.to_status != NO_STATUS)
        ticket, at = self.ticket.take(rows), self.log.at.take(rows)
        before, after = self.log.from_status.take(rows), self.log.to_status.take(rows)
        was, now = IS_FINISHED.take(before + 2), IS_FINISHED.take(after + 2)
        out["status"][ticket] = after
        out["has_status_event"][ticket] = True
        reopened = np.flatnonzero(was & (after < Status.SOLVED))
        if len(reopened):
            out["reopen_count"] = self._count(ticket.take(reopened))
        finishing = np.flatnonzero(now & ~was)
        finisher, finished_at = ticket.take(finishing), at.take(finishing)
        out["finished_at"][finisher] = finished_at
        out["first_resolved_at"][finisher[::-1]] = finished_at[::-1]
        out["finisher_role"][finisher] = self.log.actor_role.take(rows.take(finishing))
        for name, status in (("closed_at", Status.CLOSED), ("deleted_at", Status.DELETED)):
            entering = np.flatnonzero((after == status) & (before != status))
            if len(entering):
                out[name][ticket.take(entering)] = at.take(entering)
        self._leave(out)
        self._clocks(out, as_of, stated, (ticket, at, before, after))

    def _leave(self, out: ChunkColumns) -> None:
        """A ticket that is open again has no end."""
        status = out["status"]
        out["finished_at"][~IS_FINISHED.take(status + 2)] = MISSING_INSTANT
        for name, ended in (("closed_at", Status.CLOSED), ("deleted_at", Status.DELETED)):
            if name in out:
                out[name][status != ended] = MISSING_INSTANT

    def _clocks(self, out: ChunkColumns, as_of: int, stated: Ints, changes: tuple[NDArray[Any], ...]) -> None:
        """Telescoping: time in s is the sum of ((from == s) - (to == s)) * at, plus the end in s."""
        ticket, at, before, after = changes
        status, end = out["status"], out["finished_at"].copy()
        if "deleted_at" in out:
            np.maximum(end, out["deleted_at"], out=end)
        end[end == MISSING_INSTANT] = as_of
        np.copyto(end, stated, where=IS_FINISHED.take(status + 2) & (stated != MISSING_INSTANT))
        start = np.where(out["created_at"] == MISSING_INSTANT, end, out["created_at"])
        np.maximum(end, start, out=end)
        since = np.minimum(at, end.take(ticket))
        since -= start.take(ticket)
        np.maximum(since, 0, out=since)
        span = end - start
        for name, place in CLOCKS.items():
            self._clock(out, f"{name}_clock", place - 1, (ticket, since, before, after), span)

    def _clock(
        self, out: ChunkColumns, name: str, state: int, changes: tuple[NDArray[Any], ...], span: Ints
    ) -> None:
        ticket, since, before, after = changes
        left, entered = np.flatnonzero(before == state), np.flatnonzero(after == state)
        stays = out["status"] == state
        if not (len(left) or len(entered) or stays.any()):
            return
        passed = np.where(stays, span, 0)
        passed += np.bincount(ticket.take(left), since.take(left), self.size).astype(np.int64)
        passed -= np.bincount(ticket.take(entered), since.take(entered), self.size).astype(np.int64)
        out[name] = passed


def _set_first(out: Ints, ticket: NDArray[np.intp], at: Ints, not_before: Ints) -> None:
    """First instant per ticket that is not before the ticket's own limit; in order of time."""
    fits = np.flatnonzero(at >= not_before.take(ticket))[::-1]
    out[ticket.take(fits)] = at.take(fits)


def _kinds(log: EventLog) -> NDArray[np.int8]:
    return KIND_OF.take(log.type * np.int8(ROLES) + log.actor_role)


def _until(log: EventLog, as_of: int) -> EventLog:
    return _take(log, np.flatnonzero(log.at <= as_of))


def _take(log: EventLog, keep: NDArray[np.intp]) -> EventLog:
    columns = {name: getattr(log, name)[keep] for name in EVENT_FIELDS}
    return replace(log, offsets=np.searchsorted(keep, log.offsets), **columns)


def _values_before_later_changes(log: EventLog, as_of: int, out: ChunkColumns, rules: TermRules) -> None:
    """A value that changes only after ``as_of`` was, until then, what that change replaced.

    A ticket of unknown creation whose events all lie after ``as_of`` begins with the first of them.
    """
    ticket = np.repeat(np.arange(log.ticket_count), np.diff(log.offsets))
    later = np.flatnonzero(log.at > as_of)[::-1]
    unborn = (out["created_at"] == MISSING_INSTANT) & (out["last_event_at"] == MISSING_INSTANT)
    first = later[unborn[ticket[later]]]
    out["created_at"][ticket[first]] = log.at[first]
    out["changes_status_later"][ticket[later[log.to_status[later] != NO_STATUS]]] = True
    kind = _kinds(log)[later]
    out["rated_later"][ticket[later[kind == CSAT]]] = True
    merged = ticket[later[kind == MERGED]]
    out["merged_to"][merged] = np.maximum(out["merged_to"][merged], -1)
    chosen = [(name, later[kind == code]) for name, code in DIMENSION_KINDS.items()]
    chosen.append(("first_priority", later[kind == PRIORITY]))
    fields = later[kind == FIELD]
    chosen += [(name, fields[np.isin(log.field[fields], terms)]) for name, terms in rules.fields.items()]
    for name, rows in chosen:
        rows = rows[out[name][ticket[rows]] == NO_EVENT]
        out[name][ticket[rows]] = log.from_term[rows]
