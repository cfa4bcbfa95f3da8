"""The thread that applies what waits in the inbox: soon after it came, and after a restart."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime

from core.data.applying import Applier
from core.data.inbox import forget_old
from core.data.store import Store

POLL_SECONDS = 1.0
PAUSE_SECONDS = 0.2
REST = 5
"""Between two rounds, at least so many times as long as a round took: a busy moment is applied together."""
AFTER_ERROR_SECONDS = 5.0
FORGET_SECONDS = 3_600.0
log = logging.getLogger("queuewise")


class ApplierThread:
    """Applies deliveries until it is stopped."""

    def __init__(self, store: Store) -> None:
        """Nothing happens until `start`."""
        self.turn = threading.Lock()
        self._store, self._applier = store, Applier(store, turn=self.turn)
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="applier", daemon=True)
        self._forget_at = time.monotonic() + FORGET_SECONDS

    def start(self) -> None:
        """Begin with what an earlier process left waiting."""
        self._thread.start()

    def wake(self) -> None:
        """Something has arrived."""
        self._woken.set()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish the round that is under way."""
        self._stopped.set()
        self._woken.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.clear()
            began = time.monotonic()
            try:
                applied = self._applier.apply()
                pause = max(PAUSE_SECONDS, REST * (time.monotonic() - began)) if applied else 0.0
                if not applied:
                    self._forget()
                    self._woken.wait(POLL_SECONDS)
            except Exception:
                log.exception("deliveries could not be applied; trying again")
                pause = AFTER_ERROR_SECONDS
            self._stopped.wait(pause)

    def _forget(self) -> None:
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + FORGET_SECONDS
            forget_old(self._store, datetime.now(UTC))
