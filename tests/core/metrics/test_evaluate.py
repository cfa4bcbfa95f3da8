"""Periods, groups and filters, worked out by hand on five tickets."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from core.metrics import METRICS, resolve
from core.metrics.buckets import bucket_label, buckets
from core.metrics.definition import Frame, MetricDefinition
from core.metrics.evaluate import Evaluation
from core.metrics.groups import NOT_STATED
from core.metrics.measure import Count, DurationMeasure, Ratio
from core.periods import Period

FIRST_WEEK = Period.of_days(date(2026, 3, 2), date(2026, 3, 8), "Europe/Berlin").span()
SECOND_WEEK = Period.of_days(date(2026, 3, 9), date(2026, 3, 15), "Europe/Berlin").span()


def value(evaluation: Evaluation, name: str, **how: object) -> float:
    return evaluation.evaluate(resolve(name), **how).total.value  # type: ignore[arg-type]


def test_volume_counts_by_creation(evaluation: Evaluation) -> None:
    assert value(evaluation, "ticket_volume") == 5
    assert value(evaluation, "ticket_volume", span=FIRST_WEEK) == 3


def test_resolution_time_counts_by_resolution(evaluation: Evaluation) -> None:
    assert value(evaluation, "resolution_time", span=FIRST_WEEK) == 60
    assert value(evaluation, "resolution_time", span=SECOND_WEEK) == 9390


def test_still_waiting_counts_by_creation(evaluation: Evaluation) -> None:
    first = evaluation.evaluate(METRICS["resolution_time"], span=FIRST_WEEK).total
    second = evaluation.evaluate(METRICS["resolution_time"], span=SECOND_WEEK).total
    assert isinstance(first, DurationMeasure)
    assert isinstance(second, DurationMeasure)
    assert (first.still_waiting, second.still_waiting) == (0, 2)
    assert (first.excluded, second.excluded) == (1, 0)


def test_finished_tickets_without_an_instant_fall_back_to_closing(evaluation: Evaluation) -> None:
    first = evaluation.evaluate(METRICS["reopen_rate"], span=FIRST_WEEK).total
    assert (first.value, first.n) == (0.0, 2)
    assert evaluation.evaluate(METRICS["reopen_rate"]).total[:2] == (pytest.approx(1 / 3), 3)


def test_resolved_count_leaves_out_what_has_no_instant(evaluation: Evaluation) -> None:
    found = evaluation.evaluate(METRICS["resolved_count"]).total
    assert (found.value, found.excluded) == (2, 1)


def test_state_metrics_ignore_the_period(evaluation: Evaluation) -> None:
    assert value(evaluation, "backlog_count", span=FIRST_WEEK) == 2


def test_state_metrics_have_no_days(evaluation: Evaluation) -> None:
    with pytest.raises(ValueError, match="by: backlog_count describes the end"):
        evaluation.evaluate(METRICS["backlog_count"], by="day")


def test_unknown_dimension_is_refused(evaluation: Evaluation) -> None:
    with pytest.raises(ValueError, match="by: 'moon' is not a dimension"):
        evaluation.evaluate(METRICS["ticket_volume"], by="moon")


def test_days_are_local_and_without_gaps(evaluation: Evaluation) -> None:
    groups = evaluation.evaluate(METRICS["ticket_volume"], by="day").groups
    assert {day: found.value for day, found in groups.items() if found.value} == {
        "2026-03-02": 1,
        "2026-03-03": 2,
        "2026-03-09": 1,
        "2026-03-10": 1,
    }
    assert len(groups) == 9


def test_weeks_start_on_monday(evaluation: Evaluation) -> None:
    groups = evaluation.evaluate(METRICS["ticket_volume"], by="week").groups
    assert {week: found.value for week, found in groups.items()} == {"2026-03-02": 3, "2026-03-09": 2}


def test_flows_take_each_side_by_its_own_date(evaluation: Evaluation) -> None:
    groups = evaluation.evaluate(METRICS["net_resolved"], by="week").groups
    assert {week: found.value for week, found in groups.items()} == {"2026-03-02": -2, "2026-03-09": -1}
    assert value(evaluation, "resolution_rate", span=FIRST_WEEK) == pytest.approx(1 / 3)


def test_a_period_shows_its_empty_first_days(evaluation: Evaluation) -> None:
    span = Period.of_days(date(2026, 2, 23), date(2026, 3, 8), "Europe/Berlin").span()
    groups = evaluation.evaluate(METRICS["first_response_time"], span=span, by="week").groups
    assert list(groups) == ["2026-02-23", "2026-03-02"]
    assert math.isnan(groups["2026-02-23"].value)


def test_groups_come_in_order_with_the_missing_last(evaluation: Evaluation) -> None:
    groups = evaluation.evaluate(METRICS["ticket_volume"], by="priority").groups
    assert {name: found.value for name, found in groups.items()} == {"P1": 1, "P2": 2, "P3": 1, NOT_STATED: 1}
    assert list(groups)[-1] == NOT_STATED


def test_filters_choose_tickets_by_value(evaluation: Evaluation) -> None:
    mask = evaluation.mask({"team": ("b",), "priority": ("P2", NOT_STATED)})
    assert mask.tolist() == [False, False, True, True, False]
    assert value(evaluation, "ticket_volume", mask=mask) == 2


def test_first_response_counts_answered_and_names_the_waiting(evaluation: Evaluation) -> None:
    found = evaluation.evaluate(METRICS["first_response_time"]).total
    assert isinstance(found, DurationMeasure)
    assert (found.mean, found.n, found.still_waiting, found.excluded) == (60.0, 3, 1, 1)
    assert found.median_with_waiting == 75.0


def test_escalations_take_the_dimensions_of_their_ticket(evaluation: Evaluation) -> None:
    groups = evaluation.evaluate(METRICS["escalation_volume"], by="team").groups
    assert {name: found.value for name, found in groups.items()} == {"a": 1, "b": 0}


def test_escalations_nobody_records_are_unknown(tickets: pd.DataFrame) -> None:
    silent = tickets.assign(escalation_count=np.nan)
    nothing = pd.DataFrame({"ticket_row": np.zeros(0, int), "at": tickets["created_at"].iloc[:0]})
    found = Evaluation({"tickets": silent, "escalations": nothing}).evaluate(METRICS["escalation_volume"])
    assert math.isnan(found.total.value)
    assert found.total.excluded == 5


def test_group_that_records_no_escalations_is_unknown_beside_one_that_does(tickets: pd.DataFrame) -> None:
    silent = tickets.assign(escalation_count=[1.0, 0.0, np.nan, np.nan, np.nan])
    one = pd.DataFrame({"ticket_row": [0], "at": tickets["created_at"].iloc[:1]})
    groups = Evaluation({"tickets": silent, "escalations": one}).evaluate(
        METRICS["escalation_volume"], by="team"
    )
    assert groups.groups["a"][:2] == (1.0, 1)
    assert math.isnan(groups.groups["b"].value)
    assert [groups.total.excluded, *(found.excluded for found in groups.groups.values())] == [3, 0, 3]


def test_too_many_buckets_are_refused(tickets: pd.DataFrame) -> None:
    tickets.loc[0, "created_at"] = pd.Timestamp("1999-01-01", tz="UTC")
    with pytest.raises(ValueError, match="hours are too many"):
        Evaluation({"tickets": tickets}).evaluate(METRICS["ticket_volume"], by="hour")


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_bucket_labels_name_the_first_day_of_the_bucket(unit: str) -> None:
    days = pd.date_range("1999-12-20", "2028-03-10", freq="13h").as_unit("us")
    numbers = buckets(days.asi8, unit, "UTC")
    starts = {
        "day": days.normalize(),
        "week": days.to_period("W-SUN").start_time,
        "month": days.to_period("M"),
    }
    expected = [str(start)[:10] if unit != "month" else str(start) for start in starts[unit]]
    assert [bucket_label(int(number), unit) for number in numbers] == expected


def test_hours_follow_the_wall_clock() -> None:
    at = pd.DatetimeIndex(["2026-03-29 00:30", "2026-03-29 01:30"], tz="UTC").as_unit("us")
    labels = [bucket_label(int(n), "hour") for n in buckets(at.asi8, "hour", "Europe/Berlin")]
    assert labels == ["2026-03-29 01:00", "2026-03-29 03:00"]


def month_metric() -> MetricDefinition:
    return replace(
        METRICS["ticket_volume"],
        id="money",
        frame=Frame.COMPANY_DAYS,
        inputs=("amount",),
        formula=lambda frame: Ratio(frame["amount"].to_numpy(), np.ones(len(frame))),
        attribution=None,
    )


def test_frames_without_tickets_follow_only_filters_that_they_know(evaluation: Evaluation) -> None:
    frames = {**evaluation.frames, "company_days": pd.DataFrame({"amount": [1.0, 3.0], "team": ["a", "b"]})}
    other, metric = Evaluation(frames), month_metric()
    assert other.evaluate(metric).total.value == 2
    assert other.evaluate(metric, wanted={"team": ("b",)}).total.value == 3
    assert math.isnan(other.evaluate(metric, wanted={"priority": ("P1",)}).total.value)
    assert {name: each.value for name, each in other.evaluate(metric, by="team").groups.items()} == {
        "a": 1,
        "b": 3,
    }
    assert other.evaluate(metric, by="priority").groups == {}


def test_an_empty_frame_beside_the_tickets_says_nothing(evaluation: Evaluation) -> None:
    metric = replace(month_metric(), formula=lambda frame: Count(np.ones(len(frame), bool)))
    frames = {**evaluation.frames, "company_days": pd.DataFrame({"amount": []})}
    assert math.isnan(Evaluation(frames).evaluate(metric).total.value)


def test_rows_of_unknown_tickets_take_no_part(evaluation: Evaluation) -> None:
    reviews = pd.DataFrame({"ticket_row": [0, -1], "amount": [1.0, 5.0]})
    metric = replace(month_metric(), frame=Frame.REVIEWS)
    found = Evaluation({**evaluation.frames, "reviews": reviews}).evaluate(metric, by="priority")
    assert found.total.value == 1
    assert sum(each.n for each in found.groups.values()) == 1


def test_the_same_filter_gives_the_same_mask_and_nobody_can_change_it() -> None:
    frame = pd.DataFrame({"team": ["a", "b", "a"], "is_deleted": [False, False, True]})
    evaluation = Evaluation({"tickets": frame})
    mask = evaluation.mask({"team": ("a",)})
    assert mask is evaluation.mask({"team": ("a",), "priority": ()})
    assert mask.tolist() == [True, False, False]
    with pytest.raises(ValueError, match="read-only"):
        mask[1] = True


def test_a_mask_of_ones_own_is_measured_anew_each_time_it_changes() -> None:
    frame = pd.DataFrame({"is_open": [True] * 6})
    evaluation, mask = Evaluation({"tickets": frame}), np.ones(6, bool)
    assert evaluation.evaluate(METRICS["ticket_volume"], mask=mask).total.value == 6
    mask[2:] = False
    assert evaluation.evaluate(METRICS["ticket_volume"], mask=mask).total.value == 2
