"""The calculators: printed examples by hand, and what they start from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.data.store import Store
from core.report import Report
from dashboard.filters import Selection, build_period
from dashboard.view_models import calculators as words
from sample_data import generate, load_into

PARTS = {"tickets": 0.75, "training": 0.075, "meetings": 0.065, "administration": 0.04, "breaks": 0.07}
EVERYTHING = Selection(build_period("All time", None, "UTC"))
RATES = {"email": 6.0, "chat": 3.0, "phone": 4.0, "social": 7.5}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("calculators") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=5))
        yield Report(store)


def test_sensitivity_of_the_printed_example_is_the_printed_table() -> None:
    frame = words.sensitivity_frame({"volume": 500.0, "handle_time": 20.0, "hours": 8.0})
    assert frame["agents"].tolist() == [35, 30, 28, 27, 24, 22, 21]
    assert frame["exact"].round(2).tolist() == [34.72, 29.76, 27.78, 26.04, 23.15, 21.93, 20.83]
    assert list(frame.columns) == list(words.SENSITIVITY_COLUMNS)


def test_an_empty_field_leaves_the_table_empty() -> None:
    assert words.sensitivity_frame({"volume": float("nan"), "handle_time": 20.0, "hours": 8.0}).empty


def test_chats_by_the_slot_need_fewer_agents_and_nothing_else_changes() -> None:
    arrivals = dict.fromkeys(RATES, 30.0)
    together, by_slot = (
        words.channel_frame(arrivals, RATES, 0.75, one).set_index("channel") for one in (True, False)
    )
    assert together["exact"].to_dict() == pytest.approx(
        {name.capitalize(): 30 / (rate * 0.75) for name, rate in RATES.items()}
    )
    assert by_slot.loc["Chat", "exact"] == pytest.approx(30 / (3 * 2.5 * 0.75))
    assert by_slot.loc["Chat", "agents"] == 6
    assert by_slot.loc[["Email", "Phone"]].equals(together.loc[["Email", "Phone"]])
    assert together.loc["Email", "printed"] == "4 to 8, 1 at once"


def test_parts_that_do_not_total_100_are_refused_in_words() -> None:
    assert words.total_words(PARTS) == ""
    assert words.total_words({**PARTS, "tickets": 0.8}) == "The parts total 105.0 %. A plan must total 100 %."
    assert words.total_words({**PARTS, "breaks": float("nan")}) == "Type every part of the day."
    assert (
        words.total_words({**PARTS, "tickets": 0.0, "breaks": 0.82}) == "A plan must leave time for tickets."
    )


def test_hours_on_tickets_are_what_absence_and_time_away_leave() -> None:
    said = words.net_words(PARTS, words.ABSENCE)
    assert "2,080 paid hours a year 1,920 are at work and 1,440 on tickets: 1.44 people" in said
    assert "inside the printed 20 to 30 %" in said
    rows = words.parts_frame(PARTS).set_index("label")
    assert rows.loc["Ticket handling", "minutes"] == 360
    assert rows.loc["Training", "printed"] == "5 to 10 %"


def test_fields_start_from_what_was_measured(report: Report) -> None:
    start = words.build_calculator_start(report, EVERYTHING)
    given = report.capacity_inputs().assumptions
    tickets = sum(map(sum, given.tickets_per_day))
    work = sum(
        count * minutes
        for row in given.tickets_per_day
        for count, minutes in zip(row, given.handle_time, strict=True)
    )
    assert start.formula["volume"] == pytest.approx(tickets)
    assert start.formula["handle_time"] == pytest.approx(work / tickets)
    email = sum(given.tickets_per_day[given.channels.index("email")]) * given.open_days
    assert start.arrivals["email"] == pytest.approx(
        email * max(given.arrival_shares) / sum(given.arrival_shares)
    )
    assert "7 ÷ 5 times as many" in start.days_words
    assert words.total_words(start.parts) == ""


def test_without_tickets_fields_start_from_the_printed_example(store: Store) -> None:
    start = words.build_calculator_start(Report(store), EVERYTHING)
    assert start.formula["volume"] == 500
    assert start.words["tickets_per_day"] == "assumed: no tickets to measure"
    assert start.days_words == ""
