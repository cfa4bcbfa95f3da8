"""Bad habits to plant, one at a time and as strong as wanted, into the tables of a small help desk.

Each plant changes what somebody would have changed by the habit: events and, where needed, columns of
tickets. A share of 0.2 means that a fifth of the tickets concerned are changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.columns import ActorRole, EventType
from sample_data.healthy import (
    DAY,
    FAR,
    HOUR,
    MINUTE,
    TARGET,
    Flags,
    Ints,
    Tables,
    reopen,
)  # fmt: skip

AGENT, SYSTEM, CUSTOMER = ActorRole.AGENT, ActorRole.SYSTEM, ActorRole.CUSTOMER
NOTE, REPLY = EventType.INTERNAL_NOTE, EventType.PUBLIC_REPLY


@dataclass(frozen=True)
class Plant:
    """How to plant a habit, just below its limit (``below``) and at three strengths."""

    put: Callable[[Tables, float], None]
    below: float
    weak: float
    medium: float
    strong: float


def some(t: Tables, rows: Ints | Flags, share: float) -> Ints:
    """A random share of rows (given by position or as flags), in order; above 1: so many."""
    rows = np.flatnonzero(rows) if rows.dtype == bool else rows
    count = round(share * len(rows)) if share <= 1 else int(share)
    return np.sort(t.rng.choice(rows, min(count, len(rows)), replace=False))


def recent(t: Tables) -> Flags:
    """Tickets of the last 28 days."""
    return t.tickets["created"] >= t.start


def solved_recently(t: Tables, since: int | None = None) -> Flags:
    """Tickets solved in the last days."""
    return np.asarray((t.solved < FAR) & (t.solved >= t.end - (since or t.days) * DAY))


def events_of(t: Tables, rows: Ints) -> Flags:
    """Events of some tickets."""
    wanted = np.zeros(len(t.tickets["created"]), bool)
    wanted[rows] = True
    return np.asarray(wanted[t.events["row"]])


def is_kind(t: Tables, *kinds: EventType) -> Flags:
    """Events of some kinds."""
    return np.isin(t.events["type"], kinds)


def shift(t: Tables, which: Flags, by: Ints | int) -> None:
    """Move events in time; what leaves the data is gone."""
    t.events["at"] = np.where(which, t.events["at"] + by, t.events["at"])
    t.settle()


def solve_at(t: Tables, rows: Ints, at: Ints) -> None:
    """Let tickets be solved later than they were."""
    old = t.solved
    delay = np.zeros(len(old), np.int64)
    delay[rows] = np.maximum(at - old[rows], 0)
    shift(t, t.events["at"] >= np.minimum(old, FAR - 1)[t.events["row"]], delay[t.events["row"]])


def net_target(t: Tables, rows: Ints, share: NDArray[np.float64] | float) -> Ints:
    """When a share of the promised time is used, pauses left out."""
    pause = paused(t)[rows]
    return np.asarray(
        t.tickets["created"][rows]
        + (share * TARGET[t.tickets["priority"][rows]] * MINUTE).astype(np.int64)
        + pause
    )


def paused(t: Tables) -> Ints:
    """How long each ticket was pending."""
    e, pending = t.events, t.word("pending")
    status = np.flatnonzero(is_kind(t, EventType.STATUS_CHANGED))
    row, at, to = e["row"][status], e["at"][status], e["to"][status]
    inside = np.flatnonzero((to[:-1] == pending) & (row[1:] == row[:-1]))
    total = np.zeros(len(t.tickets["created"]), np.int64)
    np.add.at(total, row[inside], at[inside + 1] - at[inside])
    return total


def owned_by(t: Tables, name: str) -> Flags:
    """Tickets of one person."""
    return np.asarray(t.tickets["owner"] == t.word(name))


def give(t: Tables, rows: Ints, name: str) -> None:
    """Let one person have done everything that the owners of tickets did."""
    owner, new = t.tickets["owner"].copy(), t.word(name)
    mine = events_of(t, rows)
    for column in ("actor", "to"):
        same = mine & (t.events[column] == owner[t.events["row"]])
        t.events[column] = np.where(same, new, t.events[column])
    t.tickets["owner"][rows] = new


def stuck(t: Tables, rows: Ints, keep: int = 0) -> None:
    """Nothing happens on tickets after their first answer (or, with ``keep``, after so long)."""
    last = np.minimum(t.answered, FAR - DAY) + max(keep, 0)
    pending = t.events["to"] == t.word("pending")
    gone = events_of(t, rows) & (
        (t.events["at"] > last[t.events["row"]]) | pending | (t.events["to"] == t.word("solved"))
    )
    t.drop(gone)


def between(t: Tables, first: float, last: float) -> Flags:
    """Tickets created between so many days and so many days before the end."""
    created = t.tickets["created"]
    return np.asarray((created >= t.end - first * DAY) & (created < t.end - last * DAY))


def escalating(t: Tables) -> Flags:
    """Events that hand a ticket to a higher tier, in the last 28 days."""
    return is_kind(t, EventType.TIER_CHANGED) & (t.events["at"] >= t.start)


def handing(t: Tables) -> Flags:
    """Events that hand a ticket from one person to another, in the last 28 days."""
    first = t.first(is_kind(t, EventType.ASSIGNED))
    return np.asarray(
        is_kind(t, EventType.ASSIGNED)
        & (t.events["at"] > first[t.events["row"]])
        & (t.events["at"] >= t.start)
    )


# Closing


def come_back(t: Tables, share: float, hours: float = 10) -> None:
    """Solved tickets open again."""
    rows = some(t, solved_recently(t) & (t.solved < t.end - int((hours + 4) * HOUR)), share)
    reopen(t, rows, t.solved[rows] + int(hours * HOUR))
    t.settle()


def close_at_limit(t: Tables, share: float, low: float = 0.91, high: float = 0.99) -> None:
    """Tickets are closed just in time, and come back."""
    rows = some(t, solved_recently(t) & (t.tickets["priority"] >= 1), share)
    used = low + (high - low) * t.rng.random(len(rows))
    solve_at(t, rows, net_target(t, rows, used))
    rows = some(t, rows[t.solved[rows] < t.end - 14 * HOUR], 0.4)
    reopen(t, rows, t.solved[rows] + 10 * HOUR)
    t.settle()


def close_late(t: Tables, share: float) -> None:
    """Tickets closed in the last fifth of the promise come back (``share`` of them)."""
    rows = some(t, solved_recently(t) & (t.tickets["priority"] >= 1), 0.12)
    solve_at(t, rows, net_target(t, rows, 0.81 + 0.17 * t.rng.random(len(rows))))
    rows = some(t, rows[t.solved[rows] < t.end - 14 * HOUR], share)
    reopen(t, rows, t.solved[rows] + 10 * HOUR)
    t.settle()


def come_back_late(t: Tables, share: float) -> None:
    """Solved tickets open again after four days."""
    come_back(t, share, 96)


# Promises


def pause_late(t: Tables, share: float, name: str = "L2-02") -> None:
    """One person stops the clock at 80 to 100 % of the promise, without a word."""
    rows = some(t, solved_recently(t) & owned_by(t, name) & (t.tickets["priority"] >= 2), share)
    solve_at(t, rows, net_target(t, rows, 0.995))
    at = net_target(t, rows, 0.84 + 0.12 * t.rng.random(len(rows)))
    near = np.zeros(len(t.solved), np.int64)
    near[rows] = at
    gap = near[t.events["row"]] - t.events["at"]
    t.drop(events_of(t, rows) & (gap >= 0) & (gap < 45 * MINUTE) & is_kind(t, REPLY))
    back, later = np.zeros(len(t.solved), np.int64), at + 6 * HOUR
    back[rows] = 6 * HOUR
    shift(t, events_of(t, rows) & (t.events["at"] > near[t.events["row"]]), back[t.events["row"]])
    t.status(rows, at, "pending", AGENT, t.word(name))
    t.status(rows, later, "open", SYSTEM)
    t.settle()


def break_promises(t: Tables, share: float, days: int = 90) -> None:
    """Tickets are solved after the promise."""
    rows = some(t, solved_recently(t, days), share)
    solve_at(t, rows, net_target(t, rows, 1.1 + 0.4 * t.rng.random(len(rows))))


def break_weekly(t: Tables, share: float) -> None:
    """The promise is broken in each of the last eight weeks."""
    break_promises(t, share, 56)


def skip_updates(t: Tables, share: float) -> None:
    """Promised updates do not come."""
    first, solved = t.answered[t.events["row"]], t.solved[t.events["row"]]
    middle = (
        is_kind(t, REPLY) & (t.events["at"] > first) & (t.events["at"] < solved) & (t.events["at"] >= t.start)
    )
    gone = np.zeros(len(middle), bool)
    gone[some(t, middle, share)] = True
    t.drop(gone)
