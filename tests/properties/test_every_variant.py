"""Laws that every way of counting obeys. A new variant is covered as soon as it can be chosen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from core.metrics.evaluate import Evaluation, is_detached
from core.metrics.reduce import measure
from core.metrics.variants import VARIANTS, Variant

OTHERS = [one for choices in VARIANTS.values() for one in choices if not one.is_shipped]
EVERY = pytest.mark.parametrize("variant", OTHERS, ids=lambda one: f"{one.definition.id}-{one.id}")


def test_the_stricter_the_rule_the_fewer_are_solved_the_first_time(
    make_frames: Callable[..., dict[str, pd.DataFrame]],
) -> None:
    rows = make_frames(3, 500)["tickets"]
    rows["escalation_count"] = rows["escalation_count"].fillna(0)
    found = {
        one.id: measure(one.definition.formula(rows)).value
        for one in VARIANTS["first_contact_resolution_rate"]
    }
    assert found["strict"] <= found["no_follow_up_or_escalation"] <= found["no_follow_up"]


@EVERY
def test_a_variant_obeys_the_laws_of_every_metric(
    variant: Variant, make_frames: Callable[..., dict[str, pd.DataFrame]]
) -> None:
    frames, metric = make_frames(9, 300), variant.definition
    replied = frames["tickets"]["first_response_at"] - pd.Timedelta(seconds=30)
    frames["tickets"]["first_reply_at"] = replied.where(replied > frames["tickets"]["created_at"])
    rows = frames[metric.frame][list(metric.inputs)]
    before = rows.copy()
    plain, shuffled = (
        measure(metric.formula(each)) for each in (rows, rows.sample(frac=1, random_state=1).reset_index())
    )
    assert plain[:4] == pytest.approx(shuffled[:4], nan_ok=True)
    assert plain.n > 0
    found = Evaluation(frames).evaluate(metric, by="priority")
    if found.groups or not is_detached(metric, frames[metric.frame]):
        assert sum(each.n for each in found.groups.values()) == found.total.n
    pd.testing.assert_frame_equal(frames[metric.frame][list(metric.inputs)], before)
    nothing = measure(metric.formula(rows.head(0)))
    assert (nothing.n, np.isnan(nothing.value)) == (0, True)


@EVERY
def test_a_share_of_a_variant_stays_between_nothing_and_all(
    variant: Variant, make_frames: Callable[..., dict[str, pd.DataFrame]]
) -> None:
    if variant.definition.is_duration:
        return
    for seed in range(5):
        frames = make_frames(seed, 120)
        found = measure(variant.definition.formula(frames[variant.definition.frame]))
        most = np.inf if variant.id == "net_hours" else 1
        assert np.isnan(found.value) or 0 <= found.low <= found.value <= found.high <= most
