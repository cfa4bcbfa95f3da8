"""The Capacity page's inputs and outcomes: from places of sliders to assumptions, words and answers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from core.capacity.scenario import Assumptions, Outlook
from core.capacity.scenario_model import what_if
from core.data.scenario_book import SavedScenario
from dashboard.view_models.capacity import Origin, build_capacity
from dashboard.view_models.capacity_address import moved_values, positions_of, preset, read, written
from dashboard.view_models.capacity_assumed import assumed
from dashboard.view_models.capacity_boards import boards, headline, last_boards
from dashboard.view_models.capacity_compare import AS_NOW, compare_scenarios
from dashboard.view_models.capacity_inputs import SHIFT_HOURS, knobs_of
from dashboard.view_models.capacity_knobs import Knob
from dashboard.view_models.capacity_solve import SOLVABLE, keeps_promise, solve
from dashboard.view_models.capacity_weeks import COLUMNS, week_frame, week_table

BASE = Assumptions(
    channels=("email", "chat"),
    tickets_per_day=((300.0, 60.0, 0.0), (90.0, 10.0, 0.0)),
    handle_time=(12.0, 30.0, 240.0),
    agents=(20.0, 6.0, 0.0),
    weeks=4,
)
KNOBS = knobs_of(BASE)


def knob(knob_id: str) -> Knob:
    return next(one for one in KNOBS if one.knob_id == knob_id)


def at(**values: float) -> dict[str, int]:
    """Places of sliders for values; "__" stands for the stroke in an id."""
    named = {name.replace("__", "|"): value for name, value in values.items()}
    places = positions_of(KNOBS, named)
    assert {name: knob(name).scale.value(place) for name, place in places.items()} == pytest.approx(named)
    return places


def moved(**values: float) -> Assumptions:
    return assumed(BASE, KNOBS, at(**values))


def test_unmoved_sliders_are_what_was_measured() -> None:
    starts = {one.knob_id: one.scale.position(one.start) for one in KNOBS}
    assert assumed(BASE, KNOBS, {}) == BASE
    assert assumed(BASE, KNOBS, starts) == BASE
    assert len({one.knob_id for one in KNOBS}) == len(KNOBS)


@pytest.mark.parametrize("one", KNOBS, ids=lambda one: one.knob_id)
def test_a_scale_rises_and_has_a_word_for_every_value(one: Knob) -> None:
    assert all(low < high for low, high in pairwise(one.scale.values))
    assert len(one.scale.words) == len(one.scale.values) == len(set(one.scale.words))
    assert one.scale.value(one.scale.position(one.start)) == one.start


@given(st.data())
def test_any_places_of_the_sliders_make_assumptions_or_a_sentence(data: st.DataObject) -> None:
    places = {
        one.knob_id: data.draw(st.integers(0, len(one.scale.values) - 1))
        for one in data.draw(st.lists(st.sampled_from(KNOBS), unique_by=lambda one: one.knob_id, max_size=12))
    }
    try:
        found = assumed(BASE, KNOBS, places)
    except ValueError as error:
        found = BASE
        event(str(error))
    assert found.day_parts.total == pytest.approx(1.0)


def test_a_channel_and_a_tier_keep_the_proportions_of_the_others() -> None:
    found = moved(channel__email=360.0, tier__L2=0.5)
    assert found.tickets_per_day[1] == pytest.approx((90.0, 15.0, 0.0))
    assert moved(channel__email=720.0).tickets_per_day[0] == pytest.approx((600.0, 120.0, 0.0))


def test_agents_are_shared_out_as_before_and_start_from_nothing_in_the_first_tier() -> None:
    assert moved(agents=39.0).agents == pytest.approx((30.0, 9.0, 0.0))
    nobody = replace(BASE, agents=(0.0, 0.0, 0.0))
    knobs = knobs_of(nobody)
    assert assumed(nobody, knobs, positions_of(knobs, {"agents": 7.0})).agents == (7.0, 0.0, 0.0)


def test_parts_of_the_day_total_100_and_too_many_are_refused() -> None:
    found = moved(day_parts__training=0.1, day_parts__breaks=0.15)
    assert found.day_parts.tickets == pytest.approx(1 - 0.1 - 0.065 - 0.04 - 0.15)
    last = {name: len(knob(name).scale.values) - 1 for name in ("day_parts|training", "day_parts|meetings")}
    last |= {
        name: len(knob(name).scale.values) - 1 for name in ("day_parts|administration", "day_parts|breaks")
    }
    with pytest.raises(ValueError, match="no time for tickets"):
        assumed(BASE, KNOBS, last)


def test_shifts_become_the_share_of_people_by_hour() -> None:
    pattern = moved(shift_early=4, shift_core=12, shift_late=6, shift_weekend=0.5, agents=26).shift_pattern
    for hour in range(168):
        there = sum(
            count
            for (begins, ends), count in zip(SHIFT_HOURS.values(), (4, 12, 6), strict=True)
            if begins <= hour % 24 < ends
        )
        assert pattern[hour] == pytest.approx(there / 26 * (1.0 if hour < 120 else 0.5))
    assert pattern[12] == pytest.approx(22 / 26)


def test_an_event_has_its_printed_size_until_another_is_set() -> None:
    assert [one.change for one in moved(event=1, event_start=2).events] == [-0.5]
    assert [one.change for one in moved(event=1, event_change=0.3).events] == [0.3]
    assert moved(event=3).events == ()
    weeks = what_if(moved(event=2, event_start=1)).volume
    assert (weeks / what_if(BASE).volume).tolist() == pytest.approx([1.0, 1.5, 1.0, 1.0])


def test_hires_start_in_their_week_and_a_chat_rate_may_count_slots() -> None:
    assert moved(hires=3, hires_start=2).hires == (0.0, 0.0, 3.0)
    assert not moved(chat_slots=1).rate_includes_concurrency
    assert not any(one.knob_id == "chat_slots" for one in knobs_of(Assumptions()))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("outage", 3.0),
        ("release", 0.5),
        ("migration", 1.0),
        ("holiday", -0.5),
        ("public relations crisis", 5.0),
    ],
)
def test_a_printed_scenario_changes_the_volume_only(name: str, change: float) -> None:
    places = preset(at(agents=30), name, KNOBS)
    assert moved_values(KNOBS, places) == {"volume_change": change, "agents": 30.0}


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=20), st.integers(-10_000, 10_000).map(lambda n: n / 8), max_size=8
    )
)
def test_an_address_gives_back_what_was_written(values: dict[str, float]) -> None:
    assert read(written(values)) == {name: float(f"{value:.6g}") for name, value in values.items()}


@given(st.text(max_size=200))
def test_nonsense_in_an_address_moves_nothing_it_does_not_know(words: str) -> None:
    assert set(positions_of(KNOBS, read(words))) <= {one.knob_id for one in KNOBS}


def test_a_shared_setting_opens_where_it_was() -> None:
    places = at(volume_change=0.5, growth_rate=0.0125, channel__chat=80.0, sla_targets__0=90.0)
    assert positions_of(KNOBS, read(written(moved_values(KNOBS, places)))) == places


@pytest.mark.parametrize("knob_id", SOLVABLE)
def test_the_next_step_before_the_answer_does_not_keep_the_promise(knob_id: str) -> None:
    start = at(agents=14)
    assert not keeps_promise(what_if(assumed(BASE, KNOBS, start)))
    found = solve(BASE, KNOBS, start, knob_id, what_if)
    assert found.place is not None
    easier = found.place + (1 if knob_id == "handle_change" else -1)
    answers = [
        keeps_promise(what_if(assumed(BASE, KNOBS, {**start, knob_id: n}))) for n in (found.place, easier)
    ]
    assert answers == [True, False]


def test_where_no_place_is_enough_solving_says_so() -> None:
    found = solve(BASE, KNOBS, at(agents=0), "deflection_target", what_if)
    assert found.place is None
    assert "no place of the slider" in found.words


def outlook(**values: float) -> tuple[Assumptions, Outlook]:
    found = moved(**values)
    return found, what_if(found)


def figure(board_id: str, found: tuple[Assumptions, Outlook]) -> str:
    every = (*headline(*found), *boards(*found), *last_boards(*found))
    return next(one for one in every if one.board_id == board_id).result[0][1]


def test_the_printed_example_stands_beside_the_formula_of_these_inputs() -> None:
    seed = Assumptions(handle_time=(20.0, 45.0, 240.0), weeks=2)
    found = seed, what_if(seed)
    assert figure("formula", found) == "27.78 → 28 agents"
    small_print = " ".join(words for _, words in last_boards(*found)[1].foot)
    assert "27.78 → 28" in small_print
    assert "room for people" in small_print


def test_headline_and_boards_say_the_figures_of_the_outlook() -> None:
    found = outlook(agents=12, volume_change=1)
    worst = int(np.nanargmin(found[1].gap))
    assert figure("fte", found) == f"{-found[1].gap[worst]:.1f} missing in week {worst + 1}"
    assert figure("h_red", found) == f"week {(found[1].first_red_week or 0) + 1}"
    assert headline(*found)[2].result[0][0] == "bad"
    assert found[1].states[0] in last_boards(*found)[2].foot[0][1]
    assert figure("h_red", outlook(agents=60)) == "none"


def test_the_panel_warns_of_a_utilisation_outside_its_band_and_tells_origins() -> None:
    places = at(utilisation=0.95)
    found = assumed(BASE, KNOBS, places)
    view = build_capacity(KNOBS, places, Origin({"agents": "measured"}), found, what_if(found))
    feet = {one.slider_id: one.foot for one in view.panel.sliders}
    assert feet["utilisation"][-1] == ("bad", "outside 60–90 %")
    assert feet["agents"] == (("fine", "measured"),)
    assert feet["volume_change"] == (("fine", "assumed"),)


def test_inputs_that_cannot_be_leave_the_sliders_and_a_sentence() -> None:
    fine, view = (
        build_capacity(KNOBS, {}, Origin(), BASE, what_if(BASE), why) for why in ("", "no time left")
    )
    assert view.panel.boards[0].result == (("bad", "no time left"),)
    assert [one.board_id for one in view.panel.boards] == [one.board_id for one in fine.panel.boards]
    assert all(not one.result and not one.foot for one in view.panel.boards[1:])
    assert len(view.panel.sliders) == len(KNOBS)


def test_the_table_of_weeks_has_every_figure_and_says_where_there_is_none() -> None:
    found = outlook(agents=0)
    frame = week_frame(*found)
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == BASE.weeks
    assert week_table(frame).count("<tr>") == BASE.weeks + 1
    assert "no data" in week_table(frame)


def test_scenarios_stand_beside_the_setting_in_which_nothing_is_moved() -> None:
    saved = [
        SavedScenario("Crowd", {"volume_change": 1.0, "gone_since": 3.0}),
        SavedScenario(
            "No time",
            {f"day_parts|{name}": 0.25 for name in ("training", "meetings", "administration", "breaks")},
        ),
    ]
    found = compare_scenarios(BASE, KNOBS, saved, what_if)
    assert list(found.table["name"]) == [AS_NOW, "Crowd"]
    assert found.refused == ("No time",)
    now, crowd = found.table["required_fte"]
    assert crowd == pytest.approx(2 * now)
    assert found.table["moved"][1].replace("\u00a0", " ") == "Volume, change +100 %"
    assert found.weeks["required_fte"]["Crowd"].tolist() == pytest.approx(
        what_if(moved(volume_change=1.0)).required_fte
    )
