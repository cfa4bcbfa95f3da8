"""The editor of opening hours: what people type, what it means, and the picture of four weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars import WEEKDAYS
from core.data.store import Store
from core.report import Report
from core.reporting.hours import HoursDraft, assumed_hours, save_hours
from dashboard.charts.open_days import open_days
from dashboard.view_models.hours import HoursForm, form_of, read_form, stored, versions_table
from dashboard.view_models.hours_preview import CLOSED, OPEN, OTHER, build_preview
from dashboard.view_models.hours_words import (
    effect_sentence,
    in_words,
    minutes_open,
    read_windows,
    week_sentence,
    windows_text,
)

NINE_TO_FIVE = (("09:00", "17:00"),)
OFFICE = HoursDraft("Europe/Berlin", dict.fromkeys(WEEKDAYS[:5], NINE_TO_FIVE), date(2026, 1, 1))
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)

MINUTES = st.integers(0, 1440)


@st.composite
def windows(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    bounds = sorted(draw(st.sets(MINUTES, max_size=6)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return tuple((f"{a // 60:02d}:{a % 60:02d}", f"{b // 60:02d}:{b % 60:02d}") for a, b in pairs)


@given(windows())
def test_windows_written_out_are_read_back_as_they_were(given_windows: tuple[tuple[str, str], ...]) -> None:
    assert read_windows(windows_text(given_windows)) == given_windows


@given(windows())
def test_minutes_are_the_sum_of_what_lies_between_the_times(
    given_windows: tuple[tuple[str, str], ...],
) -> None:
    def minute(text: str) -> int:
        return int(text[:2]) * 60 + int(text[3:])

    assert minutes_open(given_windows) == sum(minute(b) - minute(a) for a, b in given_windows)


@given(st.text(max_size=40))
def test_any_text_is_hours_or_is_refused_in_words(text: str) -> None:
    try:
        found = read_windows(text)
    except ValueError as error:
        found = ()
        text = str(error)
    assert text.strip() or not found
    assert read_windows(windows_text(found)) == found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9 to 5", "“9 to 5” is not understood; write hours like 09:00-17:00"),
        ("09:00", "is not understood"),
        ("09:00-25:00", "not a time of day"),
        ("09:00-12:00, 11:00-13:00", "overlap"),
    ],
)
def test_hours_that_are_none_are_refused_with_the_day_and_the_reason(text: str, reason: str) -> None:
    form = replace(form_of(OFFICE), weekly={**form_of(OFFICE).weekly, "tue": text})
    reading = read_form(form)
    assert reading.draft is None
    (problem,) = reading.problems
    assert problem.startswith("Tuesday: ")
    assert reason in problem


def test_a_version_in_the_fields_is_read_as_the_same_version() -> None:
    full = replace(
        OFFICE,
        special_days={date(2026, 12, 24): (("09:00", "12:00"),), date(2026, 12, 31): ()},
        holidays={date(2026, 12, 25): "Christmas Day", date(2026, 12, 26): ""},
    )
    assert read_form(form_of(full)).draft == full


def test_every_problem_is_named_at_once() -> None:
    form = HoursForm(
        "UTC",
        {"mon": "x", "tue": "y"},
        None,
        closed=((None, "Outing"),),
        special=((None, "09:00-10:00"), (date(2026, 5, 1), "z"), (date(2026, 5, 1), "09:00-10:00")),
    )
    places = [problem.split(":")[0].replace("\xa0", " ") for problem in read_form(form).problems]
    assert places == [
        "Monday",
        "Tuesday",
        "Days with other hours",
        "1 May 2026",
        "Days with other hours",
        "Closed days",
        "Valid from",
    ]


def test_an_empty_row_is_no_problem_and_a_day_in_both_lists_is_remarked() -> None:
    day = date(2026, 12, 24)
    form = replace(form_of(OFFICE), closed=((None, ""), (day, "Eve")), special=((None, " "), (day, "24h")))
    reading = read_form(form)
    assert reading.problems == ()
    assert "24\xa0Dec\xa02026" in reading.notes[0]


def test_a_week_without_open_hours_and_an_unknown_zone_are_refused_in_words() -> None:
    closed = replace(form_of(OFFICE), weekly=dict.fromkeys(WEEKDAYS, ""))
    assert read_form(closed).problems == ("No open hours",)
    nowhere = replace(form_of(OFFICE), timezone="Mars/Base")
    assert read_form(nowhere).problems == ("Time zone: 'Mars/Base' is not a known time zone",)


def test_refusals_of_the_core_name_the_field_as_the_page_does() -> None:
    assert in_words(ValueError("weekly[sun]: open intervals overlap with the night before")).startswith("Sun")
    assert in_words(ValueError("holidays: dates must lie in 1900")) == "Closed days: dates must lie in 1900"
    assert in_words(ValueError("anything: else")) == "anything: else"


def test_the_week_is_told_in_a_sentence() -> None:
    assert week_sentence(OFFICE).replace("\xa0", " ") == "Open 40 h a week: Mon–Fri 09:00-17:00"
    only_special = replace(OFFICE, weekly={}, special_days={date(2026, 5, 2): NINE_TO_FIVE})
    assert week_sentence(only_special) == "Open on the days with other hours only"


def test_saving_says_what_it_replaces_or_adds() -> None:
    july = replace(OFFICE, valid_from=date(2026, 7, 1))
    said = [
        effect_sentence(*case).replace("\xa0", " ")
        for case in (
            (OFFICE, []),
            (OFFICE, [OFFICE, july]),
            (july, [OFFICE, july]),
            (july, [OFFICE]),
            (replace(OFFICE, valid_from=date(2026, 3, 1)), [OFFICE, july]),
        )
    ]
    assert said == [
        "Counts, also for everything before 1 Jan 2026.",
        "Replaces the first version until 1 Jul 2026, also for everything before 1 Jan 2026.",
        "Replaces the version of 1 Jul 2026.",
        "A change: the earlier hours count until 1 Jul 2026 begins, these from then on.",
        "A change: the earlier hours count until 1 Mar 2026 begins, these from then on until 1 Jul 2026.",
    ]


def kinds(draft: HoursDraft, versions: list[HoursDraft], today: date) -> dict[date, list[tuple[object, ...]]]:
    found: dict[date, list[tuple[object, ...]]] = {}
    for bar in build_preview(draft, versions, today).bars.itertuples(index=False):
        found.setdefault(bar.day, []).append((bar.kind, bar.opens, bar.length))
    return found


def test_the_picture_shows_four_weeks_from_monday_with_closed_and_other_days() -> None:
    draft = replace(
        OFFICE,
        holidays={date(2026, 3, 5): "Party"},
        special_days={date(2026, 3, 7): (("10:00", "11:30"),), date(2026, 3, 6): ()},
    )
    shown = kinds(draft, [], NOW.date())
    assert shown[date(2026, 3, 2)] == [(OPEN, 9.0, 8.0)]
    assert shown[date(2026, 3, 5)] == [(CLOSED, 0.0, 24.0)]
    assert shown[date(2026, 3, 7)] == [(OTHER, 10.0, 1.5)]
    assert date(2026, 3, 6) not in shown
    assert max(shown) == date(2026, 3, 27)
    frame = build_preview(draft, [], NOW.date()).frame
    assert len(frame) == 28
    assert frame["words"][3] == "Party · closed"


def test_windows_over_midnight_are_drawn_on_both_days_and_by_the_clock_on_the_wall() -> None:
    night = replace(OFFICE, weekly={"sat": (("22:00", "06:00"),)})
    shown = kinds(night, [], date(2026, 3, 23))
    assert shown[date(2026, 3, 28)] == [(OPEN, 22.0, 2.0)]
    # The clock of Berlin skips an hour on 29 March: open from midnight to 6 on the wall, five hours.
    assert shown[date(2026, 3, 29)] == [(OPEN, 0.0, 6.0)]


def test_the_picture_of_a_change_shows_the_old_hours_up_to_it() -> None:
    early = replace(OFFICE, weekly=dict.fromkeys(WEEKDAYS[:5], (("06:00", "14:00"),)))
    change = replace(OFFICE, valid_from=date(2026, 3, 11))
    shown = kinds(change, [early, replace(change, weekly={"sun": NINE_TO_FIVE})], NOW.date())
    assert min(shown) == date(2026, 3, 9)
    assert shown[date(2026, 3, 10)] == [(OPEN, 6.0, 8.0)]
    assert shown[date(2026, 3, 11)] == [(OPEN, 9.0, 8.0)]
    assert date(2026, 3, 15) not in shown


@given(st.dates(date(1900, 1, 1), date(2190, 12, 31)), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_a_picture_can_be_drawn_for_any_date(valid_from: date, today: date) -> None:
    preview = build_preview(replace(OFFICE, valid_from=valid_from), [OFFICE], today)
    assert preview.first.weekday() == 0
    assert preview.first + timedelta(days=7) > max(today, valid_from)
    assert len(preview.frame) == 28


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_chart_has_a_trace_per_kind_and_no_markup_from_names(mode: str) -> None:
    named = replace(OFFICE, holidays={date(2026, 3, 5): "<b>x</b>"})
    preview = build_preview(named, [], NOW.date())
    figure = open_days(preview.bars, preview.first, mode=mode)
    assert {trace.name for trace in figure.data} == {OPEN, CLOSED}
    assert "<b>" not in str([trace.customdata for trace in figure.data])
    empty = replace(OFFICE, weekly={}, special_days={date(2030, 1, 1): NINE_TO_FIVE})
    nothing = build_preview(empty, [], NOW.date())
    assert not open_days(nothing.bars, nothing.first, mode=mode).data


def test_an_empty_store_begins_with_what_is_assumed_and_the_years_around_now(store: Store) -> None:
    found = stored(Report(store), NOW)
    assert found.versions == ()
    assert found.latest.weekly == assumed_hours("UTC", NOW.date()).weekly
    assert (found.today, found.years) == (NOW.date(), (2026, 2027))
    assert versions_table(found.versions).is_empty


def test_the_history_lists_the_latest_version_first(store: Store) -> None:
    save_hours(store, OFFICE)
    save_hours(store, replace(OFFICE, valid_from=date(2026, 7, 1), name="Summer"))
    found = stored(Report(store), NOW)
    assert found.latest.name == "Summer"
    assert found.version(date(2026, 1, 1)).name == OFFICE.name
    assert found.version(date(1999, 1, 1)) is found.latest
    table = versions_table(found.versions).frame
    assert list(table["name"]) == ["Summer", OFFICE.name]
    assert list(table["hours"]) == ["40\xa0h", "40\xa0h"]
