"""Targets and definitions, changed on the page of settings: every page follows at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.data.store import Store
from core.report import Report
from core.reporting.targets import OwnTarget, save_target
from dashboard.navigation import PAGES_FOLDER

ENTRY = str(PAGES_FOLDER.parent / "app" / "main.py")


@pytest.fixture
def url(show_company: Callable[..., str]) -> str:
    return show_company(400, seed=2)


def page(name: str = "settings.py") -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60).run()
    return app.switch_page(str(PAGES_FOLDER / name)).run()


def read(url: str, metric: str) -> tuple[str, float]:
    """The target in words and the value, as a fresh report has them."""
    report = Report.open(url)
    try:
        found = report.metric(metric)
        return found.target_text, found.value
    finally:
        report.close()


def field(app: AppTest, limit: str) -> str:
    """The key of a field; it names the metric and what is stored."""
    found = [one.key for one in app.text_input if (one.key or "").startswith(f"target_{limit}_")]
    assert len(found) == 1
    return str(found[0])


def choose(app: AppTest, metric: str) -> AppTest:
    app.selectbox(key="target_metric").set_value(metric).run()
    assert not app.exception
    return app


def test_an_own_target_is_saved_shown_and_taken_back(url: str) -> None:
    shipped, _ = read(url, "csat_rate")
    app = choose(page(), "csat_rate")
    assert app.text_input(key=field(app, "low")).value == "90 %"
    app.text_input(key=field(app, "low")).set_value("70 %")
    app.text_input(key=field(app, "warn_low")).set_value("60")
    app.text_input(key="target_author").set_value("Support lead")
    app.button(key="target_save").click().run()
    assert not app.exception
    assert any("Saved" in message.value for message in app.success)
    assert read(url, "csat_rate")[0] == "at least 70%"
    assert app.text_input(key=field(app, "warn_low")).value == "60 %"
    app.button(key="target_reset").click().run()
    assert not app.exception
    assert read(url, "csat_rate")[0] == shipped


def test_a_target_in_hours_judges_the_card_on_the_overview(url: str) -> None:
    app = choose(page(), "resolution_time")
    app.text_input(key=field(app, "high")).set_value("30 d")
    app.text_input(key=field(app, "warn_high")).set_value("")
    app.text_input(key="target_author").set_value("lead")
    app.button(key="target_save").click().run()
    assert any("Saved" in message.value for message in app.success)
    assert read(url, "resolution_time")[0] == "at most 720 h"
    words = " ".join(one.value for one in page("overview.py").markdown)
    assert "720" in words


@pytest.mark.parametrize(
    ("limits", "author", "message"),
    [
        ({"low": "many"}, "lead", "At least: “many” is not understood"),
        ({"low": "", "warn_low": ""}, "lead", "At least: give at least one limit"),
        ({"low": "80 %", "warn_low": "85 %"}, "lead", "Critical below: the warning must not lie inside"),
        ({"low": "120 %"}, "lead", "At least: CSAT is never above 100 %"),
        ({"low": "95 %"}, "", "Set by: say who sets the target"),
    ],
)
def test_limits_that_make_no_sense_are_refused_in_words(
    url: str, limits: dict[str, str], author: str, message: str
) -> None:
    app = choose(page(), "csat_rate")
    for name, text in limits.items():
        app.text_input(key=field(app, name)).set_value(text)
    app.text_input(key="target_author").set_value(author)
    app.button(key="target_save").click().run()
    assert not app.exception
    assert any(message in error.value.replace("\\", "") for error in app.error)
    with Store.open(url) as store:
        assert store.read_frame("target_override").empty


def test_another_set_of_targets_is_put_in_force_by_choosing_it(url: str) -> None:
    app = page()
    app.selectbox(key="targets_in_force").set_value("startup").run()
    assert not app.exception
    assert read(url, "first_response_time")[0] == "under 4 h"
    table = next(frame.value for frame in app.dataframe if "shipped" in frame.value)
    assert "B-001" in " ".join(table["sources"].dropna())


def test_what_somebody_else_sets_shows_on_the_next_look(url: str) -> None:
    app = choose(page(), "reopen_rate")
    with Store.open(url) as store:
        save_target(store, OwnTarget(metric_id="reopen_rate", high=0.03, author="![x](http://h/evil.png)"))
    app.run()
    assert app.text_input(key=field(app, "high")).value == "3 %"
    assert not any("![x]" in line.value for line in (*app.markdown, *app.caption))


def test_another_definition_counts_at_once_and_the_tooltip_names_it(url: str) -> None:
    name = "first_contact_resolution_rate"
    _, before = read(url, name)
    app = page()
    app.radio(key=f"definition_{name}").set_value("no_escalation").run()
    assert not app.exception
    assert read(url, name)[1] > before
    assert app.radio(key=f"definition_{name}").value == "no_escalation"
    tile = next(one for one in page("overview.py").metric if one.label == "Solved first time")
    assert "No escalation" in tile.proto.help


def test_both_tabs_open_on_an_empty_store(tmp_path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = str(tmp_path / "empty.db")
    Store.open(empty).close()
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", empty)
    app = page()
    assert not app.exception
    assert app.selectbox(key="targets_in_force").value == "handbook"
    assert "no data in the last 90 days" in " ".join(
        app.radio(key="definition_first_response_time").proto.captions
    )
