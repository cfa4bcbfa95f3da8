"""Figures of the report as rows of a document: value, change, target and what a missing one needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.metrics.assess import Status
from core.periods import Period, local_date
from core.report import MetricResult, Report
from core.sla.blocks import Block, Bullets, Heading, Paragraph, Table
from dashboard import format as fmt
from dashboard.view_models.cards import change_words, headline_of

HEADER = ("Figure", "Value", "Change", "Target", "Judged", "Rests on")
WIDTHS = (0.25, 0.19, 0.165, 0.13, 0.105, 0.16)
STATUS_WORDS = {
    Status.NO_DATA: "no data",
    Status.TOO_FEW: "too few",
    Status.NO_TARGET: "no target",
    Status.ON_TARGET: "on target",
    Status.WARNING: "warning",
    Status.CRITICAL: "off target",
}
MEDIANS = (
    "Times are medians, in which tickets that still wait count as far as they have waited, with the mean "
    "beside, by which they are judged."
)


@dataclass(frozen=True)
class Asked:
    """What a report is about: the instant at which things are looked at, and two periods of equal length."""

    as_of: datetime
    zone: str
    period: Period
    before: Period


def last_week(as_of: datetime, zone: str) -> Asked:
    """The last whole local week before an instant, beside the week before it."""
    today = local_date(as_of, zone)
    monday = today - timedelta(days=today.weekday() + 7)
    weeks = [
        Period.of_days(day, day + timedelta(days=6), zone) for day in (monday - timedelta(weeks=1), monday)
    ]
    return Asked(as_of, zone, weeks[1], weeks[0])


def last_month(as_of: datetime, zone: str) -> Asked:
    """The last whole local month before an instant, beside the month before it."""
    now = Period.parse("last month", as_of, zone)
    before = now.previous()
    assert now.start is not None
    assert before is not None
    first = local_date(now.start, zone)
    return Asked(as_of, zone, Period(now.start, now.end, f"{first:%B %Y}", zone), before)


def measured(report: Report, asked: Asked, names: Iterable[str]) -> list[MetricResult]:
    """Metrics of the period beside those of the period before."""
    return report.metrics(list(names), period=asked.period, as_of=asked.as_of, compare=asked.before)


def figure_table(results: Sequence[MetricResult]) -> list[Block]:
    """A table of the figures that have a value."""
    known = [result for result in results if not fmt.is_missing(value_of(result))]
    if not known:
        return [Paragraph("None of these figures has a value.")]
    return [Table(HEADER, tuple(figure_row(result) for result in known), WIDTHS)]


def figure_row(result: MetricResult) -> tuple[str, ...]:
    """One figure in words."""
    return (
        result.name,
        value_words(result),
        change_words(result) or "not known",
        result.target_text or "none",
        STATUS_WORDS[result.status],
        rests_on(result),
    )


def value_of(result: MetricResult) -> float:
    """The headline of a figure: for times the median with the waiting."""
    return float(getattr(result, headline_of(result)))


def value_words(result: MetricResult) -> str:
    """The headline in its unit; for times with the mean beside the median."""
    business = "business" in result.id
    words = fmt.value_in_unit(value_of(result), result.unit, business=business)
    if not result.definition.is_duration or fmt.is_missing(result.mean):
        return words
    mean = fmt.duration(result.mean, business=business)
    return words if mean == words else f"{words}, mean {mean}"


def rests_on(result: MetricResult) -> str:
    """How many rows a figure rests on, and how many tickets still wait."""
    words = result.definition.row_words(result.n)
    return f"{words}, {fmt.count(result.still_waiting)} waiting" if result.still_waiting else words


def missing_blocks(results: Iterable[MetricResult], level: int = 2) -> list[Block]:
    """What has no value, and what it would take; nothing where all have one."""
    absent = [result for result in results if fmt.is_missing(value_of(result))]
    lines = tuple(f"{result.name}: no data{_needs(result)}." for result in absent)
    return [Heading("What cannot be said", level), Bullets(lines)] if lines else []


def _needs(result: MetricResult) -> str:
    needs = result.definition.waits_for or result.definition.needs
    return f"; it needs {needs}" if needs else ""


def facts_line(asked: Asked) -> tuple[str, ...]:
    """Which period, and as of when."""
    return (asked.period.label, f"as of {fmt.date_time(asked.as_of, asked.zone)} ({asked.zone})")
