"""Checks of what a policy says and of who is there (R-SD-04 to R-SD-17), worked by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.data.columns import Status
from core.sla.contact_hours import ContactHours
from core.sla.design import DESIGN_RULES, check_design
from core.sla.design_inputs import AlertStep, DesignInputs, Finding, Satisfaction, Staffing, Verdict
from core.sla.policies import POLICIES
from core.sla.policy import ClockKind, Policy, Promise, SlaMetric

PASS, FAIL, CANNOT_TELL = Verdict.PASS, Verdict.FAIL, Verdict.CANNOT_TELL
AS_OF = datetime(2026, 3, 2, 12, tzinfo=UTC)
RESPONSE, RESOLUTION = SlaMetric.FIRST_RESPONSE, SlaMetric.RESOLUTION
ALL_DAY, OPEN = ClockKind.ALWAYS_ON, ClockKind.BUSINESS
OFFICE = ContactHours(
    "Europe/Berlin",
    {"mon": [("09:00", "12:00")]},
    {date(2026, 4, 3): "Good Friday", date(2027, 1, 1): "New Year's Day"},
)


def promise(hours: float, priority: str | None, clock: ClockKind = OPEN, **more: object) -> Promise:
    metric = more.pop("metric", RESOLUTION)
    return Promise(metric, hours * 3600, priority, clock=clock, **more)  # type: ignore[arg-type]


def policy(*promises: Promise, **more: object) -> Policy:
    return Policy("own", "Own", promises or (promise(4, "P1"), promise(8, "P2")), **more)  # type: ignore[arg-type]


def staffing(on_shift: int, reachable: int, exceptions: dict[int, int] | None = None) -> Staffing:
    """So many agents in every hour of the week, and other numbers in some."""
    other = exceptions or {}
    return Staffing(
        tuple(other.get(hour, on_shift) for hour in range(168)),
        tuple(other.get(hour, reachable) for hour in range(168)),
    )


def found(rule_id: str, **inputs: object) -> Finding:
    answers = {rule.rule_id: finding for rule, finding in check_design(DesignInputs(**inputs))}  # type: ignore[arg-type]
    return answers[rule_id]


def test_there_are_seventeen_rules_in_order_each_with_a_title_of_its_own() -> None:
    assert [rule.rule_id for rule in DESIGN_RULES] == [f"R-SD-{n:02d}" for n in range(1, 18)]
    assert len({rule.title for rule in DESIGN_RULES}) == 17


def test_with_nothing_known_every_rule_says_what_is_missing_and_what_to_do() -> None:
    for _, finding in check_design(DesignInputs()):
        assert finding.verdict is CANNOT_TELL
        assert "missing: " in finding.figure
        assert finding.advice
        assert math.isnan(finding.value)


@pytest.mark.parametrize("shipped", POLICIES.values(), ids=POLICIES)
def test_every_shipped_policy_can_be_checked(shipped: Policy) -> None:
    findings = check_design(DesignInputs(shipped, AS_OF, hours=OFFICE, staffing=staffing(3, 3)))
    assert all("nan" not in finding.figure and "None" not in finding.figure for _, finding in findings)


def test_r_sd_04_wants_a_criterion_for_each_priority_in_any_spelling() -> None:
    both = {"p1 ": "nothing works", "P2": "much is broken"}
    assert found("R-SD-04", policy=policy(definitions=both)).verdict is PASS
    finding = found("R-SD-04", policy=policy(definitions={"P1": "nothing works", "P2": "  "}))
    assert (finding.verdict, finding.figure) == (FAIL, "1 of 2 priorities have a written criterion")
    assert finding.advice.endswith("P2.")
    assert found("R-SD-04", policy=policy(promise(4, None))).verdict is FAIL
    assert found("R-SD-04").verdict is CANNOT_TELL


def test_r_sd_05_wants_holidays_in_every_year_of_the_next_twelve_months() -> None:
    finding = found("R-SD-05", policy=policy(), hours=OFFICE, as_of=AS_OF)
    assert (finding.verdict, finding.value) == (PASS, 2)
    assert finding.details[0] == "Monday: 09:00–12:00"
    one_year = replace(OFFICE, holidays={date(2026, 4, 3): "Good Friday"})
    finding = found("R-SD-05", policy=policy(), hours=one_year, as_of=AS_OF)
    assert finding.verdict is FAIL
    assert finding.figure.endswith("none listed for 2027")
    first_of_january = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert found("R-SD-05", policy=policy(), hours=one_year, as_of=first_of_january).verdict is PASS


def test_r_sd_05_does_not_accept_assumed_hours_and_needs_none_around_the_clock() -> None:
    assumed = replace(OFFICE, is_assumed=True)
    assert found("R-SD-05", policy=policy(), hours=assumed, as_of=AS_OF).verdict is FAIL
    assert found("R-SD-05", policy=policy(), as_of=AS_OF).verdict is CANNOT_TELL
    assert found("R-SD-05", policy=policy(promise(4, "P1", ALL_DAY))).verdict is PASS


def test_r_sd_06_wants_promises_for_each_tier_and_a_date_of_publication() -> None:
    tiers = policy(promise(4, "P1", tier="Gold"), promise(8, "P1", tier="Tin"), published_at=AS_OF)
    assert found("R-SD-06", policy=tiers, customer_tiers=("gold", "tin")).verdict is PASS
    finding = found("R-SD-06", policy=tiers, customer_tiers=("Gold", "Silver"))
    assert (finding.verdict, finding.advice) == (FAIL, "Add promises for Silver.")
    unpublished = replace(tiers, published_at=None)
    assert found("R-SD-06", policy=unpublished, customer_tiers=("Gold",)).verdict is FAIL
    assert found("R-SD-06", policy=tiers).verdict is CANNOT_TELL
    assert found("R-SD-06", policy=tiers, customer_tiers=()).verdict is CANNOT_TELL


def test_r_sd_07_wants_four_terms_defined() -> None:
    assert found("R-SD-07", policy=policy()).verdict is PASS
    silent = policy(response_types=frozenset())
    finding = found("R-SD-07", policy=silent)
    assert (finding.verdict, finding.value) == (FAIL, 2)
    given = dict.fromkeys(("response", "resolution", "start", "stop"), "said")
    assert found("R-SD-07", policy=silent, clock_definitions=given).verdict is PASS
    assert found("R-SD-07", clock_definitions={**given, "stop": " "}).verdict is FAIL
    assert found("R-SD-07").verdict is CANNOT_TELL


@pytest.mark.parametrize(
    ("around_the_clock", "verdict"),
    [
        (["P1"], PASS), (["SEV1"], PASS), (["Critical"], PASS), ([], PASS), (["P1", "P2"], FAIL),
        (["P2"], FAIL), ([None], FAIL), (["Blue"], CANNOT_TELL), (["Blue", "P3"], FAIL),
    ],
)  # fmt: skip
def test_r_sd_08_allows_the_clock_of_every_hour_for_critical_requests_only(
    around_the_clock: list[str | None], verdict: Verdict
) -> None:
    promises = [promise(4, name, ALL_DAY) for name in around_the_clock]
    assert found("R-SD-08", policy=policy(promise(9, "P4"), *promises)).verdict is verdict


def test_r_sd_08_looks_at_the_limits_in_force() -> None:
    first_of_june = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp()) * 1_000_000
    changing = policy(promise(8, "P2"), promise(4, "P2", ALL_DAY, valid_from=first_of_june))
    assert found("R-SD-08", policy=changing, as_of=AS_OF).verdict is PASS
    assert found("R-SD-08", policy=changing, as_of=AS_OF + timedelta(days=100)).verdict is FAIL
    assert found("R-SD-08", policy=changing).verdict is FAIL


def test_r_sd_09_wants_somebody_on_shift_or_on_call_in_all_168_hours() -> None:
    night = policy(promise(4, "P1", ALL_DAY))
    assert found("R-SD-09", policy=night, staffing=staffing(0, 1)).verdict is PASS
    finding = found("R-SD-09", policy=night, staffing=staffing(2, 2, {0: 0, 1: 0, 167: 0}))
    assert (finding.verdict, finding.value) == (FAIL, 3)
    assert finding.details == ("Monday 00:00–02:00", "Sunday 23:00–24:00")
    assert found("R-SD-09", policy=night).verdict is CANNOT_TELL
    assert found("R-SD-09", policy=policy()).verdict is PASS


def test_r_sd_10_wants_three_agents_wherever_a_response_is_due_within_15_minutes() -> None:
    fast = policy(promise(0.25, "P1", metric=RESPONSE))
    nine_to_twelve = {"policy": fast, "hours": OFFICE}
    assert found("R-SD-10", **nine_to_twelve, staffing=staffing(0, 0, {9: 3, 10: 3, 11: 3})).verdict is PASS
    finding = found("R-SD-10", **nine_to_twelve, staffing=staffing(3, 3, {11: 2}))
    assert (finding.verdict, finding.value, finding.details) == (FAIL, 2, ("Monday 11:00–12:00",))
    always = policy(promise(0.25, "P1", ALL_DAY, metric=RESPONSE))
    assert found("R-SD-10", policy=always, staffing=staffing(3, 3, {100: 2})).verdict is FAIL
    assert found("R-SD-10", policy=always, staffing=staffing(3, 3)).verdict is PASS
    slower = policy(promise(16 / 60, "P1", metric=RESPONSE), promise(0.2, "P1"))
    assert found("R-SD-10", policy=slower).verdict is PASS
    assert found("R-SD-10", **nine_to_twelve).verdict is CANNOT_TELL
    assert found("R-SD-10", policy=fast, staffing=staffing(3, 3)).verdict is CANNOT_TELL
    closed = ContactHours("UTC", {})
    assert found("R-SD-10", policy=fast, hours=closed, staffing=staffing(3, 3)).verdict is CANNOT_TELL


def test_r_sd_11_wants_longer_limits_for_less_urgent_priorities() -> None:
    assert found("R-SD-11", policy=policy()).verdict is PASS
    finding = found("R-SD-11", policy=policy(promise(4, "P1"), promise(4, "P2"), promise(9, "P3")))
    assert (finding.verdict, finding.value) == (FAIL, 1)
    assert finding.figure == "1 of 2 limits are not looser than those of the priority above"
    assert found("R-SD-11", policy=policy(promise(4, "P1"))).verdict is CANNOT_TELL
    assert found("R-SD-11", policy=policy(promise(4, "Blue"), promise(4, "Red"))).verdict is CANNOT_TELL
    assert found("R-SD-11").verdict is CANNOT_TELL


def test_r_sd_12_wants_pauses_that_are_possible_and_used() -> None:
    assert found("R-SD-12", policy=policy(), pause_count=1).verdict is PASS
    assert found("R-SD-12", policy=policy(), pause_count=0).verdict is FAIL
    assert found("R-SD-12", policy=policy()).verdict is CANNOT_TELL
    never = policy(pausing_states=frozenset())
    assert found("R-SD-12", policy=never, pause_count=5).verdict is FAIL
    held = policy(pausing_states=frozenset({Status.HOLD}))
    assert found("R-SD-12", policy=held, pause_count=5).verdict is PASS


WARNING, BREACH = AlertStep(0.8, ("assignee",)), AlertStep(1.0, ("Manager on duty",), escalates=True)


@pytest.mark.parametrize(
    ("alerts", "verdict", "missing"),
    [
        ((WARNING, BREACH), PASS, 0),
        ((BREACH,), FAIL, 1),
        ((AlertStep(0.81, ("manager",), escalates=True),), FAIL, 1),
        ((WARNING, AlertStep(2.0, ("manager",), escalates=True)), FAIL, 1),
        ((WARNING, AlertStep(1.0, ("lead",), escalates=True)), FAIL, 1),
        ((), FAIL, 3),
    ],
)
def test_r_sd_13_wants_a_warning_an_escalation_and_a_manager_who_knows(
    alerts: tuple[AlertStep, ...], verdict: Verdict, missing: int
) -> None:
    finding = found("R-SD-13", alerts=alerts)
    assert (finding.verdict, finding.value) == (verdict, missing)
    assert found("R-SD-13").verdict is CANNOT_TELL


@pytest.mark.parametrize(("days", "verdict"), [(0, PASS), (31, PASS), (31.1, FAIL), (400, FAIL)])
def test_r_sd_14_wants_a_review_within_31_days(days: float, verdict: Verdict) -> None:
    reviewed = policy(reviewed_at=AS_OF - timedelta(days=days))
    finding = found("R-SD-14", policy=reviewed, as_of=AS_OF)
    assert (finding.verdict, finding.value) == (verdict, pytest.approx(days))


def test_r_sd_14_reads_dates_without_a_zone_and_cannot_tell_without_a_date() -> None:
    reviewed = policy(reviewed_at=datetime(2026, 3, 1, 12))
    assert found("R-SD-14", policy=reviewed, as_of=AS_OF).value == 1
    assert found("R-SD-14", policy=reviewed).verdict is CANNOT_TELL
    assert found("R-SD-14", policy=policy(), as_of=AS_OF).verdict is CANNOT_TELL


@pytest.mark.parametrize("rule_id", ["R-SD-16", "R-SD-17"])
def test_questions_are_answered_by_the_team_alone(rule_id: str) -> None:
    assert found(rule_id, answers={rule_id: True}).verdict is PASS
    assert found(rule_id, answers={rule_id: False}).verdict is FAIL
    assert found(rule_id, answers={"R-SD-01": True}).verdict is CANNOT_TELL


def test_r_sd_17_shows_how_satisfied_customers_are_in_and_out_of_target() -> None:
    split = Satisfaction(0.6, 10, 0.9, 200)
    finding = found("R-SD-17", answers={"R-SD-17": True}, satisfaction=split)
    assert finding.value == pytest.approx(0.3)
    assert "a promise was broken: 60 % of 10 answers; where all were kept: 90 % of 200" in finding.figure
    half = found("R-SD-17", satisfaction=Satisfaction(math.nan, 0, 1.0, 3))
    assert "a promise was broken: no answers; where all were kept: 100 % of 3" in half.figure
    assert "not known" in found("R-SD-17").figure


def test_a_plan_that_is_no_week_long_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^reachable:"):
        Staffing((1,) * 168, (1,) * 24)


def test_promises_to_come_are_judged_where_none_is_in_force_yet() -> None:
    later = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
    planned = policy(promise(4, "P2", ALL_DAY, valid_from=later))
    assert found("R-SD-08", policy=planned, as_of=AS_OF).verdict is FAIL
