"""The open queue moved on in time equals the whole report at that instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Filters, Report
from core.reporting.live_facts import moved_on
from sample_data.company import generate
from sample_data.loading import load_into

MOMENTS = (timedelta(0), timedelta(seconds=7), timedelta(hours=5), timedelta(days=3, minutes=11))
OPEN_FIGURES = (
    "backlog_count",
    "backlog_age",
    "backlog_24h",
    "queue_depth",
    "unassigned_count",
    "stuck_tickets",
    "open_p1_p2",
)
LISTS = ("open", "waiting", "unanswered", "unassigned", "stuck", "old", "urgent")
CLOCK_COLUMNS = ["remaining_minutes", "elapsed_minutes", "paused_minutes", "late_minutes"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    path = tmp_path_factory.mktemp("open") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(2_500, seed=5))
    report = Report.open(path)
    yield report
    report.close()


def moment(report: Report, later: timedelta) -> datetime:
    latest = report.as_of()
    assert latest is not None
    return latest + later + timedelta(microseconds=1)


def ordered(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return frame.sort_values(keys, kind="stable", ignore_index=True)


@pytest.mark.parametrize("later", MOMENTS, ids=str)
def test_lists_of_open_tickets_are_those_of_the_whole_report(demo: Report, later: timedelta) -> None:
    now = moment(demo, later)
    live = demo.live(now)
    for where in LISTS:
        mine = ordered(live.tickets(where=where), ["source_id", "ticket_id"])
        whole = ordered(demo.tickets(where=where, as_of=now), ["source_id", "ticket_id"])
        pd.testing.assert_frame_equal(mine, whole, rtol=1e-9, check_categorical=False)


@pytest.mark.parametrize("later", MOMENTS, ids=str)
def test_figures_of_open_tickets_are_those_of_the_whole_report(demo: Report, later: timedelta) -> None:
    now = moment(demo, later)
    for filters in (Filters(), Filters(priority=("P1", "P2"))):
        mine = demo.live(now).metrics(OPEN_FIGURES, filters=filters)
        whole = demo.metrics(OPEN_FIGURES, filters=filters, as_of=now)
        for one, other in zip(mine, whole, strict=True):
            assert one.value == pytest.approx(other.value, rel=1e-9, nan_ok=True), one.id
            assert one.n == other.n, one.id
    for name in ("workload", "backlog_age_histogram"):
        mine, whole = getattr(demo.live(now), name)(), getattr(demo, name)(as_of=now)
        pd.testing.assert_frame_equal(mine, whole, rtol=1e-9)


@pytest.mark.parametrize("later", MOMENTS, ids=str)
def test_running_clocks_are_those_of_the_whole_report(demo: Report, later: timedelta) -> None:
    now = moment(demo, later)
    whole = demo.sla_clocks(as_of=now)
    whole = whole[whole["stopped_at"].isna()]
    mine = demo.live(now).sla_clocks()
    keys = ["source_id", "ticket_id", "metric", "started_at"]
    mine, whole = ordered(mine, keys), ordered(whole, keys)
    assert len(mine) > 20
    for column in (*keys, "outcome", "level", "due_at", "priority", "customer_tier"):
        assert (
            mine[column].astype(object).fillna("").tolist()
            == whole[column].astype(object).fillna("").tolist()
        )
    for column in CLOCK_COLUMNS:
        np.testing.assert_allclose(mine[column], whole[column], rtol=1e-9, atol=1e-6)


def test_pauses_that_go_on_and_pauses_that_ended_are_told_apart(demo: Report) -> None:
    soon, later = (
        demo.live(moment(demo, by)).sla_clocks() for by in (timedelta(hours=1), timedelta(hours=3))
    )
    keys = ["source_id", "ticket_id", "metric", "started_at"]
    both = soon.merge(later, on=keys, suffixes=("", "_later"))
    paused = both["outcome"] == "paused"
    assert paused.any()
    stood = both.loc[paused, "elapsed_minutes_later"] - both.loc[paused, "elapsed_minutes"]
    assert stood.abs().max() == pytest.approx(0, abs=1e-6)


def test_an_instant_before_the_latest_event_means_that_event(demo: Report) -> None:
    latest = demo.as_of()
    assert latest is not None
    assert demo.live(latest - timedelta(days=30)).as_of() == latest + timedelta(microseconds=1)
    with pytest.raises(ValueError, match="instant"):
        moved_on(demo.facts(), demo.facts().as_of - 1, demo._loader.settings().calendar)


def test_a_source_that_names_no_assignee_stays_unknown_in_the_queue(tmp_path: Path) -> None:
    rows = [f"{n},2026-03-02T09:00:00Z,{'open' if n < 3 else 'closed'},P2,Billing" for n in range(40)]
    file = tmp_path / "silent.csv"
    file.write_text("ticket_id,created_at,status,priority,team_id\n" + "\n".join(rows), "utf-8")
    with Store.open(tmp_path / "silent.db") as store:
        import_file(store, file, ImportOptions(profile="canonical-tickets"))
        report = Report(store)
        live = report.live(moment(report, timedelta(hours=1)))
        assert len(live.tickets()) == 3
        assert live.metric("unassigned_count").n == report.metric("unassigned_count").n == 0
        assert np.isnan(live.metric("unassigned_count").value) == np.isnan(
            report.metric("unassigned_count").value
        )


def test_what_comes_in_later_is_in_the_queue_as_in_the_whole_report(tmp_path: Path) -> None:
    head = "ticket_id,created_at,status,priority,team_id,assignee_id\n"
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    rows = [
        f"{n},2026-03-0{1 + n % 7}T09:00:00Z,{'open' if n % 3 else 'closed'},P2,Billing,ada"
        for n in range(30)
    ]
    first.write_text(head + "\n".join(rows), "utf-8")
    second.write_text(
        head + "1,2026-03-02T09:00:00Z,closed,P2,Billing,ada\n77,2026-03-09T09:00:00Z,open,P1,Tech,", "utf-8"
    )
    with Store.open(tmp_path / "two.db") as store, Store.open(tmp_path / "two.db") as other:
        import_file(store, first, ImportOptions(profile="canonical-tickets"))
        report = Report(store)
        before, revision = report.live(moment(report, timedelta(0))).tickets(), report.live_revision()
        import_file(other, second, ImportOptions(profile="canonical-tickets"))
        assert report.live_revision() != revision
        now = moment(report, timedelta(hours=2))
        after, whole = report.live(now).tickets(), report.tickets(as_of=now)
        assert set(before["ticket_id"]) - set(after["ticket_id"]) == {"1"}
        assert set(after["ticket_id"]) - set(before["ticket_id"]) == {"77"}
        keys = ["source_id", "ticket_id"]
        pd.testing.assert_frame_equal(
            ordered(after, keys), ordered(whole, keys), rtol=1e-9, check_categorical=False
        )
        assert report.latest_event() == report.as_of()


def test_the_past_is_made_anew_only_for_a_new_instant(tmp_path: Path) -> None:
    head, name = "ticket_id,created_at,status,priority,team_id\n", ImportOptions(profile="canonical-tickets")
    file, now = tmp_path / "one.csv", datetime(2026, 3, 9, 10, tzinfo=UTC)
    with Store.open(tmp_path / "past.db") as store:
        for number in (1, 2):
            file.write_text(f"{head}{number},2026-03-09T09:00:00Z,open,P2,Billing\n", "utf-8")
            import_file(store, file, name)
            if number == 1:
                report = Report(store)
                assert len(report.past(now).tickets()) == 1
        assert len(report.past(now).tickets()) == 1
        assert len(report.live(now).tickets()) == len(report.past(now).live(now).tickets()) == 2
        assert len(report.past(now + timedelta(minutes=1)).tickets()) == 2
