"""View models on a small made-up company and on nothing at all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from core.data.store import Store
from core.periods import Period
from core.report import Filters, Report
from dashboard import format as fmt
from dashboard.view_models import queue_lists
from dashboard.view_models.data import build_data
from dashboard.view_models.groups import by_group, worst
from dashboard.view_models.inflow import build_inflow
from dashboard.view_models.overview import build_overview
from dashboard.view_models.queue_health import build_queue_health
from dashboard.view_models.queue_lists import WORK_LISTS, build_work_list
from dashboard.view_models.queue_past import Presence
from dashboard.view_models.queue_people import build_queue_people
from dashboard.view_models.quiet import newest_outside
from dashboard.view_models.tables import Shape
from dashboard.view_models.team import build_team
from dashboard.view_models.trending import trending_alerts, trending_frame
from sample_data.company import generate
from sample_data.loading import load_into
from tests.dashboard.view_models.asked import Asked


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    path = tmp_path_factory.mktemp("views") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(3_000, seed=7))
    report = Report.open(path)
    yield report
    report.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Report]:
    report = Report.open(tmp_path / "empty.db")
    yield report
    report.close()


def asked(report: Report, days: int = 90, **filters: tuple[str, ...]) -> Asked:
    as_of = report.as_of()
    assert as_of is not None
    period = Period.last_days(days, as_of, report.zone())
    return Asked(period, as_of, period.previous(), filters=Filters(**filters), zone=report.zone())


def test_flow_adds_up_to_the_figures_of_the_period(demo: Report) -> None:
    view = build_overview(demo, asked(demo))
    frame = view.flow.frame
    question = asked(demo)
    volume, resolved = demo.metrics(["ticket_volume", "resolved_count"], period=question.period)
    assert frame["created"].sum() == volume.value
    assert frame["resolved"].sum() == resolved.value
    assert frame["backlog"].iloc[-1] == demo.metric("backlog_count").value


def test_only_whole_weeks_are_drawn_and_the_table_keeps_them_all(demo: Report) -> None:
    flow = build_overview(demo, asked(demo)).flow
    assert flow.grain == "week"
    drawn = flow.whole["created"].notna()
    assert not drawn.iloc[0]
    assert not drawn.iloc[-1]
    assert drawn.iloc[1:-1].all()
    assert flow.frame["created"].notna().all()
    assert flow.whole["backlog"].equals(flow.frame["backlog"])


def test_warnings_name_only_figures_that_are_off_target(demo: Report) -> None:
    question = asked(demo)
    off = {r.name for r in demo.warnings(period=question.period)}
    titles = [alert.title.split(":")[0] for alert in build_overview(demo, question).alerts]
    assert titles
    assert {title for title in titles if not title.endswith("trending")} <= off


def test_the_inflow_table_counts_every_new_ticket_once(demo: Report) -> None:
    question = asked(demo)
    inflow = build_inflow(demo, question)
    volume = demo.metric("ticket_volume", period=question.period)
    assert inflow.frame["ticket_count"].sum() == volume.value
    assert inflow.matrix.shape == (7, 24)


def test_age_bands_priorities_and_lists_describe_the_same_backlog(demo: Report) -> None:
    view = build_queue_health(demo, asked(demo))
    backlog = demo.metric("backlog_count").value
    assert view.ages["ticket_count"].sum() == backlog
    assert view.priorities["count"].sum() == backlog
    assert view.states["open_count"].sum() == backlog
    for name, metric in (
        ("old", "backlog_24h"),
        ("unassigned", "unassigned_count"),
        ("waiting", "queue_depth"),
    ):
        assert build_work_list(demo, asked(demo), name).total == demo.metric(metric).value
    loads = build_queue_people(demo, asked(demo), Presence()).loads
    assert loads["open_count"].sum() == backlog - demo.metric("unassigned_count").value


def test_teams_come_worst_first(demo: Report) -> None:
    view = build_team(demo, asked(demo))
    order = {"critical": 0, "warning": 1, "on_target": 2, "too_few": 3}
    worst_first = [order[status] for status in view.teams.frame["status"]]
    assert worst_first == sorted(worst_first)
    assert set(view.teams.frame["group"]) == set(demo.options()["team"])


def test_a_team_is_as_bad_as_its_worst_figure(demo: Report) -> None:
    results = by_group(demo, asked(demo), ["first_response_time", "csat_rate"], "team")
    table = worst(results).set_index("group")
    for name, rows in table.iterrows():
        statuses = {str(r.status) for r in results if r.group == name}
        expected = next((s for s in ("critical", "warning", "on_target") if s in statuses), "too_few")
        assert rows["status"] == expected


def test_a_category_that_doubled_raises_an_alert(demo: Report) -> None:
    frame = trending_frame(demo, asked(demo)).head(1).copy()
    frame.loc[0, ["is_trending", "ticket_count", "usual_count"]] = [True, 30, 10.0]
    (alert,) = trending_alerts(frame)
    assert "30" in alert.detail
    assert "10" in alert.detail


def test_filters_reach_every_list(demo: Report) -> None:
    view = build_queue_health(demo, asked(demo, priority=("P1", "P2")))
    for name in WORK_LISTS:
        table = build_work_list(demo, asked(demo, priority=("P1", "P2")), name)
        assert set(table.frame["priority"]) <= {"P1", "P2"}
    assert set(view.priorities["priority"]) <= {"P1", "P2"}


def test_exports_of_the_work_lists_hold_every_ticket(demo: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_lists, "Shape", partial(Shape, limit=2))
    for name in ("waiting", "unassigned", "open"):
        table = build_work_list(demo, asked(demo), name)
        every = table.every_row()
        assert sorted(every["ticket_id"]) == sorted(demo.tickets(where=name)["ticket_id"])
        assert len(table.frame) == min(2, table.total)
        assert every.columns.tolist() == table.frame.columns.tolist()


def test_team_heads_with_the_own_clock_and_tells_the_help_desks_verdict_beside_it(demo: Report) -> None:
    question = asked(demo)
    view = build_team(demo, question)
    cards = {card.label: card for card in view.cards}
    for label, name in (
        ("Responses in time", "response_sla_met_rate"),
        ("Resolutions in time", "resolution_sla_met_rate"),
    ):
        found = demo.metric(name, period=question.period)
        assert cards[label].value == fmt.share(found.value)
        assert cards[label].note.startswith(f"{fmt.plural(found.n, 'promise')}, our clock")
        teams = demo.metrics([name], period=question.period, by="team")[1:]
        by_team = view.teams.frame.set_index("group")[name]
        assert {r.group: r.value for r in teams} == by_team.to_dict()
    said = demo.metric("sla_met_rate", period=question.period).value
    assert f"the help desk says {fmt.share(said)} · reviewed" in cards["Resolutions in time"].note
    assert "SLA met" not in cards
    assert not any("as the source says" in alert.title for alert in view.alerts)
    assert "sla_met_rate" in view.teams.columns


def test_team_shows_the_help_desks_verdict_where_the_own_clock_is_silent(tmp_path: Path) -> None:
    with Store.open(tmp_path / "own.db") as store:
        load_into(store, generate(600, seed=3))
        report = Report(store)
        report.choose_policy("severity")
        view = build_team(report, asked(report))
    cards = {card.label: card for card in view.cards}
    assert "as the help desk says · reviewed" in cards["SLA met"].note
    assert not {"Responses in time", "Resolutions in time"} & set(cards)
    assert not {"response_sla_met_rate", "resolution_sla_met_rate"} & set(view.teams.columns)


def test_the_data_page_names_every_figure_once_in_words(demo: Report) -> None:
    view = build_data(demo)
    assert not view.is_empty
    assert view.computable.total == len(set(view.computable.frame["name"]))
    assert not any("_" in field for field in view.completeness.frame["field"])
    imports = view.imports.frame
    parts = imports[["stored_count", "unchanged_count", "quarantined_count"]]
    assert (imports["read_count"] == parts.sum(axis=1)).all()


@pytest.mark.parametrize("build", [build_overview, build_queue_health, build_team])
def test_nothing_imported_gives_no_figure_instead_of_zero(empty: Report, build) -> None:
    view = build(empty, Asked(Period(), None, zone="UTC"))
    cards = [card for name in ("now", "promises", "direction", "cards") for card in getattr(view, name, ())]
    assert cards
    assert {card.value for card in cards} <= {"no data"}
    assert not view.alerts


def test_an_empty_store_offers_an_import(empty: Report) -> None:
    view = build_data(empty)
    assert view.is_empty
    assert view.imports.is_empty
    assert "Drop a file" in view.imports.empty
    assert not any(math.isfinite(n) and n for n in view.computable.frame["n"])


def test_a_period_beside_the_data_names_the_newest_ticket(demo: Report) -> None:
    created = demo.facts().tickets["created_at"]
    before = created.min().to_pydatetime() - timedelta(days=1)
    beside = replace(asked(demo), period=Period.last_days(7, before, demo.zone()))
    assert newest_outside(demo, beside) == created.max().to_pydatetime()
    assert newest_outside(demo, asked(demo)) is None
    assert newest_outside(demo, replace(beside, filters=Filters(team=("nobody",)))) is None
