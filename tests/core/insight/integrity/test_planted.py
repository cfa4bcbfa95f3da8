"""Each detector finds its habit planted strongly, and not when it stays just below its limit."""

from __future__ import annotations

import copy

import pytest

from core.insight.integrity.findings import Finding, Verdict, look_at
from core.insight.integrity.registry import LOOKING, detector
from sample_data.healthy import Tables, healthy_company
from sample_data.planted_case import case_of
from sample_data.planted_trends import ESSENTIAL, PLANTS, ordinary_company


@pytest.fixture(scope="module")
def company() -> Tables:
    return ordinary_company(2)


@pytest.fixture(scope="module")
def flawless() -> Tables:
    return healthy_company(2)


def planted(company: Tables, number: str, share: float) -> Finding:
    tables = copy.deepcopy(company)
    PLANTS[number].put(tables, share)
    return look_at(case_of(tables), (detector(number),))[0]


@pytest.mark.parametrize("number", sorted(PLANTS))
def test_a_strong_habit_is_found(company: Tables, number: str) -> None:
    finding = planted(company, number, PLANTS[number].strong)
    assert finding.verdict is Verdict.FOUND
    assert finding.evidence is not None
    assert len(finding.evidence.rows) or number == "D-102"


@pytest.mark.parametrize("number", sorted(PLANTS))
def test_a_habit_just_below_its_limit_is_not_found(flawless: Tables, number: str) -> None:
    assert planted(flawless, number, PLANTS[number].below).verdict is not Verdict.FOUND


@pytest.mark.parametrize(
    ("number", "name"),
    [("D-069", "L2-02"), ("D-082", "L2-01"), ("D-061", "L1-05"), ("D-092", "L1-03"), ("D-003", "L1-06")],
)
def test_a_personal_habit_is_found_at_the_right_person(company: Tables, number: str, name: str) -> None:
    evidence = planted(company, number, PLANTS[number].strong).evidence
    assert evidence is not None
    assert evidence.people[0].name == name


def test_nothing_is_found_in_ordinary_companies() -> None:
    for seed in range(50, 54):
        tables = ordinary_company(seed)
        tables.metric_known = dict.fromkeys(ESSENTIAL, True)
        found = [each.detector.id for each in look_at(case_of(tables)) if each.verdict is Verdict.FOUND]
        assert found == []


def test_every_detector_that_looks_has_a_habit_to_plant() -> None:
    assert {each.id for each in LOOKING} == set(PLANTS)


def test_strengths_rise_from_just_below_to_strong() -> None:
    for plant in PLANTS.values():
        assert plant.below < plant.weak < plant.medium < plant.strong


def test_the_same_seed_plants_the_same(company: Tables) -> None:
    one, two = (planted(company, "D-054", 0.12).evidence for _ in range(2))
    assert one is not None
    assert two is not None
    assert (one.value, one.p) == (two.value, two.p)
