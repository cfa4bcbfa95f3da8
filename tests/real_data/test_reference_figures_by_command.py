"""The reference figures of three real logs, through the public command line only.

The figures were computed outside the product, in plain pandas; they are compared to the digits
in which they are printed.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.data.columns import EventType
from core.data.store import Store
from dashboard.cli import main

HOUR = 60.0
BOSTON_COLUMNS = {
    "ticket_id": "CASE_ENQUIRY_ID",
    "created_at": "OPEN_DT",
    "stated_resolved_at": "CLOSED_DT",
    "sla_due_at": "TARGET_DT",
    "sla_met": "OnTime_Status",
    "status": "CASE_STATUS",
    "category": "TYPE",
    "team_id": "QUEUE",
    "channel": "Source",
}
Command = Callable[..., Any]


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str) -> Any:
        code = main(["--db", str(tmp_path / "log.db"), *arguments, "--json"])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        return json.loads(printed.out)

    return run


def hours(metric: dict[str, float], name: str) -> str:
    return f"{metric[name] / HOUR:.4f}"


def import_incidents(command: Command, shared_data: Path) -> dict[str, int]:
    file = shared_data / "uci_incidents_2016-03-07_to_03-20.csv.gz"
    report: dict[str, int] = command("import", str(file), "--profile", "servicenow", "--timezone", "UTC")
    return report


def test_incident_log_gives_its_resolution_figures(command: Command, shared_data: Path) -> None:
    assert import_incidents(command, shared_data)["read"] == 27_685
    figures = command("metrics", "ticket_volume", "resolution_time", "net_resolution_time")["metrics"]
    resolution, net = figures["resolution_time"], figures["net_resolution_time"]
    assert figures["ticket_volume"]["value"] == 4_048
    assert resolution["n"] == 3_825
    assert [hours(resolution, name) for name in ("mean", "median", "p90")] == [
        "229.8717",
        "77.1667",
        "484.6467",
    ]
    assert [hours(net, name) for name in ("mean", "median")] == ["148.5962", "40.3833"]


def test_incident_log_gives_its_shares(command: Command, shared_data: Path) -> None:
    import_incidents(command, shared_data)
    figures = command("metrics", "sla_met_rate", "reopen_rate")["metrics"]
    assert figures["sla_met_rate"]["n"] == figures["reopen_rate"]["n"] == 4_048
    assert f"{figures['sla_met_rate']['value']:.6f}" == "0.189723"
    assert round(figures["sla_met_rate"]["value"] * 4_048) == 768
    assert f"{figures['reopen_rate']['value']:.6f}" == "0.017045"
    assert round(figures["reopen_rate"]["value"] * 4_048) == 69


def test_incident_log_says_what_it_cannot_know(command: Command, shared_data: Path) -> None:
    import_incidents(command, shared_data)
    figures = command("metrics", "first_response_time", "csat_rate")["metrics"]
    for figure in figures.values():
        assert figure["value"] is None
        assert figure["status"] == "no_data"


def test_importing_twice_changes_nothing(command: Command, shared_data: Path, tmp_path: Path) -> None:
    first = import_incidents(command, shared_data)
    before = command("metrics")
    with Store.open(tmp_path / "log.db") as store:
        events = store.read_events()
    again = import_incidents(command, shared_data)
    assert first["stored"] == 27_685
    assert (again["stored"], again["unchanged"], again["quarantined"]) == (0, 27_685, 0)
    assert command("metrics") == before
    with Store.open(tmp_path / "log.db") as store:
        assert store.read_events().equals(events)


def import_help_desk(command: Command, shared_data: Path) -> None:
    file = shared_data / "rt5_events.jsonl.gz"
    report = command("import", str(file), "--profile", "canonical-events", "--timezone", "UTC")
    assert (report["read"], report["quarantined"]) == (2_254, 0)


def test_help_desk_gives_its_figures(command: Command, shared_data: Path) -> None:
    import_help_desk(command, shared_data)
    figures = command("metrics", "first_response_time", "escalation_volume", "ticket_volume")["metrics"]
    response = figures["first_response_time"]
    assert figures["ticket_volume"]["value"] == 200
    assert (response["n"], response["still_waiting"]) == (200, 0)
    assert (f"{response['mean']:.2f}", f"{response['median']:.1f}") == ("170.53", "166.0")
    assert figures["escalation_volume"]["value"] == 38


def test_every_true_action_of_the_help_desk_is_in_the_store(
    command: Command, shared_data: Path, tmp_path: Path
) -> None:
    import_help_desk(command, shared_data)
    with gzip.open(shared_data / "rt5_truth.jsonl.gz", "rt", encoding="utf-8") as lines:
        truth = [json.loads(line) for line in lines]
    stored = stored_actions(tmp_path / "log.db")
    missing = [action for action in truth if as_stored(action) not in stored]
    assert len(truth) == 1_415
    assert not missing


def as_stored(action: dict[str, Any]) -> tuple[str, str, str, str | None]:
    """A true action as (ticket, instant, event type, value) in the store's words."""
    names = {"status": "status_changed", "priority": "priority_changed", "escalated": "team_changed"}
    statuses = {"resolved": "solved", "rejected": "closed", "stalled": "pending"}
    kind, value = action["type"], action["value"]
    if kind == "escalated":
        value = "Escalations"
    elif kind == "status":
        value = statuses.get(value, value)
    elif kind in {"public_reply", "customer_reply", "internal_note", "created"}:
        value = None
    name = names.get(kind, kind)
    return str(action["ticket"]), action["ts"], name, None if value is None else str(value)


def stored_actions(database: Path) -> set[tuple[str, str, str, str | None]]:
    with Store.open(database) as store:
        events = store.read_events().to_pandas()
        tickets = store.read_tickets().to_pandas().set_index("pk")["ticket_id"]
        terms = store.terms()
    actions = set()
    for event in events.itertuples():
        at = event.at // 1_000_000
        instant = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
        kind = EventType(event.type).name.lower()
        word = None if event.to_term != event.to_term else terms[int(event.to_term)]
        value = str(int(event.value_num)) if kind == "csat" else word
        actions.add((tickets[event.ticket_pk], instant, kind, None if kind.endswith("reply") else value))
    return actions


def test_help_desk_reopens_are_counted(command: Command, shared_data: Path, tmp_path: Path) -> None:
    import_help_desk(command, shared_data)
    from core.report import Report

    report = Report.open(tmp_path / "log.db")
    reopens = report.facts().tickets["reopen_count"]
    merged = report.store.read_events().to_pandas()["type"].eq(int(EventType.MERGED)).sum()
    report.close()
    assert (int(reopens.sum()), int((reopens > 0).sum())) == (26, 26)
    assert merged == 12


def import_city_cases(command: Command, shared_data: Path, zone: str) -> None:
    file = shared_data / "boston311_2015_sample.csv.gz"
    mapped = [word for wanted, found in BOSTON_COLUMNS.items() for word in ("--map", f"{wanted}={found}")]
    report = command("import", str(file), "--profile", "canonical-tickets", "--timezone", zone, *mapped)
    assert (report["read"], report["stored"], report["quarantined"]) == (14_541, 14_541, 0)


def test_city_cases_come_in_through_a_mapping_of_columns(command: Command, shared_data: Path) -> None:
    # The reference takes the city's clock times as they are written, which is what UTC does.
    import_city_cases(command, shared_data, "UTC")
    figures = command("metrics", "resolution_time", "sla_met_rate", "backlog_count")["metrics"]
    closing, on_time = figures["resolution_time"], figures["sla_met_rate"]
    shape = [hours(closing, name) for name in ("mean", "median", "p90")]
    assert shape == ["242.4638", "92.4165", "545.9440"]
    assert (on_time["n"], round(on_time["value"] * on_time["n"])) == (13_499, 11_371)
    assert f"{on_time['value']:.6f}" == "0.842359"
    assert figures["backlog_count"]["value"] == 831
    then = command("metrics", "backlog_count", "--as-of", "2015-06-30T23:59:59")
    assert then["metrics"]["backlog_count"]["value"] == 671


def test_the_citys_own_zone_takes_the_change_of_the_clocks_into_account(
    command: Command, shared_data: Path
) -> None:
    import_city_cases(command, shared_data, "America/New_York")
    closing = command("metrics", "resolution_time")["metrics"]["resolution_time"]
    cases = pd.read_csv(shared_data / "boston311_2015_sample.csv.gz", parse_dates=["OPEN_DT", "CLOSED_DT"])
    zoned = cases[["OPEN_DT", "CLOSED_DT"]].apply(
        lambda times: times.dt.tz_localize("America/New_York", ambiguous=True, nonexistent="shift_forward")
    )
    taken = ((zoned["CLOSED_DT"] - zoned["OPEN_DT"]).dt.total_seconds() / 60).dropna()
    assert closing["n"] == len(taken)
    assert closing["mean"] == pytest.approx(taken.mean(), rel=1e-12)
    assert closing["p90"] == pytest.approx(taken.quantile(0.9), rel=1e-12)
    then = command("metrics", "backlog_count", "--as-of", "2015-06-30T23:59:59")
    assert then["metrics"]["backlog_count"]["value"] == 671
