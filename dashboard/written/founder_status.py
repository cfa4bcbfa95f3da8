"""The founder's one page: who waits, hours on support, when to hire, which targets, what goes wrong."""

from __future__ import annotations

from core.report import Report
from core.sla.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from dashboard import format as fmt
from dashboard.written.changes import advice_blocks, symptom_blocks
from dashboard.written.figures import (
    Asked,
    facts_line,
    figure_table,
    measured,
    missing_blocks,
    value_words,
)

TITLE = "Status for the founder"
WAITING = ("backlog_count", "queue_depth", "open_p1_p2", "backlog_24h", "unassigned_count")
STAGE = ("first_response_time", "csat_rate", "first_contact_resolution_rate", "tickets_per_agent_day")
HOURS = ("founder_support_hours", "ticket_volume", "resolution_time", "response_sla_met_rate")
DECISIONS = ("R-DC-01", "R-DC-02", "R-DC-03")
WORST = 2


def founder_status(report: Report, asked: Asked) -> Document:
    """The status of a week on one page."""
    results = measured(report, asked, (*WAITING, *STAGE, *HOURS))
    by_id = {result.id: result for result in results}
    waiting = [by_id[name] for name in WAITING]
    examined = report.examine(period=asked.period, before=asked.before, as_of=asked.as_of)
    blocks: list[Block] = [
        Heading("Who waits"),
        Table(
            tuple(result.name for result in waiting),
            (tuple(fmt.value_in_unit(result.value, result.unit) for result in waiting),),
            (0.2,) * len(waiting),
        ),
        Heading("The week"),
        *figure_table([by_id[name] for name in (*STAGE, *HOURS)]),
        Paragraph(f"Targets: {report.stages()[report.stage()]}. Times are medians, judged by their means."),
        Heading("What goes wrong"),
        *_worst(report, asked),
        *symptom_blocks(examined),
        Heading("When to hire"),
        *advice_blocks(report.advice(as_of=asked.as_of), DECISIONS),
        *missing_blocks(results, level=3),
    ]
    return Document(TITLE, facts_line(asked), tuple(blocks))


def _worst(report: Report, asked: Asked) -> list[Block]:
    """The figures furthest from their targets."""
    found = report.warnings(period=asked.period, as_of=asked.as_of)[:WORST]
    lines = tuple(
        f"{result.name}: {value_words(result)}, target {result.target_text}, from {_rows(result)}"
        for result in found
    )
    return [Bullets(lines)] if lines else [Paragraph("No figure is off target.")]


def _rows(result: object) -> str:
    definition, n = result.definition, result.n  # type: ignore[attr-defined]
    return fmt.kept_together(definition.row_words(n))
