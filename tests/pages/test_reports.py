"""The Reports page run by Streamlit: each report in words, and the blueprint from form to draft policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.store import Store
from core.report import Report
from core.sla.matrix import tiers_of
from dashboard.navigation import page_by_url
from dashboard.view_models.document_text import page_markdown
from dashboard.written.shelf import REPORTS

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"


def show(**address: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(str(page_by_url("reports").path)).run()


def text(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_reads_as_it_is_written(show_company: Callable[..., str], name: str) -> None:
    url = show_company(1_200, seed=3)
    app = show(report=REPORTS[name].title)
    assert not app.exception, app.exception
    report = Report.open(url)
    expected = page_markdown(REPORTS[name].document(report))
    report.close()
    assert expected in text(app)
    assert len(app.get("download_button")) == 3


def test_a_report_of_another_day_looks_at_the_week_before_it(show_company: Callable[..., str]) -> None:
    show_company(1_200, seed=3)
    app = show()
    app.date_input(key="report_day").set_value(date(2026, 5, 31)).run()
    assert not app.exception
    assert "2026\\-05\\-25 to 2026\\-05\\-31" in text(app)


def test_the_printed_example_becomes_its_printed_matrix_and_a_draft_policy(
    show_company: Callable[..., str],
) -> None:
    url = show_company(300, seed=3)
    app = show(section="Blueprint", blueprint_from="Printed example")
    assert not app.exception, app.exception
    shown = text(app).replace("\\", "")
    assert "| Enterprise, 15\xa0% | P1 | 15 minutes | 4 hours |" in shown
    assert "| SMB, 40\xa0% | P2 | 4 business hours | 48 business hours |" in shown
    app.button(key="blueprint_keep").click().run()
    assert not app.exception
    assert "It is not in force" in app.success[0].value
    report = Report.open(url)
    draft = report.policies()["own-blueprint-draft"]
    assert tiers_of(draft) == ["Enterprise", "Mid-Market", "SMB"]
    assert report.policy().policy_id != draft.policy_id
    report.close()


def test_a_share_that_cannot_be_is_refused_in_a_sentence(show_company: Callable[..., str]) -> None:
    show_company(300, seed=3)
    app = show(section="Blueprint", blueprint_from="Printed example")
    field = next(one for one in app.number_input if one.key.startswith("bp_csat"))
    field.set_value(120.0).run()
    assert not app.exception
    assert "csat: shares must lie between 0 and 1" in app.error[0].value.replace("\\", "")


def test_nothing_imported_says_what_to_do_and_still_offers_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import streamlit as st

    Store.open(tmp_path / "empty.db").close()
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", str(tmp_path / "empty.db"))
    app = show()
    assert not app.exception
    assert "No data yet" in text(app)
    example = show(section="Blueprint")
    assert not example.exception
    assert "Support blueprint" in text(example)
    st.cache_resource.clear()
    st.cache_data.clear()
