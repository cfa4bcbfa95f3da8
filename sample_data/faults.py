"""What goes wrong on purpose: planted faults that the dashboard's detectors must find."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.data.columns import ActorRole, EventType, Status
from sample_data import settings as s
from sample_data.demand import Codes
from sample_data.eventlog import AGENT_CODE, NONE, STATUS_CODE
from sample_data.walk import SHORTEST_WAIT, Walk
from sample_data.world import TEAM_TRACK

MERGED_SHARE = 0.015
SPAM_SHARE = 0.004
LIMBO_SHARE = 0.02
HOARDING_DAYS = 42
HOARDED_ESCALATIONS = 0.45
HOARDED_ARRIVALS = 0.06
_CODES = [agent.code for agent in s.AGENTS]
CLOSER = _CODES.index("L1-03")
PICKER = _CODES.index("L1-05")
HOARDER = _CODES.index("L2-01")
PAUSER = _CODES.index("L2-02")
SURVEYOR = _CODES.index("L1-04")


class Faults:
    """The deviations from a healthy journey."""

    def __init__(self, walk: Walk) -> None:
        """Attach to the tickets on their way."""
        self.walk, self.dice, self.world = walk, walk.dice, walk.world

    def side_tracks(self, ids: Codes, first_reply_at: Callable[[Codes], Codes]) -> Codes:
        """Send duplicates, spam and hoarded tickets their own way; return the others."""
        chance = self.dice.share(len(ids))
        duplicate = (chance < MERGED_SHARE) & (ids >= 50)
        spam = (chance >= MERGED_SHARE) & (chance < MERGED_SHARE + SPAM_SHARE)
        rest = ids[~(duplicate | spam)]
        self._merge(ids[duplicate], rest, first_reply_at)
        self._delete(ids[spam], first_reply_at)
        return self.hoard(rest, HOARDED_ARRIVALS)[0]

    def _merge(self, ids: Codes, targets: Codes, first_reply_at: Callable[[Codes], Codes]) -> None:
        walk, demand = self.walk, self.walk.demand
        near = np.searchsorted(targets, ids) - 1 - (self.dice.share(len(ids)) * 5).astype(np.int64)
        walk.merged_into[ids] = targets[np.maximum(near, 0)]
        for column in (demand.customer, demand.customer_tier, demand.category):
            column[ids] = column[walk.merged_into[ids]]
        planned = ids
        ids = self._pick_up_silently(ids, first_reply_at)
        walk.merged_into[np.setdiff1d(planned, ids)] = NONE
        _, name = np.unique(walk.merged_into[ids], return_inverse=True)
        names = AGENT_CODE + len(self.world.roster.agents) + 1 + name
        walk.add(ids, EventType.MERGED, ActorRole.AGENT, new=names)
        walk.set_status(ids, Status.CLOSED, ActorRole.AGENT)

    def _delete(self, ids: Codes, first_reply_at: Callable[[Codes], Codes]) -> None:
        walk = self.walk
        ids = self._pick_up_silently(ids, first_reply_at)
        deleted = STATUS_CODE + int(Status.DELETED)
        walk.add(ids, EventType.DELETED, ActorRole.AGENT, STATUS_CODE + walk.status[ids], deleted)
        walk.status[ids] = int(Status.DELETED)

    def _pick_up_silently(self, ids: Codes, first_reply_at: Callable[[Codes], Codes]) -> Codes:
        at = first_reply_at(ids)
        keep = at <= self.world.cutoff
        ids, at = ids[keep], at[keep]
        agent = self.world.roster.draw(self.walk.team[ids], at, self.dice.share(len(ids)))
        return self.walk.take(ids, at, agent)

    def hoard(self, ids: Codes, share: float) -> tuple[Codes, Codes]:
        """In the last weeks one specialist grabs much of the technical queue and starts little of it."""
        walk = self.walk
        recent = walk.at[ids] > self.world.cutoff - HOARDING_DAYS * s.DAY
        grabbed = recent & (walk.team[ids] == s.TECHNICAL_L2) & (walk.priority[ids] > 0)
        grabbed &= self.dice.happens(share, len(ids))
        mine, rest = ids[grabbed], ids[~grabbed]
        track = int(self.world.roster.patterns[HOARDER])
        at = self.world.hours.advance(track, walk.at[mine], self.dice.seconds(2_400.0, 0.8, len(mine)) + 60)
        present = self._is_present(np.full(len(mine), HOARDER), at)
        rest = np.sort(np.concatenate([rest, mine[~present]]))
        mine = walk.reach(mine[present], at[present])
        walk.set_agent(mine, np.full(len(mine), HOARDER), ActorRole.AGENT)
        wait = self.dice.seconds(70.0 * s.HOUR, 0.7, len(mine))
        return rest, self._start_late(mine, wait)

    def _start_late(self, ids: Codes, wait: Codes) -> Codes:
        walk = self.walk
        at = walk.own_time(ids, wait)
        present = self._is_present(walk.agent[ids], at)
        ids = walk.reach(ids[present], at[present])
        fresh = ids[walk.status[ids] == int(Status.NEW)]
        walk.set_status(fresh, Status.OPEN, ActorRole.AGENT)
        walk.say(ids)
        return ids

    def _is_present(self, agent: Codes, at: Codes) -> NDArray[np.bool_]:
        return self.world.roster.is_present(agent, np.minimum(at, self.world.cutoff))

    def neglect(self, ids: Codes) -> NDArray[np.float64]:
        """Friday afternoon's written tickets wait three times as long; outages slow everybody."""
        demand = self.walk.demand
        written = ~np.isin(demand.channel[ids], (s.CHAT, s.PHONE))
        factor = np.where(demand.friday_late[ids] & written, 3.0, 1.0)
        for happening, (begin, finish) in zip(s.HAPPENINGS, self.world.happenings, strict=True):
            if happening.severity.startswith("SEV"):
                created = demand.created[ids]
                factor[(created >= begin) & (created < finish + 12 * s.HOUR)] *= 2.2
        return factor

    def cherry_pick(self, ids: Codes, at: Codes, agent: Codes) -> Codes:
        """One agent hands hard tickets to whoever else is on duty."""
        demand = self.walk.demand
        hard = ~np.isin(demand.category[ids], s.EASY_CATEGORIES)
        for _ in range(4):
            drop = np.nonzero((agent == PICKER) & hard)[0]
            agent[drop] = self.world.roster.draw(
                self.walk.team[ids[drop]], at[drop], self.dice.share(len(drop))
            )
        return agent

    def after_first_reply(self, ids: Codes) -> Codes:
        """Downgrade inflated urgency, play ping-pong, forget some tickets."""
        walk = self.walk
        loud = ids[walk.demand.inflated[ids] & (walk.priority[ids] == 0)]
        walk.set_priority(loud[self.dice.happens(0.65, len(loud))], 2)
        raised = ids[(walk.priority[ids] == 2) & self.dice.happens(0.02, len(ids))]
        walk.set_priority(raised[~walk.demand.inflated[raised]], 1)
        bounced = walk.demand.ping_pong[ids] & (walk.team[ids] == s.BILLING)
        ids = np.concatenate([ids[~bounced], self._ping_pong(ids[bounced])])
        return self._forget(ids)

    def _ping_pong(self, ids: Codes) -> Codes:
        waiting: list[Codes] = []
        for hop, team in enumerate((s.TECHNICAL_L2, s.BILLING, s.TECHNICAL_L2, s.BILLING)):
            if hop == 2:
                again = self.dice.happens(0.6, len(ids))
                waiting.append(ids[~again])
                ids = ids[again]
            ids, left_alone = self._hand_over(ids, team)
            waiting.append(left_alone)
        return np.concatenate([*waiting, ids])

    def _hand_over(self, ids: Codes, team: int) -> tuple[Codes, Codes]:
        walk = self.walk
        at = walk.own_time(ids, self.dice.seconds(1_800.0, 0.6, len(ids)))
        present = self._is_present(walk.agent[ids], at)
        moved, stay = walk.reach(ids[present], at[present]), ids[~present]
        walk.add(moved, EventType.INTERNAL_NOTE, ActorRole.AGENT)
        walk.set_team(moved, team)
        at = walk.team_time(moved, self.dice.seconds(5_400.0, 0.7, len(moved)) + SHORTEST_WAIT)
        keep = at <= self.world.cutoff
        moved, at = moved[keep], at[keep]
        agent = self.world.roster.draw(walk.team[moved], at, self.dice.share(len(moved)))
        return walk.take(moved, at, agent), stay

    def _forget(self, ids: Codes) -> Codes:
        """Status limbo: nothing happens to some tickets for three to seven weeks."""
        walk = self.walk
        lost = self.dice.happens(LIMBO_SHARE, len(ids)) & (walk.priority[ids] >= 2)
        forgotten, rest = ids[lost], ids[~lost]
        gap = (21 + self.dice.share(len(forgotten)) * 28) * s.DAY
        found = walk.reach(forgotten, walk.at[forgotten] + gap.astype(np.int64))
        return np.concatenate([rest, walk.follow_up(found, np.full(len(found), 600))])

    def eagerness(self, ids: Codes, chance: NDArray[np.float64]) -> NDArray[np.float64]:
        """One agent solves at the first chance, helped or not."""
        return np.where(self.walk.agent[ids] == CLOSER, np.maximum(chance, 0.93), chance)

    def relapse(self, ids: Codes) -> NDArray[np.float64]:
        """Chance that a solved ticket comes back."""
        first = np.where(self.walk.agent[ids] == CLOSER, 0.27, 0.05)
        return np.where(self.walk.reopened[ids] > 0, 0.08, first)

    def pause(self, ids: Codes) -> Codes:
        """One specialist stops the clock, without a word, just before the promise would break."""
        walk, demand = self.walk, self.walk.demand
        own = (walk.agent[ids] == PAUSER) & self.dice.happens(0.7, len(ids))
        slow, rest = ids[own], ids[~own]
        hours = np.array(s.RESOLUTION_HOURS)[demand.customer_tier[slow], demand.priority[slow]]
        used = (0.82 + 0.17 * self.dice.share(len(slow))) * hours * s.HOUR
        opened = self.world.hours.elapsed(TEAM_TRACK, demand.created[slow]) + walk.paused[slow]
        at = self.world.hours.instant(TEAM_TRACK, opened + used.astype(np.int64))
        fits = (hours <= 72) & (at > walk.at[slow] + 300) & (at <= self.world.cutoff)
        at = np.minimum(at, self.world.cutoff)
        fits &= self.world.hours.is_open(walk.agent_track(slow), at) & self._is_present(walk.agent[slow], at)
        paused = walk.reach(slow[fits], at[fits])
        walk.set_status(paused, Status.PENDING, ActorRole.AGENT)
        paused = walk.follow_up(paused, self.dice.seconds(9.0 * s.HOUR, 0.5, len(paused)))
        return np.concatenate([rest, slow[~fits], paused])
