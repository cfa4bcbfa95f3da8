"""Statuses and their reasons, on and around the limits (catalogue vectors 1.16)."""

from __future__ import annotations

import math

import pytest

from core.metrics import METRICS, resolve
from core.metrics.assess import Status, assess, band_words
from core.metrics.benchmarks import BENCHMARKS, target_for
from core.metrics.definition import Unit
from core.metrics.measure import Measure
from core.metrics.targets import Band, Target

HOUR = 60.0


def judge(name: str, value: float, n: int = 212, stage: str = "handbook", excluded: int = 0):
    metric = resolve(name)
    return assess(metric, Measure(value, n, excluded=excluded), target_for(metric.id, stage))


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("csat_pct", 0.90, "on_target"),
        ("csat_pct", 0.85, "warning"),
        ("csat_pct", 0.8499, "critical"),
        ("reopen_pct", 0.0499, "on_target"),
        ("reopen_pct", 0.05, "warning"),
        ("reopen_pct", 0.06, "warning"),
        ("reopen_pct", 0.10, "warning"),
        ("reopen_pct", 0.1001, "critical"),
        ("fcr_pct", 0.49, "critical"),
        ("fcr_pct", 0.50, "warning"),
        ("frt_mean", 59.9, "on_target"),
        ("frt_mean", HOUR, "warning"),
        ("frt_mean", 4 * HOUR, "warning"),
        ("frt_mean", 4 * HOUR + 0.1, "critical"),
        ("p1_share", 0.11, "critical"),
        ("escalation_pct", 0.10, "on_target"),
        ("escalation_pct", 0.09, "warning"),
        ("escalation_pct", 0.31, "critical"),
        ("queue_depth", 9, "on_target"),
        ("queue_depth", 10, "warning"),
        ("queue_depth", 25, "warning"),
        ("queue_depth", 26, "critical"),
        ("csat_mean", 3.0, "warning"),
    ],
)
def test_status_follows_the_printed_limits(name: str, value: float, status: str) -> None:
    assert judge(name, value).status == status


def test_reason_says_where_the_value_stands() -> None:
    assert judge("frt_mean", 100).reason == ("above the target of 1 h, below the warning of 4 h; n = 212")
    assert judge("frt_mean", 300).reason == "above the warning of 4 h; n = 212"
    assert judge("frt_mean", HOUR).reason.startswith("exactly at the target limit of 1 h")
    assert judge("csat_pct", 0.85).reason == ("below the target of 90%, at the warning of 85%; n = 212")
    assert judge("frt_mean", 10).reason == "meets the target of under 1 h; n = 212"


def test_few_rows_are_shown_but_not_judged() -> None:
    found = judge("csat_pct", 0.2, n=7)
    assert found.status is Status.TOO_FEW
    assert found.reason == "only 7 measured, at least 20 are needed to judge"


def test_no_value_is_no_data_with_what_is_missing() -> None:
    found = judge("reopen_pct", math.nan, n=0, excluded=31)
    assert found.status is Status.NO_DATA
    assert found.reason == "31 tickets left out: needs full history (every change of status)"


def test_without_a_target_there_is_no_judgement() -> None:
    assert judge("backlog_count", 5).status is Status.NO_TARGET


def test_bands_can_be_bad_on_both_sides() -> None:
    usual = Target(Band.between(0.7, 0.8), Band.between(0.6, 0.9), ("utilisation_pct",))
    metric = METRICS["reassignment_rate"]
    seen = [assess(metric, Measure(v, 99), usual).status.value for v in (0.59, 0.6, 0.75, 0.9, 0.91)]
    assert seen == ["critical", "warning", "on_target", "warning", "critical"]


@pytest.mark.parametrize(
    ("stage", "csat", "frt", "ttr", "fcr", "source"),
    [
        ("startup", 0.85, 240, 48, 0.60, "B-001"),
        ("growth", 0.88, 120, 24, 0.65, "B-002"),
        ("scale", 0.90, 60, 12, 0.70, "B-003"),
        ("enterprise", 0.92, 30, 8, 0.75, "B-004"),
    ],
)
def test_stage_targets_are_the_printed_ones(
    stage: str, csat: float, frt: float, ttr: float, fcr: float, source: str
) -> None:
    targets = BENCHMARKS[stage].targets
    assert targets["csat_rate"].good.low == csat
    assert targets["first_response_time"].good == Band.under(frt)
    assert targets["resolution_time"].good == Band.under(ttr * HOUR)
    assert targets["first_contact_resolution_rate"].good.low == fcr
    assert all(target.sources[0] == source for target in targets.values())


def test_stages_fall_back_to_the_handbook() -> None:
    assert target_for("reopen_rate", "growth") == target_for("reopen_rate")


def test_startup_csat_warning_lies_below_its_target() -> None:
    assert judge("csat_pct", 0.82, stage="startup").status is Status.WARNING


def test_unknown_stage_is_refused() -> None:
    with pytest.raises(ValueError, match="stage 'huge' is unknown"):
        target_for("csat_rate", "huge")


def test_a_target_needs_a_source_and_a_wider_warning() -> None:
    with pytest.raises(ValueError, match="sources"):
        Target(Band.under(1), Band.under(2), ())
    with pytest.raises(ValueError, match="warn must contain good"):
        Target(Band.at_most(2), Band.under(2), ("x",))


def test_bands_read_like_sentences() -> None:
    assert band_words(Band.at_least(0.9), Unit.SHARE) == "at least 90%"
    assert band_words(Band.at_most(25), Unit.COUNT) == "at most 25"
    assert band_words(Band.under(4 * HOUR), Unit.BUSINESS_MINUTES) == "under 4 business h"
    assert band_words(Band(), Unit.COUNT) == "any value"
