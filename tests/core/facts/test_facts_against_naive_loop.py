"""Every fact against a plain loop over one ticket's events, on generated histories."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.data.columns import FINISHED_STATUSES, ActorRole, History, Status, status_from_word

NOBODY = {None, "", "nobody"}
MINUTE = 60_000_000


class NaiveTicket:
    """One ticket, read event by event; written without looking at the product's code."""

    def __init__(self, row: dict[str, Any], events: list[dict[str, Any]], as_of: int) -> None:
        self.row, self.as_of = row, as_of
        self.full = row["history"] == History.FULL
        self.all = sorted(events, key=lambda event: (event["at"], event["seq"]))
        self.events = [event for event in self.all if event["at"] <= as_of]
        born = [event["at"] for event in self.events if event["type"] == "created"]
        self.created = born[0] if born else row.get("created_at")
        self.walk()
        self.decide()

    def walk(self) -> None:
        """Replay statuses: list of (at, before, after)."""
        state, self.changes = Status.NEW, []
        for event in self.events:
            after = self.status_set_by(event)
            if after is not None:
                self.changes.append((event["at"], state, after))
                state = after
        self.state = state

    @staticmethod
    def status_set_by(event: dict[str, Any]) -> Status | None:
        if event["type"] == "deleted":
            return Status.DELETED
        word = status_from_word(event["to"])
        named = event["type"] == "status_changed" and event["to"] is not None
        opening = event["type"] == "created" and word != Status.UNKNOWN
        return word if named or opening else None

    def stated(self, name: str) -> int | None:
        value = self.row.get(name)
        return None if value is None or value > self.as_of else value

    def decide(self) -> None:
        self.status = self.state
        later = any(e["at"] > self.as_of and self.status_set_by(e) is not None for e in self.all)
        if not self.changes and self.row.get("status") and not (self.full and later):
            self.status = status_from_word(self.row["status"])
            resolved, closed = self.row.get("stated_resolved_at"), self.row.get("stated_closed_at")
            if self.status == Status.CLOSED and closed is not None and closed > self.as_of:
                self.status = Status.SOLVED
            end = closed if resolved is None else resolved
            if self.status in FINISHED_STATUSES and end is not None and end > self.as_of:
                self.status = Status.OPEN
            if self.status >= Status.SOLVED and end is None and later:
                self.status = Status.OPEN
        self.finished = self.status in FINISHED_STATUSES
        self.open = not self.finished and self.status != Status.DELETED
        self.merged_away = self.merge_that_ends() if self.open else None
        self.open = self.open and self.merged_away is None
        entries = [at for at, a, b in self.changes if b in FINISHED_STATUSES and a not in FINISHED_STATUSES]
        self.entries = entries
        self.resolved = None
        if self.finished:
            claim = self.stated("stated_resolved_at") or self.stated("stated_closed_at")
            derived = entries[-1] if entries and self.state in FINISHED_STATUSES else None
            self.resolved = claim if claim and (not self.full or derived is None) else derived
            if self.row.get("resolution_is_stated"):
                self.resolved = self.stated("stated_resolved_at")
        replies = [
            e["at"]
            for e in self.events
            if self.is_human(e) and (self.created is None or e["at"] >= self.created)
        ]
        self.response = replies[0] if replies else None
        if not self.full and self.stated("stated_first_response_at"):
            self.response = self.stated("stated_first_response_at")

    def merge_that_ends(self) -> int | None:
        """Instant of the last merge, where it went into another ticket and no status came after it."""
        merged = None
        for event in self.events:
            if event["type"] == "merged":
                merged = event["at"] if event["to"] not in (None, str(self.row["pk"])) else None
            elif self.status_set_by(event) is not None:
                merged = None
        return merged

    @staticmethod
    def is_human(event: dict[str, Any]) -> bool:
        return event["type"] == "public_reply" and event["role"] in ("agent", "unknown")

    @staticmethod
    def is_customer(event: dict[str, Any]) -> bool:
        return event["type"] == "customer_reply" or (
            event["type"] == "public_reply" and event["role"] == "customer"
        )

    def end(self) -> int | None:
        if self.finished:
            return self.resolved
        if self.status == Status.DELETED:
            gone = [at for at, a, b in self.changes if b == Status.DELETED and a != Status.DELETED]
            return gone[-1] if gone and self.state == Status.DELETED else None
        return self.as_of if self.merged_away is None else self.merged_away

    def minutes(self, start: int | None, end: int | None) -> float:
        return nan if start is None or end is None or end < start else (end - start) / MINUTE

    def in_states(self, *wanted: Status) -> float:
        """Walk from creation to the end, adding up stretches in the wanted states."""
        if not self.full or self.created is None or self.end() is None:
            return nan
        if self.state != self.status and not (self.state == Status.NEW and self.status <= Status.OPEN):
            return nan
        end = max(self.end() or 0, self.created)
        total, state, since = 0, Status.NEW, self.created
        for at, _, after in self.changes:
            now = min(max(at, self.created), end)
            total += (now - since) if state in wanted else 0
            state, since = after, now
        return (total + ((end - since) if state in wanted else 0)) / MINUTE

    def count(self, condition: Callable[[dict[str, Any]], bool]) -> float:
        return float(sum(map(condition, self.events))) if self.full else nan

    def moves(self, kind: str) -> tuple[int, set[int]]:
        """Changes to somebody else, and the instants of rises in tier or moves into an escalation team."""
        held: str | None = None
        changed, raised = 0, set()
        for event in self.all:
            if event["type"] != kind:
                continue
            before = held if held not in NOBODY else event.get("before")
            if event["at"] <= self.as_of and before not in NOBODY and event["to"] not in NOBODY:
                changed += before != event["to"]
                is_higher = kind == "tier_changed" and before[1:] < event["to"][1:]
                is_moved_up = kind == "team_changed" and "scal" in event["to"] and "scal" not in before
                raised |= {event["at"]} if is_higher or is_moved_up else set()
            held = event["to"] if event["to"] not in NOBODY else held
        return changed, raised

    def latest(self, kind: str, row_name: str) -> str | None:
        before = [e["to"] for e in self.events if e["type"] == kind]
        after = [e for e in self.all if e["type"] == kind and e["at"] > self.as_of]
        if before:
            value = before[-1]
        elif after:
            value = after[0].get("before")
        else:
            value = self.row.get(row_name)
        return None if value in NOBODY else value

    def first_priority(self) -> str | None:
        changes = [e for e in self.all if e["type"] == "priority_changed"]
        if not self.full:
            return None
        if not changes:
            return self.row.get("priority")
        first = changes[0]
        return first.get("before") or (first["to"] if first["at"] <= self.as_of else None)

    def solved_by_bot(self) -> float:
        """1 where only bots spoke and no person set the state that it ended in."""
        replies = [e for e in self.events if e["type"] == "public_reply" and not self.is_customer(e)]
        if not self.full:
            return nan
        if not self.finished or not replies or any(self.is_human(e) for e in replies):
            return 0.0
        enders = [
            event["role"]
            for event, (before, after) in self._status_events()
            if after in FINISHED_STATUSES and before not in FINISHED_STATUSES
        ]
        return float(enders[-1] not in ("agent", "unknown")) if enders else nan

    def facts(self) -> dict[str, Any]:
        waiting_end = self.response if self.response is not None else self.end()
        known = self.response is not None or self.full or self.row.get("stated_public_reply_count") == 0
        known = known or self.row["source_states_responses"]
        tier, team = self.moves("tier_changed"), self.moves("team_changed")
        reopened = sum(a in FINISHED_STATUSES and b < Status.SOLVED for _, a, b in self.changes)
        pending = self.in_states(Status.PENDING)
        span = self.minutes(self.created, self.end())
        stated_reopens = self.row.get("stated_reopen_count")
        ratings = [e["value"] for e in self.events if e["type"] == "csat"]
        worked = [e["value"] for e in self.events if e["type"] == "time_worked"]
        return {
            "status": self.status.name.lower(),
            "is_open": self.open,
            "is_finished": self.finished,
            "created_at": self.created,
            "first_response_at": self.response,
            "resolved_at": self.resolved,
            "first_resolved_at": self.entries[0] if self.entries else self.resolved,
            "first_response_minutes": self.minutes(self.created, self.response),
            "first_response_observed_minutes": self.minutes(self.created, waiting_end) if known else nan,
            "resolution_minutes": span if self.finished else nan,
            "resolution_observed_minutes": span,
            "age_minutes": span if self.open else nan,
            "agent_wait_minutes": pending,
            "hold_minutes": self.in_states(Status.HOLD),
            "requester_wait_minutes": self.in_states(Status.UNKNOWN, Status.NEW, Status.OPEN, Status.HOLD),
            "net_resolution_minutes": span - pending if self.finished else nan,
            "public_reply_count": self.count(self.is_human),
            "customer_reply_count": self.count(self.is_customer),
            "bot_reply_count": self.count(
                lambda e: e["type"] == "public_reply" and e["role"] in ("bot", "system")
            ),
            "reopen_count": (float(reopened) if self.full else nan)
            if stated_reopens is None
            else stated_reopens,
            "reassignment_count": float(self.moves("assigned")[0]) if self.full else nan,
            "team_change_count": float(team[0]) if self.full else nan,
            "escalation_count": float(len(tier[1] | team[1])) if self.full else nan,
            "csat_score": ratings[-1] if ratings else nan,
            "time_worked_minutes": sum(worked) if worked else nan,
            "assignee": self.latest("assigned", "assignee_id"),
            "team": self.latest("team_changed", "team_id"),
            "tier": self.latest("tier_changed", "tier"),
            "priority": self.latest("priority_changed", "priority"),
            "first_priority": self.first_priority(),
            "is_solved_by_bot": self.solved_by_bot(),
            **self.waiting(known),
        }

    def waiting(self, known: bool) -> dict[str, Any]:
        replies = [i for i, e in enumerate(self.events) if self.is_human(e)]
        first = next((self.events[i]["at"] for i in replies if self.is_after_creation(i)), None)
        since = self.created
        if first is not None:
            asked = [e["at"] for e in self.events[replies[-1] + 1 :] if self.is_customer(e)]
            since = asked[0] if asked else None
        is_stated = self.response is not None and self.response != first
        if is_stated and since is not None and self.response >= since:
            since = None
        waits = bool(self.open and known and since is not None)
        return {"is_waiting_for_agent": waits, "waiting_since_at": since if waits else None}

    def is_after_creation(self, index: int) -> bool:
        return self.created is None or self.events[index]["at"] >= self.created

    def turns(self) -> list[tuple[int, int | None, float]]:
        """Customer turns after the first response: (asked, answered, observed minutes)."""
        found: list[list[Any]] = []
        asked: int | None = None
        given, state = False, Status.NEW
        statuses = {id(e): change for e, change in self._status_events()}
        for event in self.events:
            before, after = statuses.get(id(event), (state, state))
            if asked is not None and before < Status.SOLVED <= after:
                found.append([asked, None, event["at"]])
                asked = None
            state = after
            if self.is_human(event):
                given = given or (self.response is not None and event["at"] >= self.response)
                if asked is not None:
                    found.append([asked, event["at"], event["at"]])
                asked = None
                self.pending_question = False
            elif self.is_customer(event) and not getattr(self, "pending_question", False):
                self.pending_question = True
                asked = event["at"] if given else None
            if before < Status.SOLVED <= after:
                self.pending_question = False
        if asked is not None and self.open:
            found.append([asked, None, self.as_of])
        elif asked is not None and self.resolved is not None and self.resolved > asked:
            found.append([asked, None, self.resolved])
        elif asked is not None and self.merged_away is not None and self.merged_away > asked:
            found.append([asked, None, self.merged_away])
        return [(a, b, (end - a) / MINUTE) for a, b, end in found]

    def _status_events(self) -> list[tuple[dict[str, Any], tuple[Status, Status]]]:
        pairs = iter(self.changes)
        speaking = [event for event in self.events if self.status_set_by(event) is not None]
        return [(event, next(pairs)[1:]) for event in speaking]


STATUS_WORDS = ["open", "pending", "hold", "solved", "closed", "odd word", "new", None]
TARGETS: dict[str, list[str | None]] = {
    "status_changed": STATUS_WORDS,
    "assigned": ["ann", "bob", "nobody", None],
    "team_changed": ["front", "billing", "Escalations", "escalated cases"],
    "tier_changed": ["L1", "L2", "L3"],
    "priority_changed": ["P1", "P2", "P3"],
    "created": [None, "pending"],
    "merged": ["1", "2", "99"],
}
KINDS = ["public_reply", "customer_reply", "internal_note", "assigned", "team_changed", "tier_changed"]
KINDS += ["status_changed", "status_changed", "status_changed", "csat", "time_worked", "deleted", "merged"]
KINDS += ["priority_changed", "public_reply"]


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Any]:
    """Tickets with ties, late arrivals, events before creation and after the instant of interest."""
    tickets = []
    for pk in range(1, draw(st.integers(1, 4)) + 1):
        history = draw(st.sampled_from([History.FULL, History.FULL, History.FULL, History.PARTIAL]))
        stated = st.none() | st.integers(0, 60)
        row = {
            "history": history,
            "created": draw(st.integers(0, 20))
            if history == History.FULL
            else draw(st.none() | st.integers(0, 20)),
            "status": draw(st.sampled_from([None, "open", "solved", "closed"])),
            "stated_first_response_at": draw(stated),
            "stated_resolved_at": draw(stated),
            "stated_closed_at": draw(stated),
            "stated_reopen_count": draw(st.none() | st.integers(0, 3)),
            "resolution_is_stated": draw(st.booleans()) and draw(st.booleans()),
            "assignee_id": draw(st.sampled_from([None, "zoe"])),
            "team_id": draw(st.sampled_from([None, "front"])),
            "tier": draw(st.sampled_from([None, "L1"])),
            "priority": draw(st.sampled_from([None, "P2"])),
        }
        events = []
        for _ in range(draw(st.integers(0, 9))):
            kind = draw(st.sampled_from(KINDS))
            event = {
                "minutes": draw(st.integers(0, 50)),
                "kind": kind,
                "to": draw(st.sampled_from(TARGETS[kind])) if kind in TARGETS else None,
                "role": draw(st.sampled_from([role.name.lower() for role in ActorRole])),
                "value": float(draw(st.integers(1, 5))) if kind in ("csat", "time_worked") else np.nan,
                "seq": draw(st.integers(0, 3)) * 1000,
            }
            if kind in ("assigned", "team_changed", "tier_changed", "priority_changed"):
                event["before"] = draw(st.sampled_from([None, *TARGETS[kind]]))
            events.append(event)
        tickets.append((pk, row, events))
    return {"tickets": tickets, "as_of": draw(st.integers(0, 60))}


def fill(desk: Any, history: dict[str, Any]) -> None:
    number = 0
    for pk, row, events in history["tickets"]:
        desk.ticket(pk, **row)
        for event in events:
            number += 1
            more = {**event, "seq": event["seq"] + number}
            desk.event(more.pop("minutes"), more.pop("kind"), more.pop("to"), pk=pk, **more)


def naive_tickets(desk: Any, as_of: int) -> list[NaiveTicket]:
    states = any(row.get("stated_first_response_at") is not None for row in desk.rows)
    numbered = [{"seq": number, "role": "agent", **event} for number, event in enumerate(desk.events)]
    found = []
    for row in sorted(desk.rows, key=lambda row: row["pk"]):
        events = [event for event in numbered if event["ticket_pk"] == row["pk"]]
        ticket = NaiveTicket({**row, "source_states_responses": states}, events, as_of)
        unborn = ticket.created is None and ticket.all and not ticket.events
        if not unborn and (ticket.created is None or ticket.created <= as_of):
            found.append(ticket)
    return found


def plain(value: Any) -> Any:
    """Instants as microseconds, missing as None."""
    if isinstance(value, pd.Timestamp):
        return round(value.timestamp() * 1e6)
    return None if value is pd.NaT or (isinstance(value, float) and isnan(value)) else value


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories())
def test_vectorised_facts_equal_the_naive_loop(new_desk: Callable[[], Any], history: dict[str, Any]) -> None:
    desk = new_desk()
    fill(desk, history)
    facts = desk.facts(history["as_of"])
    naive = naive_tickets(desk, desk.at(history["as_of"]))
    assert len(facts.tickets) == len(naive)
    for position, ticket in enumerate(naive):
        row = facts.tickets.iloc[position]
        for name, expected in ticket.facts().items():
            assert plain(row[name]) == pytest.approx(plain(expected)), (ticket.row["pk"], name)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories())
def test_customer_turns_equal_the_naive_loop(new_desk: Callable[[], Any], history: dict[str, Any]) -> None:
    desk = new_desk()
    fill(desk, history)
    facts = desk.facts(history["as_of"])
    for position, ticket in enumerate(naive_tickets(desk, desk.at(history["as_of"]))):
        mine = facts.responses[facts.responses["ticket_row"] == position]
        got = [
            (plain(turn.asked_at), plain(turn.answered_at), turn.observed_minutes)
            for turn in mine.itertuples(index=False)
        ]
        assert got == ticket.turns()


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories(), shift=st.integers(-(10**9), 10**9))
def test_facts_do_not_depend_on_when_it_all_happened(
    new_desk: Callable[[], Any], history: dict[str, Any], shift: int
) -> None:
    desk, moved = new_desk(), new_desk()
    moved.at = lambda minutes: desk.at(minutes) + shift
    for one in (desk, moved):
        fill(one, history)
    same = ["first_response_minutes", "resolution_minutes", "requester_wait_minutes", "reopen_count"]
    pd.testing.assert_frame_equal(
        desk.facts(history["as_of"]).tickets[same], moved.facts(history["as_of"]).tickets[same]
    )
