"""Other ways to count: each formula by hand, the laws of every metric, and the choice itself."""

from __future__ import annotations

import doctest
import inspect

import numpy as np
import pandas as pd
import pytest

from core.metrics import METRICS
from core.metrics.reduce import measure
from core.metrics.variants import VARIANTS, Variant, check_variant, metrics_in_use, variant_of

OTHERS = [one for choices in VARIANTS.values() for one in choices if not one.is_shipped]
EVERY = pytest.mark.parametrize("variant", OTHERS, ids=lambda one: f"{one.definition.id}-{one.id}")
NAN = np.nan


def tickets() -> pd.DataFrame:
    """Five finished tickets and an open one: plain, thanked, escalated, reopened, from a silent source."""
    created = pd.Timestamp("2026-03-02 09:00", tz="UTC")
    minutes = [5.0, 5.0, 90.0, NAN, 30.0, NAN]
    return pd.DataFrame(
        {
            "priority": pd.Categorical(["P1", "P1", "P2", "P2", "P2", "P2"]),
            "is_deleted": False,
            "is_finished": [True] * 5 + [False],
            "is_open": [False] * 5 + [True],
            "created_at": created,
            "resolved_at": [created + pd.Timedelta(hours=9)] * 5 + [pd.NaT],
            "first_reply_at": [pd.NaT if np.isnan(m) else created + pd.Timedelta(minutes=m) for m in minutes],
            "first_response_observed_minutes": [60.0, 70.0, 90.0, 540.0, 30.0, 200.0],
            "first_response_minutes": [60.0, 70.0, 90.0, NAN, 30.0, NAN],
            "customer_reply_count": [0.0, 1.0, 0.0, 0.0, NAN, 0.0],
            "escalation_count": [0.0, 0.0, 1.0, 0.0, NAN, 0.0],
            "reopen_count": [0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        }
    )


@pytest.mark.parametrize(
    ("metric", "variant", "value", "n", "excluded"),
    [
        ("first_contact_resolution_rate", "strict", 1 / 4, 4, 1),
        ("first_contact_resolution_rate", "no_escalation", 3 / 4, 4, 1),
        ("first_contact_resolution_rate", "no_follow_up", 3 / 4, 4, 1),
        ("first_contact_resolution_rate", "no_follow_up_or_escalation", 2 / 4, 4, 1),
        ("first_response_time", "human_reply", (60 + 70 + 90 + 30) / 4, 4, 0),
        ("first_response_time", "any_reply", (5 + 5 + 90 + 30) / 4, 4, 0),
    ],
)
def test_each_way_to_count_is_worked_by_hand(
    metric: str, variant: str, value: float, n: int, excluded: int
) -> None:
    found = measure(check_variant(metric, variant).definition.formula(tickets()))
    assert (found.value, found.n, found.excluded) == (value, n, excluded)


def test_utilisation_in_each_way_is_worked_by_hand() -> None:
    day = {"ticket_minutes": [330.0, 300.0], "training_minutes": [0.0, 30.0], "meeting_minutes": [40.0, 0.0]}
    rows = pd.DataFrame(day | {"admin_minutes": [10.0, 50.0], "available_minutes": [480.0, 480.0]})
    found = {one.id: measure(one.definition.formula(rows)).value for one in VARIANTS["utilisation"]}
    expected = {"ticket_time": 630 / 960, "productive_time": 760 / 960, "net_hours": 630 / 920}
    assert found == pytest.approx(expected)


def test_deflection_in_each_way_is_worked_by_hand() -> None:
    counts = {"view_count": [80.0, 20.0, NAN], "ticket_after_view_count": [20.0, 10.0, NAN]}
    counts |= {"search_count": [NAN, NAN, 100.0], "ticket_after_search_count": [NAN, NAN, 10.0]}
    frame = {"deflected_count": [70.0, 0.0], "created_count": [30.0, 40.0]}
    frames = {"kb_days": pd.DataFrame(counts), "company_days": pd.DataFrame(frame)}
    found = {
        one.id: measure(one.definition.formula(frames[one.definition.frame])).value
        for one in VARIANTS["deflection_rate"]
    }
    assert found == pytest.approx({"visits": 0.7, "visits_and_searches": 0.8, "questions": 0.5})


def test_whoever_has_no_reply_at_all_still_waits() -> None:
    found = measure(check_variant("first_response_time", "any_reply").definition.formula(tickets()))
    assert found.still_waiting == 1  # type: ignore[union-attr]
    assert found.median_with_waiting == 60.0  # type: ignore[union-attr]


@EVERY
def test_a_variant_is_the_same_metric_counted_otherwise(variant: Variant) -> None:
    shipped, other = METRICS[variant.definition.id], variant.definition
    assert other.formula is not shipped.formula
    assert other.formula_text != shipped.formula_text
    assert (other.unit, other.direction, other.level) == (shipped.unit, shipped.direction, shipped.level)
    assert (other.attribution, other.sources) == (shipped.attribution, shipped.sources)
    assert doctest.DocTestParser().get_examples(inspect.getdoc(other.formula) or "")


def test_every_choice_begins_with_the_shipped_way_and_names_differ() -> None:
    for name, choices in VARIANTS.items():
        assert choices[0].definition is METRICS[name]
        assert [one.is_shipped for one in choices] == [True] + [False] * (len(choices) - 1)
        for key in ("id", "name"):
            assert len({getattr(one, key) for one in choices}) == len(choices)


def test_choosing_replaces_one_definition_and_leaves_the_others() -> None:
    used = metrics_in_use({"first_response_time": "any_reply", "csat_rate": "x", "gone": "y"})
    assert list(used) == list(METRICS)
    changed = {name for name in METRICS if used[name] is not METRICS[name]}
    assert changed == {"first_response_time"}
    assert variant_of(used["first_response_time"]).id == "any_reply"  # type: ignore[union-attr]
    assert variant_of(METRICS["csat_rate"]) is None


def test_what_cannot_be_chosen_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="metric_id: 'csat_rate' is counted in one way only"):
        check_variant("csat_rate", "mean")
    with pytest.raises(ValueError, match="variant_id: first_response_time has no variant 'bot'"):
        check_variant("first_response_time", "bot")
