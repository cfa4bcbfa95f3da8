"""What surveys say, by hand: recommendation, effort on both scales, delay and follow-up."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.metrics import METRICS
from core.metrics.assess import Status, assess
from core.metrics.benchmarks import target_for
from core.metrics.measure import AnyMeasure
from core.metrics.reduce import measure

NAN = math.nan


def surveys(kind: str, scores: list[float], scale: float | list[float], **more: Any) -> pd.DataFrame:
    return pd.DataFrame({"kind": kind, "score": scores, "scale_max": scale} | more)


def found(name: str, frame: pd.DataFrame) -> AnyMeasure:
    return measure(METRICS[name].formula(frame))


def test_promoters_less_detractors_give_35_and_meet_30() -> None:
    """Catalogue 1.16: 55 promoters, 25 passives, 20 detractors of 100."""
    answers = [9.0] * 30 + [10.0] * 25 + [7.0] * 10 + [8.0] * 15 + [0.0] * 5 + [6.0] * 15
    score = found("net_promoter_score", surveys("nps", answers, 10.0))
    assert (score.value, score.n) == (35, 100)
    assert found("promoter_rate", surveys("nps", answers, 10.0)).value == 0.55
    metric = METRICS["net_promoter_score"]
    assert assess(metric, score, target_for(metric.id)).status is Status.ON_TARGET


def test_interval_of_the_net_promoter_score_is_that_of_a_mean_of_three_values() -> None:
    points = np.array([100.0] * 12 + [0.0] * 5 + [-100.0] * 8)
    score = found("net_promoter_score", surveys("nps", [9.0] * 12 + [7.0] * 5 + [1.0] * 8, 10.0))
    low, high = stats.t.interval(0.95, 24, points.mean(), stats.sem(points))
    assert (score.low, score.high) == (pytest.approx(low), pytest.approx(high))


def test_promoter_answers_on_another_scale_are_left_out_and_counted() -> None:
    score = found("net_promoter_score", surveys("nps", [10.0, 5.0, 5.0, NAN], [10.0, 5.0, NAN, NAN]))
    assert (score.value, score.n, score.excluded) == (100, 1, 2)


def test_effort_is_read_in_the_direction_of_its_scale() -> None:
    """To 7 high is easy, to 5 low is easy (C-01); a scale to 10 tells no direction."""
    frame = surveys("ces", [6.0, 5.0, 1.0, 2.0, 1.0, 9.0], [7.0, 7.0, 5.0, 5.0, 5.0, 10.0])
    ease, effort = found("customer_effort_score", frame), found("customer_effort", frame)
    assert (ease.value, ease.n, ease.excluded) == (5.5, 2, 1)
    assert (effort.value, effort.n, effort.excluded) == (pytest.approx(4 / 3), 3, 1)


def test_only_surveys_of_the_asked_kind_count() -> None:
    frame = surveys("csat", [5.0] * 3, 5.0)
    for name in ("net_promoter_score", "promoter_rate", "customer_effort_score", "customer_effort"):
        assert (math.isnan(found(name, frame).value), found(name, frame).excluded) == (True, 0)


def test_survey_delay_leaves_out_surveys_sent_before_any_end() -> None:
    frame = surveys("csat", [5.0, NAN, NAN], 5.0, delay_minutes=[30.0, 90.0, NAN])
    delay = found("survey_delay", frame)
    assert (delay.value, delay.n, delay.excluded) == (60, 2, 1)


def test_follow_up_looks_at_low_scores_and_keeps_those_who_wait() -> None:
    """Scores 1 to 3 of 5, and below 8 of 10; two of four were followed up, after 30 and 50 minutes."""
    frame = surveys(
        "csat",
        [1.0, 3.0, 4.0, 7.0, 8.0, 2.0],
        [5.0, 5.0, 5.0, 10.0, 10.0, 5.0],
        follow_up_minutes=[30.0, 50.0, 1.0, NAN, 1.0, NAN],
        follow_up_observed_minutes=[30.0, 50.0, 1.0, 500.0, 1.0, NAN],
    )
    after: Any = found("low_score_follow_up_time", frame)
    assert (after.mean, after.n, after.still_waiting, after.excluded) == (40, 2, 1, 1)
    assert after.median_with_waiting == 50
