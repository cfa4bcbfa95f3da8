"""Opening hours in the store: versions, holidays, refusals, and what a change does to a ticket under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
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
