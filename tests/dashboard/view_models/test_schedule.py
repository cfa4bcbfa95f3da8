"""Tables of people and shifts there and back, refusals in words, and the result as the page prints it."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capacity.roster_rules import Person
from core.capacity.scheduling_plan import Schedule, ScheduleOrder, plan_schedule
from core.capacity.scheduling_shifts import HANDBOOK_SHIFTS, Shift, shift_of, template_counts
from dashboard.charts.coverage import coverage_map, staffing_steps
from dashboard.view_models.schedule import people_frame, people_of, shift_frame, shifts_of
from dashboard.view_models.schedule_result import ScheduleView, build_view

MONDAY, TODAY = date(2026, 7, 20), date(2026, 7, 1)
persons = st.builds(
    Person,
    st.text("abc=", min_size=1, max_size=5),
    st.integers(1, 3),
    st.integers(0, 60).map(float),
    st.tuples(*[st.booleans()] * 7),
    st.sampled_from([None, "Early", "Night"]),
    st.sampled_from([None, *range(7)]),
    st.integers(0, 9).map(float),
)


@given(st.lists(persons, unique_by=lambda person: person.name, max_size=5))
def test_people_come_back_from_their_table(people: list[Person]) -> None:
    assert people_of(people_frame(people)) == tuple(people)


def test_shifts_come_back_from_their_table_over_midnight_and_with_two_stretches() -> None:
    shifts = (*HANDBOOK_SHIFTS, shift_of("Night", (1320, 1800)), Shift("Bare", ((540, 600),), (), 2.5))
    assert shifts_of(shift_frame(shifts)) == shifts


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"starts": "six"}, "Shift Early: six is no time such as 06:00."),
        ({"starts": "06:10"}, "Shift Early: stretches must be whole quarters of an hour."),
        ({"ends": ""}, "Shift Early: a start and an end, such as 06:00 and 14:00."),
        ({"name": "Core"}, "At least one shift is needed, each with a name of its own."),
    ],
)
def test_a_shift_that_cannot_be_is_refused_in_words(cells: dict[str, Any], words: str) -> None:
    frame = shift_frame(HANDBOOK_SHIFTS)
    for name, cell in cells.items():
        frame.loc[0, name] = cell
    with pytest.raises(ValueError, match=f"^{words}$"):
        shifts_of(frame)


def test_a_half_filled_row_of_people_gets_the_usual_and_an_empty_one_is_left_out() -> None:
    frame = people_frame([Person("Ana")])
    row = dict.fromkeys(frame.columns)
    frame = pd.concat(
        [frame.astype(object), pd.DataFrame([row, {**row, "person": "Ben"}])], ignore_index=True
    )
    assert people_of(frame) == (Person("Ana"), Person("Ben"))
    frame.loc[1, "person"] = "Ben"
    with pytest.raises(ValueError, match="Two people are called Ben"):
        people_of(frame)


def made(people: int, need: int, counts: np.ndarray | None = None) -> Schedule:
    wanted = np.zeros((7, 96))
    wanted[:5, 36:68] = need
    team = tuple(Person(f"P{n}", prefers="Late", wishes_off=0) for n in range(people))
    return plan_schedule(ScheduleOrder(wanted, HANDBOOK_SHIFTS, team, counts=counts))


def shown(schedule: Schedule) -> ScheduleView:
    arrivals = np.zeros((7, 24))
    arrivals[:5, 9:17] = 3.0
    arrivals[5, 3] = 6.0
    return build_view(
        schedule, arrivals=arrivals, handle_minutes=20.0, shrinkage=0.25, monday=MONDAY, today=TODAY
    )


def card(view: ScheduleView, label: str) -> tuple[str, str]:
    found = next(card for card in view.cards if card.label == label)
    return found.value.replace("\u00a0", " "), found.note.replace("\u00a0", " ")


def test_the_printed_week_prints_its_figures() -> None:
    schedule = made(30, 4, template_counts())
    view = shown(schedule)
    people = card(view, "People to employ")
    assert people == ("27", "19.8 → 20 if nobody is ever away; 26.4 → 27 with 25 % shrinkage")
    assert card(view, "Shifts of the week") == ("99", "792 hours, breaks included")
    assert card(view, "Planned utilisation")[0] == f"{round(126 * 20 / 60 / 792 * 100)} %"
    assert view.shifts["total"].tolist() == [22, 18, 18, 18, 15, 4, 4, 99]
    assert view.reasons == view.missing == ()
    assert "5 % of the tickets" in view.outside.replace("\u00a0", " ")


def test_wishes_not_met_are_sentences_and_counted_by_person() -> None:
    view = shown(made(8, 1))
    late = view.roster.drop(columns=["person", "level"]).eq("Late").to_numpy().sum()
    worked = view.roster[["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]].ne("–").to_numpy().sum()
    mondays = view.roster["Mon"].ne("–").sum()
    assert len(view.unmet) == view.roster["unmet"].sum() == worked - late + mondays
    assert any(line.endswith("wished Monday free and works Core.") for line in view.unmet)


def test_who_is_missing_is_said_with_the_rule() -> None:
    view = shown(made(2, 3))
    lacking = sum(int(line.split(": ")[1].split()[0]) for line in view.missing)
    assert view.reasons[0].startswith(f"{lacking}\u00a0people are missing; no roster")
    assert any("In the way" in reason or "hours" in reason for reason in view.reasons[1:])
    gaps = view.gaps.to_numpy()
    assert gaps.any()
    assert (view.coverage.to_numpy()[gaps] < 0.5).all()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_map_marks_gaps_by_sign_and_not_by_colour_alone(mode: Any) -> None:
    view = shown(made(2, 3))
    figure = coverage_map(view.coverage, view.gaps, mode=mode)
    marks = np.array(figure.data[0].text)
    share = view.coverage.to_numpy()
    assert ((marks == "✕") == view.gaps.to_numpy()).all()
    assert ((marks == "!") == ((share < 1) & ~view.gaps.to_numpy())).all()


def test_steps_hold_every_quarter_of_the_day() -> None:
    view = shown(made(8, 1))
    rows = view.quarters[view.quarters["day"] == "Monday"]
    figure = staffing_steps(
        rows["time"].tolist(), rows["need"].tolist(), rows["staffed"].tolist(), mode="light"
    )
    assert [list(trace.y) for trace in figure.data] == [rows["need"].tolist(), rows["staffed"].tolist()]
    assert len(rows) == 96
