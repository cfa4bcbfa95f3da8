"""Tickets that went away into another one: no phantom work stays behind."""

from __future__ import annotations

from typing import Any

import pandas as pd

from core.data.columns import History


def merge(desk: Any, minutes: float, *, pk: int = 1, into: str = "2") -> None:
    desk.event(minutes, "merged", into, pk=pk)


def test_ticket_merged_into_another_is_open_only_until_then(desk: Any) -> None:
    desk.ticket()
    merge(desk, 30)
    before, after = (desk.facts(minute).tickets.iloc[0] for minute in (29, 100))
    assert (before["is_open"], before["age_minutes"]) == (True, 29)
    assert not after["is_open"]
    assert not after["is_finished"]
    assert pd.isna(after["age_minutes"])
    assert after["merged_away_at"] == pd.Timestamp("2026-01-05 09:30", tz="UTC")


def test_clocks_of_a_merged_ticket_stop_at_the_merge(desk: Any) -> None:
    desk.ticket()
    desk.status(10, "pending")
    merge(desk, 30)
    ticket = desk.facts(100).tickets.iloc[0]
    assert (ticket["agent_wait_minutes"], ticket["requester_wait_minutes"]) == (20, 10)
    assert ticket["resolution_observed_minutes"] == ticket["first_response_observed_minutes"] == 30
    assert not ticket["is_waiting_for_agent"]


def test_spell_and_customer_turn_end_with_the_merge(desk: Any) -> None:
    desk.ticket()
    desk.reply(5)
    desk.customer(20)
    merge(desk, 30)
    facts = desk.facts(100)
    assert facts.spells["closed_at"].tolist() == [pd.Timestamp("2026-01-05 09:30", tz="UTC")]
    assert facts.responses["observed_minutes"].tolist() == [10]
    assert facts.responses["waiting_minutes"].isna().all()


def test_ticket_that_others_were_merged_into_stays_open(desk: Any) -> None:
    desk.ticket(2)
    merge(desk, 30, pk=2)
    assert desk.facts(100).tickets["is_open"].all()


def test_finished_ticket_stays_finished_when_it_is_merged(desk: Any) -> None:
    desk.ticket()
    desk.status(20, "solved")
    merge(desk, 30)
    ticket = desk.facts(100).tickets.iloc[0]
    assert (ticket["is_finished"], ticket["resolution_minutes"]) == (True, 20)


def test_ticket_whose_status_changes_after_the_merge_goes_on(desk: Any) -> None:
    desk.ticket()
    merge(desk, 30)
    desk.status(40, "open")
    ticket = desk.facts(100).tickets.iloc[0]
    assert (ticket["is_open"], ticket["age_minutes"], ticket["requester_wait_minutes"]) == (True, 100, 100)


def test_merge_that_only_the_row_states_has_no_instant(desk: Any) -> None:
    desk.ticket(history=History.PARTIAL, status="open", merged_into="2")
    ticket = desk.facts(100).tickets.iloc[0]
    assert not ticket["is_open"]
    assert pd.isna(ticket["resolution_observed_minutes"])
    assert pd.isna(ticket["merged_away_at"])
