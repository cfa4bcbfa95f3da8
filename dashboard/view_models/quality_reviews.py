"""What the reviews say: the seven figures of quality, how totals spread, whom to coach in what, the list."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from core.metrics.assess import assess
from core.metrics.measure import AnyMeasure
from core.metrics.scorecard import DIMENSIONS
from core.report import MetricResult, Report
from core.reporting.quality_tables import ScoreDistribution
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import tables as t
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.counted_cards import CardShape, counted_card, interval
from dashboard.view_models.long_view import year_up_to
from dashboard.view_models.quality_words import AGENT, LOW_COLUMNS, SELECTIONS, UNTALKED, day_of
from dashboard.view_models.sla import asked, dated
from dashboard.view_models.tables import Shape, TableView, table_from

CORRELATION = "qa_csat_correlation"
CARDS = {
    "qa_score": CardShape("QA score"),
    "high_score_share": CardShape("At 90 or more"),
    "calibration_spread": CardShape("Calibration spread", "compared ticket"),
    "review_coverage": CardShape("Reviewed each week"),
    "critical_fail_rate": CardShape("Critical fails"),
    "qa_improvement": CardShape("Improvement"),
    CORRELATION: CardShape("QA and CSAT"),
    "coaching_latency": CardShape("Talked over after"),
}
"""The seven metrics of catalogue 1.8's board, and how soon agents hear of it (D-067)."""
INFLATED_SHARE, FLAT_DEVIATION, ENOUGH = 0.80, 3.0, 10
"""D-065: four fifths at 90 or more, or totals that hardly differ, say nothing."""
BAND_COLUMNS = {
    "band": Column("Total"),
    "review_count": Column("Reviews", "count"),
    "share": Column("Share", "share"),
}
MONTH_COLUMNS = {
    "group": Column("Month"),
    "value": Column("Mean", "number"),
    "low": Column("at least", "number", "Lower end of the 95 % interval"),
    "high": Column("at most", "number", "Upper end of the 95 % interval"),
    "n": Column("Sample", "count"),
}
AGENT_COLUMNS = {
    "agent": AGENT,
    "qa_mean": Column("QA score", "number"),
    "qa_count": Column("Reviews", "count"),
    "csat_mean": Column("CSAT, 1 to 5", "number"),
    "csat_count": Column("Answers", "count"),
    "team": t.TEAM,
}
COACHING = Shape(
    "Whom to coach in what",
    {
        "assignee": AGENT,
        "review_count": Column("Reviews", "count"),
        "score": Column("QA score", "number"),
        **LOW_COLUMNS,
        "critical_count": Column("Critical", "count", "Reviews with a dimension at 0 (R-QA-01)"),
        "finding": Column("Weakest", "text", "Low most often, in two reviews or more"),
        "approach": Column("What helps", "text", None, "large"),
        "rule": Column("Rule", "text", None, "small"),
        "untalked_count": UNTALKED,
    },
    "Nobody was reviewed in this period.",
    note="reviews that are low in a dimension; most often low first",
)
GAPS = Shape(
    "Gaps that many share",
    {
        "dimension": Column("Dimension", "text", None, "medium"),
        "category": t.CATEGORY,
        "agent_count": Column("Agents low", "count"),
        "of_count": Column("of", "count", "Agents with two reviews or more on the category"),
        "agents": Column("Who", "text", None, "medium"),
        "approach": Column("What helps", "text", None, "large"),
    },
    "",
    note="three agents or more are low on one kind of ticket: train them together (R-QA-10)",
)
REVIEWS = Shape(
    "Reviews",
    {
        "reviewed_at": Column("Reviewed", "instant"),
        "ticket_id": t.TICKET,
        "assignee": AGENT,
        "score": Column("Total", "count"),
        "findings": Column("To talk about", "text", "Dimensions at their limit or below", "medium"),
        "critical": Column("Critical", "text", "A dimension at 0, or marked as such", "small"),
        "talked": Column("Talked over", "text", "When; reviews that compare reviewers need none", "small"),
        "reviewer": Column("Reviewer", "text", None, "small"),
        "kind": Column("Why", "text", None, "small"),
        "category": t.CATEGORY,
        "team": t.TEAM,
    },
    "No review was made in this period.",
    note="newest first; select one for its points",
    limit=100,
)
KEPT = ("review_id", "source", "coached_at", *(each.id for each in DIMENSIONS), "is_calibration")
"""What the details of a selected review need and the table does not show."""


@dataclass(frozen=True)
class Spread:
    """How totals spread, and whether that is healthy."""

    bands: pd.DataFrame
    note: str
    is_inflated: bool


@dataclass(frozen=True)
class Agreement:
    """Agents by reviewers' and by customers' judgement."""

    agents: pd.DataFrame
    note: str


@dataclass(frozen=True)
class ReviewsView:
    """All that the part "Reviews" shows."""

    cards: tuple[KpiCard, ...]
    spread: Spread
    months: pd.DataFrame
    target: float | None
    agreement: Agreement
    coaching: TableView
    gaps: TableView
    reviews: TableView


def build_reviews(report: Report, question: Question) -> ReviewsView:
    """Figures, pictures and tables of the reviews of the period."""
    results = f.figures(report, question, list(CARDS))
    agents, found = report.qa_and_csat(**asked(question))
    results[CORRELATION] = _of_these(results[CORRELATION], found, question)
    goal = results["qa_score"].target
    return ReviewsView(
        cards=tuple(_card(results[name], shape) for name, shape in CARDS.items()),
        spread=spread_of(report.score_distribution(**dated(question))),
        months=by_month(report, question, "qa_score"),
        target=goal.good.low if goal else None,
        agreement=Agreement(agents, _agreement_words(results[CORRELATION])),
        coaching=table_from(report.coaching_needs(**dated(question)), COACHING),
        gaps=table_from(report.shared_gaps(**dated(question)), GAPS),
        reviews=review_list(report, question),
    )


def _card(result: MetricResult, shape: CardShape) -> KpiCard:
    card = counted_card(result, shape)
    if result.id != CORRELATION or f.status_of(result) == "no_data":
        return card
    words = f"{interval(result)}; {card.note}"
    return replace(card, value=fmt.number(result.value, 2), delta=None, note=words)


def _of_these(result: MetricResult, found: AnyMeasure, question: Question) -> MetricResult:
    """The figure of the agents in the picture: under filters, of the tickets that these leave."""
    if not question.filters.wanted():
        return result
    judged = assess(result.definition, found, result.target)
    return MetricResult.of(result.definition, found, judged, target=result.target)


def _agreement_words(result: MetricResult) -> str:
    if fmt.is_missing(result.value):
        return "agents with five reviews and five answers or more, all time"
    r = f"r = {fmt.number(result.value, 2)}"
    parts = (r, interval(result), fmt.plural(result.n, "agent"), "all time")
    return ", ".join(part for part in parts if part)


def spread_of(found: ScoreDistribution) -> Spread:
    """The bands, and in words whether nearly everybody gets nearly everything (D-065)."""
    if not found.n:
        return Spread(found.bands.iloc[:0], "", False)
    top = float(found.bands["share"].iloc[-1])
    flat = found.deviation < FLAT_DEVIATION
    is_inflated = found.n >= ENOUGH and (top >= INFLATED_SHARE or flat)
    words = f"mean {fmt.number(found.mean)}"
    if not fmt.is_missing(found.deviation):
        words += f", standard deviation {fmt.number(found.deviation)}"
    if is_inflated:
        why = "totals hardly differ" if flat else f"{fmt.share(top)} at 90 or more"
        return Spread(found.bands, f"{words}: inflated, {why} (D-065)", True)
    return Spread(found.bands, f"{words}; a bell is healthy", False)


def by_month(report: Report, question: Question, metric: str) -> pd.DataFrame:
    """A figure month by month over the year up to the end of the period, as ``day``, value, low, high, n."""
    year = year_up_to(question)
    results = report.metrics([metric], **dated(year), by="month")
    rows = [
        (r.group, r.value, r.low, r.high, r.n) for r in results if r.group and not fmt.is_missing(r.value)
    ]
    frame = pd.DataFrame(rows, columns=list(MONTH_COLUMNS))
    return frame.assign(day=pd.to_datetime(frame["group"]))


def review_list(report: Report, question: Question) -> TableView:
    """The reviews of the period, newest first; each row also carries its points and its number."""

    def again() -> pd.DataFrame:
        return review_rows(report.reviews(**dated(question)), question.zone)

    rows = again()
    view = table_from(rows, REVIEWS, again)
    kept = rows[list(KEPT)].head(len(view.frame)).reset_index(drop=True)
    return replace(view, frame=pd.concat([view.frame, kept], axis=1))


def review_rows(reviews: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Reviews with the words of the tables that list them."""
    kind = reviews["selection"].astype("object").map(lambda word: SELECTIONS.get(str(word), word))
    return reviews.assign(
        source_id=reviews["ticket_source"],
        kind=kind,
        critical=["critical fail" if failed else "" for failed in reviews["is_critical_fail"]],
        talked=[
            "" if compares else day_of(at, zone) or "not yet"
            for at, compares in zip(reviews["coached_at"], reviews["is_calibration"], strict=True)
        ],
    )
