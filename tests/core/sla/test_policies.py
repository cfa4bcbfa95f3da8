"""Promises are found as written, and the shipped ones say what their sources printed."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.columns import Status
from core.sla.policies import DEFAULT_POLICY, POLICIES
from core.sla.policy import NO_POLICY, ClockKind, Policy, Promise, PromiseTable, SlaMetric

PRIORITIES = ["P1", "P2", "P3", "P4", "P5", "SEV1", "SEV2", "SEV3", "SEV4", "SEV5"]
TIERS = ["Enterprise", "Business", "Professional", "Starter", "Free", "Mid-Market", "SMB", "Gold"]


def found(policy: str, metric: str, priority: str | None, tier: str | None = None) -> Promise | None:
    table = PromiseTable.of(POLICIES[policy], SlaMetric(metric), PRIORITIES, TIERS, [])
    codes = [PRIORITIES.index(priority) if priority else -1, TIERS.index(tier) if tier else -1, -1, 0]
    row = int(table.lookup(*(np.array([code]) for code in codes))[0])
    return None if row == NO_POLICY else table.promises[row]


def hours(policy: str, priority: str, tier: str | None = None) -> tuple[float, float]:
    promises = [found(policy, metric, priority, tier) for metric in ("first_response", "resolution")]
    return promises[0].seconds / 3600, promises[1].seconds / 3600


STRICT = {
    "Enterprise": [(0.125, 2), (0.5, 4), (2, 12), (4, 36), (12, 22.5)],
    "Business": [(0.25, 4), (1, 8), (4, 24), (8, 72), (24, 45)],
    "Professional": [(0.375, 6), (1.5, 12), (6, 36), (12, 108), (36, 67.5)],
    "Starter": [(0.5, 8), (2, 16), (8, 48), (16, 144), (48, 90)],
    "Free": [(1, 16), (4, 32), (16, 96), (32, 288), (96, 180)],
}
PRINTED_P1 = {
    "Enterprise": (7 / 60, 2),
    "Business": (0.25, 4),
    "Professional": (0.5, 6),
    "Starter": (1, 8),
    "Free": (4, 9),
}


@pytest.mark.parametrize("tier", STRICT)
def test_strict_multipliers_equal_the_computed_matrix(tier: str) -> None:
    assert [hours("handbook_strict", p, tier) for p in PRIORITIES[:5]] == STRICT[tier]


@pytest.mark.parametrize("tier", STRICT)
def test_the_default_prints_p1_and_multiplies_the_rest(tier: str) -> None:
    assert [hours("handbook", p, tier) for p in PRIORITIES[:5]] == [PRINTED_P1[tier], *STRICT[tier][1:]]
    assert DEFAULT_POLICY is POLICIES["handbook"]


def test_a_ticket_without_a_tier_has_the_base_matrix() -> None:
    assert [hours("handbook", p) for p in PRIORITIES[:5]] == STRICT["Business"]
    updates = [found("handbook", "periodic_update", p) for p in PRIORITIES[:5]]
    assert [u and u.seconds / 60 for u in updates] == [30, 120, 480, 1440, None]


def test_blueprint_small_team_and_severity_say_what_was_printed() -> None:
    assert [hours("blueprint", p, t) for t in ("Enterprise", "Mid-Market", "SMB") for p in ("P1", "P2")] == [
        (0.25, 4), (1, 8), (0.5, 8), (2, 24), (1, 24), (4, 48),
    ]  # fmt: skip
    assert [hours("small_team", p) for p in PRIORITIES[:4]] == [(1, 4), (4, 24), (24, 48), (48, 72)]
    responses = [found("severity", "first_response", p).seconds / 60 for p in PRIORITIES[5:]]
    updates = [found("severity", "periodic_update", p) for p in PRIORITIES[5:]]
    assert responses == [15, 30, 60, 240, 480]
    assert [u and u.seconds / 60 for u in updates] == [15, 30, 120, 480, None]


def test_only_p1_runs_around_the_clock_and_free_p1_resolution_does_not() -> None:
    clocks = [found("handbook", "resolution", p, "Business").clock for p in PRIORITIES[:5]]
    assert clocks == [ClockKind.ALWAYS_ON, *[ClockKind.BUSINESS] * 4]
    assert found("handbook", "resolution", "P1", "Free").clock == ClockKind.BUSINESS


def test_every_shipped_promise_cites_its_row() -> None:
    cited = {policy: [p.source_id for p in POLICIES[policy].promises] for policy in POLICIES}
    ranges = {
        "handbook": range(46, 56), "handbook_strict": range(46, 56), "blueprint": range(56, 59),
        "small_team": range(64, 68), "severity": range(68, 73), "contract": range(46, 50),
    }  # fmt: skip
    assert set(ranges) == set(POLICIES)
    for policy, numbers in ranges.items():
        assert set(cited[policy]) == {f"B-{number:03d}" for number in numbers}


def test_the_contract_template_runs_around_the_clock_for_critical_requests_only() -> None:
    assert [hours("contract", p) for p in PRIORITIES[:4]] == [(0.25, 4), (1, 8), (4, 24), (8, 72)]
    assert found("contract", "resolution", "P5") is None
    clocks = [found("contract", "first_response", p).clock for p in PRIORITIES[:4]]
    assert clocks == [ClockKind.ALWAYS_ON, *[ClockKind.BUSINESS] * 3]


def test_definitions_are_those_that_were_printed_for_the_priorities_promised() -> None:
    named = {policy: set(POLICIES[policy].definitions) for policy in POLICIES}
    assert named["handbook"] == named["handbook_strict"] == set(PRIORITIES[:5])
    assert named["blueprint"] == {"P1", "P2"}
    assert named["contract"] == set(PRIORITIES[:4])
    assert named["severity"] == set(PRIORITIES[5:])
    assert named["small_team"] == {"P1", "P2", "P4"}
    for policy in POLICIES.values():
        assert all(text[0].isupper() and text.endswith(".") for text in policy.definitions.values())


def test_no_promise_means_no_policy() -> None:
    assert found("handbook", "resolution", None, "Business") is None
    assert found("blueprint", "resolution", "P3", "SMB") is None
    assert found("blueprint", "resolution", "P1", "Gold") is None
    assert found("severity", "resolution", "SEV1") is None


def test_the_most_specific_and_latest_promise_wins() -> None:
    def promise(seconds: float, **names: object) -> Promise:
        return Promise(SlaMetric.RESOLUTION, seconds, **names)  # type: ignore[arg-type]

    promises = (
        promise(1), promise(2, channel="chat"), promise(3, tier="gold"), promise(4, priority="p1"),
        promise(5, priority="p1", valid_from=100), promise(6, tier="GOLD", channel="chat"),
    )  # fmt: skip
    table = PromiseTable.of(
        Policy("x", "x", promises), SlaMetric.RESOLUTION, ["P1"], ["Gold", "Tin"], ["Chat"]
    )
    priority = np.array([-1, -1, -1, 0, 0, 0, 0, -1])
    tier = np.array([-1, 1, 0, 0, 0, -1, 0, 0])
    channel = np.array([-1, 0, -1, -1, -1, 0, 0, 0])
    at = np.array([0, 0, 500, 99, 100, 100, 100, 0])
    rows = table.lookup(priority, tier, channel, at)
    assert [table.promises[row].seconds for row in rows] == [1, 2, 3, 4, 5, 5, 6, 6]


def test_lookup_rejects_codes_outside_the_words() -> None:
    table = PromiseTable.of(DEFAULT_POLICY, SlaMetric.RESOLUTION, ["P1"], [], [])
    none = np.array([-1])
    with pytest.raises(ValueError, match=r"^tier:"):
        table.lookup(none, np.array([0]), none, none)


@pytest.mark.parametrize(
    ("argument", "values"),
    [
        ("metric", {"metric": "speed"}),
        ("clock", {"clock": "lunar"}),
        ("seconds", {"seconds": 0}),
        ("seconds", {"seconds": float("nan")}),
        ("tier", {"tier": " "}),
    ],
)
def test_a_malformed_promise_is_rejected_by_name(argument: str, values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=f"^{argument}:"):
        Promise(**({"metric": "resolution", "seconds": 60} | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("argument", "values"),
    [
        ("policy_id", {"policy_id": ""}),
        ("promises", {"promises": ()}),
        ("promises", {"promises": (Promise(SlaMetric.RESOLUTION, 1, "P1"),) * 2}),
        ("pausing_states", {"pausing_states": frozenset({Status.SOLVED})}),
        ("reopen_rule", {"reopen_rule": "forget"}),
        ("bot_rule", {"bot_rule": "maybe"}),
    ],
)
def test_a_malformed_policy_is_rejected_by_name(argument: str, values: dict[str, object]) -> None:
    good = {"policy_id": "x", "name": "x", "promises": (Promise(SlaMetric.RESOLUTION, 1, "P1"),)}
    with pytest.raises(ValueError, match=f"^{argument}:"):
        Policy(**(good | values))  # type: ignore[arg-type]
