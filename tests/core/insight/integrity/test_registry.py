"""The list of detectors is whole, and says of each what a reader needs."""

from __future__ import annotations

import pytest

from core.insight.integrity.registry import DETECTORS, LOOKING, SAME, detector
from core.insight.integrity.waiting import WAITING
from core.metrics import METRICS


def test_all_detectors_of_the_catalogue_are_registered_once() -> None:
    assert [each.id for each in DETECTORS] == [f"D-{number:03d}" for number in range(1, 138)]


def test_a_detector_looks_or_waits_or_is_another_one() -> None:
    for each in DETECTORS:
        assert sum((each.look is not None, bool(each.needs), bool(each.same_as))) == 1
    assert len(LOOKING) + len(SAME) + len(WAITING) == 137


def test_every_detector_that_looks_says_what_to_ask_and_what_is_innocent() -> None:
    for each in LOOKING:
        assert each.question.endswith("?")
        for text in (each.sees, each.innocent, each.ask):
            assert text.rstrip()[-1] in ".?", each.id
        assert "?" in each.ask or "Never" in each.ask or "Compare" in each.ask, each.id


def test_the_metrics_that_a_habit_bends_exist() -> None:
    for each in LOOKING:
        assert set(each.bends) <= set(METRICS), each.id


def test_the_same_look_is_one_that_looks() -> None:
    for each in SAME:
        assert detector(each.same_as).look is not None


def test_an_unknown_detector_is_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        detector("D-999")
