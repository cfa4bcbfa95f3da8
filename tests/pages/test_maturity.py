"""The Maturity page run by Streamlit: tabs open, answers and a chosen stage stay, refusals are sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.report import Report
from dashboard import format as fmt
from dashboard.components.maturity_panels import PARTS
from dashboard.navigation import page_by_url
from dashboard.written.html import html_page
from dashboard.written.self_assessment import self_assessment_document

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"


def show(section: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    app.query_params["section"] = section
    app.run()
    return app.switch_page(str(page_by_url("maturity").path)).run()


def text(app: AppTest) -> str:
    return " ".join(each.value for each in (*app.subheader, *app.markdown, *app.caption)).replace("\\", "")


def answer(app: AppTest, question: str, value: str | None) -> None:
    next(c for c in app.segmented_control if str(c.key).startswith(f"answer_{question}_")).set_value(value)


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def test_every_tab_opens_with_the_figures_of_the_report(show_company: Callable[..., str]) -> None:
    url = show_company(1_500, seed=4)
    shown = {part: show(part) for part in PARTS}
    report = Report.open(url)
    stage, signals = report.stage_report(), report.signal_report(report.company_stage().stage)  # type: ignore[union-attr]
    assert stage is not None
    assert signals is not None
    for app in shown.values():
        assert not app.exception
        assert not app.error
    assert f"Stage {stage.resolution.stage}:" in text(shown["Stage"])
    assert all(reason[:40] in text(shown["Stage"]) for reason in stage.resolution.reasons)
    assert signals.readiness.verdict in text(shown["Signals"])
    found = report.metric("csat_rate", period=None)
    tiles = {metric.label: metric.value for metric in shown["Distance"].metric}
    row = next(each for each in report.stage_distances() if each.result.id == "csat_rate")
    assert tiles["CSAT"] == fmt.share(row.result.value)
    assert row.result.n <= found.n
    report.close()


def test_answers_stay_until_they_are_taken_back(show_company: Callable[..., str]) -> None:
    url = show_company(600, seed=2)
    app = show("Self-assessment")
    answer(app, "R-MA-05", "Yes")
    answer(app, "R-RD-06", "No")
    app = press(app, "Save answers")
    assert [error.value.replace("\\", "") for error in app.error] == ["Answered by: say who answers."]
    next(field for field in app.text_input if field.label == "Answered by").set_value("Ada")
    app = press(app, "Save answers")
    assert not app.exception
    assert [each.value.replace("\\", "") for each in app.success] == ["Saved: 2 answers changed."]
    again = show("Self-assessment")
    values = {
        str(c.key).split("_")[1]: c.value for c in again.segmented_control if str(c.key).startswith("answer_")
    }
    assert (values["R-MA-05"], values["R-RD-06"], values["R-MA-06"]) == ("Yes", "No", None)
    assert "yes, said Ada on" in text(again)
    answer(again, "R-MA-05", None)
    again = press(again, "Save answers")
    report = Report.open(url)
    assert list(report.assessment_answers()) == ["R-RD-06"]
    assert [each.changed for each in report.assessment_history()] == [("R-MA-05",), ("R-MA-05", "R-RD-06")]
    report.close()


def test_saving_without_a_change_changes_nothing(show_company: Callable[..., str]) -> None:
    url = show_company(300, seed=2)
    app = press(show("Self-assessment"), "Save answers")
    assert [each.value for each in app.info] == ["No answer was changed."]
    report = Report.open(url)
    assert report.assessment_history() == ()
    report.close()


def test_a_stage_is_chosen_with_a_name_and_its_targets_are_put_in_force(
    show_company: Callable[..., str],
) -> None:
    url = show_company(600, seed=2)
    app = show("Stage")
    app.selectbox(key="stage_choice_0").set_value(4)
    app = press(app, "Save")
    assert [error.value.replace("\\", "") for error in app.error] == ["Your name: say who chooses."]
    app.text_input(key="stage_author").set_value("Ada")
    app = press(app, "Save")
    assert [each.value for each in app.success] == ["Stage 4 is in use\\."]
    assert "Stage 4: Enterprise" in text(app)
    assert "Chosen by Ada" in text(app).replace("\u00a0", " ")
    app = press(app, "Put this stage's targets in force")
    assert not app.exception
    report = Report.open(url)
    assert (report.stage(), report.company_stage().stage) == ("enterprise", 4)  # type: ignore[union-attr]
    report.close()


@pytest.mark.parametrize("answered", [False, True])
def test_the_printed_report_holds_every_question_with_its_answer(
    show_company: Callable[..., str], answered: bool
) -> None:
    report = Report.open(show_company(600, seed=2))
    if answered:
        report.save_self_assessment({"R-MA-05": True, "R-MA-07": True}, "<b>Ada</b>")
    page = html_page(self_assessment_document(report))
    found = report.self_assessment()
    assert all(each.question.id in page for each in found.answers)
    assert page.count("not known") == 0
    assert ("the data say the opposite" in page) is answered
    assert "<b>Ada" not in page
    assert ("&lt;b&gt;Ada&lt;/b&gt;" in page) is answered
    assert f"{found.answered_count} of 24 questions answered" in page
    report.close()
