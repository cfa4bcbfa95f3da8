"""Satisfaction: who is asked, who answers (the very happy and the angry first), and what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.columns import ActorRole, EventType, Status
from sample_data import settings as s
from sample_data.chance import along
from sample_data.demand import Codes
from sample_data.faults import SURVEYOR
from sample_data.walk import Walk
from sample_data.world import TEAM_TRACK

OFFER_SHARE = 0.80
ANSWER_SHARE = np.array([0.0, 0.36, 0.30, 0.15, 0.20, 0.30])
"""Chance of an answer by score, 1 to 5: opinions at both ends are heard more often."""
EXPORT_DECLINE = 0.70
ASK_AFTER = s.HOUR
LONGEST_ANSWER = 4 * s.DAY


@dataclass(frozen=True, slots=True)
class Surveys:
    """Surveys of some tickets; an unanswered one has ``rated_at`` -1 and score NaN."""

    ids: Codes
    offered_at: Codes
    rated_at: Codes
    score: NDArray[np.float64]


def happiness(walk: Walk, ids: Codes) -> NDArray[np.float64]:
    """Chance that the customer is satisfied, from what happened on the ticket."""
    demand = walk.demand
    category, progress = demand.category[ids], demand.progress[ids]
    chance = along(s.HAPPY_CURVE, progress)
    chance += np.array([profile.happiness for profile in s.CATEGORIES])[category]
    chance += np.array([agent.quality for agent in walk.world.roster.agents])[walk.agent[ids]]
    chance -= 0.22 * (walk.reopened[ids] > 0) + 0.10 * demand.friday_late[ids]
    chance -= np.where(category == s.DATA_EXPORT, EXPORT_DECLINE * progress, 0.0)
    chance -= 0.12 * ~resolved_in_time(walk, ids) + 0.10 * demand.ping_pong[ids]
    return np.clip(chance + 0.02, 0.03, 0.99)


def due_at(walk: Walk, ids: Codes) -> Codes:
    """When the promised opening hours, without pauses, run out."""
    demand, hours = walk.demand, walk.world.hours
    promise = np.array(s.RESOLUTION_HOURS)[demand.customer_tier[ids], walk.priority[ids]] * s.HOUR
    opened = hours.elapsed(TEAM_TRACK, demand.created[ids])
    return hours.instant(TEAM_TRACK, opened + promise + walk.paused[ids])


def resolved_in_time(walk: Walk, ids: Codes) -> NDArray[np.bool_]:
    """Whether solved tickets kept the promise."""
    kept: NDArray[np.bool_] = walk.solved_at[ids] <= due_at(walk, ids)
    return kept


def survey(walk: Walk) -> Surveys:
    """Ask about solved tickets and log the answers."""
    dice = walk.dice
    solved = np.nonzero(walk.status == int(Status.SOLVED))[0]
    happy = dice.happens(happiness(walk, solved), len(solved))
    score = _scores(happy, dice.share(len(solved)))
    asked = dice.happens(OFFER_SHARE, len(solved))
    asked &= ~((walk.agent[solved] == SURVEYOR) & ~happy & dice.happens(0.93, len(solved)))
    asked &= walk.solved_at[solved] + ASK_AFTER <= walk.world.cutoff
    ids, score = solved[asked], score[asked]
    offered = walk.solved_at[ids] + ASK_AFTER
    answers = dice.happens(ANSWER_SHARE[score.astype(np.int64)], len(ids))
    delay = np.minimum(dice.seconds(5.0 * s.HOUR, 1.1, len(ids)), LONGEST_ANSWER - ASK_AFTER)
    answers &= offered + delay <= walk.world.cutoff
    rated = np.where(answers, offered + delay, -1)
    score[~answers] = np.nan
    _log(walk, ids[answers], rated[answers], score[answers])
    return Surveys(ids, offered, rated, score)


def _scores(happy: NDArray[np.bool_], chance: NDArray[np.float32]) -> NDArray[np.float64]:
    good = np.where(chance < 0.62, 5.0, 4.0)
    bad = np.where(chance < 0.38, 1.0, np.where(chance < 0.62, 2.0, 3.0))
    return np.where(happy, good, bad)


def _log(walk: Walk, ids: Codes, at: Codes, score: NDArray[np.float64]) -> None:
    walk.at[ids] = at
    walk.add(ids, EventType.CSAT, ActorRole.CUSTOMER, value=score)
