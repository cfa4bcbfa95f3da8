"""Agents, teams, shifts, what agents were doing, and their trainings."""

from __future__ import annotations

from itertools import count

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sample_data import settings as s
from sample_data.chance import Dice, along
from sample_data.frames import instants
from sample_data.hours import CELL
from sample_data.raw import Plan
from sample_data.world import World

STATES = ("ticket", "break", "ticket", "meeting", "ticket", "admin", "available")
STATE_SHARE = np.array((0.30, 0.09, 0.30, 0.06, 0.40, 0.05, 0.0))
OCCUPANCY_CURVE = ((0.0, 0.86), (0.3, 0.79), (0.6, 0.74), (0.85, 0.84), (1.0, 0.93))
STATE_WEEKS_OF_LARGE = 13
LARGE_SCALE = 4
TRAINING_WEEKS = 2
MODULES = (
    ("core product", "quiz", 1),
    ("billing basics", "quiz", 1),
    ("admin and settings", "quiz", 2),
    ("common issues", "case", 2),
    ("API basics", "quiz", 3),
    ("integrations", "quiz", 3),
    ("clear writing", "case", 4),
    ("de-escalation", "case", 6),
    ("level 1 certificate", "quiz", 8),
)
PASS_MARK = 80.0
REFRESH_WEEKS, FORGOTTEN = 26, 0.15
"""How often the quiz comes; how many of the last ones nobody took."""


def frames(plan: Plan, world: World) -> dict[str, pd.DataFrame]:
    """All tables about people."""
    shifts = _shifts(world)
    return {
        "agent": _agents(world),
        "team": pd.DataFrame(
            {
                "source_id": s.SOURCE_ID,
                "team_id": s.TEAMS,
                "name": s.TEAMS,
                "is_escalation": [tier > 0 for tier in s.TEAM_TIER],
            }
        ),
        "team_member": _members(world),
        "shift": _shift_frame(world, shifts),
        "agent_state": _states(world, shifts, Dice(plan.seed, 6)),
        "training": _trainings(world, Dice(plan.seed, 7), Dice(plan.seed, 12)),
    }


def _codes(world: World) -> NDArray[np.object_]:
    return np.array([agent.code for agent in world.roster.agents], dtype=object)


def _week_start(world: World, weeks: NDArray[np.int64]) -> NDArray[np.int64]:
    return world.origin + weeks * s.WEEK


def _left(world: World) -> NDArray[np.int64]:
    last = world.roster.last_week
    gone = last * s.WEEK <= world.cutoff
    return np.where(gone, _week_start(world, last), -1)


def _agents(world: World) -> pd.DataFrame:
    people = world.roster.agents
    frame = pd.DataFrame(
        {
            "agent_id": _codes(world),
            "name": _codes(world),
            "is_bot": False,
            "tier": [s.TIERS[s.TEAM_TIER[agent.team]] for agent in people],
            "role": [agent.role for agent in people],
            "timezone": s.ZONE,
            "weekly_hours": [36.0 if agent.pattern == s.WEEKEND else 40.0 for agent in people],
            "hired_at": instants(_week_start(world, world.roster.first_week)),
            "left_at": instants(_left(world)),
            "monthly_cost": [agent.cost for agent in people],
        }
    )
    frame = frame[(world.roster.first_week * s.WEEK <= world.cutoff)]
    bot = pd.DataFrame({"agent_id": [s.BOT], "name": [s.BOT], "is_bot": [True], "role": ["bot"]})
    both = pd.concat([frame, bot.reindex(columns=frame.columns).astype(frame.dtypes)], ignore_index=True)
    both.insert(0, "source_id", s.SOURCE_ID)
    return both


def _members(world: World) -> pd.DataFrame:
    joined = world.roster.first_week * s.WEEK <= world.cutoff
    return pd.DataFrame(
        {
            "source_id": s.SOURCE_ID,
            "team_id": np.array(s.TEAMS, dtype=object)[world.roster.teams[joined]],
            "agent_id": _codes(world)[joined],
            "valid_from": instants(_week_start(world, world.roster.first_week[joined])),
            "valid_to": instants(_left(world)[joined]),
        }
    )


def _shifts(world: World) -> dict[str, NDArray[np.int64]]:
    """Agent row, start, end (seconds since origin) and tenure in weeks of every shift worked."""
    parts: list[NDArray[np.int64]] = []
    roster = world.roster
    runs = [_runs(world, pattern) for pattern in range(s.ALWAYS)]
    for row, pattern in enumerate(roster.patterns):
        begin, finish = runs[pattern]
        week = begin // s.WEEK
        tenure = week - roster.first_week[row]
        learning = (tenure >= 0) & (tenure < TRAINING_WEEKS)
        here = (roster.load[row, week] > 0) | (learning & (week < roster.last_week[row]))
        parts.append(np.stack([np.full(here.sum(), row), begin[here], finish[here], tenure[here]]))
    names = ("agent", "start", "end", "tenure")
    return dict(zip(names, np.concatenate(parts, axis=1), strict=True))


def _runs(world: World, pattern: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    edges = np.diff(np.concatenate([[0], world.hours.open[pattern].astype(np.int8), [0]]))
    begin, finish = np.nonzero(edges == 1)[0] * CELL, np.nonzero(edges == -1)[0] * CELL
    inside = (begin >= world.start) & (begin < world.cutoff)
    return begin[inside], finish[inside]


def _shift_frame(world: World, shifts: dict[str, NDArray[np.int64]]) -> pd.DataFrame:
    weeks = np.arange(world.start // s.WEEK, world.cutoff // s.WEEK + 1)
    watch = world.roster.on_call[weeks]
    agent = np.concatenate([shifts["agent"], watch])
    begin = np.concatenate([shifts["start"], weeks * s.WEEK])
    finish = np.concatenate([shifts["end"], (weeks + 1) * s.WEEK])
    activity = np.where(shifts["tenure"] < TRAINING_WEEKS, "training", "tickets")
    return pd.DataFrame(
        {
            "source_id": s.SOURCE_ID,
            "agent_id": _codes(world)[agent],
            "starts_at": instants(begin + world.origin),
            "ends_at": instants(finish + world.origin),
            "activity": np.concatenate([activity, np.full(len(watch), "on_call")]),
        }
    )


def _states(world: World, shifts: dict[str, NDArray[np.int64]], dice: Dice) -> pd.DataFrame:
    oldest = world.cutoff - STATE_WEEKS_OF_LARGE * s.WEEK if world.scale > LARGE_SCALE else 0
    keep = (shifts["start"] >= oldest) & (shifts["end"] <= world.cutoff)
    agent, begin, finish, tenure = (shifts[name][keep] for name in ("agent", "start", "end", "tenure"))
    edges = _state_edges(world, begin, finish, dice)
    names = np.tile(np.array(STATES, dtype=object), (len(begin), 1))
    names[tenure < TRAINING_WEEKS] = np.where(names[:1] == "break", "break", "training")
    starts, ends = edges[:, :-1].ravel(), edges[:, 1:].ravel()
    real = ends > starts
    return pd.DataFrame(
        {
            "source_id": s.SOURCE_ID,
            "agent_id": np.repeat(_codes(world)[agent], len(STATES))[real],
            "starts_at": instants(starts[real] + world.origin),
            "ends_at": instants(ends[real] + world.origin),
            "state": names.ravel()[real],
            "channel": None,
        }
    )


def _state_edges(
    world: World, begin: NDArray[np.int64], finish: NDArray[np.int64], dice: Dice
) -> NDArray[np.int64]:
    occupancy = along(OCCUPANCY_CURVE, world.progress(begin))
    share = np.tile(STATE_SHARE, (len(begin), 1))
    rest = 1.0 - share[:, (1, 3, 5)].sum(axis=1)
    jitter = 0.94 + 0.12 * dice.share(len(begin))
    on_tickets = np.minimum(occupancy * jitter, 0.98) * rest
    share[:, (0, 2, 4)] = share[:, (0, 2, 4)] * on_tickets[:, None]
    share[:, 6] = rest - on_tickets
    upto = np.cumsum(share, axis=1) * (finish - begin)[:, None]
    upto = (upto / s.MINUTE + 0.5).astype(np.int64) * s.MINUTE
    upto[:, -1] = finish - begin
    return np.concatenate([begin[:, None], begin[:, None] + upto], axis=1)


def _trainings(world: World, dice: Dice, again: Dice) -> pd.DataFrame:
    rows = []
    for row, code in enumerate(_codes(world)):
        hired, left = (int(weeks[row]) for weeks in (world.roster.first_week, world.roster.last_week))
        for module, kind, week in MODULES:
            rows += _attempts(world, code, module, kind, hired + week, dice)
        rows += _refreshed(world, code, hired, left, again)
    frame = pd.DataFrame(rows, columns=["agent_id", "module", "attempt", "kind", "due", "done", "score"])
    frame.insert(0, "source_id", s.SOURCE_ID)
    frame["due_at"] = instants(frame.pop("due").to_numpy(np.int64))
    frame["completed_at"] = instants(frame.pop("done").to_numpy(np.int64))
    return frame


def _attempts(
    world: World, code: str, module: str, kind: str, week: int, dice: Dice
) -> list[tuple[object, ...]]:
    due, now = world.origin + week * s.WEEK, world.origin + world.cutoff
    chance = dice.share(3)
    done, score = due + int((chance[0] * 9 - 7) * s.DAY), 68.0 + float(np.floor(chance[1] * 32))
    if due - 3 * s.WEEK > now:
        return []
    if done > now:
        return [(code, module, 1, kind, due, -1, np.nan)]
    first: list[tuple[object, ...]] = [(code, module, 1, kind, due, done, score)]
    again = done + int((2 + chance[2] * 6) * s.DAY)
    if score >= PASS_MARK or again > now:
        return first
    return [*first, (code, module, 2, kind, due, again, PASS_MARK + 8.0)]


def _refreshed(world: World, code: str, hired: int, left: int, dice: Dice) -> list[tuple[object, ...]]:
    """A quiz on what was learned, twice a year, for whoever is still there."""
    now = world.origin + world.cutoff
    rows: list[tuple[object, ...]] = []
    for number in count(1):
        week, chance = hired + number * REFRESH_WEEKS, dice.share(3)
        due = world.origin + week * s.WEEK
        if week >= left or due - 3 * s.WEEK > now:
            break
        done, score = due + int((chance[0] * 9 - 7) * s.DAY), 74.0 + float(np.floor(chance[1] * 26))
        forgotten = chance[2] < FORGOTTEN and due > now - REFRESH_WEEKS * s.WEEK
        told = (done, score) if done <= now and not forgotten else (-1, np.nan)
        rows.append((code, f"refresh quiz {number}", 1, "refresh", due, *told))
    return rows
