"""Holidays by country and region, and from calendar files."""

from __future__ import annotations

from datetime import date

import pytest

from core.public_holidays import CalendarFileError, calendar_file_days, countries, public_holidays, regions

FILE = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//test//EN
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20260501
DTEND;VALUE=DATE:20260503
SUMMARY:Works outing
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20240906
RRULE:FREQ=YEARLY
SUMMARY:Founding day
END:VEVENT
END:VCALENDAR
"""


def test_known_holidays_of_countries_and_regions_are_there() -> None:
    days = dict(public_holidays("US", None, [2026]))
    assert date(2026, 7, 4) in days or date(2026, 7, 3) in days
    assert date(2026, 12, 25) in days
    assert date(2026, 1, 6) in dict(public_holidays("DE", "BY", [2026]))
    assert date(2026, 1, 6) not in dict(public_holidays("DE", "BE", [2026]))
    assert "BY" in regions("DE")
    assert "US" in countries()


def test_a_country_or_region_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="country"):
        public_holidays("XX", None, [2026])
    with pytest.raises(ValueError, match="region"):
        public_holidays("DE", "XX", [2026])


def test_a_calendar_file_gives_every_day_of_long_events_and_every_year_of_repeated_ones() -> None:
    assert calendar_file_days(FILE, [2026, 2027]) == [
        (date(2026, 5, 1), "Works outing"),
        (date(2026, 5, 2), "Works outing"),
        (date(2026, 9, 6), "Founding day"),
        (date(2027, 9, 6), "Founding day"),
    ]


@pytest.mark.parametrize("data", [b"", b"no calendar", b"\xff\xfe\x00", b"x" * 2_000_001])
def test_a_file_that_is_no_calendar_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(CalendarFileError):
        calendar_file_days(data, [2026])
