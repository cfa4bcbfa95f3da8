"""More habits to plant: sameness, knowledge in one head, and figures that improve at others' cost."""

from __future__ import annotations

import numpy as np

from core.data.columns import EventType
from sample_data.healthy import DAY, DAYS, KINDS, PEOPLE, WINDOW, Tables, healthy_company
from sample_data.planted import (
    AGENT,
    CUSTOMER,
    NOTE,
    Plant,
    come_back,
    events_of,
    give,
    is_kind,
    owned_by,
    recent,
    solved_recently,
    some,
    stuck,
)  # fmt: skip
from sample_data.planted_handing import HANDED
from sample_data.planted_queue import QUEUED, ask_again, is_open

ESSENTIAL = tuple(f"metric {number}" for number in range(1, 26))


def flood(t: Tables, count: float) -> None:
    """One day brings so many tickets of one kind, from different customers."""
    day = t.start + int(t.rng.integers(2, 26)) * DAY
    rows = some(t, (t.tickets["created"] >= day) & (t.tickets["created"] < day + DAY), count)
    for column in ("kind", "area"):
        t.tickets[column][rows] = KINDS.index("account")


def invent_tags(t: Tables, count: float) -> None:
    """So many tags that nobody uses again."""
    for row in some(t, recent(t), count).tolist():
        t.tickets["tags"][row] += f",note-{row}"


def fall_silent(t: Tables, share: float) -> None:
    """The team opens fewer tickets itself."""
    ours = is_kind(t, EventType.CREATED) & (t.events["role"] == AGENT) & (t.events["at"] >= t.start)
    chosen = some(t, ours, share)
    t.events["role"][chosen], t.events["actor"][chosen] = int(CUSTOMER), -1


def answer_by_name(t: Tables, share: float) -> None:
    """How a ticket ends depends on who answers."""
    rows = some(t, recent(t), share)
    t.tickets["ends"][rows] = np.array(["answered", "fixed", "refund"])[t.tickets["owner"][rows] % 3]


def repeat_defect(t: Tables, per_week: float) -> None:
    """One fault of the product brings so many tickets a week."""
    for week in range(4):
        first = t.end - (week + 1) * 7 * DAY
        rows = some(t, (t.tickets["created"] >= first) & (t.tickets["created"] < first + 7 * DAY), per_week)
        for column in ("kind", "area"):
            t.tickets[column][rows] = KINDS.index("bug report")


def hoard_knowledge(t: Tables, share: float, name: str = "L1-06", kind: int = 3) -> None:
    """One person solves a share of a category."""
    give(t, some(t, solved_recently(t) & (t.tickets["kind"] == kind), share), name)


def stand_on_few(t: Tables, count: float) -> None:
    """One person each solves nearly all of so many categories."""
    for kind in range(int(count)):
        hoard_knowledge(t, 0.95, f"L1-0{1 + kind % 6}", kind)


def ask_one(t: Tables, share: float, name: str = "L2-01") -> None:
    """One person writes a share of the notes that help colleagues."""
    helping = is_kind(t, NOTE) & (t.events["actor"] != t.tickets["owner"][t.events["row"]])
    t.events["actor"][some(t, helping & (t.events["at"] >= t.start), share)] = t.word(name)


def drown_the_expert(t: Tables, count: float, name: str = "L1-06") -> None:
    """One person solves nearly all of a category and holds so many open tickets more."""
    hoard_knowledge(t, 0.95, name)
    rows = some(t, (t.tickets["created"] > t.end - 6 * DAY) & ~is_open(t) & (t.tickets["kind"] == 0), count)
    give(t, rows, name)
    stuck(t, rows)


def send_experts(t: Tables, share: float) -> None:
    """Simple questions end with the third level."""
    rows = some(t, solved_recently(t) & (t.tickets["team"] == 0) & (t.tickets["kind"] < 3), share)
    at, expert = t.solved[rows] - 2, t.word("L3-01")
    t.add(
        rows,
        at,
        EventType.TIER_CHANGED,
        AGENT,
        actor=t.tickets["owner"][rows],
        before=t.word("L1"),
        to=t.word("L3"),
    )
    t.settle()
    t.add(rows, at, EventType.ASSIGNED, AGENT, actor=t.tickets["owner"][rows], to=expert)
    t.settle()


def unequal_work(t: Tables, share: float) -> None:
    """The two fastest people get the hard kinds, the two slowest the easy ones."""
    pace = np.log(np.minimum(t.solved, t.end) - t.tickets["created"] + 1.0)
    names = sorted(
        PEOPLE["Support L1"], key=lambda name: float(pace[solved_recently(t) & owned_by(t, name)].mean())
    )
    mine = solved_recently(t) & (t.tickets["team"] == 0)
    hard, easy = mine & (t.tickets["kind"] >= 2), mine & (t.tickets["kind"] <= 1)
    for rows, pair in ((some(t, hard, share), names[:2]), (some(t, easy, share), names[-2:])):
        half = t.rng.random(len(rows)) < 0.5
        give(t, rows[half], pair[0])
        give(t, rows[~half], pair[1])


def go_blind(t: Tables, share: float) -> None:
    """A share of the essential metrics has no data."""
    missing = round(share * len(ESSENTIAL))
    t.metric_known = {name: place >= missing for place, name in enumerate(ESSENTIAL)}


def hurry(t: Tables, share: float) -> None:
    """Everything goes faster by a share in the last 28 days."""
    created = t.tickets["created"][t.events["row"]]
    age = t.events["at"] - created
    fast = recent(t)[t.events["row"]]
    t.events["at"] = np.where(fast, created + (age * (1 - share)).astype(np.int64), t.events["at"])
    t.settle()


def hurry_and_fail(t: Tables, share: float) -> None:
    """Faster answers that come back."""
    hurry(t, 0.15 + share)
    come_back(t, share)


def close_at_first(t: Tables, share: float) -> None:
    """Tickets are solved with the first answer, and nothing else is done."""
    late = solved_recently(t) & (t.solved > t.answered) & recent(t)
    rows = some(t, late, share)
    first, who = t.answered[rows], t.tickets["owner"][rows]
    t.drop(events_of(t, rows) & (t.events["at"] > t.answered[t.events["row"]]))
    t.drop(events_of(t, rows) & (t.events["to"] == t.word("pending")))
    t.status(rows, first, "solved", AGENT, who)
    t.settle()


def close_first_and_fail(t: Tables, share: float) -> None:
    """Solved at first contact, and the customers ask again."""
    close_at_first(t, min(1.0, 2 * share + 0.15))
    ask_again(t, share)


def thin_past(t: Tables, share: float) -> None:
    """Fewer tickets in the weeks before, so that more is done now."""
    gone = np.zeros(len(t.tickets["created"]), bool)
    gone[some(t, ~recent(t), share)] = True
    place = np.cumsum(~gone) - 1
    t.drop(gone[t.events["row"]])
    t.events["row"] = place[t.events["row"]]
    t.tickets = {name: column[~gone] for name, column in t.tickets.items()}


def stop_helping(t: Tables, share: float) -> None:
    """More is solved, and colleagues help each other less."""
    thin_past(t, 0.15)
    helping = is_kind(t, NOTE) & (t.events["actor"] != t.tickets["owner"][t.events["row"]])
    gone = np.zeros(len(helping), bool)
    gone[some(t, helping & (t.events["at"] >= t.start), share)] = True
    t.drop(gone)


def move_about(t: Tables, share: float) -> None:
    """Tickets change owner once more."""
    rows = some(t, solved_recently(t), share)
    who = np.array([t.word(name) for name in PEOPLE["Technical L2"]])[t.rng.integers(0, 5, len(rows))]
    at = t.solved[rows] - 1
    t.add(rows, at, NOTE, AGENT, actor=t.tickets["owner"][rows])
    t.add(rows, at, EventType.ASSIGNED, AGENT, actor=t.tickets["owner"][rows], to=who)
    t.settle()


def obsess(t: Tables, share: float) -> None:
    """One figure improves while tickets bounce and come back."""
    hurry(t, 0.25)
    come_back(t, share)
    move_about(t, 2 * share)


def rush(t: Tables, share: float) -> None:
    """One reply, passed on, asked again."""
    move_about(t, share)
    close_at_first(t, 0.2 + share)
    ask_again(t, share)


def please_nobody(t: Tables, share: float) -> None:
    """Faster answers and unhappier customers."""
    hurry(t, 0.25)
    rated = recent(t) & ~np.isnan(t.tickets["csat"])
    t.tickets["csat"][some(t, rated, share)] = 1.0


TRENDING = {
    "D-041": Plant(flood, 6, 22, 28, 40),
    "D-081": Plant(invent_tags, 3, 15, 25, 60),
    "D-115": Plant(fall_silent, 0.30, 0.90, 0.97, 1.0),
    "D-123": Plant(answer_by_name, 0.25, 0.65, 0.80, 1.0),
    "D-128": Plant(repeat_defect, 4, 14, 20, 40),
    "D-003": Plant(hoard_knowledge, 0.60, 0.86, 0.92, 1.0),
    "D-124": Plant(stand_on_few, 2, 4, 5, 6),
    "D-014": Plant(ask_one, 0.10, 0.28, 0.40, 0.70),
    "D-091": Plant(drown_the_expert, 0, 10, 18, 35),
    "D-129": Plant(send_experts, 0.01, 0.05, 0.08, 0.20),
    "D-057": Plant(unequal_work, 0.05, 0.30, 0.45, 0.60),
    "D-102": Plant(go_blind, 0.12, 0.28, 0.40, 0.80),
    "D-001": Plant(hurry_and_fail, 0.005, 0.05, 0.10, 0.25),
    "D-055": Plant(close_first_and_fail, 0.01, 0.05, 0.10, 0.20),
    "D-059": Plant(stop_helping, 0.15, 0.45, 0.60, 0.90),
    "D-060": Plant(obsess, 0.001, 0.05, 0.10, 0.25),
    "D-114": Plant(rush, 0.005, 0.20, 0.30, 0.45),
    "D-118": Plant(please_nobody, 0.01, 0.08, 0.14, 0.30),
}
"""Plants of sameness, knowledge and trends, by detector."""
PLANTS: dict[str, Plant] = {**HANDED, **QUEUED, **TRENDING}
"""Every plant by the detector that has to find it."""


ORDINARY: dict[str, float] = {
    "D-054": 0.01, "D-058": 0.01, "D-031": 0.06, "D-002": 0.012, "D-029": 0.03, "D-030": 0.03,
    "D-094": 0.02, "D-086": 0.05, "D-089": 0.06, "D-093": 0.15, "D-125": 0.03, "D-008": 0.02, "D-083": 0.03,
    "D-100": 0.10, "D-127": 0.05, "D-061": 0.05, "D-021": 0.003, "D-077": 0.01, "D-052": 0.04,
    "D-053": 0.015, "D-006": 0.01, "D-080": 0.01, "D-081": 2, "D-115": 0.20, "D-123": 0.05, "D-014": 0.03,
    "D-129": 0.003,
}  # fmt: skip
"""A little of many habits, well below every limit: what an ordinary team looks like."""


def ordinary_company(seed: int, per_day: float = 40.0) -> Tables:
    """A healthy help desk with the blemishes of everyday life.

    >>> len(ordinary_company(1, per_day=5).tickets["created"]) > 400
    True
    """
    tables = healthy_company(seed, per_day)
    tables.days = DAYS
    for number, share in ORDINARY.items():
        PLANTS[number].put(tables, share)
    tables.days = WINDOW
    return tables
