"""Turnover, tenure, roles and levels against plain counting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.metrics.levels import (
    sound_resolution_rate,
    tier_one_csat_rate,
    tier_one_share,
    tier_three_share,
    tier_two_share,
)
from core.metrics.people import (
    agent_tenure,
    agent_turnover,
    executives_per_100,
    founder_support_hours,
    frontline_share,
    sick_days_per_agent,
    tier_ratio,
)
from core.metrics.reduce import measure

NAN = np.nan


def roster(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"is_employed": True, "role": "frontline"} | columns)


def test_turnover_of_a_young_team_is_that_of_a_whole_year() -> None:
    """Ten people for half a year, one left at its end: one in ten in half a year, two in ten in a year."""
    frame = pd.DataFrame({"left_count": [1.0] + [0.0] * 9, "year_share": [0.5] * 10})
    assert measure(agent_turnover(frame)).value == pytest.approx(0.2)


def test_people_without_a_date_of_hire_say_nothing_about_turnover_and_tenure() -> None:
    frame = pd.DataFrame({"left_count": [NAN, 0.0], "year_share": [NAN, 1.0]})
    assert measure(agent_turnover(frame)).n == 1
    found = measure(agent_tenure(roster(tenure_days=[NAN, 30.0])))
    assert (found.value, found.n, found.excluded) == (30, 1, 1)


def test_the_front_line_is_counted_among_people_with_a_role() -> None:
    roles = ["frontline", "frontline", "management", None, "frontline"]
    found = measure(frontline_share(roster(role=roles, is_employed=[True, True, True, True, False])))
    assert (found.value, found.n, found.excluded) == (pytest.approx(2 / 3), 3, 1)


def test_28_agents_would_ask_for_028_executives() -> None:
    roles = ["frontline"] * 28 + ["executive"]
    assert measure(executives_per_100(roster(role=roles))).value == pytest.approx(100 / 28)
    assert pytest.approx(0.28) == 28 / 100


def test_a_roster_that_names_no_executive_says_nothing_about_them() -> None:
    assert math.isnan(measure(executives_per_100(roster(role=["frontline"] * 120))).value)


@pytest.mark.parametrize(
    ("heads", "ratio"), [((5, 2, 1), 5), ((8, 3, 1), 8), ((10, 3, 1), 10), ((6, 4, 2), 3)]
)
def test_ratios_of_levels_are_the_printed_ones(heads: tuple[int, int, int], ratio: float) -> None:
    level = np.repeat([1.0, 2.0, 3.0], heads)
    assert measure(tier_ratio(roster(level=level))).value == ratio


def test_leads_are_no_level_and_without_level_three_there_is_no_ratio() -> None:
    with_lead = roster(level=[1.0, 1.0, 3.0], role=["frontline", "management", None])
    assert measure(tier_ratio(with_lead)).value == 1
    assert math.isnan(measure(tier_ratio(roster(level=[1.0, 2.0]))).value)


def test_sick_days_of_a_quarter_are_days_by_mean_headcount() -> None:
    days = 91
    sick = np.zeros(days)
    sick[[3, 4, 50]] = [2, 1, 3]
    heads = np.repeat([8.0, 12.0], [45, 46])
    found = measure(sick_days_per_agent(pd.DataFrame({"sick_count": sick, "head_count": heads}))).value
    assert found == pytest.approx(6 / heads.mean(), rel=0.003)


def test_hours_of_the_founder_are_by_the_week_whatever_the_period() -> None:
    minutes = np.tile([120.0, 120.0, 0.0, 60.0, 0.0, 0.0, 0.0], 4)
    frame = pd.DataFrame({"founder_minutes": minutes, "share": 1.0})
    assert measure(founder_support_hours(frame)).value == pytest.approx(5)
    unknown = frame.assign(founder_minutes=NAN)
    assert math.isnan(measure(founder_support_hours(unknown)).value)


def tickets(seed: int, size: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rated = rng.random(size) < 0.5
    return pd.DataFrame(
        {
            "is_finished": rng.random(size) < 0.8,
            "tier": pd.Categorical(rng.choice(np.array(["L1", "Tier 2", "3", "nobody", None], object), size)),
            "reopen_count": np.where(rng.random(size) < 0.9, rng.poisson(0.3, size), NAN),
            "csat_score": np.where(rated, rng.integers(1, 6, size), NAN),
            "csat_scale_max": np.where(rated & (rng.random(size) < 0.9), 5.0, NAN),
        }
    )


def test_levels_share_the_finished_tickets_among_them() -> None:
    frame = tickets(1)
    done = frame[frame["is_finished"]]
    known = done[done["tier"].isin(["L1", "Tier 2", "3"])]
    shares = [measure(part(frame)).value for part in (tier_one_share, tier_two_share, tier_three_share)]
    expected = [(known["tier"] == name).mean() for name in ("L1", "Tier 2", "3")]
    assert shares == pytest.approx(expected)
    assert sum(shares) == pytest.approx(1)
    assert measure(tier_one_share(frame)).excluded == done["tier"].isna().sum()


def test_csat_of_level_one_is_csat_of_its_tickets() -> None:
    frame = tickets(2)
    own = frame[(frame["tier"] == "L1") & frame["csat_scale_max"].notna()]
    found = measure(tier_one_csat_rate(frame))
    assert (found.value, found.n) == (pytest.approx((own["csat_score"] >= 4).mean()), len(own))


def test_sound_solutions_against_a_loop_over_tickets() -> None:
    frame, good, known = tickets(3), 0, 0
    for row in frame.itertuples():
        if row.is_finished and not math.isnan(row.reopen_count):
            known += 1
            unhappy = not math.isnan(row.csat_scale_max) and row.csat_score < 4
            good += row.reopen_count == 0 and not unhappy
    found = measure(sound_resolution_rate(frame))
    assert (found.value, found.n) == (pytest.approx(good / known), known)
