"""``queuewise alerts``: what it prints, and what cron may rely on."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from core.alerts.ladder import Ladder
from core.reporting.alert_rules import save_ladder, save_rule
from dashboard.cli import main
from tests.alerts.help_desk import Desk, Receiver
from tests.alerts.test_check import DEPTH

AS_OF = ["--as-of", "2026-03-02T09:31"]


@pytest.fixture
def watched(desk: Desk) -> Desk:
    desk.tell(*(f"{number}, 2026-03-02 09:00:00, created, , customer," for number in (1, 2)))
    save_ladder(desk.store, Ladder(is_on=False))
    save_rule(desk.store, replace(DEPTH, channels=("hook",)))
    return desk


def run(desk: Desk, *words: str) -> int:
    return main(["--db", desk.store.url, "alerts", *words])


def add_channel(desk: Desk, name: str, url: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{url}\n"))
    return run(desk, "add-channel", name)


def test_a_channel_is_kept_listed_tested_and_removed_and_its_address_never_shown(
    watched: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"json://me:hushhush@127.0.0.1:{receiver.port}/hush"
    assert add_channel(watched, "hook", url, monkeypatch) == 0
    assert run(watched, "channels") == 0
    assert run(watched, "test", "hook") == 0
    said = capsys.readouterr()
    assert "hook  Webhook  127.0.0.1" in said.out
    assert "hush" not in said.out + said.err
    assert receiver.posts[0][2]["title"] == "A test from Queuewise"
    receiver.status = 503
    assert run(watched, "test", "hook") == 1
    assert "503" in capsys.readouterr().err
    assert run(watched, "remove-channel", "hook") == 0
    assert run(watched, "test", "hook") == 1
    assert add_channel(watched, "odd", "https://example.org/hook", monkeypatch) == 1


def test_check_sends_what_it_decides_and_list_ack_and_snooze_follow(
    watched: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_channel(watched, "hook", f"json://127.0.0.1:{receiver.port}/", monkeypatch)
    capsys.readouterr()
    assert run(watched, "check", *AS_OF, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "as_of": "2026-03-02T09:31:00+00:00",
        "note": "",
        "raised": 1,
        "reminded": 0,
        "ended": 0,
        "queued": 1,
        "sent": 1,
        "failed": 0,
    }
    assert [got["title"] for _, _, got in receiver.posts] == ["Queue depth: 2"]
    assert run(watched, "list") == 0
    assert "Queue depth" in capsys.readouterr().out
    assert run(watched, "ack", "1", "77", "--by", "Kim") == 0
    assert "1 noted; 1 not open" in capsys.readouterr().out
    assert run(watched, "snooze", "1", "--hours", "2") == 0
    assert run(watched, "ack", "77") == 1
    capsys.readouterr()
    assert run(watched, "list", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)["alerts"]
    assert (row["rule"], row["state"], row["noted_by"], row["sent_count"]) == (
        "Queue depth",
        "noted",
        "Kim",
        1,
    )


def test_old_data_is_no_reason_to_fail_a_cron_job(watched: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(watched, "check") == 0
    said = capsys.readouterr()
    assert "48 hours" in said.err
    assert said.out == "0 raised, 0 reminded, 0 ended, 0 sent, 0 failed\n"


def test_rules_are_listed_and_tried_on_the_past(watched: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    watched.tell("3, 2026-03-02 12:00:00, created, , customer,")
    assert run(watched, "rules") == 0
    said = capsys.readouterr().out
    assert "Queue depth" in said
    assert "Stuck tickets" in said
    assert run(watched, "try", "Queue depth", "--days", "1", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["days"] == 1
    assert [firing["raised_at"] for firing in found["firings"]] == ["2026-03-02T09:30:00+00:00"]
    assert run(watched, "try", "No such rule") == 1
