"""Who works when: hires that ramp, leavers, holidays taken, and a fast draw of somebody on duty."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sample_data.hours import CELL, Hours
from sample_data.settings import AGENTS, TEAMS, WEEK, AgentProfile

RAMP = (0, 0, 1, 2, 3, 3, 4)
"""Tickets per week of tenure in quarters of a full load (B-097 to B-102)."""
WEEKS_PER_MONTH = 52 / 12


@dataclass(frozen=True, slots=True)
class Roster:
    """Agents with their weeks of presence, and lists of who is on duty."""

    agents: tuple[AgentProfile, ...]
    first_week: NDArray[np.int64]
    last_week: NDArray[np.int64]
    load: NDArray[np.int64]
    duty: NDArray[np.int64]
    duty_start: NDArray[np.int64]
    duty_count: NDArray[np.int64]
    mask: NDArray[np.int64]
    teams: NDArray[np.int64]
    patterns: NDArray[np.int64]
    on_call: NDArray[np.int64]

    def is_present(self, agent: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the agent works in the week of each instant."""
        return self.load[agent, at // WEEK] > 0

    def draw(
        self, team: NDArray[np.int64], at: NDArray[np.int64], chance: NDArray[np.float32]
    ) -> NDArray[np.int64]:
        """Somebody of the team who is on duty at each instant, weighted by ramp."""
        mask = self.mask[team, at // CELL]
        slot = (team * 8 + mask) * self.load.shape[1] + at // WEEK
        place = self.duty_start[slot] + (chance * self.duty_count[slot]).astype(np.int64)
        found: NDArray[np.int64] = self.duty[place]
        return found


def repeated_agents(copies: int) -> tuple[AgentProfile, ...]:
    """The agents of the smallest company, repeated under new numbers for a larger one."""
    people = list(AGENTS)
    sizes = {code: sum(a.code.startswith(code) for a in AGENTS) for code in ("L1", "BL", "L2", "L3", "LD")}
    for copy in range(1, copies):
        for agent in AGENTS:
            prefix, number = agent.code.split("-")
            people.append(replace(agent, code=f"{prefix}-{copy * sizes[prefix] + int(number):02d}"))
    return tuple(people)


def build_roster(copies: int, weeks: int, week_zero: int, hours: Hours, rng: np.random.Generator) -> Roster:
    """The roster over ``weeks`` weeks; month 0 begins in week ``week_zero``."""
    agents = repeated_agents(copies)
    hired = np.array([a.hired_month for a in agents]) * WEEKS_PER_MONTH + week_zero
    left = np.array([np.inf if a.left_month is None else a.left_month for a in agents]) * WEEKS_PER_MONTH
    first = np.floor(hired).astype(np.int64)
    last = np.where(np.isinf(left), weeks + 200, left + week_zero).astype(np.int64)
    load = _loads(agents, first, last, weeks, rng)
    teams = np.array([a.team for a in agents])
    patterns = np.array([a.pattern for a in agents])
    start, count, duty = _duty_lists(teams, patterns, load)
    on_call = _on_call(teams, load, rng)
    return Roster(agents, first, last, load, duty, start, count, _duty_masks(hours), teams, patterns, on_call)


def _loads(
    agents: tuple[AgentProfile, ...],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    weeks: int,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    tenure = np.arange(weeks)[None, :] - first[:, None]
    load: NDArray[np.int64] = np.array(RAMP)[np.clip(tenure, 0, len(RAMP) - 1)]
    load[(tenure < 0) | (np.arange(weeks)[None, :] >= last[:, None])] = 0
    for row, agent in enumerate(agents):
        if agent.role == "management":
            load[row] = np.minimum(load[row], 1)
    _take_holidays(agents, load, rng)
    return load


def _take_holidays(
    agents: tuple[AgentProfile, ...], load: NDArray[np.int64], rng: np.random.Generator
) -> None:
    """About five weeks off a year each, as long as a colleague with the same shift stays."""
    kind = np.array([agent.team * 8 + agent.pattern for agent in agents])
    workers = np.array([agent.role != "management" for agent in agents])
    for row in np.nonzero(workers)[0]:
        peers = (kind == kind[row]) & workers
        peers[row] = False
        off = rng.random(load.shape[1]) < 0.09
        load[row, off & (load[peers] >= 2).any(axis=0)] = 0


def team_patterns(team: int) -> list[int]:
    """The shift patterns that a team uses, in the order of its duty bits."""
    return sorted({agent.pattern for agent in AGENTS if agent.team == team})


def _duty_masks(hours: Hours) -> NDArray[np.int64]:
    masks = np.zeros((len(TEAMS), hours.width), np.int64)
    for team in range(len(TEAMS)):
        for bit, pattern in enumerate(team_patterns(team)):
            masks[team] |= hours.open[pattern].astype(np.int64) << bit
    return masks


def _duty_lists(
    teams: NDArray[np.int64], patterns: NDArray[np.int64], load: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    weeks = load.shape[1]
    lists: list[NDArray[np.int64]] = []
    for team in range(len(TEAMS)):
        bits = team_patterns(team)
        for mask in range(8):
            chosen = [p for bit, p in enumerate(bits) if mask >> bit & 1]
            rows = np.nonzero((teams == team) & np.isin(patterns, chosen))[0]
            for week in range(weeks):
                lists.append(np.repeat(rows, load[rows, week]))
    count = np.array([len(one) for one in lists])
    return np.concatenate([[0], np.cumsum(count)[:-1]]), count, np.concatenate(lists)


def _on_call(
    teams: NDArray[np.int64], load: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    rows = np.nonzero(teams == 2)[0]
    score = rng.random((len(rows), load.shape[1])) + (load[rows] > 0)
    chosen: NDArray[np.int64] = rows[score.argmax(axis=0)]
    return chosen
