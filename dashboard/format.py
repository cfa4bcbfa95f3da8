"""Turn numbers and instants into words for people. Pure: no Streamlit, no data access.

Durations come in minutes, shares as 0..1, instants as aware datetimes. Whatever is missing
(None, NaN, NaT, infinite) reads "no data", never 0.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

NO_DATA = "no data"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
JOINER = "\u2060"
_ADDRESS = re.compile(r"(://|www\.|@|mailto:|xmpp:)", re.IGNORECASE)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_SPACE = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")


def is_missing(value: Any) -> bool:
    """True for None, NaN, NaT and infinite numbers.

    >>> is_missing(None), is_missing(float("nan")), is_missing(0)
    (True, True, False)
    """
    if value is None or value != value:
        return True
    return isinstance(value, float) and math.isinf(value)


def _unit(number: int, unit: str) -> str:
    return f"{number}{NO_BREAK}{unit}"


def duration(minutes: float | None, *, business: bool = False) -> str:
    """A duration in minutes as at most two units; business time never turns into days.

    >>> [duration(m).replace(chr(160), " ") for m in (0, 0.5, 1, 36.4, 96, 2879, 4560, 20000)]
    ['0 min', '30 s', '1 min', '36 min', '1 h 36 min', '47 h 59 min', '3 d 4 h', '14 d']
    >>> duration(4560, business=True).replace(chr(160), " "), duration(float("nan"))
    ('76 h', 'no data')
    """
    if minutes is None or is_missing(minutes):
        return NO_DATA
    if minutes < 0:
        return MINUS + duration(-minutes, business=business)
    seconds = round(minutes * 60)
    if 0 < seconds < 60:
        return _unit(seconds, "s")
    whole = round(minutes)
    if whole < 60:
        return _unit(whole, "min")
    if whole < 48 * 60 or business:
        return _two(whole, 60, "h", "min", drop_second=whole >= 48 * 60)
    if minutes >= 10 * 24 * 60:
        return _unit(round(minutes / (24 * 60)), "d")
    return _two(round(minutes / 60), 24, "d", "h", drop_second=False)


def _two(amount: int, size: int, first: str, second: str, *, drop_second: bool) -> str:
    if drop_second:
        return _unit(round(amount / size), first)
    big, small = divmod(amount, size)
    return f"{_unit(big, first)}{NO_BREAK}{_unit(small, second)}" if small else _unit(big, first)


def share(value: float | None) -> str:
    """A share of 0..1 in percent; one decimal only where rounding would claim all or nothing.

    >>> [share(v).replace(chr(160), " ") for v in (0.874, 0.996, 1.0, 0.004, 0.0)]
    ['87 %', '99.6 %', '100 %', '0.4 %', '0 %']
    >>> share(None)
    'no data'
    """
    if value is None or is_missing(value):
        return NO_DATA
    percent = value * 100
    near_edge = 0 < percent < 1 or 99 < percent < 100
    digits = 1 if near_edge else 0
    while near_edge and digits < 4 and round(percent, digits) in (0, 100):
        digits += 1
    return f"{percent:.{digits}f}{NO_BREAK}%"


def count(value: float | None) -> str:
    """A whole number with commas between thousands, as tables have them.

    >>> count(1234567), count(float("nan")), count(-1200)
    ('1,234,567', 'no data', '\u22121,200')
    """
    if value is None or is_missing(value):
        return NO_DATA
    return f"{round(value):,}".replace("-", MINUS)


def number(value: float | None, digits: int = 1) -> str:
    """A number with a fixed count of decimals and commas between thousands, as tables have them.

    >>> number(3.14159, 2), number(12345.6), number(None)
    ('3.14', '12,345.6', 'no data')
    """
    if value is None or is_missing(value):
        return NO_DATA
    return f"{value:,.{digits}f}".replace("-", MINUS)


def _kind(unit: Any) -> str:
    word = str(getattr(unit, "value", unit)).lower()
    for kind in ("minute", "share", "count", "score"):
        if kind in word:
            return kind
    if word == "ratio":  # a part of something that may exceed the whole: reads best in percent
        return "share"
    return "percent" if "percent" in word else "number"


def value_in_unit(value: float | None, unit: Any, *, business: bool = False) -> str:
    """A metric's value in its unit ("minutes", "share", "count", "score", anything else: a number).

    >>> value_in_unit(0.5, "share").replace(chr(160), " "), value_in_unit(12, "count")
    ('50 %', '12')
    """
    kind = _kind(unit)
    if kind == "minute":
        return duration(value, business=business)
    if kind == "share":
        return share(value)
    if kind == "count":
        return count(value)
    return number(value, 2 if kind == "score" else 1)


def change(now: float | None, before: float | None, unit: Any) -> str | None:
    """How far a value moved, signed, in its own unit (shares in percentage points); None if unknown.

    >>> change(0.87, 0.90, "share").replace(chr(160), " "), change(90, 60, "minutes")
    ('-3.0 pp', '+30\\xa0min')
    >>> change(5, 5, "count"), change(None, 3, "count") is None
    ('\u00b10', True)
    """
    if now is None or before is None or is_missing(now) or is_missing(before):
        return None
    gap = now - before
    sign = "-" if gap < 0 else "+"
    if _kind(unit) == "share":
        text = f"{abs(gap) * 100:.1f}{NO_BREAK}pp"
        return f"±{text}" if abs(gap) < 0.0005 else sign + text
    text = value_in_unit(abs(gap), unit)
    return f"±{text}" if text == value_in_unit(0.0, unit) else sign + text


def plural(amount: float, noun: str, nouns: str | None = None) -> str:
    """A counted noun.

    >>> plural(1, "ticket"), plural(2, "ticket"), plural(0, "category", "categories")
    ('1\\xa0ticket', '2\\xa0tickets', '0\\xa0categories')
    """
    word = noun if round(amount) == 1 else nouns or noun + "s"
    return f"{count(amount)}{NO_BREAK}{word}"


def kept_together(text: str) -> str:
    """Words that no line break parts.

    >>> kept_together("3 agent days") == "3\\xa0agent\\xa0days"
    True
    """
    return text.replace(" ", NO_BREAK)


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def date(instant: datetime | None, zone: str = "UTC") -> str:
    """The calendar day in the display zone.

    >>> from datetime import UTC
    >>> date(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "Europe/Berlin")
    '2\\xa0Mar\\xa02026'
    """
    if instant is None or is_missing(instant):
        return NO_DATA
    local = _local(instant, zone)
    return f"{local.day}{NO_BREAK}{local:%b}{NO_BREAK}{local.year}"


def date_time(instant: datetime | None, zone: str = "UTC") -> str:
    """The day and the minute in the display zone.

    >>> from datetime import UTC
    >>> date_time(datetime(2026, 3, 1, 13, 5, tzinfo=UTC)).replace(chr(160), " ")
    '1 Mar 2026, 13:05'
    """
    if instant is None or is_missing(instant):
        return NO_DATA
    return f"{date(instant, zone)}, {_local(instant, zone):%H:%M}"


def time_of_day(instant: datetime | None, zone: str = "UTC") -> str:
    """The time of day in the display zone, to the second.

    >>> from datetime import UTC
    >>> time_of_day(datetime(2026, 3, 1, 13, 5, 9, tzinfo=UTC), "Europe/Berlin")
    '14:05:09'
    """
    if instant is None or is_missing(instant):
        return NO_DATA
    return f"{_local(instant, zone):%H:%M:%S}"


def size(byte_count: float | None) -> str:
    """A file size.

    >>> size(900).replace(chr(160), " "), size(2_500_000).replace(chr(160), " ")
    ('900 B', '2.5 MB')
    """
    if byte_count is None or is_missing(byte_count):
        return NO_DATA
    for unit in ("B", "kB", "MB", "GB"):
        if byte_count < 1000 or unit == "GB":
            break
        byte_count /= 1000
    return f"{byte_count:.{0 if unit == 'B' else 1}f}{NO_BREAK}{unit}"


def escape_markdown(text: object) -> str:
    r"""Text from tickets, safe to put into any label or Markdown: shows as typed, links and fetches nothing.

    Escapes are undone before bare addresses are recognised, so an invisible joiner breaks those up.

    >>> print(escape_markdown("![x](a_b)"))
    \!\[x\]\(a\_b\)
    >>> escape_markdown("http://h www.h a@h").count(JOINER)
    3
    """
    plain = _SPACE.sub(" ", str(text)).strip()
    return _PUNCTUATION.sub(r"\\\1", _ADDRESS.sub(lambda match: match[0][:-1] + JOINER + match[0][-1], plain))


def escape_for_badge(text: object) -> str:
    r"""`escape_markdown` for `st.badge`, which escapes brackets by itself.

    >>> print(escape_for_badge("[x]!"))
    [x]\!
    """
    return escape_markdown(text).replace(r"\[", "[").replace(r"\]", "]")


def sentence(words: str) -> str:
    """Words that begin with a capital letter.

    >>> sentence("last 28 days")
    'Last 28 days'
    """
    return words[:1].upper() + words[1:]


def shorten(text: object, length: int = 28) -> str:
    """Text cut to a length, with an ellipsis.

    >>> shorten("Password reset for a whole company", 16)
    'Password reset…'
    """
    plain = _SPACE.sub(" ", str(text)).strip()
    return plain if len(plain) <= length else plain[: length - 1].rstrip() + "…"
