"""A planned week as an iCalendar file, one event per stretch of work."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar import Calendar, Event

from core.reporting.schedule_rows import Stretch, breaks_text

MADE_BY = "-//Queuewise//Schedule//EN"


def calendar_file(found: Iterable[Stretch], *, now: datetime | None = None) -> bytes:
    """The events as a file that calendars read; instants in UTC, so that no zone has to be sent along.

    Summary "Early · Ana", breaks in the description. The same stretch has the same id in every file, so
    that a second import replaces the first. ``now``: when the file is made (default: the clock).
    """
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    stamp = now or datetime.now(UTC)
    for one in found:
        calendar.add_component(_event(one, stamp))
    return bytes(calendar.to_ical())


def _event(one: Stretch, stamp: datetime) -> Event:
    event = Event()
    key = f"{one.person}|{one.starts_at.isoformat()}"
    event.add("uid", f"{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}@queuewise")
    event.add("dtstamp", stamp)
    event.add("dtstart", one.starts_at.astimezone(UTC))
    event.add("dtend", one.ends_at.astimezone(UTC))
    event.add("summary", f"{one.shift} · {one.person}")
    if one.breaks:
        event.add("description", f"Breaks: {breaks_text(one)}")
    return event
