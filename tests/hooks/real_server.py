"""The server in a process of its own, on a free loopback port."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = "from dashboard.server import run; import sys; run(sys.argv[1], port=0)"
SECONDS = 60


@dataclass
class Server:
    """Where it answers, and its process."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As the system does when memory runs out: at once, without a word."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    def get(self, path: str, token: str = "") -> tuple[int, str]:
        """Status and text of an answer."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def wait_until_ready(self) -> None:
        """Until it says that it is ready."""
        deadline = time.monotonic() + SECONDS
        while self.get("/readyz")[0] != 200:
            assert time.monotonic() < deadline, "the server is not ready"
            time.sleep(0.1)


@contextmanager
def served(database_url: str) -> Iterator[Server]:
    """A running server; stopped in the end unless it was killed."""
    with tempfile.NamedTemporaryFile() as log:
        command = [sys.executable, "-u", "-c", START, database_url]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT)
        try:
            yield Server(_address(process, Path(log.name)), process)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=30)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{log.read_text('utf-8')}")
