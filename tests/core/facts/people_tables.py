"""Small tables about people, written as rows of minutes after Monday 2026-01-05 09:00 UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = 60_000_000
DAY = 1440


def instant(minute: float) -> int:
    """UTC microseconds."""
    return int((START + timedelta(minutes=minute)).timestamp()) * 1_000_000


def column(*minutes: float | None) -> pd.Series:
    at = [None if minute is None else START + timedelta(minutes=minute) for minute in minutes]
    return pd.Series(at, dtype="datetime64[us, UTC]")


def words(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def states(*rows: tuple[str, float, float | None, str], source: str = "desk") -> pd.DataFrame:
    """Agent, first and last minute, state."""
    return _intervals(rows, "state", source)


def shifts(*rows: tuple[str, float, float | None, str | None], source: str = "desk") -> pd.DataFrame:
    """Agent, first and last minute, planned activity."""
    return _intervals(rows, "activity", source)


def _intervals(rows: Any, word: str, source: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_id": words(*[source] * len(rows)),
            "agent_id": words(*(row[0] for row in rows)),
            "starts_at": column(*(row[1] for row in rows)),
            "ends_at": column(*(row[2] for row in rows)),
            word: words(*(row[3] for row in rows)),
        }
    )


def agents(*rows: dict[str, Any]) -> pd.DataFrame:
    """Keys: agent_id, and where not the usual: role, tier, weekly_hours, hired, left (minutes), is_bot."""
    full = [
        {"role": "frontline", "tier": "L1", "weekly_hours": 40.0, "hired": None, "left": None} | row
        for row in rows
    ]
    return pd.DataFrame(
        {
            "source_id": words(*(row.get("source_id", "desk") for row in full)),
            "agent_id": words(*(row["agent_id"] for row in full)),
            "is_bot": pd.Series([row.get("is_bot", False) for row in full], dtype="bool"),
            "role": words(*(row["role"] for row in full)),
            "tier": words(*(row["tier"] for row in full)),
            "weekly_hours": pd.Series([row["weekly_hours"] for row in full], dtype="float64"),
            "hired_at": column(*(row["hired"] for row in full)),
            "left_at": column(*(row["left"] for row in full)),
        }
    )


def members(*rows: tuple[str, str, float, float | None]) -> pd.DataFrame:
    """Agent, team, first and last minute."""
    return pd.DataFrame(
        {
            "agent_id": words(*(row[0] for row in rows)),
            "team_id": words(*(row[1] for row in rows)),
            "valid_from": column(*(row[2] for row in rows)),
            "valid_to": column(*(row[3] for row in rows)),
        }
    )


def entries(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """Agent, minute, minutes of work on a ticket."""
    return pd.DataFrame(
        {
            "agent_id": words(*(row[0] for row in rows)),
            "at": column(*(row[1] for row in rows)),
            "minutes": pd.Series([row[2] for row in rows], dtype="float64"),
        }
    )


def agent_days(*rows: tuple[str, str, int, int, float]) -> pd.DataFrame:
    """Agent, date, resolved tickets, tickets touched, minutes of work entered by events."""
    return pd.DataFrame(
        {
            "agent": pd.Categorical([row[0] for row in rows]),
            "day": pd.Series([row[1] for row in rows], dtype="datetime64[us]"),
            "resolved_count": pd.Series([row[2] for row in rows], dtype="int64"),
            "ticket_count": pd.Series([row[3] for row in rows], dtype="int64"),
            "time_worked_minutes": pd.Series([row[4] for row in rows], dtype="float64"),
        }
    )
