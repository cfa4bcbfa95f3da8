"""A ticket's life from the acknowledgement to the close."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.columns import ActorRole, EventType, Status
from sample_data import settings as s
from sample_data.chance import Dice, along
from sample_data.demand import Codes, Demand
from sample_data.eventlog import NONE, STATUS_CODE
from sample_data.faults import HOARDED_ESCALATIONS, Faults
from sample_data.hours import CELL
from sample_data.walk import SHORTEST_WAIT, Walk
from sample_data.world import TEAM_TRACK, World

ROUNDS = 4
SOLVE_CHANCE = (0.72, 0.60, 0.70, 1.0)
SILENT_CUSTOMER = 0.09
AUTO_SOLVE = 5 * s.DAY
AUTO_CLOSE = 5 * s.DAY
LONGEST_REACTION = 4 * s.DAY
TO_L2 = np.array([profile.to_l2 for profile in s.CATEGORIES])
TO_L3 = np.array([profile.to_l3 for profile in s.CATEGORIES])
DIFFICULTY = np.array([profile.difficulty for profile in s.CATEGORIES])


def route(world: World, demand: Demand, dice: Dice) -> Codes:
    """First team of each ticket; frontline covers for who is away, on call takes urgent ones at night."""
    team = np.array([profile.team for profile in s.CATEGORIES])[demand.category]
    straight = np.array([profile.straight_to_l2 for profile in s.CATEGORIES])[demand.category]
    team[dice.happens(straight, len(demand))] = s.TECHNICAL_L2
    team[~world.hours.is_open(TEAM_TRACK + team, demand.created)] = s.SUPPORT_L1
    team[needs_on_call(world, demand)] = s.TECHNICAL_L2
    return team


def needs_on_call(world: World, demand: Demand) -> NDArray[np.bool_]:
    """P1 tickets that arrive while the technical team is away."""
    staffed = world.hours.is_open(TEAM_TRACK + s.TECHNICAL_L2, demand.created)
    urgent: NDArray[np.bool_] = demand.priority == 0
    return urgent & ~staffed


class Journey:
    """Leads one run of tickets through their lives."""

    def __init__(self, world: World, demand: Demand, dice: Dice) -> None:
        """Route the tickets."""
        self.walk = Walk(world, demand, route(world, demand, dice), dice)
        self.faults = Faults(self.walk)
        self.pace = along(s.PACE_CURVE, demand.progress)
        self.pace *= np.where(world.cells.weekday[demand.created // CELL] == 0, 1.3, 1.0)
        self.pace *= np.array(s.PRIORITY_PACE)[demand.priority]

    def run(self) -> Walk:
        """All stages, in time order for each ticket."""
        walk = self.walk
        everyone = np.arange(len(walk.demand))
        walk.add(everyone, EventType.CREATED, ActorRole.CUSTOMER, new=STATUS_CODE)
        self._acknowledge(everyone)
        working = self.faults.side_tracks(everyone, self._first_reply_at)
        working = self._first_reply(working)
        working = self.faults.after_first_reply(working)
        for turn in range(ROUNDS):
            working = self._turn(working, turn)
        self._reopen(again=False)
        self._reopen(again=True)
        return walk

    def close(self) -> None:
        """Close what stayed solved for five days."""
        walk = self.walk
        solved = np.nonzero(walk.status == int(Status.SOLVED))[0]
        closing = walk.reach(solved, walk.solved_at[solved] + AUTO_CLOSE)
        walk.set_status(closing, Status.CLOSED, ActorRole.SYSTEM)

    def _acknowledge(self, ids: Codes) -> None:
        walk = self.walk
        written = ~np.isin(walk.demand.channel, (s.CHAT, s.PHONE))
        ids = ids[written & walk.dice.happens(0.7, len(ids))]
        delay = 2 + (walk.dice.share(len(ids)) * 18).astype(np.int64)
        keep = walk.at[ids] + delay <= walk.world.cutoff
        ids, delay = ids[keep], delay[keep]
        bot = len(walk.world.roster.agents)
        walk.log.add(ids, walk.at[ids] + delay, EventType.PUBLIC_REPLY, ActorRole.BOT, bot)

    def _first_reply_at(self, ids: Codes) -> Codes:
        walk = self.walk
        channel, team = walk.demand.channel[ids], walk.team[ids]
        median = np.array(s.FIRST_WAIT_MINUTES)[channel] * self.pace[ids]
        median *= np.array(s.FIRST_WAIT_BY_TEAM)[team] * self.faults.neglect(ids)
        wait = np.maximum(walk.dice.seconds(median * s.MINUTE, 1.0, len(ids)), SHORTEST_WAIT)
        return walk.team_time(ids, wait)

    def _first_reply(self, ids: Codes) -> Codes:
        walk = self.walk
        night = (walk.priority[ids] == 0) & (walk.team[ids] == s.TECHNICAL_L2)
        night &= ~walk.world.hours.is_open(TEAM_TRACK + s.TECHNICAL_L2, walk.demand.created[ids])
        urgent, normal = ids[night], ids[~night]
        at = walk.at[urgent] + np.minimum(walk.dice.seconds(15.0 * 60, 0.5, len(urgent)) + 60, 3_600)
        on_call = walk.world.roster.on_call[np.minimum(at, walk.world.cutoff) // s.WEEK]
        urgent = walk.take(urgent, at, on_call)
        walk.say(urgent)
        normal = self._picked_up(normal, self._first_reply_at(normal))
        return np.concatenate([urgent, normal])

    def _picked_up(self, ids: Codes, at: Codes) -> Codes:
        walk = self.walk
        keep = at <= walk.world.cutoff
        ids, at = ids[keep], at[keep]
        agent = walk.world.roster.draw(walk.team[ids], at, walk.dice.share(len(ids)))
        ids = walk.take(ids, at, self.faults.cherry_pick(ids, at, agent))
        walk.say(ids)
        return ids

    def _turn(self, ids: Codes, turn: int) -> Codes:
        walk = self.walk
        if turn < 2:
            ids = self._escalate(ids)
        chance = SOLVE_CHANCE[turn] / (0.6 + 0.4 * DIFFICULTY[walk.demand.category[ids]])
        chance = np.where(walk.demand.channel[ids] == s.PHONE, np.maximum(chance, 0.8), chance)
        chance = self.faults.eagerness(ids, np.ones(len(ids)) if turn == ROUNDS - 1 else chance)
        done = walk.dice.happens(chance, len(ids))
        self._solve(self.faults.pause(ids[done]))
        return self._ask_customer(ids[~done])

    def _escalate(self, ids: Codes) -> Codes:
        walk = self.walk
        category, tier = walk.demand.category[ids], walk.tier[ids]
        chance = np.where(tier == 0, TO_L2[category], np.where(tier == 1, TO_L3[category], 0.0))
        rises = walk.dice.happens(chance, len(ids))
        up, stay = self._step_in_own_time(ids, rises, 1_500.0)
        walk.add(up, EventType.INTERNAL_NOTE, ActorRole.AGENT)
        to_l3 = walk.tier[up] == 1
        walk.set_team(up[to_l3], s.ENGINEERING_L3)
        walk.set_team(up[~to_l3], s.TECHNICAL_L2)
        up, kept = self.faults.hoard(up, HOARDED_ESCALATIONS)
        median = self._next_wait(up) * 1.3
        at = walk.team_time(up, walk.dice.seconds(median, 0.9, len(up)) + SHORTEST_WAIT)
        return np.concatenate([stay, self._picked_up(up, at), kept])

    def _next_wait(self, ids: Codes) -> NDArray[np.float64]:
        channel, team = self.walk.demand.channel[ids], self.walk.team[ids]
        minutes = np.array(s.NEXT_WAIT_MINUTES)[channel] * np.array(s.TEAM_PACE)[team]
        minutes = np.maximum(minutes, np.where(team >= s.TECHNICAL_L2, 90.0, 0.0))
        median: NDArray[np.float64] = minutes * self.pace[ids] * s.MINUTE
        return median

    def _ask_customer(self, ids: Codes) -> Codes:
        walk = self.walk
        ids = self._hold(ids)
        walk.set_status(ids, Status.PENDING, ActorRole.AGENT)
        silent = walk.dice.happens(SILENT_CUSTOMER, len(ids))
        self._give_up(ids[silent])
        ids = self._customer_answers(ids[~silent])
        walk.set_status(ids, Status.OPEN, ActorRole.SYSTEM)
        return walk.follow_up(ids, walk.dice.seconds(self._next_wait(ids), 0.9, len(ids)) + SHORTEST_WAIT)

    def _hold(self, ids: Codes) -> Codes:
        walk = self.walk
        waits = (walk.tier[ids] > 0) & walk.dice.happens(0.14, len(ids))
        held, rest = self._step_in_own_time(ids, waits, 900.0)
        walk.set_status(held, Status.HOLD, ActorRole.AGENT)
        held = walk.follow_up(held, walk.dice.seconds(9.0 * s.HOUR, 0.9, len(held)))
        return np.concatenate([rest, held])

    def _step_in_own_time(self, ids: Codes, wanted: NDArray[np.bool_], median: float) -> tuple[Codes, Codes]:
        """Those whose assignee acts again after a while, and the others (not wanted, or assignee away)."""
        walk = self.walk
        at = walk.own_time(ids, walk.dice.seconds(median, 0.8, len(ids)))
        present = walk.world.roster.is_present(walk.agent[ids], np.minimum(at, walk.world.cutoff))
        acts = wanted & present
        return walk.reach(ids[acts], at[acts]), ids[~acts]

    def _give_up(self, ids: Codes) -> None:
        ids = self.walk.reach(ids, self.walk.at[ids] + AUTO_SOLVE)
        self._mark_solved(ids, ActorRole.SYSTEM)

    def _customer_answers(self, ids: Codes, median: float = 4.5 * s.HOUR) -> Codes:
        walk = self.walk
        quick = walk.demand.channel[ids] == s.CHAT
        delay = walk.dice.seconds(np.where(quick, 150.0, median), 1.0, len(ids)) + 20
        at = walk.at[ids] + np.minimum(delay, LONGEST_REACTION)
        hour = walk.world.cells.hour[at // CELL]
        at += np.where((hour >= 22) | (hour < 6), 9 * s.HOUR, 0)
        ids = walk.reach(ids, at)
        walk.add(ids, EventType.CUSTOMER_REPLY, ActorRole.CUSTOMER)
        return ids

    def _solve(self, ids: Codes) -> None:
        self._mark_solved(ids, ActorRole.AGENT)

    def _mark_solved(self, ids: Codes, role: ActorRole) -> None:
        self.walk.set_status(ids, Status.SOLVED, role)
        self.walk.solved_at[ids] = self.walk.at[ids]

    def _reopen(self, again: bool) -> None:
        walk = self.walk
        solved = np.nonzero((walk.status == int(Status.SOLVED)) & ((walk.reopened > 0) == again))[0]
        back = solved[walk.dice.happens(self.faults.relapse(solved), len(solved))]
        back = self._customer_answers(back, 11.0 * s.HOUR)
        walk.set_status(back, Status.OPEN, ActorRole.SYSTEM)
        walk.solved_at[back] = NONE
        walk.reopened[back] += 1
        wait = walk.dice.seconds(self._next_wait(back), 0.9, len(back)) + SHORTEST_WAIT
        self._solve(walk.follow_up(back, wait))
