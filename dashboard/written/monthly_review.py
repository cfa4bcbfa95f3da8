"""The monthly business review: strategic figures, what moved them, and what they cost (15.2)."""

from __future__ import annotations

from core.insight.factors import METRICS
from core.report import Report
from core.sla.blocks import Block, Document, Heading, Paragraph, Table
from dashboard import format as fmt
from dashboard.written.changes import advice_blocks, change_blocks, symptom_blocks
from dashboard.written.figures import MEDIANS, Asked, facts_line, figure_table, measured, missing_blocks

TITLE = "Monthly business review"
SECTIONS = {
    "Customers": (
        "csat_rate",
        "net_promoter_score",
        "customer_effort_score",
        "customer_retention_rate",
        "repeat_contact_rate",
    ),
    "Speed and resolution": (
        "first_response_time",
        "resolution_time",
        "first_contact_resolution_rate",
        "reopen_rate",
        "escalation_rate",
    ),
    "Promises": ("response_sla_met_rate", "resolution_sla_met_rate", "breach_count", "severe_breach_count"),
    "Volume and capacity": (
        "ticket_volume",
        "resolved_count",
        "backlog_count",
        "required_agents",
        "effective_fte",
        "utilisation",
        "deflection_rate",
    ),
    "People and quality": ("qa_score", "agent_turnover", "overtime_rate"),
    "Money": ("cost_per_ticket", "budget_share_of_revenue"),
}
SUBJECTS = 8
DECISIONS = ("R-DC-01", "R-DC-04", "R-DC-05", "R-DC-07")


def monthly_review(report: Report, asked: Asked) -> Document:
    """The review of a month."""
    names = [name for section in SECTIONS.values() for name in section]
    results = measured(report, asked, names)
    by_id = {result.id: result for result in results}
    blocks: list[Block] = [
        Paragraph(
            f"{asked.period.label} beside the month before. {MEDIANS} A change counts only beyond noise."
        )
    ]
    for title, section in SECTIONS.items():
        blocks += [Heading(title), *figure_table([by_id[name] for name in section])]
    blocks.append(Heading("What changed, and where it comes from"))
    for name in METRICS:
        blocks += change_blocks(report, asked, name)
    examined = report.examine(period=asked.period, before=asked.before, as_of=asked.as_of)
    blocks += [Heading("Symptoms"), *symptom_blocks(examined)]
    blocks += _subjects(report, asked)
    blocks += [Heading("Decisions"), *advice_blocks(report.advice(as_of=asked.as_of), DECISIONS)]
    blocks += missing_blocks(results)
    return Document(TITLE, facts_line(asked), tuple(blocks))


def _subjects(report: Report, asked: Asked) -> list[Block]:
    pain = report.pain(period=asked.period, as_of=asked.as_of)
    pain = pain[pain["ticket_volume"] > 0].head(SUBJECTS)
    head = Heading("Subjects by pain")
    if pain.empty:
        return [head, Paragraph("No ticket of this month names a category.")]
    header = ("Subject", "Tickets", "Days lost", "Dissatisfied", "First contact", "Escalated")
    rows = tuple(
        (
            str(row["group"]),
            fmt.count(row["ticket_volume"]),
            fmt.number(row["waiting_days"], 0),
            _unhappy(row["dissatisfied_share"], row["answer_count"]),
            fmt.share(row["first_contact_resolution_rate"]),
            fmt.share(row["escalation_rate"]),
        )
        for _, row in pain.iterrows()
    )
    return [head, Table(header, rows, (0.25, 0.13, 0.14, 0.2, 0.14, 0.14))]


def _unhappy(share: float, answers: float) -> str:
    return "no answers" if fmt.is_missing(share) else f"{fmt.share(share)} of {fmt.count(answers)}"
