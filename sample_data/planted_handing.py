"""More habits to plant: tickets handed around, escalations that are a way out or never happen."""

from __future__ import annotations

import numpy as np

from core.data.columns import EventType
from sample_data.healthy import DAY, FAR, HOUR, MINUTE, PEOPLE, TEAMS, TECHNICAL, Flags, Tables
from sample_data.planted import (
    AGENT,
    CUSTOMER,
    NOTE,
    REPLY,
    SYSTEM,
    Plant,
    break_promises,
    break_weekly,
    close_at_limit,
    close_late,
    come_back,
    come_back_late,
    escalating,
    events_of,
    handing,
    is_kind,
    pause_late,
    paused,
    recent,
    shift,
    skip_updates,
    solve_at,
    solved_recently,
    some,
)


def bounce(t: Tables, share: float) -> None:
    """Tickets go to a colleague and back, and to somebody else."""
    rows = some(t, solved_recently(t) & (t.solved - np.minimum(t.answered, FAR - 1) > HOUR), share)
    names = [t.word(name) for name in PEOPLE["Technical L2"][:3]]
    begin, span = t.answered[rows], t.solved[rows] - t.answered[rows]
    owner = t.tickets["owner"][rows]
    for step, to in enumerate((names[0], names[1], names[0], owner)):
        at = begin + (span * (0.1 + 0.05 * step)).astype(np.int64)
        t.add(rows, at, NOTE, AGENT, actor=owner)
        t.add(rows, at + 1, EventType.ASSIGNED, AGENT, actor=owner, to=to)
    t.settle()


def keep_too_long(t: Tables, share: float) -> None:
    """First-line tickets take far longer than their kind ever does."""
    raised = t.first(is_kind(t, EventType.TIER_CHANGED)) < FAR
    rows = some(
        t, solved_recently(t) & (t.solved < t.end - 7 * DAY) & (t.tickets["team"] == 0) & ~raised, share
    )
    solve_at(t, rows, t.tickets["created"][rows] + paused(t)[rows] + 6 * DAY)


def ignore_escalations(t: Tables, share: float) -> None:
    """Nobody of the receiving level acts for three days."""
    rows = some(t, np.unique(t.events["row"][escalating(t)]), share)
    first = t.first(is_kind(t, EventType.TIER_CHANGED))
    shift(t, events_of(t, rows) & (t.events["at"] > first[t.events["row"]] + MINUTE), 3 * DAY)


def drop_notes(t: Tables, which: Flags, share: float) -> None:
    """No note around some events."""
    chosen = some(t, which, share)
    near = np.full(len(t.solved), -FAR // 2)
    near[t.events["row"][chosen]] = t.events["at"][chosen]
    t.drop(is_kind(t, NOTE) & (np.abs(near[t.events["row"]] - t.events["at"]) <= HOUR))


def hand_over_silently(t: Tables, share: float) -> None:
    """Tickets change hands without a note."""
    drop_notes(t, handing(t), share)


def escalate_silently(t: Tables, share: float) -> None:
    """Tickets are escalated without a note."""
    drop_notes(t, escalating(t), share)


def skip_level(t: Tables, share: float) -> None:
    """Ordinary tickets jump to the third level."""
    first = t.events["before"] == t.word("L1")
    chosen = some(t, escalating(t) & first & (t.tickets["priority"][t.events["row"]] >= 2), share)
    t.events["to"][chosen] = t.word("L3")


def escalate_at_once(t: Tables, share: float) -> None:
    """Tickets are escalated as soon as they are taken, with nothing tried."""
    rows = some(t, np.unique(t.events["row"][escalating(t)]), share)
    first, taken = t.first(is_kind(t, EventType.TIER_CHANGED)), t.first(is_kind(t, EventType.ASSIGNED))
    e, mine = t.events, events_of(t, rows)
    before = mine & (e["at"] <= first[e["row"]]) & (is_kind(t, NOTE, REPLY) | (e["to"] == t.word("pending")))
    t.drop(before)
    e, mine = t.events, events_of(t, rows)
    moved = mine & (e["at"] == first[e["row"]])
    e["at"] = np.where(moved, taken[e["row"]] + 2 * MINUTE, e["at"])
    t.settle()


def wait_at_first_level(t: Tables, share: float) -> None:
    """Technical tickets wait in the first line before they go where they belong."""
    technical = recent(t) & (t.tickets["kind"] >= TECHNICAL) & (t.tickets["kind"] < TECHNICAL + 3)
    rows = some(t, technical & (t.first(is_kind(t, EventType.TIER_CHANGED)) == FAR), share)
    wait = (0.75 * np.array([15, 60, 240, 480])[t.tickets["priority"][rows]] * MINUTE).astype(np.int64)
    delay = np.zeros(len(t.solved), np.int64)
    delay[rows] = wait
    sorting = events_of(t, rows) & is_kind(t, EventType.TEAM_CHANGED)
    t.events["to"] = np.where(sorting, t.word(TEAMS[0]), t.events["to"])
    later = events_of(t, rows) & (t.events["at"] > t.tickets["created"][t.events["row"]] + MINUTE)
    shift(t, later, delay[t.events["row"]])
    at, who = t.tickets["created"][rows] + wait, t.word("L1-01")
    t.add(rows, at, NOTE, AGENT, actor=who)
    steps = ((EventType.TEAM_CHANGED, TEAMS[0], TEAMS[1]), (EventType.TIER_CHANGED, "L1", "L2"))
    for kind, old, new in steps:
        t.add(rows, at, kind, AGENT, actor=who, before=t.word(old), to=t.word(new))
    t.settle()


def escalate_late(t: Tables, factor: float, name: str = "L1-03") -> None:
    """One person escalates so many times later than before."""
    mine = escalating(t) & (t.events["actor"] == t.word(name))
    first = t.first(is_kind(t, EventType.TIER_CHANGED))
    rows = np.unique(t.events["row"][mine])
    delay = np.zeros(len(first), np.int64)
    delay[rows] = ((factor - 1) * (first[rows] - t.tickets["created"][rows])).astype(np.int64)
    near = first[t.events["row"]]
    shift(t, events_of(t, rows) & (t.events["at"] >= near), delay[t.events["row"]])


def vanish(t: Tables, share: float) -> None:
    """Whoever escalated never comes back to the ticket."""
    first = t.first(is_kind(t, EventType.TIER_CHANGED))
    rows = some(t, np.unique(t.events["row"][escalating(t)]), share)
    t.drop(events_of(t, rows) & is_kind(t, NOTE) & (t.events["at"] > first[t.events["row"]]))


def forward_only(t: Tables, share: float) -> None:
    """A partner's team gets tickets first and forwards a share of them."""
    rows = some(t, recent(t) & (t.tickets["team"] == 0), 0.3)
    sorting = events_of(t, rows) & is_kind(t, EventType.TEAM_CHANGED) & (t.events["before"] < 0)
    partner = t.word("Partner desk")
    t.events["to"] = np.where(sorting, partner, t.events["to"])
    sent = some(t, rows, share)
    t.add(
        sent,
        t.tickets["created"][sent] + 2 * MINUTE,
        EventType.TEAM_CHANGED,
        SYSTEM,
        before=partner,
        to=t.word(TEAMS[0]),
    )
    t.settle()


def tell_again(t: Tables, share: float) -> None:
    """Customers write again right after a handoff."""
    chosen = some(t, handing(t), share)
    t.add(t.events["row"][chosen], t.events["at"][chosen] + MINUTE // 2, EventType.CUSTOMER_REPLY, CUSTOMER)
    t.settle()


HANDED = {
    "D-054": Plant(come_back, 0.03, 0.08, 0.12, 0.20),
    "D-004": Plant(close_at_limit, 0.003, 0.04, 0.08, 0.15),
    "D-071": Plant(close_late, 0.0, 0.10, 0.18, 0.35),
    "D-058": Plant(come_back_late, 0.04, 0.10, 0.14, 0.22),
    "D-069": Plant(pause_late, 0.01, 0.10, 0.20, 0.50),
    "D-070": Plant(break_promises, 0.04, 0.14, 0.20, 0.30),
    "D-074": Plant(break_weekly, 0.02, 0.06, 0.10, 0.20),
    "D-031": Plant(skip_updates, 0.08, 0.30, 0.45, 0.80),
    "D-002": Plant(bounce, 0.04, 0.13, 0.18, 0.30),
    "D-005": Plant(keep_too_long, 0.02, 0.12, 0.18, 0.30),
    "D-029": Plant(ignore_escalations, 0.07, 0.18, 0.28, 0.50),
    "D-030": Plant(hand_over_silently, 0.06, 0.18, 0.28, 0.50),
    "D-094": Plant(escalate_silently, 0.06, 0.18, 0.28, 0.50),
    "D-032": Plant(skip_level, 0.01, 0.10, 0.20, 0.40),
    "D-086": Plant(escalate_at_once, 0.15, 0.35, 0.50, 0.80),
    "D-089": Plant(wait_at_first_level, 0.12, 0.30, 0.40, 0.60),
    "D-092": Plant(escalate_late, 1.2, 2.5, 4.0, 8.0),
    "D-093": Plant(vanish, 0.40, 0.85, 0.93, 1.0),
    "D-116": Plant(forward_only, 0.15, 0.28, 0.40, 0.70),
    "D-125": Plant(tell_again, 0.06, 0.18, 0.28, 0.50),
}  # fmt: skip
"""Plants of closing, promises and handing over, by detector."""
