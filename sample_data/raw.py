"""Tickets and events as plain number columns: what the generator makes and what is stored compactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.columns import Status
from sample_data import settings as s
from sample_data.chance import Dice
from sample_data.demand import Codes, arrivals, customer_counts, draw_demand
from sample_data.eventlog import Events
from sample_data.journey import Journey
from sample_data.surveys import Surveys, due_at, survey
from sample_data.walk import Walk
from sample_data.world import World, build_world

CHUNK = 25_000
AREA_OF_CATEGORY = np.array([s.PRODUCT_AREAS.index(profile.product_area) for profile in s.CATEGORIES])
UNKNOWN = -1


@dataclass(slots=True)
class RawChunk:
    """Some tickets with their events and surveys; instants are UTC seconds, words are codes."""

    first: int
    tickets: dict[str, NDArray[Any]]
    events: Events
    survey: dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What determines a demo company to the last second."""

    tickets: int
    seed: int
    end: date


def prepare(plan: Plan) -> World:
    """The surroundings of a plan."""
    return build_world(plan.tickets, plan.end, Dice(plan.seed, 1).rng)


def chunks(plan: Plan, world: World) -> Iterator[RawChunk]:
    """All tickets of the plan, oldest first, some at a time."""
    created = arrivals(world, plan.tickets, Dice(plan.seed, 2))
    counts = customer_counts(plan.tickets)
    for first in range(0, plan.tickets, CHUNK):
        dice = Dice(plan.seed, 3, first // CHUNK)
        demand = draw_demand(world, created[first : first + CHUNK], counts, dice)
        journey = Journey(world, demand, dice)
        walk = journey.run()
        surveys = survey(walk)
        journey.close()
        events = _events(walk)
        tickets = _tickets(walk, surveys, first) | {"updated_at": _last_instants(events)}
        yield RawChunk(first, tickets, events, _surveys(walk, surveys, first))


def _events(walk: Walk) -> Events:
    events = walk.log.finish()
    events.columns["at"] += walk.world.origin
    return events


def _last_instants(events: Events) -> Codes:
    last: Codes = events.columns["at"][np.cumsum(events.count) - 1]
    return last


def _tickets(walk: Walk, surveys: Surveys, first: int) -> dict[str, NDArray[Any]]:
    demand, origin = walk.demand, walk.world.origin
    everyone = np.arange(len(demand))
    due = due_at(walk, everyone)
    area = AREA_OF_CATEGORY[demand.category]
    area[demand.ping_pong] = s.PRODUCT_AREAS.index(s.INVOICING_AREA)
    score = np.full(len(demand), np.nan)
    score[surveys.ids] = surveys.score
    offered = np.where(np.isin(walk.status, (int(Status.SOLVED), int(Status.CLOSED))), 0, UNKNOWN)
    offered[surveys.ids] = 1
    into = np.where(walk.merged_into < 0, UNKNOWN, walk.merged_into + first)
    return {
        "created_at": demand.created + origin,
        "status": walk.status,
        "priority": walk.priority,
        "category": demand.category,
        "product_area": area,
        "channel": demand.channel,
        "customer": demand.customer,
        "agent": walk.agent,
        "team": walk.team,
        "tier": walk.tier,
        "merged_into": into,
        "tags": _tags(walk),
        "due_at": due + origin,
        "sla_met": _sla_met(walk, due),
        "csat_score": score,
        "csat_offered": offered,
    }


def _sla_met(walk: Walk, due: Codes) -> Codes:
    solved = walk.solved_at >= 0
    late = ~solved & (due < walk.world.cutoff) & (walk.status <= int(Status.OPEN))
    met = np.where(solved, (walk.solved_at <= due).astype(np.int64), UNKNOWN)
    return np.where(late, 0, met)


def _tags(walk: Walk) -> Codes:
    """Code of the tag set: proper ones, sloppy spellings, or (negative) a tag used once."""
    demand, dice = walk.demand, walk.dice
    chance = dice.share(len(demand))
    sloppy = 0.04 + 0.26 * demand.progress
    variant = np.where(chance < sloppy, 1 + (dice.share(len(demand)) * 4).astype(np.int64), 0)
    once = chance > 1.0 - 0.03 * demand.progress
    return np.where(once, UNKNOWN, demand.category * 5 + variant)


def _surveys(walk: Walk, surveys: Surveys, first: int) -> dict[str, NDArray[Any]]:
    origin = walk.world.origin
    rated = np.where(surveys.rated_at < 0, UNKNOWN, surveys.rated_at + origin)
    return {
        "ticket": surveys.ids + first,
        "offered_at": surveys.offered_at + origin,
        "rated_at": rated,
        "score": surveys.score,
    }
