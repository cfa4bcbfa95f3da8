"""The matrix shows what tickets really get, and R-SD-11 compares it from priority to priority."""

from __future__ import annotations

import numpy as np
import pytest

from core.sla.loosening import compared_limits, is_looser, not_looser
from core.sla.matrix import announced, channels_of, in_force, priorities_of, tier_matrices, tiers_of
from core.sla.policies import POLICIES
from core.sla.policy import NO_POLICY, ClockKind, Policy, Promise, PromiseTable, SlaMetric
from core.sla.priority_order import is_most_urgent

HOUR = 3600
RESPONSE, RESOLUTION = SlaMetric.FIRST_RESPONSE, SlaMetric.RESOLUTION
DAY_ONLY, ALL_DAY = ClockKind.BUSINESS, ClockKind.ALWAYS_ON


def promise(hours: float, priority: str | None = None, **more: object) -> Promise:
    return Promise(RESOLUTION, hours * HOUR, priority, **more)  # type: ignore[arg-type]


def policy(*promises: Promise) -> Policy:
    return Policy("own", "Own", promises)


@pytest.mark.parametrize("shipped", POLICIES.values(), ids=POLICIES)
def test_each_cell_is_the_promise_that_the_clocks_look_up(shipped: Policy) -> None:
    priorities, tiers = priorities_of(shipped), tiers_of(shipped)
    for table in tier_matrices(shipped):
        tier = tiers.index(table.tier) if table.tier is not None else -1
        for row in table.rows:
            priority = priorities.index(row.priority) if row.priority is not None else -1
            for metric, cell in row.cells.items():
                lookup = PromiseTable.of(shipped, metric, priorities, tiers, [])
                one = [np.array([code]) for code in (priority, tier, -1, 0)]
                index = lookup.lookup(*one)[0]
                assert cell == (None if index == NO_POLICY else lookup.promises[index])


@pytest.mark.parametrize("shipped", POLICIES.values(), ids=POLICIES)
def test_each_promise_has_one_cell_in_the_table_of_its_own_tier(shipped: Policy) -> None:
    for one in shipped.promises:
        cells = [
            row.cells[one.metric]
            for table in tier_matrices(shipped)
            for row in table.rows
            if table.tier == one.tier and row.priority == one.priority
        ]
        assert cells == [one]


def test_a_channel_has_a_table_only_where_it_promises_something_else() -> None:
    tables = tier_matrices(
        policy(promise(4, "P1"), promise(2, "P1", channel="chat"), promise(1, "P1", tier="Gold"))
    )
    found = [(table.tier, table.channel, table.rows[0].cells[RESOLUTION].seconds) for table in tables]
    assert found == [("Gold", None, HOUR), (None, None, 4 * HOUR), (None, "chat", 2 * HOUR)]


def test_words_that_differ_in_case_only_are_one() -> None:
    mixed = policy(promise(4, "p1", tier="gold", channel="Chat"), promise(4, "P1", tier="GOLD"))
    assert (priorities_of(mixed), tiers_of(mixed), channels_of(mixed)) == (["p1"], ["gold"], ["Chat"])


def test_the_version_in_force_is_the_latest_that_has_begun() -> None:
    old, new, other = promise(4, "P1"), promise(3, "P1", valid_from=100), promise(8, "P2", valid_from=50)
    changing = policy(old, new, other)
    assert in_force(changing, 99) == (old, other)
    assert in_force(changing, 100) == (new, other)
    assert in_force(changing, 49) == (old,)
    assert announced(changing, 49) == (other, new)
    assert announced(changing, 100) == ()
    assert tier_matrices(policy(new), 0) == []


@pytest.mark.parametrize(
    ("limit", "than", "looser"),
    [
        ((8, DAY_ONLY), (4, DAY_ONLY), True),
        ((4, DAY_ONLY), (4, DAY_ONLY), False),
        ((8, ALL_DAY), (4, ALL_DAY), True),
        ((4, ALL_DAY), (4, ALL_DAY), False),
        ((4, DAY_ONLY), (4, ALL_DAY), True),
        ((3, DAY_ONLY), (4, ALL_DAY), False),
        ((8, ALL_DAY), (4, DAY_ONLY), False),
    ],
)
def test_a_limit_is_looser_only_where_no_opening_hours_can_turn_it(
    limit: tuple[float, ClockKind], than: tuple[float, ClockKind], looser: bool
) -> None:
    one, other = promise(limit[0], clock=limit[1]), promise(than[0], clock=than[1])
    assert is_looser(one, other) is looser


def test_the_handbook_gives_requests_fewer_hours_than_low_priority_in_every_tier() -> None:
    """72 hours against five business days of nine: 36 : 22.5, 72 : 45, 108 : 67.5, 144 : 90, 288 : 180."""
    problems = not_looser(POLICIES["handbook"])
    assert len(problems) == 6
    assert all(" resolution, within " in problem and "than that of P4" in problem for problem in problems)
    assert problems[0].startswith("P5 resolution, within 5 business days (45 business hours), is not")
    assert problems[1] == (
        "P5 Enterprise resolution, within 2.5 business days (22 hours 30 minutes of business time), is not"
        " looser than that of P4, within 36 business hours"
    )
    for name in ("blueprint", "small_team", "severity", "contract"):
        assert not_looser(POLICIES[name]) == []


def test_a_gap_compares_the_priorities_around_it_and_a_row_for_any_priority_only_with_named_ones() -> None:
    assert not_looser(policy(promise(4, "P1"), promise(4, "P3"), Promise(RESPONSE, 60, "P2"))) == [
        "P3 resolution, within 4 business hours, is not looser than that of P1, within 4 business hours"
    ]
    fallback = policy(promise(4), Promise(RESPONSE, 60, "P1"), Promise(RESPONSE, 120, "P2"))
    assert not_looser(fallback) == []
    assert compared_limits(fallback) == 1
    tighter = policy(promise(4), promise(6, "P1"), Promise(RESPONSE, 60, "P2"))
    assert [text.split(",")[0] for text in not_looser(tighter)] == ["P2 resolution"]


def test_an_inherited_pair_is_reported_once_and_a_tier_of_its_own_again() -> None:
    both = policy(
        promise(4, "P1"), promise(4, "P2"), promise(1, "P1", tier="Gold"),
        Promise(RESPONSE, 60, "P1", "Tin"),
    )  # fmt: skip
    assert [text.split(",")[0] for text in not_looser(both)] == ["P2 resolution"]
    closer = policy(promise(4, "P1"), promise(8, "P2"), promise(9, "P1", tier="Gold"))
    assert [text.split(",")[0] for text in not_looser(closer)] == ["P2 Gold resolution"]


def test_priorities_and_severities_are_ordered_apart() -> None:
    apart = policy(promise(8, "P1"), promise(1, "SEV1"), promise(2, "SEV2"), promise(9, "P2"))
    assert not_looser(apart) == []
    assert priorities_of(apart) == ["P1", "P2", "SEV1", "SEV2"]
    assert [is_most_urgent(word) for word in ("P1", "SEV1", "urgent", "P10", "Blue")] == [
        True, True, True, False, False,
    ]  # fmt: skip
