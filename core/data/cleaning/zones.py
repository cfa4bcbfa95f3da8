"""Local wall-clock times to UTC instants."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.data.columns import MISSING_INSTANT
from core.data.files.problem import ImportProblem, Question

Instants = npt.NDArray[np.int64]


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that IANA name; ImportProblem where there is none.

    >>> zone_named("Europe/Berlin").key
    'Europe/Berlin'
    """
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        question = Question("timezone", "In which time zone are the file's times?")
        shown = name.strip() or "without a name"
        raise ImportProblem(
            f"There is no time zone {shown}; give a name such as Europe/Berlin or UTC.", question
        ) from error


def local_to_utc(local: Instants, zone: ZoneInfo) -> Instants:
    """Wall-clock microseconds of a zone to UTC microseconds; missing stays missing.

    A time that does not exist (clocks go forward) moves to the first instant that does; a time
    that exists twice (clocks go back) is the first of the two.

    >>> import numpy as np
    >>> night = np.array(["2026-03-29T02:30", "2026-10-25T02:30"], "M8[us]").astype("int64")
    >>> local_to_utc(night, ZoneInfo("Europe/Berlin")).astype("M8[us]").astype(str).tolist()
    ['2026-03-29T01:00:00.000000', '2026-10-25T00:30:00.000000']
    """
    wall = pd.DatetimeIndex(local.view("M8[us]"))
    first = np.ones(len(wall), dtype=bool)
    aware = wall.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    utc: Instants = aware.as_unit("us").asi8.copy()
    utc[local == MISSING_INSTANT] = MISSING_INSTANT
    return utc
