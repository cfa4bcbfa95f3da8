"""The state of tickets on their way, and the single steps that they can take."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.columns import ActorRole, EventType, Status
from sample_data import settings as s
from sample_data.chance import Dice
from sample_data.demand import Codes, Demand
from sample_data.eventlog import AGENT_CODE, NONE, PRIORITY_CODE, STATUS_CODE, TEAM_CODE, TIER_CODE, EventLog
from sample_data.hours import CELL
from sample_data.world import TEAM_TRACK, World

ACK_SECONDS = 20
SHORTEST_WAIT = 30
TEAM_TIER = np.array(s.TEAM_TIER)
TOUCH_MINUTES = np.array(s.TOUCH_MINUTES)


class Walk:
    """Many tickets that move through their lives together; every step keeps time order."""

    def __init__(self, world: World, demand: Demand, team: Codes, dice: Dice) -> None:
        """Place all tickets at their creation, routed to a team."""
        count = len(demand)
        self.world, self.demand, self.dice = world, demand, dice
        self.log = EventLog(count)
        self.at = demand.created.copy()
        self.team = team
        self.tier = TEAM_TIER[team]
        self.priority = demand.priority.copy()
        self.status = np.full(count, int(Status.NEW))
        self.agent = np.full(count, NONE)
        self.paused = np.zeros(count, np.int64)
        self.paused_since = np.zeros(count, np.int64)
        self.solved_at = np.full(count, NONE)
        self.reopened = np.zeros(count, np.int64)
        self.merged_into = np.full(count, NONE)

    def reach(self, ids: Codes, at: Codes) -> Codes:
        """Move tickets on to later instants; those that would pass the end of the data stop here."""
        inside = at <= self.world.cutoff
        ids = ids[inside]
        self.at[ids] = at[inside]
        return ids

    def add(
        self,
        ids: Codes,
        kind: EventType,
        role: ActorRole,
        old: Codes | int = NONE,
        new: Codes | int = NONE,
        value: NDArray[np.float64] | None = None,
    ) -> None:
        """Log an event at the tickets' present instant, by their assignee where an agent acts."""
        actor = self.agent[ids] if role is ActorRole.AGENT else NONE
        self.log.add(ids, self.at[ids], kind, role, actor, old, new, value)

    def set_status(self, ids: Codes, status: Status, role: ActorRole) -> None:
        """Log a change of status and keep the pause clock."""
        old = self.status[ids]
        self.add(ids, EventType.STATUS_CHANGED, role, STATUS_CODE + old, STATUS_CODE + int(status))
        opened = self.world.hours.elapsed(TEAM_TRACK, self.at[ids])
        leaves = old == int(Status.PENDING)
        self.paused[ids[leaves]] += (opened - self.paused_since[ids])[leaves]
        self.paused_since[ids] = opened
        self.status[ids] = int(status)

    def set_agent(self, ids: Codes, agent: Codes, role: ActorRole = ActorRole.SYSTEM) -> None:
        """Log an assignment; by the new assignee where ``role`` is AGENT."""
        old = np.where(self.agent[ids] < 0, NONE, AGENT_CODE + self.agent[ids])
        self.agent[ids] = agent
        self.add(ids, EventType.ASSIGNED, role, old, AGENT_CODE + agent)

    def set_team(self, ids: Codes, team: int) -> None:
        """Log a move to another team, and to its tier where that differs."""
        self.add(ids, EventType.TEAM_CHANGED, ActorRole.AGENT, TEAM_CODE + self.team[ids], TEAM_CODE + team)
        self.team[ids] = team
        tier = s.TEAM_TIER[team]
        moved = ids[self.tier[ids] != tier]
        old = TIER_CODE + self.tier[moved]
        self.add(moved, EventType.TIER_CHANGED, ActorRole.AGENT, old, TIER_CODE + tier)
        self.tier[moved] = tier

    def set_priority(self, ids: Codes, priority: int) -> None:
        """Log a change of priority."""
        old = PRIORITY_CODE + self.priority[ids]
        self.add(ids, EventType.PRIORITY_CHANGED, ActorRole.AGENT, old, PRIORITY_CODE + priority)
        self.priority[ids] = priority

    def say(self, ids: Codes) -> None:
        """Log a public reply of the assignee and the minutes worked on it."""
        self.add(ids, EventType.PUBLIC_REPLY, ActorRole.AGENT)
        team = self.team[ids]
        minutes = np.rint(self.dice.lognormal(0.5, len(ids)) * TOUCH_MINUTES[team] * 2) / 2
        self.add(ids, EventType.TIME_WORKED, ActorRole.AGENT, value=np.maximum(minutes, 0.5))

    def agent_track(self, ids: Codes) -> Codes:
        """The timetable of each ticket's assignee."""
        track: Codes = self.world.roster.patterns[self.agent[ids]]
        return track

    def own_time(self, ids: Codes, wait: Codes) -> Codes:
        """The instants after ``wait`` working seconds of the assignees."""
        return self.world.hours.advance(self.agent_track(ids), self.at[ids], wait)

    def team_time(self, ids: Codes, wait: Codes) -> Codes:
        """The instants after ``wait`` working seconds of the tickets' teams."""
        return self.world.hours.advance(TEAM_TRACK + self.team[ids], self.at[ids], wait)

    def take(self, ids: Codes, reply_at: Codes, agent: Codes) -> Codes:
        """Assign shortly before the reply, in the same half hour, so nobody is assigned off duty."""
        handle = np.minimum(self.dice.seconds(260.0, 0.8, len(ids)), reply_at % CELL)
        handle = np.maximum(np.minimum(handle, reply_at - self.at[ids] - ACK_SECONDS - 1), 0)
        keep = reply_at <= self.world.cutoff
        ids, reply_at, agent, handle = ids[keep], reply_at[keep], agent[keep], handle[keep]
        self.reach(ids, reply_at - handle)
        chosen = self.dice.happens(0.6, len(ids))
        self.set_agent(ids[chosen], agent[chosen], ActorRole.AGENT)
        self.set_agent(ids[~chosen], agent[~chosen])
        fresh = ids[self.status[ids] == int(Status.NEW)]
        self.set_status(fresh, Status.OPEN, ActorRole.AGENT)
        return self.reach(ids, reply_at)

    def follow_up(self, ids: Codes, wait: Codes) -> Codes:
        """The assignee replies in own hours; a colleague on duty takes over from who is away."""
        at = self.own_time(ids, wait)
        week = np.minimum(at, self.world.cutoff)
        away = ~self.world.roster.is_present(self.agent[ids], week)
        at[away] = self.team_time(ids[away], wait[away])
        away &= at <= self.world.cutoff
        kept = self.reach(ids, at)
        gone = ids[away]
        cover = self.world.roster.draw(self.team[gone], self.at[gone], self.dice.share(len(gone)))
        self.set_agent(gone, cover)
        self.say(kept)
        return kept
