"""The editor of targets: texts of limits there and back, which limits are asked for, the table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.store import Store
from core.metrics import METRICS
from core.metrics.benchmarks import SETS
from core.metrics.definition import Unit
from core.report import Report
from core.reporting.targets import OwnTarget, choose_stage, save_target
from dashboard.view_models.definitions import build_definitions, way_in_use
from dashboard.view_models.targets import (
    NOTES,
    TargetForm,
    asked_limits,
    build_targets,
    in_words,
    limit_text,
    limit_texts,
    read_form,
    read_value,
)
from sample_data import generate, load_into


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("90 %", Unit.SHARE, 0.9),
        ("90", Unit.SHARE, 0.9),
        ("87.5%", Unit.RATIO, 0.875),
        ("12,5 %", Unit.SHARE, 0.125),
        ("4 h", Unit.MINUTES, 240.0),
        ("1 h 30 min", Unit.MINUTES, 90.0),
        ("2 d", Unit.MINUTES, 2880.0),
        ("1 bd", Unit.BUSINESS_MINUTES, 540.0),
        ("25", Unit.COUNT, 25.0),
        ("-3", Unit.SCORE, -3.0),
        ("3 days", Unit.DAYS, 3.0),
        ("1 day", Unit.DAYS, 1.0),
        ("4.5", Unit.SCORE, 4.5),
        ("  ", Unit.MINUTES, None),
        ("", Unit.SHARE, None),
    ],
)
def test_people_write_limits_in_their_own_units(text: str, unit: Unit, value: float | None) -> None:
    assert read_value(text, unit) == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("90", Unit.MINUTES),
        ("fast", Unit.MINUTES),
        ("2 d", Unit.BUSINESS_MINUTES),
        ("4 h", Unit.SHARE),
        ("5 %", Unit.COUNT),
        ("3 days", Unit.COUNT),
        ("3 days", Unit.SHARE),
        ("1 2", Unit.COUNT),
        ("nan", Unit.COUNT),
        ("inf", Unit.SHARE),
        ("![x](http://h)", Unit.SHARE),
    ],
)
def test_what_is_no_limit_is_refused(text: str, unit: Unit) -> None:
    with pytest.raises(ValueError):
        read_value(text, unit)


@given(st.integers(1, 100_000), st.sampled_from(list(Unit)))
def test_a_limit_can_be_typed_back_as_it_is_shown(amount: int, unit: Unit) -> None:
    value = amount / 1000 if unit in {Unit.SHARE, Unit.RATIO} else float(amount)
    assert read_value(limit_text(value, unit), unit) == pytest.approx(value, rel=1e-9)


def test_every_shipped_limit_can_be_typed_back() -> None:
    for entry in SETS:
        for name, target in entry.targets.items():
            unit = METRICS[name].unit
            texts = limit_texts(None, target, unit)
            for key, end in zip(texts, (target.good.low, target.good.high), strict=False):
                known = read_value(texts[key], unit)
                assert known is None if math.isinf(end) else known == pytest.approx(end)


def test_only_limits_that_make_sense_are_asked_for() -> None:
    assert asked_limits(METRICS["reopen_rate"]) == ("high", "warn_high")
    assert asked_limits(METRICS["escalation_rate"]) == ("low", "high", "warn_low", "warn_high")
    assert asked_limits(METRICS["ticket_volume"]) == ("low", "high", "warn_low", "warn_high")
    own = OwnTarget(metric_id="csat_rate", low=0.8, high=0.95)
    assert asked_limits(METRICS["csat_rate"], [own.target()]) == ("low", "high", "warn_low", "warn_high")


def test_fields_that_cannot_be_read_are_named_by_their_labels() -> None:
    reading = read_form(TargetForm("csat_rate", {"low": "many", "warn_low": "80 %"}, "lead"))
    assert reading.own is None
    assert reading.problems[0].startswith("At least: “many” is not understood")
    assert in_words(ValueError("author: say who sets the target")) == "Set by: say who sets the target"
    assert in_words(ValueError("stage 'x' is unknown")) == "stage 'x' is unknown"


def test_the_table_shows_shipped_and_own_targets_side_by_side(store: Store) -> None:
    report = Report(store)
    save_target(store, OwnTarget(metric_id="ticket_volume", high=900, author="lead"))
    save_target(store, OwnTarget(metric_id="csat_rate", low=0.8, warn_low=0.7, author="lead"))
    choose_stage(store, "enterprise")
    rows = build_targets(report).table.frame.set_index("name")
    csat = {key: str(value).replace("\u00a0", " ") for key, value in rows.loc["CSAT"].items()}
    assert (csat["shipped"], csat["critical"]) == ("at least 92 %", "at least 85 %")
    assert (csat["own"], csat["own_critical"], csat["author"]) == ("at least 80 %", "at least 70 %", "lead")
    assert "B-004" in csat["sources"]
    volume = rows.loc[METRICS["ticket_volume"].name]
    assert volume["own"] == "at most 900"
    assert volume["shipped"] == "–"


def test_every_set_says_what_it_is_for_and_who_prints_it(store: Store) -> None:
    report = Report(store)
    for entry in SETS:
        choose_stage(store, entry.id)
        note = build_targets(report).note
        assert NOTES[entry.id] in note
        assert note.endswith(f"Source: {entry.source}.")


def test_a_figure_that_waits_for_inputs_gets_no_target(store: Store) -> None:
    names = build_targets(Report(store)).names
    assert "csat_rate" in names
    assert not any(METRICS[name].is_waiting for name in names)


def test_each_definition_shows_what_it_would_give(store: Store) -> None:
    load_into(store, generate(300, seed=4))
    choices = {choice.metric_id: choice for choice in build_definitions(Report(store))}
    first = choices["first_contact_resolution_rate"]
    assert way_in_use(Report(store), first.metric_id) == "strict"
    assert len({way.value for way in first.ways}) > 1
    assert all("in the last 90 days" in way.value for way in first.ways)
    assert any(text.startswith("what solved the first time means") for text in first.disagreements)


def test_definitions_without_data_say_so(store: Store) -> None:
    for choice in build_definitions(Report(store)):
        assert {way.value for way in choice.ways} == {"no data in the last 90 days"}
