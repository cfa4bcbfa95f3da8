"""The knowledge base: what was read and searched by day, and which topics have an article."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_DAY, MISSING_INSTANT
from core.facts.agent_days import local_days
from core.facts.agent_windows import counted
from core.facts.beside_tickets import day_instants
from core.facts.event_log import Ints
from core.facts.log_view import instants_of

SEARCH = "search"
"""``article_id`` of the row that counts a day's searches."""
LIVE_DAYS = 90
"""An article that the statistics of so many days do not name is not live (D-047)."""
COUNTS = ("helpful_yes_count", "helpful_no_count", "search_count", "failed_search_count")


def kb_day_frame(statistics: pd.DataFrame, *, as_of: int, zone: str = "UTC") -> pd.DataFrame:
    """One row per day and article, or per day of searches, up to the local day of ``as_of``.

    ``day`` is the local midnight. Counts that do not belong to a row's kind are NaN:
    ``view_count``, votes and ``ticket_after_view_count`` (visits followed by a ticket, never more
    than the visits) are of articles, ``search_count``, ``failed_search_count`` and
    ``ticket_after_search_count`` of searches.
    """
    rows, days = _known(statistics, as_of, zone)
    views, searches, after = (
        rows[name].to_numpy(np.float64) for name in ("view_count", "search_count", "ticket_after_count")
    )
    is_search = (rows["article_id"] == SEARCH).to_numpy(bool) | ((views == 0) & (searches > 0))
    values = {name: rows[name].to_numpy(np.float64) for name in COUNTS}
    of_search = {name for name in COUNTS if "search" in name}
    return pd.DataFrame(
        {
            "day": day_instants(days, zone),
            "source": rows["source_id"],
            "category": rows["category"],
            "article_id": rows["article_id"],
            "view_count": counted(views, ~is_search),
            "ticket_after_view_count": counted(np.minimum(after, views), ~is_search),
            "ticket_after_search_count": counted(np.minimum(after, searches), is_search),
            **{n: counted(v, is_search if n in of_search else ~is_search) for n, v in values.items()},
        }
    )


def kb_topic_frame(
    statistics: pd.DataFrame, tickets: pd.DataFrame, *, as_of: int, zone: str = "UTC"
) -> pd.DataFrame:
    """One row per category of tickets: ``ticket_count``, and how many live articles it has.

    Live is an article that the statistics of the last 90 days name. Without any statistics the
    frame is empty, since nobody told whether there are articles.
    """
    rows, days = _known(statistics, as_of, zone)
    columns = ["category", "ticket_count", "article_count"]
    if rows.empty:
        return pd.DataFrame({name: [] for name in columns})
    today = local_days(np.array([as_of]), zone)[0]
    live = rows[(days > today - LIVE_DAYS) & (rows["article_id"] != SEARCH).to_numpy(bool)]
    articles = live.drop_duplicates(["source_id", "article_id"]).groupby("category")["article_id"].size()
    asked = tickets.loc[~tickets["is_deleted"].to_numpy(bool), "category"].astype("object")
    count = asked.value_counts()
    topics = pd.DataFrame({"category": count.index.astype("object"), "ticket_count": count.to_numpy(float)})
    found = topics["category"].map(articles).fillna(0).to_numpy(float)
    return topics.assign(article_count=found).sort_values("category", ignore_index=True)[columns]


def _known(statistics: pd.DataFrame, as_of: int, zone: str) -> tuple[pd.DataFrame, Ints]:
    """Rows with a day that can be read and is not after that of ``as_of``, and their day numbers."""
    dates = pd.to_datetime(statistics["day"], format="%Y-%m-%d", errors="coerce", utc=True)
    at = instants_of(pd.DataFrame({"day": dates}), "day")
    days = np.where(at == MISSING_INSTANT, MISSING_INSTANT, at // MICROSECONDS_PER_DAY)
    known = (days != MISSING_INSTANT) & (days <= local_days(np.array([as_of]), zone)[0])
    return statistics[known].reset_index(drop=True), days[known]
