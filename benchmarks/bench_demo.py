"""Generate a demo company of 1,000,000 tickets, beside a generator that walks ticket by ticket.

The peer is written the plain way: one Python loop per ticket, the standard library's random numbers,
datetimes, one tuple per event, a data frame at the end. It draws the same stages with the same chances
(creation, acknowledgement, assignment, replies, pauses, escalation, solution, reopening, survey, close)
but none of the calendar, roster, planted faults and other tables; so it does less work per ticket.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from benchmarks.harness import Result
from sample_data import generate
from sample_data import settings as s

COUNT = 1_000_000
SAMPLE = 10_000
GOAL = 200_000
START = datetime(2025, 1, 1, tzinfo=UTC)
REPEAT = 3

Row = tuple[str, str, datetime, int, str, str, str | None, str | None, float | None]


class PlainWalk:
    """One ticket's events, appended one by one."""

    def __init__(self, number: int, dice: random.Random) -> None:
        self.ticket, self.dice, self.rows = f"QW-{number:08d}", dice, list[Row]()
        self.at = START + timedelta(seconds=dice.random() * 540 * 86_400)
        self.agent = f"L1-{dice.randrange(40):02d}"
        self.status = "new"

    def add(self, kind: str, role: str, new: str | None = None, value: float | None = None) -> None:
        number = len(self.rows)
        row = (self.ticket, f"e{number:02d}", self.at, number, kind, role, self.agent, new, value)
        self.rows.append(row)

    def wait(self, hours: float) -> None:
        self.at += timedelta(hours=self.dice.lognormvariate(0.0, 1.0) * hours)
        while not 8 <= self.at.hour < 20:
            self.at += timedelta(hours=1)

    def set_status(self, status: str) -> None:
        self.add("status_changed", "agent", status)
        self.status = status

    def reply(self, hours: float) -> None:
        self.wait(hours)
        self.add("public_reply", "agent")
        self.add("time_worked", "agent", value=round(self.dice.lognormvariate(1.8, 0.5) * 2) / 2)

    def run(self) -> dict[str, object]:
        self.add("created", "customer", "new")
        if self.dice.random() < 0.5:
            self.add("public_reply", "bot")
        self.wait(0.5)
        self.add("assigned", "agent", self.agent)
        self.set_status("open")
        self.reply(0.1)
        for _ in range(4):
            if self.dice.random() < 0.14:
                self.escalate()
            if self.dice.random() < 0.6:
                break
            self.ask_customer()
        self.finish()
        return self.described()

    def escalate(self) -> None:
        self.add("internal_note", "agent")
        self.add("team_changed", "agent", s.TEAMS[2])
        self.add("tier_changed", "agent", "L2")
        self.add("assigned", "agent", f"L2-{self.dice.randrange(20):02d}")
        self.reply(3.0)

    def ask_customer(self) -> None:
        self.set_status("pending")
        self.wait(4.5)
        self.add("customer_reply", "customer")
        self.set_status("open")
        self.reply(1.5)

    def finish(self) -> None:
        self.set_status("solved")
        if self.dice.random() < 0.07:
            self.ask_customer()
            self.set_status("solved")
        if self.dice.random() < 0.2:
            self.wait(5.0)
            self.add("csat", "customer", value=float(self.dice.choice((1, 2, 3, 4, 5, 5))))
        self.at += timedelta(days=5)
        self.set_status("closed")

    def described(self) -> dict[str, object]:
        category = self.dice.choices(s.CATEGORIES, [profile.share for profile in s.CATEGORIES])[0]
        return {
            "ticket_id": self.ticket,
            "created_at": self.rows[0][2],
            "updated_at": self.at,
            "status": self.status,
            "priority": self.dice.choices(s.PRIORITIES, category.priority_mix)[0],
            "category": category.name,
            "product_area": category.product_area,
            "channel": self.dice.choices(s.CHANNELS, s.CHANNEL_SHARE)[0],
            "customer_key": f"c-{self.dice.randrange(80_000):06d}",
            "assignee_id": self.agent,
            "tags": category.tags,
        }


def ticket_by_ticket(count: int, seed: int = 7) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tickets and events, the plain way."""
    dice = random.Random(seed)
    tickets, events = [], list[Row]()
    for number in range(count):
        walk = PlainWalk(number, dice)
        tickets.append(walk.run())
        events += walk.rows
    return pd.DataFrame(tickets), pd.DataFrame(events)


def suite() -> list[Result]:
    """Rates of both; the peer's time is that of a sample, scaled up."""
    generate(1_000)
    ours, ours_events = _median(lambda: generate(COUNT))
    peer, peer_events = _median(lambda: ticket_by_ticket(SAMPLE))
    rate = COUNT / ours
    return [
        Result(
            what=f"demo company of {COUNT:,} tickets ({ours_events / COUNT:.1f} events each)",
            ours_seconds=ours,
            peer=f"a Python loop per ticket ({peer_events / SAMPLE:.1f} events each), scaled up",
            peer_seconds=peer * COUNT / SAMPLE,
            goal=f"{GOAL:,} tickets/s",
            met=rate >= GOAL,
            note=f"{rate:,.0f} tickets/s on one core, with Arrow columns and all other tables",
        )
    ]


def _median(make: Callable[[], Any]) -> tuple[float, int]:
    """Median seconds of a few runs, and the number of events made."""
    times, events = [], 0
    for _ in range(REPEAT):
        started = time.perf_counter()
        made = make()
        times.append(time.perf_counter() - started)
        events = len(made[1]) if isinstance(made, tuple) else sum(b.num_rows for b in made.event_batches)
        del made
    return sorted(times)[len(times) // 2], events
