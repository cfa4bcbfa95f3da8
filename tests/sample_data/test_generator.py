from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from core.data.columns import EVENT_COLUMNS, TICKET_COLUMNS
from core.data.inputs import StoreModel
from sample_data import DemoCompany, generate
from sample_data.chance import along
from sample_data.committed import FOLDER


def test_the_same_seed_gives_the_same_company() -> None:
    one, two = generate(3_000, seed=5), generate(3_000, seed=5)
    assert one.tickets.equals(two.tickets)
    assert one.events.equals(two.events)
    for name, frame in one.inputs.items():
        pd.testing.assert_frame_equal(frame, two.inputs[name])


def test_another_seed_gives_another_company() -> None:
    one, two = generate(500, seed=5), generate(500, seed=6)
    assert not one.tickets["created_at"].equals(two.tickets["created_at"])
    assert len(one.events) != len(two.events)


def test_the_committed_files_are_what_the_generator_makes(company: DemoCompany) -> None:
    plan = company.plan
    made = generate(plan.tickets, plan.seed, plan.end)
    assert company.tickets.equals(made.tickets)
    assert company.events.equals(made.events)
    assert sorted(company.inputs) == sorted(made.inputs)
    for name, frame in made.inputs.items():
        pd.testing.assert_frame_equal(company.inputs[name], frame)


@pytest.mark.parametrize("count", [1, 2, 49, 26_000])
def test_a_company_has_exactly_the_tickets_asked_for(count: int) -> None:
    made = generate(count, seed=1)
    assert len(made.tickets) == count
    assert made.tickets["ticket_id"].is_unique
    assert set(made.events["ticket_id"]) == set(made.tickets["ticket_id"])


def test_frames_have_the_canonical_columns(company: DemoCompany) -> None:
    assert tuple(company.tickets.columns) == TICKET_COLUMNS
    assert tuple(company.events.columns) == EVENT_COLUMNS


def test_input_frames_have_columns_of_their_tables(company: DemoCompany) -> None:
    tables = StoreModel.metadata.tables
    for name, frame in company.inputs.items():
        assert set(frame.columns) <= set(tables[name].columns.keys()), name


@pytest.mark.parametrize("end", [date(2024, 2, 29), date(2025, 11, 2), date(2026, 6, 30)])
def test_the_data_stop_at_five_in_the_afternoon_of_the_last_day(end: date) -> None:
    made = generate(4_000, seed=2, end=end)
    last = pd.Timestamp(made.events["at"].max(), unit="us", tz="UTC").tz_convert("America/New_York")
    stop = pd.Timestamp(end, tz="America/New_York") + pd.Timedelta(hours=17)
    first = pd.Timestamp(made.tickets["created_at"].min(), unit="us", tz="UTC")
    assert stop - pd.Timedelta(hours=20) < last <= stop + pd.Timedelta(hours=1)
    assert abs((stop - first).days - 547) < 4


def test_a_larger_company_has_proportionally_more_agents() -> None:
    small, large = generate(2_000), generate(100_000)
    people = [frame.loc[~frame["is_bot"], "agent_id"].nunique() for frame in _agents(small, large)]
    assert people[1] == 4 * people[0]


def _agents(*companies: DemoCompany) -> list[pd.DataFrame]:
    return [one.inputs["agent"] for one in companies]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [({"tickets": 0}, "tickets"), ({"tickets": 50_000_001}, "tickets"), ({"tickets": 5, "seed": -1}, "seed")],
)
def test_bad_arguments_are_named(arguments: dict[str, int], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        generate(**arguments)


def test_a_curve_is_straight_between_its_points() -> None:
    assert along(((0.0, 2.0), (0.5, 1.0), (1.0, 5.0)), pd.Series([0.25, 0.75]).to_numpy()).tolist() == [
        1.5,
        3.0,
    ]


def test_the_committed_files_stay_small() -> None:
    sizes = [path.stat().st_size for path in FOLDER.glob("*.parquet")]
    assert len(sizes) == 16
    assert sum(sizes) < 3_000_000
