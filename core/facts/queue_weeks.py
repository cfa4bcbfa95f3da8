"""Who waits for an agent now, and who waited at the same hour of the weeks before."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MICROSECONDS_PER_DAY, MICROSECONDS_PER_MINUTE, MISSING_INSTANT
from core.facts.event_log import Ints
from core.facts.log_view import instants_of

WEEKS = 8
LEAST_WEEKS = 4
"""Catalogue 1.3, queue_ratio: eight weeks before; fewer than four do not tell what is usual."""


def queue_weeks(
    tickets: pd.DataFrame, responses: pd.DataFrame, *, as_of: int, timezone: str = "UTC"
) -> pd.DataFrame:
    """One row per ticket that waits for an agent at ``as_of`` or did one to eight weeks before.

    The instants are those with the same weekday and wall-clock time in ``timezone``. Columns:
    ``ticket_row``, ``is_waiting`` (now), ``waited_weeks`` (bit k - 1: waited k weeks ago),
    ``known_weeks`` (how many of the weeks the data reach back to). A ticket waits from its creation
    to the first answer, and from a later message of the customer to the next answer or the end.
    Empty where the data reach back less than four weeks.
    """
    known = _known_weeks(instants_of(tickets, "created_at"), as_of)
    bits = np.zeros(len(tickets), np.uint8)
    waits = (_first_waits(tickets), _later_waits(responses))
    for week, instant in enumerate(same_hours(as_of, timezone)[:known]):
        for row, start, end in waits:
            bits[row[(start <= instant) & (instant < end)]] |= np.uint8(1 << week)
    is_waiting = tickets["is_waiting_for_agent"].to_numpy(dtype=bool)
    rows = np.flatnonzero(is_waiting | (bits > 0)) if known >= LEAST_WEEKS else np.zeros(0, np.int64)
    return pd.DataFrame(
        {
            "ticket_row": rows,
            "is_waiting": is_waiting[rows],
            "waited_weeks": bits[rows],
            "known_weeks": np.full(len(rows), known),
        }
    )


def same_hours(as_of: int, timezone: str, weeks: int = WEEKS) -> list[int]:
    """The instants 1, 2, ... weeks before on the wall clock of a zone, in UTC microseconds.

    The clocks went forward between the first Saturday and the next one:

    >>> after, before = 1_743_238_800_000_000 + 7 * 86_400_000_000, 1_743_238_800_000_000
    >>> [(after - at) / 3_600_000_000 for at in same_hours(after, "Europe/Berlin", 1)]
    [167.0]
    """
    wall = pd.Timestamp(as_of, unit="us", tz="UTC").tz_convert(timezone).tz_localize(None)
    earlier = (wall - pd.Timedelta(days=7 * week) for week in range(1, weeks + 1))
    found = [at.tz_localize(timezone, nonexistent="shift_forward", ambiguous=True) for at in earlier]
    return [int(instant) for instant in pd.DatetimeIndex(found).as_unit("us").asi8]


def _known_weeks(created: Ints, as_of: int) -> int:
    known = created[created != MISSING_INSTANT]
    weeks = (as_of - int(known.min())) // (7 * MICROSECONDS_PER_DAY) if len(known) else 0
    return int(np.clip(weeks, 0, WEEKS))


Waits = tuple[NDArray[np.integer], Ints, Ints]
"""Ticket rows, and from when to when they waited."""


def _first_waits(tickets: pd.DataFrame) -> Waits:
    created = instants_of(tickets, "created_at")
    waited = tickets["first_response_observed_minutes"].to_numpy(dtype=np.float64)
    row = np.flatnonzero((created != MISSING_INSTANT) & ~np.isnan(waited))
    return row, created[row], created[row] + _microseconds(waited[row])


def _later_waits(responses: pd.DataFrame) -> Waits:
    asked = instants_of(responses, "asked_at")
    waited = responses["observed_minutes"].to_numpy(dtype=np.float64)
    return responses["ticket_row"].to_numpy(), asked, asked + _microseconds(waited)


def _microseconds(minutes: NDArray[np.float64]) -> Ints:
    return np.rint(minutes * MICROSECONDS_PER_MINUTE).astype(np.int64)
