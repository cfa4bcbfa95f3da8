"""Holidays by country and region, and from calendar files."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.public_holidays import (
    MAX_EVENTS,
    MAX_REPEATING,
    CalendarFileError,
    calendar_file_days,
    countries,
    country_of,
    public_holidays,
    regions,
)

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


def calendar(*events: str) -> bytes:
    parts = [
        f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20260101T000000Z\r\n{event}\r\nEND:VEVENT\r\n"
        for number, event in enumerate(events)
    ]
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{''.join(parts)}END:VCALENDAR\r\n".encode()


def test_the_holidays_of_bavaria_in_2026_are_those_of_its_law() -> None:
    # Artikel 1 of the Bavarian law on holidays, Easter on 5 April 2026; Assumption only in some towns.
    easter = date(2026, 4, 5)
    moving = [easter + timedelta(days=days) for days in (-2, 1, 39, 50, 60)]
    fixed = [date(2026, m, d) for m, d in ((1, 1), (1, 6), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26))]
    assert [day for day, _ in public_holidays("DE", "BY", [2026])] == sorted(moving + fixed)


def test_federal_holidays_of_the_united_states_are_those_of_the_personnel_office() -> None:
    # Third Monday of January and so on; 4 July 2026 is a Saturday, so Friday counts too.
    days = [day for day, _ in public_holidays("US", None, [2026])]
    months = [
        (1, 1),
        (1, 19),
        (2, 16),
        (5, 25),
        (6, 19),
        (7, 3),
        (7, 4),
        (9, 7),
        (10, 12),
        (11, 11),
        (11, 26),
    ]
    assert days == [date(2026, month, day) for month, day in [*months, (12, 25)]]


def test_several_years_come_in_order_and_once_and_other_years_not_at_all() -> None:
    found = public_holidays("GB", "SCT", [2027, 2025, 2027])
    assert found == sorted(found)
    assert {day.year for day, _ in found} == {2025, 2027}
    assert len({day for day, _ in found}) == len(found)


@pytest.mark.parametrize("years", [[], [1800], [2026, 2300]])
def test_years_that_no_calendar_covers_are_refused(years: list[int]) -> None:
    with pytest.raises(ValueError, match="years"):
        public_holidays("DE", None, years)


def test_every_country_has_a_name_of_its_own_and_answers() -> None:
    names = countries()
    assert len(names) > 200
    assert len(set(names.values())) == len(names)
    assert all(name[0].isupper() and "  " not in name for name in names.values())
    assert list(names.values()) == sorted(names.values())
    for code in ("NZ", "FR", "AT", "JP", "BR"):
        assert all(public_holidays(code, region, [2026]) for region in regions(code))


def test_regions_bear_their_names() -> None:
    assert regions("AT")["9"] == "Wien"
    assert regions("CA")["BC"] == "British Columbia"
    assert regions("FR")["971"] == "Guadeloupe"
    assert regions("DK") == {}


def test_a_zone_leads_to_its_country() -> None:
    zones = ("America/New_York", "Europe/London", "UTC", "Nowhere/City")
    assert [country_of(zone) for zone in zones] == ["US", "GB", None, None]


def test_an_event_at_a_time_stands_for_every_date_that_it_touches() -> None:
    file = calendar(
        "SUMMARY:Night\r\nDTSTART:20260301T220000\r\nDTEND:20260302T020000",
        "SUMMARY:To midnight\r\nDTSTART:20260305T080000\r\nDTEND:20260306T000000",
        "SUMMARY:Own zone\r\nDTSTART;TZID=Asia/Tokyo:20260310T000000\r\nDURATION:P2D",
        "SUMMARY:No length\r\nDTSTART:20260320T120000",
    )
    assert [(day.day, name) for day, name in calendar_file_days(file, [2026], "America/New_York")] == [
        (1, "Night"), (2, "Night"), (5, "To midnight"), (10, "Own zone"), (11, "Own zone"), (20, "No length"),
    ]  # fmt: skip


def test_a_time_in_utc_is_read_in_the_zone_of_the_calendar() -> None:
    file = calendar("SUMMARY:Christmas\r\nDTSTART:20261224T230000Z\r\nDTEND:20261225T230000Z")
    assert calendar_file_days(file, [2026], "Europe/Berlin") == [(date(2026, 12, 25), "Christmas")]
    assert len(calendar_file_days(file, [2026], "UTC")) == 2


def test_events_of_one_day_share_it_and_cancelled_or_moved_ones_are_left_out() -> None:
    file = calendar(
        "SUMMARY:A\r\nDTSTART;VALUE=DATE:20260601",
        "SUMMARY:B\r\nDTSTART;VALUE=DATE:20260601",
        "SUMMARY:A\r\nDTSTART;VALUE=DATE:20260601",
        "SUMMARY:C\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20260602",
        "SUMMARY:D\r\nDTSTART;VALUE=DATE:20260603\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;VALUE=DATE:20260604",
        "DTSTART;VALUE=DATE:20260610",
    )
    assert [(day.day, name) for day, name in calendar_file_days(file, [2026])] == [
        (1, "A, B"), (3, "D"), (5, "D"), (10, "Closed"),
    ]  # fmt: skip


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(1, 40), st.sampled_from([1, 2, 7, 30]))
def test_repeated_days_are_those_of_a_plain_loop(start: date, count: int, step: int) -> None:
    rule = f"RRULE:FREQ=DAILY;INTERVAL={step};COUNT={count}"
    file = calendar(f"SUMMARY:x\r\nDTSTART;VALUE=DATE:{start:%Y%m%d}\r\n{rule}")
    every = [start + timedelta(days=step * number) for number in range(count)]
    assert [day for day, _ in calendar_file_days(file, [2026])] == [d for d in every if d.year == 2026]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"x" * 2_000_001, "larger than 2 MB"),
        (b"", "no calendar"),
        (b"<html>not found</html>", "cannot be read"),
        (FILE[:-20], "no calendar"),
        (calendar("SUMMARY:no start"), "cannot be read"),
        (calendar("DTSTART:someday"), "cannot be read"),
        (calendar("DTSTART:20260101T000000\r\nRRULE:FREQ=SECONDLY"), "several times a day"),
        (calendar("DTSTART:20260101T000000\r\nRRULE:FREQ=DAILY;BYMINUTE=1,2"), "several times a day"),
        (calendar(*["DTSTART;VALUE=DATE:20260101"] * (MAX_EVENTS + 1)), "events"),
        (calendar(*["DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY"] * (MAX_REPEATING + 1)), "repeating"),
    ],
)
def test_a_broken_or_endless_file_is_refused_with_the_reason(file: bytes, reason: str) -> None:
    with pytest.raises(CalendarFileError, match=reason):
        calendar_file_days(file, [2026])


def test_more_days_than_a_calendar_of_holidays_has_are_refused() -> None:
    file = calendar("SUMMARY:x\r\nDTSTART;VALUE=DATE:20000101\r\nDTEND;VALUE=DATE:20300101")
    with pytest.raises(CalendarFileError, match="5,000 days"):
        calendar_file_days(file, range(2000, 2030))


@given(st.binary(max_size=60), st.integers(0, len(FILE)), st.integers(0, 40))
def test_a_file_damaged_anywhere_is_read_or_refused_in_a_sentence(noise: bytes, at: int, cut: int) -> None:
    try:
        found = calendar_file_days(FILE[:at] + noise + FILE[at + cut :], [2026])
    except CalendarFileError:
        return
    assert all(day.year == 2026 and name for day, name in found)
