"""The backlog over time and in its parts: age, priority, who holds it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from core.metrics.buckets import bucket_label, buckets
from core.metrics.columns import DAY_MINUTES
from core.metrics.evaluate import Evaluation, Span, microseconds
from core.metrics.measure import Flags, Integers
from core.periods import instant_from, midnight

AGE_BUCKETS = (("up to 24 h", DAY_MINUTES), ("1 to 3 d", 3 * DAY_MINUTES), ("3 to 7 d", 7 * DAY_MINUTES))
OLDEST = "over 7 d"
OVERLOADED_FROM = 1.5
"""R-QR-05: more than this many times the median of open tickets is an uneven load."""
MAX_POINTS = 5_000


def backlog_history(
    evaluation: Evaluation, spells: pd.DataFrame, as_of: int, mask: Flags, span: Span, by: str = "day"
) -> pd.DataFrame:
    """Open tickets at the end of each local day, week or month (the last one at ``as_of``).

    Columns ``bucket`` (first day as text), ``ends_at``, ``open_count``; counted from the spells in
    which tickets were open, so reopened tickets come back.
    """
    rows = mask[spells["ticket_row"].to_numpy()]
    opened = np.sort(microseconds(spells["opened_at"])[rows])
    ended = microseconds(spells["closed_at"])[rows]
    closed = np.sort(ended[ended != np.iinfo(np.int64).min])
    if len(opened) == 0:
        return pd.DataFrame({"bucket": [], "ends_at": pd.DatetimeIndex([], tz="UTC"), "open_count": []})
    first = int(opened[0]) if span[0] is None else max(span[0], int(opened[0]))
    last = as_of if span[1] is None else min(span[1] - 1, as_of)
    labels, ends = _ends(first, last, by, evaluation.zone)
    ends = np.minimum(ends, as_of + 1)
    count = np.searchsorted(opened, ends, side="left") - np.searchsorted(closed, ends, side="left")
    stamps = pd.DatetimeIndex(ends.view("M8[us]"), tz="UTC")
    return pd.DataFrame({"bucket": labels, "ends_at": stamps, "open_count": count})


def open_at(spells: pd.DataFrame, mask: Flags, instant: int) -> Flags:
    """Spells of the chosen tickets that had begun before an instant and had not ended before it."""
    opened, closed = (microseconds(spells[name]) for name in ("opened_at", "closed_at"))
    lasting = (closed == np.iinfo(np.int64).min) | (closed >= instant)
    return np.asarray(mask[spells["ticket_row"].to_numpy()] & (opened < instant) & lasting)


def _ends(first: int, last: int, by: str, zone: str) -> tuple[list[str], Integers]:
    if by not in {"day", "week", "month"}:
        raise ValueError(f"by: {by!r} must be day, week or month")
    low, high = (int(value) for value in buckets(np.array([first, max(first, last)]), by, zone))
    if high - low > MAX_POINTS:
        raise ValueError(f"by: {high - low:,} {by}s are too many, at most {MAX_POINTS:,}")
    numbers = range(low, high + 1)
    following = (date.fromisoformat((bucket_label(n + 1, by) + "-01")[:10]) for n in numbers)
    ends = [(midnight(day, zone) - instant_from(0)).total_seconds() for day in following]
    return [bucket_label(n, by) for n in numbers], (np.array(ends) * 1_000_000).astype(np.int64)


def age_histogram(evaluation: Evaluation, mask: Flags, by: str | None = None) -> pd.DataFrame:
    """Open tickets by age (R-QR-02): ``age``, ``ticket_count``, and ``group`` where asked for."""
    tickets = evaluation.tickets
    is_open = mask & tickets["is_open"].to_numpy(dtype=bool)
    age = tickets["age_minutes"].to_numpy()[is_open]
    edges = [limit for _, limit in AGE_BUCKETS]
    place = np.searchsorted(edges, age, side="left")
    names = [*(name for name, _ in AGE_BUCKETS), OLDEST]
    codes, labels = evaluation.groups(by) if by else (np.zeros(len(mask), np.int64), ["all"])
    table = np.zeros((len(labels), len(names)), np.int64)
    known = ~np.isnan(age)
    np.add.at(table, (codes[is_open][known], place[known]), 1)
    rows = [
        (label, name, int(n))
        for label, line in zip(labels, table, strict=True)
        for name, n in zip(names, line, strict=True)
        if by is None or line.sum()
    ]
    frame = pd.DataFrame(rows, columns=["group", "age", "ticket_count"])
    return frame if by else frame.drop(columns="group")


def workload(evaluation: Evaluation, mask: Flags) -> pd.DataFrame:
    """Open tickets per assignee, the heaviest first.

    Columns ``assignee``, ``open_count``, ``waiting_count``, ``urgent_count``, ``oldest_minutes``,
    ``load_ratio`` (÷ the median of all who hold tickets), ``is_overloaded`` (ratio above 1.5).
    """
    tickets = evaluation.tickets
    held = tickets.loc[mask & (tickets["is_open"] & tickets["is_assigned"]).to_numpy(dtype=bool)]
    grouped = held.assign(urgent=held["priority"].isin(["P1", "P2"])).groupby("assignee", observed=True)
    frame = grouped.agg(
        open_count=("is_open", "sum"),
        waiting_count=("is_waiting_for_agent", "sum"),
        urgent_count=("urgent", "sum"),
        oldest_minutes=("age_minutes", "max"),
    ).reset_index()
    frame["assignee"] = frame["assignee"].astype(str)
    median = frame["open_count"].median()
    frame["load_ratio"] = frame["open_count"] / median if len(frame) else pd.Series(dtype=float)
    frame["is_overloaded"] = frame["load_ratio"] > OVERLOADED_FROM
    return frame.sort_values(["open_count", "assignee"], ascending=[False, True], ignore_index=True)
