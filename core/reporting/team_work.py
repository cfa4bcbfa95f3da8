"""Where the team's work comes from and hurts: answers by the hour, pain by category, growth by week."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from core.metrics.buckets import bucket_label
from core.metrics.cuts import at_rows
from core.metrics.definition import MetricDefinition
from core.metrics.evaluate import Evaluation, Span
from core.metrics.frames import MISSING
from core.metrics.groups import NOT_STATED
from core.metrics.measure import Duration, DurationMeasure, Flags
from core.metrics.reduce import Rows, reduce
from core.reporting.breakdowns import (
    TREND_MIN_COUNT,
    TREND_MIN_WEEKS,
    TREND_RATIO,
    TREND_WEEKS,
    category_pain,
    weekday_of,
)

HOURS = 7 * 24
MIN_ANSWERS = 5
"""Fewer survey answers of a category say nothing about its share of dissatisfied customers."""


def response_hours(evaluation: Evaluation, metric: MetricDefinition, mask: Flags, span: Span) -> pd.DataFrame:
    """First responses by local weekday (0 Monday) and hour of creation; hours without any are left out.

    ``metric``: the first response in use, a duration of tickets by creation. ``weekday``, ``hour``,
    ``median_minutes`` (the median with the tickets that still wait), ``median_low`` and ``median_high``
    (its 95 % interval), ``n`` answered and ``waiting`` tickets. Raises ValueError for another kind of metric.
    """
    tally = evaluation.tally(metric)
    if not isinstance(tally, Duration):
        raise ValueError(f"metric: {metric.id} is no duration")
    rows = evaluation.rows(mask, span)
    hour = evaluation.bucket("tickets", "created_at", "hour")[rows]
    rows, hour = rows[hour != MISSING], hour[hour != MISSING]
    place = Rows(weekday_of(hour) * 24 + hour % 24, HOURS)
    found = reduce(at_rows(tally, rows), place, place)
    columns = ["weekday", "hour", "median_minutes", "median_low", "median_high", "n", "waiting"]
    lines = [
        (*divmod(code, 24), *_numbers(each))
        for code, each in enumerate(found)
        if isinstance(each, DurationMeasure) and (each.n or each.still_waiting)
    ]
    return pd.DataFrame(lines, columns=columns)


def _numbers(found: DurationMeasure) -> tuple[float, ...]:
    middle = (found.median_with_waiting, found.waiting_low, found.waiting_high)
    return (*middle, found.n, found.still_waiting)


def pain(
    evaluation: Evaluation, mask: Flags, span: Span, definitions: Mapping[str, MetricDefinition]
) -> pd.DataFrame:
    """`category_pain` with what hurts in one number, the most painful category first.

    ``pain_days`` = mean resolution × resolved tickets × share of dissatisfied answers, in days of 24
    hours: the time lost, as far as it left people dissatisfied. NaN below `MIN_ANSWERS` answers (those
    come last, by the time lost). ``dissatisfied_share`` = 1 − satisfied; ``answer_count``.
    """
    frame = category_pain(evaluation, mask, span, "category", definitions)
    rated = evaluation.evaluate(definitions["csat_rate"], span=span, mask=mask, by="category").groups
    frame["answer_count"] = [rated[group].n if group in rated else 0 for group in frame["group"]]
    frame["dissatisfied_share"] = 1 - frame["csat_rate"]
    enough = frame["dissatisfied_share"].where(frame["answer_count"] >= MIN_ANSWERS)
    frame["pain_days"] = frame["waiting_days"] * enough
    order = ["pain_days", "waiting_days"]
    return frame.sort_values(order, ascending=False, na_position="last", kind="stable", ignore_index=True)


def trending_by_week(evaluation: Evaluation, mask: Flags, first: int, last: int) -> pd.DataFrame:
    """How many categories were trending in each local week from number ``first`` to ``last``.

    A category trends with at least ten tickets in the week and twice its usual week: the median of the
    eight weeks before. ``bucket`` (the week's Monday as text), ``trending_count`` (NaN while fewer than
    four whole weeks lie before), ``categories`` (names, most tickets first).
    """
    codes, labels = evaluation.groups("category")
    week = evaluation.bucket("tickets", "created_at", "week")
    rows = np.flatnonzero(mask & (week != MISSING) & (week <= last))
    begin = int(week[rows].min()) + 1 if len(rows) else last + 1
    low = min(begin, first) - TREND_WEEKS
    rows = rows[week[rows] >= low]
    width = last - low + 1
    place = codes[rows] * width + week[rows] - low
    table = np.bincount(place, minlength=len(labels) * width).reshape(-1, width)
    stated = [code for code, label in enumerate(labels) if label != NOT_STATED]
    return pd.DataFrame(
        [
            (bucket_label(number, "week"), *_trending(table, stated, labels, number - low, begin - low))
            for number in range(first, last + 1)
        ],
        columns=["bucket", "trending_count", "categories"],
    )


def _trending(
    table: np.ndarray, stated: list[int], labels: list[str], column: int, begin: int
) -> tuple[float, tuple[str, ...]]:
    """How many categories trend in one week of the table, and which; ``begin``: the first whole week."""
    start = max(begin, column - TREND_WEEKS)
    if column - start < TREND_MIN_WEEKS:
        return np.nan, ()
    usual, now = np.median(table[:, start:column], axis=1), table[:, column]
    grown = [code for code in stated if now[code] >= max(TREND_MIN_COUNT, TREND_RATIO * usual[code])]
    return float(len(grown)), tuple(labels[code] for code in sorted(grown, key=lambda code: -now[code]))
