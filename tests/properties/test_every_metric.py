"""Laws that every registered metric obeys. A new metric is covered as soon as it is registered."""

from __future__ import annotations

import doctest
import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics import FAMILIES, METRICS, resolve
from core.metrics.benchmarks import SETS
from core.metrics.definition import BESIDE_TICKETS, COUNTED_BY, ROWS, Frame, Level, MetricDefinition, Unit
from core.metrics.evaluate import Evaluation, is_detached
from core.metrics.measure import DurationMeasure
from core.metrics.reduce import measure

Frames = dict[str, pd.DataFrame]
EVERY = pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
DATED = [metric for metric in METRICS.values() if not metric.is_state]
HISTORICAL = [metric for metric in METRICS.values() if metric.needs_history]
HELPERS = {"Floats", "Flags", "Integers"}
SEEDS = st.integers(0, 10_000)


@pytest.fixture(scope="module")
def frames(make_frames: Callable[..., Frames]) -> Frames:
    return make_frames(7, 400)


def same(a: Any, b: Any) -> bool:
    """Equal up to a microsecond, the grain of the store."""
    return all(x == pytest.approx(y, rel=1e-9, abs=1e-6, nan_ok=True) for x, y in zip(a, b, strict=True))


def formula_frame(metric: MetricDefinition, frames: Frames) -> pd.DataFrame:
    frame = frames[metric.frame]
    if metric.frame is not Frame.TICKETS and "ticket_row" in frame:
        rows = frame["ticket_row"].to_numpy()
        missing = [name for name in metric.inputs if name not in frame]
        frame = frame.assign(**{name: frames["tickets"][name].to_numpy()[rows] for name in missing})
    return frame[list(metric.inputs)]


@EVERY
def test_definition_is_complete(metric: MetricDefinition) -> None:
    assert metric.name
    assert metric.question.endswith("?")
    assert metric.formula_text
    assert metric.sources
    assert metric.level in Level
    assert metric.attribution in COUNTED_BY
    assert metric.min_sample >= 0
    assert metric.needs or not metric.needs_history
    assert metric.known_from or metric.frame in {Frame.TICKETS, *BESIDE_TICKETS}


@EVERY
def test_formula_explains_itself_with_a_worked_example(metric: MetricDefinition) -> None:
    text = inspect.getdoc(metric.formula) or ""
    assert len(text.splitlines()[0]) > 15
    assert doctest.DocTestParser().get_examples(text)


@EVERY
def test_formula_reads_only_its_declared_inputs(metric: MetricDefinition, frames: Frames) -> None:
    measure(metric.formula(formula_frame(metric, frames)))


@EVERY
def test_catalogue_ids_lead_to_the_metric(metric: MetricDefinition) -> None:
    assert all(resolve(alias) is metric for alias in (metric.id, *metric.catalog_ids))


def test_every_frame_says_what_a_row_of_it_is() -> None:
    assert set(ROWS) == set(Frame)
    assert METRICS["ticket_volume"].row_words(1) == "1 ticket"
    assert METRICS["trending_issue_count"].row_words(1200) == "1,200 categories"


def test_ids_and_aliases_never_clash() -> None:
    names = [name for metric in METRICS.values() for name in (metric.id, *metric.catalog_ids)]
    assert len(names) == len(set(names))


def test_every_public_formula_is_registered() -> None:
    registered = {metric.formula for metric in METRICS.values()}
    public = {
        function
        for family in FAMILIES
        for name, function in inspect.getmembers(family, inspect.isfunction)
        if function.__module__ == family.__name__ and not name.startswith("_")
    }
    helpers = {function for function in public if function.__annotations__.get("return") in HELPERS}
    assert public - helpers == registered


@EVERY
def test_no_rows_give_no_value_except_for_counts(
    metric: MetricDefinition, make_frames: Callable[..., Frames]
) -> None:
    found = Evaluation(make_frames(1, 0)).evaluate(metric).total
    assert found.n == 0
    is_zero = metric.unit is Unit.COUNT and metric.frame not in BESIDE_TICKETS and not metric.is_waiting
    assert found.value == 0 if is_zero else math.isnan(found.value)


@EVERY
def test_row_order_does_not_matter(metric: MetricDefinition, frames: Frames) -> None:
    frame = formula_frame(metric, frames)
    shuffled = frame.sample(frac=1, random_state=3).reset_index(drop=True)
    assert same(measure(metric.formula(frame)), measure(metric.formula(shuffled)))


@EVERY
def test_input_stays_untouched(metric: MetricDefinition, frames: Frames) -> None:
    before = {name: frame.copy() for name, frame in frames.items()}
    Evaluation(frames).evaluate(metric, by="team")
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


@EVERY
@pytest.mark.parametrize("by", ["priority", "team", "assignee", "category"])
def test_grouping_never_changes_the_total(metric: MetricDefinition, by: str, frames: Frames) -> None:
    evaluation = Evaluation(frames)
    plain, grouped = evaluation.evaluate(metric).total, evaluation.evaluate(metric, by=by)
    assert same(plain, grouped.total)
    if grouped.groups or not is_detached(metric, frames[metric.frame]):
        assert sum(found.n for found in grouped.groups.values()) == plain.n


@pytest.mark.parametrize("metric", DATED, ids=lambda metric: metric.id)
@pytest.mark.parametrize("by", ["day", "week", "month"])
def test_time_buckets_cover_every_dated_row_once(metric: MetricDefinition, by: str, frames: Frames) -> None:
    found = Evaluation(frames, "Europe/Berlin").evaluate(metric, by=by)
    assert sum(each.n for each in found.groups.values()) == found.total.n


@EVERY
def test_a_group_is_what_filtering_to_it_gives(metric: MetricDefinition, frames: Frames) -> None:
    evaluation = Evaluation(frames)
    for name, found in evaluation.evaluate(metric, by="priority").groups.items():
        wanted = {"priority": (name,)}
        alone = evaluation.evaluate(metric, mask=evaluation.mask(wanted), wanted=wanted).total
        assert same(found[:4], alone[:4])
        assert same(found[5:], alone[5:])


@EVERY
@settings(max_examples=8, deadline=None)
@given(seed=SEEDS)
def test_values_stay_in_their_range(
    metric: MetricDefinition, seed: int, make_frames: Callable[..., Frames]
) -> None:
    found = Evaluation(make_frames(seed, 60)).evaluate(metric).total
    if math.isnan(found.value):
        return
    if metric.unit is Unit.SHARE:
        assert 0 <= found.low <= found.value <= found.high <= 1
    if isinstance(found, DurationMeasure):
        assert 0 <= found.median <= found.p90
        assert found.low <= found.mean <= found.high or found.n < 2
        assert found.still_waiting >= 0
    if metric.unit is Unit.COUNT and metric.id != "net_resolved":
        assert found.value == found.n >= 0


@EVERY
def test_deleted_tickets_never_count(metric: MetricDefinition, frames: Frames) -> None:
    kept = frames["tickets"][~frames["tickets"]["is_deleted"]]
    place = pd.Series(np.arange(len(kept)), index=kept.index)
    others = {
        name: frames[name][frames[name]["ticket_row"].isin(kept.index)].assign(
            ticket_row=lambda frame: frame["ticket_row"].map(place)
        )
        for name in frames
        if "ticket_row" in frames[name]
    }
    others |= {name: frame for name, frame in frames.items() if name not in {"tickets", *others}}
    without = {"tickets": kept.reset_index(drop=True), **others}
    assert same(Evaluation(frames).evaluate(metric).total, Evaluation(without).evaluate(metric).total)


@pytest.mark.parametrize("metric", HISTORICAL, ids=lambda metric: metric.id)
def test_what_needs_history_has_no_value_without_it(
    metric: MetricDefinition, make_frames: Callable[..., Frames]
) -> None:
    found = Evaluation(make_frames(5, 200, history=False)).evaluate(metric).total
    assert math.isnan(found.value)
    assert found.excluded > 0


def test_targets_name_known_metrics_and_their_sources() -> None:
    for entry in SETS:
        assert entry.source
        for name, target in entry.targets.items():
            assert name in METRICS
            assert target.sources
            assert target.warn.contains_band(target.good)
