"""Signals, readiness, warning signs, pairs as two lines, failure patterns and ratios."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.insight.ratios import Composition
from core.insight.signals_compare import slope
from core.insight.signals_findings import Reading
from core.metrics.definition import Unit
from core.report import Report
from core.reporting.insight_signal_views import PairView, line_frame
from dashboard import format as fmt
from dashboard.view_models.cards import Column, Kind, KpiCard
from dashboard.view_models.maturity_words import (
    FindingLine,
    FindingList,
    bare,
    finding_line,
    finding_list,
    item_line,
    plain_card,
    silence_words,
)
from dashboard.view_models.tables import Shape, TableView, table_from

NOTE = "13 weeks against the 13 before, unless a line names others; a change counts only beyond noise"
LEAST_WEEKS = 2
"""One point is no line."""
PAIR_NOTE = "last 4 weeks against the 13 before"
CROWD = (
    "200 to 400 customers per agent are usual for complex software, 2,000 to 5,000 for simple shops (B-024, "
    "B-025); a team that scales adds an agent for 500 new customers, one that merely grows for 200 (B-026, "
    "B-027). The sources do not agree on one figure (C-70)."
)
PART_COLUMNS = {
    "whole": Column("", "text", None, "small"),
    "part": Column("Part", "text", None, "small"),
    "heads": Column("Heads", "count"),
    "share": Column("Share", "share"),
    "asked": Column("Asked for", "share"),
    "gap": Column("Heads too many", "number", "Below 0: too few"),
    "verdict": Column("What that says", "text", None, "large"),
}
RATIOS = Shape("Ratios", PART_COLUMNS, "The roster names neither roles nor levels.")
CROWD_COLUMNS = {
    "day": Column("Month", "text"),
    "value": Column("Customers per agent", "number"),
    "n": Column("Days", "count"),
}


@dataclass(frozen=True)
class PairChart:
    """A pair with its verdict, and both figures by week in one table."""

    line: FindingLine
    good: str
    bad: str
    good_unit: Unit
    bad_unit: Unit
    frame: pd.DataFrame
    columns: dict[str, Column]


@dataclass(frozen=True)
class SignalsView:
    """All that the tab "Signals" shows."""

    note: str
    cards: tuple[KpiCard, ...]
    signals: FindingList
    readiness: FindingList
    verdict: str
    verdict_status: str
    warning_signs: FindingList
    pairs: tuple[PairChart, ...]
    failure_patterns: FindingList
    ratios: TableView
    managers: FindingLine
    crowd: pd.DataFrame
    crowd_trend: str
    crowd_words: str = CROWD


def build_signals(report: Report) -> SignalsView | None:
    """Every rule's finding; None for an empty store."""
    resolution = report.company_stage()
    found = report.signal_report(resolution.stage if resolution else None)
    if found is None:
        return None
    lists = {
        "Signals": finding_list("When to scale", NOTE, found.signals),
        "Warning signs": finding_list("Five warning signs", NOTE, found.warning_signs),
        "Failure patterns": finding_list("Failure patterns", "each with what helps", found.failure_patterns),
    }
    pairs = tuple(_pair(each) for each in found.pairs)
    status = {True: "critical", False: "on_target", None: "too_few"}[found.readiness.is_now]
    return SignalsView(
        note=silence_words(found.as_of, found.end_of_data, report.zone()),
        cards=(
            *(_card(name, each.lines) for name, each in lists.items()),
            _card("Pairs", tuple(pair.line for pair in pairs)),
        ),
        signals=lists["Signals"],
        readiness=FindingList("Ready to grow?", "", tuple(item_line(each) for each in found.readiness.items)),
        verdict=found.readiness.verdict,
        verdict_status=status,
        warning_signs=lists["Warning signs"],
        pairs=pairs,
        failure_patterns=lists["Failure patterns"],
        ratios=_ratios(("Levels", found.levels), ("Team mix", found.mix)),
        managers=finding_line(found.managers),
        crowd=_crowd(found.crowd),
        crowd_trend=_trend(found.crowd),
    )


def _card(name: str, rows: tuple[FindingLine, ...]) -> KpiCard:
    """How many of the rules of a kind were seen; those that cannot be said stand beside."""
    seen = sum(line.status == "warning" for line in rows)
    maybe, unknown = (sum(line.status == status for line in rows) for status in ("too_few", "no_data"))
    known = len(rows) - unknown
    parts = [f"{unknown} of {len(rows)} cannot be said"] if unknown else []
    note = ", ".join([*parts, *([f"{maybe} within noise"] if maybe else [])])
    if not known:
        return plain_card(name, fmt.NO_DATA, note, "no_data")
    return plain_card(name, f"{seen} of {known} seen", note, "warning" if seen else "on_target")


def _pair(view: PairView) -> PairChart:
    good, bad = line_frame(view.good), line_frame(view.bad)
    frame = good.rename(columns={"value": "good", "n": "good_n"})
    frame = frame.assign(bad=bad["value"], bad_n=bad["n"])
    units = [_unit(side.readings) for side in (view.good, view.bad)]
    known = (frame["good"].notna() & frame["bad"].notna()).sum() >= LEAST_WEEKS
    columns = {
        "week": Column("Week of", "text"),
        "good": Column(view.good.label, _kind(units[0])),
        "good_n": Column("Sample", "count"),
        "bad": Column(view.bad.label, _kind(units[1])),
        "bad_n": Column("Sample", "count"),
    }
    return PairChart(
        finding_line(view.found.finding),
        view.good.label,
        view.bad.label,
        units[0],
        units[1],
        frame if known else frame.iloc[:0],
        columns,
    )


def _unit(readings: tuple[Reading, ...]) -> Unit:
    return next((each.unit for each in readings if each.is_known), Unit.NUMBER)


def _kind(unit: Unit) -> Kind:
    kinds: dict[Unit, Kind] = {
        Unit.SHARE: "share",
        Unit.RATIO: "share",
        Unit.MINUTES: "minutes",
        Unit.COUNT: "count",
    }
    return kinds.get(unit, "number")


def _ratios(*wholes: tuple[str, Composition]) -> TableView:
    rows = [
        (
            name,
            part.name,
            part.heads,
            part.share,
            part.asked_share,
            part.gap(found.total),
            found.words if place == 0 else "",
        )
        for name, found in wholes
        for place, part in enumerate(found.parts)
    ]
    needs = [f"{name}: needs {bare(found.needs)}" for name, found in wholes if found.needs]
    view = table_from(pd.DataFrame(rows, columns=list(PART_COLUMNS)), RATIOS)
    return TableView(view.title, view.frame, view.columns, "; ".join(needs) or RATIOS.empty, "; ".join(needs))


def _trend(readings: tuple[Reading, ...]) -> str:
    """Where the months lead, and whether that is more than noise."""
    line = slope(readings)
    if fmt.is_missing(line.value):
        return "A trend needs eight whole months."
    sure = "beyond noise" if line.low > 0 or line.high < 0 else "within noise"
    low, high = (fmt.number(end) for end in (line.low, line.high))
    moved = fmt.number(line.value)
    return f"{moved} a month over {line.weeks} months (95 % interval {low} to {high}): {sure}."


def _crowd(readings: tuple[Reading, ...]) -> pd.DataFrame:
    known = [each for each in readings if each.is_known]
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime([each.window.removeprefix("month of ") for each in known]),
            "value": np.array([each.value for each in known], dtype=np.float64),
            "low": np.array([each.low for each in known], dtype=np.float64),
            "high": np.array([each.high for each in known], dtype=np.float64),
            "n": [each.n for each in known],
        }
    )
    return frame
