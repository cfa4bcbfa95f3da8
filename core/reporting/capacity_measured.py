"""What the last four weeks say about the inputs of the what-if, and what nobody can say and is assumed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.capacity.draws import day_spread_of
from core.capacity.scenario import HANDLE_TIME, TIERS
from core.metrics.columns import flags, is_one_of, numbers
from core.metrics.evaluate import Evaluation, Span
from core.metrics.frames import MISSING
from core.metrics.groups import NOT_STATED
from core.metrics.measure import Flags, Floats, Integers

WINDOW_DAYS = 28
SPREAD_WEEKS = 13
FEWEST = 10
"""Fewer tickets do not measure a time or a share."""
NOT_ANSWERING = ("management", "executive", "founder")
RAMP_WEEKS = 6


@dataclass(frozen=True, slots=True)
class Source:
    """Where an input comes from: whether it was measured, from how much (0: assumed), and in words."""

    is_measured: bool
    count: int
    words: str


def measured(count: int, what: str) -> Source:
    """Measured from so many things.

    >>> measured(1234, "tickets").words
    'measured from 1,234 tickets'
    """
    return Source(True, count, f"measured from {count:,} {what}")


def assumed(words: str) -> Source:
    """Not measured.

    >>> assumed("handbook").words
    'assumed: handbook'
    """
    return Source(False, 0, f"assumed: {words}")


@dataclass(frozen=True, slots=True)
class Volume:
    """Tickets of the window by channel and tier, by hour of the week, and by priority."""

    channels: tuple[str, ...]
    tiers: tuple[str, ...]
    priorities: tuple[str, ...]
    table: Floats
    by_hour: Floats
    by_priority: Floats
    without_tier: int
    without_priority: int

    @property
    def count(self) -> int:
        """All tickets of the window."""
        return int(self.table.sum())

    @property
    def by_weekday(self) -> list[float]:
        """Tickets by weekday, Monday first; evenly where there are none."""
        days = self.by_hour.reshape(7, 24).sum(axis=1)
        return [float(day) for day in days] if days.any() else [1.0] * 7


def volume_of(evaluation: Evaluation, mask: Flags, span: Span) -> Volume:
    """Count the tickets created in the span; those without a tier are put into the first one, those
    without a priority are left out of the shares by priority."""
    rows = evaluation.rows(mask, span)
    hour = evaluation.bucket("tickets", "created_at", "hour")[rows]
    rows, hour = rows[hour != MISSING], hour[hour != MISSING]
    channel, channels = _codes(evaluation, "channel", rows, NOT_STATED)
    tier, tiers = _codes(evaluation, "tier", rows, None)
    priority, priorities = _codes(evaluation, "priority", rows, None)
    names = tiers or TIERS
    table = np.zeros((len(channels), len(names)))
    np.add.at(table, (channel, np.maximum(tier, 0)), 1)
    by_hour = np.bincount((hour + 72) % 168, minlength=168).astype(np.float64)
    known = priority[priority >= 0]
    by_priority = np.bincount(known, minlength=len(priorities)).astype(np.float64)
    silent = int((tier < 0).sum()), int((priority < 0).sum())
    return Volume(tuple(channels), tuple(names), tuple(priorities), table, by_hour, by_priority, *silent)


def _codes(
    evaluation: Evaluation, name: str, rows: Integers, unknown: str | None
) -> tuple[Integers, list[str]]:
    """Numbers and names of a dimension's values that occur; −1 where not stated, unless that has a name."""
    codes, labels = evaluation.groups(name)
    own = codes[rows]
    there = np.bincount(own, minlength=len(labels)) > 0
    if unknown is None:
        there[labels.index(NOT_STATED)] = False
    place = np.where(there, np.cumsum(there) - 1, -1)
    return place[own], [label for label, used in zip(labels, there, strict=True) if used]


def spread_of(evaluation: Evaluation, mask: Flags, last_day: int) -> tuple[float, int]:
    """Variance of a day's volume beyond chance over the last whole weeks, and of how many days.

    Formula: ``day_spread_of`` with each day expected at its week's tickets × the weekday's share of all
    weeks. ``last_day``: number of the last whole local day. NaN with fewer than four weeks.
    """
    day = evaluation.bucket("tickets", "created_at", "day")
    day = day[mask & (day != MISSING) & (day <= last_day)]
    if not day.size:
        return float("nan"), 0
    weeks = min((last_day - int(day.min())) // 7, SPREAD_WEEKS)
    if weeks < 4:
        return float("nan"), 0
    first = last_day - 7 * weeks + 1
    table = np.bincount(day[day >= first] - first, minlength=7 * weeks).reshape(weeks, 7).astype(float)
    share = table.sum(axis=0) / max(table.sum(), 1.0)
    return day_spread_of(table, table.sum(axis=1, keepdims=True) * share), 7 * weeks


def weekly_growth(evaluation: Evaluation, mask: Flags, last_day: int) -> float:
    """Weekly growth: (tickets of the last 28 whole days ÷ of the 28 before)^¼ − 1; NaN with fewer days."""
    day = evaluation.bucket("tickets", "created_at", "day")
    day = day[mask & (day != MISSING) & (day <= last_day)]
    if not day.size or last_day - int(day.min()) + 1 < 2 * WINDOW_DAYS:
        return float("nan")
    now = int((day > last_day - WINDOW_DAYS).sum())
    before = int((day > last_day - 2 * WINDOW_DAYS).sum()) - now
    return float((now / before) ** 0.25 - 1.0) if before else float("nan")


def variation_of(evaluation: Evaluation, mask: Flags, span: Span) -> tuple[float, int]:
    """Standard deviation ÷ mean of logged work inside tiers, tickets of the span, and of how many tickets.

    Formula: √(Σ (x − mean of its tier)² ÷ Σ (mean of its tier)²). NaN with fewer than ten tickets.
    """
    rows = evaluation.rows(mask, span)
    work = evaluation.tickets["time_worked_minutes"].to_numpy(np.float64)[rows]
    tier, _ = evaluation.groups("tier")
    known = work > 0
    if known.sum() < FEWEST:
        return float("nan"), 0
    work, place = work[known], tier[rows][known]
    mean = np.bincount(place, work) / np.maximum(np.bincount(place), 1)
    return float(np.sqrt(((work - mean[place]) ** 2).sum() / (mean[place] ** 2).sum())), int(known.sum())


@dataclass(frozen=True, slots=True)
class People:
    """Full-time agents by tier, and weeks since their first day of those who are still in the ramp."""

    agents: tuple[float, ...]
    newcomer_weeks: tuple[float, ...]
    count: int
    source: Source


def people_of(roster: pd.DataFrame, tiers: tuple[str, ...], working: int) -> People:
    """Who answers tickets: by the roster; else so many as finished a ticket (``working``), in the first tier.

    People of another tier than ``tiers`` count in the first one.
    """
    if len(roster):
        answers = flags(roster, "is_employed") & ~is_one_of(roster, "role", NOT_ANSWERING)
        hours = np.nan_to_num(numbers(roster, "fte"), nan=1.0)
        own = roster["tier"].astype("object").to_numpy()
        first = ~np.isin(own, tiers)
        parts = [
            float(hours[answers & ((own == tier) | (first & (i == 0)))].sum()) for i, tier in enumerate(tiers)
        ]
        weeks = numbers(roster, "tenure_days")[answers] / 7
        new = tuple(float(week) for week in weeks if 0 <= week < RAMP_WEEKS)
        if answers.any():
            return People(
                tuple(parts), new, int(answers.sum()), measured(int(answers.sum()), "people of the roster")
            )
    if working:
        source = Source(True, working, f"{working:,} people who finished tickets, taken as full-time")
        return People((float(working), *[0.0] * (len(tiers) - 1)), (), working, source)
    return People((0.0,) * len(tiers), (), 0, assumed("nobody is known"))


def planned_by_hour(staffed: pd.DataFrame, hour: Integers, weeks: float) -> Floats:
    """Agents planned in each hour of the week, mean; all NaN where nothing was planned.

    ``staffed`` and ``hour``: rows of planned minutes and the number of their local hour.
    """
    minutes = np.nan_to_num(numbers(staffed, "planned_minutes"))
    if not minutes.sum() > 0:
        return np.full(168, np.nan)
    return np.bincount((hour + 72) % 168, minutes, 168) / 60.0 / weeks


def handbook_time(place: int) -> float:
    """The middle of the printed handle times of a tier, the first one 0.

    >>> handbook_time(1), handbook_time(5)
    (45.0, 240.0)
    """
    return HANDLE_TIME[min(place, len(HANDLE_TIME) - 1)]
