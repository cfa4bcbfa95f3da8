"""A report over recent tickets has the figures of the whole one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from core.data.store import Store
from core.metrics import METRICS
from core.periods import Period
from core.report import Filters, Report
from core.reporting.recent import TREND_REACH, keeps_figures, recent_report
from sample_data import generate, load_into

KEPT = [metric.id for metric in METRICS.values() if keeps_figures(metric) and not metric.is_waiting]
DAYS = 20


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("recent") / "queuewise.db") as store:
        load_into(store, generate(3_000, seed=4))
        yield Report(store)


@pytest.fixture(scope="module")
def recent(report: Report) -> Report:
    end = report.as_of()
    assert end is not None
    return recent_report(report, end - timedelta(days=DAYS) - TREND_REACH)


def test_most_metrics_can_be_taken_from_it(recent: Report, report: Report) -> None:
    assert len(KEPT) > 50
    assert len(recent.facts().tickets) < len(report.facts().tickets) / 2


@pytest.mark.parametrize("days", [0.01, 1.5, 6.3, 12.9])
def test_every_figure_of_a_recent_instant_is_the_same(report: Report, recent: Report, days: float) -> None:
    end = report.as_of()
    assert end is not None
    asked = {"as_of": end - timedelta(days=days)}
    asked["period"] = Period.last_days(7, asked["as_of"], report.zone())
    for filters in (Filters(), Filters(team=("Billing",))):
        whole, cut = (one.metrics(KEPT, filters=filters, **asked) for one in (report, recent))
        for mine, its in zip(whole, cut, strict=True):
            assert repr(mine.to_json()) == repr(its.to_json()), mine.id


def test_groups_lists_and_clocks_are_the_same(report: Report, recent: Report) -> None:
    end = report.as_of()
    assert end is not None
    when = end - timedelta(days=3)
    for where in ("open", "unanswered", "unassigned", "stuck", "urgent"):
        lists = [one.tickets(as_of=when, where=where)["ticket_id"].tolist() for one in (report, recent)]
        assert lists[0] == lists[1], where
    by_team = [one.metrics(["backlog_count"], as_of=when, by="team") for one in (report, recent)]
    whole, cut = ([(one.group, one.value) for one in rows] for rows in by_team)
    assert whole == cut
    names = ["ticket_id", "metric", "period", "level", "elapsed_minutes"]
    running = [
        one.sla_clocks(as_of=when, outcome=("running", "paused"))[names].sort_values(names[:3])
        for one in (report, recent)
    ]
    assert len(running[0]) > 10
    assert running[0].to_numpy().tolist() == running[1].to_numpy().tolist()


def test_metrics_that_need_older_tickets_are_left_to_the_whole_report() -> None:
    left = {metric.id for metric in METRICS.values() if not keeps_figures(metric)}
    assert {"repeat_contact_rate", "low_score_follow_up_time", "escalation_rate", "cost_per_ticket"} <= left
