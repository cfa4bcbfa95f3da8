"""Ticket facts against values worked out by hand."""

from __future__ import annotations

from math import isnan
from typing import Any

import pytest

from core.data.columns import History


def test_first_response_is_the_first_public_reply_of_a_human(desk: Any) -> None:
    desk.ticket()
    desk.event(5, "internal_note")
    desk.reply(10)
    desk.reply(20)
    row = desk.row()
    assert desk.minute(row.first_response_at) == 10
    assert row.first_response_minutes == 10
    assert row.is_answered


def test_bot_reply_does_not_stop_the_first_response_clock(desk: Any) -> None:
    desk.ticket()
    desk.reply(1, role="bot")
    desk.reply(30)
    row = desk.row()
    assert (desk.minute(row.first_reply_at), row.first_response_minutes) == (1, 30)
    assert (row.bot_reply_count, row.public_reply_count) == (1, 1)


def test_reply_of_unknown_role_counts_as_a_response(desk: Any) -> None:
    desk.ticket()
    desk.reply(7, role="unknown")
    assert desk.row().first_response_minutes == 7


def test_public_reply_by_a_customer_is_a_customer_reply(desk: Any) -> None:
    desk.ticket()
    desk.reply(7, role="customer")
    row = desk.row()
    assert (row.customer_reply_count, row.public_reply_count, row.is_answered) == (1, 0, False)


def test_reply_before_creation_is_no_response(desk: Any) -> None:
    desk.ticket(created=10)
    desk.reply(5)
    desk.reply(30)
    row = desk.row()
    assert (row.first_response_minutes, row.public_reply_count) == (20, 2)


def test_unanswered_ticket_waits_until_as_of(desk: Any) -> None:
    desk.ticket()
    row = desk.row(as_of=90)
    assert isnan(row.first_response_minutes)
    assert row.first_response_observed_minutes == 90
    assert row.is_waiting_for_agent
    assert desk.minute(row.waiting_since_at) == 0


def test_ticket_finished_without_reply_waited_until_it_was_finished(desk: Any) -> None:
    desk.ticket()
    desk.status(40, "solved")
    row = desk.row(as_of=90)
    assert isnan(row.first_response_minutes)
    assert row.first_response_observed_minutes == 40
    assert not row.is_waiting_for_agent


def test_business_minutes_skip_the_night(desk: Any) -> None:
    desk.ticket(created=7 * 60)
    desk.reply(24 * 60 + 30)
    desk.status(25 * 60, "solved")
    row = desk.row()
    assert (row.first_response_minutes, row.first_response_business_minutes) == (17 * 60 + 30, 90)
    assert (row.resolution_minutes, row.resolution_business_minutes) == (18 * 60, 120)


def test_closing_a_solved_ticket_does_not_move_its_resolution(desk: Any) -> None:
    desk.ticket()
    desk.status(60, "solved")
    desk.status(5000, "closed")
    row = desk.row()
    assert (desk.minute(row.resolved_at), desk.minute(row.closed_at)) == (60, 5000)
    assert (row.status, row.reopen_count) == ("closed", 0)


def test_reopening_counts_and_the_last_resolution_holds(desk: Any) -> None:
    desk.ticket()
    desk.status(60, "solved")
    desk.status(100, "open")
    desk.status(160, "solved")
    row = desk.row()
    assert row.reopen_count == 1
    assert (desk.minute(row.first_resolved_at), desk.minute(row.resolved_at)) == (60, 160)


def test_reopened_ticket_is_open_and_has_no_resolution(desk: Any) -> None:
    desk.ticket()
    desk.status(60, "closed")
    desk.status(100, "open")
    row = desk.row(as_of=200)
    assert desk.minute(row.resolved_at) is None
    assert row.is_open
    assert row.age_minutes == 200
    assert row.resolution_observed_minutes == 200
    assert isnan(row.resolution_minutes)


def test_clocks_split_the_time_to_resolution(desk: Any) -> None:
    desk.ticket()
    desk.status(10, "open")
    desk.status(30, "pending")
    desk.status(130, "hold")
    desk.status(180, "open")
    desk.status(200, "solved")
    row = desk.row()
    assert (row.agent_wait_minutes, row.hold_minutes) == (100, 50)
    assert row.requester_wait_minutes == 10 + 20 + 50 + 20
    assert row.net_resolution_minutes == 100


def test_clocks_run_until_as_of_while_the_ticket_is_open(desk: Any) -> None:
    desk.ticket()
    desk.status(30, "pending")
    row = desk.row(as_of=50)
    assert (row.requester_wait_minutes, row.agent_wait_minutes) == (30, 20)


def test_time_between_resolution_and_reopening_counts_for_nobody(desk: Any) -> None:
    desk.ticket()
    desk.status(20, "solved")
    desk.status(120, "open")
    desk.status(150, "solved")
    assert desk.row().requester_wait_minutes == 50


def test_unknown_status_word_is_open_work(desk: Any) -> None:
    desk.ticket()
    desk.status(20, "with the wizard")
    desk.status(50, "solved")
    row = desk.row()
    assert (row.requester_wait_minutes, row.resolution_minutes) == (50, 50)
    assert desk.row(as_of=30).status == "unknown"
    assert desk.row(as_of=30).is_open


def test_source_words_for_statuses_are_understood(desk: Any) -> None:
    desk.ticket()
    desk.status(20, "Awaiting User Info")
    desk.status(50, "Resolved")
    assert desk.row().agent_wait_minutes == 30


def test_events_at_one_instant_follow_their_sequence(desk: Any) -> None:
    desk.ticket()
    desk.status(20, "solved", seq=5)
    desk.status(20, "open", seq=6)
    assert (desk.row().is_open, desk.row().reopen_count) == (True, 1)


def test_late_arriving_event_restamps_the_ticket(desk: Any) -> None:
    desk.ticket()
    desk.status(90, "solved")
    desk.status(30, "pending")
    row = desk.row()
    assert (row.agent_wait_minutes, row.requester_wait_minutes) == (60, 30)


def test_a_sources_own_previous_status_does_not_override_the_log(desk: Any) -> None:
    desk.ticket()
    desk.status(30, "pending", before="solved")
    assert desk.row().reopen_count == 0


def test_created_event_may_name_the_first_status(desk: Any) -> None:
    desk.ticket(created=None)
    desk.event(0, "created", "pending")
    assert desk.row(as_of=40).agent_wait_minutes == 40


def test_status_before_creation_counts_from_creation(desk: Any) -> None:
    desk.ticket(created=10)
    desk.status(0, "pending")
    row = desk.row(as_of=60)
    assert (row.agent_wait_minutes, row.requester_wait_minutes) == (50, 0)


def test_as_of_hides_what_came_later(desk: Any) -> None:
    desk.ticket()
    desk.reply(30)
    desk.status(60, "solved")
    row = desk.row(as_of=20)
    assert row.is_open
    assert not row.is_answered
    assert row.status == "new"
    assert desk.minute(row.last_event_at) == 0


def test_ticket_created_after_as_of_is_absent(desk: Any) -> None:
    desk.ticket(1)
    desk.ticket(2, created=50)
    assert desk.facts(as_of=49).tickets["ticket_pk"].tolist() == [1]
    assert desk.facts(as_of=50).tickets["ticket_pk"].tolist() == [1, 2]


def test_dimensions_follow_the_events(desk: Any) -> None:
    desk.ticket(priority="P3", team_id="front", assignee_id="bob", tier="L1", category="login")
    desk.event(10, "assigned", "bob")
    desk.event(20, "assigned", "carol")
    desk.event(20, "priority_changed", "urgent")
    desk.event(25, "field_changed", "billing", field="Category")
    row = desk.row()
    assert (row.assignee, row.priority, row.team, row.category) == ("carol", "P1", "front", "billing")
    assert row.reassignment_count == 1


def test_a_value_that_changes_later_is_what_the_change_replaced(desk: Any) -> None:
    desk.ticket(team_id="Escalations", priority="P1")
    desk.event(50, "team_changed", "Escalations", before="Support")
    desk.event(50, "priority_changed", "P1", before="P4")
    row = desk.row(as_of=20)
    assert (row.team, row.priority) == ("Support", "P4")


def test_nobody_is_no_assignee(desk: Any) -> None:
    desk.ticket()
    desk.event(5, "assigned", "bob", before="Nobody")
    assert desk.row().reassignment_count == 0
    assert desk.row().is_assigned
    desk.event(9, "assigned", "Nobody")
    assert not desk.row().is_assigned
    desk.event(12, "assigned", "carol")
    assert desk.row().reassignment_count == 1


def test_escalation_is_a_rising_tier_or_a_move_to_an_escalation_team(desk: Any) -> None:
    desk.ticket()
    desk.event(1, "tier_changed", "L1")
    desk.event(2, "tier_changed", "L2")
    desk.event(3, "tier_changed", "L1")
    desk.event(4, "team_changed", "Escalations", before="Support")
    desk.event(5, "team_changed", "Tier 3", before="Escalations")
    row = desk.row()
    assert (row.escalation_count, row.team_change_count) == (2, 2)
    frame = desk.facts().escalations
    assert frame["to_tier"].tolist()[0] == "L2"
    assert frame["to_team"].tolist()[1] == "Escalations"


def test_a_new_tier_and_a_new_team_at_one_instant_are_one_escalation(desk: Any) -> None:
    desk.ticket()
    desk.event(1, "tier_changed", "L1")
    desk.event(2, "team_changed", "Engineering L3", before="Support")
    desk.event(2, "tier_changed", "L3")
    assert desk.row().escalation_count == 1
    assert len(desk.facts().escalations) == 1


def test_escalation_teams_can_be_named(desk: Any) -> None:
    desk.ticket()
    desk.event(4, "team_changed", "Platform", before="Support")
    assert desk.row().escalation_count == 0
    assert desk.row(escalation_teams={"platform"}).escalation_count == 1


def test_first_placement_is_neither_change_nor_escalation(desk: Any) -> None:
    desk.ticket()
    desk.event(1, "team_changed", "Escalations")
    desk.event(1, "tier_changed", "L3")
    row = desk.row()
    assert (row.team_change_count, row.escalation_count) == (0, 0)


def test_merge_names_the_ticket_that_went_away(desk: Any) -> None:
    desk.ticket(7)
    desk.ticket(30)
    for pk in (7, 30):
        desk.event(20, "merged", "link://desk/ticket/30", pk=pk)
    tickets = desk.facts().tickets
    assert tickets["is_merged"].tolist() == [True, False]
    assert desk.facts(as_of=10).tickets["is_merged"].tolist() == [False, False]


def test_merge_stated_by_the_row(desk: Any) -> None:
    desk.ticket(1, merged_into="2")
    desk.ticket(2)
    assert desk.facts().tickets["is_merged"].tolist() == [True, False]


def test_deleted_ticket_is_neither_open_nor_finished(desk: Any) -> None:
    desk.ticket()
    desk.event(30, "deleted")
    row = desk.row()
    assert (row.is_deleted, row.is_open, row.is_finished) == (True, False, False)
    assert row.requester_wait_minutes == 30


def test_last_rating_counts_and_means_that_the_survey_was_offered(desk: Any) -> None:
    desk.ticket(csat_scale_max=5.0)
    desk.event(50, "csat", value=2.0)
    desk.event(80, "csat", value=5.0)
    row = desk.row()
    assert (row.csat_score, row.csat_scale_max, row.csat_offered) == (5, 5, 1)
    assert desk.row(as_of=60).csat_score == 2


def test_survey_without_answer_is_offered_but_not_scored(desk: Any) -> None:
    desk.ticket(1, csat_offered=True)
    desk.ticket(2)
    tickets = desk.facts().tickets
    assert tickets["csat_score"].isna().all()
    assert tickets["csat_offered"].tolist()[0] == 1
    assert isnan(tickets["csat_offered"].tolist()[1])


def test_time_worked_is_summed(desk: Any) -> None:
    desk.ticket(1)
    desk.ticket(2)
    desk.event(10, "time_worked", value=5.5, actor="ann")
    desk.event(20, "time_worked", value=4.0, actor="ann")
    worked = desk.facts().tickets["time_worked_minutes"].tolist()
    assert worked[0] == 9.5
    assert isnan(worked[1])


def test_customer_who_spoke_last_waits_for_an_agent(desk: Any) -> None:
    desk.ticket()
    desk.reply(10)
    assert not desk.row(as_of=200).is_waiting_for_agent
    desk.customer(50)
    desk.customer(80)
    row = desk.row(as_of=200)
    assert row.is_waiting_for_agent
    assert desk.minute(row.waiting_since_at) == 50
    assert row.idle_minutes == 120


def test_stated_resolution_decides_where_the_source_names_it(desk: Any) -> None:
    desk.ticket(resolution_is_stated=True, stated_resolved_at=100)
    desk.status(10, "pending")
    desk.status(150, "closed")
    row = desk.row()
    assert desk.minute(row.resolved_at) == 100
    assert (row.resolution_minutes, row.agent_wait_minutes, row.net_resolution_minutes) == (100, 90, 10)


def test_finished_ticket_without_its_stated_resolution_has_an_unknown_one(desk: Any) -> None:
    desk.ticket(resolution_is_stated=True)
    desk.status(150, "closed")
    row = desk.row()
    assert row.is_finished
    assert desk.minute(row.resolved_at) is None
    assert isnan(row.resolution_minutes)
    assert isnan(row.requester_wait_minutes)


def test_snapshot_tells_only_what_it_states(desk: Any) -> None:
    desk.ticket(
        history=History.SNAPSHOT,
        status="solved",
        stated_resolved_at=500,
        stated_public_reply_count=3,
        stated_reopen_count=1,
    )
    row = desk.row()
    assert (row.resolution_minutes, row.public_reply_count, row.reopen_count) == (500, 3, 1)
    for unknown in ("first_response_observed_minutes", "agent_wait_minutes", "escalation_count"):
        assert isnan(row[unknown]), unknown
    assert not row.is_waiting_for_agent


def test_stated_first_response_serves_a_partial_history(desk: Any) -> None:
    desk.ticket(1, history=History.PARTIAL, status="open", stated_first_response_at=25)
    desk.ticket(2, history=History.PARTIAL, status="open")
    tickets = desk.facts(as_of=90).tickets
    assert tickets["first_response_minutes"].tolist()[0] == 25
    assert tickets["first_response_observed_minutes"].tolist() == [25, 90]
    assert tickets["is_waiting_for_agent"].tolist() == [False, True]


def test_source_that_never_states_responses_leaves_them_unknown(desk: Any) -> None:
    desk.ticket(history=History.PARTIAL, status="open")
    row = desk.row()
    assert isnan(row.first_response_observed_minutes)
    assert not row.is_waiting_for_agent


def test_stated_instants_after_as_of_are_not_known_yet(desk: Any) -> None:
    desk.ticket(
        history=History.PARTIAL,
        status="closed",
        stated_first_response_at=25,
        stated_resolved_at=100,
        stated_closed_at=200,
    )
    assert desk.row(as_of=250).status == "closed"
    assert desk.row(as_of=150).status == "solved"
    early = desk.row(as_of=20)
    assert early.is_open
    assert not early.is_answered


def test_stated_reopen_count_wins_over_the_events(desk: Any) -> None:
    desk.ticket(stated_reopen_count=3)
    desk.status(10, "solved")
    assert desk.row().reopen_count == 3


def test_ticket_without_known_creation_has_no_durations(desk: Any) -> None:
    desk.ticket(created=None, history=History.PARTIAL)
    desk.reply(10)
    row = desk.row()
    assert row.is_answered
    assert isnan(row.first_response_minutes)
    assert isnan(row.resolution_observed_minutes)


def test_log_without_any_reply_does_not_say_that_nobody_answered(desk: Any) -> None:
    for pk in range(1, 21):
        desk.ticket(pk)
        desk.status(30, "solved", pk=pk)
    tickets = desk.facts().tickets
    assert tickets["first_response_observed_minutes"].isna().all()
    assert tickets["public_reply_count"].isna().all()
    assert (tickets["reopen_count"] == 0).all()
    desk.reply(5, pk=3)
    assert desk.facts().tickets["first_response_observed_minutes"].notna().all()


def test_no_tickets_give_empty_frames(desk: Any) -> None:
    facts = desk.facts()
    assert len(facts.tickets) == len(facts.responses) == len(facts.spells) == len(facts.agent_days) == 0


def test_rows_follow_the_ticket_key_whatever_the_order_of_the_table(desk: Any) -> None:
    for pk in (5, 2, 9):
        desk.ticket(pk, created=pk)
    assert desk.facts().tickets["ticket_pk"].tolist() == [2, 5, 9]


@pytest.mark.parametrize(("word", "canonical"), [("urgent", "P1"), ("50", "50"), (" ", None)])
def test_priorities_are_canonical_and_odd_ones_kept(desk: Any, word: str, canonical: str | None) -> None:
    desk.ticket(priority=word)
    priority = desk.row().priority
    assert (priority == canonical) if canonical else isnan(priority)


def test_more_replies_than_a_short_integer_holds_are_counted(desk: Any) -> None:
    desk.ticket(1)
    desk.ticket(2)
    for number in range(40_000):
        desk.reply(1 + number / 1000, pk=1)
    assert desk.facts().tickets["public_reply_count"].tolist() == [40_000, 0]


def test_columns_first_used_in_a_later_chunk_are_empty_before(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.facts.fold.CHUNK_TICKETS", 2)
    for pk in range(1, 8):
        desk.ticket(pk)
    desk.reply(5, role="bot", pk=5)
    desk.event(6, "deleted", pk=5)
    desk.event(6, "csat", pk=3, value=4.0)
    desk.event(7, "assigned", "ann", pk=4)
    tickets = desk.facts().tickets
    assert tickets["bot_reply_count"].tolist() == [0, 0, 0, 0, 1, 0, 0]
    assert tickets["is_deleted"].tolist() == [False] * 4 + [True] + [False] * 2
    assert tickets["csat_score"].fillna(0).tolist() == [0, 0, 4, 0, 0, 0, 0]
    assert tickets["assignee"].notna().tolist() == [False] * 3 + [True] + [False] * 3
    assert tickets["first_reply_at"].notna().tolist() == [False] * 4 + [True] + [False] * 2


def test_going_from_closed_back_to_solved_is_no_reopening(desk: Any) -> None:
    desk.ticket()
    desk.status(10, "closed")
    desk.status(20, "solved")
    row = desk.row()
    assert (row.reopen_count, desk.minute(row.resolved_at), row.status) == (0, 10, "solved")


def test_resolution_stated_for_the_very_instant_is_known(desk: Any) -> None:
    desk.ticket(history=History.PARTIAL, status="solved", stated_resolved_at=100)
    assert desk.row(as_of=100).is_finished
    assert desk.row(as_of=99).is_open


def test_row_of_a_partial_history_does_not_tell_of_a_later_finish(desk: Any) -> None:
    desk.ticket(created=None, history=History.PARTIAL, status="solved")
    desk.reply(10)
    desk.status(50, "solved")
    assert desk.facts(as_of=20).tickets["status"].tolist() == ["open"]
    assert desk.facts(as_of=60).tickets["status"].tolist() == ["solved"]
