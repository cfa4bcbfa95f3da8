"""Hiring and cost as the page says it: printed examples word by word, sentences that fit their figures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from core.capacity.hiring_leavers import Leaving, LeavingRule, Team, team_worth
from core.data.store import Store
from core.periods import Period
from core.report import Report
from core.reporting.hiring_assumed import CostAssumptions
from dashboard import format as fmt
from dashboard.view_models import hiring_cost as cost
from dashboard.view_models import hiring_plan as plan
from dashboard.view_models.assignment import AS_IT_WAS, build_replay
from dashboard.view_models.hiring_cost_trend import build_cost_trend
from sample_data import generate, load_into
from tests.dashboard.view_models.asked import Asked

MONDAY = date(2026, 7, 6)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("hiring") / "queuewise.db") as store:
        load_into(store, generate(4_000, seed=7))
        yield Report(store)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("empty") / "queuewise.db") as store:
        yield Report(store)


def plain(text: str) -> str:
    return text.replace(fmt.NO_BREAK, " ")


def cards(found: tuple[object, ...]) -> dict[str, str]:
    return {card.label: plain(card.value) for card in found}  # type: ignore[attr-defined]


def test_the_printed_example_is_shown_as_printed(empty: Report) -> None:
    presets = cost.build_cost_presets(empty, Asked())
    assert presets.first == cost.EXAMPLE
    view = cost.build_cost(empty, presets.values[cost.EXAMPLE], "USD", ())
    assert cards(view.agent) == {
        "An agent's year": "75,000 USD",
        "Tickets an agent a year": "6,000",
        "Cost per ticket": "12.50 USD",
        "The team's year": "2,100,000 USD",
    }
    assert cards(view.savings) == {
        "Handle time −10 %": "11.25 USD",
        "First contact resolution +5 points": "3,750 USD",
        "The same for the team": "105,000 USD",
    }
    assert "1.25 USD less than 12.50 USD" in plain(view.savings[0].note)
    assert cards(view.returns)["Tickets spared"] == "3,500"
    assert cards(view.returns)["Net return"] == "52,500 USD"
    assert "leaves it out" in view.returns[2].note
    assert not view.day_fits
    assert "500 min of work; a day has 480 min" in plain(view.day_words)
    assert "14.4 min" in plain(view.day_words)
    assert [plain(text).split(", ")[1] for text in view.bands.frame["place"]] == ["inside", "inside", "above"]


def test_return_is_net_of_the_investment_and_says_when_it_does_not_pay(empty: Report) -> None:
    invested = replace(CostAssumptions(), investment=60_000.0)
    net = cost.build_cost(empty, invested, "USD", ()).returns[2]
    assert plain(net.value) in ("-7,500 USD", "−7,500 USD")
    assert "does not pay" in net.note


def test_a_budget_that_is_no_whole_is_pointed_out(empty: Report) -> None:
    view = cost.build_cost(empty, replace(CostAssumptions(), people=0.7), "", ())
    assert "parts must make 100 %" in view.split.note
    assert "105 %" in plain(view.split.note)
    whole = cost.build_cost(empty, replace(CostAssumptions(), revenue=21_000_000.0), "", ())
    assert "total 100 %" in whole.split.note
    assert "10 %" in plain(whole.budget.note)
    assert [plain(text) for text in whole.budget.frame["place"]] == [
        "10 %, inside",
        "10 %, above",
        "10 %, inside",
    ]


def test_ways_to_pay_less_are_combined_and_not_added(empty: Report) -> None:
    names = ("right-size licences", "pay for a year at once")
    words = plain(cost.build_cost(empty, CostAssumptions(), "USD", names).tool_words)
    assert "23.5 to 40 %" in words
    assert "32,900 to 56,000 USD" in words
    assert "varies" in cost.build_cost(empty, CostAssumptions(), "USD", ("pay by use",)).tool_words


def test_own_data_fills_the_model_and_says_what_is_not_told(report: Report, empty: Report) -> None:
    presets = cost.build_cost_presets(report, Asked())
    assert presets.first == cost.OWN
    own = presets.values[cost.OWN]
    agent = report.metric("cost_per_agent_year").value
    assert own.lines().per_agent == pytest.approx(agent)
    assert own.rate == pytest.approx(report.metric("deflection_rate").value)
    assert "as printed" in cost.build_cost_presets(empty, Asked()).notes[cost.OWN]
    assert cost.missing_words(own) == ""
    assert "salary" in cost.missing_words(replace(own, salary=math.nan))


def test_kept_figures_are_what_the_page_starts_from(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Store.open(tmp_path_factory.mktemp("kept") / "queuewise.db") as store:
        kept = Report(store)
        kept.keep_cost_assumptions(replace(CostAssumptions(), salary=1.0))
        kept.keep_hiring_assumptions(replace(plan.PRINTED, kind="seasonal"))
        costs, hires = cost.build_cost_presets(kept, Asked()), plan.build_hiring_presets(kept)
    assert (costs.first, costs.values[cost.KEPT].salary) == (cost.KEPT, 1)
    assert (hires.first, hires.values[plan.KEPT].kind) == (plan.KEPT, "seasonal")


def test_months_of_cost_and_customers_are_the_metrics(report: Report) -> None:
    view = build_cost_trend(report, Asked())
    measured = {r.group: r.value for r in report.metrics(["cost_per_ticket"], by="month") if r.group}
    for _, row in view.costs.iterrows():
        assert row["value"] == pytest.approx(measured[f"{row['bucket']:%Y-%m}"])
    assert "a year before" in view.cost_words
    assert "200 to 400" in view.customer_words
    assert build_cost_trend(report, Asked(as_of=report.as_of() - timedelta(300))).costs["value"].notna().all()  # type: ignore[operator]


def test_an_empty_store_has_no_months(empty: Report) -> None:
    view = build_cost_trend(empty, Asked())
    assert view.costs.empty
    assert view.customers.empty


def built(assumed: plan.HiringAssumptions = plan.PRINTED, team: Team | None = None) -> plan.HiringView:
    return plan.build_hiring(None, assumed, team, MONDAY)  # type: ignore[arg-type]


def test_the_sentence_of_doing_nothing_fits_the_figures() -> None:
    view = built()
    left = team_worth(Team(28.0), np.arange(52), Leaving(0.35))
    assert view.weeks["unhired"].to_numpy() == pytest.approx(left)
    missing = view.weeks["required"] - view.weeks["unhired"]
    assert f"in {int((missing > 1e-6).sum())} of 52 weeks" in plain(view.without)
    assert f"At the end {left[-1]:.1f} are there" in view.without
    assert "the week of 28 Jun 2027" in view.without
    idle = built(replace(plan.PRINTED, required=5.0, growth=0.0))
    assert "enough in all 52 weeks" in plain(idle.without)
    assert idle.starts.is_empty
    assert idle.dates.is_empty


def test_hires_and_dates_of_the_tables_are_those_of_the_plan() -> None:
    view = built()
    assert int(view.starts.frame["hires"].sum()) == int(view.weeks["hires"].sum())
    assert cards(view.cards)["Hires"] == str(int(view.weeks["hires"].sum()))
    first = view.weeks[view.weeks["hires"] > 0].iloc[0]["day"].date()
    assert (first - MONDAY).days == 18 * 7
    assert cards(view.cards)["Open the first position"] == "6 Jul 2026"
    assert len(view.dates.frame) == 4
    assert view.dates.frame["state"].str.contains("late").all()


def test_a_later_need_leaves_time_to_open_a_position() -> None:
    view = built(replace(plan.PRINTED, agents=31.0, turnover=0.0, growth=0.02, weeks=104.0))
    states = dict(zip(view.dates.frame["kind"], view.dates.frame["state"], strict=True))
    assert "left" in states["seasonal"]
    assert "late" in states["growth"]


def test_a_shorter_lead_time_lets_people_start_sooner() -> None:
    starts = {
        lead: built(replace(plan.PRINTED, lead=lead)).weeks["hires"].to_numpy().nonzero()[0][0]
        for lead in plan.LEADS
    }
    assert 14 <= starts["shortest"] < starts["middle"] < starts["longest"]
    assert starts["longest"] >= 18


def test_notes_say_what_a_ramp_costs_and_how_the_two_readings_differ() -> None:
    notes = " ".join(built().notes)
    assert "4.25 of 8 weeks" in notes
    assert "3.75 weeks" in notes
    assert "9.8 leave by the simple count; 12.0" in notes
    assert "(C-76)" in notes
    assert "(C-90)" in notes


def test_weeks_too_few_for_a_hire_are_no_error() -> None:
    view = built(replace(plan.PRINTED, weeks=13.0, kind="new tier or specialty"))
    assert cards(view.cards)["Hires"] == "0"
    assert cards(view.cards)["Enough agents"] == fmt.NO_DATA


def test_what_is_not_known_is_asked_for() -> None:
    view = built(replace(plan.PRINTED, growth=math.nan))
    assert view.problem == "Type growth a month, % to see a plan."
    assert view.starts.is_empty


@pytest.mark.parametrize("rule", [rule.value for rule in LeavingRule])
def test_the_roster_counts_its_newcomers_only_while_its_total_stands(rule: str) -> None:
    team = Team(10.0, (1.0,), (1.0,))
    same = built(replace(plan.PRINTED, agents=11.0, rule=rule), team)
    other = built(replace(plan.PRINTED, agents=12.0, rule=rule), team)
    assert same.weeks["unhired"].iloc[0] == 10
    assert other.weeks["unhired"].iloc[0] == 12


def test_a_start_from_the_demo_company_is_what_it_measures(report: Report) -> None:
    presets = plan.build_hiring_presets(report)
    own = presets.values[plan.OWN]
    as_of = report.as_of()
    assert as_of is not None
    days = Period.last_days(28, as_of, report.zone())
    assert own.required == report.metric("required_agents", period=days).value
    assert presets.first == plan.OWN
    assert "Logged work needs" in presets.notes[plan.OWN]


def test_nothing_measured_starts_from_the_printed_example(empty: Report) -> None:
    presets = plan.build_hiring_presets(empty)
    assert presets.first == plan.EXAMPLE
    assert "Not told by your data" in presets.notes[plan.OWN]


def test_a_replay_says_the_differences_of_its_table(report: Report) -> None:
    as_of = report.as_of()
    assert as_of is not None
    question = Asked(period=Period.last_days(180, as_of, report.zone()), as_of=as_of)
    view = build_replay(report, question, 5.0, 0.75)
    rows = view.table.frame.set_index("rule")
    assert list(rows.index) == ["Round-robin", "Smallest backlog", "Skill", AS_IT_WAS]
    turn, skill = rows.loc["Round-robin"], rows.loc["Skill"]
    said = plain(view.differences[1])
    assert f"{skill['handoffs']:.0f} handoffs per 100 tickets instead of {turn['handoffs']:.0f}" in said
    assert f"{fmt.share(skill['right'])} of tickets at their level at once" in view.differences[1]
    word = "sooner" if skill["begun_p90"] < turn["begun_p90"] else "later"
    assert word in said
    assert rows.loc[AS_IT_WAS, "handoffs"] > 0
    assert math.isnan(rows.loc[AS_IT_WAS, "begun"])


def test_a_replay_of_nothing_says_what_is_missing(empty: Report) -> None:
    view = build_replay(empty, Asked(), 5.0, 0.75)
    assert view.table.is_empty
    assert "No tickets" in view.problem
