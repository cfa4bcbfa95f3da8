"""The SLA clock against a plain walk over every ticket's events, minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendars import BusinessCalendar
from core.data.columns import ActorRole, EventType, History, Status
from core.facts.event_log import cluster_events
from core.facts.fact_set import build_fact_set
from core.sla.clock import sla_clocks
from core.sla.policy import BotRule, ClockKind, Policy, Promise, ReopenRule, SlaMetric
from core.sla.running import TicketFrames
from tests.core.minute_walk import Hours, Walk, scenes

MINUTE = 60_000_000
MONDAY = 1_767_571_200_000_000
HOURS = BusinessCalendar.from_weekly(
    {day: [("09:00", "12:00"), ("13:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}, "UTC"
)
RESPONSE, NEXT, UPDATE, RESOLUTION = SlaMetric
POLICY = Policy(
    "test",
    "Test",
    (
        Promise(RESPONSE, 60 * 60, "P1", clock=ClockKind.ALWAYS_ON),
        Promise(RESPONSE, 120 * 60, "P3"),
        Promise(RESPONSE, 90 * 60, "P3", tier="Gold"),
        Promise(RESOLUTION, 240 * 60, "P1", clock=ClockKind.ALWAYS_ON),
        Promise(RESOLUTION, 480 * 60, "P3"),
        Promise(NEXT, 60 * 60, "P3"),
        Promise(UPDATE, 180 * 60, "P3"),
    ),
)
WORDS: list[str | None] = [
    None, "new", "open", "pending", "hold", "solved", "closed", "P1", "P3", "kim", "2", "deleted",
]  # fmt: skip
TICKET_COLUMNS = {
    "priority": "P3", "team_id": None, "channel": "email", "category": None, "product_area": None,
    "tier": None, "assignee_id": None, "customer_key": None, "status": None, "merged_into": None,
    "source_rev": None, "tags": None,
}  # fmt: skip
NUMBERS = (
    "stated_first_response_at", "stated_resolved_at", "stated_closed_at", "updated_at", "stated_reopen_count",
    "stated_reassignment_count", "stated_public_reply_count", "csat_score", "csat_scale_max", "csat_offered",
    "sla_met", "sla_due_at", "batch_id",
)  # fmt: skip

Event = tuple[int, str, str]
"""Minute since Monday 00:00, kind, value."""
KINDS: dict[str, tuple[EventType, ActorRole]] = {
    "created": (EventType.CREATED, ActorRole.CUSTOMER),
    "reply": (EventType.PUBLIC_REPLY, ActorRole.AGENT),
    "bot": (EventType.PUBLIC_REPLY, ActorRole.BOT),
    "asks": (EventType.CUSTOMER_REPLY, ActorRole.CUSTOMER),
    "status": (EventType.STATUS_CHANGED, ActorRole.AGENT),
    "priority": (EventType.PRIORITY_CHANGED, ActorRole.AGENT),
    "merged": (EventType.MERGED, ActorRole.AGENT),
    "deleted": (EventType.DELETED, ActorRole.AGENT),
}


def frames_of(tickets: list[list[Event]], as_of: int, **fields: Any) -> TicketFrames:
    rows = []
    for pk, happened in enumerate(tickets, 1):
        for seq, (minute, kind, value) in enumerate(happened):
            type_, role = KINDS[kind]
            number = WORDS.index(value) if value else -1
            rows.append(
                (pk, MONDAY + minute * MINUTE, seq, int(type_), int(role), -1, -1, -1, number, np.nan)
            )
    names = (
        "ticket_pk", "at", "seq", "type", "actor_role", "actor_term", "field_term", "from_term", "to_term",
        "value_num",
    )  # fmt: skip
    log = cluster_events(pd.DataFrame(rows, columns=list(names)).to_dict("series"), WORDS)
    count, now = len(tickets), MONDAY + as_of * MINUTE
    columns: dict[str, Any] = {
        "pk": np.arange(1, count + 1),
        "ticket_id": [str(n) for n in range(1, count + 1)],
    }
    columns |= {"source_id": ["desk"] * count, "created_at": pa.nulls(count, pa.int64())}
    columns |= {"history": [int(History.FULL)] * count, "resolution_is_stated": [False] * count}
    columns |= {name: pa.array([value] * count, pa.string()) for name, value in TICKET_COLUMNS.items()}
    columns |= {name: pa.nulls(count, pa.float64()) for name in NUMBERS}
    facts = build_fact_set(log, pa.table(columns | fields), WORDS, as_of=now, calendar=HOURS)
    return TicketFrames(log, facts.tickets, facts.spells, facts.responses, now)


def clocks(
    tickets: list[list[Event]],
    as_of: int = 20_000,
    policy: Policy = POLICY,
    tier: Any = None,
    calendar: BusinessCalendar = HOURS,
    **fields: Any,
) -> pd.DataFrame:
    frames = frames_of(tickets, as_of, **fields)
    return sla_clocks(frames, WORDS, policy, calendar, tier).frame(calendar)


def one(tickets: list[list[Event]], metric: SlaMetric, **options: Any) -> pd.Series:
    frame = clocks(tickets, **options)
    rows = frame[frame["metric"] == metric.value]
    assert len(rows) == 1
    return rows.iloc[0]


def minute(instant: pd.Timestamp) -> float:
    return (instant - pd.Timestamp(MONDAY, unit="us", tz="UTC")) / pd.Timedelta(minutes=1)


NINE = 9 * 60


def test_a_reply_in_time_meets_the_response_promise() -> None:
    row = one(
        [[(NINE, "created", ""), (NINE + 119, "reply", ""), (NINE + 300, "status", "solved")]], RESPONSE
    )
    assert (row["outcome"], row["elapsed_minutes"], row["remaining_minutes"]) == ("met", 119, 1)
    assert (row["level"], minute(row["due_at"])) == ("red", NINE + 120)


def test_a_reply_exactly_at_the_limit_is_in_time_and_one_after_it_is_late() -> None:
    assert one([[(NINE, "created", ""), (NINE + 120, "reply", "")]], RESPONSE)["outcome"] == "met"
    late = one([[(NINE, "created", ""), (NINE + 121, "reply", "")]], RESPONSE)
    assert (late["outcome"], late["late_minutes"], late["level"]) == ("breached", 1, "breach")


def test_a_ticket_created_at_night_waits_for_the_opening_unless_it_is_critical() -> None:
    night = [(2 * 60, "created", ""), (NINE + 30, "reply", "")]
    assert one([night], RESPONSE)["elapsed_minutes"] == 30
    critical = [(2 * 60, "created", ""), (2 * 60, "priority", "P1"), (NINE + 30, "reply", "")]
    row = one([critical], RESPONSE)
    assert (row["elapsed_minutes"], row["outcome"], row["level"]) == (7 * 60 + 30, "breached", "severe")


def test_an_automatic_reply_stops_the_clock_only_if_the_policy_says_so() -> None:
    happened = [(NINE, "created", ""), (NINE + 1, "bot", ""), (NINE + 130, "reply", "")]
    assert one([happened], RESPONSE)["outcome"] == "breached"
    either = replace(POLICY, bot_rule=BotRule.ANY_REPLY)
    assert one([happened], RESPONSE, policy=either)["outcome"] == "met"


def test_the_clock_pauses_while_the_customer_is_awaited_and_resumes_with_the_answer() -> None:
    happened = [
        (NINE, "created", ""), (NINE + 60, "reply", ""), (NINE + 60, "status", "pending"),
        (NINE + 330, "asks", ""), (NINE + 340, "status", "open"), (NINE + 400, "status", "solved"),
    ]  # fmt: skip
    row = one([happened], RESOLUTION)
    # 9:00 to 15:40 without lunch is 340 minutes; 10:00 to 14:30 without lunch is 210 of them.
    assert (row["elapsed_minutes"], row["paused_minutes"]) == (130, 210)
    assert row["outcome"] == "met"


def test_a_pause_pushes_the_due_instant_back_and_one_after_it_does_not() -> None:
    early = [(NINE, "created", ""), (NINE + 30, "status", "pending"), (NINE + 90, "status", "open")]
    assert minute(one([early], RESPONSE)["due_at"]) == NINE + 180
    late = [(NINE, "created", ""), (NINE + 400, "status", "pending"), (NINE + 460, "status", "open")]
    assert minute(one([late], RESPONSE)["due_at"]) == NINE + 120


def test_a_reopening_begins_a_new_period_by_default() -> None:
    happened = [
        (NINE, "created", ""), (NINE + 60, "status", "solved"), (1440 + NINE, "status", "open"),
        (1440 + NINE + 30, "status", "solved"),
    ]  # fmt: skip
    frame = clocks([happened])
    rows = frame[frame["metric"] == "resolution"]
    assert rows[["period", "elapsed_minutes", "outcome"]].to_numpy().tolist() == [
        [0, 60, "met"],
        [1, 30, "met"],
    ]


def test_a_reopening_may_continue_the_old_clock_or_extend_its_target() -> None:
    happened = [
        (NINE, "created", ""), (NINE + 60, "status", "solved"), (1440 + NINE, "status", "open"),
        (1440 + NINE + 30, "status", "solved"),
    ]  # fmt: skip
    going_on = one([happened], RESOLUTION, policy=replace(POLICY, reopen_rule=ReopenRule.CONTINUE))
    assert (going_on["elapsed_minutes"], going_on["target_minutes"], going_on["period"]) == (90, 480, 0)
    extended = one([happened], RESOLUTION, policy=replace(POLICY, reopen_rule=ReopenRule.EXTEND))
    assert (extended["elapsed_minutes"], extended["target_minutes"]) == (90, 960)


def test_a_raised_priority_is_measured_from_the_creation() -> None:
    happened = [(NINE, "created", ""), (NINE + 100, "priority", "P1"), (NINE + 110, "reply", "")]
    row = one([happened], RESPONSE)
    assert (row["priority"], row["target_minutes"], row["outcome"]) == ("P1", 60, "breached")


def test_the_priority_is_the_one_at_the_reply_not_todays() -> None:
    happened = [
        (NINE, "created", ""), (NINE, "priority", "P3"), (NINE + 110, "reply", ""),
        (NINE + 500, "priority", "P1"),
    ]  # fmt: skip
    row = one([happened], RESPONSE)
    assert (row["priority"], row["target_minutes"], row["outcome"]) == ("P3", 120, "met")


def test_a_customer_tier_has_its_own_limit() -> None:
    happened = [(NINE, "created", ""), (NINE + 100, "reply", "")]
    assert one([happened], RESPONSE, tier=["gold"])["outcome"] == "breached"
    assert one([happened], RESPONSE, tier=["Silver"])["outcome"] == "met"
    assert one([happened], RESPONSE, tier=[None])["outcome"] == "met"


def test_no_promise_means_no_policy_and_never_a_guess() -> None:
    row = one([[(NINE, "created", ""), (NINE + 5, "reply", "")]], RESPONSE, priority=pa.array(["P9"]))
    assert row["outcome"] == "no_policy"
    assert np.isnan(row["target_minutes"])
    assert pd.isna(row["due_at"])
    assert row["level"] == "none"


def test_later_turns_and_updates_have_clocks_of_their_own() -> None:
    happened = [
        (NINE, "created", ""), (NINE + 10, "reply", ""), (NINE + 20, "asks", ""), (NINE + 90, "reply", ""),
        (NINE + 150, "asks", ""),
    ]  # fmt: skip
    frame = clocks([happened], as_of=NINE + 170)
    turns = frame[frame["metric"] == "next_response"]
    assert list(turns["elapsed_minutes"]) == [70, 20]
    assert list(turns["outcome"]) == ["breached", "running"]
    updates = frame[frame["metric"] == "periodic_update"]
    assert list(updates["elapsed_minutes"]) == [80, 80]
    assert list(updates["outcome"]) == ["met", "running"]


def test_a_running_clock_in_a_pausing_state_is_paused() -> None:
    happened = [(NINE, "created", ""), (NINE + 30, "reply", ""), (NINE + 30, "status", "pending")]
    row = one([happened], RESOLUTION, as_of=NINE + 90)
    assert (row["outcome"], row["elapsed_minutes"], row["paused_minutes"]) == ("paused", 30, 60)


def test_deleted_tickets_and_duplicates_have_no_clocks() -> None:
    assert clocks([[(NINE, "created", ""), (NINE + 30, "deleted", "")]]).empty
    duplicate = [[(NINE, "created", ""), (NINE + 5, "merged", "2")], [(NINE, "created", "")]]
    assert set(clocks(duplicate)["ticket_row"]) == {1}


def test_a_ticket_finished_without_a_reply_stops_its_response_clock() -> None:
    assert one([[(NINE, "created", ""), (NINE + 20, "status", "closed")]], RESPONSE)["outcome"] == "met"
    late = [(NINE, "created", ""), (NINE + 400, "status", "closed")]
    assert one([late], RESPONSE)["outcome"] == "breached"


@pytest.mark.parametrize(
    "happened",
    [
        [(NINE, "status", "solved"), (NINE + 30, "created", "")],
        [(NINE, "created", ""), (NINE + 1, "status", "pending"), (NINE + 2, "status", "hold")],
        [
            (NINE, "created", ""), (NINE + 1, "status", "solved"), (NINE + 1, "status", "closed"),
            (NINE + 9, "status", "open"),
        ],
        [(NINE, "created", ""), (NINE, "created", "")],
    ],
    ids=["solved before created", "two pauses", "reopened after close", "created twice"],
)  # fmt: skip
def test_odd_logs_give_defined_clocks(happened: list[Event]) -> None:
    frame = clocks([happened])
    assert (frame["elapsed_minutes"] >= 0).all()
    assert (frame["paused_minutes"] >= 0).all()
    assert frame["outcome"].notna().all()


# A ticket's life drawn at random, and the same clocks counted minute by minute.

STEPS = st.lists(
    st.tuples(
        st.integers(1, 900),
        st.sampled_from(["reply", "asks", "pending", "open", "hold", "solved", "P1", "P3", "bot"]),
    ),
    max_size=9,
)


def life(start: int, steps: list[tuple[int, str]]) -> list[Event]:
    happened: list[Event] = [(start, "created", "")]
    for wait, step in steps:
        at = happened[-1][0] + wait
        kind = "status" if step in WORDS[1:7] else "priority" if step in ("P1", "P3") else step
        happened.append((at, kind, step if kind in ("status", "priority") else ""))
    return happened


def is_open_minute(minute: int) -> bool:
    hour, day = minute // 60 % 24, minute // 1440 % 7
    return day < 5 and 9 <= hour < 18 and hour != 12


def walked(happened: list[Event], start: int, stop: int, business: bool) -> int:
    """Count minutes in which the clock runs; a message of the customer ends a pause for him."""
    paused, position, count = False, 0, 0
    for now in range(happened[0][0], stop):
        while position < len(happened) and happened[position][0] <= now:
            _, kind, value = happened[position]
            if kind == "status":
                paused = value == "pending"
            elif kind == "asks":
                paused = False
            position += 1
        count += now >= start and not paused and (not business or is_open_minute(now))
    return count


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 9_000), STEPS, st.integers(0, 3_000))
def test_first_response_and_resolution_equal_a_walk_through_every_minute(
    start: int, steps: list[tuple[int, str]], more: int
) -> None:
    happened = life(start, steps)
    as_of = happened[-1][0] + more
    frame = clocks([happened], as_of=as_of)
    for _, row in frame[frame["metric"].isin(["first_response", "resolution"])].iterrows():
        begin = round(minute(row["started_at"]))
        stop = as_of if pd.isna(row["stopped_at"]) else round(minute(row["stopped_at"]))
        changes = [(at, value) for at, kind, value in happened if kind == "priority"]
        priority = next((value for at, value in reversed(changes) if at <= stop), "P3")
        if changes and changes[0][0] > stop:
            assert row["outcome"] == "no_policy"  # what it was before its first change is not told
            continue
        business, limit = priority != "P1", LIMITS[row["metric"], priority]
        elapsed = walked(happened, begin, stop, business)
        assert row["elapsed_minutes"] == elapsed
        assert (row["priority"], row["target_minutes"]) == (priority, limit)
        assert (row["outcome"] == "breached") == (elapsed > limit)
        assert (row["outcome"] == "met") == (elapsed <= limit and not pd.isna(row["stopped_at"]))
        if row["outcome"] == "breached":
            due = round(minute(row["due_at"]))
            assert walked(happened, begin, due, business) == limit


LIMITS = {
    ("first_response", "P1"): 60, ("first_response", "P3"): 120, ("resolution", "P1"): 240,
    ("resolution", "P3"): 480,
}  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9_000), STEPS), min_size=2, max_size=6), st.integers(0, 3_000))
def test_clocks_of_many_tickets_are_those_of_each_alone(lives: list[tuple[int, Any]], more: int) -> None:
    tickets = [life(start, steps) for start, steps in lives]
    as_of = max(happened[-1][0] for happened in tickets) + more
    together = clocks(tickets, as_of=as_of)
    for row, happened in enumerate(tickets):
        alone = clocks([happened], as_of=as_of).drop(columns=["ticket_row", "priority"])
        own = together[together["ticket_row"] == row].drop(columns=["ticket_row", "priority"])
        pd.testing.assert_frame_equal(own.reset_index(drop=True), alone, check_categorical=False)


CALM = st.lists(
    st.tuples(st.integers(1, 900), st.sampled_from(["reply", "asks", "pending", "open", "hold", "solved"])),
    max_size=9,
)
RULES = st.builds(
    replace,
    st.just(POLICY),
    pausing_states=st.frozensets(st.sampled_from([Status.PENDING, Status.HOLD])),
    reopen_rule=st.sampled_from(ReopenRule),
)


@settings(max_examples=25, deadline=None)
@given(scenes(), st.integers(0, 2 * 1440), CALM, st.integers(0, 2_000), RULES)
def test_clocks_equal_a_walk_for_any_hours_pausing_states_and_reopen_rule(
    scene: tuple[Hours, datetime], start: int, steps: list[tuple[int, str]], more: int, policy: Policy
) -> None:
    hours, walk = scene[0], Walk(*scene, 9 * 1440)
    calendar = BusinessCalendar.from_weekly(
        hours.weekly, hours.zone, hours.holidays, hours.special, gap=hours.gap
    )
    zero = (walk.first - MONDAY) // MINUTE
    happened = life(zero + start, steps)
    as_of = happened[-1][0] + more
    states = {now: state_at(happened, now) for now in range(zero + start, as_of) if walk.open[now - zero]}
    for _, row in clocks([happened], as_of=as_of, policy=policy, calendar=calendar).iterrows():
        goes_on = row["metric"] == "resolution" and policy.reopen_rule is not ReopenRule.NEW_PERIOD
        still = {state.name.lower() for state in policy.pausing_states} | ({"solved"} if goes_on else set())
        begin = round(minute(row["started_at"]))
        stop = as_of if pd.isna(row["stopped_at"]) else round(minute(row["stopped_at"]))
        whole = [state for now, state in states.items() if begin <= now < stop]
        running = [now for now, state in states.items() if begin <= now < stop and state not in still]
        assert row["elapsed_minutes"] == len(running)
        assert row["paused_minutes"] == len(whole) - len(running)
        if row["outcome"] == "breached":
            assert round(minute(row["due_at"])) == running[int(row["target_minutes"]) - 1] + 1


def state_at(happened: list[Event], now: int) -> str:
    """Open again as soon as the customer, for whom it was pending, has written."""
    state = "open"
    for at, kind, value in happened:
        if at > now:
            break
        if kind == "status":
            state = value
        elif kind == "asks" and state == "pending":
            state = "open"
    return state
