"""The report over a real store: one number everywhere, fresh after every change, safe for threads."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.periods import Period
from core.report import Filters, Report, results_json

AS_OF = datetime(2026, 3, 10, 12, tzinfo=UTC)
JSON_KEYS = {"unit", "n", "value", "low", "high", "status"}
DURATION_KEYS = {"mean", "median", "p90", "still_waiting", "median_with_waiting"}
EVENTS = """ticket_id,ts,type,actor,actor_role,from,to,field
1,2026-03-02T09:00:00Z,created,c1,customer,,,
1,2026-03-02T09:00:00Z,field_changed,c1,customer,,login,category
1,2026-03-02T09:00:00Z,team_changed,r,system,,Support,
1,2026-03-02T09:05:00Z,public_reply,robot,bot,,,
1,2026-03-02T09:30:00Z,public_reply,ann,agent,,,
1,2026-03-02T10:00:00Z,status_changed,ann,agent,open,solved,
2,2026-03-03T09:00:00Z,created,c2,customer,,,
2,2026-03-03T09:00:00Z,team_changed,r,system,,Support,
2,2026-03-03T10:00:00Z,assigned,bo,agent,,bo,
2,2026-03-03T11:00:00Z,public_reply,bo,agent,,,
2,2026-03-04T09:00:00Z,status_changed,bo,agent,open,solved,
2,2026-03-05T09:00:00Z,customer_reply,c2,customer,,,
2,2026-03-05T09:00:00Z,status_changed,c2,customer,solved,open,
2,2026-03-05T10:00:00Z,public_reply,bo,agent,,,
2,2026-03-06T09:00:00Z,status_changed,bo,agent,open,solved,
3,2026-03-10T09:00:00Z,created,c3,customer,,,
3,2026-03-10T09:00:00Z,team_changed,r,system,,Escalations,
3,2026-03-10T12:00:00Z,internal_note,ann,agent,,,
"""
LATER = """ticket_id,ts,type,actor,actor_role,from,to,field
3,2026-03-10T13:00:00Z,public_reply,ann,agent,,,
4,2026-03-10T14:00:00Z,created,c4,customer,,,
"""


@pytest.fixture
def take_in(tmp_path: Path) -> Callable[[Store, str], None]:
    """Import a text of canonical events."""

    def load(store: Store, text: str) -> None:
        file = tmp_path / f"events{abs(hash(text))}.csv"
        file.write_text(text, "utf-8")
        result = import_file(store, file, ImportOptions(profile="canonical-events", source_id="desk"))
        assert result.quarantined == 0

    return load


@pytest.fixture
def report(store: Store, take_in: Callable[[Store, str], None]) -> Report:
    take_in(store, EVENTS)
    return Report(store)


def test_figures_come_out_as_worked_by_hand(report: Report) -> None:
    first = report.metric("first_response_time")
    assert (first.mean, first.n, first.still_waiting, first.median_with_waiting) == (75.0, 2, 1, 120.0)
    assert report.metric("resolution_time").mean == (60 + 3 * 1440) / 2
    assert report.metric("reopen_pct").value == 0.5
    assert report.metric("backlog_count").value == 1
    assert report.metric("queue_depth").value == 1
    assert report.metric("next_response_time").mean == 60


def test_present_is_the_latest_event(report: Report) -> None:
    assert report.as_of() == AS_OF
    assert report.facts().as_of == report.facts(AS_OF).as_of


def test_past_is_seen_as_it_was(report: Report) -> None:
    monday = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    assert report.metric("ticket_volume", as_of=monday).value == 1
    assert report.metric("backlog_count", as_of=monday).value == 1
    assert math.isnan(report.metric("first_response_time", as_of=monday).value)


def test_filters_and_groups_agree(report: Report) -> None:
    groups = {r.group: r for r in report.metrics(["ticket_volume"], by="team")}
    for name in ("Support", "Escalations"):
        alone = report.metric("ticket_volume", filters=Filters(team=(name,)))
        assert groups[name].value == alone.value
    assert groups[None].value == 3


def test_json_has_exactly_the_documented_fields(report: Report) -> None:
    for result in report.metrics():
        expected = JSON_KEYS | (DURATION_KEYS if result.definition.is_duration else set())
        assert set(result.to_json()) == expected
        json.dumps(result.to_json(), allow_nan=False)


def test_groups_sit_below_their_metric_in_json(report: Report) -> None:
    document = results_json(report.metrics(["frt_mean", "ticket_volume"], by="team"))
    assert list(document["metrics"]) == ["first_response_time", "ticket_volume"]
    assert set(document["metrics"]["ticket_volume"]["groups"]) == {"Support", "Escalations"}
    assert set(document["metrics"]["first_response_time"]["groups"]["Support"]) == JSON_KEYS | DURATION_KEYS


def test_comparison_holds_the_period_before(report: Report) -> None:
    week = Period.parse("2026-03-09..2026-03-15", AS_OF)
    result = report.metrics(["ticket_volume"], period=week, compare=True)[0]
    assert result.previous is not None
    assert (result.value, result.previous.value, result.change) == (1, 2, -1)
    assert result.change_ratio == -0.5
    assert result.is_better is None


def test_comparison_takes_the_same_weekdays(report: Report) -> None:
    days = Period.parse("2026-03-09..2026-03-10", AS_OF)
    volume = report.metrics(["ticket_volume"], period=days, compare=True)[0]
    assert volume.previous is not None
    assert (volume.value, volume.previous.value) == (1, 2)
    assert volume.compared_with == "2026-03-09 to 2026-03-10, 1 week earlier"


def test_a_change_comes_with_its_interval_also_in_json(report: Report) -> None:
    week = Period.parse("2026-03-09..2026-03-15", AS_OF)
    result = report.metrics(["ticket_volume"], period=week, compare=True)[0]
    assert result.change_low < result.change < 0 < result.change_high
    assert not result.is_clear
    told = result.to_json()
    assert set(told) == JSON_KEYS | {"change", "change_low", "change_high", "is_clear"}
    assert (told["change"], told["is_clear"]) == (-1, False)
    json.dumps(told, allow_nan=False)


def test_comparison_sees_the_past_as_it_stood_then(report: Report) -> None:
    days = Period.parse("2026-03-04..2026-03-05", AS_OF)
    before = days.previous()
    assert before is not None
    opened, reopened = report.metrics(["backlog_count", "reopen_rate"], period=days, compare=before)
    assert opened.previous is not None
    assert (opened.value, opened.previous.value) == (1, 1)
    assert reopened.previous is not None
    assert (reopened.previous.n, reopened.previous.value) == (1, 0)


def test_new_events_show_at_once_and_equal_a_fresh_report(
    report: Report, take_in: Callable[[Store, str], None]
) -> None:
    before = report.revision()
    report.metrics()
    take_in(report.store, LATER)
    assert report.revision() != before
    assert report.as_of() == datetime(2026, 3, 10, 14, tzinfo=UTC)
    fresh = Report(report.store)
    report.store.cache_dir.rename(report.store.cache_dir.with_name("moved"))
    again = Report(report.store)
    for one, two, three in zip(report.metrics(), fresh.metrics(), again.metrics(), strict=True):
        assert json.dumps(one.to_json()) == json.dumps(two.to_json()) == json.dumps(three.to_json())
    pd.testing.assert_frame_equal(report.facts().tickets, again.facts().tickets)
    assert report.metric("first_response_time").n == 3


def test_settings_change_figures_and_revision(report: Report) -> None:
    business = report.metric("first_response_business_time")
    assert business.mean == 75
    assert "assumed" in report.facts().calendar_name
    before = report.revision()
    report.store.set_setting("display_zone", "America/New_York")
    assert report.zone() == "America/New_York"
    assert report.revision() != before
    assert report.metric("first_response_business_time").mean == 0


def test_stored_calendar_is_used(report: Report) -> None:
    calendar = {
        "calendar_id": ["default"],
        "valid_from": [datetime(2020, 1, 1, tzinfo=UTC)],
        "name": ["Mornings"],
        "timezone": ["UTC"],
        "weekly": [json.dumps({"mon": [["09:00", "09:10"]]})],
        "special_days": [None],
    }
    report.store.upsert_frame("calendar", pd.DataFrame(calendar))
    report.refresh()
    assert report.facts().calendar_name == "Mornings"
    assert report.metric("first_response_business_time").mean == 5


def test_stage_changes_the_targets(report: Report) -> None:
    assert report.metric("first_response_time").target_text == "under 1 h"
    report.store.set_setting("stage", "startup")
    assert report.metric("first_response_time").target_text == "under 4 h"
    assert report.metrics(["frt_mean"], stage="enterprise")[0].target_text == "under 30 min"


def test_own_targets_replace_the_shipped_ones(report: Report) -> None:
    override = {"metric_id": ["backlog_count"], "target_high": [0.0], "warn_high": [5.0], "author": ["lead"]}
    report.store.upsert_frame("target_override", pd.DataFrame(override))
    result = report.metric("backlog_count")
    assert (result.status, result.target_text) == ("warning", "at most 0")
    assert "backlog_count" in {warning.id for warning in report.warnings()}


def test_options_name_what_occurs(report: Report) -> None:
    options = report.options()
    assert options["team"] == ["Escalations", "Support"]
    assert options["source"] == ["desk"]


def test_empty_store_has_no_figures_and_no_errors(store: Store) -> None:
    report = Report(store)
    assert report.as_of() is None
    assert {result.status.value for result in report.metrics()} == {"no_data"}
    assert report.metrics(["ticket_volume"], by="week")[0].value != 0
    assert report.options()["team"] == []
    assert not any(item.is_computable for item in report.computability())
    assert report.data_quality().anomalies == ()
    assert report.freshness().ticket_count == 0
    assert report.warnings() == []
    assert len(report.glossary()) > 30
    for view in (report.tickets, report.backlog_history, report.workload, report.inflow, report.trending):
        assert len(view()) == 0
    for view in (report.volume_trend, report.category_pain, report.csat_breakdown):
        assert len(view()) == 0
    assert report.backlog_age_histogram()["ticket_count"].sum() == 0


def test_unknown_names_are_refused(report: Report) -> None:
    with pytest.raises(ValueError, match="metric 'speed' does not exist"):
        report.metrics(["speed"])
    with pytest.raises(ValueError, match="by: 'moon'"):
        report.metrics(by="moon")
    with pytest.raises(ValueError, match="stage 'huge'"):
        report.metrics(stage="huge")
    with pytest.raises(ValueError, match="where: 'lost'"):
        report.tickets(where="lost")


def test_threads_get_the_same_figures(report: Report) -> None:
    instants = [AS_OF - timedelta(days=day) for day in range(8)]

    def volume(instant: datetime) -> float:
        return report.metric("ticket_volume", as_of=instant).value

    expected = [volume(instant) for instant in instants]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(volume, instants * 4)) == expected * 4


def test_both_databases_give_the_same_figures(
    any_store: Store, report: Report, take_in: Callable[[Store, str], None]
) -> None:
    take_in(any_store, EVENTS)
    here, there = report.metrics(by="team"), Report(any_store).metrics(by="team")
    assert json.dumps(results_json(here)) == json.dumps(results_json(there))


def test_export_table_has_a_row_per_metric(report: Report) -> None:
    frame = report.metrics_frame()
    assert len(frame) == len(report.metrics())
    assert {"id", "name", "value", "n", "status", "reason", "target"} <= set(frame.columns)


def test_a_source_that_never_escalates_does_not_count_as_zero_beside_one_that_does(
    store: Store, take_in: Callable[[Store, str], None], tmp_path: Path
) -> None:
    take_in(store, EVENTS)
    other = tmp_path / "other.csv"
    other.write_text("\n".join(line.replace("Escalations", "Sales") for line in EVENTS.splitlines()), "utf-8")
    import_file(store, other, ImportOptions(profile="canonical-events", source_id="shop"))
    tickets = Report(store).facts().tickets
    counts = tickets.set_index(["source_id", "ticket_id"])["escalation_count"]
    assert counts["desk"].notna().all()
    assert counts["shop"].isna().all()


def test_nobody_is_said_to_wait_where_the_source_tells_no_replies(store: Store, tmp_path: Path) -> None:
    rows = [f"{n},2026-03-02T09:00:00Z,created" for n in range(30)]
    rows += [f"{n},2026-03-02T10:00:00Z,status_changed" for n in range(30)]
    file = tmp_path / "silent.csv"
    file.write_text("\n".join(["ticket_id,at,type", *rows]), "utf-8")
    import_file(store, file, ImportOptions(profile="canonical-events"))
    response = Report(store).metric("first_response_time").to_json()
    assert (response["n"], response["value"], response["still_waiting"]) == (0, None, None)
