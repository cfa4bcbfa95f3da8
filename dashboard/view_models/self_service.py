"""What the knowledge base does: its figures with their bands, articles, topics without one, and the trend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from core.metrics.assess import band_words
from core.metrics.self_service_roi import DEFLECTION_BANDS
from core.metrics.targets import EVERYTHING
from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import groups as g
from dashboard.view_models import tables as t
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column, KpiCard, change_words
from dashboard.view_models.counted_cards import CardShape, counted_card, missing_words
from dashboard.view_models.sla import dated
from dashboard.view_models.tables import Shape, TableView, table_from
from dashboard.view_models.weeks import whole_weeks

CARDS = {
    "deflection_rate": CardShape("Deflected", "visit"),
    "deflected_tickets": CardShape("Tickets spared", "visit"),
    "article_helpfulness": CardShape("Found helpful", "vote"),
    "zero_result_rate": CardShape("Searched in vain", "day"),
    "article_coverage": CardShape("Topics covered"),
    "ticket_after_search_rate": CardShape("Ticket after search", "day"),
}
FIGURES = (
    "deflection_rate",
    "article_helpfulness",
    "search_success_rate",
    "zero_result_rate",
    "article_coverage",
    "content_freshness",
    "time_to_answer",
    "ticket_after_search_rate",
    "search_refinement_rate",
    "exit_after_search_rate",
    "top_search_coverage",
)
"""The seven figures of catalogue 8.1, then those that search analytics adds (8.4)."""
TREND = {
    "deflection_rate": "Deflected",
    "article_helpfulness": "Found helpful",
    "zero_result_rate": "Searched in vain",
}
TREND_COLUMNS = {
    "group": Column("Week"),
    **{name: Column(word, "share") for name, word in TREND.items()},
}
BANDS = Shape(
    "Figures and their bands",
    {
        "status": Column("Status", "status"),
        "name": Column("Figure", "text", None, "medium"),
        "value": Column("Now", "figure"),
        "change": Column("Change", "figure"),
        "target": Column("Target"),
        "critical": Column("Critical unless"),
        "note": Column("Missing, or said otherwise", "text", None, "large"),
    },
    "",
)
ARTICLES = Shape(
    "Articles",
    {
        "article_id": Column("Article", "text", None, "medium"),
        "category": t.CATEGORY,
        "view_count": Column("Visits", "count"),
        "view_share": Column("of all", "share"),
        "helpfulness": Column("Helpful", "share", "Yes ÷ all votes"),
        "low": Column("at least", "share", "Lower end of the 95 % interval"),
        "high": Column("at most", "share", "Upper end of the 95 % interval"),
        "vote_count": Column("Votes", "count"),
        "deflection": Column("Deflected", "share", "Visits without a ticket within 24 h"),
        "status": Column("Status", "status", "Judged only where the whole interval is on one side"),
    },
    "No article was visited in this period, or a filter is set that visits do not know.",
    note="most visited first; click a column to sort by it",
    limit=500,
)
TOPICS = Shape(
    "Topics without an article",
    {
        "category": t.CATEGORY,
        "ticket_count": Column("Tickets", "count", "Created in the period"),
        "week_count": Column("Last 7 days", "count", "Ten or more of one topic in a week ask for an article"),
        "article_count": Column("Articles", "count", "Live: the statistics of the last 90 days name them"),
        "todo": Column("What to do", "text", None, "large"),
    },
    "Every topic of the tickets has a live article, or nothing is known about articles.",
    note="most asked first",
)
WRITE = "write one, high priority (R-KB-001)"
WAIT = "write one when time allows"
VOTES_NEEDED = 5


@dataclass(frozen=True)
class SelfServiceView:
    """All that the part "Self-service" shows beside the calculator."""

    cards: tuple[KpiCard, ...]
    bands: TableView
    weeks: pd.DataFrame
    articles: TableView
    helpful: pd.DataFrame
    helpful_target: float | None
    topics: TableView


def build_self_service(report: Report, question: Question) -> SelfServiceView:
    """Figures, bands, articles and topics of the period."""
    results = f.figures(report, question, list(dict.fromkeys((*CARDS, *FIGURES))))
    target = results["article_helpfulness"].target
    goal = target.good.low if target else None
    articles = judged(report.articles(**dated(question)), goal)
    return SelfServiceView(
        cards=tuple(_card(results[name], shape, articles) for name, shape in CARDS.items()),
        bands=table_from(pd.DataFrame([_band(results[name]) for name in FIGURES]), BANDS),
        weeks=_weeks(report, question),
        articles=table_from(articles, ARTICLES),
        helpful=least_helpful(articles),
        helpful_target=goal,
        topics=table_from(_uncovered(report.topics(**dated(question))), TOPICS),
    )


def _card(result: MetricResult, shape: CardShape, articles: pd.DataFrame) -> KpiCard:
    """Figures of articles rest on visits and votes, not on the rows of their statistics."""
    column = {"visit": "view_count", "vote": "vote_count"}.get(shape.noun)
    card = counted_card(result, shape, float(articles[column].sum()) if column else None)
    is_count = result.id == "deflected_tickets" and not fmt.is_missing(result.value)
    return replace(card, value=fmt.count(result.value)) if is_count else card


def judged(articles: pd.DataFrame, goal: float | None) -> pd.DataFrame:
    """Articles with a status: on or off target only where the votes leave no doubt."""
    if goal is None:
        return articles.assign(status="no_target")
    status = pd.Series("too_few", index=articles.index)
    status[articles["vote_count"] == 0] = "no_data"
    status[articles["low"] >= goal] = "on_target"
    status[articles["high"] < goal] = "warning"
    return articles.assign(status=status)


def least_helpful(articles: pd.DataFrame) -> pd.DataFrame:
    """Articles with votes enough to show, the least helpful first, as the chart of intervals wants them."""
    voted = articles[articles["vote_count"] >= VOTES_NEEDED]
    shown = voted.assign(value=voted["helpfulness"], n=voted["vote_count"].astype(int))
    return shown.sort_values(["value", "n"], ascending=[True, False], ignore_index=True)


def _weeks(report: Report, question: Question) -> pd.DataFrame:
    """The three figures by whole week, for a line each."""
    weeks = whole_weeks(question)
    frame = g.wide(g.by_group(report, question, list(TREND), "week", weeks))
    frame = frame.reindex(columns=["group", *TREND]).sort_values("group", ignore_index=True)
    known = frame[frame[list(TREND)].notna().any(axis=1)].reset_index(drop=True)
    return known.assign(day=pd.to_datetime(known["group"]))


def _uncovered(topics: pd.DataFrame) -> pd.DataFrame:
    bare = topics[topics["article_count"] == 0]
    return bare.assign(todo=[WRITE if due else WAIT for due in bare["is_due"]])


def _band(result: MetricResult) -> Mapping[str, object]:
    """One figure with its target, what is critical, and what is missing or disputed."""
    target = result.target
    missing = f.status_of(result) == "no_data"
    is_bounded = target is not None and target.warn != EVERYTHING
    note = f"{missing_words(result)}" if missing else _otherwise(result.id)
    return {
        "status": f.status_of(result),
        "name": result.name,
        "value": fmt.NO_DATA if missing else fmt.value_in_unit(result.value, result.unit),
        "change": "" if missing else change_words(result) or "",
        "target": f.spaced(result.target_text),
        "critical": f.spaced(band_words(target.warn, result.unit)) if target and is_bounded else "",
        "note": note,
    }


def _otherwise(metric: str) -> str:
    """Other printed ranges of deflection (C-13)."""
    if metric != "deflection_rate":
        return ""
    ranges = [
        f"{band.name} {band.low * 100:.0f} to {fmt.share(band.high)}"
        + ("" if fmt.is_missing(band.warn_below) else f", under {fmt.share(band.warn_below)} it fails")
        for band in DEFLECTION_BANDS
    ]
    return f"{'; '.join(ranges)} (C-13)"
