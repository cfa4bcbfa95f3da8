"""The filter bar: what its labels mean, what the address holds, and what pages read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.data.store import Store
from core.periods import Period
from core.report import Filters
from dashboard import filters
from dashboard.filters import CUSTOM, OFF, PREVIOUS, YEAR_EARLIER, Selection, build_comparison, build_period
from dashboard.server import SCRIPT
from dashboard.settings import DATABASE_VARIABLE
from sample_data.company import generate
from sample_data.loading import load_into

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def test_a_rolling_period_counts_local_days_and_ends_at_the_latest_data() -> None:
    period = build_period("Last 7 days", NOON, BERLIN)
    assert period.start is not None
    assert period.end is not None
    assert period.start.astimezone(ZoneInfo(BERLIN)).isoformat() == "2026-06-24T00:00:00+02:00"
    assert NOON < period.end <= NOON + timedelta(seconds=1)


@pytest.mark.parametrize("label", [label for label, days in filters.DAYS_BY_PERIOD.items() if days])
def test_every_rolling_label_says_how_many_days_it_takes(label: str) -> None:
    period = build_period(label, NOON, "UTC")
    assert period.start is not None
    assert f"{(NOON.date() - period.start.date()).days + 1} days" in label


def test_custom_dates_include_both_ends() -> None:
    period = build_period(CUSTOM, NOON, BERLIN, (date(2026, 3, 28), date(2026, 3, 29)))
    assert period.start is not None
    assert period.end is not None
    assert period.end - period.start == timedelta(hours=47)


def test_without_data_or_for_all_time_the_period_is_open_and_compares_with_nothing() -> None:
    for period in (build_period("All time", NOON, "UTC"), build_period("Last 7 days", None, "UTC")):
        assert (period.start, period.end) == (None, None)
        assert build_comparison(period, PREVIOUS) is None


def test_a_year_earlier_falls_on_the_same_weekdays_and_local_times() -> None:
    period = build_period("Last 28 days", NOON, BERLIN)
    earlier = build_comparison(period, YEAR_EARLIER)
    assert earlier is not None
    assert earlier.start is not None
    assert period.start is not None
    now, then = (side.astimezone(ZoneInfo(BERLIN)) for side in (period.start, earlier.start))
    assert (then.weekday(), then.time()) == (now.weekday(), now.time())
    assert now.date() - then.date() == timedelta(weeks=52)


def test_the_previous_period_ends_where_this_one_starts_and_off_means_none() -> None:
    period = Period.of_days(date(2026, 6, 1), date(2026, 6, 7))
    previous = build_comparison(period, PREVIOUS)
    assert previous is not None
    assert previous.end == period.start
    assert build_comparison(period, OFF) is None


def test_the_selection_says_in_words_what_is_restricted() -> None:
    selection = Selection(
        Period.of_days(date(2026, 6, 1), date(2026, 6, 7)), filters=Filters(team=("A", "B"))
    )
    assert selection.label == "2026-06-01 to 2026-06-07 · Team: A, B"
    assert selection.chosen() == {"team": ("A", "B")}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("filters") / "company.db"
    with Store.open(db) as store:
        load_into(store, generate(300, seed=7))
    return db


@pytest.fixture
def app(company: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv(DATABASE_VARIABLE, str(company))
    yield AppTest.from_file(str(SCRIPT), default_timeout=60)
    st.cache_resource.clear()


def selection_of(app: AppTest) -> Selection:
    selection = app.session_state["_queuewise_selection"]
    assert isinstance(selection, Selection)
    return selection


def test_the_address_decides_what_a_first_visit_shows(app: AppTest) -> None:
    app.query_params["priority"] = ["P1", "P2"]
    app.query_params["period"] = "Last 90 days"
    app.run()
    assert not app.exception
    assert selection_of(app).filters == Filters(priority=("P1", "P2"))
    assert selection_of(app).period.label == "last 90 days"


def test_a_value_that_the_data_does_not_have_is_dropped_from_the_address(app: AppTest) -> None:
    app.query_params["priority"] = "P99"
    app.run()
    assert selection_of(app).filters == Filters()


def test_choosing_and_clearing_filters_reaches_the_pages(app: AppTest) -> None:
    app.run()
    app.multiselect(key="priority").set_value(["P1"]).run()
    assert selection_of(app).filters == Filters(priority=("P1",))
    assert any("Priority" in line.value for line in app.markdown)
    app.button(key="clear_filters").click().run()
    assert selection_of(app).filters == Filters()


def test_custom_dates_appear_when_asked_for(app: AppTest) -> None:
    app.run()
    assert not app.date_input
    app.selectbox(key="period").set_value(CUSTOM).run()
    app.date_input(key="dates").set_value((date(2026, 6, 1), date(2026, 6, 7))).run()
    assert not app.exception
    assert selection_of(app).period.label == "2026-06-01 to 2026-06-07"


def test_a_page_that_runs_alone_stops_before_it_shows_anything(company: Path) -> None:
    page = AppTest.from_file(str(SCRIPT.parents[1] / "pages" / "team.py"), default_timeout=30).run()
    assert "opens through the dashboard only" in page.error[0].value
    assert len(page.metric) == 0


def test_an_empty_store_offers_to_import_instead_of_empty_charts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, str(tmp_path / "empty.db"))
    page = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    assert not page.exception
    assert any("No tickets yet" in line.value for line in page.markdown)
    st.cache_resource.clear()
