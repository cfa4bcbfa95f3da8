"""Who is out of the office and why, from shifts, logged states and the dates that agents left (R-QR-04)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from core.facts.presence import AT_WORK, AWAY, KINDS, kinds
from core.metrics.measure import Flags

LEFT = "left the team"
MISSING = "planned to be here, nothing logged"
NO_SHIFT = "no shift today"


def away_agents(
    states: pd.DataFrame, shifts: pd.DataFrame, agents: pd.DataFrame, as_of: datetime, zone: str
) -> dict[str, str]:
    """Agents who are not there for their tickets at an instant, each with the reason.

    Away is who has left, who is logged or planned as sick or absent, who is planned to be at work while
    nothing is logged, and who neither has a shift nor was at work on that local day while others do. Of
    an agent whom neither shifts nor states know nothing is said; after the end of a shift nobody is away.
    """
    logged, planned = _with_kinds(states, "state"), _with_kinds(shifts, "activity")
    start = as_of.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    day = (pd.Timestamp(start), pd.Timestamp(start + timedelta(days=1)))
    here = _who(logged, _covers(logged, as_of) & _at_work(logged))
    due = _who(planned, _covers(planned, as_of) & _at_work(planned))
    today = _who(logged, _touches(logged, day) & _at_work(logged)) | _who(
        planned, _touches(planned, day) & _at_work(planned)
    )
    known = _who(logged, np.ones(len(logged), bool)) | _who(planned, np.ones(len(planned), bool))
    found = dict.fromkeys(known - today, NO_SHIFT) if today else {}
    found |= dict.fromkeys(due - here, MISSING) if here else {}
    for frame, words in ((planned, "planned as {}"), (logged, "logged as {}")):
        away = frame[_covers(frame, as_of) & np.isin(frame["kind"], AWAY)]
        found |= {
            str(agent): words.format(KINDS[kind])
            for agent, kind in zip(away["agent_id"], away["kind"], strict=True)
        }
    left = agents[agents["left_at"].notna() & (agents["left_at"] <= pd.Timestamp(as_of))]
    return found | dict.fromkeys(left["agent_id"].astype(str), LEFT)


def _with_kinds(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows.assign(kind=kinds(rows[column], "ticket"))


def _at_work(rows: pd.DataFrame) -> Flags:
    return np.asarray(np.isin(rows["kind"], AT_WORK))


def _covers(rows: pd.DataFrame, as_of: datetime) -> Flags:
    covers = (rows["starts_at"] <= as_of) & (rows["ends_at"].isna() | (rows["ends_at"] > as_of))
    return np.asarray(covers.to_numpy(dtype=bool))


def _touches(rows: pd.DataFrame, day: tuple[pd.Timestamp, pd.Timestamp]) -> Flags:
    touches = (rows["starts_at"] < day[1]) & (rows["ends_at"].isna() | (rows["ends_at"] > day[0]))
    return np.asarray(touches.to_numpy(dtype=bool))


def _who(rows: pd.DataFrame, chosen: Flags) -> set[str]:
    return set(rows.loc[chosen, "agent_id"].astype(str))
