"""Ways to carry daily volumes forward: the default, and the five of the handbook on weeks.

Every method takes whole days up to the last one and a horizon in days, and gives one number per day.
Weekdays are places in the week counted from the end, so no calendar is needed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.signal import lfilter

from core.capacity.log_sums import Floats

Method = Callable[[Floats, int], Floats]
WEEK, YEAR = 7, 364
LEAST_DAYS = 28
PROFILE_WEEKS, LONG_PROFILE_WEEKS, DRIFT_DAYS = 13, 26, 182
FADING = 0.9
"""What a week counts beside the one after it in the longer weekday profile."""
DAY_STEPS = np.array([0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.18, 0.25, 0.35, 0.5])
WEEK_STEPS = np.array([0.1, 0.2, 0.3, 0.5, 0.8])
CLIP = 3.0 * 1.4826
AVERAGED_WEEKS, ROLLING_WEEKS, GROWTH_WEEKS = 26, 4, 4


def weeks_of(history: Floats) -> Floats:
    """Whole weeks up to the last day, one per row, the oldest first."""
    count = history.size // WEEK
    return history[history.size - count * WEEK :].reshape(count, WEEK)


def weekday_profile(history: Floats) -> Floats:
    """What each day of the coming week is beside the mean of its week: medians of 13 weeks, mean 1.

    >>> weekday_profile(np.tile([2.0, 1, 1, 1, 1, 1, 0], 20)).tolist()
    [2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0]
    """
    rows = weeks_of(history)[-PROFILE_WEEKS:]
    return _scaled(np.median(rows / np.maximum(rows.mean(axis=1, keepdims=True), 1e-9), axis=0))


def combined(history: Floats, horizon: int) -> Floats:
    """The default: mean of ``theta`` and ``level_by_weekday``.

    >>> combined(np.tile([2.0, 1, 1, 1, 1, 1, 0], 20), 3).round(6).tolist()
    [2.0, 1.0, 1.0]
    """
    return (theta(history, horizon) + level_by_weekday(history, horizon)) / 2.0


def theta(history: Floats, horizon: int) -> Floats:
    """Smoothed level and half of the drift, times the weekday profile (theta method).

    Formula: days ÷ profile, clipped at three standard deviations around their week, smoothed
    exponentially with the step that foretells the next day best; + half the slope of the last 26
    weeks a day. ``history``: at least 28 days. Source: Assimakopoulos and Nikolopoulos 2000.

    >>> theta(np.tile([2.0, 1, 1, 1, 1, 1, 0], 20), 3).round(6).tolist()
    [2.0, 1.0, 1.0]
    """
    profile = weekday_profile(history)
    place = np.arange(-history.size, 0) % WEEK
    usual = profile[place] > 1e-6
    flat = np.where(usual, history / np.where(usual, profile[place], 1.0), np.nan)
    flat = _clipped(np.interp(np.arange(flat.size), np.flatnonzero(usual), flat[usual]))
    recent = flat[-DRIFT_DAYS:]
    slope = np.polyfit(np.arange(recent.size), recent, 1)[0]
    ahead = np.arange(horizon)
    level = _smoothed(flat, DAY_STEPS, min(4 * WEEK, flat.size // 2))
    found: Floats = np.maximum((level + slope / 2.0 * (ahead + 1)) * profile[ahead % WEEK], 0.0)
    return found


def level_by_weekday(history: Floats, horizon: int) -> Floats:
    """Smoothed level of weeks times a weekday profile in which weeks fade by a tenth each.

    >>> level_by_weekday(np.tile([2.0, 1, 1, 1, 1, 1, 0], 20), 3).round(6).tolist()
    [2.0, 1.0, 1.0]
    """
    rows = weeks_of(history)
    means = rows.mean(axis=1)
    last = rows[-LONG_PROFILE_WEEKS:] / np.maximum(means[-LONG_PROFILE_WEEKS:, None], 1e-9)
    weight = FADING ** np.arange(len(last))[::-1]
    profile = _scaled(weight @ last)
    return _smoothed(means, WEEK_STEPS, min(4, means.size // 2)) * profile[np.arange(horizon) % WEEK]


def historical_average(history: Floats, horizon: int) -> Floats:
    """Mean of the last 26 weeks, by the weekday profile (R-FM-01)."""
    return _by_weekday(history, np.full(_weeks(horizon), weeks_of(history)[-AVERAGED_WEEKS:].mean()), horizon)


def trend(history: Floats, horizon: int) -> Floats:
    """Last week grown by the weekly rate of the last four weeks over the four before (R-FM-02)."""
    means = weeks_of(history).mean(axis=1)
    before = means[-2 * GROWTH_WEEKS : -GROWTH_WEEKS].mean() if means.size > GROWTH_WEEKS else np.nan
    growth = (means[-GROWTH_WEEKS:].mean() / before) ** (1 / GROWTH_WEEKS) if before > 0 else np.nan
    return _by_weekday(history, means[-1] * growth ** np.arange(1, _weeks(horizon) + 1), horizon)


def seasonal(history: Floats, horizon: int) -> Floats:
    """The same days 52 weeks before, grown as the last four weeks did over the year (R-FM-03).

    NaN with less than 56 weeks of history.
    """
    recent = GROWTH_WEEKS * WEEK
    if history.size < YEAR + recent:
        return np.full(horizon, np.nan)
    before = history[-YEAR - recent : -YEAR].sum()
    growth = history[-recent:].sum() / before if before > 0 else np.nan
    last_year = history[-YEAR:][np.arange(horizon) % YEAR]
    return last_year * growth ** (1 + np.arange(horizon) // YEAR)


def moving_average(history: Floats, horizon: int) -> Floats:
    """Mean of the last four weeks, by the weekday profile (R-FM-04)."""
    return _by_weekday(history, np.full(_weeks(horizon), weeks_of(history)[-ROLLING_WEEKS:].mean()), horizon)


def regression(history: Floats, horizon: int) -> Floats:
    """Least squares on the day's place in the week and a straight line (R-FM-05)."""
    days = np.arange(-history.size, horizon)
    table = np.column_stack([np.eye(WEEK)[days % WEEK], days / YEAR])
    found = np.linalg.lstsq(table[: history.size], history, rcond=None)[0]
    return np.maximum(table[history.size :] @ found, 0.0)


METHODS: dict[str, Method] = {
    "combined": combined,
    "theta": theta,
    "level by weekday": level_by_weekday,
    "historical average": historical_average,
    "trend": trend,
    "seasonal": seasonal,
    "moving average": moving_average,
    "regression": regression,
}
PRINTED = ("historical average", "trend", "seasonal", "moving average", "regression")
"""The five methods of the handbook (R-FM-01 to R-FM-05)."""


def _weeks(horizon: int) -> int:
    """Weeks that cover the horizon."""
    return -(-horizon // WEEK)


def _by_weekday(history: Floats, weekly: Floats, horizon: int) -> Floats:
    """Daily values from means of the coming weeks."""
    return (weekly[:, None] * weekday_profile(history)).ravel()[:horizon]


def _scaled(profile: Floats) -> Floats:
    """With mean 1; even where there is nothing."""
    mean = profile.mean()
    return profile / mean if mean > 0 else np.ones(profile.size)


def _clipped(flat: Floats) -> Floats:
    """Days far from their own week pulled in."""
    around = np.convolve(np.pad(flat, 3, mode="edge"), np.ones(WEEK) / WEEK, "valid")
    width = CLIP * np.median(np.abs(flat - around))
    return np.clip(flat, around - width, around + width)


def _smoothed(values: Floats, steps: Floats, first: int) -> float:
    """Last exponentially smoothed level, with the step whose one-step errors are least."""
    start, best = values[: max(first, 1)].mean(), (np.inf, 0.0)
    for step in steps:
        level = lfilter([step], [1.0, step - 1.0], values, zi=[(1.0 - step) * start])[0]
        errors = values[first:] - level[first - 1 : -1] if first else values
        best = min(best, (float(errors @ errors), float(level[-1])))
    return best[1]
