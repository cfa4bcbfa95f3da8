"""What customers ask: arrival instants, kinds, channels, customers, priorities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_data import settings as s
from sample_data.chance import Dice
from sample_data.hours import CELL
from sample_data.world import TEAM_TRACK, World

Codes = NDArray[np.int64]
INFLATING_ORG = 7
CUSTOMERS_PER_ORG = 4
TICKETS_PER_CUSTOMER = 12
FLAG_TABLE = np.cumsum([profile.priority_mix for profile in s.CATEGORIES], axis=1)


@dataclass(frozen=True, slots=True)
class Demand:
    """A run of tickets as their customers opened them; all arrays have one entry per ticket."""

    created: Codes
    progress: NDArray[np.float64]
    category: Codes
    channel: Codes
    customer_tier: Codes
    customer: Codes
    priority: Codes
    inflated: NDArray[np.bool_]
    ping_pong: NDArray[np.bool_]
    friday_late: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of tickets."""
        return len(self.created)


def arrivals(world: World, tickets: int, dice: Dice) -> Codes:
    """Sorted creation instants of all tickets, following the demand by half hour."""
    gaps = np.cumsum(dice.rng.standard_exponential(tickets + 1))
    edges = np.concatenate([[0.0], np.cumsum(world.arrival_weight)])
    used = np.nonzero(np.diff(edges))[0]
    low, high = used[0], used[-1] + 1
    position = np.interp(gaps[:-1] / gaps[-1] * edges[-1], edges[low : high + 1], np.arange(low, high + 1))
    created: Codes = (position * CELL).astype(np.int64)
    return created


def customer_counts(tickets: int) -> tuple[int, ...]:
    """How many customers of each tier a company of so many tickets has."""
    total = max(240, tickets // TICKETS_PER_CUSTOMER)
    return tuple(round(total * share) for share in s.CUSTOMER_TIER_SHARE)


def draw_demand(world: World, created: Codes, counts: tuple[int, ...], dice: Dice) -> Demand:
    """Everything else that is known when a ticket arrives."""
    count, cell = len(created), created // CELL
    category = _category(world, cell, dice)
    customer_tier, customer, inflated = _customers(counts, count, dice)
    outage = _during_outage(world, created) & (category == s.API_ERRORS)
    priority = _priority(category, outage, inflated, dice)
    channel = _channel(world, cell, dice)
    weekday, hour = world.cells.weekday[cell], world.cells.hour[cell]
    ping_pong = (category == s.BILLING_CATEGORY) & dice.happens(0.11, count)
    friday = (weekday == 4) & (hour >= 14)
    return Demand(
        created,
        world.progress(created),
        category,
        channel,
        customer_tier,
        customer,
        priority,
        inflated,
        ping_pong,
        friday,
    )


def _category(world: World, cell: Codes, dice: Dice) -> Codes:
    chance = dice.share(len(cell))
    result = np.zeros(len(cell), np.int64)
    for column in range(len(s.CATEGORIES) - 1):
        result += chance >= world.category_share[cell, column]
    return result


def _customers(counts: tuple[int, ...], count: int, dice: Dice) -> tuple[Codes, Codes, NDArray[np.bool_]]:
    chance = dice.share(count)
    bounds = np.cumsum(s.CUSTOMER_TIER_SHARE)
    tier = (chance >= bounds[0]).astype(np.int64) + (chance >= bounds[1])
    skew = dice.share(count)
    sizes = np.array(counts)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    customer = first[tier] + (skew * skew * sizes[tier]).astype(np.int64)
    loud = dice.happens(0.01, count)
    low = INFLATING_ORG * CUSTOMERS_PER_ORG
    customer[loud] = low + (skew[loud] * CUSTOMERS_PER_ORG).astype(np.int64)
    tier[loud] = 0
    return tier, customer, customer // CUSTOMERS_PER_ORG == INFLATING_ORG


def _during_outage(world: World, created: Codes) -> NDArray[np.bool_]:
    result = np.zeros(len(created), bool)
    for happening, (begin, finish) in zip(s.HAPPENINGS, world.happenings, strict=True):
        if happening.severity.startswith("SEV"):
            result |= (created >= begin) & (created < finish + 6 * s.HOUR)
    return result


def _priority(category: Codes, outage: NDArray[np.bool_], inflated: NDArray[np.bool_], dice: Dice) -> Codes:
    chance = dice.share(len(category))
    table = FLAG_TABLE
    result = np.zeros(len(category), np.int64)
    for level in range(4):
        result += chance >= table[category, level]
    result[outage & (chance < 0.5)] = 1
    result[outage & (chance < 0.22)] = 0
    result[inflated & (chance < 0.6)] = 0
    return result


def _channel(world: World, cell: Codes, dice: Dice) -> Codes:
    chance = dice.share(len(cell))
    result = np.zeros(len(cell), np.int64)
    for bound in np.cumsum(s.CHANNEL_SHARE)[:-1]:
        result += chance >= bound
    live = (result == s.CHAT) | (result == s.PHONE)
    staffed = world.hours.open[TEAM_TRACK, cell]
    result[live & ~staffed] = s.WEB
    return result
