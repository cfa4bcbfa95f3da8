"""A policy as a matrix: there and back, its versions, and what stands in the way of saving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.columns import Status
from core.sla.policies import BUSINESS_DAY, DEFAULT_POLICY, SHIPPED, SMALL_TEAM_MATRIX
from core.sla.policy import ALWAYS, BotRule, ClockKind, Policy, Promise, ReopenRule, SlaMetric
from dashboard.view_models.policy import versions_table
from dashboard.view_models.policy_edit import PolicyForm, PolicyReading, copied, read_form, rules_of
from dashboard.view_models.policy_matrix import MatrixTable, latest, matrix
from dashboard.view_models.policy_words import METRICS, length_words, limit_words, read_limit

DAY, NIGHT = ClockKind.BUSINESS, ClockKind.ALWAYS_ON
RESPONSE, RESOLUTION = SlaMetric.FIRST_RESPONSE, SlaMetric.RESOLUTION
ZONE = "Europe/Berlin"
MAY = date(2026, 5, 4)
MAY_INSTANT = int(datetime(2026, 5, 3, 22, tzinfo=UTC).timestamp()) * 1_000_000
OWN = replace(
    SMALL_TEAM_MATRIX,
    policy_id="own",
    promises=(
        *SMALL_TEAM_MATRIX.promises,
        Promise(RESPONSE, 300, "P1", "Gold", "chat", NIGHT),
        Promise(RESOLUTION, 400_000, None),
        Promise(RESOLUTION, 500_000, "low"),
    ),
    definitions={"P1": "nothing works"},
    published_at=datetime(2026, 1, 5, 23, 30, tzinfo=UTC),
)


def form(
    base: Policy,
    cells: Mapping[tuple[int, str, str], str] | None = None,
    since: date | None = MAY,
    **fields: object,
) -> PolicyForm:
    """``cells``: table, priority and column to what was typed there."""
    tables = []
    for place, table in enumerate(matrix(base, ("urgent",))):
        frame = table.frame()
        for (where, priority, column), text in (cells or {}).items():
            if where == place:
                frame.loc[frame["priority"] == priority, column] = text
        tables.append(table.edited(frame))
    rules = replace(rules_of(base, ZONE), **fields)
    return PolicyForm(base, tuple(tables), since, ZONE, base.name, rules)


def read(base: Policy, cells: Mapping[tuple[int, str, str], str], since: date | None = MAY) -> PolicyReading:
    return read_form(form(base, cells, since))


def kept(reading: PolicyReading) -> Policy:
    assert reading.policy is not None, reading.problems
    return reading.policy


@pytest.mark.parametrize("policy", [OWN, *SHIPPED], ids=lambda policy: policy.policy_id)
def test_an_untouched_matrix_is_the_same_policy(policy: Policy) -> None:
    reading = read_form(form(policy))
    assert kept(reading).promises == policy.promises
    assert replace(kept(reading), source_ids=policy.source_ids) == policy
    assert reading.changes == ()


@pytest.mark.parametrize("policy", [OWN, *SHIPPED], ids=lambda policy: policy.policy_id)
def test_every_limit_can_be_typed_anew_as_it_is_shown(policy: Policy) -> None:
    for table in matrix(policy):
        for row in table.rows:
            for metric in METRICS:
                limit = read_limit(row.texts[metric.value], row.clock)
                key = Promise(metric, 1, row.priority, table.tier, table.channel).key
                promise = latest(policy).get(key)
                assert (limit is None) == (promise is None)
                if limit is not None and promise is not None:
                    assert (limit.seconds, limit.clock) == (promise.seconds, promise.clock)


@given(st.integers(1, 366 * 86_400), st.sampled_from(ClockKind), st.sampled_from(ClockKind))
def test_any_length_on_any_clock_reads_as_it_was_written(
    seconds: int, clock: ClockKind, row: ClockKind
) -> None:
    limit = read_limit(limit_words(Promise(RESPONSE, seconds, clock=clock), row), row)
    assert limit is not None
    assert (limit.seconds, limit.clock) == (seconds, clock)


def says(text: str) -> str:
    """The limit in words, or the reason why there is none."""
    try:
        limit = read_limit(text, DAY)
    except ValueError as error:
        return f"refused: {error}"
    return "no promise" if limit is None else length_words(limit.seconds)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_limit_or_refused_in_words(text: str) -> None:
    assert says(text).removeprefix("refused: ")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15 min", 900),
        ("15m", 900),
        ("1h30min", 5_400),
        ("1,5 h", 5_400),
        ("1.5 HOURS", 5_400),
        ("90 s", 90),
        ("5 bd", 5 * BUSINESS_DAY),
        ("2.5 business days", 2.5 * BUSINESS_DAY),
        ("1 bd 2 h", BUSINESS_DAY + 7_200),
        ("4 h 24/7", 14_400),
        ("3 d 24/7", 259_200),
    ],
)
def test_lengths_are_understood_as_people_write_them(text: str, seconds: float) -> None:
    limit = read_limit(text, DAY)
    assert limit is not None
    assert limit.seconds == seconds
    assert (limit.clock is NIGHT) == ("24/7" in text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("soon", "not understood"),
        ("15", "not understood"),
        ("4 h or so", "not understood"),
        ("-5 min", "longer than nothing"),
        ("0 min", "between a second and a year"),
        ("9000 h", "between a second and a year"),
        ("3 d", "only around the clock"),
        ("5 bd 24/7", "cannot run around the clock"),
    ],
)
def test_what_is_not_understood_blocks_and_names_the_cell(text: str, reason: str) -> None:
    reading = read(SMALL_TEAM_MATRIX, {(0, "P2", "resolution"): text})
    assert reading.policy is None
    (problem,) = reading.problems
    assert problem.startswith("P2 resolution: ")
    assert reason in problem


def test_a_change_from_a_date_keeps_the_earlier_limit_as_a_version() -> None:
    policy = kept(read(SMALL_TEAM_MATRIX, {(0, "P2", "first_response"): "30 min"}))
    versions = [p for p in policy.promises if (p.metric, p.priority) == (RESPONSE, "P2")]
    assert [(p.seconds, p.valid_from) for p in versions] == [(14_400, ALWAYS), (1_800, MAY_INSTANT)]
    assert len(policy.promises) == len(SMALL_TEAM_MATRIX.promises) + 1
    assert versions[1].source_id == "", "the figure is no longer the printed one"


def test_a_change_for_the_past_too_replaces_every_version() -> None:
    changed = kept(read(SMALL_TEAM_MATRIX, {(0, "P2", "first_response"): "30 min"}))
    policy = kept(read(changed, {(0, "P2", "first_response"): "45 min"}, None))
    (only,) = [p for p in policy.promises if (p.metric, p.priority) == (RESPONSE, "P2")]
    assert (only.seconds, only.valid_from) == (2_700, ALWAYS)


def test_a_second_change_on_the_same_date_takes_the_place_of_the_first() -> None:
    changed = kept(read(SMALL_TEAM_MATRIX, {(0, "P2", "first_response"): "30 min"}))
    policy = kept(read(changed, {(0, "P2", "first_response"): "45 min"}))
    limits = [p.seconds for p in policy.promises if (p.metric, p.priority) == (RESPONSE, "P2")]
    assert limits == [14_400, 2_700]


def test_versions_are_listed_with_their_dates_the_latest_first() -> None:
    policy = kept(read(SMALL_TEAM_MATRIX, {(0, "P2", "first_response"): "30 min"}))
    frame = versions_table(policy, ZONE).frame
    rows = frame[(frame["promise"] == "First response") & (frame["priority"] == "P2")]
    assert list(rows["limit"]) == ["30 min", "4 h"]
    assert [word.replace("\u00a0", " ") for word in rows["since"]] == ["4 May 2026", "the beginning"]
    assert [word.replace("\u00a0", " ") for word in rows["until"]] == ["further notice", "before 4 May 2026"]
    assert len(frame) == len(policy.promises)


def test_a_promise_ends_for_the_past_too_or_not_at_all() -> None:
    cell = {(0, "P2", "first_response"): ""}
    assert "cannot end on a date" in read(SMALL_TEAM_MATRIX, cell).problems[0]
    policy = kept(read(SMALL_TEAM_MATRIX, cell, None))
    assert (RESPONSE.value, "p2", None, None) not in latest(policy)


def test_another_clock_of_a_row_moves_its_limits_but_not_business_days() -> None:
    policy = kept(read(DEFAULT_POLICY, {(0, "P5", "clock"): "around the clock"}))
    now = latest(policy)
    assert now[RESPONSE.value, "p5", None, None].clock is NIGHT
    assert now[RESOLUTION.value, "p5", None, None].clock is DAY


def test_a_new_cell_is_a_new_promise_for_its_tier_and_channel() -> None:
    places = [(t.tier, t.channel) for t in matrix(OWN)]
    cell = (places.index(("Gold", "chat")), "urgent", "next_response")
    promise = kept(read(OWN, {cell: "10 min 24/7"})).promises[-1]
    assert promise == Promise(
        SlaMetric.NEXT_RESPONSE, 600, "urgent", "Gold", "chat", NIGHT, valid_from=MAY_INSTANT
    )


def test_rules_definitions_and_dates_are_taken_over() -> None:
    rules = {
        "pausing": (Status.HOLD,),
        "reopen": ReopenRule.EXTEND,
        "bot": BotRule.ANY_REPLY,
        "definitions": {"P2": " slow ", "P3": " "},
        "reviewed": MAY,
    }
    policy = kept(read_form(form(OWN, **rules)))
    assert policy.pausing_states == {Status.HOLD}
    assert (policy.reopen_rule, policy.bot_rule) == (ReopenRule.EXTEND, BotRule.ANY_REPLY)
    assert policy.definitions == {"P2": "slow"}
    assert policy.reviewed_at == datetime(2026, 5, 3, 22, tzinfo=UTC)
    assert policy.published_at == OWN.published_at, "an untouched date keeps its minute"


def test_a_policy_without_a_name_or_a_promise_is_refused() -> None:
    lone = replace(SMALL_TEAM_MATRIX, promises=(Promise(RESPONSE, 60, "P1"),))
    assert "must promise something" in read(lone, {(0, "P1", "first_response"): ""}, None).problems[0]
    assert "Name" in read_form(replace(form(lone), name=" ")).problems[0]


def test_limits_that_do_not_loosen_are_a_warning_that_names_both_cells() -> None:
    """R-SD-11."""
    reading = read(SMALL_TEAM_MATRIX, {(0, "P2", "first_response"): "30 min"})
    (warning,) = reading.warnings
    assert warning.startswith("P2 first response, within 30 business minutes")
    assert "that of P1, within 1 hour" in warning
    assert reading.policy is not None, "a warning does not stand in the way"


def test_a_tier_is_checked_with_what_it_inherits() -> None:
    """R-SD-11."""
    base = replace(
        SMALL_TEAM_MATRIX, promises=(*SMALL_TEAM_MATRIX.promises, Promise(RESPONSE, 60, "P1", "Gold"))
    )
    (warning,) = read(base, {(1, "P1", "first_response"): "3 bd"}).warnings
    assert warning.startswith("P2 Gold first response")


@pytest.mark.parametrize("policy", SHIPPED, ids=lambda policy: policy.policy_id)
def test_shipped_policies_loosen_but_for_the_business_days_of_p5(policy: Policy) -> None:
    """R-SD-11: five business days are 45 opening hours, fewer than the 72 hours of P4."""
    warnings = read_form(form(policy)).warnings
    assert all(text.startswith("P5 ") and "business days" in text for text in warnings)


def test_a_copy_has_an_id_of_its_own_and_was_never_published() -> None:
    copy = copied(OWN, "Our SLA!", ["own-our-sla", "own-our-sla-2"])
    assert (copy.policy_id, copy.name) == ("own-our-sla-3", "Our SLA!")
    assert copy.promises == OWN.promises
    assert copy.published_at is None
    assert copied(OWN, "契約", []).policy_id == "own-policy"


def test_tables_come_with_any_customer_first_and_every_priority() -> None:
    tables = matrix(OWN, ("Low", "urgent"), [("Silver", None), ("gold", "CHAT")])
    assert [table.title for table in tables] == ["Any customer tier", "Gold, chat", "Silver"]
    assert [row.priority for row in tables[0].rows] == ["P1", "P2", "P3", "P4", "P5", "low", "urgent", None]
    assert isinstance(tables[0], MatrixTable)


def test_lengths_read_well() -> None:
    assert [length_words(s) for s in (1, 60, 3_661, 7.5 * 60, 0.5)] == [
        "1 s",
        "1 min",
        "1 h 1 min 1 s",
        "7 min 30 s",
        "0.5 s",
    ]
