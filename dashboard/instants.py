"""Reading instants from the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1901, 2198


def parse_instant(text: str, zone: str, *, argument: str, is_end: bool = False) -> datetime:
    """An aware instant from an ISO date or date and time; without an offset it is local to ``zone``.

    A date alone is its first moment, or with ``is_end`` the first moment of the next day, so that
    the day named is included. Raises ValueError naming ``argument`` for anything else, also for
    years before 1901 and after 2198, which no figure can be computed for.

    >>> parse_instant("2026-03-09", "Europe/Berlin", argument="--from").isoformat()
    '2026-03-08T23:00:00+00:00'
    >>> parse_instant("2026-03-09", "UTC", argument="--to", is_end=True).isoformat()
    '2026-03-10T00:00:00+00:00'
    """
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(
            f"{argument} takes a date such as 2026-03-31 or 2026-03-31T18:00, not {text!r}"
        ) from None
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(f"{argument} must lie in the years {FIRST_YEAR} to {LAST_YEAR}, not in {text!r}")
    if is_end and _is_date(text):
        instant += timedelta(days=1)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=ZoneInfo(zone))
    return instant.astimezone(UTC)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True
