"""Tables of self-service: articles, topics without one, and what the calculator of its return starts from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.metrics.columns import numbers
from core.metrics.evaluate import Evaluation, Span
from core.metrics.measure import NAN, Flags, Floats, wilson
from core.metrics.pairs import divide
from core.reporting import breakdowns

TICKETS_A_WEEK = 10
"""R-KB-001: so many tickets of one topic in a week, and no article, ask for one."""
ARTICLE_COLUMNS = (
    "article_id",
    "category",
    "source",
    "view_count",
    "view_share",
    "vote_count",
    "helpfulness",
    "low",
    "high",
    "deflection",
    "last_day",
)


@dataclass(frozen=True, slots=True)
class SelfServiceInputs:
    """What self-service did and cost in a month of 30.4 days or so, NaN where nobody told.

    ``visits`` × ``rate`` × ``cost_per_ticket`` − ``investment`` is the metric self_service_savings
    where all is told for the same days. ``currency`` is "" without booked money.
    """

    visits: float
    rate: float
    cost_per_ticket: float
    investment: float
    currency: str = ""


def article_table(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per article, the most visited first.

    ``rows`` as `core.facts.knowledge.kb_day_frame` makes them. ``helpfulness`` is yes ÷ votes with
    its 95 % interval ``low`` to ``high`` (Wilson), ``deflection`` the share of visits without a
    ticket afterwards, ``view_share`` that of all visits; NaN where there is nothing to divide by.
    """
    told = rows[rows["view_count"].notna()]
    by_article = told.groupby([told["source"].astype("object"), "article_id"], sort=False)
    sums = by_article[
        ["view_count", "helpful_yes_count", "helpful_no_count", "ticket_after_view_count"]
    ].sum()
    yes, views = numbers(sums, "helpful_yes_count"), numbers(sums, "view_count")
    votes = yes + numbers(sums, "helpful_no_count")
    low, high = wilson(yes, votes)
    table = sums.assign(
        category=by_article["category"].last().astype("object"),
        vote_count=votes,
        view_share=divide(views, np.full(len(views), views.sum())),
        helpfulness=divide(yes, votes),
        low=low,
        high=high,
        deflection=divide(views - numbers(sums, "ticket_after_view_count"), views),
        last_day=by_article["day"].max(),
    ).reset_index()
    order = table.sort_values(["view_count", "article_id"], ascending=[False, True], ignore_index=True)
    return order[list(ARTICLE_COLUMNS)]


def topic_table(
    topics: pd.DataFrame, evaluation: Evaluation, mask: Flags, span: Span, week: Span
) -> pd.DataFrame:
    """One row per category of tickets: those without an article first, the most asked first.

    ``article_count`` live articles; ``ticket_count`` tickets created in the span, ``week_count`` in
    the week up to now; ``is_due``: no article, and ten tickets or more in that week (R-KB-001).
    """
    table = topics[["category", "article_count"]].copy()
    for name, when in (("ticket_count", span), ("week_count", week)):
        found = breakdowns.mix(evaluation, mask, when, "category", None)
        counts = found.set_index(found["group"].astype("object"))["ticket_count"]
        table[name] = table["category"].map(counts).fillna(0).astype(int)
    table["is_due"] = (table["article_count"] == 0) & (table["week_count"] >= TICKETS_A_WEEK)
    covered = table["article_count"] > 0
    order = table.assign(covered=covered).sort_values(
        ["covered", "ticket_count", "category"], ascending=[True, False, True], ignore_index=True
    )
    return order.drop(columns="covered")


def inputs_of(days: pd.DataFrame, rate: float, currency: str) -> SelfServiceInputs:
    """The calculator's inputs from days of a company, each scaled to its month.

    ``days`` as `core.facts.company_days` makes them, those of the period; ``rate``: the share of
    visits without a ticket afterwards. Days that tell everything decide; where none does, each input
    comes from the days that tell it.
    """
    part, spared = numbers(days, "month_share"), numbers(days, "deflected_count")
    worth, spent = spared * numbers(days, "ticket_cost"), numbers(days, "self_service_cost")
    whole = ~np.isnan(worth + spent)
    rows = whole if whole.any() else np.ones(len(days), bool)
    a_month = {
        name: _mean(values[rows] / part[rows])
        for name, values in (("spared", spared), ("worth", worth), ("spent", spent))
    }
    priced = a_month["spared"] if whole.any() else _mean((spared / part)[~np.isnan(worth)])
    return SelfServiceInputs(
        visits=_quotient(a_month["spared"], rate),
        rate=rate,
        cost_per_ticket=_quotient(a_month["worth"], priced),
        investment=a_month["spent"],
        currency=currency,
    )


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else NAN


def _quotient(part: float, whole: float) -> float:
    return part / whole if whole > 0 else NAN
