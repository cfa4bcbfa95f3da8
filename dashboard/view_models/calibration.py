"""Whether reviewers agree: cases that several scored, alpha with its interval, months, the next three."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.metrics.agreement import LEAST_UNITS
from core.metrics.measure import Measure
from core.report import Report
from core.reporting.coaching_tables import CASES
from core.reporting.quality_tables import ALIGNED_BELOW, Calibration
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import tables as t
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.counted_cards import CardShape, counted_card
from dashboard.view_models.long_view import year_up_to
from dashboard.view_models.quality_reviews import by_month
from dashboard.view_models.quality_words import AGENT
from dashboard.view_models.sla import dated
from dashboard.view_models.tables import Shape, TableView, table_from

HOW = (
    "Once a month, everybody who reviews scores the same three tickets, each alone and without a word to the "
    "others. Then compare, agree on what the guide means, and write it down. Reviewers who are less than "
    f"{ALIGNED_BELOW:g} points apart agree; larger gaps are talked about until they close (R-QA-08, R-QA-09)."
)
ALPHA = (
    "**Krippendorff's alpha**\n\nAgreement beyond chance: 1 is perfect, 0 is what chance gives. Unlike the "
    "spread it does not grow with the number of reviewers.\n\n*How*: 1 − observed ÷ expected disagreement, "
    f"with equal steps. *Interval*: tickets drawn again; from {LEAST_UNITS} tickets on."
)
CASE_TABLE = Shape(
    "Tickets that several people scored",
    {
        "ticket_id": t.TICKET,
        "spread": Column("Spread", "number", "Highest less lowest total"),
        "verdict": Column(
            "Verdict", "text", f"Less than {ALIGNED_BELOW:g} points apart is aligned (R-QA-09)"
        ),
        "scores": Column("Totals", "text", None, "large"),
        "mean": Column("Mean", "number"),
        "assignee": AGENT,
        "reviewed_at": Column("Last scored", "instant"),
    },
    "No ticket was scored by two people in this period.",
    note="widest first: begin with what was read differently",
)
REVIEWERS = Shape(
    "Who is strict, who is kind",
    {
        "reviewer": Column("Reviewer", "text", None, "medium"),
        "above_others": Column(
            "Above the others", "number", "Mean distance from the others on the same tickets"
        ),
        "case_count": Column("Tickets", "count"),
    },
    "",
    note="strictest first, the year up to the period's end",
)
NEXT = Shape(
    "The same three tickets for everybody",
    {
        "ticket_id": t.TICKET,
        "assignee": AGENT,
        "bad": Column("Went badly", "text", "Reopened, escalated, or a dissatisfied customer", "small"),
        "category": t.CATEGORY,
        "priority": t.PRIORITY,
        "channel": t.CHANNEL,
        "resolved_at": Column("Resolved", "instant"),
        "scored_by": Column("Scored by", "text", "Who has compared on it so far", "medium"),
    },
    "Nothing was finished in the month before, so there is nothing to compare on.",
    note="drawn at random from the month before; they stay the same all month",
)
SPREAD = CardShape("Spread", "compared ticket")


@dataclass(frozen=True)
class CalibrationView:
    """All that the part "Calibration" shows."""

    cards: tuple[KpiCard, ...]
    months: pd.DataFrame
    dots: pd.DataFrame
    cases: TableView
    reviewers: TableView
    next: TableView

    @property
    def is_empty(self) -> bool:
        """Whether nobody ever compared, in a year."""
        return self.months.empty and self.cases.is_empty


def build_calibration(report: Report, question: Question) -> CalibrationView:
    """Cases of the period, agreement of the period and of the year, months, and what comes next."""
    found = report.calibration(**dated(question))
    year = report.calibration(**dated(year_up_to(question)))
    spread = f.figures(report, question, ["calibration_spread"])["calibration_spread"]
    return CalibrationView(
        cards=(
            counted_card(spread, SPREAD),
            alpha_card("Agreement", found.agreement),
            alpha_card("Agreement, a year", year.agreement),
        ),
        months=by_month(report, question, "calibration_spread"),
        dots=_dots(year, question.zone),
        cases=table_from(_cases(found), CASE_TABLE),
        reviewers=table_from(year.reviewers, REVIEWERS),
        next=_next(report, question),
    )


def alpha_card(label: str, found: Measure) -> KpiCard:
    """Alpha with its interval; without one, how many tickets are needed."""
    if fmt.is_missing(found.value):
        return KpiCard(label, fmt.NO_DATA, ALPHA, status="no_data", note="needs two tickets with two scores")
    tickets = fmt.plural(found.n, "ticket")
    if fmt.is_missing(found.low):
        return KpiCard(
            label, fmt.number(found.value, 2), ALPHA, status="too_few",
            note=f"{tickets}; an interval needs {LEAST_UNITS}",
        )  # fmt: skip
    ends = f"95{fmt.NO_BREAK}%: {fmt.number(found.low, 2)} to {fmt.number(found.high, 2)}"
    return KpiCard(label, fmt.number(found.value, 2), ALPHA, note=f"{ends}; {tickets}")


def _dots(year: Calibration, zone: str) -> pd.DataFrame:
    """The spread of each case of the year, at the month that it belongs to."""
    local = year.cases["reviewed_at"].dt.tz_convert(zone).dt.tz_localize(None)
    return pd.DataFrame({"day": local.dt.to_period("M").dt.to_timestamp(), "value": year.cases["spread"]})


def _cases(found: Calibration) -> pd.DataFrame:
    words = ["aligned" if aligned else "talk about it" for aligned in found.cases["is_aligned"]]
    return found.cases.assign(verdict=words)


def _next(report: Report, question: Question) -> TableView:
    if report.as_of() is None:
        return table_from(pd.DataFrame(columns=list(NEXT.columns)), NEXT)
    rows = report.calibration_tickets(filters=question.filters)
    return table_from(rows.assign(bad=["yes" if bad else "" for bad in rows["is_bad"]]).head(CASES), NEXT)
