"""Which instant a live page shows: that of the wall clock, or the latest one in the data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard import format as fmt

AUTO, NOW, DATA = "auto", "on", "off"
CHOICES = {AUTO: "Automatic", NOW: "Now", DATA: "Latest event"}
FED_WITHIN = timedelta(hours=96)
"""Webhooks: silence over a long weekend means that nothing happened."""
IMPORTED_WITHIN = timedelta(hours=2)
"""Imports: what happened since the last one is unknown, so the clock must not run far beyond it."""
AHEAD = timedelta(minutes=5)
"""Clocks of other systems may be a little fast; data from further ahead are not of this moment."""


@dataclass(frozen=True)
class Moment:
    """The instant that a page shows. ``is_live``: the wall clock's; ``latest``: of the latest event."""

    as_of: datetime
    latest: datetime
    is_live: bool


def follows_the_clock(choice: str, now: datetime, latest: datetime, delivered: datetime | None) -> bool:
    """Whether time goes on without events.

    By itself it does while the store is being fed: a webhook came in within four days and told of an event
    of these days, or the latest event is at most two hours old. ``delivered``: the last webhook.

    >>> now = datetime(2026, 3, 9, 8)
    >>> friday, june = datetime(2026, 3, 6, 17), datetime(2025, 6, 30)
    >>> [follows_the_clock("auto", now, *feed) for feed in ((friday, friday), (friday, None), (june, now))]
    [True, False, False]
    """
    if choice in (NOW, DATA):
        return choice == NOW
    is_fed = delivered is not None and now - delivered <= FED_WITHIN
    return -AHEAD <= now - latest <= (FED_WITHIN if is_fed else IMPORTED_WITHIN)


def moment_of(choice: str, now: datetime, latest: datetime, delivered: datetime | None) -> Moment:
    """The moment to show; never before the latest event."""
    is_live = follows_the_clock(choice, now, latest, delivered)
    return Moment(max(now, latest) if is_live else latest, latest, is_live)


def stamp(moment: Moment, zone: str) -> str:
    """How fresh a tile is, in a few letters: the time of day, the day and the minute where it is not of now.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 1, 12, 0, 7, tzinfo=UTC)
    >>> stamp(Moment(noon, noon, True), "UTC"), stamp(Moment(noon, noon, False), "UTC").replace(chr(160), " ")
    ('12:00:07', '1 Mar, 12:00')
    """
    if moment.is_live:
        return fmt.time_of_day(moment.as_of, zone)
    return re.sub(r"\s\d{4},", ",", fmt.date_time(moment.as_of, zone))


def moment_words(moment: Moment, zone: str) -> str:
    """One line on what moment is shown and why."""
    if not moment.is_live:
        latest = fmt.date_time(moment.as_of, zone)
        return f"as of the latest event, {latest} ({zone}); the clock stands still until data come in"
    minutes = (moment.as_of - moment.latest).total_seconds() / 60
    ago = "just now" if minutes < 1 / 60 else f"{fmt.duration(minutes)} ago"
    return f"{stamp(moment, zone)} ({zone}) · latest event {ago}"
