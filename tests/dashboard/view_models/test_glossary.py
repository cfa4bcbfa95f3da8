"""The glossary shows every figure once, finds them by words, and never shows 0 for what nobody told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.data.store import Store
from core.metrics import METRICS
from core.report import Report
from dashboard.view_models.glossary import build_glossary, matching
from sample_data.company import generate
from sample_data.loading import load_into
from tests.dashboard.view_models.asked import Asked


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    path = tmp_path_factory.mktemp("glossary") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(800, seed=7))
    opened = Report.open(path)
    yield opened
    opened.close()


def test_every_figure_has_a_row_and_a_text(report: Report) -> None:
    view = build_glossary(report, Asked())
    assert view.table.frame["id"].tolist() == list(METRICS)
    assert set(view.texts) == set(view.table.frame["name"])
    assert not any("_" in name for name in view.table.frame["name"])


def test_figures_that_wait_for_inputs_say_for_which(report: Report) -> None:
    shown = build_glossary(report, Asked()).table.frame.set_index("id")["now"]
    waiting = [metric for metric in METRICS.values() if metric.is_waiting]
    assert waiting
    assert all(shown[metric.id] == f"needs {metric.waits_for}" for metric in waiting)


def test_search_takes_every_word(report: Report) -> None:
    view = build_glossary(report, Asked())
    names = matching(view, "response FIRST").frame["id"].tolist()
    assert "first_response_time" in names
    assert "next_response_time" not in names
    assert matching(view, "no such figure").is_empty
    assert len(matching(view, "  ").frame) == len(METRICS)
