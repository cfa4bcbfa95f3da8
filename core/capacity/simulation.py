"""A queue played through event by event: exact, and slower than the figures that move with a slider."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

import numpy as np
from numpy.typing import ArrayLike

from core.capacity.arguments import at_least
from core.capacity.log_sums import Floats

NEVER = float("inf")


def simulate(
    arrived: ArrayLike,
    work: ArrayLike,
    staff: ArrayLike,
    priority: ArrayLike | None = None,
    patience: ArrayLike | None = None,
    interval: float = 60.0,
) -> Floats:
    """When each ticket is taken up, by agents who take the most urgent one and finish what they hold.

    ``arrived``: instants in rising order from 0, one per ticket; ``work``: handle time of each;
    ``staff``: agents at work in each interval (whole numbers), from 0 on; ``priority``: 0 is taken
    first, first come first served inside, all alike where left out; ``patience``: how long each
    waits at most, for ever where left out; ``interval``: length of a staffing interval, all in one
    unit. An agent whose shift ends finishes the ticket in hand; one who becomes free takes who waits
    before who comes at that very instant. Instants, one per ticket; NaN for tickets that gave up or
    that nobody took up before the last interval ended. Raises ValueError for arrays of different
    lengths, times that fall or numbers below 0.

    >>> simulate([0, 1, 2], work=[5, 5, 5], staff=[1], priority=[0, 1, 0]).tolist()
    [0.0, 10.0, 5.0]
    """
    at, load = at_least(arrived, 0.0, "arrived"), at_least(work, 0.0, "work")
    agents = at_least(staff, 0.0, "staff")
    order = np.zeros(at.shape, np.int64) if priority is None else np.asarray(priority, np.int64)
    if not at.shape == load.shape == order.shape or at.ndim != 1:
        raise ValueError("arrived, work and priority must be rows of one length")
    if np.any(np.diff(at) < 0):
        raise ValueError("arrived must be in rising order")
    if np.any(order < 0):
        raise ValueError("priority must be at least 0")
    ends = None if patience is None else (at + np.asarray(patience, np.float64)).tolist()
    classes = int(order.max(initial=0)) + 1
    return _Desk(at.tolist(), load.tolist(), order.tolist(), ends, classes).run(agents.tolist(), interval)


class _Desk:
    """Tickets waiting by priority, and the instants at which busy agents become free."""

    def __init__(
        self, at: list[float], work: list[float], order: list[int], ends: list[float] | None, classes: int
    ) -> None:
        self.at, self.work, self.order, self.ends = [*at, NEVER], work, order, ends
        self.queues: list[deque[int]] = [deque() for _ in range(classes)]
        self.busy: list[float] = []
        self.waiting = 0
        self.started = [float("nan")] * len(at)

    def run(self, staff: list[float], interval: float) -> Floats:
        """All intervals one after the other."""
        next_ticket = 0
        for number, agents in enumerate(staff):
            begin = number * interval
            self._free_until(begin)
            while self.waiting and len(self.busy) < agents:
                self._take(begin)
            next_ticket = self._through(next_ticket, begin + interval, agents)
        return np.array(self.started)

    def _through(self, ticket: int, end: float, agents: float) -> int:
        """Arrivals and finished tickets in their order until ``end``; the next ticket to arrive."""
        at, work, busy, started, queues, order = (
            self.at,
            self.work,
            self.busy,
            self.started,
            self.queues,
            self.order,
        )
        while True:
            now = at[ticket]
            while self.waiting and busy and busy[0] <= now and busy[0] < end:
                done = heappop(busy)
                if len(busy) < agents:
                    self._take(done)
            if now >= end:
                return ticket
            while busy and busy[0] <= now:
                heappop(busy)
            if len(busy) < agents:
                started[ticket] = now
                heappush(busy, now + work[ticket])
            else:
                queues[order[ticket]].append(ticket)
                self.waiting += 1
            ticket += 1

    def _take(self, now: float) -> None:
        """Start the most urgent ticket that still waits."""
        for queue in self.queues:
            while queue:
                ticket = queue.popleft()
                self.waiting -= 1
                if self.ends is None or self.ends[ticket] >= now:
                    self.started[ticket] = now
                    heappush(self.busy, now + self.work[ticket])
                    return

    def _free_until(self, now: float) -> None:
        """Agents who have finished by then."""
        while self.busy and self.busy[0] <= now:
            heappop(self.busy)
