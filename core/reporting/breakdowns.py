"""Where work comes from and where it hurts: mixes, inflow by hour, trends, categories, ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from core.metrics import METRICS
from core.metrics.buckets import bucket_label, buckets, local_microseconds
from core.metrics.columns import numbers
from core.metrics.definition import MetricDefinition
from core.metrics.evaluate import Evaluation, Span
from core.metrics.groups import NOT_STATED
from core.metrics.measure import Flags, Integers
from core.metrics.quality import on_five
from core.reporting.lists import created_within

HOUR = 3_600_000_000
DAY = 24 * HOUR
WEEK = 7 * DAY
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
    rows = np.flatnonzero(mask & created_within(evaluation, span))
    at = evaluation.instants("tickets", "created_at")[rows]
    bucket = buckets(at, by, evaluation.zone) if by else np.zeros(len(rows), np.int64)
    frame = pd.DataFrame({"bucket": bucket, "group": codes[rows]})
    counted = frame.groupby(["bucket", "group"]).size().rename("ticket_count").reset_index()
    whole = counted.groupby("bucket")["ticket_count"].transform("sum")
    counted["share"] = counted["ticket_count"] / whole
    counted["group"] = [labels[code] for code in counted["group"]]
    counted["bucket"] = [bucket_label(number, by) if by else "all" for number in counted["bucket"]]
    return counted if by else counted.drop(columns="bucket")


def inflow(evaluation: Evaluation, mask: Flags, span: Span, as_of: int) -> pd.DataFrame:
    """Created tickets by local weekday (0 Monday), hour and channel.

    Columns ``weekday``, ``hour``, ``channel``, ``ticket_count``, ``per_day`` (÷ how often that
    weekday occurs between the first and the last day looked at).
    """
    codes, labels = evaluation.groups("channel")
    rows = np.flatnonzero(mask & created_within(evaluation, span))
    wall = local_microseconds(evaluation.instants("tickets", "created_at")[rows], evaluation.zone)
    frame = pd.DataFrame(
        {"weekday": (wall // DAY + 3) % 7, "hour": wall // HOUR % 24, "channel": codes[rows]}
    )
    frame = frame.groupby(["weekday", "hour", "channel"]).size().rename("ticket_count").reset_index()
    frame["channel"] = [labels[code] for code in frame["channel"]]
    occurs = _weekdays(wall, span, as_of, evaluation.zone)
    frame["per_day"] = frame["ticket_count"] / occurs[frame["weekday"].to_numpy()]
    return frame


def _weekdays(wall: np.ndarray, span: Span, as_of: int, zone: str) -> np.ndarray:
    """How often each weekday occurs in the days looked at."""
    if len(wall) == 0:
        return np.ones(7)
    edges = [span[0], None if span[1] is None else min(span[1] - 1, as_of)]
    known = [None if edge is None else int(buckets(np.array([edge]), "day", zone)[0]) for edge in edges]
    first = int(wall.min() // DAY) if known[0] is None else known[0]
    last = int(wall.max() // DAY) if known[1] is None else known[1]
    days = np.arange(first, max(first, last) + 1)
    return np.maximum(np.bincount((days + 3) % 7, minlength=7), 1)


def volume_trend(evaluation: Evaluation, mask: Flags, span: Span, by: str = "day") -> pd.DataFrame:
    """``bucket``, ``created_count``, ``resolved_count``, ``net_resolved`` by day, week or month."""
    names = {
        "ticket_volume": "created_count",
        "resolved_count": "resolved_count",
        "net_resolved": "net_resolved",
    }
    columns: dict[str, Mapping[str, float]] = {}
    for name, column in names.items():
        found = evaluation.evaluate(METRICS[name], span=span, mask=mask, by=by).groups
        columns[column] = {bucket: measure.value for bucket, measure in found.items()}
    frame = pd.DataFrame(columns).sort_index().fillna({"created_count": 0.0})
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
    tickets = evaluation.tickets
    score = np.rint(on_five(numbers(tickets, "csat_score"), numbers(tickets, "csat_scale_max")))
    at = evaluation.instants("tickets", "finished_at")
    chosen = mask & ~np.isnan(score)
    for edge, keep in zip(span, (at.__ge__, at.__lt__), strict=True):
        chosen = chosen if edge is None else chosen & keep(edge)
    codes, labels = evaluation.groups(dimension) if dimension else (np.zeros(len(mask), np.int64), ["all"])
    table = np.zeros((len(labels), 5), np.int64)
    np.add.at(table, (codes[chosen], score[chosen].astype(np.int64) - 1), 1)
    frame = _scores(table, labels)
    return frame if dimension else frame.drop(columns="group")


def _scores(table: np.ndarray, labels: Sequence[str]) -> pd.DataFrame:
    rows = [
        (label, score, int(count), count / line.sum())
        for label, line in zip(labels, table, strict=True)
        if line.sum()
        for score, count in enumerate(line, start=1)
    ]
    return pd.DataFrame(rows, columns=["group", "score", "answer_count", "share"])
