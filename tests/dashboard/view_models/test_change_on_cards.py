"""What a card says about a change: coloured only where it is more than noise."""

from __future__ import annotations

from typing import Any

import pytest

from core.metrics import METRICS
from core.metrics.assess import assess
from core.metrics.benchmarks import target_for
from core.metrics.measure import AnyMeasure, DurationMeasure, Measure
from core.reporting.results import MetricResult
from dashboard.view_models.cards import (
    NO_CLEAR_CHANGE,
    card_from_result,
    change_words,
    definition_text,
    interval_words,
)
from dashboard.view_models.figures import comparison_table


def result(name: str, now: AnyMeasure, before: AnyMeasure | None) -> MetricResult:
    def one(found: AnyMeasure, **more: Any) -> MetricResult:
        metric, target = METRICS[name], target_for(name)
        return MetricResult.of(metric, found, assess(metric, found, target), target=target, **more)

    return one(now, previous=None if before is None else one(before))


CLEAR = result("csat_rate", Measure(0.9, 400, 0.87, 0.93), Measure(0.8, 400, 0.76, 0.84))
NOISY = result("csat_rate", Measure(0.9, 40, 0.77, 0.96), Measure(0.8, 40, 0.65, 0.9))


def plain(text: str | None) -> str:
    return (text or "").replace("\u00a0", " ").replace("\\", "")


def test_a_clear_change_is_shown_with_its_sign_and_its_colour() -> None:
    card = card_from_result(CLEAR)
    assert plain(card.delta) == "+10.0 pp"
    assert card.delta_is_good is True
    assert CLEAR.is_better is True


def test_a_change_that_may_be_noise_has_neither_sign_nor_colour() -> None:
    card = card_from_result(NOISY)
    assert (card.delta, card.delta_is_good) == (NO_CLEAR_CHANGE, None)
    assert NOISY.is_better is None
    assert "Change: +10.0 pp against the period before; 95 % interval" in plain(card.definition).replace(
        "*", ""
    )
    assert "which noise alone may explain" in card.definition


def test_a_clear_change_of_too_few_is_not_called_clear() -> None:
    few = result("csat_rate", Measure(1.0, 5, 0.9, 1.0), Measure(0.1, 5, 0.0, 0.2))
    assert few.change_in().is_beyond_noise
    assert not few.is_clear
    assert change_words(few) == NO_CLEAR_CHANGE


def test_a_clear_change_of_what_has_no_better_side_keeps_its_sign_without_a_verdict() -> None:
    volume = result("ticket_volume", Measure(500.0, 500), Measure(300.0, 300))
    card = card_from_result(volume)
    assert (card.delta, card.delta_is_good) == ("+200", None)


def test_nothing_to_compare_with_and_nothing_changed_are_said_so() -> None:
    assert change_words(result("csat_rate", Measure(0.9, 400, 0.87, 0.93), None)) is None
    same = result("ticket_volume", Measure(500.0, 500), Measure(500.0, 500))
    assert change_words(same) == "±0"


def test_a_duration_is_compared_by_the_median_that_heads_its_card() -> None:
    def waits(median: float) -> DurationMeasure:
        ends = {"waiting_low": median - 5, "waiting_high": median + 5}
        mean = {"low": 0.0, "high": 400.0}
        return DurationMeasure(200.0, 100, **mean, median_with_waiting=median, **ends)  # type: ignore[arg-type]

    found = result("first_response_time", waits(60.0), waits(90.0))
    assert not found.is_clear
    card = card_from_result(found)
    assert plain(card.delta) == "-30 min"
    assert card.delta_is_good is True
    assert plain(interval_words(found)) == "-37 min to -23 min"


def test_a_duration_that_once_had_no_median_is_not_compared_with_a_mean() -> None:
    now = DurationMeasure(200.0, 100, median_with_waiting=60.0)
    assert change_words(result("first_response_time", now, DurationMeasure(90.0, 100))) is None


@pytest.mark.parametrize(("found", "reading"), [(CLEAR, "better"), (NOISY, NO_CLEAR_CHANGE)])
def test_the_table_of_comparisons_reads_like_the_cards(found: MetricResult, reading: str) -> None:
    row = comparison_table([found], "Previous period").frame.iloc[0]
    assert row["reading"] == reading
    assert plain(row["change"]) == "+10.0 pp"
    assert " to " in plain(row["interval"])


def test_the_tooltip_names_what_sources_disagree_about_and_what_is_used_here() -> None:
    metric = METRICS["first_contact_resolution_rate"]
    text = plain(definition_text(metric, target_for(metric.id)))
    assert "Definition in use*: No follow-up, no escalation, no reopening." in text
    assert "Sources disagree* about" in text
    assert "Used here*:" in text
    assert "Sources disagree" not in definition_text(METRICS["handoffs_per_ticket"])


def test_the_tooltip_points_to_the_glossary_for_the_rest() -> None:
    metric = METRICS["first_response_time"]
    text = plain(definition_text(metric, target_for(metric.id)))
    assert text.count("Sources disagree") == 2
    assert "more in the glossary" in text
