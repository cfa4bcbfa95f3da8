"""One row per attempt of an agent at a training module."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import MISSING_INSTANT
from core.facts.log_view import instants_of
from core.facts.ticket_table import as_datetimes

PASS_MARKS = {"1": 80.0, "2": 85.0, "3": 90.0}
"""Quiz marks of the certificates by level (B-119 to B-121); others need the first."""
CERTIFICATE = r"certif"
REFRESH = "refresh"
MODULE = ["source_id", "agent_id", "module"]


def training_frame(trainings: pd.DataFrame, people: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """Attempts as known at ``as_of`` (UTC microseconds); ``people`` as `core.facts.people` makes them.

    An attempt that was not finished by then has no completion and no score; a repetition that was not
    finished is left out. ``is_module`` marks one row per agent and module, the first attempt;
    ``is_completed`` says whether any attempt was finished, ``is_due`` whether the module had to be.
    A certificate (``is_certificate``) is a module or kind that says so, passed from the mark of the
    level in its name on.
    """
    done_at = instants_of(trainings, "completed_at")
    done = (done_at != MISSING_INSTANT) & (done_at <= as_of)
    known = done | (trainings["attempt"].to_numpy() <= 1)
    rows, done, done_at = trainings[known].reset_index(drop=True), done[known], done_at[known]
    score = np.where(done, rows["score"].to_numpy(np.float64), np.nan)
    due_at = instants_of(rows, "due_at")
    team = rows["agent_id"].map(people.set_index("assignee")["team"])
    frame = pd.DataFrame(
        {
            "source": rows["source_id"],
            "assignee": rows["agent_id"],
            "team": team.astype("object"),
            "module": rows["module"],
            "kind": rows["kind"],
            "attempt": rows["attempt"],
            "due_at": as_datetimes(due_at),
            "completed_at": as_datetimes(np.where(done, done_at, MISSING_INSTANT)),
            "score": score,
            "is_module": ~rows.sort_values("attempt").duplicated(MODULE).sort_index().to_numpy(),
            "is_due": (due_at != MISSING_INSTANT) & (due_at <= as_of),
            "is_refresh": (rows["kind"].str.lower() == REFRESH).to_numpy(bool),
        }
    )
    by_module = pd.Series(done).groupby([rows[name] for name in MODULE])
    return frame.assign(is_completed=by_module.transform("any").to_numpy(bool), **_certificates(rows, score))


def _certificates(rows: pd.DataFrame, score: np.ndarray) -> dict[str, np.ndarray]:
    named = [rows[name].astype("str").str.lower().str.contains(CERTIFICATE) for name in ("module", "kind")]
    level = rows["module"].astype("str").str.extract(r"(\d)")[0]
    mark = level.map(PASS_MARKS).fillna(PASS_MARKS["1"]).to_numpy(np.float64)
    return {"is_certificate": (named[0] | named[1]).to_numpy(bool), "is_passed": score >= mark}
