"""Which promises will break in the next hours if work goes on at its usual pace (F-046).

Every running clock has an instant at which it reaches its limit. Until then its ticket may be answered or
resolved, and how many are by the hour is known from the same hours of earlier weeks. Nobody is assumed to
take the most urgent ticket first: each waiting one is as likely to be next. So the forecast is what
happens if nobody looks at this list; a team that works from it does better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MICROSECONDS_PER_HOUR
from core.metrics.measure import Floats, Integers

WEEK = 7 * 24 * MICROSECONDS_PER_HOUR
WEEKS = 8
MIN_WEEKS = 2
"""With fewer weeks there is no pace."""
SPREAD = 1.2816
"""Standard deviations on each side that hold four fifths of a normal distribution."""


@dataclass(frozen=True)
class Pace:
    """How many tickets that were waiting at the start were done in each of the next hours.

    ``counts``: one row per earlier week, the same weekday and time of day; no row where nobody knows.
    """

    counts: NDArray[np.int64]

    @property
    def is_known(self) -> bool:
        """Whether there are enough weeks to look back on."""
        return len(self.counts) >= MIN_WEEKS

    def by_hour(self, share: float) -> Floats:
        """The pace that a share of the weeks stayed below, hour by hour.

        >>> Pace(np.array([[1, 0], [3, 2]])).by_hour(0.5).tolist()
        [2.0, 1.0]
        """
        return np.asarray(np.quantile(self.counts, share, axis=0), float)


@dataclass(frozen=True)
class BreachForecast:
    """Per hour and in all: how many clocks reach their limit, and how many are expected to break.

    ``frame``: ``starts_at``, ``due_count``, ``expected``, ``low``, ``high`` (an interval of about 80 %).
    NaN where the pace is unknown.
    """

    frame: pd.DataFrame
    due_count: int
    expected: float
    low: float
    high: float


def pace_of(created: Integers, done: Integers, as_of: int, hours: int) -> Pace:
    """How fast tickets that waited at this time of the week were done, in each of the last eight weeks.

    ``created``, ``done``: UTC microseconds per ticket, the smallest integer where missing. Weeks that
    begin before the first ticket are left out.

    >>> hour, start = 3_600_000_000, 10 * 7 * 24 * 3_600_000_000
    >>> created = np.array([start - 9 * WEEK, start - WEEK - hour, start - WEEK - hour])
    >>> done = np.array([np.iinfo(np.int64).min, start - WEEK + hour // 2, start - WEEK + 3 * hour // 2])
    >>> pace_of(created, done, start, 2).counts[0].tolist()
    [1, 1]
    """
    reach = as_of - WEEKS * WEEK
    known = created[created != np.iinfo(np.int64).min]
    first = int(known.min()) if len(known) else as_of
    late = np.flatnonzero(done >= reach)
    born, ended = created[late], done[late]
    rows = []
    for start in range(as_of - WEEK, reach - 1, -WEEK):
        if start < first:
            break
        inside = (born < start) & (ended >= start) & (ended < start + hours * MICROSECONDS_PER_HOUR)
        rows.append(np.bincount((ended[inside] - start) // MICROSECONDS_PER_HOUR, minlength=hours))
    return Pace(np.array(rows, np.int64).reshape(-1, hours))


def breach_chances(due: Integers, waiting: int, by_hour: Floats, as_of: int) -> Floats:
    """The chance of each clock that nobody has done its ticket when it reaches its limit.

    Of ``waiting`` tickets ``by_hour[i]`` are done in hour ``i``, each as likely as any other.

    Four wait, two are done in the first hour and one in the second; limits after half an hour, after one
    and after two:

    >>> hour = 3_600_000_000
    >>> breach_chances(np.array([hour // 2, hour, 2 * hour]), 4, np.array([2.0, 1.0]), 0).tolist()
    [0.75, 0.5, 0.25]
    """
    left = np.maximum(waiting - np.concatenate([[0.0], np.cumsum(by_hour)]), 0.0)
    passed = (due - as_of) / MICROSECONDS_PER_HOUR
    at_hours = np.interp(passed, np.arange(len(left)), left)
    return np.asarray(at_hours / waiting if waiting else np.zeros(len(due)))


def breach_forecast(
    due: dict[str, Integers], waiting: dict[str, int], paces: dict[str, Pace], as_of: int, hours: int
) -> BreachForecast:
    """Promises that will break in the next hours, by metric as the keys say.

    ``due``: when the running clocks reach their limit (UTC microseconds); ``waiting``: how many tickets
    compete for being done; ``paces``: how fast they were. The interval takes the slow and the quick
    quarter of the earlier weeks, and chance. Raises ValueError for less than one hour.
    """
    if hours < 1:
        raise ValueError("hours: must be at least 1")
    end = as_of + hours * MICROSECONDS_PER_HOUR
    soon = {name: at[(at > as_of) & (at <= end)] for name, at in due.items()}
    place = np.concatenate([_hour_of(at, as_of) for at in soon.values()] or [np.zeros(0, np.int64)])
    chances = [_all_chances(soon, waiting, paces, as_of, share) for share in (0.5, 0.75, 0.25)]
    parts = [np.flatnonzero(place == hour) for hour in range(hours)]
    figures = [_expected(*(chance[rows] for chance in chances)) for rows in parts]
    starts = pd.to_datetime(as_of + np.arange(hours) * MICROSECONDS_PER_HOUR, unit="us", utc=True)
    frame = pd.DataFrame(figures, columns=["expected", "low", "high"])
    frame = frame.assign(starts_at=starts, due_count=[len(rows) for rows in parts])
    whole = _expected(*chances)
    return BreachForecast(
        frame[["starts_at", "due_count", "expected", "low", "high"]], len(place), *map(float, whole)
    )


def _hour_of(due: Integers, as_of: int) -> Integers:
    """The hour from now in which a clock reaches its limit; a limit at its very end belongs to it."""
    return np.asarray((due - as_of - 1) // MICROSECONDS_PER_HOUR)


def _all_chances(
    soon: dict[str, Integers], waiting: dict[str, int], paces: dict[str, Pace], as_of: int, share: float
) -> Floats:
    found = [np.zeros(0)]
    for name, at in soon.items():
        pace = paces[name]
        known = pace.is_known
        found.append(
            breach_chances(at, waiting[name], pace.by_hour(share), as_of)
            if known
            else np.full(len(at), np.nan)
        )
    return np.concatenate(found)


def _expected(middle: Floats, quick: Floats, slow: Floats) -> tuple[float, float, float]:
    """The expected number, and an interval within what is possible."""
    low = quick.sum() - SPREAD * np.sqrt((quick * (1 - quick)).sum())
    high = slow.sum() + SPREAD * np.sqrt((slow * (1 - slow)).sum())
    return float(middle.sum()), float(max(low, 0.0)), float(min(high, len(middle)))
