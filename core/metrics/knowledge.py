"""The knowledge base: what is read, whether it helps, and what it spares."""

from __future__ import annotations

import pandas as pd

from core.metrics.columns import everything, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import Ratio, Share, Total
from core.metrics.waiting import _waiting


def deflection_rate(days: pd.DataFrame) -> Ratio:
    """Share of article visits without a ticket afterwards. Formula: Σ (visits − tickets after) ÷ Σ visits.

    ``days``: one row per article and day, ``view_count`` and ``ticket_after_view_count`` (NaN on
    rows of searches). Range 0..1, higher is better; undefined without visits. Sources:
    deflection_pct, C-13, C-14.

    >>> from core.metrics.reduce import measure
    >>> rows = {"view_count": [60.0, 40.0, None], "ticket_after_view_count": [45.0, 20.0, None]}
    >>> measure(deflection_rate(pd.DataFrame(rows))).value
    0.35
    """
    visits = numbers(days, "view_count")
    return Ratio(visits - numbers(days, "ticket_after_view_count"), visits, most=1)


def deflected_tickets(days: pd.DataFrame) -> Total:
    """Visits to articles without a ticket afterwards. Formula: Σ (visits − tickets after).

    ``days`` as for `deflection_rate`; the same as visits × deflection rate. 0 or more, higher is
    better; no value without visits counted. Source: deflected_tickets.

    >>> from core.metrics.reduce import measure
    >>> rows = {"view_count": [60.0, 40.0], "ticket_after_view_count": [45.0, 20.0]}
    >>> measure(deflected_tickets(pd.DataFrame(rows))).value
    35.0
    """
    return Total(numbers(days, "view_count") - numbers(days, "ticket_after_view_count"))


def article_helpfulness(days: pd.DataFrame) -> Ratio:
    """Share of votes that call an article helpful. Formula: Σ yes ÷ Σ (yes + no).

    ``days``: one row per article and day, ``helpful_yes_count`` and ``helpful_no_count`` (NaN on
    rows of searches). Range 0..1, higher is better; undefined without votes. Source:
    article_helpfulness_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"helpful_yes_count": [8.0, 1.0], "helpful_no_count": [0.0, 1.0]}
    >>> measure(article_helpfulness(pd.DataFrame(rows))).value
    0.9
    """
    yes = numbers(days, "helpful_yes_count")
    return Ratio(yes, yes + numbers(days, "helpful_no_count"), most=1)


def article_views(days: pd.DataFrame) -> Total:
    """Visits to articles. Formula: Σ views.

    ``days``: one row per article and day with ``view_count``. 0 or more, neither end is better: many
    views may mean a good article or a bad product. No value without visits counted. Source:
    article_usage.

    >>> from core.metrics.reduce import measure
    >>> measure(article_views(pd.DataFrame({"view_count": [60.0, 40.0, None]}))).value
    100.0
    """
    return Total(numbers(days, "view_count"))


def article_coverage(topics: pd.DataFrame) -> Share:
    """Share of ticket categories that have an article. Formula: categories with an article ÷ categories.

    ``topics``: one row per category of tickets with ``article_count``, its live articles. Range
    0..1, higher is better; undefined without categories. Source: article_coverage_pct.

    >>> from core.metrics.reduce import measure
    >>> measure(article_coverage(pd.DataFrame({"article_count": [3.0, 0.0]}))).value
    0.5
    """
    return Share(numbers(topics, "article_count") > 0, everything(topics))


def _knowledge(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.SHARE,
        "direction": Direction.HIGHER_IS_BETTER,
        "level": Level.OPERATIONS,
        "frame": Frame.KB_DAYS,
        "attribution": "day",
        "min_sample": 7,
        "needs": "statistics of the knowledge base by day",
        "owner": "knowledge base managers",
        "review": "weekly",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


DEFLECTION_RATE = _knowledge(
    id="deflection_rate",
    name="Deflection",
    question="How often does self-service spare a ticket?",
    inputs=("view_count", "ticket_after_view_count"),
    formula=deflection_rate,
    formula_text="article visits without a ticket within 24 h ÷ article visits",
    sources=("handbook 1.7", "C-13", "C-14", "C-15"),
    catalog_ids=("deflection_pct",),
    owner="managers",
    caveats="Visits are counted, not visitors: who reads three articles counts three times. A visitor "
    "who gives up looks like one who found the answer.",
    alternatives="Visitors; or the share of all questions, which is lower (C-14). The target is 20 to "
    "40 % by another source, 20 to 30 % of questions by a third (C-13).",
)
DEFLECTED_TICKETS = _knowledge(
    id="deflected_tickets",
    name="Deflected tickets",
    question="How many tickets did nobody have to write?",
    unit=Unit.NUMBER,
    inputs=("view_count", "ticket_after_view_count"),
    formula=deflected_tickets,
    formula_text="Σ article visits without a ticket within 24 h",
    sources=("handbook 1.7", "handbook 8.8", "C-14"),
    owner="managers",
    review="monthly",
    caveats="Most visits would never have become a ticket, so this is the most that was spared.",
    alternatives="Visits × the deflection rate of a sample (C-14).",
)
ARTICLE_HELPFULNESS = _knowledge(
    id="article_helpfulness",
    name="Article helpfulness",
    question="Do articles help those who vote?",
    inputs=("helpful_yes_count", "helpful_no_count"),
    formula=article_helpfulness,
    formula_text="yes votes ÷ all votes",
    sources=("handbook 1.7",),
    catalog_ids=("article_helpfulness_pct",),
    needs="votes on articles",
    gamed_by=("D-043",),
)
ARTICLE_VIEWS = _knowledge(
    id="article_views",
    name="Article visits",
    question="How much is read?",
    unit=Unit.NUMBER,
    direction=Direction.CONTEXT,
    inputs=("view_count",),
    formula=article_views,
    formula_text="Σ visits to articles",
    sources=("handbook 1.7", "growing"),
    catalog_ids=("article_usage",),
    review="monthly",
    caveats="Links from tickets to articles are not recorded and not in it.",
)
ARTICLE_COVERAGE = _knowledge(
    id="article_coverage",
    name="Article coverage",
    question="Do we have something to read for what people ask?",
    frame=Frame.KB_TOPICS,
    inputs=("article_count",),
    formula=article_coverage,
    formula_text="categories of tickets with a live article ÷ categories of tickets",
    attribution=None,
    min_sample=3,
    sources=("handbook 1.7",),
    catalog_ids=("article_coverage_pct",),
    review="monthly",
    caveats="Live is an article that the statistics of the last 90 days name. A category of two "
    "tickets counts like one of two thousand.",
)
CONTENT_FRESHNESS = _waiting(
    "content_freshness",
    "Content freshness",
    "Is what we tell still true?",
    "the dates on which articles were reviewed",
    unit=Unit.SHARE,
    direction=Direction.HIGHER_IS_BETTER,
    formula_text="articles reviewed in the last six months ÷ live articles",
    catalog_ids=("content_freshness_pct",),
    sources=("handbook 1.7", "C-89"),
    owner="product and support",
    review="monthly",
    gamed_by=("D-043",),
)
DOCUMENTS_CURRENT = _waiting(
    "documents_current",
    "Procedures reviewed this quarter",
    "Are our own procedures current?",
    "the dates on which procedures and documents were reviewed",
    unit=Unit.SHARE,
    direction=Direction.HIGHER_IS_BETTER,
    formula_text="documents reviewed in the last 91 days ÷ documents",
    catalog_ids=("docs_updated_quarter",),
    sources=("scaling", "C-89"),
    owner="managers",
    review="quarterly",
    gamed_by=("D-117",),
)

DEFINITIONS = (
    DEFLECTION_RATE,
    DEFLECTED_TICKETS,
    ARTICLE_HELPFULNESS,
    ARTICLE_VIEWS,
    ARTICLE_COVERAGE,
    CONTENT_FRESHNESS,
    DOCUMENTS_CURRENT,
)
