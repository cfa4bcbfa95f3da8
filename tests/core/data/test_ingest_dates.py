"""Dates: one format per column, zones and clock changes as written down, checked against datetime."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.cleaning import dates, numbers
from core.data.cleaning.zones import local_to_utc
from core.data.columns import MISSING_INSTANT
from core.data.files.problem import ImportProblem

NAIVE = datetime(2026, 4, 3, 14, 5, 9)
FORMATS = {
    "%Y-%m-%d %H:%M:%S": "year first",
    "%Y/%m/%d %H:%M:%S": "year first",
    "%Y-%m-%dT%H:%M:%S": "year first",
    "%d/%m/%Y %H:%M:%S": "day and month",
    "%d.%m.%Y %H:%M:%S": "day and month",
    "%d-%m-%y %H:%M:%S": "day and month",
    "%d/%m/%Y %I:%M:%S %p": "day and month",
    "%d %b %Y %H:%M:%S": "day, month name",
    "%d-%B-%Y %H:%M:%S": "day, month name",
    "%a, %d %b %Y %H:%M:%S": "day, month name",
    "%d/%b/%y %I:%M:%S %p": "day, month name",
    "%a %b %d %H:%M:%S %Y": "year last",
    "%b %d, %Y %H:%M:%S": "month name, day",
    "%B %d, %Y, %I:%M:%S %p": "month name, day",
    "%Y%m%d%H%M%S": "compact",
    "%Y%m%dT%H%M%S": "compact",
}


def read(*values: str | None, order: str = "dmy") -> tuple[list[datetime | None], list[bool]]:
    column = pa.array(values, pa.string())
    instants, valid, has_offset = dates.assemble(dates.take_apart(column), order)
    found = [
        datetime(1970, 1, 1) + timedelta(microseconds=int(instant)) if good else None
        for instant, good in zip(instants, valid, strict=True)
    ]
    return found, has_offset.tolist()


@pytest.mark.parametrize("pattern", list(FORMATS))
def test_every_format_is_read_as_python_reads_it(pattern: str) -> None:
    moments = [NAIVE, datetime(2025, 12, 31, 23, 59, 59), datetime(2024, 2, 29, 0, 30, 0)]
    texts = [moment.strftime(pattern) for moment in moments]
    assert read(*texts)[0] == moments
    assert dates.take_apart(pa.array(texts)).pattern == FORMATS[pattern]


@given(st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 31)), min_size=1, max_size=20))
def test_day_first_dates_are_read_as_they_were_written(moments: list[datetime]) -> None:
    texts = [
        f"{m.day}/{m.month}/{m.year} {m.hour}:{m.minute:02d}:{m.second:02d}.{m.microsecond:06d}"
        for m in moments
    ]
    assert read(*texts)[0] == moments


@given(
    st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), min_size=1, max_size=10),
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Europe/Dublin"]
    ),
)
def test_local_times_become_utc_by_the_written_rule(moments: list[datetime], zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    local = np.array([np.datetime64(moment, "us").astype(np.int64) for moment in moments])
    for moment, found in zip(moments, local_to_utc(local, zone).tolist(), strict=True):
        assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=found) == by_hand(moment, zone)


def by_hand(moment: datetime, zone: ZoneInfo) -> datetime:
    """Fold 0 where the wall time exists; else the end of the gap, searched minute by minute."""
    instant = moment.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == moment:
        return instant
    later = moment.replace(second=0, microsecond=0)
    while True:
        later += timedelta(minutes=1)
        instant = later.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == later:
            return instant


def test_offsets_are_obeyed() -> None:
    found, zoned = read(
        "2026-01-05T08:00:00+02:00", "2026-01-05 08:00:00 -0330", "2026-01-05T08:00:00Z", "2026-01-05"
    )
    assert [moment.strftime("%H:%M") for moment in found if moment] == ["06:00", "11:30", "08:00", "00:00"]
    assert zoned == [True, True, True, False]


def test_days_that_do_not_exist_are_no_dates() -> None:
    found, _ = read(
        "29/02/2025 10:00", "31/04/2026 10:00", "29/02/2024 10:00", "01/13/2026 10:00", "01/01/2026 24:00"
    )
    assert [moment is None for moment in found] == [True, True, False, True, True]


def test_one_column_has_one_format() -> None:
    found, _ = read("2026-01-05 08:00", "2026-01-06 08:00", "07/01/2026 08:00", "8 Jan 2026")
    assert [moment is None for moment in found] == [False, False, True, True]


@pytest.mark.parametrize("count", ["1767603420", "1767603420000", "1767603420000000"])
def test_epoch_counts_are_told_by_their_length(count: str) -> None:
    assert read(count) == ([datetime(2026, 1, 5, 8, 57)], [True])


def test_serial_days_of_spreadsheets_are_dates() -> None:
    assert read("46027", "46027.372916666667")[0] == [datetime(2026, 1, 5), datetime(2026, 1, 5, 8, 57)]


def test_order_of_day_and_month_is_known_ambiguous_or_contradictory() -> None:
    telling = dates.take_apart(pa.array(["3/4/2026", "25/4/2026"]))
    silent = dates.take_apart(pa.array(["3/4/2026", "5/6/2026"]))
    torn = dates.take_apart(pa.array(["25/4/2026", "4/25/2026"]))
    dotted = dates.take_apart(pa.array(["3.4.2026", "5.6.2026"]))
    assert (telling.order, silent.order, dotted.order) == ("dmy", None, "dmy")
    assert (silent.is_ambiguous, torn.is_contradictory, telling.is_contradictory) == (True, True, False)


@given(st.lists(st.one_of(st.none(), st.datetimes(datetime(1970, 1, 1), datetime(2199, 1, 1))), min_size=1))
def test_fast_way_agrees_with_the_general_one(moments: list[datetime | None]) -> None:
    texts = [None if moment is None else moment.isoformat() + "Z" for moment in moments]
    column = pa.array(texts, pa.string())
    fast = dates.fast_iso(column)
    if column.null_count == len(column):
        return
    assert fast is not None
    slow, valid, _ = dates.assemble(dates.take_apart(column), "ymd")
    assert fast[0].tolist() == np.where(valid, slow, MISSING_INSTANT).tolist()


@given(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)))
def test_numbers_are_read_with_either_decimal_mark(value: float) -> None:
    plain, comma = f"{value:,.3f}", f"{value:,.3f}".translate(str.maketrans(",.", ".,"))
    for text, mark in ((plain, "."), (comma, ",")):
        values, bad = numbers.parse_numbers(pa.array([text]), mark)
        assert (values[0], bad[0]) == (pytest.approx(value), False)


@pytest.mark.parametrize(
    ("values", "mark"), [(["4,5", "3"], ","), (["1.234,5"], ","), (["1,234.5"], "."), (["1.5"], ".")]
)
def test_decimal_mark_is_found_for_the_column(values: list[str], mark: str) -> None:
    assert numbers.decimal_mark(pa.array(values), "score") == mark


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1 025,5", "3,5"], [1025.5, 3.5]),
        (["1\u202f025,5", "3"], [1025.5, 3.0]),
        (["1,23,456.7"], [123456.7]),
        (["4,5", "1,234.5"], [None, 1234.5]),
        (["4,5", "4.5"], [4.5, None]),
    ],
)
def test_a_mark_out_of_place_is_no_number_and_never_ten_times_the_value(
    values: list[str], expected: list[float | None]
) -> None:
    column = pa.array(values)
    found, bad = numbers.parse_numbers(column, numbers.decimal_mark(column, "score"))
    assert [None if wrong else number for number, wrong in zip(found, bad, strict=True)] == expected


def test_comma_that_may_be_either_is_asked_for() -> None:
    with pytest.raises(ImportProblem, match="could be a decimal mark"):
        numbers.decimal_mark(pa.array(["1,234", "5"]), "score")


@pytest.mark.parametrize("text", ["inf", "nan", "1e999", "0x1f", "1_000", "٣", "--1", ""])
def test_what_is_no_number_is_rejected(text: str) -> None:
    values, bad = numbers.parse_numbers(pa.array([text]), ".")
    assert np.isnan(values[0])
    assert bad[0]
