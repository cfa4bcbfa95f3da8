"""The levels of support side by side, each by its own bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan

import pandas as pd

from core.metrics.targets import Target
from core.report import MetricResult, Report
from core.reporting.team_levels import SIX, LevelFigure, load_notes
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models.asking import Question
from dashboard.view_models.behind import DOT_HINT, Drill, Drills, drill
from dashboard.view_models.cards import Column

NAMES = {
    "first_contact_resolution_rate": "Solved first time",
    "average_handle_time": "Handle time, mean",
    "tickets_per_agent_day": "Tickets per agent and day",
    "escalation_rate": "Escalated",
    "csat_rate": "Satisfied customers",
    "technical_accuracy": "Technical accuracy",
}
COLUMNS = {
    "figure": Column("Figure", "text", None, "medium"),
    "name": Column("Level", "text", None, "small"),
    "words": Column("Value", "figure"),
    "interval": Column("95 % interval", "figure"),
    "band": Column("Band of the level", "figure"),
    "status": Column("Status", "status"),
    "n": Column("Measured", "count", "Tickets, answers, or agents' days"),
    "note": Column("Note", "text", None, "large"),
}
NO_LEVELS = "No ticket of this selection names a level from 1 to 3."


@dataclass(frozen=True)
class LevelPanel:
    """One figure of all levels; ``frame`` as the chart of bands wants it, ``first`` its row in the table."""

    title: str
    unit: str
    frame: pd.DataFrame
    first: int


@dataclass(frozen=True)
class Levels:
    """All that the tab shows: ``silent`` names figures that nothing tells."""

    panels: tuple[LevelPanel, ...]
    frame: pd.DataFrame
    drills: Drills
    notes: tuple[str, ...]
    silent: str


def build_levels(report: Report, question: Question) -> Levels:
    """The six figures of every level."""
    found = report.levels(period=question.period, filters=question.filters, as_of=question.as_of)
    told = {each.result.id for each in found if not fmt.is_missing(each.result.value)}
    frame = pd.DataFrame([_row(each) for each in found], columns=list(COLUMNS))
    silent = [f"{NAMES[name]} ({_why(found, name)})" for name in SIX if found and name not in told]
    return Levels(
        panels=tuple(_panel(found, name) for name in SIX if name in told),
        frame=frame,
        drills=Drills([_drill(question, each) for each in found], DOT_HINT),
        notes=tuple(f.spaced(f"{note}.") for note in load_notes()),
        silent=f"Without a figure: {'; '.join(silent)}." if silent else "",
    )


def _why(found: Sequence[LevelFigure], name: str) -> str:
    return f.spaced(next(each.result.reason for each in found if each.result.id == name))


def _label(each: LevelFigure) -> str:
    """The source's word for a level; "1" alone would say nothing."""
    return f"Level {each.tier}" if each.tier.strip().isdigit() else each.tier


def _row(each: LevelFigure) -> tuple[object, ...]:
    found = each.result
    missing = fmt.is_missing(found.value)
    ends = [fmt.value_in_unit(end, found.unit) for end in (found.low, found.high)]
    return (
        NAMES[found.id],
        _label(each),
        fmt.value_in_unit(found.value, found.unit),
        "" if fmt.NO_DATA in ends else f"{ends[0]} to {ends[1]}",
        f.short(found.target_text) if found.target_text else "none printed",
        f.status_of(found),
        found.n,
        f.spaced(found.reason if missing else found.note),
    )


def _panel(found: Sequence[LevelFigure], name: str) -> LevelPanel:
    own = [each for each in found if each.result.id == name]
    rows = [(_label(each), *_values(each.result), *_band(each.result.target)) for each in own]
    columns = ["name", "value", "low", "high", "status", "band_low", "band_high"]
    first = next(place for place, each in enumerate(found) if each.result.id == name)
    unit = own[0].result.unit.value
    return LevelPanel(NAMES[name], unit, pd.DataFrame(rows, columns=columns), first)


def _values(found: MetricResult) -> tuple[float, float, float, str]:
    return found.value, found.low, found.high, f.status_of(found)


def _band(target: Target | None) -> tuple[float, float]:
    if target is None:
        return nan, nan
    return target.good.low if target.good.low > -inf else 0.0, target.good.high


def _drill(question: Question, each: LevelFigure) -> Drill:
    name, tier = each.result.id, each.tier
    if name == "csat_rate":
        return drill(question, f"Rated tickets of {_label(each)}, lowest score first", "rated", tier=tier)
    if name == "escalation_rate":
        return drill(question, f"New tickets of {_label(each)}", "created", tier=tier)
    return drill(question, f"Resolved tickets of {_label(each)}", "finished", tier=tier)
