"""Typed columns of the ticket table, and time arithmetic on columns with missing instants."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.data.columns import MICROSECONDS_PER_MINUTE, MISSING_INSTANT
from core.facts.event_log import Ints

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def instants(tickets: pa.Table, name: str) -> Ints:
    """An integer column; nulls become the missing instant."""
    column = tickets.column(name).cast(pa.int64())
    return np.array(column.fill_null(MISSING_INSTANT).to_numpy(), np.int64)


def stated_until(tickets: pa.Table, name: str, as_of: int) -> Ints:
    """What the source states about an instant, unless it lies after ``as_of``."""
    stated = instants(tickets, name)
    stated[stated > as_of] = MISSING_INSTANT
    return stated


def numbers(tickets: pa.Table, name: str) -> Floats:
    """A number column; nulls become NaN."""
    column = (
        tickets.column(name).cast(pa.float64()) if tickets.num_rows else pa.chunked_array([], pa.float64())
    )
    return np.array(column.fill_null(np.nan).to_numpy(), np.float64)


def flags(tickets: pa.Table, name: str) -> Flags:
    """A yes-or-no column; nulls become no."""
    return np.asarray(np.nan_to_num(numbers(tickets, name)) != 0)


def minutes_between(start: Ints, end: Ints) -> Floats:
    """Minutes from start to end; NaN where either is missing or the end comes first."""
    known = (start != MISSING_INSTANT) & (end != MISSING_INSTANT)
    span = np.where(known, end - np.where(known, start, 0), -1)
    return np.where(span >= 0, span / MICROSECONDS_PER_MINUTE, np.nan)


def business_minutes(calendar: BusinessCalendar, start: Ints, end: Ints) -> Floats:
    """Business minutes from start to end; NaN where either is missing or the end comes first."""
    known = (start != MISSING_INSTANT) & (end != MISSING_INSTANT) & (end >= start)
    minutes = np.full(len(start), np.nan)
    minutes[known] = calendar.elapsed(start[known], end[known]) / MICROSECONDS_PER_MINUTE
    return minutes


def as_datetimes(at: Ints) -> pd.DatetimeIndex:
    """UTC datetimes in microseconds; the missing instant is NaT."""
    return pd.DatetimeIndex(at.view("datetime64[us]")).tz_localize("UTC")
