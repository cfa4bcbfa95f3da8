"""Days on which a calendar may be closed: public holidays by country and region, and iCalendar files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import recurring_ical_events
from holidays.registry import COUNTRIES
from icalendar import Calendar

Day = tuple[date, str]
FIRST_YEAR, LAST_YEAR = 1900, 2199
MAX_BYTES = 2_000_000
MAX_DAYS = 5_000
MAX_EVENTS, MAX_REPEATING, MAX_OCCURRENCES = 5_000, 200, 20_000
"""What a file of holidays never reaches; beyond, reading it could take minutes."""
NAME_LENGTH = 120
UNNAMED = "Closed"
LANGUAGE = "en_US"
OWN_NAMES = {
    "CD": "DR Congo",
    "GW": "Guinea-Bissau",
    "TL": "Timor-Leste",
    "SY": "Syria",
    "HM": "Heard Island",
}
"""Where the name in the library reads badly once it is spelled out."""
TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
FINE_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_JOINING = re.compile(r"\b(And|The|Of|Da)\b")


class CalendarFileError(ValueError):
    """A file that cannot be taken, in a sentence for people."""


@cache
def countries() -> dict[str, str]:
    """Code and name of every country whose holidays are known, by name.

    >>> countries()["DE"], countries()["GB"], countries()["BA"]
    ('Germany', 'United Kingdom', 'Bosnia and Herzegovina')
    """
    named = {code: OWN_NAMES.get(code) or _spaced(name) for name, code, *_ in COUNTRIES.values()}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def _spaced(name: str) -> str:
    return _JOINING.sub(lambda match: match[0].lower(), _HUMP.sub(" ", name))


def regions(country: str) -> dict[str, str]:
    """Code and name of a country's regions that have holidays of their own, by name.

    >>> regions("GB")
    {'ENG': 'England', 'NIR': 'Northern Ireland', 'SCT': 'Scotland', 'WLS': 'Wales'}
    """
    known = getattr(holidays, _known_country(country))
    named: dict[str, str] = {}
    for name, code in known.subdivisions_aliases.items():
        if len(named.get(code, "")) <= 3 < len(name) or code not in named:
            named[code] = name
    found = {code: named.get(code, code) for code in known.subdivisions}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def country_of(timezone: str) -> str | None:
    """The country in which a time zone lies, where it is one that has known holidays.

    >>> country_of("Europe/Berlin"), country_of("UTC")
    ('DE', None)
    """
    return _zone_countries().get(timezone)


@cache
def _zone_countries() -> dict[str, str]:
    lines = (files("tzdata.zoneinfo") / "zone.tab").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {zone: code for code, _, zone, *_ in rows if code in countries()}


def public_holidays(country: str, region: str | None, years: Iterable[int]) -> list[Day]:
    """The public holidays of a country, and of its region where one is given, in order.

    A holiday that is observed on another day counts on both. Raises ValueError for a country, region
    or year that is not known.

    >>> [name for day, name in public_holidays("DE", "BY", [2026]) if day.month == 1]
    ["New Year's Day", 'Epiphany']
    """
    chosen = _checked_years(years)
    if region and region not in getattr(holidays, _known_country(country)).subdivisions:
        raise ValueError(f"region: {countries()[country]} has no region {region!r}")
    known = getattr(holidays, _known_country(country))
    language = LANGUAGE if LANGUAGE in known.supported_languages else known.default_language
    found = holidays.country_holidays(country, subdiv=region or None, years=chosen, language=language)
    return sorted((day, _name(name)) for day, name in found.items() if day.year in chosen)


def _known_country(country: str) -> str:
    if country not in countries():
        raise ValueError(f"country: no holidays are known for {country!r}")
    return country


def _checked_years(years: Iterable[int]) -> list[int]:
    chosen = sorted({int(year) for year in years})
    if not chosen:
        raise ValueError("years: choose at least one year")
    if chosen[0] < FIRST_YEAR or chosen[-1] > LAST_YEAR:
        raise ValueError(f"years: must lie between {FIRST_YEAR} and {LAST_YEAR}")
    return chosen


def _name(text: object) -> str:
    plain = " ".join(str(text or "").split())
    return plain[:NAME_LENGTH] or UNNAMED


def calendar_file_days(content: bytes, years: Iterable[int], timezone: str = "UTC") -> list[Day]:
    """The days of an iCalendar file in the given years, each with the names of its events.

    An event stands for every date it touches, repeated ones for every repetition; cancelled ones are
    left out. Dates are as the file writes them; times in UTC are read in ``timezone``. Raises
    ValueError, in a sentence, for a file that cannot be read or is too large.
    """
    chosen = _checked_years(years)
    if len(content) > MAX_BYTES:
        raise CalendarFileError("The file is larger than 2 MB. Holidays take far less: is it the right file?")
    try:
        calendars = Calendar.from_ical(content, multiple=True)
        if not calendars:
            raise CalendarFileError("The file holds no calendar.")
        for calendar in calendars:
            _refuse_endless(calendar)
        return _named_days(calendars, chosen, ZoneInfo(timezone))
    except CalendarFileError:
        raise
    except Exception as error:
        raise CalendarFileError("The file cannot be read as an iCalendar file (.ics).") from error


def _refuse_endless(calendar: Any) -> None:
    """Refuse what would take minutes to spell out."""
    parts = list(calendar.walk())
    if sum(part.name == "VEVENT" for part in parts) > MAX_EVENTS:
        raise CalendarFileError(f"The file has more than {MAX_EVENTS:,} events.")
    rules = [rule for part in parts for name in ("RRULE", "EXRULE") for rule in _listed(part.get(name))]
    if len(rules) > MAX_REPEATING:
        raise CalendarFileError(f"The file has more than {MAX_REPEATING} repeating events.")
    for rule in rules:
        if TOO_OFTEN & {str(word).upper() for word in _listed(rule.get("FREQ"))} or any(
            rule.get(part) for part in FINE_PARTS
        ):
            raise CalendarFileError("An event of the file repeats several times a day: that is no holiday.")


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _named_days(calendars: Iterable[Any], years: list[int], zone: ZoneInfo) -> list[Day]:
    names: dict[date, dict[str, None]] = {}
    for count, (day, name) in enumerate(_all_days(calendars, years, zone)):
        names.setdefault(day, {})[name] = None
        if len(names) > MAX_DAYS or count >= MAX_OCCURRENCES:
            raise CalendarFileError(f"The file has more than {MAX_DAYS:,} days in these years.")
    return [(day, _name(", ".join(names[day]))) for day in sorted(names)]


def _all_days(calendars: Iterable[Any], years: list[int], zone: ZoneInfo) -> Iterator[Day]:
    for calendar in calendars:
        query = recurring_ical_events.of(calendar)
        for year in years:
            first, last = date(year, 1, 1), date(year, 12, 31)
            for event in query.between(first - timedelta(days=1), last + timedelta(days=2)):
                if str(event.get("STATUS", "")).upper() != "CANCELLED":
                    for day in _dates(event, zone, first, last):
                        yield day, _name(event.get("SUMMARY"))


def _dates(event: Any, zone: ZoneInfo, first: date, last: date) -> Iterator[date]:
    """The dates from ``first`` to ``last`` that an event touches."""
    start, end = (_local(event[name].dt, zone) for name in ("DTSTART", "DTEND"))
    begins = _date(start)
    until = _date(end)
    if end > start and end == (datetime(*until.timetuple()[:3]) if isinstance(end, datetime) else until):
        until -= timedelta(days=1)
    day = max(begins, first)
    while day <= min(max(until, begins), last):
        yield day
        day += timedelta(days=1)


def _local(value: date, zone: ZoneInfo) -> Any:
    """As written, without a zone; an instant in UTC as the wall clock of the calendar's zone shows it."""
    if not isinstance(value, datetime):
        return value
    is_utc = value.tzinfo is not None and value.tzinfo in (UTC, ZoneInfo("UTC"))
    return (value.astimezone(zone) if is_utc else value).replace(tzinfo=None)


def _date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
