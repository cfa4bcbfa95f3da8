"""The demo company as canonical frames: generate it, or read the committed one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import pyarrow as pa

from sample_data.frames import event_batch, ticket_batch
from sample_data.inputs import InputRows, input_frames
from sample_data.raw import Plan, RawChunk, chunks, prepare
from sample_data.world import World

DEFAULT_SEED = 7
MOST_TICKETS = 50_000_000
DEFAULT_END = date(2026, 6, 30)


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """Tickets and events in aligned batches (canonical columns), and frames for the other tables."""

    plan: Plan
    ticket_batches: tuple[pa.RecordBatch, ...] = field(repr=False)
    event_batches: tuple[pa.RecordBatch, ...] = field(repr=False)
    inputs: dict[str, pd.DataFrame] = field(repr=False)

    @property
    def tickets(self) -> pd.DataFrame:
        """All tickets; instants are int64 UTC microseconds, repeating words categorical."""
        return pa.Table.from_batches(self.ticket_batches).unify_dictionaries().to_pandas()

    @property
    def events(self) -> pd.DataFrame:
        """All events, clustered by ticket and in order inside each."""
        return pa.Table.from_batches(self.event_batches).unify_dictionaries().to_pandas()


def generate(tickets: int, seed: int = DEFAULT_SEED, end: date = DEFAULT_END) -> DemoCompany:
    """Make a demo company; the same arguments give the same company to the last second.

    ``tickets`` spread over the 18 months up to ``end`` (a day; the data stop at 17:00 company time).
    Companies above 25,000 tickets have proportionally more agents. Raises ValueError for a count
    below 1 or above 50 million, or a negative seed.

    >>> company = generate(200, seed=3)
    >>> len(company.tickets), sorted(company.inputs)[:3]
    (200, ['agent', 'agent_state', 'calendar'])
    """
    if not 1 <= tickets <= MOST_TICKETS:
        raise ValueError(f"tickets must be 1 to {MOST_TICKETS:,}, not {tickets}")
    if seed < 0:
        raise ValueError(f"seed must not be negative, not {seed}")
    plan = Plan(tickets, seed, end)
    world = prepare(plan)
    return assemble(plan, world, chunks(plan, world))


def assemble(plan: Plan, world: World, raw: Iterable[RawChunk]) -> DemoCompany:
    """Build the frames of a company from its raw chunks, one chunk at a time."""
    codes = tuple(agent.code for agent in world.roster.agents)
    ticket_batches, event_batches, rows = [], [], InputRows(plan)
    for chunk in raw:
        ticket_batches.append(ticket_batch(chunk, codes))
        event_batches.append(event_batch(chunk, codes))
        rows.add(chunk)
    return DemoCompany(plan, tuple(ticket_batches), tuple(event_batches), input_frames(plan, world, rows))
