"""Detectors whose columns are computed at once, beside a loop over tickets and their events."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from core.data.columns import ActorRole, EventType, Status
from core.insight.integrity.case import DAY, HOUR, Case
from core.insight.integrity.evidence import Evidence
from core.insight.integrity.queueing import _choices, _difficulty, picks
from core.insight.integrity.registry import detector
from sample_data.planted_case import case_of
from sample_data.planted_trends import PLANTS, ordinary_company


class Event(NamedTuple):
    at: int
    kind: int
    role: int
    actor: str
    before: str
    to: str


WORK = (EventType.PUBLIC_REPLY, EventType.INTERNAL_NOTE, EventType.TIME_WORKED, EventType.STATUS_CHANGED)


def planted(number: str, share: float) -> Case:
    tables = copy.deepcopy(ordinary_company(4, per_day=12))
    PLANTS[number].put(tables, share)
    return case_of(tables)


def stories(case: Case) -> Iterator[tuple[int, list[Event]]]:
    log, words = case.log, case.words
    for row in range(case.size):
        span = range(int(log.offsets[row]), int(log.offsets[row + 1]))
        yield (
            row,
            [
                Event(
                    int(log.at[n]),
                    int(log.type[n]),
                    int(log.actor_role[n]),
                    words[log.actor[n]] if log.actor[n] >= 0 else "",
                    words[log.from_term[n]] if log.from_term[n] >= 0 else "",
                    words[log.to_term[n]] if log.to_term[n] >= 0 else "",
                )
                for n in span
            ],
        )


def looked(case: Case, number: str) -> Evidence:
    look = detector(number).look
    assert look is not None
    found = look(case)
    assert isinstance(found, Evidence)
    return found


def test_ping_pong_counts_owners_and_returns() -> None:
    case = planted("D-002", 0.2)
    hits = set()
    resolved = set(case.resolved_in().tolist())
    for row, events in stories(case):
        if row not in resolved:
            continue
        for kind in (EventType.ASSIGNED, EventType.TEAM_CHANGED):
            moved = [e for e in events if e.kind == kind and e.before and e.before != e.to]
            back = any(two.to == one.before for one, two in pairwise(moved))
            if back or (kind == EventType.ASSIGNED and len(moved) >= 3):
                hits.add(row)
    found = looked(case, "D-002")
    assert set(found.rows.tolist()) == hits
    assert found.value == pytest.approx(len(hits) / len(resolved))


def escalations_of(case: Case, events: list[Event]) -> list[Event]:
    return [e for e in events if e.kind == EventType.TIER_CHANGED and case.start <= e.at < case.end]


def test_a_black_hole_is_an_escalation_that_only_its_sender_touches() -> None:
    case = planted("D-029", 0.4)
    n, holes = 0, []
    for row, events in stories(case):
        for one in escalations_of(case, events):
            if one.at + 2 * DAY > case.as_of:
                continue
            n += 1
            others = [
                e for e in events
                if e.at > one.at and e.kind in WORK and e.role == ActorRole.AGENT and e.actor != one.actor
            ]  # fmt: skip
            if not any(e.at <= one.at + 2 * DAY for e in others):
                holes.append(row)
    found = looked(case, "D-029")
    assert (found.n, sorted(found.rows.tolist())) == (n, holes)
    assert holes


def test_who_escalates_and_never_acts_again_has_vanished() -> None:
    case = planted("D-093", 0.8)
    gone, n = [], 0
    for row, events in stories(case):
        for one in escalations_of(case, events):
            later = [e for e in events if e.at > one.at and e.kind in WORK and e.role == ActorRole.AGENT]
            if len(later) >= 2:
                n += 1
                gone += [row] if all(e.actor != one.actor for e in later) else []
    found = looked(case, "D-093")
    assert (found.n, sorted(found.rows.tolist())) == (n, gone)


def test_handoffs_without_a_note_are_those_with_none_within_half_an_hour() -> None:
    case = planted("D-030", 0.4)
    bare, n = [], 0
    for row, events in stories(case):
        notes = [e.at for e in events if e.kind == EventType.INTERNAL_NOTE]
        for one in events:
            moved = one.kind == EventType.ASSIGNED and one.before and one.before != one.to
            if moved and case.start <= one.at < case.end:
                n += 1
                bare += [row] if not any(abs(at - one.at) <= HOUR // 2 for at in notes) else []
    found = looked(case, "D-030")
    assert (found.n, sorted(found.rows.tolist())) == (n, bare)


def test_a_picks_place_is_its_rank_among_the_free_tickets_of_its_pool() -> None:
    case = planted("D-061", 0.9)
    chosen = picks(case)
    chosen = chosen[case.inside(case.at(chosen))]
    rank, skipped, known = _choices(case, chosen)
    hard, tickets = _difficulty(case), case.tickets
    pool = (tickets["team"].astype(str) + tickets["first_priority"].astype(str)).tolist()
    leaves = {}
    for row, events in stories(case):
        leaving = [e.at for e in events if e.kind == EventType.ASSIGNED or e.to == "solved"]
        leaves[row] = min((at for at in leaving if at >= case.created[row]), default=np.iinfo(np.int64).max)
    horizon = np.quantile([leaves[r] - case.created[r] for r in range(case.size)], 0.99)
    for n, (row, at) in enumerate(zip(case.row(chosen).tolist(), case.at(chosen).tolist(), strict=True)):
        free = [
            other for other in range(case.size)
            if other != row and pool[other] == pool[row] and case.created[other] <= at < leaves[other]
            and case.created[other] > at - horizon - 1
        ]  # fmt: skip
        assert known[n] == bool(free)
        if free:
            easier = sum(hard[o] < hard[row] for o in free) + 0.5 * sum(hard[o] == hard[row] for o in free)
            assert rank[n] == pytest.approx(easier / len(free))
            assert skipped[n] == any(case.created[o] < case.created[row] for o in free)
    assert known.sum() > 10


def test_late_silent_pauses_are_those_after_four_fifths_of_the_promise() -> None:
    case = planted("D-069", 0.6)
    targets, minute = {"P1": 240, "P2": 480, "P3": 1440, "P4": 4320}, 60_000_000
    hits = set()
    for row, events in stories(case):
        spent, since, paused = 0, int(case.created[row]), False
        for e in events:
            if e.kind != EventType.STATUS_CHANGED:
                continue
            spent += 0 if paused else e.at - since
            since, was, paused = e.at, paused, e.to == "pending"
            silent = not any(
                o.kind == EventType.PUBLIC_REPLY
                and o.role == ActorRole.AGENT
                and e.at - HOUR // 2 <= o.at <= e.at
                for o in events
            )
            late = 0.8 <= spent / minute / targets[str(case.tickets["priority"].iloc[row])] <= 1.0
            if paused and not was and silent and late and case.start <= e.at and e.role == ActorRole.AGENT:
                hits.add(row)
    found = looked(case, "D-069")
    assert set(found.rows.tolist()) == hits
    assert hits


def test_every_status_of_the_small_company_is_understood() -> None:
    case = case_of(ordinary_company(4, per_day=12))
    assert (case.log.to_status[case.log.type == EventType.STATUS_CHANGED] != Status.UNKNOWN).all()
