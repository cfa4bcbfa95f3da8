"""What reviews ask for: whom to coach in what, what many lack, and tickets that all reviewers score."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from core.facts.reviews import CALIBRATION
from core.metrics.columns import numbers
from core.metrics.definition import Frame
from core.metrics.evaluate import Evaluation
from core.metrics.measure import Flags
from core.metrics.sampling import draw_sample
from core.metrics.scorecard import BY_ID, DIMENSIONS
from core.periods import Period
from core.reporting.quality_tables import review_pool

LEAST_LOW = 2
"""One low review is a bad day; from two on it is worth a talk."""
SHARED_BY = 3
"""R-QA-10: so many agents who are low on one kind of ticket lack training, not will."""
CASES = 3
"""R-QA-08: tickets that everybody scores."""
EVERYBODY_AT_ONCE = "all"


def coaching_needs(reviews: pd.DataFrame) -> pd.DataFrame:
    """One row per reviewed agent, who needs it most first.

    ``reviews`` of agents as `core.facts.reviews` makes them. ``review_count``, ``score`` (mean),
    ``critical_count``; for each dimension ``<id>_low`` reviews at its limit or below (R-CO-01 to
    R-CO-05); ``untalked_count`` reviews with a finding that nobody talked over. ``weakest``: the
    dimension that is low most often (of equals the heavier one), from two reviews on; with its
    ``rule``, ``finding`` and ``approach``, "" where none is.
    """
    low = {f"{each.id}_low": numbers(reviews, each.id) <= each.coach_from for each in DIMENSIONS}
    rows = reviews.assign(**low)
    rows["untalked"] = rows[list(low)].any(axis=1) & rows["coached_at"].isna()
    by_agent = rows.groupby(rows["assignee"].astype("object"))
    table = by_agent[list(low)].sum().astype(int)
    table.insert(0, "review_count", by_agent.size())
    table.insert(1, "score", by_agent["score"].mean())
    table["critical_count"] = by_agent["is_critical_fail"].sum().astype(int)
    table["untalked_count"] = by_agent["untalked"].sum().astype(int)
    counts = table[list(low)].to_numpy()
    most = counts.argmax(axis=1) if len(table) else np.zeros(0, int)
    enough = counts.max(axis=1, initial=0) >= LEAST_LOW
    for name in ("id", "rule", "finding", "approach"):
        words = [getattr(DIMENSIONS[place], name) for place in most]
        table["weakest" if name == "id" else name] = np.where(enough, words, "") if words else ""
    worst = table.assign(most=np.where(enough, counts.max(axis=1, initial=0) / table["review_count"], 0.0))
    order = worst.sort_values(["most", "score"], ascending=[False, True], kind="stable")
    return order.drop(columns="most").rename_axis("assignee").reset_index()


def shared_gaps(reviews: pd.DataFrame, tickets: pd.DataFrame) -> pd.DataFrame:
    """Dimensions in which three agents or more are low on one category: train them together (R-QA-10).

    Low is an agent whose mean over the category's reviews, two or more, is at the dimension's limit
    or below.
    Columns ``dimension`` (its name), ``category``, ``agent_count``, ``of_count`` (agents reviewed
    on the category), ``agents`` and ``approach``, the most shared first.
    """
    category = tickets["category"].iloc[reviews["ticket_row"]].astype("object").to_numpy()
    rows = reviews.assign(category=category, assignee=reviews["assignee"].astype("object"))
    by_both = rows.groupby(["category", "assignee"])
    means = by_both[list(BY_ID)].mean()[by_both.size() >= LEAST_LOW]
    limits = pd.Series({each.id: float(each.coach_from) for each in DIMENSIONS})
    flat = (
        means.le(limits, axis="columns").rename_axis(columns="dimension").stack().rename("low").reset_index()
    )
    by_kind = flat[flat["low"]].groupby(["dimension", "category"], sort=False)["assignee"]
    found = by_kind.agg(agent_count="size", agents=", ".join).reset_index()
    found = found[found["agent_count"] >= SHARED_BY]
    reviewed = means.groupby("category").size()
    return found.assign(
        of_count=found["category"].map(reviewed).astype(int),
        approach=[BY_ID[name].approach for name in found["dimension"]],
        dimension=[BY_ID[name].name for name in found["dimension"]],
    ).sort_values(["agent_count", "category"], ascending=[False, True], ignore_index=True)


def calibration_tickets(
    evaluation: Evaluation, mask: Flags, month: date, *, bots: Collection[str], seed: int | None
) -> pd.DataFrame:
    """The three tickets that all reviewers score in the month of a day (R-QA-08).

    Drawn at random, good and bad ones, from those finished in the month before and not reviewed
    by its end: the same three for the whole month. ``scored_by`` names who compared on them so far.
    """
    first = month.replace(day=1)
    begin = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    period = Period.of_days(begin, date.fromordinal(first.toordinal() - 1), evaluation.zone)
    pool = review_pool(evaluation, mask, period.span(), bots, ())
    number = first.year * 12 + first.month if seed is None else seed
    drawn = draw_sample(pool.assign(assignee=EVERYBODY_AT_ONCE), CASES, seed=number)
    rows = pool[pool["key"].isin(drawn["key"])].sort_values("key", ignore_index=True)
    return rows.assign(scored_by=_scored_by(evaluation, rows["key"])).drop(columns=["key", "is_reviewed"])


def _scored_by(evaluation: Evaluation, keys: pd.Series) -> list[str]:
    """Per ticket, the people who scored it to compare with each other."""
    reviews, tickets = evaluation.frames[Frame.REVIEWS], evaluation.tickets
    compared = reviews[(reviews["selection"].str.lower() == CALIBRATION) & (reviews["ticket_row"] >= 0)]
    told = tickets.iloc[compared["ticket_row"]]
    key = told["source_id"].astype("object").to_numpy() + "/" + told["ticket_id"].astype("object").to_numpy()
    names = compared["reviewer"].astype("object").groupby(key).unique()
    return [", ".join(sorted(map(str, names.get(each, ())))) for each in keys]
