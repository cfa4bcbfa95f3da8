"""Forecasts beside the process that made the numbers, and beside the real openings of a city."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from core.capacity.forecast import by_hour, forecast_daily, intraday_shares
from core.capacity.forecast_check import back_test, best_method, review
from core.capacity.forecast_methods import METHODS, PRINTED

PROFILE = np.array([1.5, 1.3, 1.2, 1.1, 1.0, 0.5, 0.4])


def company(
    days: int, seed: int = 0, growth: float = 0.0, level: float = 200.0
) -> tuple[np.ndarray, np.ndarray]:
    """Daily counts and what was expected of them, the weekday profile of a desk that may grow."""
    day = np.arange(days)
    expected = level * (1 + growth * day) * PROFILE[day % 7]
    return np.random.default_rng(seed).poisson(expected).astype(float), expected


@pytest.mark.parametrize("growth", [0.0, 0.001, 0.003])
def test_forecast_is_near_what_the_process_expects(growth: float) -> None:
    counts, expected = company(420 + 28, growth=growth)
    found = forecast_daily(counts[:420], 28)
    assert review(expected[420:], found.expected).weighted < 0.05


def test_ranges_hold_as_often_as_they_say() -> None:
    inside = {80: [], 95: []}
    for seed in range(25):
        counts, _ = company(28 * 13, seed)
        found = forecast_daily(counts[:-28], 28)
        inside[80].append(np.mean((counts[-28:] >= found.low_80) & (counts[-28:] <= found.high_80)))
        inside[95].append(np.mean((counts[-28:] >= found.low_95) & (counts[-28:] <= found.high_95)))
    assert abs(np.mean(inside[80]) - 0.80) < 0.04
    assert abs(np.mean(inside[95]) - 0.95) < 0.02


def test_ranges_hold_on_the_openings_of_a_city(shared_data: Path) -> None:
    with gzip.open(shared_data / "boston311_2015_sample.csv.gz", "rt", encoding="utf-8") as lines:
        opened = Counter(date.fromisoformat(row["OPEN_DT"][:10]) for row in csv.DictReader(lines))
    first = min(opened)
    counts = np.array([float(opened[first + timedelta(n)]) for n in range((max(opened) - first).days + 1)])
    rows = []
    for origin in range(counts.size - 210, counts.size - 27, 7):
        actual, found = counts[origin : origin + 28], forecast_daily(counts[:origin], 28)
        inside = [
            (actual >= low) & (actual <= high)
            for low, high in ((found.low_80, found.high_80), (found.low_95, found.high_95))
        ]
        rows.append([*np.mean(inside, axis=1), np.abs(actual - found.expected).sum(), actual.sum()])
    in_80, in_95, missed, total = np.array(rows).T
    assert abs(in_80.mean() - 0.80) <= 0.04
    assert abs(in_95.mean() - 0.95) <= 0.02
    assert missed.sum() / total.sum() < 0.235


def test_holidays_and_known_events_move_their_days_only() -> None:
    counts, expected = company(371 + 14)
    kinds = np.zeros(385, dtype=int)
    kinds[[30, 100, 200, 300, 373]] = 1
    kinds[[50, 380]] = 2
    counts[kinds == 1] *= 0.3
    change = np.zeros(14)
    change[4] = 0.5
    found = forecast_daily(counts[:371], 14, kinds=kinds, change=change)
    assert found.factors[1] == pytest.approx(0.3, abs=0.1)
    assert found.factors[2] == pytest.approx(1.0, abs=0.1)
    plain = forecast_daily(np.where(kinds == 1, expected, counts)[:371], 14)
    ratio = found.expected / plain.expected
    assert ratio[[2, 4]] == pytest.approx([found.factors[1], 1.5], rel=0.03)
    assert np.delete(ratio, [2, 4, 9]) == pytest.approx(1.0, abs=0.03)


def test_days_that_are_not_known_are_no_days_without_tickets() -> None:
    counts, expected = company(280 + 7)
    counts[[40, 41, 275, 279]] = np.nan
    found = forecast_daily(counts[:280], 7)
    assert review(expected[280:], found.expected).weighted < 0.05


def test_unknown_kind_of_day_changes_nothing_and_short_history_has_no_range() -> None:
    counts, _ = company(63)
    found = forecast_daily(counts, 7, kinds=[0] * 63 + [5] + [0] * 6)
    assert found.factors == {}
    assert np.isnan([found.low_80, found.high_95]).all()
    assert np.isfinite(found.expected).all()


def test_printed_methods_are_what_their_names_say() -> None:
    weeks = np.arange(60, 140.0)
    history = (weeks[:, None] * PROFILE).ravel()
    mean = {name: METHODS[name](history, 7).mean() / PROFILE.mean() for name in PRINTED}
    growth = (weeks[-4:].mean() / weeks[-8:-4].mean()) ** 0.25
    assert mean["historical average"] == pytest.approx(weeks[-26:].mean())
    assert mean["moving average"] == pytest.approx(weeks[-4:].mean())
    assert mean["trend"] == pytest.approx(139 * growth)
    assert mean["seasonal"] == pytest.approx(88 * weeks[-4:].mean() / weeks[-56:-52].mean())
    assert mean["regression"] == pytest.approx(140, rel=1e-3)
    assert np.isnan(METHODS["seasonal"](history[:300], 7)).all()


def test_back_test_forecasts_with_what_was_known_then() -> None:
    counts, _ = company(500)
    errors = back_test(counts, horizon=14, origins=3)
    said = [METHODS["theta"](counts[: 500 - 7 * k], min(14, 7 * k)) for k in (1, 2, 3)]
    came = [counts[500 - 7 * k :][:14] for k in (1, 2, 3)]
    assert errors["theta"] == review(np.concatenate(came), np.concatenate(said))
    assert set(errors) == set(METHODS)
    assert best_method(errors) in METHODS


def test_default_beats_every_printed_method_on_a_growing_desk() -> None:
    errors = {name: [] for name in ("combined", *PRINTED)}
    for seed in range(6):
        counts, _ = company(450, seed, growth=0.002)
        for name, error in back_test(counts, names=tuple(errors)).items():
            errors[name].append(error.weighted)
    mean = {name: np.mean(values) for name, values in errors.items()}
    assert mean["combined"] <= min(mean[name] for name in ("historical average", "trend", "seasonal"))
    assert mean["combined"] < 1.05 * min(mean.values())


def test_hours_of_a_week_add_up_to_its_days() -> None:
    hourly = np.random.default_rng(3).poisson(4, (70, 24)).astype(float)
    hourly[5::7] = 0
    shares = intraday_shares(hourly, weeks=6)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert shares[1] == pytest.approx(hourly[-42:][1::7].sum(axis=0) / hourly[-42:][1::7].sum())
    assert shares[(70 - 42 + 5) % 7] == pytest.approx(hourly[-42:].sum(axis=0) / hourly[-42:].sum())
    daily = np.arange(10.0)
    assert by_hour(daily, shares).reshape(10, 24).sum(axis=1) == pytest.approx(daily)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"history": np.ones(5)}, "history"),
        ({"horizon": 0}, "horizon"),
        ({"method": "oracle"}, "method"),
        ({"kinds": [1, 2]}, "kinds"),
        ({"change": -2.0}, "change"),
    ],
)
def test_impossible_forecast_is_named(change: dict[str, object], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        forecast_daily(**{"history": np.ones(70), "horizon": 7} | change)
