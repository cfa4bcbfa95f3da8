"""The fixed surroundings of a run: the span of time, opening hours, roster, demand by half hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays as public_holidays
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sample_data import settings as s
from sample_data.hours import CELL, Hours, LocalCells, shift_tracks
from sample_data.roster import Roster, build_roster, team_patterns

HORIZON_DAYS = 21
TEAM_TRACK = 5
"""Track of the first team in the hours grid; the shift patterns come before it."""


@dataclass(frozen=True, slots=True)
class World:
    """Everything that tickets are drawn from. Instants are seconds since ``origin`` (UTC seconds)."""

    origin: int
    start: int
    cutoff: int
    scale: float
    cells: LocalCells
    hours: Hours
    roster: Roster
    holidays: dict[date, str]
    arrival_weight: NDArray[np.float64]
    category_share: NDArray[np.float64]
    happenings: tuple[tuple[int, int], ...]

    def progress(self, at: NDArray[np.int64]) -> NDArray[np.float64]:
        """Share of the 18 months gone at each instant, 0 to 1."""
        return np.clip((at - self.start) / (self.cutoff - self.start), 0.0, 1.0)


def build_world(tickets: int, end: date, rng: np.random.Generator) -> World:
    """Lay out time, people and demand for a company of so many tickets."""
    origin, start, cutoff = _span(end)
    count = (cutoff + HORIZON_DAYS * s.DAY) // CELL
    days_off = _holidays(start + origin, cutoff + origin)
    cells = LocalCells(origin, count, s.ZONE, set(days_off))
    hours = Hours(_tracks(cells))
    scale = max(1.0, tickets / s.BASE_TICKETS)
    roster = build_roster(max(1, round(scale)), count * CELL // s.WEEK + 1, start // s.WEEK, hours, rng)
    progress = np.clip((np.arange(count) * CELL - start) / (cutoff - start), 0.0, 1.0)
    happenings = tuple(_place(one, cells, start, cutoff) for one in s.HAPPENINGS)
    share = _category_weights(cells, progress, happenings)
    weight = _base_demand(cells, progress) * share.sum(axis=1)
    inside = (np.arange(count) * CELL >= start) & (np.arange(count) * CELL < cutoff)
    share = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
    return World(
        origin, start, cutoff, scale, cells, hours, roster, days_off, weight * inside, share, happenings
    )


def _span(end: date) -> tuple[int, int, int]:
    zone = ZoneInfo(s.ZONE)
    first = (pd.Timestamp(end) + pd.Timedelta(days=1) - pd.DateOffset(months=s.MONTHS)).date()
    monday = first - timedelta(days=first.weekday())
    origin, start = (int(datetime.combine(day, time(), zone).timestamp()) for day in (monday, first))
    cutoff = int(datetime.combine(end, time(s.CUTOFF_HOUR), zone).timestamp())
    return origin, start - origin, cutoff - origin


def _holidays(start: int, cutoff: int) -> dict[date, str]:
    years = range(datetime.fromtimestamp(start, ZoneInfo(s.ZONE)).year, 1 + _year(cutoff))
    found = public_holidays.country_holidays("US", years=years)
    return dict(sorted(found.items()))


def _year(instant: int) -> int:
    return datetime.fromtimestamp(instant + HORIZON_DAYS * s.DAY, ZoneInfo(s.ZONE)).year


def _tracks(cells: LocalCells) -> NDArray[np.bool_]:
    patterns = shift_tracks(cells)
    teams = [patterns[team_patterns(team)].any(axis=0) for team in range(len(s.TEAMS))]
    return np.vstack([patterns, teams])


def _place(happening: s.Happening, cells: LocalCells, start: int, cutoff: int) -> tuple[int, int]:
    target = int(start + happening.share * (cutoff - start)) // CELL
    fits = (cells.weekday == happening.weekday) & (cells.hour == happening.hour) & ~cells.holiday
    options = np.nonzero(fits)[0]
    begin = int(options[np.abs(options - target).argmin()]) * CELL
    return begin, begin + int(happening.hours * s.HOUR)


def _base_demand(cells: LocalCells, progress: NDArray[np.float64]) -> NDArray[np.float64]:
    demand: NDArray[np.float64] = (
        np.array(s.HOUR_SHAPE)[cells.hour.astype(int)] * np.array(s.WEEKDAY_SHAPE)[cells.weekday]
    )
    monday_morning = (cells.weekday == 0) & (cells.hour >= 8) & (cells.hour < 12)
    demand = demand * np.where(monday_morning, s.MONDAY_MORNING, 1.0)
    demand *= np.where(cells.holiday, s.HOLIDAY_SHAPE, np.where(cells.year_end, s.YEAR_END_SHAPE, 1.0))
    demand *= 1.0 + s.GROWTH * progress * np.sqrt(progress)
    return demand


def _category_weights(
    cells: LocalCells, progress: NDArray[np.float64], happenings: tuple[tuple[int, int], ...]
) -> NDArray[np.float64]:
    weights = np.tile([profile.share for profile in s.CATEGORIES], (len(progress), 1))
    growing = 0.09 * progress
    minor = [c for c in range(len(s.CATEGORIES)) if c not in (0, 1, 2, s.DATA_EXPORT)]
    weights[:, minor] *= (1.0 - growing / weights[0, minor].sum())[:, None]
    weights[:, s.DATA_EXPORT] += growing
    weights[:, s.BILLING_CATEGORY] *= np.where(cells.month_end, s.MONTH_END_BILLING, 0.96)
    at = np.arange(len(progress)) * CELL
    for happening, (begin, finish) in zip(s.HAPPENINGS, happenings, strict=True):
        after = np.clip(1.0 - (at - finish) / (happening.aftermath_hours * s.HOUR), 0.0, 1.0)
        strength = np.where(at < begin, 0.0, np.where(at < finish, 1.0, 0.35 * after))
        weights[:, happening.category] *= 1.0 + (happening.surge - 1.0) * strength
    return weights
