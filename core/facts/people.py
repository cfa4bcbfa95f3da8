"""The people whose work other frames are about: when they came and left, where they belong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import MISSING_INSTANT
from core.facts import roster
from core.facts.log_view import instants_of
from core.facts.ticket_table import as_datetimes


def known_people(agents: pd.DataFrame, members: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """``assignee``, ``source``, ``tier``, ``team``, ``hired_at``, ``left_at`` of all hired by then.

    ``agents`` and ``members`` are tables of the store. ``team`` is that of ``as_of`` (UTC
    microseconds), or of the day they left. An agent whom several sources know is told once.
    """
    rows = roster.people(agents)
    rows = rows[instants_of(rows, "hired_at") <= as_of].reset_index(drop=True)
    left = instants_of(rows, "left_at")
    gone = (left != MISSING_INSTANT) & (left <= as_of)
    names = rows["agent_id"].astype("object")
    return pd.DataFrame(
        {
            "assignee": names,
            "source": rows["source_id"].astype("object"),
            "tier": rows["tier"].astype("object"),
            "team": roster.team_on(names, np.where(gone, left, as_of), members),
            "hired_at": rows["hired_at"],
            "left_at": as_datetimes(np.where(gone, left, MISSING_INSTANT)),
        }
    )


def bots(agents: pd.DataFrame) -> list[str]:
    """The agents that are programs."""
    return list(agents.loc[agents["is_bot"].fillna(value=False).astype(bool), "agent_id"])
