"""Load by interval when arrivals change through the day: work that is in hand, not work that arrives.

Agents are still busy with the calls of ten o'clock after ten o'clock. Erlang with the arrivals of each
hour alone staffs the rising hours too high and the falling ones too low; from a handle time of about
twenty minutes on the worst hour misses its target by far. Ask by the quarter of an hour, and staff a
longer stretch for its fullest quarter: the mean of an hour still leaves its end short.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.signal import lfilter

from core.capacity.log_sums import Floats


def modified_offered_load(
    arrivals: ArrayLike, handle_time: ArrayLike, interval: float = 60.0, carried: float | None = None
) -> Floats:
    """Mean work in hand in each interval, were there always a free agent.

    Formula: m′(t) = λ(t) − m(t) ÷ h with exponential handle times; over an interval of length d with
    m at its start the mean is λ h + (m − λ h) (1 − e^(−d ÷ h)) h ÷ d. ``arrivals``: customers per
    unit of time in each interval, one row, from 0; ``handle_time`` h above 0, a number or one per
    interval, in the unit of ``interval``; ``carried``: work in hand before the first interval, else
    the stretch repeats itself (a day, a week). Erlangs, from 0 up, one element per interval. NaN
    arrivals make that interval and all after it NaN, everything where the stretch repeats. Raises
    ValueError for parameters outside. Source: Jennings, Mandelbaum, Massey and Whitt 1996.

    >>> modified_offered_load([1.0, 0.0], handle_time=20, interval=60, carried=0).round(3).tolist()
    [13.665, 6.019]
    >>> modified_offered_load([0.5, 0.5, 0.5], handle_time=20).round(6).tolist()
    [10.0, 10.0, 10.0]
    """
    rate = np.asarray(arrivals, dtype=np.float64)
    time = np.broadcast_to(np.asarray(handle_time, dtype=np.float64), rate.shape)
    _check(rate, time, interval, carried)
    settled, kept = rate * time, np.exp(-interval / time)
    gained, kept_by_then = settled * (1.0 - kept), np.cumprod(kept)
    ends = _accumulate(gained, kept)
    start = ends[-1] / (1.0 - kept_by_then[-1]) if carried is None else carried
    ends = ends + kept_by_then * start
    before = np.concatenate([[start], ends[:-1]])
    mean: Floats = settled + (before - settled) * (1.0 - kept) * time / interval
    return mean


def _accumulate(gained: Floats, kept: Floats) -> Floats:
    """What is in hand at each end, from nothing."""
    if np.ptp(kept) == 0:
        ends: Floats = lfilter([1.0], [1.0, -kept[0]], gained)
        return ends
    ends = np.empty(gained.shape)
    held = 0.0
    for i in range(gained.size):
        held = held * kept[i] + gained[i]
        ends[i] = held
    return ends


def _check(rate: Floats, time: Floats, interval: float, carried: float | None) -> None:
    """Refuse what cannot be."""
    if rate.ndim != 1 or rate.size == 0 or np.any(rate < 0):
        raise ValueError("arrivals must be one row of numbers from 0")
    if not np.all(time > 0):
        raise ValueError("handle_time must be above 0")
    if not interval > 0:
        raise ValueError("interval must be above 0")
    if carried is not None and not carried >= 0:
        raise ValueError("carried must be at least 0")
