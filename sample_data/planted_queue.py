"""More habits to plant: what lies in the queue, urgency, answers and surveys."""

from __future__ import annotations

import numpy as np

from core.data.columns import EventType
from sample_data.healthy import DAY, FAR, HOUR, MINUTE, TARGET, Flags, Ints, Tables, change_priority
from sample_data.planted import (
    AGENT,
    CUSTOMER,
    NOTE,
    SYSTEM,
    Plant,
    between,
    events_of,
    give,
    is_kind,
    recent,
    shift,
    solved_recently,
    some,
    stuck,
)  # fmt: skip


def is_open(t: Tables) -> Flags:
    """Tickets that are not solved at the end."""
    return np.asarray(t.solved == FAR)


def forget(t: Tables, share: float, first: float = 18.0, last: float = 4.0) -> None:
    """Nothing happens for days on a share of the open tickets."""
    count = round(share / (1 - share) * int(is_open(t).sum()))
    stuck(t, some(t, between(t, first, last) & ~is_open(t), max(count, 2)))


def forget_a_day(t: Tables, share: float) -> None:
    """Nothing happens for over a day on a share of the open tickets."""
    forget(t, share, 2.8, 1.6)


def outlive(t: Tables, share: float) -> None:
    """Open tickets pass twice their promise."""
    count = round(share / (1 - share) * int(is_open(t).sum()))
    late = t.end - t.tickets["created"] > 3 * TARGET[t.tickets["priority"]] * MINUTE
    moved = t.first(is_kind(t, EventType.PRIORITY_CHANGED, EventType.TIER_CHANGED)) < FAR
    rows = some(t, recent(t) & late & ~is_open(t) & ~moved & (t.tickets["priority"] >= 2), max(count, 2))
    stuck(t, rows)


def hide(t: Tables, count: float) -> None:
    """Some open tickets belong to no team."""
    rows = some(t, is_open(t), count) if count else np.zeros(0, np.int64)
    t.drop(events_of(t, rows) & is_kind(t, EventType.TEAM_CHANGED, EventType.TIER_CHANGED))
    t.tickets["team"][rows] = -1


def hoard(t: Tables, count: float, name: str = "L2-01") -> None:
    """One person takes many tickets and starts none."""
    rows = some(t, between(t, 9, 1) & ~is_open(t) & (t.tickets["team"] == 1), count)
    first = t.first(is_kind(t, EventType.ASSIGNED))
    give(t, rows, name)
    t.drop(events_of(t, rows) & (t.events["at"] >= first[t.events["row"]]))
    t.add(rows, first[rows], EventType.ASSIGNED, AGENT, actor=t.word(name), to=t.word(name))
    t.settle()


def sort_late(t: Tables, share: float) -> None:
    """Tickets wait for two hours before anybody sorts them."""
    rows = some(t, recent(t), share)
    shift(t, events_of(t, rows) & (t.events["type"] != EventType.CREATED), 2 * HOUR)


def clog_third_level(t: Tables, share: float) -> None:
    """The third level holds thirty open tickets, a share of them for over two weeks."""
    old = some(t, between(t, 27, 15) & ~is_open(t), round(30 * share) + 0.0)
    new = some(t, between(t, 9, 2) & ~is_open(t), 30 - len(old))
    rows = np.concatenate([old, new])
    stuck(t, rows)
    at = t.answered[rows] + MINUTE
    t.add(rows, at, EventType.TIER_CHANGED, SYSTEM, before=t.word("L2"), to=t.word("L3"))
    t.settle()


def route_by_hand(t: Tables, share: float, name: str = "L3-01") -> None:
    """One person assigns tickets that rules or queues could."""
    chosen = some(t, is_kind(t, EventType.ASSIGNED), share)
    t.events["role"][chosen], t.events["actor"][chosen] = int(AGENT), t.word(name)


def close_with_one(t: Tables, share: float, name: str = "L3-01") -> None:
    """One person has to close what others began."""
    rows = some(t, solved_recently(t) & (t.tickets["owner"] != t.word(name)), share)
    at, who = t.solved[rows] - 1, t.word(name)
    t.add(rows, at, NOTE, AGENT, actor=t.tickets["owner"][rows])
    t.add(rows, at, EventType.ASSIGNED, AGENT, actor=t.tickets["owner"][rows], to=who)
    t.settle()
    t.tickets["owner"][rows] = who


def pick_easy(t: Tables, share: float, name: str = "L1-05") -> None:
    """At a share of the picks, one person leaves the harder ticket to the one who takes the next."""
    taken, kind = t.first(is_kind(t, EventType.ASSIGNED)), t.tickets["kind"]
    order = np.lexsort((taken, t.tickets["priority"]))
    order = order[(t.tickets["team"][order] == 0) & (t.tickets["channel"][order] != 2) & (kind[order] < 4)]
    mine = np.flatnonzero((first_owner(t)[order] == t.word(name)) & recent(t)[order])
    for place in some(t, mine, share).tolist():
        near = order[place : place + 8]
        free = near[t.tickets["created"][near] < taken[near[0]]]
        easiest = free[np.argmin(kind[free])] if len(free) else near[0]
        for column in ("kind", "area"):
            values = t.tickets[column]
            values[near[0]], values[easiest] = values[easiest], values[near[0]]


def first_owner(t: Tables) -> Ints:
    """To whom each ticket was first assigned."""
    owner = np.full(len(t.tickets["created"]), -1)
    events = np.flatnonzero(is_kind(t, EventType.ASSIGNED))[::-1]
    owner[t.events["row"][events]] = t.events["to"][events]
    return owner


# Urgency


def inflate_and_lower(t: Tables, share: float) -> None:
    """Tickets begin as P1 and are lowered after the first answer."""
    rows = some(t, recent(t) & (t.tickets["priority"] == 2) & (t.answered < t.end - 2 * HOUR), share)
    change_priority(t, rows, t.answered[rows] + MINUTE, t.word("P1"), t.word("P3"))
    t.settle()


def inflate(t: Tables, share: float) -> None:
    """Tickets begin, and stay, as P1."""
    t.tickets["priority"][some(t, recent(t) & (t.tickets["priority"] > 0), share)] = 0


def reward_loudness(t: Tables, share: float) -> None:
    """Customers who write twice more at once are raised."""
    loud = some(t, recent(t) & (t.tickets["priority"] == 2), 0.2)
    for minute in (30, 60):
        t.add(loud, t.tickets["created"][loud] + minute * MINUTE, EventType.CUSTOMER_REPLY, CUSTOMER)
    rows = some(t, loud, share)
    change_priority(t, rows, t.tickets["created"][rows] + 5 * HOUR, t.word("P3"), t.word("P2"))
    t.settle()


# Answers and surveys


def spare_the_unhappy(t: Tables, share: float) -> None:
    """Hard tickets are not asked about."""
    hard = (t.solved < FAR) & (t.solved - t.tickets["created"] > 9 * HOUR)
    t.tickets["offered"][some(t, hard & solved_recently(t), share)] = 0.0


def answer_and_vanish(t: Tables, share: float) -> None:
    """The first reply comes at once, everything else two days later."""
    rows = some(t, recent(t) & (t.tickets["created"] < t.end - 3 * DAY), share)
    first = t.answered[t.events["row"]]
    later = (t.events["at"] > first) | ((t.events["at"] == first) & is_kind(t, EventType.STATUS_CHANGED))
    shift(t, events_of(t, rows) & later, 2 * DAY)


def paste_answers(t: Tables, share: float, name: str = "L1-04") -> None:
    """One person's instant answers make customers write again."""
    quick = recent(t) & (t.tickets["channel"] == 2) & (first_owner(t) == t.word(name)) & (t.answered < t.end)
    rows = some(t, quick, share)
    t.add(rows, t.answered[rows] + 20 * MINUTE, EventType.CUSTOMER_REPLY, CUSTOMER)
    t.settle()


def ask_elsewhere(t: Tables, share: float) -> None:
    """Customers ask the same again in another channel within a day."""
    pair(t, share, t.answered, DAY - HOUR, same_channel=False)


def ask_twice(t: Tables, share: float) -> None:
    """Customers open the same twice within a day."""
    pair(t, share, t.tickets["created"], DAY - HOUR, same_channel=True)


def ask_again(t: Tables, share: float) -> None:
    """Customers come back with the same after it was solved."""
    pair(t, share, t.solved, 2 * DAY, same_channel=True)


def pair(t: Tables, share: float, after: Ints, within: int, *, same_channel: bool) -> None:
    """Let later tickets be of the customer and kind of earlier ones."""
    rows, created, used = some(t, recent(t) & (after < t.end - DAY), share), t.tickets["created"], set()
    for row in rows.tolist():
        if row in used:
            continue
        first, last = np.searchsorted(created, [after[row] + MINUTE, after[row] + within])
        places = range(first, min(last, len(created)))
        options = [
            n for n in places
            if n not in used and (same_channel or t.tickets["channel"][n] != t.tickets["channel"][row])
            and (same_channel or t.tickets["channel"][n] != 2)
        ]  # fmt: skip
        if options:
            other = options[int(t.rng.integers(len(options)))]
            for column in ("customer", "kind", "area"):
                t.tickets[column][other] = t.tickets[column][row]
            used |= {other, row}


QUEUED = {
    "D-008": Plant(forget, 0.03, 0.25, 0.35, 0.50),
    "D-079": Plant(forget_a_day, 0.05, 0.30, 0.40, 0.60),
    "D-085": Plant(outlive, 0.03, 0.25, 0.35, 0.50),
    "D-078": Plant(hide, 0, 2, 4, 8),
    "D-082": Plant(hoard, 4, 15, 25, 45),
    "D-083": Plant(sort_late, 0.40, 0.60, 0.70, 0.90),
    "D-087": Plant(clog_third_level, 0.05, 0.30, 0.45, 0.80),
    "D-100": Plant(route_by_hand, 0.40, 0.60, 0.70, 0.90),
    "D-127": Plant(close_with_one, 0.10, 0.26, 0.32, 0.50),
    "D-061": Plant(pick_easy, 0.20, 0.60, 0.80, 1.0),
    "D-021": Plant(inflate_and_lower, 0.02, 0.09, 0.13, 0.25),
    "D-077": Plant(inflate, 0.04, 0.12, 0.16, 0.30),
    "D-084": Plant(reward_loudness, 0.0, 0.10, 0.20, 0.50),
    "D-052": Plant(spare_the_unhappy, 0.05, 0.35, 0.50, 0.80),
    "D-053": Plant(answer_and_vanish, 0.22, 0.42, 0.50, 0.70),
    "D-007": Plant(paste_answers, 0.05, 0.50, 0.70, 1.0),
    "D-006": Plant(ask_elsewhere, 0.04, 0.16, 0.22, 0.35),
    "D-080": Plant(ask_twice, 0.02, 0.08, 0.12, 0.20),
}
"""Plants of the queue, of urgency, of answers and surveys, by detector."""
