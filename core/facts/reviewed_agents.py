"""One row per agent who has both reviews and survey answers: do reviewers and customers agree?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.facts.ticket_table import Flags, Floats

LEAST = 5
"""Fewer reviews or answers than that say nothing about an agent."""


def reviewed_agent_frame(
    reviews: pd.DataFrame,
    tickets: pd.DataFrame,
    people: pd.DataFrame,
    *,
    rating: Floats,
    rows: tuple[Flags, Flags] | None = None,
) -> pd.DataFrame:
    """Mean review score and mean rating of every agent with five or more of each.

    ``reviews`` as `review_frame` makes them, without those that test the reviewers; ``rating``: the
    survey score of every ticket on 1 to 5, NaN without one; ``rows``: reviews and tickets that take
    part (all). Columns: ``agent``, ``team``, ``tier``, ``source``, ``qa_mean``, ``qa_count``,
    ``csat_mean``, ``csat_count``.
    """
    some, rated = rows if rows is not None else (np.ones(len(reviews), bool), np.ones(len(tickets), bool))
    deleted = tickets["is_deleted"].to_numpy(bool)
    is_own = ~reviews["is_calibration"].to_numpy(bool) & ~np.append(deleted, False)[reviews["ticket_row"]]
    own = reviews[some & is_own]
    scores = own.groupby(own["assignee"].astype("object"))["score"].agg(["mean", "size"])
    asked = np.flatnonzero(rated & ~np.isnan(rating) & ~deleted)
    holder = tickets["assignee"].iloc[asked].astype("object")
    answers = pd.Series(rating[asked], index=holder.index).groupby(holder).agg(["mean", "size"])
    both = scores.add_prefix("qa_").join(answers.add_prefix("csat_"), how="inner")
    both = both[(both["qa_size"] >= LEAST) & (both["csat_size"] >= LEAST)]
    both = both.rename(columns={"qa_size": "qa_count", "csat_size": "csat_count"})
    both = both.rename_axis("agent").reset_index()
    known = people.set_index("assignee")
    return both.assign(
        **{n: both["agent"].map(known[n]).astype("object") for n in ("team", "tier", "source")}
    )
