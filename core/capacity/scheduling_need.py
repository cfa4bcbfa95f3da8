"""People needed at the desk in every quarter of a week, from arrivals, handle time and the promise."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.capacity.arguments import above_zero, at_least
from core.capacity.least import agents_for_service_level
from core.capacity.log_sums import Floats
from core.capacity.offered_load import modified_offered_load
from core.capacity.scheduling_shifts import DAYS, QUARTER, SLOTS, Counts
from core.capacity.staffing import required_agents, whole_agents

HOURS = 24
DESK_UTILISATION = 0.86
"""75 % of eight hours, of which one is lunch and breaks, is 86 % of the seven at the desk (C-22)."""


def need_at_once(
    arrivals: ArrayLike, handle_time: float, target: float, within: float, is_open: ArrayLike
) -> Counts:
    """People for work that is answered as it comes in: phone and chat.

    Formula: work in hand by `modified_offered_load` of the week that repeats itself, then in each quarter
    the least agents by `agents_for_service_level` (Erlang C). ``arrivals``: customers an hour, 7 rows
    (Monday first) of 24 hours, from 0; ``handle_time`` and ``within`` in minutes, above 0 and from 0;
    ``target``: share to answer in time, between 0 and 1; ``is_open``: 7 rows of 96 quarters; who comes
    while closed is not answered. People by weekday and quarter, from 0 up; an input of planning. Raises
    ValueError for parameters outside, NaN included. Source: R-WP-04.

    >>> hours = np.zeros((7, 24)); hours[0, 9:17] = 200
    >>> int(need_at_once(hours, 3, 0.8, 1 / 3, np.ones((7, 96), bool))[0, 50])
    14
    """
    rate, opened = _arrivals(arrivals), _open(is_open)
    each = float(above_zero(handle_time, "handle_time"))
    coming = np.repeat(rate, 4, axis=1) * opened
    load = modified_offered_load(coming.ravel() / 60, each, QUARTER)
    agents = agents_for_service_level(np.where(load < 1e-9, 0.0, load), each, target, within)
    return (agents.reshape(DAYS, SLOTS) * opened).astype(np.int64)


def need_in_time(
    arrivals: ArrayLike, handle_time: float, promise_hours: float, utilisation: float, is_open: ArrayLike
) -> Counts:
    """People for work that may wait some hours: email and tickets.

    Formula: each quarter's work is spread evenly over the next ``promise_hours`` of opening hours (what
    comes while closed begins with the next opening), and the sum in a quarter goes through
    `required_agents`, rounded up. ``arrivals`` and ``is_open`` as `need_at_once`; ``handle_time``:
    minutes of work from 0; ``promise_hours`` of open time above 0, to the nearest quarter;
    ``utilisation``: part of the time at the desk that goes to tickets, above 0, breaks not counted, for
    they are planned apart (C-22). People by weekday and quarter, from 0 up; an input of planning. All 0
    where it is never open. Raises ValueError for parameters outside, NaN included. Source: R-WP-04,
    handbook 6.1.

    >>> hours = np.zeros((7, 24)); hours[0, 3] = 16
    >>> opened = np.zeros((7, 96), bool); opened[:, 36:68] = True
    >>> need_in_time(hours, 30, 4, 1.0, opened)[0, 34:54].tolist()
    [0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0]
    """
    work = work_in_time(arrivals, promise_hours, is_open)
    agents = required_agents(work, handle_time, utilisation, QUARTER)
    return whole_agents(agents).astype(np.int64)


def work_in_time(arrivals: ArrayLike, promise_hours: float, is_open: ArrayLike) -> Floats:
    """Tickets to work on in each quarter so that each is done within its promise of open time.

    As `need_in_time`; tickets by weekday and quarter. All that arrives in a week is in it, unless it is
    never open.

    >>> float(work_in_time(np.ones((7, 24)), 8, np.ones((7, 96), bool)).sum())
    168.0
    """
    rate, opened = _arrivals(arrivals), _open(is_open).ravel()
    width = max(round(float(above_zero(promise_hours, "promise_hours")) * 60 / QUARTER), 1)
    work = np.zeros(opened.size)
    places = np.flatnonzero(opened)
    if places.size:
        coming = np.repeat(rate, 4, axis=1).ravel() / 4
        next_open = np.searchsorted(places, np.arange(opened.size)) % places.size
        begun = np.bincount(next_open, weights=coming, minlength=places.size)
        work[places] = _spread(np.asarray(begun, np.float64), width)
    return work.reshape(DAYS, SLOTS)


def _spread(begun: Floats, width: int) -> Floats:
    """Each figure shared evenly among itself and the next ``width`` − 1, round and round."""
    turns, rest = divmod(width, begun.size)
    twice = np.concatenate([[0.0], np.cumsum(np.concatenate([begun, begun]))])
    here = np.arange(begun.size) + begun.size + 1
    spread: Floats = (twice[here] - twice[here - rest] + turns * begun.sum()) / width
    return spread


def _arrivals(arrivals: ArrayLike) -> Floats:
    rate = at_least(arrivals, 0.0, "arrivals")
    if rate.shape != (DAYS, HOURS) or np.isnan(rate).any():
        raise ValueError("arrivals must be 7 rows of 24 numbers")
    return rate


def _open(is_open: ArrayLike) -> NDArray[np.bool_]:
    opened = np.asarray(is_open, bool)
    if opened.shape != (DAYS, SLOTS):
        raise ValueError("is_open must be 7 rows of 96 quarters")
    return opened
