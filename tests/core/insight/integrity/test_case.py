"""What detectors ask of tickets, beside a loop over the tickets of a small company."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.columns import EventType, Status
from core.insight.integrity.case import COMEBACK, DAY, FAR, HOUR, Case
from core.insight.integrity.marks import asks_again, comes_back, used_share, waits_on_purpose
from core.insight.integrity.queueing import picks
from sample_data.planted_case import case_of
from sample_data.planted_trends import ordinary_company

MINUTE = 60_000_000


@pytest.fixture(scope="module")
def case() -> Case:
    return case_of(ordinary_company(3, per_day=6))


def story(case: Case, row: int) -> list[tuple[int, int, int, int]]:
    """Instant, kind, status before and after of a ticket's events."""
    log = case.log
    span = range(int(log.offsets[row]), int(log.offsets[row + 1]))
    return [(int(log.at[n]), int(log.type[n]), int(log.from_status[n]), int(log.to_status[n])) for n in span]


def test_a_ticket_comes_back_when_it_opens_within_72_hours(case: Case) -> None:
    rows = case.resolved_in()
    by_loop = []
    for row in rows.tolist():
        solved = next(at for at, _, _, to in story(case, row) if to == Status.SOLVED)
        again = [at for at, _, was, to in story(case, row) if was == Status.SOLVED and to == Status.OPEN]
        by_loop.append(any(solved < at <= solved + COMEBACK for at in again))
    assert comes_back(case, rows).tolist() == by_loop
    assert any(by_loop)


def test_a_customer_asks_again_with_the_same_kind_only(case: Case) -> None:
    tickets, rows = case.tickets, case.created_in()
    after, keys = case.created[rows], ["customer_key", "category", "product_area"]
    words = tickets[keys].astype(str).agg("|".join, axis=1).tolist()
    by_loop = [
        any(
            words[other] == words[row] and case.created[row] < case.created[other] <= case.created[row] + DAY
            for other in range(case.size)
        )
        for row in rows.tolist()
    ]
    assert asks_again(case, rows, after, DAY).tolist() == by_loop
    assert any(by_loop)


def test_used_time_leaves_pauses_out_at_any_instant(case: Case) -> None:
    rng = np.random.default_rng(0)
    rows = rng.integers(0, case.size, 200)
    at = case.created[rows] + rng.integers(0, 3 * DAY, 200)
    found = used_share(case, rows, at)
    targets = {"P1": 240, "P2": 480, "P3": 1440, "P4": 4320}
    paused = 0
    for row, until, share in zip(rows.tolist(), at.tolist(), found.tolist(), strict=True):
        open_since, spent, status = int(case.created[row]), 0, Status.NEW
        for when, _, _, to in [*story(case, row), (until, -1, -1, -1)]:
            when = min(when, until)
            spent += (when - open_since) * (status != Status.PENDING)
            paused += status == Status.PENDING
            open_since, status = when, Status(to) if to >= 0 else status
        priority = str(case.tickets["priority"].iloc[row])
        assert share == pytest.approx(spent / MINUTE / targets[priority])
    assert paused > 20


def test_the_next_and_the_last_event_are_those_of_the_ticket(case: Case) -> None:
    rng = np.random.default_rng(1)
    rows = rng.integers(0, case.size, 150)
    at = case.created[rows] + rng.integers(0, 2 * DAY, 150)
    following, last = case.next_at(case.replies, rows, at), case.last_at(case.replies, rows, at)
    replies = {int(row): [] for row in rows}
    for place in case.replies.tolist():
        replies.get(int(case.view.row[place]), []).append(int(case.log.at[place]))
    for n, row in enumerate(rows.tolist()):
        assert following[n] == min((t for t in replies[row] if t > at[n]), default=FAR)
        assert max(last[n], 0) == max((t for t in replies[row] if t <= at[n]), default=0)


def test_only_those_who_take_a_free_ticket_themselves_pick(case: Case) -> None:
    events = picks(case)
    assert len(events) > 50
    assert (case.log.type[events] == EventType.ASSIGNED).all()
    assert (case.log.actor[events] == case.log.to_term[events]).all()
    assert len(np.unique(case.row(events))) == len(events)


def test_a_pause_with_a_question_waits_on_purpose(case: Case) -> None:
    pending = (case.tickets["status"] == "pending").to_numpy()
    assert pending.any()
    assert waits_on_purpose(case)[pending].mean() > 0.9


def test_a_filter_leaves_events_of_other_tickets_out(case: Case) -> None:
    team = (case.tickets["team"] == "Technical L2").to_numpy()
    part = Case(
        case.tickets, case.log, case.terms, case.clocks, case.calendar, case.as_of, case.start, case.end, team
    )
    assert set(part.row(part.replies).tolist()) <= set(np.flatnonzero(team).tolist())
    assert 0 < len(part.replies) < len(case.replies)
    assert part.reach_before == case.reach_before
    assert part.start + 28 * 24 * HOUR == part.end
