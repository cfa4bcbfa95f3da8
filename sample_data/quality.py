"""Reviewed conversations: a random tenth-to-thirtieth of each agent's work, scored on five dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import Status
from sample_data import settings as s
from sample_data.chance import Dice
from sample_data.frames import instants, numbered, ticket_ids
from sample_data.raw import CHUNK, Plan, RawChunk
from sample_data.world import World

REVIEWED_SHARE = 0.035
DIMENSIONS = (
    ("solution_quality", (30, 25, 20, 15, 10, 0)),
    ("communication", (25, 20, 15, 10, 5, 0)),
    ("process_adherence", (20, 15, 10, 5, 5, 0)),
    ("efficiency", (15, 12, 9, 6, 3, 0)),
    ("customer_experience", (10, 8, 6, 4, 2, 0)),
)
"""Points by band, best first (B-108 to B-112)."""
LEVELS = np.array((0.46, 0.80, 0.93, 0.982, 0.996, 1.0))
COACHED_SHARE = 0.78


def review_rows(seed: int, chunk: RawChunk) -> dict[str, NDArray[Any]]:
    """The conversations of a chunk that are reviewed."""
    raw, rows = chunk.tickets, finished_rows(chunk)
    rows = rows[Dice(seed, 4, chunk.first // CHUNK).happens(REVIEWED_SHARE, len(rows))]
    return {"ticket": rows + chunk.first, "agent": raw["agent"][rows], "at": raw["updated_at"][rows]}


def finished_rows(chunk: RawChunk) -> NDArray[np.int64]:
    """The tickets of a chunk that somebody finished."""
    raw = chunk.tickets
    finished = np.isin(raw["status"], (int(Status.SOLVED), int(Status.CLOSED))) & (raw["agent"] >= 0)
    return np.nonzero(finished)[0]


def reviews(plan: Plan, world: World, rows: dict[str, NDArray[Any]]) -> pd.DataFrame:
    """Reviews with scores, reviewer and coaching instant."""
    dice, count = Dice(plan.seed, 5), len(rows["ticket"])
    quality = np.array([agent.quality for agent in world.roster.agents])
    reviewed = rows["at"] + ((1 + dice.share(count) * 5) * s.DAY).astype(np.int64)
    keep = reviewed <= world.cutoff + world.origin
    reviewed, ticket, agent = reviewed[keep], rows["ticket"][keep], rows["agent"][keep]
    points = bands_of(levels(quality[agent], dice))
    codes = np.array([one.code for one in world.roster.agents], dtype=object)
    coached = reviewed + ((0.5 + dice.share(len(ticket)) * 8) * s.DAY).astype(np.int64)
    told = dice.happens(COACHED_SHARE, len(ticket)) & (coached <= world.cutoff + world.origin)
    return pd.DataFrame(
        {
            "source_id": s.SOURCE_ID,
            "review_id": numbered("r-", ticket + 1).to_pandas(),
            "ticket_id": ticket_ids(ticket).to_pandas(),
            "agent_id": codes[agent],
            "reviewer_id": "LD-01",
            "reviewed_at": instants(reviewed),
            "coached_at": instants(np.where(told, coached, -1)),
            "score": points.sum(axis=1).astype(np.float64),
            "dimensions": as_json(points),
            "is_critical_fail": (points == 0).any(axis=1),
            "selection": np.where(dice.happens(0.85, len(ticket)), "random", "flagged"),
        }
    )


def levels(quality: NDArray[np.float64], dice: Dice) -> NDArray[np.int64]:
    """How good each conversation is on each dimension: 0 is the best band."""
    columns = []
    for _ in DIMENSIONS:
        chance = dice.share(len(quality)) - quality * 3
        columns.append(np.searchsorted(LEVELS, np.clip(chance, 0.0, 0.9999), side="right"))
    return np.stack(columns, axis=1)


def bands_of(level: NDArray[np.int64]) -> NDArray[np.int64]:
    """The points of levels, one column for each dimension."""
    return np.stack([np.array(bands)[level[:, place]] for place, (_, bands) in enumerate(DIMENSIONS)], axis=1)


def as_json(points: NDArray[np.int64]) -> list[str]:
    """Points by dimension as the store keeps them."""
    names = [name for name, _ in DIMENSIONS]
    pattern = "{" + ", ".join(f'"{name}": %d' for name in names) + "}"
    return [pattern % tuple(row) for row in points.tolist()]
