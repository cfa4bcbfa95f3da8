"""The running server tells somebody by itself, by the passing of time alone."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.alerts.ladder import Ladder, Role
from core.reporting.alert_log import alert_log
from core.reporting.alert_rules import save_channel, save_ladder
from tests.alerts.help_desk import Desk, Receiver

ROOT = Path(__file__).resolve().parents[2]
START = "from dashboard.server import run; import sys; run(sys.argv[1], port=0)"


def test_the_server_looks_sends_and_stops_cleanly(desk: Desk, receiver: Receiver, tmp_path: Path) -> None:
    asked = datetime.now(UTC) - timedelta(minutes=12, seconds=10)  # 80 % of the 15 minutes for a P1
    when = f"{asked:%Y-%m-%d %H:%M:%S}"
    desk.tell(f"1, {when}, created, , customer,", f"1, {when}, priority_changed, , system, P1")
    save_channel(desk.store, "assignee", f"json://127.0.0.1:{receiver.port}/")
    save_ladder(desk.store, Ladder(channels={Role.ASSIGNEE: ("assignee",)}))
    with (tmp_path / "server.log").open("wb") as log:
        command = [sys.executable, "-u", "-c", START, desk.store.url]
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT)
        try:
            deadline = time.monotonic() + 90
            while not receiver.posts:
                assert server.poll() is None
                assert time.monotonic() < deadline, (tmp_path / "server.log").read_text("utf-8")
                time.sleep(0.1)
        finally:
            server.terminate()
            server.wait(timeout=30)
    assert receiver.posts[0][2]["title"].startswith("Ticket 1: first response is past 80 %")
    assert alert_log(desk.store, datetime.now(UTC))["level"].tolist() == ["orange"]
    assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")
