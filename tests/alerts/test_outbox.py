"""Nothing is lost when the process dies between deciding and sending, and nothing is sent in silence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.alerts.ladder import Ladder
from core.data.alert_book import LEASE, MOST_ATTEMPTS, claim, deciding, mark_failed
from core.data.store import Store
from core.reporting.alert_check import check_alerts
from core.reporting.alert_log import alert_log
from core.reporting.alert_rules import remove_channel, save_channel, save_ladder, save_rule
from dashboard.alert_look import in_words
from dashboard.outbox import Sent, send_due
from tests.alerts.help_desk import Desk, Receiver, at
from tests.alerts.test_check import DEPTH

ROOT = Path(__file__).resolve().parents[2]
NOW = at("2026-03-02 09:31")
DECIDE = """
import sys, time
from core.report import Report
from core.reporting.alert_check import check_alerts
from dashboard.alert_look import in_words
from datetime import datetime
report = Report.open(sys.argv[1])
check_alerts(report, datetime.fromisoformat(sys.argv[2]), in_words(report))
print("decided", flush=True)
time.sleep(60)
"""
SEND = """
import sys
from core.data.store import Store
from dashboard.outbox import send_due
from datetime import datetime
with Store.open(sys.argv[1]) as store:
    print("sending", flush=True)
    send_due(store, lambda: datetime.fromisoformat(sys.argv[2]))
"""
DIE_DECIDING = """
import os, signal, sys
from core.report import Report
from core.reporting.alert_check import check_alerts
from datetime import datetime
report = Report.open(sys.argv[1])
check_alerts(report, datetime.fromisoformat(sys.argv[2]), lambda notice: os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.fixture
def watched(desk: Desk, receiver: Receiver) -> Desk:
    """A desk on which one alert is due at 9:31, told to a web server of this machine."""
    desk.tell(*(f"{number}, 2026-03-02 09:00:00, created, , customer," for number in (1, 2)))
    save_channel(desk.store, "lead", f"json://127.0.0.1:{receiver.port}/hook")
    save_ladder(desk.store, Ladder(is_on=False))
    save_rule(desk.store, DEPTH)
    return desk


def process(script: str, store: Store, now: datetime = NOW) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, store.url, now.isoformat()]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def kill(running: subprocess.Popen[str]) -> None:
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait(20) == -signal.SIGKILL
    assert running.stdout is not None
    running.stdout.close()


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def test_killed_between_deciding_and_sending_it_is_sent_after_the_restart(
    watched: Desk, receiver: Receiver
) -> None:
    running = process(DECIDE, watched.store)
    assert running.stdout is not None
    assert running.stdout.readline() == "decided\n"
    kill(running)
    assert receiver.posts == []
    assert len(watched.store.read_frame("outbox")) == 1
    again = check_alerts(watched.report, NOW + timedelta(minutes=1), in_words(watched.report))
    assert again.raised == 0
    assert send_due(watched.store) == Sent(sent=1)
    assert send_due(watched.store) == Sent()
    assert [got["title"] for _, _, got in receiver.posts] == ["Queue depth: 2"]
    log = alert_log(watched.store, NOW)
    assert log[["sent_count", "unsent_count"]].iloc[0].tolist() == [1, 0]


def test_killed_while_sending_it_goes_out_again_under_the_same_key(watched: Desk, receiver: Receiver) -> None:
    check_alerts(watched.report, NOW, in_words(watched.report))
    receiver.stall = threading.Event()
    running = process(SEND, watched.store)
    wait_for(lambda: len(receiver.posts) == 1)
    kill(running)
    receiver.stall.set()
    assert send_due(watched.store, lambda: NOW + LEASE / 2) == Sent()  # it still belongs to the dead sender
    assert send_due(watched.store, lambda: NOW + LEASE) == Sent(sent=1)
    keys = [headers["Idempotency-Key"] for _, headers, _ in receiver.posts]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_killed_in_the_middle_of_deciding_nothing_is_half_written(watched: Desk, receiver: Receiver) -> None:
    running = process(DIE_DECIDING, watched.store)
    assert running.wait(60) == -signal.SIGKILL
    assert running.stdout is not None
    running.stdout.close()
    assert len(watched.store.read_frame("alert_event")) == len(watched.store.read_frame("outbox")) == 0
    assert check_alerts(watched.report, NOW, in_words(watched.report)).raised == 1
    assert send_due(watched.store) == Sent(sent=1)
    assert len(receiver.posts) == 1


def test_a_message_that_is_not_taken_is_tried_again_later_each_time_and_keeps_the_reason(
    watched: Desk, receiver: Receiver
) -> None:
    receiver.status = 500
    check_alerts(watched.report, NOW, in_words(watched.report))
    tried, now = [], NOW
    for _ in range(6 * 60):
        if send_due(watched.store, lambda now=now: now).failed:
            tried.append(round((now - NOW) / timedelta(minutes=1)))
        now += timedelta(minutes=1)
    assert tried == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303]
    log = alert_log(watched.store, NOW)
    assert "500" in log["error"].iloc[0]
    receiver.status = 200
    assert send_due(watched.store, lambda: now + timedelta(hours=1)) == Sent(sent=1)
    assert alert_log(watched.store, NOW)["error"].iloc[0] is None


def test_a_message_is_given_up_in_the_end_and_tried_again_once_its_channel_is_set_anew(
    watched: Desk, receiver: Receiver
) -> None:
    check_alerts(watched.report, NOW, in_words(watched.report))
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        message = claim(watched.store, now)
        assert message is not None
        mark_failed(watched.store, message, now, "it did not work")
        now += timedelta(hours=2)
    assert claim(watched.store, now) is None
    save_channel(watched.store, "lead", f"json://127.0.0.1:{receiver.port}/other")
    assert send_due(watched.store) == Sent(sent=1)
    assert [path for path, _, _ in receiver.posts] == ["/other"]


def test_removing_a_channel_takes_its_unsent_messages_along(watched: Desk, receiver: Receiver) -> None:
    check_alerts(watched.report, NOW, in_words(watched.report))
    remove_channel(watched.store, "lead")
    assert send_due(watched.store) == Sent()
    assert receiver.posts == []


def test_two_senders_send_each_message_once(watched: Desk, receiver: Receiver) -> None:
    with deciding(watched.store) as turn:
        for number in range(20):
            body = dict.fromkeys(("title", "text", "html", "markdown", "markdown_title"), f"{number}")
            assert turn.queue(kind="alert", key=f"k{number}", channel="lead", body=body, now=NOW)
        assert not turn.queue(kind="alert", key="k7", channel="lead", body={}, now=NOW)

    def send() -> None:
        with Store.open(watched.store.url) as store:
            send_due(store)

    senders = [threading.Thread(target=send) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(int(got["title"]) for _, _, got in receiver.posts) == list(range(20))
    assert watched.store.read_frame("outbox")["sent_at"].notna().all()
