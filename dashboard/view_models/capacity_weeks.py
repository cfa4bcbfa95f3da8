"""The coming weeks as a table: for the export, and for readers who would rather have numbers than charts."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

import pandas as pd

from core.capacity.scenario import Assumptions, Outlook
from dashboard import format as fmt
from dashboard.view_models.cards import Column

COLUMNS = {
    "week": Column("Week of", "text"),
    "volume": Column("Tickets", "count"),
    "required_fte": Column("Agents needed", "number"),
    "effective_fte": Column("Agents there", "number"),
    "utilisation": Column("Utilisation", "share"),
    "service_level": Column("In time", "share"),
    "service_level_low": Column("In time, 5 %", "share"),
    "service_level_high": Column("In time, 95 %", "share"),
    "backlog": Column("Waiting", "count"),
    "backlog_low": Column("Waiting, 5 %", "count"),
    "backlog_high": Column("Waiting, 95 %", "count"),
    "cost_per_ticket": Column("Cost per ticket", "number"),
    "state": Column("What is wrong", "text"),
}


def week_words(assumptions: Assumptions) -> list[str]:
    """What each coming week is called: its Monday."""
    first = date.fromisoformat(assumptions.first_day)
    days = (first + timedelta(weeks=week) for week in range(assumptions.weeks))
    return [f"{day.day} {day:%b}" for day in days]


def week_frame(assumptions: Assumptions, outlook: Outlook) -> pd.DataFrame:
    """One row per coming week, with raw values."""
    rows: dict[str, object] = {"week": week_words(assumptions)}
    for name in COLUMNS:
        if name not in ("week", "state"):
            rows[name] = getattr(outlook, name)
    return pd.DataFrame({**rows, "state": list(outlook.states)})


def week_table(frame: pd.DataFrame) -> str:
    """The same as a small table in HTML, every cell in words."""
    head = "".join(f'<th scope="col">{escape(column.title)}</th>' for column in COLUMNS.values())
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in frame.to_dict("records"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    name = 'tabindex="0" role="group" aria-label="Figures by week"'
    return f'<div {name} style="overflow-x:auto">{table}</div>'


def _cells(row: dict[str, object]) -> str:
    return "".join(f"<td>{escape(_words(row[name], column))}</td>" for name, column in COLUMNS.items())


def _words(value: object, column: Column) -> str:
    if isinstance(value, str):
        return value
    digits = 2 if "Cost" in column.title else 1
    number = float(str(value))
    return fmt.number(number, digits) if column.kind == "number" else fmt.value_in_unit(number, column.kind)
