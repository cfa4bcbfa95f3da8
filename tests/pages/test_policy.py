"""The editor of SLA policies on the page: copied, changed, looked at, saved; figures follow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.data.store import Store
from core.report import Report
from core.sla.policy import ALWAYS, Policy
from dashboard.navigation import PAGES_FOLDER

ENTRY = str(PAGES_FOLDER.parent / "app" / "main.py")
P1, P2 = 0, 1


@pytest.fixture
def url(show_company: Callable[..., str]) -> str:
    return show_company(1_500, seed=7)


def page() -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60).run()
    return app.switch_page(str(PAGES_FOLDER / "settings.py")).run()


def named(elements, prefix: str):
    """The element whose key begins with a prefix."""
    return next(element for element in elements if (element.key or "").startswith(prefix))


def type_in(app: AppTest, row: int, column: str, text: str) -> AppTest:
    """Type into the table for any customer."""
    key = named(app.data_editor, "policy_matrix_").key
    edits = {"edited_rows": {row: {column: text}}, "added_rows": [], "deleted_rows": []}
    app.session_state[key] = edits
    return app.run()


def copied(app: AppTest) -> AppTest:
    app.button(key="policy_copy_go").click().run()
    assert not app.exception
    return app


def stored(url: str) -> tuple[dict[str, Policy], Policy]:
    with Store.open(url) as store:
        report = Report(store)
        return report.policies(), report.policy()


def figure(url: str, metric: str) -> float:
    report = Report.open(url)
    try:
        return report.metric(metric).value
    finally:
        report.close()


def cards(app: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.delta) for metric in app.metric}


def test_a_shipped_policy_is_copied_before_it_can_be_changed(url: str) -> None:
    app = page()
    assert app.selectbox(key="policy_shown").value == "handbook"
    assert not [button for button in app.button if button.key == "policy_save"]
    copied(app)
    assert app.selectbox(key="policy_shown").value == "own-our-sla"
    policies, in_force = stored(url)
    assert policies["own-our-sla"].promises == policies["handbook"].promises
    assert in_force.policy_id == "handbook"


def test_a_tighter_target_is_seen_before_it_is_saved_and_then_every_figure_follows(url: str) -> None:
    before = figure(url, "response_sla_met_rate")
    app = copied(page())
    assert not cards(app), "nothing has changed yet"
    named(app.radio, "policy_counts_").set_value("For the past too").run()
    type_in(app, P2, "first_response", "30 min")
    value, change = cards(app)["First response"]
    assert change.startswith("-")
    app.button(key="policy_save_force").click().run()
    assert not app.exception
    assert any("in force" in message.value for message in app.success)
    assert app.selectbox(key="policy_in_force").value == "own-our-sla"
    after = figure(url, "response_sla_met_rate")
    assert after < before
    assert value == f"{after * 100:.0f}\u00a0%"


def test_a_change_from_today_keeps_the_past_as_it_was_counted(url: str) -> None:
    before = figure(url, "response_sla_met_rate")
    app = type_in(copied(page()), P2, "first_response", "30 min")
    app.button(key="policy_save_force").click().run()
    _, policy = stored(url)
    versions = [
        p for p in policy.promises if (p.metric, p.priority, p.tier) == ("first_response", "P2", None)
    ]
    assert [p.seconds for p in sorted(versions, key=lambda p: p.valid_from)] == [3_600, 1_800]
    assert min(p.valid_from for p in versions) == ALWAYS
    assert figure(url, "response_sla_met_rate") == pytest.approx(before, abs=0.005)


def test_limits_that_cannot_be_read_block_saving_and_name_the_cell(url: str) -> None:
    app = type_in(copied(page()), P1, "resolution", "soon")
    assert any("P1 resolution" in message.value for message in app.error)
    assert app.button(key="policy_save_force").disabled
    assert app.button(key="policy_save").disabled


def test_limits_that_do_not_loosen_are_a_warning(url: str) -> None:
    app = type_in(copied(page()), P2, "first_response", "5 min")
    assert any("P2 first response" in message.value for message in app.warning)
    assert not app.button(key="policy_save").disabled


def test_saved_limits_and_rules_are_there_when_the_page_is_opened_again(url: str) -> None:
    app = type_in(copied(page()), P2, "first_response", "30 min")
    named(app.radio, "policy_bot_").set_value("any_reply").run()
    named(app.text_input, "policy_name_").set_value("Ours ![x](http://x)").run()
    app.button(key="policy_save").click().run()
    assert not app.exception
    again = page()
    again.selectbox(key="policy_shown").set_value("own-our-sla").run()
    assert named(again.data_editor, "policy_matrix_").value["first_response"].iloc[P2] == "30 min"
    assert named(again.radio, "policy_bot_").value == "any_reply"
    assert stored(url)[1].policy_id == "handbook", "saved, not put in force"
    shown = " ".join(markdown.value for markdown in [*again.markdown, *again.caption])
    assert "![x](" not in shown


def test_changes_can_be_discarded(url: str) -> None:
    app = type_in(copied(page()), P2, "first_response", "30 min")
    app.button(key="policy_discard").click().run()
    assert not app.exception
    assert app.button(key="policy_save").disabled
    assert not cards(app)


def test_an_own_policy_is_removed_unless_it_is_in_force(url: str) -> None:
    app = copied(page())
    app.button(key="policy_remove_go").click().run()
    assert not app.exception
    assert "own-our-sla" not in stored(url)[0]
    copied(app)
    app.button(key="policy_save_force").click().run()
    assert stored(url)[1].policy_id == "own-our-sla"
    assert not [button for button in app.button if button.key == "policy_remove_go"]


def test_another_table_is_added_for_a_tier(url: str) -> None:
    app = copied(page())
    named(app.selectbox, "policy_add_tier_").set_value("SMB").run()
    named(app.button, "policy_add_go_").click().run()
    assert not app.exception
    assert any("SMB" in tab.label for tab in app.tabs)


def opened(panel: str) -> AppTest:
    app = page()
    app.session_state[panel] = True
    app.run()
    assert not app.exception
    return app


def test_the_check_is_made_when_it_is_opened_and_takes_the_teams_answer(url: str) -> None:
    assert not any("R-SD" in str(frame.value) for frame in page().dataframe)
    app = opened("policy_check")
    shown = [text.value for text in app.markdown if "badge[" in text.value]
    assert len(shown) == 17
    with Store.open(url) as store:
        expected = Report(store).design_findings()
    assert sum("pass]" in text for text in shown) == sum(f.verdict.value == "pass" for _, f in expected)
    app.segmented_control(key="policy_answer_R-SD-16").set_value(True).run()
    assert not app.exception
    (answered,) = [text.value for text in app.markdown if "not used as punishment" in text.value]
    assert "pass]" in answered
    with Store.open(url) as store:
        assert Report(store).design_answers() == {"R-SD-16": True}


def test_the_document_can_be_read_and_keeps_the_company(url: str) -> None:
    app = opened("policy_document")
    app.text_input(key="company_name").set_value("Acme <b>").run()
    assert not app.exception
    assert any("Acme \\<b\\>" in text.value for text in app.markdown)
    assert opened("policy_document").text_input(key="company_name").value == "Acme <b>"


def test_every_part_shows_on_an_empty_store(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    Store.open(tmp_path / "empty.db").close()
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", str(tmp_path / "empty.db"))
    app = copied(page())
    app.session_state["policy_check"] = app.session_state["policy_document"] = True
    type_in(app, P2, "first_response", "30 min")
    assert not app.exception
    assert not app.error
    app.button(key="policy_save_force").click().run()
    assert not app.exception
    st.cache_resource.clear()
    st.cache_data.clear()
