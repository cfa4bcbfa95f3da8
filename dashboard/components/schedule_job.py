"""A schedule made in a process beside the page: it goes on while the user looks elsewhere, and can stop."""

from __future__ import annotations

import logging
import os
import pickle
import secrets
import subprocess
import sys
import threading
from pathlib import Path

import core
from core.capacity.scheduling_plan import Schedule, ScheduleOrder

log = logging.getLogger(__name__)
HOME = str(Path(core.__file__).resolve().parents[1])
WORKER = "core.capacity.scheduling_process"


class ScheduleJob:
    """One running or finished plan; the page polls its fields, only the thread writes them."""

    def __init__(self, order: ScheduleOrder, stamp: str) -> None:
        self.stamp = stamp
        self.words, self.share = "Starting", 0.0
        self.schedule: Schedule | None = None
        self.reasons: tuple[str, ...] = ()
        self.error_id: str | None = None
        self.was_stopped = False
        self._order = order
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="schedule", daemon=True)

    def start(self) -> ScheduleJob:
        """Begin; returns itself."""
        before = os.environ.get("PYTHONPATH")
        paths = os.pathsep.join([HOME, before] if before else [HOME])
        self._process = subprocess.Popen(
            [sys.executable, "-m", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths},
        )
        self._thread.start()
        return self

    def cancel(self) -> None:
        """Stop at once; nothing is kept."""
        if self.is_running and self._process is not None:
            self.was_stopped = True
            self._process.kill()

    @property
    def is_running(self) -> bool:
        """Whether the plan is still being made."""
        return self._thread.is_alive()

    def wait(self, seconds: float | None = None) -> None:
        """Until it has ended, or for so long."""
        self._thread.join(seconds)

    def _run(self) -> None:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return
        try:
            with process, process.stdin as given, process.stdout as told:
                pickle.dump(self._order, given)
                given.close()
                while not self._is_last(pickle.load(told)):
                    pass
        except (EOFError, OSError, pickle.UnpicklingError):
            if not self.was_stopped:
                self._failed("the process ended before it was done")

    def _is_last(self, message: tuple[object, ...]) -> bool:
        kind, *content = message
        if kind == "step":
            self.words, self.share = str(content[0]), float(str(content[1]))
        elif kind == "done" and isinstance(content[0], Schedule):
            self.schedule = content[0]
        elif kind == "cannot" and isinstance(content[0], tuple):
            self.reasons = content[0]
        else:
            self._failed(str(content[0]))
        return kind != "step"

    def _failed(self, details: str) -> None:
        self.error_id = secrets.token_hex(4)
        log.error("schedule failed, error id %s: %s", self.error_id, details)
