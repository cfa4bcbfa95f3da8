"""Symptoms and causes: each test of a figure at its edge, and every row of the table reachable."""

from __future__ import annotations

import pytest

from core.insight.diagnosis import Answer, Criterion, Reading, answer, diagnose
from core.insight.improvement import PLAYBOOKS
from core.insight.symptoms import DERIVED, SYMPTOMS
from core.metrics import METRICS
from core.metrics.targets import Band
from dashboard.navigation import page_by_url

NAN = float("nan")


@pytest.mark.parametrize(
    ("reading", "test", "expected"),
    [
        (Reading(0.11, 50, good=Band.at_most(0.1)), Criterion.HIGH, Answer.YES),
        (Reading(0.10, 50, good=Band.at_most(0.1)), Criterion.HIGH, Answer.NO),
        (Reading(0.10, 50, good=Band.under(0.1)), Criterion.HIGH, Answer.YES),
        (Reading(0.69, 50, good=Band.at_least(0.7)), Criterion.LOW, Answer.YES),
        (Reading(0.70, 50, good=Band.at_least(0.7)), Criterion.LOW, Answer.NO),
        (Reading(0.69, 50), Criterion.LOW, Answer.UNKNOWN),
        (Reading(0.1, 5, is_enough=False, good=Band.at_least(0.7)), Criterion.LOW, Answer.UNKNOWN),
        (Reading(NAN, 0, good=Band.at_least(0.7)), Criterion.LOW, Answer.UNKNOWN),
        (Reading(9.0, 50, change_low=0.01, change_high=2.0), Criterion.ROSE, Answer.YES),
        (Reading(9.0, 50, change_low=0.0, change_high=2.0), Criterion.ROSE, Answer.NO),
        (Reading(9.0, 50, change_low=-2.0, change_high=-0.01), Criterion.FELL, Answer.YES),
        (Reading(9.0, 50, change_low=-2.0, change_high=0.0), Criterion.FELL, Answer.NO),
        (Reading(9.0, 50), Criterion.FELL, Answer.UNKNOWN),
        (
            Reading(0.8, 50, change_low=-0.1, change_high=0.1, higher_is_better=True),
            Criterion.NOT_BETTER,
            Answer.YES,
        ),
        (
            Reading(0.8, 50, change_low=0.01, change_high=0.1, higher_is_better=True),
            Criterion.NOT_BETTER,
            Answer.NO,
        ),
        (Reading(1.0, 3), Criterion.ANY, Answer.YES),
        (Reading(0.0, 3), Criterion.ANY, Answer.NO),
    ],
)
def test_a_figure_answers_at_the_edge_of_what_is_asked(reading, test, expected):
    assert answer(reading, test) is expected


def test_readings_that_satisfy_every_clue_make_every_symptom_and_cause_appear():
    for symptom in SYMPTOMS:
        clues = [*symptom.signs, *(clue for cause in symptom.causes for clue in cause.clues)]
        met = {
            clue.figure: Reading(
                1.0,
                100,
                good=Band.under(0.5) if clue.test is Criterion.HIGH else Band.at_least(1.5),
                change_low=-2.0 if clue.test is Criterion.FELL else 1.0,
                change_high=-1.0 if clue.test is Criterion.FELL else 2.0,
                higher_is_better=False,
            )
            for clue in reversed(clues)
        }
        found = diagnose(symptom, met)
        assert found.is_there is Answer.YES, symptom.id
        assert found.causes[0].verdict is Answer.YES, symptom.id
        silent = diagnose(symptom, {})
        assert silent.is_there is Answer.UNKNOWN
        assert {cause.verdict for cause in silent.causes} == {Answer.UNKNOWN}


def test_slow_responses_with_people_missing_come_from_understaffing():
    readings = {
        "first_response_time": Reading(90.0, 400, good=Band.under(60)),
        "agents_short": Reading(0.5, 28),
        "utilisation": Reading(0.75, 28, good=Band.between(0.7, 0.8)),
        "unassigned_count": Reading(1.0, 1),
        "reassignment_rate": Reading(0.1, 400, good=Band.at_most(0.2)),
        "priority_accuracy": Reading(0.99, 400, good=Band.at_least(0.9)),
    }
    symptom = next(each for each in SYMPTOMS if each.id == "R-DX-02")
    found = diagnose(symptom, readings)
    assert [(each.cause.name, each.verdict) for each in found.causes] == [
        ("Understaffing", Answer.YES),
        ("Poor routing", Answer.UNKNOWN),
    ]
    enough = readings | {"agents_short": Reading(0.0, 28)}
    assert diagnose(symptom, enough).causes[-1].verdict is Answer.NO


def test_every_row_of_the_symptom_table_is_there_and_asks_for_figures_that_exist():
    assert [each.id for each in SYMPTOMS] == [f"R-DX-{number:02d}" for number in range(1, 12)]
    for symptom in SYMPTOMS:
        for clue in (*symptom.signs, *(clue for cause in symptom.causes for clue in cause.clues)):
            assert clue.figure in METRICS or clue.figure in DERIVED
        for cause in symptom.causes:
            assert page_by_url(cause.page)


def test_every_playbook_belongs_to_a_symptom_and_is_measured_by_a_metric():
    assert set(PLAYBOOKS) <= {symptom.id for symptom in SYMPTOMS}
    for playbook in PLAYBOOKS.values():
        assert playbook.progress in METRICS
        assert len(playbook.steps) >= 3
