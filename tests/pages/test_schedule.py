"""The Schedule page run by Streamlit: a week is made in a process beside it, choices are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.report import Report
from dashboard.components.schedule_panels import JOB
from dashboard.navigation import page_by_url
from dashboard.view_models.schedule import PRINTED

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"


def opened(**address: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in {"period": "All time", **address}.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(str(page_by_url("schedule").path)).run()
    assert not app.exception
    return app


def made(app: AppTest) -> AppTest:
    app.button(key="schedule_make").click().run()
    app.session_state[JOB].wait(60)
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def company(show_company: Callable[..., str]) -> str:
    return show_company(3_000, seed=7)


def tile(app: AppTest, label: str) -> str:
    return next(metric.value for metric in app.metric if metric.label == label)


def test_cheapest_shifts_cover_the_need_and_have_names(company: str) -> None:
    app = made(opened())
    job = app.session_state[JOB]
    assert job.schedule.roster.is_complete
    assert tile(app, "Coverage gaps") == "0 h"
    assert tile(app, "Shifts of the week") == str(job.schedule.wanted.sum())
    assert not app.error
    app.number_input(key="schedule_handle").set_value(200.0).run()
    assert [message.value for message in app.warning] == [
        "The choices have changed since: make the schedule again."
    ]
    made(app)
    assert not app.warning
    assert app.session_state[JOB].schedule.wanted.sum() > job.schedule.wanted.sum()


def test_the_printed_week_has_its_totals_and_says_who_is_missing(company: str) -> None:
    app = opened()
    app.segmented_control(key="schedule_plan").set_value(PRINTED).run()
    made(app)
    schedule = app.session_state[JOB].schedule
    assert schedule.wanted.sum(axis=1).tolist() == [22, 18, 18, 18, 15, 4, 4]
    assert tile(app, "Shifts of the week") == f"{schedule.plan.counts.sum()} of 99"
    assert tile(app, "People to employ") == "27"
    assert "Incomplete: not every shift can be filled" in app.error[0].value.replace("\\", "")
    assert "In the way: the hours of a week" in app.error[0].value.replace("\\", "")


def test_hours_that_no_shift_reaches_are_said(company: str) -> None:
    app = opened()
    app.segmented_control(key="schedule_hours").set_value("Own hours").run()
    app.slider(key="schedule_span").set_value((0, 24)).run()
    made(app)
    assert "There is no such schedule" in app.error[0].value.replace("\\", "")
    assert "no shift is there" in app.error[0].value.replace("\\", "")


def test_choices_are_there_after_a_reload(company: str) -> None:
    app = opened()
    app.segmented_control(key="schedule_kind").set_value("at_once").run()
    app.number_input(key="schedule_within").set_value(30.0).run()
    app.number_input(key="schedule_rest").set_value(12.0).run()
    again = opened()
    assert again.segmented_control(key="schedule_kind").value == "at_once"
    assert again.number_input(key="schedule_within").value == 30.0
    assert again.number_input(key="schedule_rest").value == 12.0
    report = Report.open(company)
    assert report.schedule_setup().people is None
    assert report.schedule_setup().need.handle_minutes is None
    report.close()
