"""Agents beside what their tickets let expect, on facts made so that the answer is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.metrics import METRICS
from core.metrics.evaluate import Evaluation
from core.reporting.agent_comparison import compare_groups
from tests.properties.conftest import random_frames

RESOLUTION = METRICS["resolution_time"]


def company(slow: float = 1.0) -> Evaluation:
    """Ann has mostly bugs, Bo mostly how-to; both take what such tickets take, Bo times ``slow``."""
    rng = np.random.default_rng(4)
    frames = random_frames(1, 2000)
    tickets = frames["tickets"]
    is_bug = rng.random(2000) < 0.5
    is_ann = rng.random(2000) < np.where(is_bug, 0.8, 0.2)
    minutes = np.where(is_bug, 600.0, 60.0) * np.where(is_ann, 1, slow) + rng.normal(0, 20, 2000)
    kind, who = np.where(is_bug, "bug", "how-to"), np.where(is_ann, "ann", "bo")
    tickets = tickets.assign(
        category=pd.Categorical(kind), assignee=pd.Categorical(who), is_finished=True, is_deleted=False,
        priority=pd.Categorical(["P3"] * 2000), channel=pd.Categorical(["email"] * 2000),
        resolution_minutes=minutes, resolution_observed_minutes=minutes,
    )  # fmt: skip
    return Evaluation({**frames, "tickets": tickets})


def compared(evaluation: Evaluation) -> pd.DataFrame:
    return compare_groups(evaluation, RESOLUTION, evaluation.mask(), (None, None)).set_index("group")


def test_the_agent_with_hard_tickets_is_outside_the_funnel_but_as_expected() -> None:
    found = compared(company())
    assert found.loc["ann", "observed"] > found.loc["ann", "far_high"]
    assert set(found["verdict"]) == {"as expected"}


def test_the_slow_agent_is_found_although_raw_figures_flatter() -> None:
    found = compared(company(slow=1.5))
    assert found.loc["bo", "observed"] < found.loc["ann", "observed"]
    assert found.loc["bo", "verdict"] == "worse than expected"
    assert found.loc["ann", "verdict"] == "better than expected"


def test_raw_values_are_those_of_the_metric() -> None:
    evaluation = company()
    groups = evaluation.evaluate(RESOLUTION, by="assignee").groups
    for name, row in compared(evaluation).iterrows():
        assert row["observed"] == pytest.approx(groups[str(name)].value)
        assert row["n"] == groups[str(name)].n


def test_small_samples_get_no_verdict() -> None:
    evaluation = company(slow=3)
    mask = evaluation.mask().copy()
    mask[15:] = False
    found = compare_groups(evaluation, RESOLUTION, mask, (None, None))
    assert set(found["verdict"]) == {"too few"}


def test_metrics_that_are_no_mean_of_tickets_are_refused() -> None:
    evaluation = company()
    with pytest.raises(ValueError, match="metric: next_response_time"):
        compare_groups(evaluation, METRICS["next_response_time"], evaluation.mask(), (None, None))
