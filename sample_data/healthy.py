"""A small healthy help desk, made in a moment: nothing in it is gamed, so every finding is a false alarm.

It is open around the clock and keeps its promises. Like the demo company it is invented through and
through; unlike it, nothing is planted. `sample_data.planted` puts one bad habit at a time into its tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.columns import ActorRole, EventType

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
START = 1_767_603_600_000_000
DAYS, WINDOW = 119, 28
FAR = np.iinfo(np.int64).max
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

PEOPLE = {
    "Support L1": [f"L1-{n:02d}" for n in range(1, 7)],
    "Technical L2": [f"L2-{n:02d}" for n in range(1, 6)],
    "Engineering L3": [f"L3-{n:02d}" for n in range(1, 4)],
}
TEAMS = list(PEOPLE)
KINDS = ("login", "how-to", "account", "billing", "integrations", "API", "performance", "bug report")
KIND_SHARE = (0.20, 0.14, 0.10, 0.14, 0.14, 0.14, 0.12, 0.02)
PACE = np.array([0.5, 0.6, 1.3, 1.7, 0.9, 1.0, 1.1, 1.2])
ONCE = np.array([0.60, 0.55, 0.15, 0.15, 0.40, 0.40, 0.40, 0.30])
ESCALATED = np.array([0.05, 0.06, 0.55, 0.50, 0.10, 0.10, 0.10, 0.10])
TECHNICAL = 4
CHANNELS = ("email", "web", "chat")
PRIORITIES = ("P1", "P2", "P3", "P4")
PRIORITY_SHARE = (0.04, 0.14, 0.50, 0.32)
TARGET = np.array([240, 480, 1440, 4320])
UPDATE = np.array([30, 120, 480, 1440])
PICK = np.array([3, 12, 165, 360])
REPLY = np.array([3.0, 12.0, 20.0, 30.0])
EVENT_FIELDS = ("row", "at", "type", "role", "actor", "before", "to", "value")


@dataclass
class Tables:
    """Tickets (one array a column) and events (one array a column); words are numbers into ``words``.

    ``created`` and ``at`` are UTC microseconds. ``metric_known`` says which essential metrics have data.
    """

    tickets: dict[str, NDArray[Any]]
    words: list[str]
    rng: np.random.Generator
    end: int
    days: int = WINDOW
    events: dict[str, NDArray[Any]] = field(default_factory=dict)
    metric_known: dict[str, bool] = field(default_factory=dict)
    parts: list[tuple[NDArray[Any], ...]] = field(default_factory=list)

    def word(self, text: str) -> int:
        """The number of a word, a new one where it is not known."""
        if text not in self.words:
            self.words.append(text)
        return self.words.index(text)

    def add(
        self, rows: Ints, at: Ints, kind: EventType, role: ActorRole, *, actor: Any = -1, before: Any = -1,
        to: Any = -1, value: Any = np.nan,
    ) -> None:  # fmt: skip
        """Add one event to each of some tickets."""
        columns = (rows, at, int(kind), int(role), actor, before, to, value)
        self.parts.append(tuple(np.broadcast_to(np.asarray(each), (len(rows),)) for each in columns))

    def settle(self) -> Tables:
        """Put added events in their places; what lies beyond the end never happened."""
        old = [tuple(self.events[name] for name in EVENT_FIELDS)] if self.events else []
        joined = [np.concatenate(columns) for columns in zip(*old, *self.parts, strict=True)]
        kept = np.flatnonzero(joined[1] < self.end)
        order = kept[np.lexsort((joined[1][kept], joined[0][kept]))]
        self.events = {name: column[order] for name, column in zip(EVENT_FIELDS, joined, strict=True)}
        self.parts = []
        return self

    def drop(self, gone: Flags) -> None:
        """Take events away."""
        self.events = {name: column[~gone] for name, column in self.events.items()}

    def status(self, rows: Ints, at: Ints, to: str, role: ActorRole, actor: Any = -1) -> None:
        """Change the status of tickets."""
        self.add(rows, at, EventType.STATUS_CHANGED, role, actor=actor, to=self.word(to))

    def first(self, condition: Flags) -> Ints:
        """When the first event of each ticket meets a condition; the far future where none does."""
        found = np.full(len(self.tickets["created"]), FAR)
        np.minimum.at(found, self.events["row"][condition], self.events["at"][condition])
        return found

    @property
    def solved(self) -> Ints:
        """When each ticket was first solved; the far future where it was not."""
        return self.first(
            (self.events["type"] == EventType.STATUS_CHANGED) & (self.events["to"] == self.word("solved"))
        )

    @property
    def answered(self) -> Ints:
        """When each ticket was first answered; the far future where it was not."""
        return self.first(
            (self.events["type"] == EventType.PUBLIC_REPLY) & (self.events["role"] == ActorRole.AGENT)
        )

    @property
    def start(self) -> int:
        """Where the days begin into which habits are planted: the last 28, unless ``days`` says otherwise."""
        return self.end - self.days * DAY


def healthy_company(seed: int, per_day: float = 40.0) -> Tables:
    """A healthy help desk of 17 weeks with ``per_day`` new tickets; the same seed, the same company.

    >>> tables = healthy_company(1, per_day=5)
    >>> sorted(tables.tickets)[:3], tables.end - tables.start == 28 * DAY
    (['area', 'channel', 'created'], True)
    """
    rng = np.random.default_rng(seed)
    n = int(rng.poisson(per_day * DAYS))
    end = START + DAYS * DAY
    kind = rng.choice(len(KINDS), n, p=KIND_SHARE)
    tickets: dict[str, NDArray[Any]] = {
        "created": np.sort(rng.integers(START, end, n)),
        "kind": kind,
        "area": kind.copy(),
        "customer": rng.integers(0, 2_000, n),
        "channel": rng.choice(len(CHANNELS), n, p=(0.5, 0.3, 0.2)),
        "priority": rng.choice(len(PRIORITIES), n, p=PRIORITY_SHARE),
        "team": np.where(kind >= TECHNICAL, 1, 0),
    }
    words = [*PRIORITIES, *TEAMS, "L1", "L2", "L3", "new", "open", "pending", "hold", "solved"]
    words += [name for team in PEOPLE.values() for name in team]
    tables = Tables(tickets, words, rng, end)
    _lead(tables)
    return tables.settle()


def people_of(tables: Tables) -> Ints:
    """The people of each team as numbers of words, six a team (small teams begin again)."""
    return np.array([[tables.word(team[i % len(team)]) for i in range(6)] for team in PEOPLE.values()])


def _lead(tables: Tables) -> None:
    """Lead all tickets through their lives."""
    rng, t, n = tables.rng, tables.tickets, len(tables.tickets["created"])
    rows, created, priority, team = np.arange(n), t["created"], t["priority"], t["team"]
    people = people_of(tables)
    sizes = np.array([len(team) for team in PEOPLE.values()])
    owner = people[team, (rng.random(n) * sizes[team]).astype(int)]
    colleague = people[team, (rng.random(n) * sizes[team]).astype(int)]
    ours = rng.random(n) < 0.03
    for mask, role, actor in ((~ours, ActorRole.CUSTOMER, -1), (ours, ActorRole.AGENT, owner[ours])):
        tables.add(rows[mask], created[mask], EventType.CREATED, role, actor=actor)
    teams = np.array([tables.word(name) for name in TEAMS])
    tables.add(rows, created + MINUTE, EventType.TEAM_CHANGED, ActorRole.SYSTEM, to=teams[team])
    chat, pool = t["channel"] == 2, (team == 0) & (t["channel"] != 2)
    wait = np.where(pool, PICK[priority] + 3 * rng.random(n), 1.2)
    taken = created + (wait * MINUTE).astype(np.int64)
    tables.add(
        rows[pool], taken[pool], EventType.ASSIGNED, ActorRole.AGENT, actor=owner[pool], to=owner[pool]
    )
    tables.add(rows[~pool], taken[~pool], EventType.ASSIGNED, ActorRole.SYSTEM, to=owner[~pool])
    tables.status(rows, taken, "open", ActorRole.SYSTEM)
    scale = REPLY[priority] * np.where(team == 0, 1.0, 2.5 - 1.4 * (priority == 0))
    think = np.where(chat, 0.2 + 0.5 * rng.random(n), scale * np.exp(0.45 * rng.standard_normal(n)))
    first = taken + (think * MINUTE).astype(np.int64)
    _reply(tables, rows, first, owner)
    done = _multi_touch(tables, rows, first, owner, colleague)
    _afterwards(tables, rows, done)


def _reply(tables: Tables, rows: Ints, at: Ints, who: Ints) -> None:
    """A public reply and the work behind it."""
    tables.add(rows, at, EventType.PUBLIC_REPLY, ActorRole.AGENT, actor=who)
    minutes = PACE[tables.tickets["kind"][rows]] * 8 * np.exp(0.3 * tables.rng.standard_normal(len(rows)))
    tables.add(rows, at, EventType.TIME_WORKED, ActorRole.AGENT, actor=who, value=minutes.round(1))


def _multi_touch(tables: Tables, rows: Ints, first: Ints, owner: Ints, colleague: Ints) -> Ints:
    """From the first reply to the solution; when each ticket is solved."""
    rng, n, t = tables.rng, len(rows), tables.tickets
    priority, target = t["priority"], TARGET[t["priority"]] * MINUTE
    once = rng.random(n) < ONCE[t["kind"]]
    asks = ~once & (rng.random(n) < 0.5)
    pause = np.where(asks, (10 + rng.exponential(300, n)) * MINUTE, 0).astype(np.int64)
    tables.status(rows[asks], first[asks], "pending", ActorRole.AGENT, owner[asks])
    back = first + pause
    tables.add(rows[asks], back[asks], EventType.CUSTOMER_REPLY, ActorRole.CUSTOMER)
    tables.status(rows[asks], back[asks], "open", ActorRole.SYSTEM)
    used = rng.beta(2.2, 3.2 / PACE[t["kind"]])
    used = np.where(rng.random(n) < 0.015, 1.1 + 0.5 * rng.random(n), used)
    net = np.maximum((used * target).astype(np.int64), first - t["created"] + 5 * MINUTE)
    done = np.where(once, first, t["created"] + net + pause)
    gap = (0.8 * UPDATE[priority] * MINUTE).astype(np.int64)
    owner = _handed_over(tables, rows[~once], back, done, owner, colleague)
    for step in range(1, 12):
        due = np.flatnonzero(~once & (back + step * gap < done))
        _reply(tables, due, (back + step * gap)[due], owner[due])
    _reply(tables, rows[~once], done[~once], owner[~once])
    tables.status(rows, done, "solved", ActorRole.AGENT, owner)
    t["owner"] = owner
    return done


def _handed_over(tables: Tables, rows: Ints, back: Ints, done: Ints, owner: Ints, colleague: Ints) -> Ints:
    """Help from a colleague, handoffs and escalations, each with its note; who solves each ticket."""
    rng, t, note = tables.rng, tables.tickets, EventType.INTERNAL_NOTE
    chance, owner = rng.random(len(rows)), owner.copy()
    at = back + ((done - back) * 0.15).astype(np.int64)
    helped = rows[rng.random(len(rows)) < 0.25]
    helped = helped[colleague[helped] != owner[helped]]
    tables.add(helped, at[helped] + MINUTE, note, ActorRole.AGENT, actor=colleague[helped])
    moved = rows[chance < 0.06]
    moved = moved[colleague[moved] != owner[moved]]
    tables.add(moved, at[moved], note, ActorRole.AGENT, actor=owner[moved])
    tables.add(moved, at[moved], EventType.ASSIGNED, ActorRole.AGENT, actor=owner[moved], to=colleague[moved])
    raised = rows[(chance > 1 - ESCALATED[t["kind"][rows]]) & (t["team"][rows] < 2)]
    up = t["team"][raised] + 1
    number = (rng.random(len(raised)) * np.where(up == 1, 5, 3)).astype(int)
    expert = people_of(tables)[up, number]
    when, sender = at[raised], owner[raised].copy()
    tables.add(raised, when, note, ActorRole.AGENT, actor=sender)
    for kind, names in ((EventType.TEAM_CHANGED, TEAMS), (EventType.TIER_CHANGED, ("L1", "L2", "L3"))):
        number = np.array([tables.word(name) for name in names])
        tables.add(raised, when, kind, ActorRole.AGENT, actor=sender, before=number[up - 1], to=number[up])
    tables.add(raised, when, EventType.ASSIGNED, ActorRole.SYSTEM, before=sender, to=expert)
    soon = when + ((done[raised] - when) * 0.3).astype(np.int64)
    _reply(tables, raised, soon, expert)
    stays = rng.random(len(raised)) < 0.55
    later = when + ((done[raised] - when) * 0.6).astype(np.int64)
    tables.add(raised[stays], later[stays], note, ActorRole.AGENT, actor=sender[stays])
    owner[moved], owner[raised], t["team"][raised] = colleague[moved], expert, up
    return owner


def _afterwards(tables: Tables, rows: Ints, done: Ints) -> None:
    """Some come back, customers are asked, priorities corrected, tags set."""
    rng, t, n = tables.rng, tables.tickets, len(rows)
    again = rows[rng.random(n) < 0.03]
    reopen(tables, again, done[again] + (rng.exponential(20, len(again)) * HOUR).astype(np.int64))
    offered = rng.random(n) < 0.85
    rated = offered & (rng.random(n) < 0.35) & (done < tables.end)
    t["csat"] = np.where(rated, np.where(rng.random(n) < 0.08, 2.0, 5.0), np.nan)
    t["offered"] = offered.astype(float)
    words = [tables.word(name) for name in PRIORITIES]
    up = rows[(rng.random(n) < 0.01) & (t["priority"] == 2)]
    change_priority(tables, up, t["created"][up] + 5 * HOUR, words[2], words[1])
    ends = np.array(["answered", "fixed", "refund"])[rng.choice(3, n, p=(0.6, 0.3, 0.1))]
    t["ends"] = ends
    extra = rng.integers(0, 3, n)
    t["tags"] = np.array(
        [f"{KINDS[k]}-{x}" for k, x in zip(t["kind"].tolist(), extra.tolist(), strict=True)], object
    )


def reopen(tables: Tables, rows: Ints, at: Ints, hours: float = 3.0) -> None:
    """Customers write again, tickets open again, and are solved once more."""
    owner, later = tables.tickets["owner"][rows], at + int(hours * HOUR)
    tables.add(rows, at, EventType.CUSTOMER_REPLY, ActorRole.CUSTOMER)
    tables.status(rows, at, "open", ActorRole.SYSTEM)
    _reply(tables, rows, later, owner)
    tables.status(rows, later, "solved", ActorRole.AGENT, owner)


def change_priority(tables: Tables, rows: Ints, at: Ints, before: Any, to: Any) -> None:
    """Change the priority of tickets that have one; what they began with stays in the events."""
    owner = tables.tickets["owner"][rows]
    tables.add(rows, at, EventType.PRIORITY_CHANGED, ActorRole.AGENT, actor=owner, before=before, to=to)
