"""Hours, days, weeks (Monday first) and months of a zone, as consecutive whole numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from core.metrics.measure import Integers

TIME_UNITS = ("hour", "day", "week", "month")
_HOUR = 3_600_000_000
_DAY = 24 * _HOUR
_MISSING = np.iinfo(np.int64).min
_MONDAY = 3
"""1970-01-01 was a Thursday: three days after a Monday."""


def local_microseconds(at: Integers, zone: str) -> Integers:
    """Wall-clock microseconds in a zone; missing stays missing."""
    wall = pd.DatetimeIndex(at.view("M8[us]"), tz="UTC").tz_convert(zone).tz_localize(None)
    return np.asarray(wall.as_unit("us").asi8)


def buckets(at: Integers, unit: str, zone: str) -> Integers:
    """Number of the local hour, day, week or month of each instant; missing stays missing.

    >>> buckets(np.array([0, 345_600_000_000]), "week", "UTC").tolist()
    [0, 1]
    """
    if unit not in TIME_UNITS:
        raise ValueError(f"unit must be one of {', '.join(TIME_UNITS)}")
    wall = local_microseconds(at, zone)
    if unit == "month":
        month = wall.view("M8[us]").astype("M8[M]").astype(np.int64)
        return np.where(wall == _MISSING, _MISSING, month)
    number = wall // _HOUR if unit == "hour" else wall // _DAY
    if unit == "week":
        number = (number + _MONDAY) // 7
    return np.where(wall == _MISSING, _MISSING, number)


def bucket_label(number: int, unit: str) -> str:
    """First day of a bucket as text; hours with their wall time.

    >>> bucket_label(1, "week"), bucket_label(674, "month"), bucket_label(25, "hour")
    ('1970-01-05', '2026-03', '1970-01-02 01:00')
    """
    if unit == "hour":
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=number)).strftime("%Y-%m-%d %H:00")
    if unit == "month":
        return f"{1970 + number // 12:04d}-{number % 12 + 1:02d}"
    days = number if unit == "day" else number * 7 - _MONDAY
    return (date(1970, 1, 1) + timedelta(days=days)).isoformat()
