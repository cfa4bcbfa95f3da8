"""The four figures of the stages beside this stage's targets and the next one's."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from core.insight.stages import STAGE_NAMES
from core.metrics.assess import band_words
from core.report import MetricResult, Report
from core.reporting.insight_stage_views import DistanceRow, Gap
from dashboard import format as fmt
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.maturity_words import plain_card
from dashboard.view_models.tables import Shape, TableView, table_from

COLUMNS = {
    "figure": Column("Figure", "text", None, "medium"),
    "stage": Column("Stage", "text", None, "small"),
    "now": Column("Now", "text", "Last 90 days", "small"),
    "n": Column("Tickets", "count", "How many the figure rests on"),
    "target": Column("Target", "text", None, "small"),
    "gap": Column("Distance", "text", "In the figure's own unit", "small"),
    "tickets": Column(
        "Must change", "text", "The fewest tickets that would have to turn out otherwise", "large"
    ),
    "source": Column("Source", "text", None, "small"),
}
SHAPE = Shape("This stage and the next", COLUMNS, "No stage is known yet.", note="last 90 days")
MEANING = (
    "Shares: the fewest tickets that would have had to go well. Times: the fewest of the slowest tickets "
    "that would have had to be as quick as the target for the mean to meet it."
)
DISAGREE = (
    "The sources disagree: other pages of theirs set CSAT at 80 or 90 % (C-02), first response at 4 h or 1 h "
    "(C-05), resolution at 24 to 72 h (C-10), first contact resolution at 60 to 80 % (C-11). Here the "
    "targets are those printed for the stage (B-001 to B-004)."
)


@dataclass(frozen=True)
class DistanceView:
    """All that the tab "Distance" shows."""

    cards: tuple[KpiCard, ...]
    table: TableView
    meaning: str = MEANING
    disagreement: str = DISAGREE


def build_distance(report: Report) -> DistanceView:
    """Cards for this stage, and a table for both."""
    rows = report.stage_distances()
    frame = pd.DataFrame(
        [_row(each.result, gap) for each in rows for gap in each.gaps], columns=list(COLUMNS)
    )
    return DistanceView(tuple(_card(each) for each in rows), table_from(frame, SHAPE))


def _card(row: DistanceRow) -> KpiCard:
    gap, result = row.gaps[0], row.result
    value = fmt.value_in_unit(result.value, result.unit)
    status = "no_data" if gap.distance is None else "on_target" if gap.distance.is_met else "critical"
    target = band_words(gap.target.good, result.unit) if gap.target else ""
    note = _needs(result) if gap.distance is None else f"{_gap(result, gap)}; {_tickets(gap)}"
    card = plain_card(result.name, value, note, status, result.definition.question)
    return replace(card, target=f"target {target}")


def _needs(result: MetricResult) -> str:
    return f"needs {result.definition.needs}" if result.definition.needs else result.reason


def _row(result: MetricResult, gap: Gap) -> tuple[object, ...]:
    known = gap.distance is not None
    return (
        result.name,
        f"{gap.stage}: {STAGE_NAMES[gap.stage]}",
        fmt.value_in_unit(result.value, result.unit),
        result.n if known else math.nan,
        band_words(gap.target.good, result.unit) if gap.target else "none",
        _gap(result, gap),
        _tickets(gap) if known else _needs(result),
        gap.target.sources[0] if gap.target else "",
    )


def _gap(result: MetricResult, gap: Gap) -> str:
    """How far from the target, in the figure's unit."""
    if gap.distance is None:
        return fmt.NO_DATA
    if gap.distance.is_met:
        return "met"
    missing = abs(gap.distance.gap)
    words = f"{100 * missing:.1f}{fmt.NO_BREAK}pp" if result.unit == "share" else fmt.duration(missing)
    return f"{words} {'below' if gap.distance.gap < 0 else 'above'}"


def _tickets(gap: Gap) -> str:
    if gap.distance is None:
        return fmt.NO_DATA
    if gap.distance.is_met:
        return "none has to change"
    return f"{fmt.plural(gap.distance.ticket_count, 'ticket')} must change"
