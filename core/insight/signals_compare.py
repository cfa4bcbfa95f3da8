"""The comparisons that rules are made of: two windows, a level, a slope, a correlation; noise is no news."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from core.insight.signals_findings import NAN, Outcome, Reading, State, missing, shift_words
from core.metrics.change import Change, change_of
from core.metrics.definition import Unit

WEEKLY_NAME = "Tickets per week"
FEWEST_WEEKS = 8
"""Fewer weeks than these say nothing about a slope or a correlation."""


class Moved(NamedTuple):
    """How a figure moved between two windows.

    ``ratio``: now ÷ before (NaN where before is not above 0), ``by``: now − before, both to twelve
    digits; ``change``: with its 95 % interval.
    """

    ratio: float
    by: float
    change: Change

    @property
    def is_clear(self) -> bool:
        """Whether the change is more than noise."""
        return self.change.is_beyond_noise


def moved(now: Reading, before: Reading) -> Moved:
    """The change between two windows with its interval (MOVER; see `core.metrics.change`).

    >>> from core.metrics.definition import Unit
    >>> found = moved(Reading(130, 130, 120, 140), Reading(100, 100, 90, 110))
    >>> found.ratio, found.is_clear
    (1.3, True)
    """
    ratio = now.value / before.value if before.value > 0 else NAN
    return Moved(round(ratio, 12), round(now.value - before.value, 12), _change(now, before))


def _change(now: Reading, before: Reading) -> Change:
    """Counts of people and the like are no samples: without an interval their change is what it is."""
    if now.is_exact and before.is_exact:
        gap = now.value - before.value
        return Change(gap, gap, gap)
    return change_of(now, before, now.unit)


def state_of(is_past: bool, is_clear: bool) -> State:
    """Met where a limit is passed and that is more than noise."""
    if not is_past:
        return State.NOT_MET
    return State.MET if is_clear else State.NOISE


def changed(now: Reading, before: Reading, is_past: Callable[[Moved], bool]) -> Outcome:
    """Whether a figure moved past a limit, and beyond noise; ``is_past`` says what the limit is.

    >>> rise = changed(Reading(130, 130, 120, 140), Reading(100, 100, 90, 110), lambda by: by.ratio > 1.2)
    >>> rise.state.value
    'met'
    """
    lacking = missing(now, before)
    if lacking:
        return lacking
    found = moved(now, before)
    return Outcome(state_of(is_past(found), found.is_clear), compared_words(now, before))


def compared_words(now: Reading, before: Reading) -> str:
    """Both figures with their windows and n, and how far they are apart."""
    found = moved(now, before)
    sure = "beyond noise" if found.is_clear else "within noise"
    if now.is_exact and before.is_exact:
        sure = "counted in full"
    relative = "" if math.isnan(found.ratio) else f", {100 * (found.ratio - 1):+.0f} %"
    shift = shift_words(found.change.value, now.unit)
    return f"{now.name}: {now.words()} against {before.words()}: {shift}{relative}, {sure}"


def beyond(found: Reading, *, over: float | None = None, under: float | None = None) -> Outcome:
    """Whether a figure lies strictly above or below a limit, and its whole interval with it.

    An exact count, which has no interval, counts as it is.

    >>> beyond(Reading(0.6, 400, 0.55, 0.65), under=0.7).state.value
    'met'
    >>> beyond(Reading(0.68, 40, 0.5, 0.8), under=0.7).state.value
    'within_noise'
    """
    lacking = missing(found)
    if lacking:
        return lacking
    if over is not None:
        is_past, is_clear = found.value > over, found.is_exact or found.low > over
    else:
        limit = math.inf if under is None else under
        is_past, is_clear = found.value < limit, found.is_exact or found.high < limit
    return Outcome(state_of(is_past, is_clear), f"{found.name}: {found.words()}")


class Slope(NamedTuple):
    """A straight line through weeks: change a week, its 95 % interval, and the weeks with a value."""

    value: float
    low: float
    high: float
    weeks: int


def slope(weeks: Sequence[Reading]) -> Slope:
    """The least-squares change a week with its 95 % interval (Student's t).

    Weeks without a value are left out. Undefined (NaN) with fewer than eight weeks.

    >>> slope([Reading(float(week), 10) for week in range(10)]).value
    1.0
    """
    values = np.array([each.value for each in weeks], dtype=np.float64)
    known = ~np.isnan(values)
    if known.sum() < FEWEST_WEEKS:
        return Slope(NAN, NAN, NAN, int(known.sum()))
    fit = stats.linregress(np.arange(len(values))[known], values[known])
    half = float(stats.t.ppf(0.975, known.sum() - 2)) * float(fit.stderr)
    return Slope(float(fit.slope), float(fit.slope) - half, float(fit.slope) + half, int(known.sum()))


class Together(NamedTuple):
    """Pearson's r of two weekly figures, the p-value of no relation, and the weeks with both."""

    r: float
    p: float
    weeks: int


def together(first: Sequence[Reading], second: Sequence[Reading]) -> Together:
    """How two weekly figures go together; undefined (NaN) with fewer than eight weeks or no variation.

    >>> up = [Reading(float(week), 10) for week in range(10)]
    >>> together(up, [Reading(-2.0 * each.value, 5) for each in up]).r
    -1.0
    """
    size = min(len(first), len(second))
    x, y = (np.array([each.value for each in side[len(side) - size :]]) for side in (first, second))
    known = ~np.isnan(x) & ~np.isnan(y)
    x, y = x[known], y[known]
    if len(x) < FEWEST_WEEKS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Together(NAN, NAN, len(x))
    found = stats.pearsonr(x, y)
    return Together(round(float(found.statistic), 12), float(found.pvalue), len(x))


def mean_week(counts: list[float], newest: int, oldest: int, window: str) -> Reading:
    """Mean of the weeks between two ages (0: the newest) with its 95 % interval (Student's t).

    Not known where there are not so many weeks.

    >>> found = mean_week([10.0, 12.0, 11.0, 13.0], 0, 4, "x")
    >>> found.value, round(found.low, 2), found.n
    (11.5, 9.45, 46)
    """
    end = len(counts) - newest
    rows = np.array(counts[max(len(counts) - oldest, 0) : end], dtype=np.float64)
    known = rows[~np.isnan(rows)]
    if len(known) < oldest - newest:
        needs = f"{oldest} whole weeks of tickets"
        return Reading(unit=Unit.NUMBER, window=window, needs=needs, name=WEEKLY_NAME)
    half = float(stats.t.ppf(0.975, len(known) - 1) * known.std(ddof=1) / np.sqrt(len(known)))
    mean = float(known.mean())
    return Reading(mean, int(known.sum()), mean - half, mean + half, Unit.NUMBER, window, "", WEEKLY_NAME)
