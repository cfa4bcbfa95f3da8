"""Each signal, warning sign, pair and failure pattern: data that trigger it, and data that just do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.insight.failure_patterns import BOT_TURNS, EARLY_LEAVERS, FAILURE_PATTERNS, SURVEYED
from core.insight.paired_signs import (
    BOT,
    COST,
    DEFLECTION,
    LOW_SCORES,
    PACE,
    PAIRS,
    REPEATS,
    WEEKLY,
    judge_pairs,
)
from core.insight.ratios import A_YEAR_AGO
from core.insight.signals import (
    AGENT_QA,
    CSAT,
    FCR,
    FRT,
    NEWEST,
    OVERTIME,
    QA,
    REGULAR_OVERTIME,
    SIGNALS,
    SLA,
    SPIKE,
    UTILISATION,
    VOLUME,
    at_least,
)
from core.insight.signals_compare import mean_week, moved, slope, together
from core.insight.signals_findings import Evidence, Outcome, Reading, State, judge
from core.insight.signals_windows import (
    BASE_26,
    BEFORE_28,
    BEFORE_90,
    BEFORE_91,
    BEFORE_182,
    LAST_7,
    LAST_28,
    LAST_30,
    LAST_90,
    LAST_91,
    LAST_182,
    LAST_YEAR,
    NOW,
)
from core.insight.warning_signs import ESCALATIONS, HEADS, SPREAD, TURNOVER, WARNING_SIGNS
from core.metrics.definition import Unit
from tests.core.insight.rule_cases import WIDE, evidence, exact, figure, share, weeks

MET, NOISE, NOT_MET, UNKNOWN = State.MET, State.NOISE, State.NOT_MET, State.UNKNOWN
RULES = {rule.id: rule for rule in (*SIGNALS, *WARNING_SIGNS, *FAILURE_PATTERNS)}
SHARE = Unit.SHARE


def quarters(name: str, now: Reading, before: Reading) -> dict[tuple[str, str], Reading]:
    return {(name, LAST_91): now, (name, BEFORE_91): before}


def falling_csat(step: float) -> dict[str, tuple[Reading, ...]]:
    return {CSAT: weeks(*(0.9 - step * week for week in range(13)), unit=SHARE)}


def strain(sick: float, utilisation: float) -> Evidence:
    figures = quarters("sick_days_per_agent", figure(sick), figure(4.0))
    figures |= quarters("mean tenure", exact(400), exact(400)) | quarters(QA, figure(85), figure(85))
    return evidence(figures | {(UTILISATION, LAST_91): share(utilisation), (OVERTIME, LAST_91): share(0.05)})


def together_with_volume(values: list[float]) -> Evidence:
    return evidence(by_week={VOLUME: weeks(*range(100, 113)), QA: weeks(*values)})


def growth(volume: float, coverage: float) -> Evidence:
    figures = quarters(WEEKLY, figure(volume), figure(100)) | {("review_coverage", LAST_91): share(coverage)}
    return evidence(figures)


def halves(heads: float, cost: float, quality: float) -> Evidence:
    pairs = {
        HEADS: (exact(heads), exact(8)),
        COST: (figure(cost), figure(10)),
        QA: (figure(quality), figure(85)),
    }
    windows = (LAST_182, BEFORE_182)
    return evidence(
        {(name, w): r for name, both in pairs.items() for w, r in zip(windows, both, strict=True)}
    )


def front(now: float, managers: float) -> Evidence:
    figures = {("frontline", NOW): exact(now), ("frontline", A_YEAR_AGO): exact(10)}
    return evidence(figures | {("managers", NOW): exact(managers), ("managers", A_YEAR_AGO): exact(1)})


def hundred(frontline: float, executives: float) -> Evidence:
    figures = {("frontline", when): exact(frontline) for when in (NOW, A_YEAR_AGO)}
    figures |= {("managers", when): exact(9) for when in (NOW, A_YEAR_AGO)}
    return evidence(figures | {("executives", NOW): exact(executives)})


QUIET = [90.0, 85, 91, 84, 90, 86, 88, 90, 85, 89, 87, 86, 90]
CASES: list[tuple[str, str, Evidence, State]] = [
    ("R-SC-01", "21 % slower", evidence(quarters(FRT, figure(121), figure(100))), MET),
    ("R-SC-01", "exactly 20 % slower", evidence(quarters(FRT, figure(120), figure(100))), NOT_MET),
    ("R-SC-01", "within noise", evidence(quarters(FRT, figure(130, WIDE), figure(100, WIDE))), NOISE),
    ("R-SC-02", "falls", evidence(quarters(AGENT_QA, exact(86), exact(85)), by_week=falling_csat(0.01)), MET),
    (
        "R-SC-02",
        "QA falls too",
        evidence(quarters(AGENT_QA, exact(84), exact(85)), by_week=falling_csat(0.01)),
        NOT_MET,
    ),
    (
        "R-SC-02",
        "rises",
        evidence(quarters(AGENT_QA, exact(86), exact(85)), by_week=falling_csat(-0.001)),
        NOT_MET,
    ),
    ("R-SC-03", "11 pts", evidence({(FCR, LAST_28): share(0.59), (FCR, BASE_26): share(0.70)}), MET),
    (
        "R-SC-03",
        "exactly 10 pts",
        evidence({(FCR, LAST_28): share(0.60), (FCR, BASE_26): share(0.70)}),
        NOT_MET,
    ),
    ("R-SC-04", "69 %", evidence({(FCR, LAST_91): share(0.69)}), MET),
    ("R-SC-04", "70 %", evidence({(FCR, LAST_91): share(0.70)}), NOT_MET),
    ("R-SC-04", "69 %, wide", evidence({(FCR, LAST_91): share(0.69, 0.1)}), NOISE),
    ("R-SC-05", "two signs", strain(5.0, 0.91), MET),
    ("R-SC-05", "one sign", strain(4.9, 0.91), NOT_MET),
    (
        "R-SC-06",
        "one more left",
        evidence({("leavers", LAST_90): exact(3), ("starters", LAST_90): exact(2)}),
        MET,
    ),
    (
        "R-SC-06",
        "as many",
        evidence({("leavers", LAST_90): exact(2), ("starters", LAST_90): exact(2)}),
        NOT_MET,
    ),
    ("R-SC-07", "25 % up", evidence(quarters("wait_complaint_rate", share(0.05), share(0.04))), MET),
    ("R-SC-07", "24 % up", evidence(quarters("wait_complaint_rate", share(0.0496), share(0.04))), NOT_MET),
    (
        "R-SC-08",
        "short",
        evidence(
            {("effective_fte", NOW): exact(7), ("required_agents", LAST_28): figure(8)},
            said={"R-SC-08": True},
        ),
        MET,
    ),
    (
        "R-SC-08",
        "enough",
        evidence(
            {("effective_fte", NOW): exact(8), ("required_agents", LAST_28): figure(8)},
            said={"R-SC-08": True},
        ),
        NOT_MET,
    ),
    ("R-SC-08", "none ahead", evidence(said={"R-SC-08": False}), NOT_MET),
    (
        "R-SC-09",
        "three weeks",
        evidence({(SLA, LAST_28): share(0.93)}, by_week={SLA: weeks(0.94, 0.96, 0.9, 0.92)}),
        MET,
    ),
    (
        "R-SC-09",
        "two weeks",
        evidence({(SLA, LAST_28): share(0.93)}, by_week={SLA: weeks(0.95, 0.96, 0.9, 0.92)}),
        NOT_MET,
    ),
    ("R-SC-10", "half", evidence({(REGULAR_OVERTIME, LAST_28): share(0.5)}), MET),
    ("R-SC-10", "fewer", evidence({(REGULAR_OVERTIME, LAST_28): share(0.49)}), NOT_MET),
    ("R-SC-11", "falls with volume", together_with_volume([90.0 - week for week in range(13)]), MET),
    ("R-SC-11", "no relation", together_with_volume(QUIET), NOT_MET),
    ("R-SC-12", "yes", evidence(said={"R-SC-12": True}), MET),
    ("R-SC-12", "no", evidence(said={"R-SC-12": False}), NOT_MET),
    ("R-SC-13", "twice", evidence({(SPIKE, LAST_7): figure(2.0)}), MET),
    ("R-SC-13", "not twice", evidence({(SPIKE, LAST_7): figure(1.99)}), NOT_MET),
    ("R-SC-13", "twice, few", evidence({(SPIKE, LAST_7): figure(2.0, WIDE)}), NOISE),
    ("R-SC-14", "no utilisation", evidence({("resolution_time", LAST_30): figure(60)}), MET),
    (
        "R-SC-14",
        "both",
        evidence({("resolution_time", LAST_30): figure(60), (UTILISATION, LAST_30): share(0.7)}),
        NOT_MET,
    ),
    ("R-SC-15", "8 days", evidence({(NEWEST, "reviews"): exact(8), (NEWEST, "tickets"): exact(0)}), MET),
    ("R-SC-15", "7 days", evidence({(NEWEST, "reviews"): exact(7), (NEWEST, "tickets"): exact(0)}), NOT_MET),
    (
        "R-WS-01",
        "rising",
        evidence(quarters(FRT, figure(106), figure(100)), by_month={FRT: weeks(90, 95, 100, 110)}),
        MET,
    ),
    (
        "R-WS-01",
        "5 %",
        evidence(quarters(FRT, figure(105), figure(100)), by_month={FRT: weeks(90, 95, 100, 110)}),
        NOT_MET,
    ),
    (
        "R-WS-01",
        "a month falls",
        evidence(quarters(FRT, figure(106), figure(100)), by_month={FRT: weeks(90, 99, 98, 110)}),
        NOT_MET,
    ),
    (
        "R-WS-02",
        "10 % more heads",
        evidence(quarters(HEADS, exact(11), exact(10)) | quarters(CSAT, share(0.859), share(0.85))),
        MET,
    ),
    (
        "R-WS-02",
        "a point better",
        evidence(quarters(HEADS, exact(11), exact(10)) | quarters(CSAT, share(0.86), share(0.85))),
        NOT_MET,
    ),
    (
        "R-WS-02",
        "fewer heads",
        evidence(quarters(HEADS, exact(10.9), exact(10)) | quarters(CSAT, share(0.85), share(0.85))),
        NOT_MET,
    ),
    ("R-WS-03", "3 pts", evidence(quarters(ESCALATIONS, share(0.13), share(0.10))), MET),
    ("R-WS-03", "2 pts", evidence(quarters(ESCALATIONS, share(0.12), share(0.10))), NOT_MET),
    ("R-WS-03", "crosses 20 %", evidence(quarters(ESCALATIONS, share(0.21), share(0.20))), MET),
    ("R-WS-04", "20 % wider", evidence(quarters(SPREAD, figure(3.6), figure(3.0))), MET),
    ("R-WS-04", "19 % wider", evidence(quarters(SPREAD, figure(3.57), figure(3.0))), NOT_MET),
    (
        "R-WS-05",
        "over 40 %",
        evidence({(TURNOVER, LAST_90): share(0.41), (TURNOVER, LAST_YEAR): share(0.40)}),
        MET,
    ),
    (
        "R-WS-05",
        "40 %",
        evidence({(TURNOVER, LAST_90): share(0.40), (TURNOVER, LAST_YEAR): share(0.40)}),
        NOT_MET,
    ),
    (
        "R-WS-05",
        "1.5 times",
        evidence({(TURNOVER, LAST_90): share(0.31), (TURNOVER, LAST_YEAR): share(0.20)}),
        MET,
    ),
    (
        "R-FP-01",
        "79 %, two",
        evidence({("article_coverage", NOW): share(0.79), ("starters", LAST_90): exact(2)}),
        MET,
    ),
    (
        "R-FP-01",
        "80 %",
        evidence({("article_coverage", NOW): share(0.80), ("starters", LAST_90): exact(2)}),
        NOT_MET,
    ),
    (
        "R-FP-01",
        "one starts",
        evidence({("article_coverage", NOW): share(0.79), ("starters", LAST_90): exact(1)}),
        NOT_MET,
    ),
    ("R-FP-02", "6 %", evidence({(BOT_TURNS, LAST_90): share(0.06)}), MET),
    ("R-FP-02", "5 %", evidence({(BOT_TURNS, LAST_90): share(0.05)}), NOT_MET),
    ("R-FP-03", "not asked", evidence({(UTILISATION, LAST_91): share(0.9)}, said={"R-FP-03": False}), MET),
    (
        "R-FP-03",
        "asked, 90 %",
        evidence({(UTILISATION, LAST_91): share(0.9)}, said={"R-FP-03": True}),
        NOT_MET,
    ),
    ("R-FP-03", "asked, 92 %", evidence({(UTILISATION, LAST_91): share(0.92)}, said={"R-FP-03": True}), MET),
    ("R-FP-04", "20 % more", growth(120, 0.99), MET),
    ("R-FP-04", "all reviewed", growth(120, 1.0), NOT_MET),
    ("R-FP-04", "19 % more", growth(119, 0.5), NOT_MET),
    ("R-FP-05", "yes", evidence(said={"R-FP-05": True}), MET),
    ("R-FP-05", "no", evidence(said={"R-FP-05": False}), NOT_MET),
    (
        "R-FP-06",
        "fewer reviewed",
        evidence(
            quarters("reviewed_ticket_share", share(0.03), share(0.04))
            | quarters(WEEKLY, figure(110), figure(100))
        ),
        MET,
    ),
    (
        "R-FP-06",
        "fewer tickets",
        evidence(
            quarters("reviewed_ticket_share", share(0.03), share(0.04))
            | quarters(WEEKLY, figure(99), figure(100))
        ),
        NOT_MET,
    ),
    ("R-FP-07", "all three", halves(10, 11, 84), MET),
    ("R-FP-07", "24 % more heads", halves(9.9, 11, 84), NOT_MET),
    ("R-FP-07", "QA holds", halves(10, 11, 85), NOT_MET),
    ("R-FP-08", "21 %", evidence({(EARLY_LEAVERS, LAST_YEAR): share(0.21)}), MET),
    ("R-FP-08", "20 %", evidence({(EARLY_LEAVERS, LAST_YEAR): share(0.20)}), NOT_MET),
    ("R-FP-09", "no turnaround", evidence({(UTILISATION, LAST_30): share(0.7)}), MET),
    (
        "R-FP-09",
        "both",
        evidence({("resolution_time", LAST_30): figure(60), (UTILISATION, LAST_30): share(0.7)}),
        NOT_MET,
    ),
    ("R-FP-10", "none", evidence({(SURVEYED, LAST_30): exact(0)}), MET),
    ("R-FP-10", "one", evidence({(SURVEYED, LAST_30): exact(1)}), NOT_MET),
    ("R-FP-11", "yes", evidence(said={"R-FP-11": True}), MET),
    ("R-FP-11", "no", evidence(said={"R-FP-11": False}), NOT_MET),
    ("R-FP-12", "grown", front(12, 1), MET),
    ("R-FP-12", "managers grew", front(12, 2), NOT_MET),
    ("R-FP-12", "grown less", front(11, 1), NOT_MET),
    ("R-FP-12", "too few executives", hundred(101, 1), MET),
    ("R-FP-12", "one for a hundred", hundred(100, 1), NOT_MET),
    ("R-FP-12", "below a hundred", hundred(99, 0), NOT_MET),
    ("R-FP-13", "yes", evidence(said={"R-FP-13": True}), MET),
    ("R-FP-13", "no", evidence(said={"R-FP-13": False}), NOT_MET),
    ("R-FP-14", "no", evidence(said={"R-FP-14": False}), MET),
    ("R-FP-14", "yes", evidence(said={"R-FP-14": True}), NOT_MET),
    ("R-FP-15", "no", evidence(said={"R-FP-15": False}), MET),
    ("R-FP-15", "yes", evidence(said={"R-FP-15": True}), NOT_MET),
    (
        "R-FP-16",
        "slower",
        evidence(quarters("resolution_time", figure(101), figure(100)), said={"R-FP-16": True}),
        MET,
    ),
    (
        "R-FP-16",
        "as quick",
        evidence(quarters("resolution_time", figure(100), figure(100)), said={"R-FP-16": True}),
        NOT_MET,
    ),
]


@pytest.mark.parametrize(
    ("rule", "case", "given_data", "state"), CASES, ids=[f"{r} {c}" for r, c, *_ in CASES]
)
def test_rule_answers_as_its_case_asks(rule: str, case: str, given_data: Evidence, state: State) -> None:
    found = RULES[rule].check(given_data)
    assert found.state is state, found
    assert found.evidence, "a verdict without its figures"


def test_every_rule_has_a_case_that_triggers_it_and_one_that_does_not() -> None:
    for state in (MET, NOT_MET):
        assert {rule for rule, _, _, found in CASES if found is state} == set(RULES)


def test_without_data_no_rule_says_that_all_is_well() -> None:
    silent = judge(tuple(RULES.values()), Evidence())
    assert {each.rule for each in silent if each.state is not UNKNOWN} == {"R-SC-14", "R-FP-09"}
    assert all(each.needs for each in silent if each.state is UNKNOWN)


def pair_case(rule: str, good: Reading, good_before: Reading, bad: Reading, bad_before: Reading) -> Evidence:
    pair = next(each for each in PAIRS if each.id == rule)
    windows = (LAST_90, BEFORE_90) if pair.bad.metric == TURNOVER else (LAST_28, BEFORE_28)
    figures = {(pair.good.metric, LAST_28): good, (pair.good.metric, BEFORE_28): good_before}
    return evidence(figures | {(pair.bad.metric, windows[0]): bad, (pair.bad.metric, windows[1]): bad_before})


PAIR_CASES = [
    ("R-PS-01", (figure(90), figure(100), share(0.86), share(0.88)), MET),
    ("R-PS-01", (figure(91), figure(100), share(0.86), share(0.88)), NOT_MET),
    ("R-PS-01", (figure(90), figure(100), share(0.861), share(0.88)), NOT_MET),
    ("R-PS-01", (figure(90), figure(100), share(0.80, 0.1), share(0.88, 0.1)), NOISE),
    ("R-PS-02", (figure(95), figure(100), share(0.10), share(0.08)), MET),
    ("R-PS-02", (figure(96), figure(100), share(0.10), share(0.08)), NOT_MET),
    ("R-PS-02", (figure(95), figure(100), share(0.099), share(0.08)), NOT_MET),
    ("R-PS-03", (figure(11), figure(10), share(0.35), share(0.30)), MET),
    ("R-PS-03", (figure(10.9), figure(10), share(0.35), share(0.30)), NOT_MET),
    ("R-PS-03", (figure(11), figure(10), share(0.349), share(0.30)), NOT_MET),
    ("R-PS-04", (share(0.30, 1e-17), share(0.3), share(0.49), share(0.5)), MET),
    ("R-PS-04", (share(0.29), share(0.3), share(0.49), share(0.5)), NOT_MET),
    ("R-PS-04", (share(0.31), share(0.3), share(0.50), share(0.5)), NOT_MET),
    ("R-PS-05", (figure(9), figure(10), share(0.12), share(0.10)), MET),
    ("R-PS-05", (figure(9.1), figure(10), share(0.12), share(0.10)), NOT_MET),
    ("R-PS-05", (figure(9), figure(10), share(0.119), share(0.10)), NOT_MET),
]


@pytest.mark.parametrize(("rule", "figures", "state"), PAIR_CASES)
def test_pair_is_met_only_where_both_halves_moved(
    rule: str, figures: tuple[Reading, ...], state: State
) -> None:
    found = next(each for each in judge_pairs(pair_case(rule, *figures)) if each.pair.id == rule)
    assert found.finding.state is state, found
    assert found.finding.meaning.endswith(".")


def test_pairs_name_the_metrics_that_their_cases_use() -> None:
    named = {(pair.good.metric, pair.bad.metric) for pair in PAIRS}
    assert named == {(FRT, CSAT), (WEEKLY, REPEATS), (PACE, TURNOVER), (DEFLECTION, BOT), (COST, LOW_SCORES)}


@given(st.lists(st.sampled_from(list(State)), min_size=5, max_size=5))
def test_signs_that_are_not_known_decide_nothing(states: list[State]) -> None:
    found = at_least(2, tuple(Outcome(state) for state in states)).state
    worst = sum(state is not NOT_MET for state in states)
    best = sum(state is MET for state in states)
    assert (found is MET) == (best >= 2)
    assert (found is NOT_MET) == (worst < 2)


@given(st.lists(st.floats(-50, 50), min_size=8, max_size=20, unique=True))
def test_slope_and_correlation_equal_their_textbook_formulas(values: list[float]) -> None:
    x, y = np.arange(len(values)), np.array(values)
    if np.ptp(y) < 1e-3:
        return
    by_hand = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    assert slope(weeks(*values)).value == pytest.approx(by_hand, abs=1e-9)
    r = np.corrcoef(x, y)[0, 1]
    assert together(weeks(*values), weeks(*x.astype(float))).r == pytest.approx(r, abs=1e-6)


def test_change_of_a_mean_week_is_clear_only_beyond_the_spread_of_weeks() -> None:
    counts = [100.0, 110.0, 90.0, 100.0, 99.0, 101.0, 98.0, 102.0]
    now, before = (
        mean_week([*counts, 130, 131, 129, 130], 0, 4, "now"),
        mean_week([*counts, 1, 1, 1, 1], 4, 12, "b"),
    )
    assert moved(now, before).is_clear
    assert not moved(mean_week(counts, 0, 4, "now"), mean_week(counts, 4, 8, "before")).is_clear
    assert not mean_week(counts, 0, 9, "now").is_known
