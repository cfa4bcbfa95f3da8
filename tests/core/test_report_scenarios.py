"""Scenarios in the store: kept, renamed, forgotten, and refused where they could not be read again."""

from __future__ import annotations

import math
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.scenario_book import checked_body
from core.data.store import Store
from core.report import Report

BODY = {"agents": 12, "volume_change": -0.5, "channel": "email", "per_slot": False}


def names(report: Report) -> list[str]:
    return [saved.name for saved in report.scenarios()]


def test_a_scenario_is_there_when_the_store_is_opened_again(any_store: Store) -> None:
    Report(any_store).save_scenario("  Busy  spring ", BODY)
    with Store.open(any_store.url) as again:
        (saved,) = Report(again).scenarios()
    assert (saved.name, dict(saved.body)) == ("Busy spring", BODY)
    assert saved.saved_at is not None


def test_a_scenario_is_renamed_replaced_and_forgotten(any_store: Store) -> None:
    report = Report(any_store)
    report.save_scenario("B", BODY)
    report.save_scenario("A", {"agents": 3})
    report.rename_scenario("B", "Release")
    assert names(report) == ["A", "Release"]
    report.save_scenario("A", {"agents": 4}, replaces=True)
    assert [dict(saved.body) for saved in report.scenarios()] == [{"agents": 4}, BODY]
    report.delete_scenario("A")
    assert names(report) == ["Release"]


def test_a_name_is_given_once(any_store: Store) -> None:
    report = Report(any_store)
    report.save_scenario("A", BODY)
    report.save_scenario("B", BODY)
    with pytest.raises(ValueError, match="name: there is a scenario 'A' already"):
        report.save_scenario("A", {"agents": 1})
    with pytest.raises(ValueError, match="name: there is a scenario 'A' already"):
        report.rename_scenario("B", "A")
    assert names(report) == ["A", "B"]
    assert dict(report.scenarios()[0].body) == BODY


def test_of_many_who_save_one_name_at_once_one_succeeds(any_store: Store) -> None:
    outcomes: list[str] = []

    def save(agents: int) -> None:
        try:
            Report(any_store).save_scenario("A", {"agents": agents})
            outcomes.append("kept")
        except ValueError:
            outcomes.append("refused")

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", *["refused"] * 5]


@pytest.mark.parametrize("act", ["rename", "delete"])
def test_a_name_that_nobody_saved_is_named(store: Store, act: str) -> None:
    report = Report(store)
    with pytest.raises(ValueError, match="there is no scenario 'x'"):
        report.rename_scenario("x", "y") if act == "rename" else report.delete_scenario("x")


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"agents": math.nan},
        {"agents": math.inf},
        {"agents": [1]},
        {"agents": None},
        {"": 1},
        {"agents": "x" * 201},
        {str(number): 1.0 for number in range(301)},
        {5: 1.0},
        [("agents", 1)],
    ],
)
def test_a_body_that_no_scenario_can_hold_is_refused(store: Store, bad: Any) -> None:
    with pytest.raises(ValueError, match=r"^body: "):
        Report(store).save_scenario("A", bad)
    assert Report(store).scenarios() == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_scenario_needs_a_name(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match=r"^name: "):
        Report(store).save_scenario(name, BODY)


def test_a_damaged_body_hides_only_its_own_scenario(store: Store) -> None:
    report = Report(store)
    report.save_scenario("A", BODY)
    report.save_scenario("B", BODY)
    frame = store.read_frame("scenario").query("name == 'B'").drop(columns="pk")
    store.upsert_frame("scenario", frame.assign(body="{not json"))
    assert names(report) == ["A"]


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=60),
        st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.text(max_size=200)),
        min_size=1,
        max_size=20,
    )
)
def test_what_is_allowed_comes_back_as_it_was(body: dict[str, Any]) -> None:
    assert checked_body(body) == body
