"""What the tables beside the tickets share: whose ticket a row is about, and when it happened."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.columns import MICROSECONDS_PER_DAY
from core.facts.agent_days import local_days
from core.facts.event_log import Ints


def ticket_rows(asked: pd.DataFrame, tickets: pd.DataFrame) -> Ints:
    """Position of every asked ticket in the ticket facts, -1 where it is not there.

    A ticket of the same source comes first, else the only one with that number: a review tool has
    a source of its own.

    >>> tickets = pd.DataFrame({"source_id": ["a", "b", "b"], "ticket_id": ["1", "1", "2"]})
    >>> asked = pd.DataFrame({"source_id": ["b", "tool", "tool"], "ticket_id": ["1", "2", "1"]})
    >>> ticket_rows(asked, tickets).tolist()
    [1, 2, -1]
    """
    number, source = (pa.array(asked[name], pa.large_string()) for name in ("ticket_id", "source_id"))
    words = pc.drop_null(number.unique())
    place = _place_in(words, pa.array(tickets["ticket_id"], pa.large_string()))
    rows = np.flatnonzero(place >= 0)
    if not len(rows):
        return np.full(len(asked), -1)
    column = tickets["source_id"].astype("category").cat
    own, sources = place[rows], pa.array(column.categories.astype("str"), pa.large_string())
    width = len(sources) + 2
    keys = own * width + column.codes.to_numpy()[rows] + 1
    wanted, by = _place_in(words, number), _place_in(sources, source)
    exact = _found(keys, np.where(by < 0, -1, wanted * width + by + 1))
    alone, only = np.bincount(own, minlength=len(words) + 1) == 1, np.full(len(words) + 1, -1)
    only[own] = np.arange(len(rows))
    found = np.where((exact < 0) & alone[wanted], only[wanted], exact)
    return np.where(found >= 0, rows[found], -1)


def _place_in(words: pa.Array, asked: pa.Array) -> Ints:
    """Position of each asked word among the words, -1 where it is none of them."""
    return np.asarray(pc.index_in(asked, value_set=words).fill_null(-1).to_numpy(), np.int64)


def _found(keys: Ints, wanted: Ints) -> Ints:
    """Position of each wanted key among the keys, all of them different; -1 where it is missing."""
    order = np.argsort(keys)
    place = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)]
    return np.where(keys[place] == wanted, place, -1)


def day_instants(days: Ints, zone: str) -> pd.DatetimeIndex:
    """Midnights of local days (numbered from 1970-01-01) as UTC instants.

    A midnight that a change of the clocks skips moves forward; of two, the first counts (QW-010).

    >>> day_instants(np.array([0]), "Europe/Berlin")[0].isoformat()
    '1969-12-31T23:00:00+00:00'
    """
    local = pd.DatetimeIndex((days * MICROSECONDS_PER_DAY).view("datetime64[us]"))
    first = np.ones(len(local), bool)
    return local.tz_localize(zone, ambiguous=first, nonexistent="shift_forward").tz_convert("UTC")


def local_weeks(at: Ints, zone: str) -> Ints:
    """Number of the local week (Monday first) of every instant; week 0 began on 1969-12-29.

    >>> local_weeks(np.array([0, 4 * MICROSECONDS_PER_DAY]), "UTC").tolist()
    [0, 1]
    """
    return week_of(local_days(at, zone))


MONDAY = 3
"""1970-01-01 was a Thursday: three days after a Monday."""


def week_of(days: Ints) -> Ints:
    """Number of the week of every day numbered from 1970-01-01."""
    return np.asarray((days + MONDAY) // 7)


def week_instants(weeks: Ints, zone: str) -> pd.DatetimeIndex:
    """When local weeks begin, as UTC instants.

    >>> week_instants(np.array([1]), "UTC")[0].isoformat()
    '1970-01-05T00:00:00+00:00'
    """
    return day_instants(weeks * 7 - MONDAY, zone)
