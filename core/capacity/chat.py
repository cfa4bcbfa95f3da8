"""Chat: agents who hold several conversations at once, and get slower with each of them.

Counting conversations as if each were an agent of its own ("slots") is wrong twice: an agent with one
chat is faster than one with three, and a customer waits only when every agent is full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp

from core.capacity.arguments import above_zero, at_least
from core.capacity.erlang import QueueFigures, waiting_line
from core.capacity.log_sums import Floats


@dataclass(frozen=True, slots=True)
class ChatDesk:
    """How an agent handles conversations.

    ``handle_time``: time for a chat alone. ``concurrency``: chats that one agent holds at most.
    ``slowdown``: how much longer every further chat makes all of them, 0.3 for 30 % each.
    """

    handle_time: float
    concurrency: int = 3
    slowdown: float = 0.3

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not self.handle_time > 0:
            raise ValueError("handle_time must be above 0")
        if self.concurrency < 1:
            raise ValueError("concurrency must be at least 1")
        if self.slowdown < 0:
            raise ValueError("slowdown must be at least 0")

    def rate(self, chats: Floats) -> Floats:
        """Chats that an agent with so many of them finishes per unit of time."""
        return chats / self.handle_time / (1.0 + self.slowdown * np.maximum(chats - 1.0, 0.0))


def chat_queue(
    agents: ArrayLike, arrivals: ArrayLike, desk: ChatDesk, patience: ArrayLike, within: ArrayLike
) -> QueueFigures:
    """A chat desk in which the next customer goes to the agent with the fewest chats.

    Formula: a birth-death chain over the chats in hand: i chats on n agents make i mod n of them hold
    one more than the rest, each at rate j ÷ (h (1 + s (j − 1))); beyond n K chats customers wait and
    give up at 1 ÷ patience each. ``agents`` whole from 0, ``arrivals`` per unit of time from 0,
    ``patience`` (inf: nobody gives up) and ``within`` in the unit of the handle time, one element per
    interval. ``occupancy`` is the share of conversations in use of all that could be. Undefined (NaN)
    without agents, and in overload where nobody gives up. Raises ValueError for parameters outside.

    >>> desk = ChatDesk(handle_time=8, concurrency=3, slowdown=0.3)
    >>> figures = chat_queue(6, 1.0, desk, patience=3, within=1)
    >>> round(float(figures.wait_probability), 3), round(float(figures.abandonment_rate), 3)
    (0.034, 0.01)
    """
    given = at_least(agents, 0.0, "agents"), at_least(arrivals, 0.0, "arrivals")
    if np.any(given[0] != np.floor(given[0])):
        raise ValueError("agents must be whole numbers")
    times = above_zero(patience, "patience"), at_least(within, 0.0, "within")
    n, rate, patience, within = np.broadcast_arrays(*given, *times)
    full = np.maximum(n, 1.0) * desk.rate(np.array(float(desk.concurrency)))
    below, held = _states(np.maximum(n, 1.0), rate, desk)
    figures = waiting_line(n, below, rate, full, patience, within, np.zeros(n.shape))
    wait = figures.wait_probability
    slots = np.maximum(n, 1.0) * desk.concurrency
    occupancy = np.where(figures.reason == "", (1.0 - wait) * held / slots + wait, np.nan)
    return replace(figures, occupancy=occupancy)


def _states(agents: Floats, arrivals: Floats, desk: ChatDesk) -> tuple[Floats, Floats]:
    """Log weight of the states with room, beside the first without; mean chats in hand in them."""
    below, held = np.full(agents.shape, np.nan), np.full(agents.shape, np.nan)
    for n in np.unique(agents[~np.isnan(agents)]):
        here = agents == n
        slots = int(n) * desk.concurrency
        chats = np.arange(slots + 1.0)
        least, more = np.divmod(chats, n)
        rates = (n - more) * desk.rate(least) + more * desk.rate(least + 1.0)
        path = np.cumsum(np.log(rates[:0:-1]))[::-1]
        with np.errstate(divide="ignore"):
            steps = np.log(arrivals[here])[:, None]
        quiet = np.isneginf(steps)
        weights = path - (slots - chats[:-1]) * np.where(quiet, 0.0, steps)
        below[here] = np.where(quiet[:, 0], np.inf, logsumexp(weights, axis=1))
        shares = np.exp(weights - logsumexp(weights, axis=1, keepdims=True))
        held[here] = np.where(quiet[:, 0], 0.0, shares @ chats[:-1])
    return below, held
