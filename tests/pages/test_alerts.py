"""Alerts on the page of settings: channels, the ladder, rules and their past, the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.alerts.ladder import Role
from core.alerts.rule import Against
from core.alerts.windows import Step
from core.data.store import Store
from core.report import Report
from core.reporting.alert_check import check_alerts
from core.reporting.alert_rules import (
    SHIPPED_RULES,
    alert_ladder,
    all_rules,
    channels,
    dashboard_address,
    save_channel,
    save_rule,
)
from core.reporting.alert_trial import try_rule
from dashboard.alert_look import in_words
from dashboard.navigation import PAGES_FOLDER

ENTRY = str(PAGES_FOLDER.parent / "app" / "main.py")
SECRET = "json://me:hushhush@127.0.0.1:9/hush"


@pytest.fixture
def url(show_company: Callable[..., str]) -> str:
    return show_company(400, seed=2)


def page() -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60).run()
    return app.switch_page(str(PAGES_FOLDER / "settings.py")).run()


def keyed(app: AppTest, kind: str, name: str) -> str:
    """The key of a field of the rule; it ends with what is stored."""
    found = [one.key for one in getattr(app, kind) if (one.key or "").startswith(f"rule_{name}_")]
    assert len(found) == 1
    return str(found[0])


def choose(app: AppTest, rule: str) -> AppTest:
    app.selectbox(key="alert_rule").set_value(rule).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """Everything that the page says, as it is written."""
    parts = (*app.markdown, *app.caption, *app.success, *app.error, *app.info)
    return " ".join(str(part.value) for part in parts)


def said(app: AppTest) -> str:
    """Everything that the page says, as it is read."""
    return shown(app).replace("\\", "").replace("\u00a0", " ")


def test_a_shipped_rule_is_switched_on_changed_and_taken_back(url: str) -> None:
    app = choose(page(), "Stuck tickets")
    app.toggle(key=keyed(app, "toggle", "on")).set_value(True)
    app.text_input(key=keyed(app, "text_input", "high")).set_value("3")
    app.multiselect(key=keyed(app, "multiselect", "priority")).set_value(["P1", "P2"])
    app.button(key="rule_save").click().run()
    assert not app.exception
    assert "Stuck tickets is kept." in said(app)
    shipped = SHIPPED_RULES["Stuck tickets"]
    with Store.open(url) as store:
        expected = replace(shipped, is_on=True, high=3.0, filters={"priority": ("P1", "P2")})
        assert all_rules(store)["Stuck tickets"] == expected
    app.button(key="rule_remove").click().run()
    with Store.open(url) as store:
        assert all_rules(store)["Stuck tickets"] == shipped


def test_saving_what_nobody_changed_keeps_the_rule_as_it_is(url: str) -> None:
    app = page()
    for name, rule in SHIPPED_RULES.items():
        choose(app, name).button(key="rule_save").click().run()
        assert not app.exception
        with Store.open(url) as store:
            assert all_rules(store)[name] == rule


def test_a_new_rule_against_the_target_with_quiet_hours(url: str) -> None:
    app = choose(page(), "A new rule")
    app.text_input(key=keyed(app, "text_input", "name")).set_value("Happy customers")
    app.selectbox(key=keyed(app, "selectbox", "Figure")).set_value("csat_rate").run()
    app.selectbox(key=keyed(app, "selectbox", "Held against")).set_value(Against.TARGET)
    app.selectbox(key=keyed(app, "selectbox", "Looks")).set_value(Step.WEEK)
    app.toggle(key=keyed(app, "toggle", "quiet")).set_value(True).run()
    app.button(key="rule_save").click().run()
    assert not app.exception
    with Store.open(url) as store:
        rule = all_rules(store)["Happy customers"]
    assert (rule.figure, rule.against, rule.low, rule.is_on) == ("csat_rate", Against.TARGET, None, True)
    assert rule.quiet is not None
    assert rule.quiet.zone == "America/New_York"


@pytest.mark.parametrize(("limit", "why"), [("many", "is not understood"), ("", "give at least one limit")])
def test_a_limit_that_means_nothing_is_said_and_nothing_is_kept(url: str, limit: str, why: str) -> None:
    app = choose(page(), "Stuck tickets")
    app.text_input(key=keyed(app, "text_input", "high")).set_value(limit)
    app.button(key="rule_save").click().run()
    assert any(why in error.value for error in app.error)
    with Store.open(url) as store:
        assert all_rules(store) == SHIPPED_RULES


def test_the_past_of_a_rule_is_what_the_core_says(url: str) -> None:
    app = choose(page(), "Stuck tickets")
    app.text_input(key=keyed(app, "text_input", "high")).set_value("1")
    app.button(key="rule_try").click().run()
    assert not app.exception
    report = Report.open(url)
    end = report.as_of()
    assert end is not None
    found = try_rule(report, replace(SHIPPED_RULES["Stuck tickets"], high=1.0), end - timedelta(days=30), end)
    report.close()
    times = len(found.firings)
    assert times
    assert f"fired {times} time" in said(app)


def test_a_channel_is_kept_and_its_address_never_shown_again(url: str) -> None:
    app = page()
    app.text_input(key="channel_name").set_value("![x](http://h)")
    app.text_input(key="channel_url").set_value(SECRET)
    app.button(key="channel_keep").click().run()
    assert not app.exception
    with Store.open(url) as store:
        assert channels(store) == {"![x](http://h)": SECRET}
    anew = page()
    for text in (shown(app), shown(anew), " ".join(str(field.value) for field in anew.text_input)):
        assert "hush" not in text
        assert "![x](" not in text
    app.text_input(key="channel_name").set_value("odd")
    app.text_input(key="channel_url").set_value("https://example.org/hook")
    app.button(key="channel_keep").click().run()
    assert any("no address of" in error.value for error in app.error)


def test_links_lead_where_the_team_says(url: str) -> None:
    app = page()
    field = next(one for one in app.text_input if (one.key or "").startswith("alert_address_"))
    field.set_value("https://desk.example.org/").run()
    with Store.open(url) as store:
        assert dashboard_address(store) == "https://desk.example.org"


def test_the_ladder_tells_a_channel_and_can_be_tried(url: str) -> None:
    with Store.open(url) as store:
        save_channel(store, "lead chat", SECRET)
    app = page()
    field = next(one for one in app.selectbox if (one.key or "").startswith("ladder_lead_"))
    field.set_value("lead chat")
    app.button(key="ladder_save").click().run()
    assert not app.exception
    with Store.open(url) as store:
        assert alert_ladder(store).channels == {Role.LEAD: ("lead chat",)}
    app.button(key="ladder_try").click().run()
    assert "In the last 30 days: assignee" in said(app)


def test_the_log_shows_what_was_raised(url: str) -> None:
    report = Report.open(url)
    save_rule(report.store, replace(SHIPPED_RULES["Stuck tickets"], high=0.0, is_on=True))
    found = check_alerts(report, report.as_of(), in_words(report))
    report.close()
    assert found.raised
    app = page()
    log = next(frame.value for frame in app.dataframe if "reading" in frame.value)
    assert len(log) == found.raised
    assert "Stuck tickets" in set(log["rule"])
    assert any("wait for fresh data" in note.value for note in app.info)


def test_the_tab_opens_on_an_empty_store(tmp_path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = str(tmp_path / "empty.db")
    Store.open(empty).close()
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", empty)
    app = page()
    assert not app.exception
    app.button(key="rule_try").click().run()
    app.button(key="ladder_try").click().run()
    assert not app.exception
    assert any("No data yet" in note.value for note in app.info)
