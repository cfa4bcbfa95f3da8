"""Opening hours in the store: versions, holidays, refusals, and what a change does to a ticket under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.calendars import WEEKDAYS
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store, StoreError
from core.report import Report
from core.reporting.hours import HoursDraft, assumed_hours, read_hours, remove_hours, save_hours

DAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = HoursDraft(
    "Europe/Berlin",
    dict.fromkeys(DAYS, (("09:00", "12:00"), ("13:00", "17:00"))),
    date(2026, 1, 1),
    special_days={date(2026, 12, 24): (("09:00", "12:00"),)},
    holidays={date(2026, 1, 6): "Epiphany"},
)


def test_hours_come_back_from_both_databases_as_they_were_saved(any_store: Store) -> None:
    assert read_hours(any_store) == []
    save_hours(any_store, OFFICE)
    assert read_hours(any_store) == [OFFICE]
    assert list(any_store.read_frame("audit_log")["action"]) == ["opening hours saved"]


def test_a_version_of_the_same_date_is_replaced_and_another_is_kept(store: Store) -> None:
    save_hours(store, OFFICE)
    longer = replace(OFFICE, weekly=dict.fromkeys(DAYS, (("08:00", "18:00"),)))
    save_hours(store, longer)
    save_hours(store, replace(OFFICE, valid_from=date(2026, 7, 1)))
    assert [draft.valid_from for draft in read_hours(store)] == [date(2026, 1, 1), date(2026, 7, 1)]
    assert read_hours(store)[0].weekly == longer.weekly
    remove_hours(store, replace(OFFICE, valid_from=date(2026, 7, 1)))
    assert len(read_hours(store)) == 1
    with pytest.raises(ValueError, match="only version"):
        remove_hours(store, longer)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"weekly": {}, "special_days": {}}, "no open hours"),
        ({"weekly": {"mon": (("09:00", "12:00"), ("11:00", "17:00"))}}, "overlap"),
        ({"timezone": "Europe/Nowhere"}, "not a known time zone"),
        ({"weekly": {"mon": (("9 o'clock", "12:00"),)}}, "not a time of day"),
        ({"name": " "}, "name"),
        ({"valid_from": date(1500, 1, 1)}, "years"),
    ],
)
def test_hours_that_nothing_can_be_counted_by_are_refused_and_nothing_is_kept(
    store: Store, change: dict[str, object], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        save_hours(store, replace(OFFICE, **change))
    assert read_hours(store) == []


def test_a_ticket_across_a_change_counts_old_hours_before_it_and_new_hours_after(
    store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "events.csv"
    rows = ["1,2026-06-30T12:00:00Z,created", "1,2026-07-01T12:00:00Z,public_reply"]
    file.write_text("\n".join(["ticket_id,at,type", *rows]), "utf-8")
    import_file(store, file, ImportOptions(profile="canonical-events"))
    report = Report(store)
    save_hours(store, HoursDraft("UTC", dict.fromkeys(DAYS, (("09:00", "17:00"),)), date(2026, 1, 1)))
    save_hours(store, HoursDraft("UTC", dict.fromkeys(DAYS, (("06:00", "20:00"),)), date(2026, 7, 1)))
    report.refresh()
    # Tuesday 12:00 to 17:00 by the old hours, Wednesday 06:00 to 12:00 by the new ones.
    assert report.metric("first_response_business_time").value == 5 * 60 + 6 * 60


def test_without_saved_hours_the_working_week_is_assumed_and_says_so() -> None:
    assert "assumed" in assumed_hours("UTC", date(2026, 1, 1)).name


TIMES = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
WINDOWS = st.lists(TIMES, min_size=2, max_size=2, unique=True).map(lambda pair: (tuple(sorted(pair)),))
DATES = st.dates(date(1950, 1, 1), date(2150, 1, 1))
DRAFTS = st.builds(
    HoursDraft,
    st.sampled_from(["America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago"]),
    st.dictionaries(st.sampled_from(WEEKDAYS), WINDOWS, min_size=1),
    DATES,
    st.just("Hours"),
    st.dictionaries(DATES, WINDOWS | st.just(()), max_size=3),
    st.dictionaries(DATES, st.text("ab'\"%é", max_size=5), max_size=3),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(DRAFTS, min_size=1, max_size=3, unique_by=lambda draft: draft.valid_from))
def test_whatever_is_saved_is_read_again_in_the_order_of_its_dates(
    store: Store, drafts: list[HoursDraft]
) -> None:
    for table in ("calendar", "holiday"):
        store.replace_frame(table, "calendar_id", "default", store.read_frame(table).head(0))
    for draft in drafts:
        save_hours(store, draft)
    last = drafts[-1].holidays
    wanted = [replace(draft, holidays=last) for draft in sorted(drafts, key=lambda one: one.valid_from)]
    assert sorted(read_hours(store), key=lambda one: one.valid_from) == wanted


def test_holidays_belong_to_every_version_and_go_when_they_are_taken_out(store: Store) -> None:
    save_hours(store, OFFICE)
    save_hours(store, replace(OFFICE, valid_from=date(2026, 7, 1), holidays={date(2026, 12, 25): ""}))
    assert [draft.holidays for draft in read_hours(store)] == [{date(2026, 12, 25): ""}] * 2
    save_hours(store, replace(OFFICE, holidays={}))
    assert len(store.read_frame("holiday")) == 0


def test_a_calendar_of_another_name_is_edited_under_its_name(store: Store) -> None:
    save_hours(store, replace(OFFICE, calendar_id="demo"))
    (draft,) = read_hours(store)
    assert draft.calendar_id == "demo"
    save_hours(store, replace(draft, name="Later", valid_from=date(2027, 1, 1)))
    assert [one.name for one in read_hours(store)] == ["Opening hours", "Later"]


def test_another_zone_replaces_the_version_of_the_same_local_date(store: Store) -> None:
    save_hours(store, OFFICE)
    save_hours(store, replace(OFFICE, timezone="America/New_York"))
    assert [draft.timezone for draft in read_hours(store)] == ["America/New_York"]


def test_the_log_says_what_was_saved_and_removed_and_when(store: Store) -> None:
    before = datetime.now(UTC)
    later = replace(OFFICE, valid_from=date(2026, 7, 1))
    for act, draft in ((save_hours, OFFICE), (save_hours, later), (remove_hours, later)):
        act(store, draft)
    log = store.read_frame("audit_log")
    assert list(log["action"]) == ["opening hours saved"] * 2 + ["opening hours removed"]
    assert set(log["subject"]) == {"calendar default"}
    assert (log["at"] >= before).all()
    assert '"valid_from": "2026-07-01"' in log["detail"][2]


def test_figures_brought_up_to_date_over_a_change_equal_those_computed_anew(
    store: Store, tmp_path: Path
) -> None:
    wide = replace(OFFICE, weekly=dict.fromkeys(DAYS, (("06:00", "20:00"),)), valid_from=date(2026, 7, 1))
    for draft in (OFFICE, wide):
        save_hours(store, draft)
    report = Report(store)
    first = ["1,2026-06-29T12:00:00Z,created", "2,2026-06-29T12:00:00Z,created"]
    later = ["1,2026-07-02T12:00:00Z,public_reply", "3,2026-07-03T04:00:00Z,created"]
    for number, rows in enumerate((first, later)):
        file = tmp_path / f"{number}.csv"
        file.write_text("\n".join(["ticket_id,at,type", *rows]), "utf-8")
        import_file(store, file, ImportOptions(profile="canonical-events"))
        report.facts()
    pd.testing.assert_frame_equal(report.facts().tickets, Report(store).facts().tickets)
    assert report.facts().calendar_name == wide.name


@pytest.mark.parametrize("act", [save_hours, remove_hours])
def test_a_change_that_cannot_be_logged_leaves_hours_and_holidays_as_they_were(
    store: Store, act: Callable[[Store, HoursDraft], None]
) -> None:
    later = replace(OFFICE, valid_from=date(2026, 7, 1))
    for draft in (OFFICE, later):
        save_hours(store, draft)
    with store.engine.begin() as connection:
        connection.execute(text('ALTER TABLE audit_log RENAME TO "log of before"'))
    with pytest.raises(StoreError):
        act(store, replace(later, weekly={"mon": (("06:00", "20:00"),)}, holidays={}))
    assert read_hours(store) == [OFFICE, later]
