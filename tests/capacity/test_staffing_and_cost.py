"""Every worked example of the catalogue, and laws of staffing and money."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capacity.cost import (
    BUDGET_BANDS,
    BUDGET_MIX,
    TICKET_BANDS,
    CostLines,
    budget_share,
    cost_per_ticket,
    mix_is_whole,
    saving_of_first_contact,
    saving_of_shorter_handling,
    self_service_return,
)
from core.capacity.staffing import (
    PRESETS,
    SHIFT_TEMPLATE,
    DayParts,
    drafted_handle_time,
    effective_fte,
    gross_agents,
    net_volume,
    required_agents,
    spread_over_hours,
    utilisation_of,
    whole_agents,
)


@pytest.mark.parametrize(
    ("utilisation", "exact", "whole"),
    [
        (0.6, 34.72, 35),
        (0.7, 29.76, 30),
        (0.75, 27.78, 28),
        (0.8, 26.04, 27),
        (0.9, 23.15, 24),
        (0.95, 21.93, 22),
        (1.0, 20.83, 21),
    ],
)
def test_five_hundred_tickets_a_day_need_the_printed_agents(
    utilisation: float, exact: float, whole: int
) -> None:
    agents = required_agents(500, 20, utilisation)
    assert round(float(agents), 2) == exact
    assert whole_agents(agents) == whole


def test_printed_changes_of_volume_need_the_printed_agents() -> None:
    volumes = 500 * (1 + np.array(list(PRESETS.values())))
    assert volumes.tolist() == [2_000, 750, 1_000, 250, 3_000]
    assert whole_agents(required_agents(volumes, 20)).tolist() == [112, 42, 56, 14, 167]


def test_utilisation_of_24_agents_is_the_printed_one() -> None:
    assert round(100 * float(utilisation_of(500, 20, 24)), 1) == 86.8
    assert np.isnan(utilisation_of(500, 20, 0))


@given(st.floats(1, 5_000), st.floats(1, 300), st.floats(0.3, 1))
def test_required_agents_are_used_as_planned(volume: float, time: float, utilisation: float) -> None:
    agents = required_agents(volume, time, utilisation)
    assert float(utilisation_of(volume, time, agents)) == pytest.approx(utilisation)
    assert float(utilisation_of(volume, time, whole_agents(agents))) <= utilisation + 1e-6


def test_printed_week_has_its_totals_and_needs_twenty_people() -> None:
    assert SHIFT_TEMPLATE.sum(axis=1).tolist() == [22, 18, 18, 18, 15, 4, 4]
    assert SHIFT_TEMPLATE.sum(axis=0).tolist() == [18, 54, 27]
    people = SHIFT_TEMPLATE.sum() / 5
    assert (people, whole_agents(people)) == (19.8, 20)
    assert whole_agents(gross_agents(people, 0.25)) == 27


def test_newcomer_is_worth_the_printed_ramp_and_costs_almost_four_weeks() -> None:
    weeks = effective_fte([0], np.arange(8))
    assert weeks.tolist() == [0, 0, 0.25, 0.5, 0.75, 0.75, 1, 1]
    assert 8 - weeks.sum() == 3.75


def test_roster_is_the_sum_over_people_week_by_week() -> None:
    started, left, share = [-np.inf, 2, 4, -30], [np.inf, np.inf, 9, 6], [1.0, 0.5, 1.0, 0.8]
    ramp = [0, 0, 0.25, 0.5, 0.75, 0.75]
    for week, found in enumerate(effective_fte(started, np.arange(12), share, left)):
        worth = 0.0
        for first, last, part in zip(started, left, share, strict=True):
            if first <= week < last:
                tenure = week - first
                worth += part * (ramp[int(tenure)] if tenure < 6 else 1.0)
        assert found == pytest.approx(worth)
    assert np.isnan(effective_fte([np.nan, 0.0], [3])).all()


def test_printed_parts_of_a_day_cannot_all_hold_and_are_brought_to_a_whole() -> None:
    least, most = DayParts(0.7, 0.05, 0.05, 0.03, 0.05), DayParts(0.8, 0.1, 0.08, 0.05, 0.1)
    assert (round(100 * least.total), round(100 * most.total)) == (88, 113)
    assert (round(100 * least.shrinkage), round(100 * most.shrinkage)) == (18, 33)
    for parts in (least, most, DayParts()):
        whole = parts.normalised()
        assert whole.total == pytest.approx(1)
        assert whole.meetings / whole.tickets == pytest.approx(parts.meetings / parts.tickets)


def test_deflection_and_drafts_change_volume_and_time_as_printed() -> None:
    assert float(net_volume(1_000, 0.2, 0.2)) == 1_000
    assert float(net_volume(1_000, 0.2, 0.6)) == pytest.approx(500)
    assert np.isnan(net_volume(0, 1.0, 0.5))
    assert float(drafted_handle_time(12, 1.0, 3)) == pytest.approx(4)
    assert float(drafted_handle_time(12, 0.0, 3)) == 12


@given(st.integers(0, 200), st.lists(st.floats(0, 9), min_size=1, max_size=24))
def test_fullest_hour_has_all_agents(agents: int, shares: list[float]) -> None:
    staff = spread_over_hours(agents, shares)
    assert staff.max() == (agents if max(shares) > 0 else 0)
    assert (staff == np.floor(staff)).all()


def test_money_of_the_printed_example() -> None:
    lines = CostLines()
    assert (lines.per_agent, lines.output) == (75_000, 6_000)
    assert cost_per_ticket(lines) == 12.5
    assert saving_of_shorter_handling(lines) == 1.25
    faster = CostLines(tickets_per_day=25 / 0.9)
    assert cost_per_ticket(lines) - cost_per_ticket(faster) == pytest.approx(1.25)
    assert saving_of_first_contact(lines) == 3_750
    assert 28 * lines.per_agent == 2_100_000
    assert {name: round(100 * share, 1) for name, share in lines.shares().items()} == {
        "salary": 80.0,
        "tools": 6.7,
        "training": 2.7,
        "management": 10.7,
    }


def test_printed_output_does_not_fit_into_the_printed_day() -> None:
    assert CostLines().minutes_asked(20) == 500 > 480
    assert CostLines().minutes_asked(14.4) == 480 * 0.75


def test_self_service_saves_the_printed_sums_before_its_cost() -> None:
    printed = self_service_return(10_000, 0.35, 15)
    assert (printed.tickets, printed.gross, printed.net) == (3_500, 52_500, 52_500)
    assert self_service_return(10_000, 0.35, 12.5, investment=10_000).net == 33_750
    assert self_service_return(1_200, 0.25, 12.5).gross == 3_750


def test_own_figure_stands_beside_all_published_bands() -> None:
    assert [band.place(12.5) for band in TICKET_BANDS] == ["inside", "inside", "above"]
    assert [band.place(math.nan) for band in TICKET_BANDS] == ["no data"] * 3
    assert [band.place(budget_share(75, 1_000)) for band in BUDGET_BANDS] == ["inside", "above", "below"]
    assert math.isnan(budget_share(1, 0))
    assert round(sum(part.low for part in BUDGET_MIX), 6) == 0.9
    assert round(sum(part.high for part in BUDGET_MIX), 6) == 1.1
    assert mix_is_whole({"people": 0.65, "technology": 0.25, "overhead": 0.1})


def test_nothing_resolved_has_no_cost_per_ticket() -> None:
    nothing = CostLines(working_days=0)
    assert math.isnan(cost_per_ticket(nothing))
    assert math.isnan(saving_of_shorter_handling(nothing))


def test_impossible_figures_are_named() -> None:
    with pytest.raises(ValueError, match="salary"):
        CostLines(salary=-1)
    with pytest.raises(ValueError, match="utilisation"):
        required_agents(500, 20, 0)
    with pytest.raises(ValueError, match="shrinkage"):
        gross_agents(10, 1)
    with pytest.raises(ValueError, match="rate"):
        self_service_return(1, 2, 3)
    with pytest.raises(ValueError, match="speed_up"):
        drafted_handle_time(20, 0.5, 0.5)
