"""One row per agent and whole local week: tickets handled, reviews, and how far along a newcomer is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import MISSING_INSTANT
from core.facts.beside_tickets import local_weeks, week_instants, week_of
from core.facts.event_log import Ints
from core.facts.log_view import instants_of

RAMP_WEEKS = 8
"""Weeks after hiring until the full load (B-097 to B-102)."""
KEY = ["assignee", "week_number"]


def agent_week_frame(
    agent_days: pd.DataFrame,
    reviews: pd.DataFrame,
    people: pd.DataFrame,
    *,
    bots: list[str],
    as_of: int,
    zone: str = "UTC",
) -> pd.DataFrame:
    """Weeks that were over at ``as_of`` (UTC microseconds), of every agent with work, reviews or a ramp.

    They begin with the first week of any work.

    ``agent_days`` are the facts of that name, ``reviews`` and ``people`` what `review_frame` and
    `people` make. ``week`` is the local Monday; ``resolved_count`` the tickets handled,
    ``review_count`` the reviews that do not test the reviewers (NaN where nobody records any);
    ``is_active``: handled a ticket.
    ``tenure_week`` counts from 1 in the week of hiring (NaN where unknown). ``full_load`` is what
    colleagues of the tier beyond their eighth week handled in the same week (the median), told for
    newcomers only.
    """
    worked = agent_days.assign(assignee=agent_days["agent"].astype("object"))
    worked["week_number"] = week_of(_day_numbers(worked["day"]))
    own = reviews[~reviews["is_calibration"].to_numpy(bool)]
    reviewed = own.assign(week_number=local_weeks(instants_of(own, "reviewed_at"), zone))
    over = int(local_weeks(np.array([as_of]), zone)[0])
    parts = [
        worked.groupby(KEY, as_index=False)["resolved_count"].sum(),
        reviewed.groupby(KEY, as_index=False).size().rename(columns={"size": "review_count"}),
        _ramps(people, over, zone),
    ]
    weeks = pd.concat([part.astype({"assignee": "object"}) for part in parts], ignore_index=True)
    weeks = weeks.reindex(columns=[*KEY, "resolved_count", "review_count"]).astype({"week_number": "int64"})
    weeks = weeks.groupby(KEY, as_index=False).sum()
    weeks["review_count"] = weeks["review_count"].astype("float64") if len(own) else np.nan
    began = worked["week_number"].min() if len(worked) else over
    told = weeks["week_number"].between(began, over - 1) & ~weeks["assignee"].isin(bots)
    return _with_people(weeks[told].reset_index(drop=True), people, zone)


def _day_numbers(days: pd.Series) -> Ints:
    return np.asarray(days.to_numpy("datetime64[D]").astype(np.int64))


def _ramps(people: pd.DataFrame, over: int, zone: str) -> pd.DataFrame:
    """The first weeks of everybody, worked in or not, until they left."""
    here = people[people["hired_at"].notna()]
    first = local_weeks(instants_of(here, "hired_at"), zone)
    left = instants_of(here, "left_at")
    last = np.where(left == MISSING_INSTANT, over, local_weeks(np.maximum(left, 0), zone))
    week = (first[:, None] + np.arange(RAMP_WEEKS)).ravel()
    agent = np.repeat(here["assignee"].to_numpy(object), RAMP_WEEKS)
    keep = week <= np.repeat(last, RAMP_WEEKS)
    return pd.DataFrame({"assignee": agent[keep], "week_number": week[keep]})


def _with_people(weeks: pd.DataFrame, people: pd.DataFrame, zone: str) -> pd.DataFrame:
    known = people.set_index("assignee")
    dated = known[known["hired_at"].notna()]
    first = pd.Series(local_weeks(instants_of(dated, "hired_at"), zone), index=dated.index, dtype="float64")
    tenure = weeks["week_number"] - weeks["assignee"].map(first).astype("float64") + 1
    frame = weeks.assign(
        week=week_instants(weeks["week_number"].to_numpy(np.int64), zone),
        tenure_week=tenure.where(tenure >= 1),
        is_active=weeks["resolved_count"] > 0,
        **{name: weeks["assignee"].map(known[name]).astype("object") for name in ("source", "tier", "team")},
    )
    return frame.assign(full_load=_full_load(frame))


def _full_load(frame: pd.DataFrame) -> pd.Series:
    """The median of experienced colleagues of the same week and tier, for newcomers."""
    is_new = frame["tenure_week"] <= RAMP_WEEKS
    grown = frame["resolved_count"].astype("float64").where(~is_new & frame["is_active"])
    tier = frame["tier"].fillna("")
    return grown.groupby([frame["week_number"], tier]).transform("median").where(is_new)
