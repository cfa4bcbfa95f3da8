"""The sample is fair: equal chances inside a kind, the agent's mix, both kinds, never the same twice."""

from __future__ import annotations

from collections import Counter
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.sampling import (
    GROWING_TEAMS,
    SIZES,
    WEEKLY_WORKFLOW,
    WEEKS_OF_MONTH,
    draw_sample,
    sample_size,
    weekly_share,
)


def desk(seed: int, size: int, agents: str = "abc") -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "key": [f"t{number:05d}" for number in range(size)],
            "assignee": rng.choice(np.array([*agents, None], dtype=object), size),
            "category": rng.choice(np.array(["bug", "how-to", "refund", None], dtype=object), size),
            "priority": rng.choice(["P1", "P2", "P3"], size),
            "is_bad": rng.random(size) < 0.2,
            "is_reviewed": rng.random(size) < 0.1,
        }
    )


def test_monthly_totals_are_computed_from_the_printed_sizes() -> None:
    four, twelfth = WEEKS_OF_MONTH.values()
    found = [(size.month(four), size.month(twelfth)) for size in SIZES]
    assert found == [
        ((20, 100), (22, 108)),
        ((72, 240), (78, 260)),
        ((128, 360), (139, 390)),
        ((240, None), (260, None)),
    ]
    with pytest.raises(ValueError, match="weeks"):
        SIZES[0].month(0)


@pytest.mark.parametrize(
    ("agents", "source", "default"),
    [
        (1, "B-113", 5),
        (5, "B-113", 5),
        (6, "B-114", 3),
        (15, "B-114", 3),
        (16, "B-115", 3),
        (30, "B-116", 2),
        (500, "B-116", 2),
    ],
)
def test_size_of_the_team_decides_how_many_are_reviewed(agents: int, source: str, default: int) -> None:
    size = sample_size(agents)
    assert (size.source, size.default) == (source, default)
    assert size.low <= size.default <= size.high


def test_other_sources_ask_for_other_numbers() -> None:
    assert (WEEKLY_WORKFLOW.low, WEEKLY_WORKFLOW.high) == (3, 5)
    assert (GROWING_TEAMS.low, GROWING_TEAMS.high) == (5, 10)
    assert weekly_share(125) == (6, 13)


@given(st.integers(0, 500), st.integers(0, 150), st.integers(1, 8), st.integers(0, 99))
def test_nobody_is_drawn_twice_or_again_and_everybody_gets_a_share(
    data: int, size: int, per_agent: int, seed: int
) -> None:
    tickets = desk(data, size)
    found = draw_sample(tickets, per_agent, seed=seed)
    free = tickets[~tickets["is_reviewed"] & tickets["assignee"].notna()]
    assert not found["key"].duplicated().any()
    assert set(found["key"]) <= set(free["key"])
    for agent, own in free.groupby("assignee"):
        drawn = found[found["assignee"] == agent]
        assert len(drawn) == min(per_agent, len(own))
        for is_bad, kind in own.groupby("is_bad"):
            some = drawn[drawn["is_bad"] == is_bad]
            if len(drawn) > 1:
                assert len(some) > 0
            if len(some):
                assert some["weight"].sum() == pytest.approx(len(kind))


@given(st.integers(0, 500), st.integers(1, 8), st.integers(0, 99))
def test_mix_of_categories_is_that_of_the_work(data: int, per_agent: int, seed: int) -> None:
    tickets = desk(data, 120)
    found = draw_sample(tickets, per_agent, seed=seed)
    free = tickets[~tickets["is_reviewed"] & tickets["assignee"].notna()]
    category = tickets.set_index("key")["category"].fillna("")
    for (_, _), kind in free.groupby(["assignee", "is_bad"]):
        drawn = found[found["key"].isin(kind["key"])]
        for name, own in kind.groupby(kind["category"].fillna("")):
            share = len(drawn) * len(own) / len(kind)
            assert abs((category[drawn["key"]] == name).sum() - share) < 1 + 1e-9


@given(st.integers(0, 500), st.integers(0, 99))
def test_a_seed_decides_whatever_the_order_of_rows(data: int, seed: int) -> None:
    tickets = desk(data, 80)
    shuffled = tickets.sample(frac=1, random_state=data)
    pd.testing.assert_frame_equal(draw_sample(tickets, 3, seed=seed), draw_sample(shuffled, 3, seed=seed))


def test_other_seeds_draw_others_and_each_ticket_has_the_same_chance() -> None:
    tickets = desk(4, 40, "a").assign(is_reviewed=False)
    seeds, drawn = 400, Counter[str]()
    for seed in range(seeds):
        drawn.update(draw_sample(tickets, 5, seed=seed)["key"])
    own = tickets[tickets["assignee"].notna()]
    places = draw_sample(tickets, 5, seed=0)["is_bad"].value_counts()
    for is_bad, kind in own.groupby("is_bad"):
        chance = places[is_bad] / len(kind)
        slack = 4.5 * sqrt(chance * (1 - chance) / seeds)
        assert all(abs(drawn[key] / seeds - chance) < slack for key in kind["key"])


def test_flagged_tickets_come_on_top() -> None:
    tickets = desk(3, 60).assign(is_reviewed=False, assignee="a")
    found = draw_sample(tickets, 3, seed=1, flagged=["t00001", "t00002"])
    assert found["selection"].value_counts().to_dict() == {"random": 3, "flagged": 2}
    assert set(found.loc[found["selection"] == "flagged", "key"]) == {"t00001", "t00002"}


def test_bad_numbers_are_refused_by_name() -> None:
    tickets = desk(1, 5)
    for message, arguments in (("per_agent", (0, 1)), ("seed", (3, -1))):
        with pytest.raises(ValueError, match=message):
            draw_sample(tickets, arguments[0], seed=arguments[1])
    with pytest.raises(ValueError, match="key must be unique"):
        draw_sample(pd.concat([tickets, tickets]), 3, seed=1)
    with pytest.raises(ValueError, match="agents"):
        sample_size(0)
    with pytest.raises(ValueError, match="tickets"):
        weekly_share(-1)
