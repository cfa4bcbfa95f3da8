"""Saved scenarios side by side: what each one moves, and what becomes of the coming weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.capacity.scenario import Assumptions, Outlook
from core.data.scenario_book import SavedScenario
from dashboard import format as fmt
from dashboard.view_models.capacity_address import positions_of
from dashboard.view_models.capacity_assumed import assumed
from dashboard.view_models.capacity_knobs import Knob
from dashboard.view_models.cards import Column

AS_NOW = "Nothing moved"
"""What every scenario is compared with."""
COLUMNS = {
    "name": Column("Scenario", "text"),
    "saved_at": Column("Saved", "instant"),
    "moved": Column("What is moved", "text", width="medium"),
    "required_fte": Column("Agents needed, most", "number"),
    "effective_fte": Column("Agents there, then", "number"),
    "service_level": Column("In time, worst week", "share"),
    "backlog": Column("Waiting at the end", "count"),
    "utilisation": Column("Utilisation, highest", "share"),
    "cost_per_ticket": Column("Cost per ticket, mean", "figure"),
    "yearly_cost": Column("A year of the people", "figure"),
    "red": Column("First week in the red", "text"),
    "requisition": Column("Open positions by", "text"),
}
LINES = {
    "required_fte": "Agents needed",
    "service_level": "Taken up in time",
    "cost_per_ticket": "Cost per ticket",
}
UNITS = {"required_fte": "number", "service_level": "share", "cost_per_ticket": "number"}


@dataclass(frozen=True, eq=False)
class Compared:
    """``table``: a row per scenario; ``weeks``: of each figure of `LINES` a frame, a column per scenario."""

    table: pd.DataFrame
    weeks: dict[str, pd.DataFrame]
    refused: tuple[str, ...]


def compare_scenarios(
    base: Assumptions,
    knobs: tuple[Knob, ...],
    saved: Sequence[SavedScenario],
    model: Callable[[Assumptions], Outlook],
) -> Compared:
    """Each scenario over today's measured values, after the setting in which nothing is moved."""
    rows, refused = [], []
    weeks = {line: pd.DataFrame({"week": mondays(base)}) for line in LINES}
    for one in (SavedScenario(AS_NOW, {}), *saved):
        places = positions_of(knobs, one.body)
        try:
            given = assumed(base, knobs, places)
        except ValueError:
            refused.append(one.name)
            continue
        outlook = model(given)
        rows.append(_row(one, moved_words(knobs, places), outlook))
        for line, frame in weeks.items():
            frame[one.name] = getattr(outlook, line)
    return Compared(pd.DataFrame(rows, columns=list(COLUMNS)), weeks, tuple(refused))


def moved_words(knobs: Sequence[Knob], places: dict[str, int]) -> str:
    """The inputs of a scenario in words."""
    words = [
        f"{knob.label} {knob.scale.words[places[knob.knob_id]]}" for knob in knobs if knob.is_moved(places)
    ]
    return " · ".join(words) or "nothing"


def _row(one: SavedScenario, moved: str, outlook: Outlook) -> dict[str, object]:
    most = int(np.nanargmax(outlook.required_fte))
    week = outlook.first_red_week
    cost = np.nanmean(outlook.cost_per_ticket) if np.isfinite(outlook.cost_per_ticket).any() else np.nan
    return {
        "name": one.name,
        "saved_at": pd.Timestamp(one.saved_at) if one.saved_at else pd.NaT,
        "moved": moved,
        "required_fte": float(outlook.required_fte[most]),
        "effective_fte": float(outlook.effective_fte[most]),
        "service_level": _end(np.nanmin, outlook.service_level),
        "backlog": round(float(outlook.backlog[-1]), 0),
        "utilisation": _end(np.nanmax, outlook.utilisation),
        "cost_per_ticket": f"{cost:,.2f}" if cost == cost else None,
        "yearly_cost": fmt.count(outlook.yearly_cost),
        "red": "none" if week is None else f"week {week + 1}",
        "requisition": outlook.latest_requisition or "no need",
    }


def mondays(given: Assumptions) -> pd.DatetimeIndex:
    """The day on which each coming week begins."""
    return pd.date_range(given.first_day, periods=given.weeks, freq="7D")


def _end(end: Callable[[np.ndarray], object], values: np.ndarray) -> float:
    return float(str(end(values))) if np.isfinite(values).any() else float("nan")
