"""Calibration: once a month several people score the same three tickets, and agree better and better."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sample_data import settings as s
from sample_data.chance import Dice, along
from sample_data.frames import instants, numbered, ticket_ids
from sample_data.quality import LEVELS, as_json, bands_of, finished_rows, levels
from sample_data.raw import CHUNK, Plan, RawChunk
from sample_data.world import World

CANDIDATES = 600
"""About so many tickets of any company may come up in a session."""
CASES = 3
REVIEWERS = ("LD-01", "BL-01", "L3-01")
STRICT = (0.5, 0.35, 0.75)
"""How often each of them is a band below the others, of the times that they differ."""
APART_CURVE = ((0.0, 0.50), (0.4, 0.32), (1.0, 0.06))
"""Chance that a reviewer gives the next band, over the 18 months."""
THIRD_REVIEWER = 0.7
FRESH = 28 * s.DAY
TURN = 20 * s.MINUTE


def candidate_rows(plan: Plan, chunk: RawChunk, taken: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Finished conversations of a chunk that a session may look at; ``taken`` ones were reviewed already."""
    rows = np.setdiff1d(finished_rows(chunk), taken - chunk.first)
    share = min(0.5, CANDIDATES / plan.tickets)
    rows = rows[Dice(plan.seed, 10, chunk.first // CHUNK).happens(share, len(rows))]
    raw = chunk.tickets
    return {"ticket": rows + chunk.first, "agent": raw["agent"][rows], "at": raw["updated_at"][rows]}


def calibrations(plan: Plan, world: World, rows: dict[str, NDArray[Any]]) -> pd.DataFrame:
    """The reviews of all sessions, in the columns of other reviews; nobody is coached for one."""
    dice, (case, begins) = Dice(plan.seed, 11), _cases(world, rows["at"])
    codes = np.array([one.code for one in world.roster.agents], dtype=object)
    quality = np.array([agent.quality for agent in world.roster.agents])
    parts, shared = [], levels(quality[rows["agent"][case]], dice)
    apart = along(APART_CURVE, world.progress(begins - world.origin))
    for place, reviewer in enumerate(REVIEWERS):
        there = dice.happens(1.0 if place < 2 else THIRD_REVIEWER, len(case))
        points = bands_of(_seen(shared, apart, STRICT[place], dice))[there]
        ticket = rows["ticket"][case][there]
        parts.append(
            pd.DataFrame(
                {
                    "review_id": numbered(f"c-{reviewer}-", ticket + 1).to_pandas(),
                    "ticket_id": ticket_ids(ticket).to_pandas(),
                    "agent_id": codes[rows["agent"][case]][there],
                    "reviewer_id": reviewer,
                    "reviewed_at": instants(begins[there] + place * TURN),
                    "coached_at": instants(np.full(len(ticket), -1)),
                    "score": points.sum(axis=1).astype(np.float64),
                    "dimensions": as_json(points),
                    "is_critical_fail": (points == 0).any(axis=1),
                    "selection": "calibration",
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    frame.insert(0, "source_id", s.SOURCE_ID)
    return frame


def _cases(world: World, at: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows that each session looks at, and when it began: the newest tickets of four weeks."""
    found, begins = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    month = (world.cutoff - world.start) / s.MONTHS
    for number in range(1, s.MONTHS + 1):
        day = int((world.start + number * month) // s.DAY) - 3
        begin = world.origin + day * s.DAY + 19 * s.HOUR
        fresh = np.nonzero((at < begin) & (at >= begin - FRESH))[0]
        chosen = fresh[np.argsort(at[fresh], kind="stable")][-CASES:]
        found.append(chosen)
        begins.append(np.full(len(chosen), begin))
    return np.concatenate(found), np.concatenate(begins)


def _seen(
    shared: NDArray[np.int64], apart: NDArray[np.float64], strict: float, dice: Dice
) -> NDArray[np.int64]:
    """The levels as one reviewer sees them: now and then one band up or down."""
    chance = dice.share(shared.size).reshape(shared.shape)
    below = (chance < (apart * strict)[:, None]).astype(np.int64)
    above = (chance > 1.0 - (apart * (1.0 - strict))[:, None]).astype(np.int64)
    seen: NDArray[np.int64] = np.clip(shared + below - above, 0, len(LEVELS) - 1)
    return seen
