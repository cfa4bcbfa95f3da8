"""Opening hours in words: windows as people type them, weeks in a sentence, refusals in plain language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from core.calendars import WEEKDAYS
from core.opening_hours import parse_windows
from core.reporting.hours import HoursDraft, Windows
from dashboard import format as fmt

NAMES = dict(
    zip(
        WEEKDAYS,
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)
ALL_DAY, CLOSED, UNCLEAR = "24h", "closed", "unclear"
WHOLE_DAY: Windows = (("00:00", "24:00"),)
_PART = re.compile(r"(\d{1,2}:\d{2})\s*(?:-|–|—|to)\s*(\d{1,2}:\d{2})", re.IGNORECASE)
_ARGUMENT = re.compile(r"^(?:weekly|special_days)(?:\[([^]]+)\])?: ")
_PLACES = {"timezone": "Time zone", "name": "Name", "valid_from": "Valid from", "holidays": "Closed days"}


def day_words(day: date) -> str:
    """A date for people.

    >>> day_words(date(2026, 3, 1)).replace(chr(160), " ")
    '1 Mar 2026'
    """
    return fmt.date(datetime.combine(day, time(), UTC))


def windows_text(windows: Windows) -> str:
    """Windows as a person types them.

    >>> windows_text((("09:00", "12:00"), ("13:00", "17:00"))), windows_text((("00:00", "24:00"),))
    ('09:00-12:00, 13:00-17:00', '24h')
    """
    if windows == WHOLE_DAY:
        return ALL_DAY
    return ", ".join(f"{opens}-{closes}" for opens, closes in windows)


def read_windows(text: str) -> Windows:
    """Windows from what a person typed; nothing is closed. ValueError names the part that is unclear.

    >>> read_windows("9:00 – 12:00; 13:00-17:00"), read_windows("24 h"), read_windows("closed")
    ((('09:00', '12:00'), ('13:00', '17:00')), (('00:00', '24:00'),), ())
    """
    plain = " ".join(text.split()).casefold()
    if plain in ("", CLOSED, "-"):
        return ()
    if plain.replace(" ", "") in ("24h", "24/7"):
        return WHOLE_DAY
    windows = tuple(_window(part) for part in re.split(r"[,;]", plain) if part.strip())
    parse_windows(windows, "hours")
    return windows


def _window(part: str) -> tuple[str, str]:
    match = _PART.fullmatch(part.strip())
    if match is None:
        raise ValueError(f"“{fmt.shorten(part, 24)}” is not understood; write hours like 09:00-17:00")
    return match[1].zfill(5), match[2].zfill(5)


def minutes_open(windows: Windows) -> int:
    """Minutes in windows; one that does not end after its start runs over midnight.

    >>> minutes_open((("22:00", "06:00"),)) / 60
    8.0
    """
    return sum(closes - opens for opens, closes in parse_windows(windows, "hours"))


def day_length(text: str) -> str:
    """How long a day is open, beside the field in which its hours are typed.

    >>> day_length("09:00-17:30").replace(chr(160), " "), day_length(""), day_length("9 to 5")
    ('8 h 30 min', 'closed', 'unclear')
    """
    try:
        windows = read_windows(text)
    except ValueError:
        return UNCLEAR
    return fmt.duration(minutes_open(windows), business=True) if windows else CLOSED


def in_words(error: Exception) -> str:
    """A refusal of the core in the words of the page.

    >>> in_words(ValueError("weekly[mon]: open intervals overlap"))
    'Monday: open intervals overlap'
    """
    text = str(error)
    match = _ARGUMENT.match(text)
    if match is not None:
        place, rest = match[1], text[match.end() :]
        if place is None:
            return rest[:1].upper() + rest[1:]
        return f"{NAMES.get(place, place)}: {rest}"
    name, colon, rest = text.partition(": ")
    return f"{_PLACES[name]}: {rest}" if colon and name in _PLACES else text


def week_sentence(draft: HoursDraft) -> str:
    """How many hours a week is open, and when.

    >>> week_sentence(HoursDraft("UTC", {"mon": WHOLE_DAY}, date(2026, 1, 1))).replace(chr(160), " ")
    'Open 24 h a week: Mon 24h'
    """
    total = sum(minutes_open(windows) for windows in draft.weekly.values())
    if not total:
        return "Open on the days with other hours only"
    amount = fmt.duration(total, business=True)
    return f"Open {amount} a week: {week_words(draft)}"


def week_words(draft: HoursDraft) -> str:
    """The week in a line; neighbouring days with the same hours share an entry."""
    runs: list[tuple[str, str, str]] = []
    for day in WEEKDAYS:
        text = windows_text(draft.weekly.get(day, ()))
        if runs and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], day, text)
        else:
            runs.append((day, day, text))
    words = [f"{NAMES[a][:3]}{'' if a == b else '–' + NAMES[b][:3]} {text}" for a, b, text in runs if text]
    return ", ".join(words)


def effect_sentence(draft: HoursDraft, versions: Sequence[HoursDraft]) -> str:
    """What saving does: replaces a version, or adds a change from a date on."""
    day = day_words(draft.valid_from)
    earlier = [one for one in versions if one.valid_from < draft.valid_from]
    later = [one for one in versions if one.valid_from > draft.valid_from]
    is_known = any(one.valid_from == draft.valid_from for one in versions)
    until = f" until {day_words(later[0].valid_from)}" if later else ""
    if not earlier:
        start = "Replaces the first version" if is_known else "Counts"
        return f"{start}{until}, also for everything before {day}."
    if is_known:
        return f"Replaces the version of {day}."
    return f"A change: the earlier hours count until {day} begins, these from then on{until}."
