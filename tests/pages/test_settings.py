"""Opening hours and the policy in force, changed on the page: every figure follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.calendars import WEEKDAYS
from core.data.store import Store
from core.report import Report
from core.reporting.hours import HoursDraft, read_hours, save_hours
from dashboard.navigation import PAGES_FOLDER

ENTRY = str(PAGES_FOLDER.parent / "app" / "main.py")


@pytest.fixture
def url(show_company: Callable[..., str]) -> str:
    return show_company(400, seed=2)


def page() -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60).run()
    return app.switch_page(str(PAGES_FOLDER / "settings.py")).run()


def figure(url: str, metric: str) -> float:
    report = Report.open(url)
    try:
        return report.metric(metric).value
    finally:
        report.close()


def test_shorter_hours_are_kept_and_business_time_shrinks(url: str) -> None:
    before = figure(url, "resolution_business_time")
    app = page()
    for day in ("mon", "tue", "wed", "thu", "fri"):
        app.text_input(key=f"hours_{day}").set_value("10:00-12:00")
    app = app.run()
    app.button(key="hours_save").click().run()
    assert not app.exception
    assert any("Saved" in message.value for message in app.success)
    with Store.open(url) as store:
        (kept,) = read_hours(store)
    assert kept.weekly["mon"] == (("10:00", "12:00"),)
    assert figure(url, "resolution_business_time") < before


def test_another_date_adds_a_version(url: str) -> None:
    app = page()
    app.date_input(key="hours_from").set_value(date(2026, 6, 1))
    app.button(key="hours_save").click().run()
    with Store.open(url) as store:
        assert len(read_hours(store)) == 2


def test_hours_that_make_no_sense_are_refused_in_words_and_nothing_is_kept(url: str) -> None:
    app = page()
    app.text_input(key="hours_mon").set_value("09:00-12:00, 11:00-13:00").run()
    app.button(key="hours_save").click().run()
    assert any("overlap" in message.value for message in app.error)
    with Store.open(url) as store:
        assert read_hours(store)[0].weekly["mon"] != (("09:00", "12:00"), ("11:00", "13:00"))


def test_public_holidays_of_a_country_are_added_and_saved(url: str) -> None:
    app = page()
    app.selectbox(key="hours_country_code").set_value("DE").run()
    app.button(key="hours_add_holidays").click().run()
    app.button(key="hours_save").click().run()
    assert not app.exception
    with Store.open(url) as store:
        assert date(2026, 10, 3) in read_hours(store)[0].holidays


def test_another_policy_is_put_in_force_by_choosing_it(url: str) -> None:
    before = figure(url, "response_sla_met_rate")
    app = page()
    app.selectbox(key="policy_in_force").set_value("small_team").run()
    assert not app.exception
    assert figure(url, "response_sla_met_rate") > before


def kept(url: str) -> list[HoursDraft]:
    with Store.open(url) as store:
        return read_hours(store)


def table(app: AppTest, name: str) -> str:
    """The key of a table of days; it changes whenever the table is filled anew."""
    return next(one.key for one in app.data_editor if (one.key or "").startswith(f"hours_{name}_"))


def change(app: AppTest, name: str, **edits: object) -> AppTest:
    nothing = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}
    app.session_state[table(app, name)] = {**nothing, **edits}
    return app.run()


def save(app: AppTest) -> AppTest:
    app.button(key="hours_save").click().run()
    assert not app.exception
    return app


def texts(app: AppTest) -> list[str]:
    return [app.text_input(key=f"hours_{day}").value for day in WEEKDAYS]


def test_presets_and_the_copy_of_monday_fill_the_week(url: str) -> None:
    app = page()
    app.button(key="hours_preset_2").click().run()
    assert texts(app) == ["24h"] * 7
    app.button(key="hours_preset_1").click().run()
    assert texts(app) == ["08:30-17:00"] * 5 + ["", ""]
    app.text_input(key="hours_mon").set_value("10:00-14:00").run()
    app.button(key="hours_copy").click().run()
    assert texts(app) == ["10:00-14:00"] * 5 + ["", ""]
    assert any("Open 20" in markdown.value for markdown in app.markdown)


def test_own_dates_and_days_with_other_hours_are_added_and_taken_out(url: str) -> None:
    before = kept(url)[0].holidays
    app = page()
    change(app, "closed", added_rows=[{"Date": "2026-08-03", "Name": "Outing"}], deleted_rows=[0])
    change(app, "special", added_rows=[{"Date": "2026-12-24", "Hours": "9:00-12:00"}])
    save(app)
    (draft,) = kept(url)
    assert draft.holidays == {**dict(list(before.items())[1:]), date(2026, 8, 3): "Outing"}
    assert draft.special_days == {date(2026, 12, 24): (("09:00", "12:00"),)}
    assert len(app.data_editor(key=table(app, "closed")).value) == len(before)


def test_an_added_row_stays_when_holidays_are_added_after_it(url: str) -> None:
    app = page()
    change(app, "closed", added_rows=[{"Date": "2026-08-03", "Name": "Outing"}])
    app.selectbox(key="hours_country_code").set_value("DE").run()
    app.selectbox(key="hours_region_DE").set_value("BY").run()
    app.slider(key="hours_years").set_value((2026, 2026)).run()
    app.button(key="hours_add_holidays").click().run()
    save(app)
    days = kept(url)[0].holidays
    assert days[date(2026, 8, 3)] == "Outing"
    assert days[date(2026, 1, 6)] == "Epiphany"
    assert date(2027, 1, 6) not in days


def test_days_of_a_calendar_file_are_added_and_a_broken_file_is_refused_in_words(url: str) -> None:
    event = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260804\nSUMMARY:Fair ![x](http://h)\nEND:VEVENT"
    file = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}\nEND:VCALENDAR\n".encode()
    app = page()
    app.file_uploader(key="hours_ics").upload("broken.ics", b"nothing").run()
    app.button(key="hours_add_file").click().run()
    assert any("cannot be read" in message.value for message in app.error)
    app.file_uploader(key="hours_ics").upload("fair.ics", file).run()
    app.button(key="hours_add_file").click().run()
    save(app)
    assert kept(url)[0].holidays[date(2026, 8, 4)] == "Fair ![x](http://h)"


def test_an_earlier_version_can_be_edited_and_a_version_removed(url: str) -> None:
    (first,) = kept(url)
    app = page()
    app.date_input(key="hours_from").set_value(date(2026, 6, 1))
    app.text_input(key="hours_name").set_value("Summer")
    save(app)
    assert app.date_input(key="hours_from").value == date(2026, 6, 1)
    app.selectbox(key="hours_version").select_index(1).run()
    app.button(key="hours_edit").click().run()
    assert app.date_input(key="hours_from").value == first.valid_from
    app.text_input(key="hours_mon").set_value("11:00-12:00")
    save(app)
    assert kept(url)[0].weekly["mon"] == (("11:00", "12:00"),)
    app.selectbox(key="hours_version").select_index(0).run()
    app.button(key="hours_remove_sure").click().run()
    assert not app.exception
    assert [draft.name for draft in kept(url)] == [first.name]


def test_what_somebody_else_saved_meanwhile_is_pointed_out(url: str) -> None:
    app = page()
    with Store.open(url) as store:
        save_hours(store, replace(read_hours(store)[0], name="Other"))
    app.text_input(key="hours_mon").set_value("11:00-12:00").run()
    assert any("changed meanwhile" in message.value for message in app.warning)
    app.button(key="hours_reload").click().run()
    assert app.text_input(key="hours_name").value == "Other"
    assert not any("changed meanwhile" in message.value for message in app.warning)


def test_text_of_people_is_shown_as_typed(url: str) -> None:
    app = page()
    app.text_input(key="hours_mon").set_value("![x](http://h/evil.png)").run()
    assert app.error
    assert not any("![x]" in message.value for message in app.error)


def test_hours_can_be_saved_into_an_empty_store(tmp_path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = str(tmp_path / "empty.db")
    Store.open(empty).close()
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", empty)
    app = page()
    assert texts(app) == ["09:00-17:00"] * 5 + ["", ""]
    save(app)
    assert len(kept(empty)) == 1
