"""Agents: the table is the report's, small samples are marked, and no other name shows for one agent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.data.store import Store
from core.periods import Period
from core.report import Filters, Report
from dashboard.charts.funnel import funnel
from dashboard.view_models.agent_comparison import build_comparison, build_one
from dashboard.view_models.agents import EIGHT, agent_results, build_agents, enough, recognised
from sample_data.company import generate
from sample_data.loading import load_into
from tests.dashboard.view_models.asked import Asked


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    path = tmp_path_factory.mktemp("agents") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(4_000, seed=7))
    opened = Report.open(path)
    yield opened
    opened.close()


def asked(report: Report, days: int) -> Asked:
    as_of = report.as_of()
    assert as_of is not None
    return Asked(Period.last_days(days, as_of, report.zone()), as_of)


def test_every_figure_of_the_table_is_the_metric_filtered_to_the_agent(report: Report) -> None:
    question = asked(report, 365)
    view = build_agents(report, question)
    row = view.agents.frame.iloc[0]
    alone = {
        r.id: r
        for r in report.metrics(
            list(EIGHT),
            period=question.period,
            filters=Filters(assignee=(row["group"],)),
            as_of=question.as_of,
        )
    }
    assert row["reopen_rate"] == pytest.approx(alone["reopen_rate"].value)
    assert row["csat_rate"] == pytest.approx(alone["csat_rate"].value, nan_ok=True)
    assert row["average_handle_time"] == pytest.approx(alone["average_handle_time"].value, nan_ok=True)
    assert row["resolved_count"] == alone["resolved_count"].value


def test_small_samples_are_marked_and_left_out_of_the_band(report: Report) -> None:
    results = agent_results(report, asked(report, 14))
    view = build_agents(report, asked(report, 14))
    few = {r.group for r in results if r.id == "reopen_rate" and 0 < r.n < r.definition.min_sample}
    assert few
    marked = view.agents.frame.set_index("group")["small"]
    assert all(EIGHT["reopen_rate"].title in marked[name] for name in few)
    assert not few & set(enough(results, "reopen_rate").index)


def test_agents_stand_in_the_order_of_their_names_not_of_a_league(report: Report) -> None:
    names = build_agents(report, asked(report, 365)).agents.frame["group"].tolist()
    assert names == sorted(names)
    assert "not stated" not in names


def test_recognition_never_rewards_volume_alone(report: Report) -> None:
    results = agent_results(report, asked(report, 365))
    found = recognised(results).frame
    by = {(r.group, r.id): r for r in results}
    assert all(by[name, "qa_score"].value >= 90 for name in found["group"])
    assert all(by[name, "reopen_rate"].value < 0.05 for name in found["group"])
    busiest = max((r for r in results if r.id == "resolved_count"), key=lambda r: r.value)
    deserving = by[busiest.group, "qa_score"].value >= 90
    assert deserving or busiest.group not in set(found["group"])


def test_one_agent_is_shown_without_the_names_of_the_others(report: Report) -> None:
    view = build_agents(report, asked(report, 365))
    one = build_one(view.results, view.names[0])
    words = one.rows.frame.to_string() + one.rows.title
    assert view.names[0] in words
    assert not any(name in words for name in view.names[1:])
    assert len(one.rows.frame) == len(EIGHT)


@pytest.mark.parametrize("metric", ["reopen_rate", "resolution_time"])
def test_comparison_shows_raw_beside_expected_and_draws_its_funnel(report: Report, metric: str) -> None:
    question = asked(report, 365)
    view = build_comparison(report, question, metric)
    assert {"observed", "expected", "adjusted", "verdict"} <= set(view.table.columns)
    assert (view.frame["low"] <= view.frame["difference"]).all()
    figure = funnel(view.frame, mode="light", unit=view.unit)
    points = figure.data[-1]
    assert sorted(points.y) == pytest.approx(sorted(view.frame["observed"]))


def test_nothing_to_compare_gives_empty_tables(tmp_path_factory: pytest.TempPathFactory) -> None:
    report = Report.open(tmp_path_factory.mktemp("none") / "empty.db")
    question = Asked(Period.all_time(), None)
    assert build_agents(report, question).agents.is_empty
    assert build_comparison(report, question, "csat_rate").table.is_empty
    report.close()
