"""Letting systems send webhooks, and playing recorded events against a running server."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pandas as pd
import pytest

from core.data.hook_sources import hook_sources
from core.data.inbox import inbox_counts
from core.data.store import Store
from dashboard.cli import main
from dashboard.commands.recording import deliveries, recorded_events
from tests.hooks.real_server import served

EVENTS = """ticket_id,at,type,actor_role,to_value,seq
1,2026-01-05T09:00:00Z,created,customer,,0
1,2026-01-05T09:30:00Z,public_reply,agent,,2
2,2026-01-05T09:00:03Z,created,customer,,0
1,2026-01-05T09:30:00Z,assigned,system,Ann,1
2,2026-01-05T10:00:00Z,status_changed,agent,solved,1
"""


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    file = tmp_path / "events.csv"
    file.write_text(EVENTS, "utf-8")
    return file


def run(database: str, *arguments: str) -> int:
    return main(["--db", database, *arguments])


def test_a_secret_is_told_once_and_listed_never(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(database, "hook", "add", "desk") == 0
    secret = capsys.readouterr().out.strip()
    with Store.open(database) as store:
        assert hook_sources(store)["desk"].secret == secret
    assert run(database, "hook", "list") == 0
    printed = capsys.readouterr()
    assert "desk  generic" in printed.out
    assert secret not in printed.out + printed.err
    assert run(database, "hook", "add", "desk") == 1
    assert run(database, "hook", "remove", "desk") == 0
    assert run(database, "hook", "remove", "desk") == 1
    assert "sends no webhooks" in capsys.readouterr().err


def test_the_secret_of_another_system_is_read_from_standard_input(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("made-by-the-other-system\n"))
    assert run(database, "hook", "add", "zen", "--kind", "zendesk", "--window", "60") == 0
    with Store.open(database) as store:
        added = hook_sources(store)["zen"]
    assert (added.secret, added.window_seconds) == ("made-by-the-other-system", 60)
    assert run(database, "hook", "add", "fax", "--kind", "fax") == 1


def test_a_recording_is_cut_into_deliveries_on_its_own_clock(recording: Path) -> None:
    events = recorded_events(recording)
    planned = list(deliveries(events, speed=60))
    assert [event["type"] for event in events] == [
        "created",
        "created",
        "assigned",
        "public_reply",
        "status_changed",
    ]
    assert [round(each.due, 2) for each in planned] == [0.0, 30.0, 60.0]
    assert [len(each.body["events"]) for each in planned] == [2, 2, 1]
    assert planned[0].body["events"][0]["at"] == "2026-01-05T09:00:00+00:00"
    with pytest.raises(ValueError, match="speed"):
        list(deliveries(events, speed=0))


def test_a_recording_may_be_moved_to_this_moment(recording: Path) -> None:
    start = pd.Timestamp("2027-05-01T12:00:00Z").to_pydatetime()
    moved = [
        event for each in deliveries(recorded_events(recording), 1, start) for event in each.body["events"]
    ]
    assert [event["at"][:19] for event in (moved[0], moved[-1])] == [
        "2027-05-01T12:00:00",
        "2027-05-01T13:00:00",
    ]


def test_recorded_events_played_against_a_server_are_its_log(database: str, recording: Path) -> None:
    assert run(database, "hook", "add", "demo") == 0
    with served(database) as server, Store.open(database) as store:
        began = time.monotonic()
        assert run(database, "replay", str(recording), "--speed", "7200", "--url", server.url) == 0
        assert time.monotonic() - began >= 3600 / 7200
        deadline = time.monotonic() + 30
        while inbox_counts(store)["waiting"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert store.counts()["events"] == 5
        assert store.read_frame("inbox")["error"].isna().all()
        assert run(database, "replay", str(recording), "--url", server.url, "--source", "other") == 1


def test_what_cannot_be_replayed_is_told_in_a_sentence(
    database: str, recording: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(database, "hook", "add", "demo")
    for arguments, words in (
        ((str(recording), "--url", "localhost"), "is not an address of a server"),
        ((str(recording), "--speed", "0"), "speed: must be above 0"),
        ((str(recording.with_name("none.csv")),), "none.csv"),
    ):
        capsys.readouterr()
        assert run(database, "replay", *arguments) == 1
        assert words in capsys.readouterr().err
