"""Customers, incidents, opening hours, knowledge base and money."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sample_data import settings as s
from sample_data.chance import Dice
from sample_data.demand import CUSTOMERS_PER_ORG, customer_counts
from sample_data.frames import CUSTOMER_WIDTH, instants, numbered
from sample_data.raw import Plan
from sample_data.world import World

CALENDAR_ID = "demo"
WEEKLY = {
    **{day: [["08:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    **{day: [["10:00", "16:00"]] for day in ("sat", "sun")},
}
MRR = (4_200.0, 900.0, 160.0)
ARTICLES_PER_CATEGORY = (5, 3, 4, 3, 2, 1, 2, 1, 0, 1)
"""No article about data export: a gap that search and tickets show."""
KB_START = 0.10
DEFLECTION_AT_END = 0.25
VOTING, HELPFUL = 0.08, 0.90
"""Part of the visitors who vote; share of yes for the best article."""
SEARCH_ROW = "search"


def frames(plan: Plan, world: World, day_category: NDArray[np.int64]) -> dict[str, pd.DataFrame]:
    """All tables about the company's surroundings."""
    daily = _daily(world, day_category)
    return {
        "customer": _customers(plan, world),
        "incident": _incidents(world),
        "calendar": _calendar(world),
        "holiday": pd.DataFrame(
            {
                "calendar_id": CALENDAR_ID,
                "day": [day.isoformat() for day in world.holidays],
                "name": list(world.holidays.values()),
            }
        ),
        "kb_stat": _knowledge(world, daily, Dice(plan.seed, 8)),
        "cost_entry": _costs(world),
    }


def _customers(plan: Plan, world: World) -> pd.DataFrame:
    counts, dice = customer_counts(plan.tickets), Dice(plan.seed, 9)
    tier = np.repeat(np.arange(3), counts)
    rows = np.arange(len(tier))
    names = np.array(s.CUSTOMER_TIERS, dtype=object)[tier]
    signup = world.start - (dice.share(len(rows)) * 900 * s.DAY).astype(np.int64)
    leaves = world.start + (dice.share(len(rows)) * (world.cutoff - world.start)).astype(np.int64)
    gone = dice.happens(np.array((0.02, 0.05, 0.10))[tier], len(rows))
    mrr = np.rint(dice.lognormal(0.6, len(rows)) * np.array(MRR)[tier])
    return pd.DataFrame(
        {
            "source_id": s.SOURCE_ID,
            "customer_key": numbered("c-", rows, CUSTOMER_WIDTH).to_pandas(),
            "org": numbered("org-", rows // CUSTOMERS_PER_ORG, 5).to_pandas(),
            "tier": names,
            "segment": names,
            "mrr": mrr,
            "signup_at": instants(signup + world.origin),
            "left_at": instants(np.where(gone, leaves + world.origin, -1)),
        }
    )


def _incidents(world: World) -> pd.DataFrame:
    begin = np.array([begin for begin, _ in world.happenings]) + world.origin
    finish = np.array([finish for _, finish in world.happenings]) + world.origin
    return pd.DataFrame(
        {
            "source_id": s.SOURCE_ID,
            "incident_id": [one.incident_id for one in s.HAPPENINGS],
            "severity": [one.severity for one in s.HAPPENINGS],
            "title": [one.title for one in s.HAPPENINGS],
            "starts_at": instants(begin),
            "resolved_at": instants(finish),
        }
    )


def _calendar(world: World) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "calendar_id": [CALENDAR_ID],
            "valid_from": instants(np.array([world.origin])),
            "name": ["Demo company hours"],
            "timezone": [s.ZONE],
            "weekly": [json.dumps(WEEKLY)],
            "special_days": [None],
        }
    )


def _daily(world: World, day_category: NDArray[np.int64]) -> NDArray[np.int64]:
    """Tickets by UTC day and category, from the day of the first half hour on."""
    first = world.origin // s.DAY
    days = (world.cutoff + s.DAY) // s.DAY + 1
    cells = day_category - first * len(s.CATEGORIES)
    return np.bincount(cells, minlength=days * len(s.CATEGORIES)).reshape(-1, len(s.CATEGORIES))


def _knowledge(world: World, daily: NDArray[np.int64], dice: Dice) -> pd.DataFrame:
    days = np.arange(len(daily))
    progress = world.progress(days * s.DAY)
    live = progress > KB_START
    deflection = DEFLECTION_AT_END * np.clip((progress - KB_START) / 0.5, 0.02, 1.0)
    parts = [_searches(days[live], daily[live].sum(axis=1), daily[live, s.DATA_EXPORT], deflection[live])]
    for category, articles in enumerate(ARTICLES_PER_CATEGORY):
        for number in range(articles):
            demand = daily[live, category] / (articles * (1.0 - deflection[live]))
            name = f"kb-{category:02d}-{number + 1}"
            helpful = HELPFUL - 0.05 * (category % 3) - 0.04 * number
            parts.append(_views(days[live], name, category, demand * 2.6, helpful, deflection[live], dice))
    frame = pd.concat(parts, ignore_index=True)
    frame.insert(0, "source_id", s.SOURCE_ID)
    whole = pd.Timestamp(world.origin, unit="s") + pd.to_timedelta(frame["day"], unit="D")
    frame["day"] = whole.dt.strftime("%Y-%m-%d")
    return frame


def _views(
    days: NDArray[np.int64],
    article: str,
    category: int,
    mean: NDArray[np.float64],
    helpful: float,
    deflection: NDArray[np.float64],
    dice: Dice,
) -> pd.DataFrame:
    views = np.rint(mean * (0.6 + 0.8 * dice.share(len(days)))).astype(np.int64)
    votes = _part(views, VOTING, dice)
    yes, asked = _part(votes, helpful, dice), _part(views, 1.0 - deflection, dice)
    return pd.DataFrame(
        {
            "day": days,
            "article_id": article,
            "category": s.CATEGORY_NAMES[category],
            "view_count": views,
            "helpful_yes_count": yes,
            "helpful_no_count": votes - yes,
            "search_count": 0,
            "failed_search_count": 0,
            "ticket_after_count": asked,
        }
    )


def _part(counts: NDArray[np.int64], share: float | NDArray[np.float64], dice: Dice) -> NDArray[np.int64]:
    """A share of small counts in whole numbers, rounded up or down by chance so that sums come out right."""
    part: NDArray[np.int64] = np.floor(counts * share + dice.share(len(counts))).astype(np.int64)
    return part


def _searches(
    days: NDArray[np.int64],
    tickets: NDArray[np.int64],
    exports: NDArray[np.int64],
    deflection: NDArray[np.float64],
) -> pd.DataFrame:
    searches = np.rint(tickets * 3.2).astype(np.int64)
    failed = np.rint(searches * 0.06 + exports * 2.4).astype(np.int64)
    return pd.DataFrame(
        {
            "day": days,
            "article_id": SEARCH_ROW,
            "category": pd.Series([None] * len(days), dtype="str"),
            "view_count": 0,
            "helpful_yes_count": 0,
            "helpful_no_count": 0,
            "search_count": searches,
            "failed_search_count": np.minimum(failed, searches),
            "ticket_after_count": np.rint(searches * (0.4 - deflection)).astype(np.int64),
        }
    )


def _costs(world: World) -> pd.DataFrame:
    first = pd.Timestamp(world.origin + world.start, unit="s", tz="UTC").tz_convert(s.ZONE)
    months = [(first.tz_localize(None) + pd.DateOffset(months=n)).strftime("%Y-%m") for n in range(s.MONTHS)]
    share = (np.arange(s.MONTHS) + 0.5) / s.MONTHS
    weeks = ((world.start + share * (world.cutoff - world.start)) // s.WEEK).astype(np.int64)
    roster = world.roster
    present = (roster.first_week[:, None] <= weeks) & (weeks < roster.last_week[:, None])
    people = (present * np.array([agent.cost for agent in roster.agents])[:, None]).sum(axis=0)
    heads = present.sum(axis=0)
    amounts = {
        "people": people,
        "technology": 430.0 * heads + 600.0,
        "overhead": 670.0 * heads,
        "self_service": np.where(share > KB_START / 2, 1_900.0, 300.0),
        "revenue": np.rint(1_150_000.0 * world.scale * (1.0 + 0.35 * share)),
    }
    rows = [
        (s.SOURCE_ID, month, kind, float(values[number]), "USD")
        for kind, values in amounts.items()
        for number, month in enumerate(months)
    ]
    return pd.DataFrame(rows, columns=["source_id", "month", "kind", "amount", "currency"])
