"""Searches in the knowledge base: what people look for, and whether they find it."""

from __future__ import annotations

import pandas as pd

from core.metrics.columns import numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import Ratio
from core.metrics.waiting import _waiting


def zero_result_rate(days: pd.DataFrame) -> Ratio:
    """Share of searches that found nothing. Formula: Σ searches without results ÷ Σ searches.

    ``days``: one row per day with ``search_count`` and ``failed_search_count`` (NaN on rows of
    articles). Range 0..1, lower is better; undefined without searches. Source: zero_results_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"search_count": [100.0, 100.0], "failed_search_count": [7.0, 13.0]}
    >>> measure(zero_result_rate(pd.DataFrame(rows))).value
    0.1
    """
    return Ratio(numbers(days, "failed_search_count"), numbers(days, "search_count"), most=1)


def ticket_after_search_rate(days: pd.DataFrame) -> Ratio:
    """Share of searches followed by a ticket. Formula: Σ searches with a ticket after ÷ Σ searches.

    ``days``: one row per day with ``search_count`` and ``ticket_after_search_count`` (NaN on rows
    of articles). Range 0..1, lower is better; undefined without searches. Source:
    ticket_after_search_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"search_count": [100.0], "ticket_after_search_count": [15.0]}
    >>> measure(ticket_after_search_rate(pd.DataFrame(rows))).value
    0.15
    """
    return Ratio(numbers(days, "ticket_after_search_count"), numbers(days, "search_count"), most=1)


def _searched(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.SHARE,
        "direction": Direction.LOWER_IS_BETTER,
        "level": Level.OPERATIONS,
        "frame": Frame.KB_DAYS,
        "attribution": "day",
        "min_sample": 7,
        "sources": ("handbook 1.7",),
        "owner": "knowledge base managers",
        "review": "weekly",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


def _search(id: str, name: str, question: str, waits_for: str, **given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.SHARE,
        "direction": Direction.LOWER_IS_BETTER,
        "sources": ("handbook 1.7",),
        "owner": "knowledge base managers",
        "review": "weekly",
    }
    return _waiting(id, name, question, waits_for, **(shared | given))


ZERO_RESULT_RATE = _searched(
    id="zero_result_rate",
    name="Searches without a result",
    question="What do people look for in vain?",
    inputs=("search_count", "failed_search_count"),
    formula=zero_result_rate,
    formula_text="searches without results ÷ searches",
    catalog_ids=("zero_results_pct",),
    needs="searches by day, and how many found nothing",
    gamed_by=("D-044", "D-045"),
)
TICKET_AFTER_SEARCH_RATE = _searched(
    id="ticket_after_search_rate",
    name="Ticket after a search",
    question="How often does searching end in a ticket?",
    inputs=("search_count", "ticket_after_search_count"),
    formula=ticket_after_search_rate,
    formula_text="searches followed by a new ticket ÷ searches",
    catalog_ids=("ticket_after_search_pct",),
    needs="searches by day, and how many were followed by a ticket",
)
SEARCH_SUCCESS_RATE = _search(
    "search_success_rate",
    "Search success",
    "Do people open what they find?",
    "clicks on search results",
    direction=Direction.HIGHER_IS_BETTER,
    formula_text="searches with a click on an article ÷ searches",
    catalog_ids=("search_success_pct",),
)
TIME_TO_ANSWER = _search(
    "time_to_answer",
    "Time to answer",
    "How fast do people find it themselves?",
    "visits to the knowledge base with the instant at which the answer was found",
    unit=Unit.MINUTES,
    formula_text="answer found − visit began; mean, median, p90",
    catalog_ids=("time_to_answer_min",),
)
SEARCH_REFINEMENT_RATE = _search(
    "search_refinement_rate",
    "Refined searches",
    "Do people have to search twice?",
    "the searches of each visit",
    formula_text="searches followed by another one in the same visit ÷ searches",
    catalog_ids=("search_refinement_pct",),
)
EXIT_AFTER_SEARCH_RATE = _search(
    "exit_after_search_rate",
    "Exit after a search",
    "How many leave without opening anything?",
    "the searches and clicks of each visit",
    formula_text="searches without a click that end the visit ÷ searches",
    catalog_ids=("exit_after_search_pct",),
    gamed_by=("D-051",),
)
TOP_SEARCH_COVERAGE = _search(
    "top_search_coverage",
    "Top searches covered",
    "Do we answer what is asked most?",
    "what people searched for",
    direction=Direction.HIGHER_IS_BETTER,
    formula_text="of the 20 most frequent searches those with a matching article ÷ 20",
)
DEFINITIONS = (
    ZERO_RESULT_RATE,
    TICKET_AFTER_SEARCH_RATE,
    SEARCH_SUCCESS_RATE,
    TIME_TO_ANSWER,
    SEARCH_REFINEMENT_RATE,
    EXIT_AFTER_SEARCH_RATE,
    TOP_SEARCH_COVERAGE,
)
