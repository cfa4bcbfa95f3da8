"""Columns of date strings to instants; the format is found once for a whole column."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.data.columns import MICROSECONDS_PER_DAY, MISSING_INSTANT

Instants = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

EARLIEST = np.datetime64("1970-01-01", "us").astype(np.int64)
LATEST = np.datetime64("2200-01-01", "us").astype(np.int64)
DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"

_CLOCK = (
    r"(?:(?:[T ,]+|, at )(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
_WEEKDAY = r"^(?:[A-Za-z]{3,9}\.?,? )?"
PATTERNS: dict[str, str] = {
    "year first": r"^(?P<year>\d{4})[-/.](?P<a>\d{1,2})[-/.](?P<b>\d{1,2})" + _CLOCK,
    "day and month": r"^(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _CLOCK,
    "day, month name": _WEEKDAY
    + r"(?P<b>\d{1,2})[-/ ](?P<name>[A-Za-z]{3})[a-z]*\.?[-/ ,]+(?P<year>\d{4}|\d{2})"
    + _CLOCK,
    "month name, day": _WEEKDAY
    + r"(?P<name>[A-Za-z]{3})[a-z]*\.? (?P<b>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"
    + _CLOCK,
    "year last": r"^[A-Za-z]{3} (?P<name>[A-Za-z]{3}) +(?P<b>\d{1,2}) (?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r":(?P<second>\d{2}) (?:(?P<zone>Z|UTC|GMT|[+-]\d{4}) )?(?P<year>\d{4})$",
    "compact": r"^(?P<year>(?:19|20|21)\d{2})(?P<a>\d{2})(?P<b>\d{2})"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?(?P<zone>Z)?$",
    "epoch": r"^(?P<count>\d{10}|\d{13}|\d{16})(?:\.\d+)?$",
    "serial day": r"^(?P<days>[2-9]\d{4})(?:[.,](?P<fraction>\d+))?$",
}
_MONTHS = pa.array(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
_SAMPLE = 2_000


@dataclass(frozen=True)
class DateColumn:
    """A date column taken apart: its pattern, and what day and month are known to be."""

    pattern: str
    groups: dict[str, pa.StringArray] = field(repr=False)
    matched: Flags = field(repr=False)
    day_first_count: int = 0
    month_first_count: int = 0
    is_dotted: bool = False

    @property
    def is_ambiguous(self) -> bool:
        """Whether no value of the column tells the day from the month."""
        if self.pattern != "day and month" or self.is_dotted or not self.matched.any():
            return False
        return self.day_first_count == 0 and self.month_first_count == 0

    @property
    def order(self) -> str | None:
        """What most values say: "dmy" or "mdy"; None where none says anything."""
        if self.pattern != "day and month":
            return YEAR_FIRST
        if self.day_first_count == self.month_first_count:
            return DAY_FIRST if self.is_dotted else None
        return DAY_FIRST if self.day_first_count > self.month_first_count else MONTH_FIRST

    @property
    def is_contradictory(self) -> bool:
        """Whether a good part of the column says the opposite of the rest."""
        low, high = sorted((self.day_first_count, self.month_first_count))
        return low * 20 > high


def take_apart(column: pa.StringArray) -> DateColumn:
    """The pattern that fits most of the column, and the parts of every value that fits it."""
    pattern = _best_pattern(column)
    parts = pc.extract_regex(column, PATTERNS[pattern])
    matched = pc.is_valid(parts).to_numpy(zero_copy_only=False)
    groups = {parts.type.field(i).name: parts.field(i) for i in range(parts.type.num_fields)}
    if pattern != "day and month":
        return DateColumn(pattern, groups, matched)
    first, second = _whole(groups["a"]), _whole(groups["b"])
    day_first = int((matched & (first > 12) & (second <= 12)).sum())
    month_first = int((matched & (second > 12) & (first <= 12)).sum())
    is_dotted = bool(pc.all(pc.equal(groups["mark"].filter(pa.array(matched)), ".")).as_py() or False)
    return DateColumn(pattern, groups, matched, day_first, month_first, is_dotted)


def _best_pattern(column: pa.StringArray) -> str:
    present = column.drop_null()
    step = max(1, len(present) // _SAMPLE)
    sample = present.take(pa.array(np.arange(0, len(present), step)))
    counts = {
        name: int(pc.sum(pc.match_substring_regex(sample, pattern)).as_py() or 0)
        for name, pattern in PATTERNS.items()
    }
    return max(counts, key=lambda name: counts[name])


def fast_iso(column: pa.StringArray) -> tuple[Instants, bool] | None:
    """Microseconds of a column that is ISO throughout, and whether it is in UTC; else None.

    >>> instants, is_utc = fast_iso(pa.array(["2026-01-05T08:57:00Z", None]))
    >>> int(instants[0]), is_utc
    (1767603420000000, True)
    """
    suffix = next((mark for mark in ("Z", "+00:00") if pc.all(pc.ends_with(column, mark)).as_py()), "")
    is_utc = bool(suffix)
    bare = pc.utf8_slice_codeunits(column, 0, -len(suffix)) if is_utc else column
    try:
        instants = pc.cast(pc.cast(bare, pa.timestamp("us")), pa.int64())
    except pa.ArrowInvalid:
        return None
    microseconds: Instants = pc.fill_null(instants, MISSING_INSTANT).to_numpy().copy()
    return microseconds, is_utc


def assemble(parts: DateColumn, order: str) -> tuple[Instants, Flags, Flags]:
    """Wall-clock microseconds, where they are valid, and where they carry their own offset.

    Values with an offset come back in UTC already.
    """
    if parts.pattern == "epoch":
        return _from_epoch(parts)
    if parts.pattern == "serial day":
        return _from_serial(parts)
    day, valid = _days(parts, order)
    clock, clock_valid = _clock(parts)
    offset, has_offset = _offset(parts)
    instants = day * MICROSECONDS_PER_DAY + clock - offset
    return instants, valid & clock_valid, has_offset


def _whole(text: pa.StringArray) -> Instants:
    """Integers of digit strings; -1 where there is none."""
    blank = pc.or_kleene(pc.is_null(text), pc.equal(text, ""))
    digits = pc.if_else(pc.fill_null(blank, True), "-1", text)
    whole: Instants = pc.cast(digits, pa.int64()).to_numpy().copy()
    return whole


def _days(parts: DateColumn, order: str) -> tuple[Instants, Flags]:
    year = _whole(parts.groups["year"])
    year = np.where((year >= 0) & (year < 100), year + 2000, year)
    if "name" in parts.groups:
        names = pc.utf8_lower(parts.groups["name"])
        month = pc.fill_null(pc.index_in(names, _MONTHS), -1).to_numpy().astype(np.int64) + 1
        day = _whole(parts.groups["b"])
    else:
        month, day = _whole(parts.groups["a"]), _whole(parts.groups["b"])
        if parts.pattern == "day and month" and order == DAY_FIRST:
            month, day = day, month
    valid = parts.matched & (year >= 1900) & (year < 2300) & (month >= 1) & (month <= 12)
    months = np.where(valid, (year - 1970) * 12 + month - 1, 0).astype("M8[M]")
    start = months.astype("M8[D]").astype(np.int64)
    length = (months + 1).astype("M8[D]").astype(np.int64) - start
    return start + day - 1, valid & (day >= 1) & (day <= length)


def _clock(parts: DateColumn) -> tuple[Instants, Flags]:
    hour, minute = _whole(parts.groups["hour"]), _whole(parts.groups["minute"])
    second = np.maximum(_whole(parts.groups["second"]), 0)
    hour, minute = np.maximum(hour, 0), np.maximum(minute, 0)
    valid = (hour <= 23) & (minute <= 59) & (second <= 59)
    if "half" in parts.groups:
        half = pc.utf8_lower(pc.utf8_slice_codeunits(pc.fill_null(parts.groups["half"], ""), 0, 1))
        letter = half.to_numpy(zero_copy_only=False)
        twelve = letter != ""
        valid &= ~twelve | ((hour >= 1) & (hour <= 12))
        hour = np.where(twelve, hour % 12 + np.where(letter == "p", 12, 0), hour)
    total = ((hour * 60 + minute) * 60 + second) * 1_000_000
    if "part" in parts.groups:
        padded = pc.utf8_slice_codeunits(pc.utf8_rpad(pc.fill_null(parts.groups["part"], ""), 6, "0"), 0, 6)
        total = total + _whole(padded)
    return total, valid


def _offset(parts: DateColumn) -> tuple[Instants, Flags]:
    zone = pc.fill_null(parts.groups["zone"], "")
    has_offset = pc.not_equal(zone, "").to_numpy(zero_copy_only=False)
    offset = np.zeros(len(has_offset), dtype=np.int64)
    if has_offset.any():
        digits = pc.replace_substring_regex(zone, r"[^0-9]", "")
        padded = _whole(pc.utf8_rpad(digits, 4, "0"))
        sign = np.where(pc.starts_with(zone, "-").to_numpy(zero_copy_only=False), -1, 1)
        offset = np.where(has_offset, sign * (padded // 100 * 60 + padded % 100) * 60_000_000, 0)
    return offset, has_offset


def _from_epoch(parts: DateColumn) -> tuple[Instants, Flags, Flags]:
    count = _whole(parts.groups["count"])
    scale = np.select([count < 10**10, count < 10**13], [1_000_000, 1_000], 1)
    return np.where(parts.matched, count * scale, 0), parts.matched, np.ones(len(count), dtype=bool)


def _from_serial(parts: DateColumn) -> tuple[Instants, Flags, Flags]:
    """Days since 1899-12-30, as spreadsheets count them, rounded to the second."""
    fraction = pc.binary_join_element_wise("0.", pc.fill_null(parts.groups["fraction"], "0"), "")
    fraction = pc.if_else(pc.equal(fraction, "0."), "0", fraction)
    seconds = np.rint(pc.cast(fraction, pa.float64()).fill_null(0).to_numpy() * 86_400).astype(np.int64)
    days = _whole(parts.groups["days"]) - 25_569
    instants = days * MICROSECONDS_PER_DAY + seconds * 1_000_000
    return instants, parts.matched, np.zeros(len(days), dtype=bool)
