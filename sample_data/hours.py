"""Working hours as half-hour cells, so that "three working hours later" is one array lookup."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sample_data.settings import CORE, EARLY, LATE, WEEKEND

CELL = 1_800
Seconds = NDArray[np.int64]


class Hours:
    """Several timetables ("tracks") over one span of time; instants are seconds since ``origin``."""

    def __init__(self, tracks: NDArray[np.bool_]) -> None:
        """Take one row of half-hour cells per track, True where somebody works."""
        count, self.width = tracks.shape
        self.open = tracks
        self._open = np.ascontiguousarray(tracks).reshape(-1)
        before = np.zeros((count, self.width), np.int64)
        before[:, 1:] = np.cumsum(tracks, axis=1)[:, :-1]
        self._before = before.reshape(-1)
        self._cells = np.nonzero(tracks)[1]
        totals = tracks.sum(axis=1)
        self._first = np.concatenate([[0], np.cumsum(totals)[:-1]]).astype(np.int64)
        self._last = self._first + totals - 1

    def elapsed(self, track: int | NDArray[np.int64], at: Seconds) -> Seconds:
        """Open seconds of the track before each instant."""
        cell, rest = np.divmod(at, CELL)
        flat = cell + np.asarray(track) * self.width
        before: Seconds = self._before[flat] * CELL + rest * self._open[flat]
        return before

    def instant(self, track: int | NDArray[np.int64], open_seconds: Seconds) -> Seconds:
        """The instant at which the track has been open for so long."""
        cell, rest = np.divmod(open_seconds, CELL)
        flat = np.minimum(cell + self._first[track], self._last[track])
        found: Seconds = self._cells[flat] * CELL + rest
        return found

    def advance(self, track: int | NDArray[np.int64], at: Seconds, wait: Seconds) -> Seconds:
        """The instant ``wait`` open seconds after ``at``; always inside opening hours."""
        return self.instant(track, self.elapsed(track, at) + wait)

    def is_open(self, track: int | NDArray[np.int64], at: Seconds) -> NDArray[np.bool_]:
        """Whether the track is open at each instant."""
        found: NDArray[np.bool_] = self._open[at // CELL + np.asarray(track) * self.width]
        return found


class LocalCells:
    """The company's wall clock for every half-hour cell."""

    def __init__(self, origin: int, count: int, zone: str, holidays: set[date]) -> None:
        """Lay ``count`` cells from the UTC second ``origin``."""
        start = pd.Timestamp(origin, unit="s", tz="UTC")
        wall = pd.date_range(start, periods=count, freq=f"{CELL}s").tz_convert(zone)
        self.weekday = wall.day_of_week.to_numpy()
        self.hour = wall.hour.to_numpy() + wall.minute.to_numpy() / 60
        local = wall.tz_localize(None)
        self.day = local.normalize()
        self.holiday = self.day.isin(pd.DatetimeIndex([pd.Timestamp(day) for day in sorted(holidays)]))
        month, dom = local.month.to_numpy(), local.day.to_numpy()
        self.year_end = ((month == 12) & (dom >= 24)) | ((month == 1) & (dom == 1))
        self.month_end = (local.days_in_month.to_numpy() - dom) < 3


def shift_tracks(cells: LocalCells) -> NDArray[np.bool_]:
    """The five shift patterns: early, late, weekend, core and on call."""
    week = (cells.weekday < 5) & ~cells.holiday
    hour = cells.hour
    tracks = np.ones((5, len(hour)), bool)
    tracks[EARLY] = week & (hour >= 8) & (hour < 16)
    tracks[LATE] = week & (hour >= 12) & (hour < 20)
    tracks[CORE] = week & (hour >= 9) & (hour < 17)
    duty = (hour >= 9) & (hour < 17) & np.isin(cells.weekday, (0, 3, 4))
    quiet = (hour >= 10) & (hour < 16) & ((cells.weekday >= 5) | cells.holiday)
    tracks[WEEKEND] = (duty & ~cells.holiday) | quiet
    return tracks
