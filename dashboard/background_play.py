"""What takes too long for a held slider, in the background: what matters most, and the exact simulation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from core.capacity.scenario import Assumptions
from core.capacity.scenario_exact import ExactCheck, check_exactly
from core.capacity.tornado import Tornado, tornado

KEPT = 64


@dataclass(eq=False)
class Play:
    """One setting that was asked for: how far it is, and what came of it."""

    given: Assumptions
    part_done: float = 0.0
    tornado: Tornado | None = None
    found: ExactCheck | None = None
    error: str = ""
    _stopped: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Nobody waits for it any more; it ends after the replication that it is in."""
        self._stopped.set()

    @property
    def is_running(self) -> bool:
        """Whether there will be something to show later."""
        return self.found is None and not self.error and not self._stopped.is_set()

    def run(self) -> None:
        """Play until the end, or until somebody stops it."""
        if self._stopped.is_set():
            return
        try:
            self.tornado = tornado(self.given)
            self.found = check_exactly(self.given, tell=self._tell)
        except (ValueError, ArithmeticError, MemoryError) as error:
            self.error = str(error) or type(error).__name__

    def _tell(self, part: float) -> bool:
        self.part_done = part
        return not self._stopped.is_set()


class Player:
    """Plays what is asked for, one after the other, and remembers the latest results."""

    def __init__(self) -> None:
        """One thread: the simulation must not take the time of those who hold a slider."""
        self._pool = ThreadPoolExecutor(1, "exact")
        self._plays: OrderedDict[Assumptions, Play] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, given: Assumptions) -> Play:
        """The play of these assumptions, begun now unless it is known already."""
        with self._lock:
            known = self._plays.pop(given, None)
            if known is None or not (known.is_running or known.found or known.error):
                known = Play(given)
                self._pool.submit(known.run)
            self._plays[given] = known
            while len(self._plays) > KEPT:
                self._plays.popitem(last=False)[1].stop()
            return known
