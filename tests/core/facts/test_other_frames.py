"""Customer turns, open spells, agent days and intervals against values worked out by hand."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd
import pytest

from core.facts.intervals import intervals


def turns(desk: Any, as_of: float = 1000) -> list[tuple[float | None, ...]]:
    frame = desk.facts(as_of).responses
    pairs = frame[["waiting_minutes", "observed_minutes"]].to_numpy().tolist()
    minutes = [tuple(None if isnan(m) else m for m in pair) for pair in pairs]
    asked = [desk.minute(at) for at in frame["asked_at"]]
    return [(at, *pair) for at, pair in zip(asked, minutes, strict=True)]


def test_first_response_is_no_next_response(desk: Any) -> None:
    desk.ticket()
    desk.customer(5)
    desk.reply(10)
    assert turns(desk) == []


def test_turn_opens_at_the_first_unanswered_customer_reply(desk: Any) -> None:
    desk.ticket()
    desk.reply(10)
    desk.customer(20)
    desk.customer(30)
    desk.reply(50)
    desk.reply(55)
    desk.customer(60)
    desk.reply(75)
    assert turns(desk) == [(20, 30, 30), (60, 15, 15)]


def test_bot_reply_answers_no_turn(desk: Any) -> None:
    desk.ticket()
    desk.reply(10)
    desk.customer(20)
    desk.reply(21, role="bot")
    assert turns(desk, as_of=100) == [(20, None, 80)]


def test_finish_before_the_answer_leaves_the_turn_censored(desk: Any) -> None:
    desk.ticket()
    desk.reply(10)
    desk.customer(20)
    desk.status(45, "solved")
    assert turns(desk) == [(20, None, 25)]


def test_answer_after_the_finish_does_not_count_for_the_turn_before(desk: Any) -> None:
    desk.ticket()
    desk.reply(10)
    desk.customer(20)
    desk.status(45, "solved")
    desk.customer(60)
    desk.status(60, "open")
    desk.reply(70)
    assert turns(desk) == [(20, None, 25), (60, 10, 10)]


def test_thanks_on_a_finished_ticket_opens_no_turn(desk: Any) -> None:
    desk.ticket()
    desk.reply(10)
    desk.status(20, "solved")
    desk.customer(30)
    assert turns(desk) == []


def test_turns_of_different_tickets_do_not_mix(desk: Any) -> None:
    desk.ticket(1)
    desk.ticket(2)
    desk.reply(10, pk=1)
    desk.customer(20, pk=1)
    desk.reply(30, pk=2)
    frame = desk.facts(100).responses
    assert frame["ticket_row"].tolist() == [0]
    assert frame["answered_at"].isna().all()


def spell_minutes(desk: Any, as_of: float = 1000) -> list[tuple[float | None, float | None]]:
    frame = desk.facts(as_of).spells
    return [
        (desk.minute(a), desk.minute(b)) for a, b in zip(frame["opened_at"], frame["closed_at"], strict=True)
    ]


def test_spells_follow_finishing_and_reopening(desk: Any) -> None:
    desk.ticket()
    desk.status(60, "solved")
    desk.status(70, "closed")
    desk.status(100, "open")
    assert spell_minutes(desk) == [(0, 60), (100, None)]
    assert spell_minutes(desk, as_of=80) == [(0, 60)]
    desk.event(150, "deleted")
    assert spell_minutes(desk) == [(0, 60), (100, 150)]


def test_stated_resolution_ends_the_spell_where_events_do_not(desk: Any) -> None:
    desk.ticket(history=1, status="closed", stated_resolved_at=300)
    assert spell_minutes(desk) == [(0, 300)]
    assert spell_minutes(desk, as_of=200) == [(0, None)]


def test_finished_ticket_with_unknown_end_has_no_spell(desk: Any) -> None:
    desk.ticket(history=0, status="closed")
    assert spell_minutes(desk) == []


def test_agent_days_count_by_author_holder_and_local_day(desk: Any) -> None:
    desk.ticket(1)
    desk.ticket(2)
    desk.event(0, "assigned", "ann", pk=1)
    desk.reply(10, actor="bob", pk=1)
    desk.reply(20, actor="bob", pk=1)
    desk.event(20, "time_worked", pk=1, actor="bob", value=7.0)
    desk.status(30, "solved", pk=1, actor="bob")
    desk.status(16 * 60, "solved", pk=2, actor="bob")
    frame = desk.facts(timezone="Asia/Tokyo").agent_days
    rows = [(r.agent, str(r.day.date()), *r[2:]) for r in frame.itertuples(index=False)]
    assert rows == [
        ("ann", "2026-01-05", 0, 1, 1, 1, 0.0),
        ("bob", "2026-01-05", 2, 0, 0, 1, 7.0),
        ("bob", "2026-01-06", 0, 1, 0, 1, 0.0),
    ]


def test_agent_is_written_once_for_each_day(desk: Any) -> None:
    for pk in range(1, 6):
        desk.ticket(pk)
        desk.reply(pk, actor="ann" if pk % 2 else "bob", pk=pk)
    frame = desk.facts().agent_days
    assert not frame.duplicated(["agent", "day"]).any()
    assert frame["public_reply_count"].sum() == 5


def test_intervals_are_gapless_and_their_open_count_is_exact(desk: Any) -> None:
    desk.ticket(1, created=5)
    desk.ticket(2, created=20)
    desk.status(130, "solved", pk=1)
    facts = desk.facts()
    frame = intervals(facts.tickets, facts.spells, minutes=60)
    assert frame["created_count"].tolist() == [2, 0, 0]
    assert frame["finished_count"].tolist() == [0, 0, 1]
    assert frame["open_count"].tolist() == [2, 2, 1]
    assert frame["starts_at"].tolist()[0] == pd.Timestamp("2026-01-05 09:00", tz="UTC")


def test_intervals_of_an_empty_store_are_empty(desk: Any) -> None:
    facts = desk.facts()
    assert len(intervals(facts.tickets, facts.spells)) == 0


def test_interval_width_must_be_known(desk: Any) -> None:
    facts = desk.facts()
    with pytest.raises(ValueError, match="minutes"):
        intervals(facts.tickets, facts.spells, minutes=7)


def test_question_at_the_instant_of_the_stated_resolution_opens_no_turn(desk: Any) -> None:
    desk.ticket(resolution_is_stated=True, stated_resolved_at=20)
    desk.reply(10)
    desk.status(15, "solved")
    desk.customer(20)
    assert turns(desk) == []
