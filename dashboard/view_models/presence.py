"""Who is at work at a moment, and how busy: from shifts and from what agents were doing."""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

ON_TICKETS = "ticket"
NOT_AT_DESK = ("on_call", "absent", "off")
"""Planned activities and states that put nobody at a desk."""


def utilisation(states: pd.DataFrame, as_of: datetime, zone: str) -> float:
    """Share of the time logged today, up to ``as_of``, that went into tickets; NaN where none is logged.

    Utilisation = time on tickets ÷ time at work, breaks and meetings included, over all agents.
    """
    midnight = as_of.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    start, end = pd.Timestamp(midnight).tz_convert("UTC"), pd.Timestamp(as_of).tz_convert("UTC")
    today = states[(states["starts_at"] < end) & (states["ends_at"].isna() | (states["ends_at"] > start))]
    today = today[~today["state"].isin(NOT_AT_DESK)]
    seconds = (
        today["ends_at"].fillna(end).clip(upper=end) - today["starts_at"].clip(lower=start)
    ).dt.total_seconds()
    whole = float(seconds.sum())
    return float(seconds[today["state"] == ON_TICKETS].sum()) / whole if whole else math.nan


def agents_gap(states: pd.DataFrame, shifts: pd.DataFrame, as_of: datetime) -> float:
    """Agents at work minus agents planned, at ``as_of``; NaN where nothing is planned or logged."""
    if states.empty or shifts.empty:
        return math.nan
    planned = _covering(shifts[~shifts["activity"].isin(NOT_AT_DESK)], as_of)
    present = _covering(states[~states["state"].isin(NOT_AT_DESK)], as_of)
    return float(present - planned) if planned or present else math.nan


def _covering(rows: pd.DataFrame, as_of: datetime) -> int:
    """Agents with a row that covers the moment; starts count, ends do not."""
    covers = (rows["starts_at"] <= as_of) & (rows["ends_at"].isna() | (rows["ends_at"] > as_of))
    return int(rows.loc[covers, "agent_id"].nunique())
