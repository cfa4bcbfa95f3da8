"""Where work comes from and where it hurts: mixes, inflow by hour, trends, categories, ratings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from core.metrics import METRICS
from core.metrics.buckets import bucket_label, buckets
from core.metrics.columns import numbers
from core.metrics.definition import MetricDefinition
from core.metrics.evaluate import Evaluation, Span
from core.metrics.frames import MISSING
from core.metrics.groups import NOT_STATED
from core.metrics.measure import Flags, Integers
from core.metrics.quality import on_five

WEEK = 7 * 24 * 3_600_000_000
MOST_PLACES = 1 << 20
"""Up to so many combinations, counting all of them is quicker than sorting the rows."""
TREND_WEEKS = 8
TREND_MIN_WEEKS = 4
TREND_RATIO = 2.0
TREND_MIN_COUNT = 10
"""Catalogue 1.2, trending issues: twice the usual and at least ten tickets."""


def mix(
    evaluation: Evaluation, mask: Flags, span: Span, dimension: str, by: str | None = None
) -> pd.DataFrame:
    """Created tickets by a dimension: ``group``, ``ticket_count``, ``share``; per ``bucket`` with ``by``."""
    codes, labels = evaluation.groups(dimension)
    rows = evaluation.rows(mask, span)
    bucket = evaluation.bucket("tickets", "created_at", by)[rows] if by else np.zeros(len(rows), np.int64)
    dated = bucket != MISSING
    counted = _counts({"bucket": bucket[dated], "group": codes[rows][dated]})
    whole = counted.groupby("bucket")["ticket_count"].transform("sum")
    counted["share"] = counted["ticket_count"] / whole
    counted["group"] = [labels[code] for code in counted["group"]]
    counted["bucket"] = [bucket_label(number, by) if by else "all" for number in counted["bucket"]]
    return counted if by else counted.drop(columns="bucket")


def main_channel(evaluation: Evaluation) -> str | None:
    """The channel with the most tickets of all (by name where several have), as its share counts them."""
    codes, labels = evaluation.groups("channel")
    counts = np.bincount(codes[evaluation.mask()], minlength=len(labels))[: labels.index(NOT_STATED)]
    return labels[int(np.argmax(counts))] if counts.any() else None


def inflow(evaluation: Evaluation, mask: Flags, span: Span, as_of: int) -> pd.DataFrame:
    """Created tickets by local weekday (0 Monday), hour and channel.

    Columns ``weekday``, ``hour``, ``channel``, ``ticket_count``, ``per_day`` (÷ how often that
    weekday occurs between the first and the last day looked at).
    """
    codes, labels = evaluation.groups("channel")
    rows = evaluation.rows(mask, span)
    hour = evaluation.bucket("tickets", "created_at", "hour")[rows]
    rows, hour = rows[hour != MISSING], hour[hour != MISSING]
    frame = _counts({"weekday": weekday_of(hour), "hour": hour % 24, "channel": codes[rows]})
    frame["channel"] = [labels[code] for code in frame["channel"]]
    occurs = _weekdays(hour // 24, span, as_of, evaluation.zone)
    frame["per_day"] = frame["ticket_count"] / occurs[frame["weekday"].to_numpy()]
    return frame


def weekday_of(hour: Integers) -> Integers:
    """Weekday (0 Monday) of local hours since 1970.

    >>> weekday_of(np.array([0, 4 * 24])).tolist()
    [3, 0]
    """
    return np.asarray((hour // 24 + 3) % 7)


def _counts(columns: Mapping[str, Integers]) -> pd.DataFrame:
    """How many tickets have each combination of whole numbers, in order: the columns and ``ticket_count``."""
    key = np.zeros(len(next(iter(columns.values()))), np.int64)
    lows = {name: int(values.min(initial=0)) for name, values in columns.items()}
    sizes = {name: int(values.max(initial=0)) - lows[name] + 1 for name, values in columns.items()}
    for name, values in columns.items():
        key = key * sizes[name] + (values - lows[name])
    found, count = _distinct(key, math.prod(sizes.values()))
    split: dict[str, Integers] = {}
    for name in reversed(list(columns)):
        found, rest = np.divmod(found, sizes[name])
        split[name] = rest + lows[name]
    return pd.DataFrame({name: split[name] for name in columns} | {"ticket_count": count})


def _distinct(key: Integers, size: int) -> tuple[Integers, Integers]:
    """The whole numbers below ``size`` that occur, in order, and how often."""
    if size > MOST_PLACES:
        return np.unique(key, return_counts=True)
    count = np.bincount(key, minlength=size)
    found = np.flatnonzero(count)
    return found, count[found]


def _weekdays(days: Integers, span: Span, as_of: int, zone: str) -> np.ndarray:
    """How often each weekday occurs in the days looked at."""
    if len(days) == 0:
        return np.ones(7)
    edges = [span[0], None if span[1] is None else min(span[1] - 1, as_of)]
    known = [None if edge is None else int(buckets(np.array([edge]), "day", zone)[0]) for edge in edges]
    first = int(days.min()) if known[0] is None else known[0]
    last = int(days.max()) if known[1] is None else known[1]
    every = np.arange(first, max(first, last) + 1)
    return np.maximum(np.bincount((every + 3) % 7, minlength=7), 1)


def volume_trend(evaluation: Evaluation, mask: Flags, span: Span, by: str = "day") -> pd.DataFrame:
    """``bucket``, ``created_count``, ``resolved_count``, ``net_resolved`` by day, week or month."""
    columns: dict[str, Mapping[str, float]] = {}
    for name, column in (("ticket_volume", "created_count"), ("resolved_count", "resolved_count")):
        found = evaluation.evaluate(METRICS[name], span=span, mask=mask, by=by).groups
        columns[column] = {bucket: measure.value for bucket, measure in found.items()}
    frame = pd.DataFrame(columns).sort_index().fillna({"created_count": 0.0})
    resolved = pd.Series(columns["resolved_count"], dtype=float).reindex(frame.index, fill_value=0.0)
    frame["net_resolved"] = resolved - frame["created_count"]
    return frame.rename_axis("bucket").reset_index()


def trending(evaluation: Evaluation, mask: Flags, as_of: int, dimension: str = "category") -> pd.DataFrame:
    """Groups with at least twice their usual weekly volume and ten tickets in the last seven days.

    What is usual needs four whole weeks of data before; until then nothing is trending.

    Columns ``group``, ``ticket_count`` (last 7 days), ``usual_count`` (median of the eight weeks
    before), ``ratio`` (infinite where there were none), ``is_trending``; the steepest first.
    """
    codes, labels = evaluation.groups(dimension)
    created = evaluation.instants("tickets", "created_at")
    age = (as_of - created) // WEEK
    rows = np.flatnonzero(mask & (created <= as_of) & (age >= 0) & (age <= TREND_WEEKS))
    table = np.zeros((len(labels), TREND_WEEKS + 1), np.int64)
    np.add.at(table, (codes[rows], age[rows]), 1)
    weeks = _whole_weeks(created[mask & (created <= as_of)], as_of)
    usual = np.median(table[:, 1 : weeks + 1], axis=1) if weeks else np.full(len(labels), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = table[:, 0] / usual
    frame = pd.DataFrame({"group": labels, "ticket_count": table[:, 0], "usual_count": usual, "ratio": ratio})
    frame["is_trending"] = (frame["ratio"] >= TREND_RATIO) & (frame["ticket_count"] >= TREND_MIN_COUNT)
    frame["is_trending"] &= weeks >= TREND_MIN_WEEKS
    frame = frame[frame["ticket_count"] > 0]
    order = ["is_trending", "ratio", "ticket_count"]
    return frame.sort_values(order, ascending=False, ignore_index=True)


def category_trends(evaluation: Evaluation, as_of: int) -> pd.DataFrame:
    """`trending` of all stated categories, as ``category``; empty where nobody knows yet what is usual."""
    mask = evaluation.mask()
    frame = trending(evaluation, mask, as_of).rename(columns={"group": "category"})
    created = evaluation.instants("tickets", "created_at")
    told = _whole_weeks(created[mask & (created <= as_of)], as_of) >= TREND_MIN_WEEKS
    return frame[(frame["category"] != NOT_STATED) & told].reset_index(drop=True)


def _whole_weeks(created: Integers, as_of: int) -> int:
    """Whole weeks of data before the last seven days, at most eight."""
    known = created[created != np.iinfo(np.int64).min]
    if len(known) == 0:
        return 0
    return int(np.clip((as_of - int(known.min())) // WEEK - 1, 0, TREND_WEEKS))


PAIN_METRICS = (
    "ticket_volume",
    "first_response_time",
    "resolution_time",
    "reopen_rate",
    "escalation_rate",
    "first_contact_resolution_rate",
    "csat_rate",
)


def category_pain(
    evaluation: Evaluation,
    mask: Flags,
    span: Span,
    dimension: str = "category",
    definitions: Mapping[str, MetricDefinition] = METRICS,
) -> pd.DataFrame:
    """Per group: volume, speed and outcome side by side, the most customer time lost first.

    ``waiting_days`` is the time its resolved tickets took in all: mean resolution × resolved tickets.
    Durations are medians in minutes; ``definitions`` say how each metric is counted.
    """
    columns: dict[str, dict[str, float]] = {}
    for name in PAIN_METRICS:
        groups = evaluation.evaluate(definitions[name], span=span, mask=mask, by=dimension).groups
        columns[name] = {group: getattr(found, "median", found.value) for group, found in groups.items()}
        if name == "resolution_time":
            columns["waiting_days"] = {g: found.value * found.n / 1440 for g, found in groups.items()}
    frame = pd.DataFrame(columns).rename_axis("group").reset_index()
    return frame.sort_values("waiting_days", ascending=False, na_position="last", ignore_index=True)


def csat_breakdown(
    evaluation: Evaluation, mask: Flags, span: Span, dimension: str | None = None
) -> pd.DataFrame:
    """Answers by score on 1 to 5: ``score``, ``answer_count``, ``share``; per ``group`` where asked for."""
    rows, score = csat_points(evaluation, mask, span)
    codes, labels = evaluation.groups(dimension) if dimension else (np.zeros(len(mask), np.int64), ["all"])
    table = np.bincount(codes[rows] * 5 + score - 1, minlength=5 * len(labels)).reshape(-1, 5)
    frame = _scores(table, labels)
    return frame if dimension else frame.drop(columns="group")


def csat_points(evaluation: Evaluation, mask: Flags, span: Span) -> tuple[Integers, Integers]:
    """Positions of the rated tickets finished in a span, and their scores rounded on 1 to 5."""
    tickets, rows = evaluation.tickets, evaluation.rows(mask, span, "finished_at")
    score, top = (numbers(tickets, name)[rows] for name in ("csat_score", "csat_scale_max"))
    score = np.rint(on_five(score, top))
    known = (score >= 1) & (score <= 5)
    return rows[known], score[known].astype(np.int64)


def _scores(table: np.ndarray, labels: Sequence[str]) -> pd.DataFrame:
    rows = [
        (label, score, int(count), count / line.sum())
        for label, line in zip(labels, table, strict=True)
        if line.sum()
        for score, count in enumerate(line, start=1)
    ]
    return pd.DataFrame(rows, columns=["group", "score", "answer_count", "share"])
