"""Tables of people who learn: the ramp of newcomers week by week, modules, and everybody employed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.facts.agent_weeks import RAMP_WEEKS
from core.facts.roster import ramp_share
from core.metrics.columns import DAY_MINUTES, flags, numbers
from core.metrics.pairs import divide

PLANNED = tuple(float(share) for share in ramp_share(7.0 * np.arange(RAMP_WEEKS, dtype=np.float64)))
"""Part of a full load in each of the first eight weeks (B-097 to B-102, ramp_load_pct)."""
NEWCOMER_COLUMNS = (
    "assignee",
    "team",
    "tier",
    "hired_at",
    "left_at",
    "weeks_seen",
    "load",
    "planned",
    "proficiency_days",
    "is_learning",
)


@dataclass(frozen=True)
class RampBoard:
    """How newcomers take on work.

    ``newcomers``: one row each, the last hired first, with the load of their first eight weeks in
    all and what was planned for the weeks that are over. ``weeks``: one row per newcomer and week
    over, ``tenure_week`` 1 to 8, ``resolved_count``, ``full_load`` (the median of experienced
    colleagues of the tier), ``load`` (their quotient, NaN without such colleagues), ``planned``.
    """

    newcomers: pd.DataFrame
    weeks: pd.DataFrame


def ramp_board(newcomers: pd.DataFrame, agent_weeks: pd.DataFrame) -> RampBoard:
    """The board of some newcomers (`core.facts.newcomers`) from agent-weeks (`core.facts.agent_weeks`).

    >>> dates = {"hired_at": pd.to_datetime(["2026-01-05"], utc=True), "left_at": [pd.NaT]}
    >>> learned = {"proficiency_minutes": [float("nan")], "is_learning": [True]}
    >>> who = {"assignee": ["ann"], "team": ["A"], "tier": ["L1"]} | dates | learned
    >>> weeks = {"assignee": ["ann", "ann"], "tenure_week": [3.0, 9.0], "resolved_count": [10, 40]}
    >>> weeks |= {"full_load": [40.0, float("nan")], "week": pd.to_datetime(["2026-01-19"] * 2, utc=True)}
    >>> board = ramp_board(pd.DataFrame(who), pd.DataFrame(weeks))
    >>> board.weeks[["tenure_week", "load", "planned"]].values.tolist()
    [[3.0, 0.25, 0.25]]
    """
    order = newcomers.sort_values(["hired_at", "assignee"], ascending=[False, True], ignore_index=True)
    inside = agent_weeks["assignee"].isin(order["assignee"]) & (agent_weeks["tenure_week"] <= RAMP_WEEKS)
    rows = agent_weeks.loc[inside, ["assignee", "week", "tenure_week", "resolved_count", "full_load"]]
    weeks = rows.astype({"tenure_week": "int64"}).sort_values(["assignee", "tenure_week"], ignore_index=True)
    weeks["load"] = divide(numbers(weeks, "resolved_count"), numbers(weeks, "full_load"))
    weeks["planned"] = np.array(PLANNED)[weeks["tenure_week"].to_numpy() - 1]
    return RampBoard(_newcomers(order, weeks), weeks)


def _newcomers(order: pd.DataFrame, weeks: pd.DataFrame) -> pd.DataFrame:
    told = weeks[weeks["load"].notna()]
    told = told.assign(owed=told["planned"] * told["full_load"])
    sums = told.groupby("assignee")[["resolved_count", "owed", "full_load"]].sum().reindex(order["assignee"])
    table = order.assign(
        weeks_seen=order["assignee"].map(weeks.groupby("assignee").size()).fillna(0).astype(int),
        load=divide(numbers(sums, "resolved_count"), numbers(sums, "full_load")),
        planned=divide(numbers(sums, "owed"), numbers(sums, "full_load")),
        proficiency_days=numbers(order, "proficiency_minutes") / DAY_MINUTES,
    )
    return table[list(NEWCOMER_COLUMNS)]


def open_modules(trainings: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """Modules that nobody finished yet, the longest overdue first; ``overdue_days`` below 0: still time.

    ``trainings`` as `core.facts.trainings` makes them; ``as_of`` UTC microseconds.
    """
    waiting = trainings[flags(trainings, "is_module") & ~flags(trainings, "is_completed")]
    late = pd.Timestamp(as_of, unit="us", tz="UTC") - waiting["due_at"]
    found = waiting.assign(overdue_days=late / pd.Timedelta(days=1))
    columns = ["assignee", "team", "module", "kind", "due_at", "overdue_days", "is_due"]
    order = ["overdue_days", "assignee", "module"]
    return found[columns].sort_values(order, ascending=[False, True, True], ignore_index=True)


def module_table(trainings: pd.DataFrame) -> pd.DataFrame:
    """One row per module: who had to, who finished, how they scored at the first attempt.

    ``due_count`` agents for whom it is due or finished, ``completed_count``, ``completion``,
    ``first_score`` (mean of first attempts), ``again_count`` (attempts after the first).
    """
    done, first = flags(trainings, "is_completed"), flags(trainings, "is_module")
    asked = first & (flags(trainings, "is_due") | done)
    rows = trainings.assign(
        asked=asked,
        done=asked & done,
        again=~first,
        first_score=np.where(first, numbers(trainings, "score"), np.nan),
    )
    by_module = rows.groupby("module", sort=True)
    table = by_module.agg(
        kind=("kind", "first"),
        due_count=("asked", "sum"),
        completed_count=("done", "sum"),
        first_score=("first_score", "mean"),
        again_count=("again", "sum"),
    ).reset_index()
    table["completion"] = divide(numbers(table, "completed_count"), numbers(table, "due_count"))
    return table[table["due_count"] > 0].reset_index(drop=True)


def staff_table(people: pd.DataFrame, trainings: pd.DataFrame) -> pd.DataFrame:
    """Everybody employed, by name: tenure, what is still to be learned, the last refresh quiz.

    ``people`` as `core.facts.roster` makes them. ``open_count`` modules not finished, of which
    ``overdue_count`` are due; ``refresh_score`` of the last refresh quiz, ``certificate`` the last
    one passed. Missing where nobody told.
    """
    here = people[flags(people, "is_employed")].sort_values("assignee", ignore_index=True)
    waiting = trainings[flags(trainings, "is_module") & ~flags(trainings, "is_completed")]
    done = trainings.sort_values("completed_at", na_position="first")
    done = done[done["completed_at"].notna()]
    passed = done[flags(done, "is_certificate") & flags(done, "is_passed")]
    known = here["assignee"].isin(trainings["assignee"])
    found = {
        "open_count": waiting.groupby("assignee").size(),
        "overdue_count": waiting[flags(waiting, "is_due")].groupby("assignee").size(),
    }
    counts = {name: here["assignee"].map(each).fillna(0).where(known) for name, each in found.items()}
    latest = {
        "refresh_score": done[flags(done, "is_refresh")].groupby("assignee")["score"].last(),
        "certificate": passed.groupby("assignee")["module"].last(),
    }
    rows = here[["assignee", "team", "tier", "role", "tenure_days"]]
    return rows.assign(**counts, **{name: here["assignee"].map(each) for name, each in latest.items()})
