"""Events that the company knows of, as a table of the page holds them, and what seasons lie ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from core.capacity.seasons import SEASONS, OwnEvent, overlay
from core.report import Report
from dashboard.view_models.asking import Question

NAME, FIRST, LAST, CHANGE = "Name", "First day", "Last day", "Tickets, %"
AHEAD = 91
"""Days ahead that are looked at for seasons."""


def build_events(report: Report, question: Question) -> pd.DataFrame:
    """The kept events, one row each, the earliest first."""
    return events_frame(report.known_events())


def events_frame(events: list[OwnEvent]) -> pd.DataFrame:
    """Events as rows; a change in percent."""
    frame = pd.DataFrame(
        {
            NAME: [one.name for one in events],
            FIRST: [one.first for one in events],
            LAST: [one.last for one in events],
            CHANGE: [100 * one.change for one in events],
        }
    )
    return frame.astype({NAME: "object", FIRST: "datetime64[s]", LAST: "datetime64[s]", CHANGE: "float64"})


def events_of_rows(rows: pd.DataFrame) -> list[OwnEvent]:
    """What was typed as events; a row without a last day has one day, without a change none.

    Raises ValueError naming the row that cannot be.
    """
    found = []
    for place, row in enumerate(rows.to_dict("records"), start=1):
        if pd.isna(row[NAME]) and pd.isna(row[FIRST]):
            continue
        if pd.isna(row[NAME]) or not str(row[NAME]).strip() or pd.isna(row[FIRST]):
            raise ValueError(f"Row {place} needs a name and a first day.")
        first = pd.Timestamp(row[FIRST]).date()
        last = first if pd.isna(row[LAST]) else pd.Timestamp(row[LAST]).date()
        change = 0.0 if pd.isna(row[CHANGE]) else float(row[CHANGE]) / 100
        if last < first:
            raise ValueError(f"Row {place} ends before it begins.")
        if change < -1:
            raise ValueError(f"Row {place} cannot take away more than 100 % of the tickets.")
        found.append(OwnEvent(str(row[NAME]).strip(), first, last, change))
    return found


def season_words(today: date) -> str:
    """The printed seasons of the coming weeks, with their first day and what to plan."""
    ahead = overlay(today, AHEAD)
    said = []
    for season in SEASONS:
        if season.is_weekly or season.name not in ahead:
            continue
        days = ahead[season.name]
        spells = [day for day in days if day - timedelta(days=1) not in days]
        starts = ", ".join(f"{day.day} {day:%b}" for day in spells)
        said.append(f"{season.name} ({season.when}) from {starts}: {season.action}")
    return " ".join(said)
