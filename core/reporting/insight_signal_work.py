"""Reviews, shifts and days of agents as figures for the rules."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_DAY
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.insight.assessment_evidence import CALIBRATED, HOURS, ONBOARDED, PLANNED_PEOPLE, REVIEW_WEEKS
from core.insight.signals import AGENT_QA, NEWEST, REGULAR_OVERTIME
from core.insight.signals_findings import NAN, Reading
from core.insight.signals_spread import LEAST_REVIEWS, accuracy_spread
from core.insight.signals_windows import BEFORE_91, LAST_28, LAST_91, LAST_YEAR
from core.insight.warning_signs import SPREAD
from core.metrics.definition import Frame, Unit
from core.reporting.insight_signal_sight import Sight, exact, part

Figures = dict[tuple[str, str], Reading]
WEEK = 7 * MICROSECONDS_PER_DAY
REVIEWED = "quality reviews"
MONTH_OF_TRAINING = 30 * MICROSECONDS_PER_DAY


def review_figures(sight: Sight) -> Figures:
    """Median of the agents' scores, their spread in accuracy, weeks with reviews, calibration."""
    found: Figures = {}
    for window in (LAST_91, BEFORE_91):
        rows = _reviews(sight, window, compares=False)
        label = sight.label(window)
        found[AGENT_QA, window] = _median_agent(rows, label)
        found[SPREAD, window] = accuracy_spread(_with_category(sight, rows), label)
    return found | _regular(sight)


def _reviews(sight: Sight, window: str, *, compares: bool) -> pd.DataFrame:
    reviews = sight.evaluation.frames[Frame.REVIEWS]
    keep = sight.inside(Frame.REVIEWS, "reviewed_at", window)
    return reviews[keep & (reviews["is_calibration"].to_numpy(bool) == compares)]


def _with_category(sight: Sight, reviews: pd.DataFrame) -> pd.DataFrame:
    known = reviews[reviews["ticket_row"] >= 0]
    category = sight.tickets["category"].iloc[known["ticket_row"]].astype("object").to_numpy()
    return known.assign(category=category)


def _median_agent(reviews: pd.DataFrame, window: str) -> Reading:
    """Median over agents with two reviews or more of their mean score."""
    by_agent = reviews.groupby("assignee")["score"].agg(["mean", "size"])
    means = by_agent.loc[by_agent["size"] >= LEAST_REVIEWS, "mean"]
    value = float(means.median()) if len(means) else NAN
    name = AGENT_QA.capitalize().replace("qa", "QA")
    return exact(name, value, len(reviews), window, Unit.SCORE, "agents with two reviews or more")


def _regular(sight: Sight) -> Figures:
    """Weeks of 13 with a review, and tickets that several people scored."""
    label = sight.label(LAST_91)
    own, compared = (_reviews(sight, LAST_91, compares=each) for each in (False, True))
    ever = len(sight.evaluation.frames[Frame.REVIEWS])
    start, _ = sight.ends(LAST_91)
    weeks = len(np.unique((instants_of(own, "reviewed_at") - start) // WEEK)) if len(own) else 0
    cases = float(compared["ticket_id"].nunique()) if ever else NAN
    return {
        (REVIEW_WEEKS, LAST_91): part(REVIEW_WEEKS.capitalize(), weeks, 13 if ever else 0, label, REVIEWED),
        (CALIBRATED, LAST_91): exact(CALIBRATED.capitalize(), cases, len(compared), label, needs=REVIEWED),
    }


def shift_figures(sight: Sight) -> Figures:
    """Overtime by week, people with shifts, hours of the week with somebody planned."""
    times, label = sight.evaluation.frames[Frame.AGENT_TIME], sight.label(LAST_28)
    rows = times[sight.inside(Frame.AGENT_TIME, "day", LAST_28)]
    name = "Agents with overtime in 3 or more of 4 weeks"
    told = rows[rows["overtime_minutes"].notna()]
    regular, agents = _overtime(told, sight.ends(LAST_28)[0])
    planned = rows[rows["planned_minutes"].fillna(0) > 0]["assignee"].nunique()
    there = sight.evaluation.frames[Frame.AGENTS]
    heads = int(there["is_employed"].sum()) if len(planned_ever(times)) else 0
    return {
        (REGULAR_OVERTIME, LAST_28): part(name, regular, agents, label, "shifts with the hours worked"),
        (PLANNED_PEOPLE, LAST_28): part(
            PLANNED_PEOPLE.capitalize(), min(planned, heads), heads, label, "planned shifts"
        ),
        (HOURS, LAST_28): _hours(sight),
    }


def planned_ever(times: pd.DataFrame) -> pd.DataFrame:
    """Days on which somebody was planned."""
    return times[times["planned_minutes"].fillna(0) > 0]


def _overtime(rows: pd.DataFrame, start: int) -> tuple[int, int]:
    """Agents with overtime in three of four weeks, and all agents with days that tell."""
    week: Ints = (instants_of(rows, "day") - start) // WEEK
    over = rows.assign(week=week)[rows["overtime_minutes"].to_numpy() > 0]
    weeks = over.groupby(over["assignee"].astype("object"))["week"].nunique()
    return int((weeks >= 3).sum()), rows["assignee"].nunique()


def _hours(sight: Sight) -> Reading:
    frame = sight.evaluation.frames[Frame.STAFFED_HOURS]
    rows = frame[sight.inside(Frame.STAFFED_HOURS, "hour", LAST_28)]
    start, end = sight.ends(LAST_28)
    whole = (end - start) // (MICROSECONDS_PER_DAY // 24) if len(frame) else 0
    staffed = int((rows["planned_minutes"].fillna(0) > 0).sum())
    name = "Hours with somebody planned"
    return part(name, min(staffed, whole), whole, sight.label(LAST_28), "planned shifts")


def training_figures(sight: Sight) -> Figures:
    """Newcomers of the year who had a module within 30 days."""
    newcomers, trainings = (sight.evaluation.frames[each] for each in (Frame.NEWCOMERS, Frame.TRAININGS))
    rows = newcomers[sight.inside(Frame.NEWCOMERS, "hired_at", LAST_YEAR)]
    first = _first_module(trainings)
    begun = first.reindex(rows["assignee"].astype("str")).to_numpy() - rows["hired_at"].to_numpy()
    early = begun <= np.timedelta64(30, "D")
    whole = len(rows) if len(trainings) else 0
    needs = "newcomers of the last year and their training"
    return {
        (ONBOARDED, LAST_YEAR): part(
            ONBOARDED.capitalize(), int(early.sum()), whole, sight.label(LAST_YEAR), needs
        )
    }


def _first_module(trainings: pd.DataFrame) -> pd.Series:
    """When each agent was first due in a module or finished one."""
    dates = trainings.groupby(trainings["assignee"].astype("str"))[["due_at", "completed_at"]].min()
    return dates["due_at"].fillna(dates["completed_at"]).combine(dates["completed_at"], min)


DATED: tuple[tuple[str, Frame, str], ...] = (
    ("tickets", Frame.TICKETS, "created_at"),
    ("survey answers", Frame.SURVEYS, "rated_at"),
    ("reviews", Frame.REVIEWS, "reviewed_at"),
    ("agents' days", Frame.AGENT_TIME, "day"),
    ("articles", Frame.KB_DAYS, "day"),
)


def newest_figures(sight: Sight) -> Figures:
    """Days between the newest value of each kind and the end of the data, for kinds that ever came."""
    found: Figures = {}
    end = sight.ends(LAST_28)[1] - 1
    for name, frame, column in DATED:
        at = sight.evaluation.instants(frame, column)
        known = at[at > np.iinfo(np.int64).min]
        if len(known):
            days = (end - int(known[known <= end].max(initial=known.min()))) // MICROSECONDS_PER_DAY
            found[NEWEST, name] = exact(name, float(days), len(known), f"as of {sight.today}", Unit.DAYS)
    return found
