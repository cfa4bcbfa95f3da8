"""Promises in tables: compliance by group, lists of clocks, trends, lateness. Pure functions on frames."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.buckets import bucket_label, buckets, local_microseconds
from core.metrics.columns import numbers
from core.metrics.evaluate import Evaluation, Span, microseconds
from core.metrics.groups import NOT_STATED, group_codes
from core.metrics.measure import Flags, Integers, wilson
from core.sla.measure import Outcome

DECIDED = ("met", "breached")
OF_THE_TICKET = ("ticket_id", "source_id", "team", "channel", "assignee", "category", "status")
OF_THE_CLOCK = ("priority", "customer_tier")
"""As they were when the clock stopped; all other dimensions are the ticket's present ones."""
TREND_WEEKS = 8
LATE_STEPS = (15.0, 60.0, 240.0, 480.0, 1440.0, 4320.0)
LATE_LABELS = ("≤ 15 min", "≤ 1 h", "≤ 4 h", "≤ 8 h", "≤ 24 h", "≤ 72 h", "> 72 h")


def clock_table(evaluation: Evaluation, mask: Flags, span: Span) -> pd.DataFrame:
    """Clocks of the chosen tickets: decided in the span or not yet, with columns of the ticket."""
    clocks = evaluation.frames["sla_clocks"]
    row = clocks["ticket_row"].to_numpy()
    decided = microseconds(clocks["decided_at"])
    inside = mask[row] & (clocks["outcome"].to_numpy() != Outcome.NO_POLICY.name.lower())
    start, end = span
    never = decided == np.iinfo(np.int64).min
    inside &= never | (decided >= start if start is not None else True)
    inside &= never | (decided < end if end is not None else True)
    keep = np.flatnonzero(inside)
    tickets = evaluation.tickets
    added = {name: tickets[name].array[row[keep]] for name in OF_THE_TICKET if name in tickets}
    return clocks.iloc[keep].reset_index(drop=True).assign(**added)


def compliance(table: pd.DataFrame, by: str | None, zone: str) -> pd.DataFrame:
    """``metric``, ``group``, ``met_count``, ``breached_count``, ``running_count``, ``n``, ``met_rate``,
    ``low``, ``high`` (Wilson, 95 %), ``used_share`` (mean of elapsed ÷ limit of decided clocks).

    ``by`` is a column of `clock_table` or "week"; groups in display order, for weeks by time.
    """
    codes, labels = _groups(table, by, zone)
    metric, names = group_codes(table["metric"])
    cell = metric * len(labels) + codes
    size = len(names) * len(labels)
    outcome = table["outcome"].astype(str).to_numpy()
    met, breached = (_tally(cell, outcome == word, size) for word in DECIDED)
    running = _tally(cell, ~np.isin(outcome, DECIDED), size)
    used = numbers(table, "elapsed_minutes") / numbers(table, "target_minutes")
    decided = np.isin(outcome, DECIDED)
    total = np.bincount(cell[decided], used[decided], size)
    low, high = wilson(met, met + breached)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, share = met / (met + breached), total / (met + breached)
    frame = pd.DataFrame(
        {
            "metric": np.repeat(names, len(labels)),
            "group": np.tile(labels, len(names)),
            "met_count": met.astype(int),
            "breached_count": breached.astype(int),
            "running_count": running.astype(int),
            "n": (met + breached).astype(int),
            "met_rate": rate,
            "low": low,
            "high": high,
            "used_share": share,
        }
    )
    return frame[(frame["n"] > 0) | (frame["running_count"] > 0)].reset_index(drop=True)


def breach_trend(table: pd.DataFrame, zone: str, as_of: int) -> tuple[pd.DataFrame, float]:
    """Share of broken promises by week over the last eight whole weeks, and its slope per week (R-CP-01).

    First responses and resolutions together. NaN slope where fewer than three weeks have any.
    """
    own = table[table["metric"].isin(["first_response", "resolution"])]
    found = compliance(own.assign(metric="all"), "week", zone)
    this_week = bucket_label(int(buckets(np.array([as_of]), "week", zone)[0]), "week")
    weeks = found[found["group"] < this_week].tail(TREND_WEEKS).reset_index(drop=True)
    share = weeks["breached_count"] / weeks["n"].where(weeks["n"] > 0)
    trend = pd.DataFrame({"week": weeks["group"], "breach_share": share, "n": weeks["n"]})
    known = trend["breach_share"].notna().to_numpy()
    if known.sum() < 3:
        return trend, float("nan")
    return trend, float(np.polyfit(np.flatnonzero(known), share[known], 1)[0])


def lateness(table: pd.DataFrame) -> pd.DataFrame:
    """How late broken promises were (so far): ``late``, ``first_response``, ``resolution`` counts."""
    broken = table[table["outcome"] == "breached"]
    step = np.searchsorted(LATE_STEPS, numbers(broken, "late_minutes"), side="left")
    columns = {
        name: _tally(step, (broken["metric"] == name).to_numpy(), len(LATE_LABELS)).astype(int)
        for name in ("first_response", "resolution")
    }
    return pd.DataFrame({"late": LATE_LABELS, **columns})


def near_misses(table: pd.DataFrame, share: float = 0.1) -> pd.DataFrame:
    """Promises kept with less than a tenth of the limit to spare, the nearest first."""
    spare = numbers(table, "remaining_minutes") / numbers(table, "target_minutes")
    close = (table["outcome"] == "met").to_numpy() & (spare <= share)
    return table.assign(spare_share=spare)[close].sort_values("spare_share", ignore_index=True)


def breach_hours(table: pd.DataFrame, zone: str, metrics: tuple[str, ...] = ()) -> pd.DataFrame:
    """Broken promises by local weekday (0 Monday) and hour of the due instant: 7 × 24 counts.

    Of all metrics, or of those given.
    """
    broken = table[(table["outcome"] == "breached") & table["due_at"].notna()]
    broken = broken[broken["metric"].isin(metrics)] if metrics else broken
    wall = local_microseconds(microseconds(broken["due_at"]), zone)
    day, hour = (wall // 86_400_000_000 + 3) % 7, wall // 3_600_000_000 % 24
    counts = np.bincount(day * 24 + hour, minlength=168).reshape(7, 24)
    return pd.DataFrame(counts)


def _groups(table: pd.DataFrame, by: str | None, zone: str) -> tuple[Integers, list[str]]:
    if by is None:
        return np.zeros(len(table), np.int64), ["all"]
    if by == "week":
        number = buckets(microseconds(table["decided_at"]), "week", zone)
        known = number[number >= -1_000_000]
        first, last = (int(known.min()), int(known.max())) if len(known) else (0, -1)
        labels = [bucket_label(week, "week") for week in range(first, last + 1)]
        return np.where(number < -1_000_000, len(labels), number - first), [*labels, NOT_STATED]
    if by not in (*OF_THE_TICKET, *OF_THE_CLOCK):
        known_names = ", ".join((*OF_THE_CLOCK, *OF_THE_TICKET, "week"))
        raise ValueError(f"by: {by!r} is none of {known_names}")
    return group_codes(table[by])


def _tally(codes: Integers, wanted: Flags, size: int) -> np.ndarray:
    return np.bincount(codes[wanted], minlength=size).astype(float)
