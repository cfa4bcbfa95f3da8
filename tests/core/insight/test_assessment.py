"""The self-assessment: scores by stage and dimension, and each answer that the data can give."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.insight import assessment_evidence as seen
from core.insight.assessment import BY_ID, EXTRAS, QUESTIONS, Dimension, Seen, assess_maturity
from core.insight.signals_findings import Evidence, Reading, Stated
from core.insight.signals_windows import LAST_28, LAST_90, LAST_91, LAST_YEAR, NOW
from tests.core.insight.rule_cases import evidence, exact, figure, share

BY_STAGE = {stage: [q.id for q in QUESTIONS if q.stage == stage] for stage in (1, 2, 3, 4)}


def said(**counts: int) -> dict[str, Stated]:
    """Yes to the first so many questions of each stage, no to the others."""
    return {
        question: Stated(place < counts.get(f"stage_{stage}", 0))
        for stage, questions in BY_STAGE.items()
        for place, question in enumerate(questions)
    }


def test_the_questions_are_those_of_the_catalogue() -> None:
    assert [q.id for q in QUESTIONS] == [f"R-MA-{number:02}" for number in range(1, 25)]
    assert {stage: len(ids) for stage, ids in BY_STAGE.items()} == {1: 2, 2: 10, 3: 6, 4: 6}
    assert {q.dimension for q in QUESTIONS} == set(Dimension)
    assert not {extra.rule for extra in EXTRAS} & set(BY_ID)


@pytest.mark.parametrize(
    ("counts", "stage"),
    [
        ({"stage_1": 1}, 0),
        ({"stage_1": 2}, 1),
        ({"stage_1": 2, "stage_2": 7}, 1),
        ({"stage_1": 2, "stage_2": 8}, 2),
        ({"stage_1": 2, "stage_2": 8, "stage_3": 4}, 2),
        ({"stage_1": 2, "stage_2": 8, "stage_3": 5}, 3),
        ({"stage_1": 2, "stage_2": 7, "stage_3": 6, "stage_4": 6}, 1),
        ({"stage_1": 2, "stage_2": 8, "stage_3": 5, "stage_4": 5}, 4),
    ],
)
def test_a_stage_needs_three_quarters_of_its_items_and_of_all_below(
    counts: dict[str, int], stage: int
) -> None:
    assert assess_maturity({}, said(**counts)).stage == stage


def test_unanswered_items_count_as_not_met_but_widen_what_is_possible() -> None:
    nothing = assess_maturity({}, {})
    assert (nothing.stage, nothing.most_stage, nothing.answered_count) == (0, 4, 0)
    assert all(score.share is None for score in nothing.by_stage.values())
    refused = assess_maturity({}, {question: Stated(False) for question in BY_ID})
    assert (refused.stage, refused.most_stage) == (0, 0)
    assert {score.share for score in refused.by_dimension.values()} == {0.0}


def test_what_is_stated_counts_before_the_data_and_both_are_kept() -> None:
    look = {"R-MA-03": Seen(False, "few have an assignee"), "R-MA-08": Seen(True, "83 %")}
    found = {a.question.id: a for a in assess_maturity(look, {"R-MA-03": Stated(True, "Ada")}).answers}
    assert (found["R-MA-03"].value, found["R-MA-03"].by) == (True, "stated")
    assert found["R-MA-03"].is_contradicted
    assert (found["R-MA-08"].value, found["R-MA-08"].by) == (True, "data")
    assert not found["R-MA-08"].is_contradicted
    assert (found["R-MA-05"].value, found["R-MA-05"].by) == (None, "")


@given(st.dictionaries(st.sampled_from(sorted(BY_ID)), st.booleans()))
def test_scores_add_up_and_more_answers_never_widen_what_is_open(answers: dict[str, bool]) -> None:
    found = assess_maturity({}, {question: Stated(value) for question, value in answers.items()})
    for scores in (found.by_stage, found.by_dimension):
        assert sum(score.met_count for score in scores.values()) == sum(answers.values())
        assert sum(score.open_count for score in scores.values()) == 24 - len(answers)
        assert sum(score.total for score in scores.values()) == 24
    assert found.stage <= found.most_stage
    assert [gap.question.stage for gap in found.gaps] == sorted(gap.question.stage for gap in found.gaps)
    assert len(found.gaps) == 24 - sum(answers.values())


def test_unknown_questions_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="R-MA-99"):
        assess_maturity({}, {"R-MA-99": Stated(True)})


def one(name: str, window: str, found: Reading) -> Evidence:
    return evidence({(name, window): found})


def inbox(part: float, agents: float) -> Evidence:
    return evidence({(seen.ASSIGNED, LAST_90): share(part), (seen.AGENTS, LAST_90): exact(agents)})


def levels(one_: float, two: float) -> Evidence:
    heads = {"L1": one_, "L2": two, "L3": 0.0}
    return evidence({(f"people at {level}", NOW): exact(count) for level, count in heads.items()})


def beyond(*names: str) -> Evidence:
    return evidence({(name, LAST_90): figure(1.0) for name in names})


NAMES = tuple(seen.BEYOND_COUNTS)
CASES = [
    ("R-MA-01", one("founder_support_hours", LAST_28, figure(12)), True),
    ("R-MA-02", one("first_response_time", LAST_90, figure(60)), True),
    ("R-MA-03", inbox(0.80, 2), True),
    ("R-MA-03", inbox(0.79, 2), False),
    ("R-MA-03", inbox(0.80, 1), False),
    ("R-MA-04", one("article_coverage", NOW, share(0.80)), True),
    ("R-MA-04", one("article_coverage", NOW, share(0.79)), False),
    ("R-MA-07", one(seen.OWN_PROMISES, NOW, exact(1)), True),
    ("R-MA-07", one(seen.OWN_PROMISES, NOW, exact(0)), False),
    ("R-MA-08", one(seen.BY_SYSTEM, LAST_90, share(0.83)), True),
    ("R-MA-08", one(seen.BY_SYSTEM, LAST_90, share(0.49)), False),
    ("R-MA-10", one(seen.HANDOFF_NOTES, LAST_90, share(0.80)), True),
    ("R-MA-10", one(seen.HANDOFF_NOTES, LAST_90, share(0.79)), False),
    ("R-MA-11", one(seen.OFFERED, LAST_90, share(0.50)), True),
    ("R-MA-11", one(seen.OFFERED, LAST_90, share(0.49)), False),
    ("R-MA-13", levels(3, 1), True),
    ("R-MA-13", levels(4, 0), False),
    ("R-MA-14", one(seen.ONBOARDED, LAST_YEAR, share(0.80)), True),
    ("R-MA-14", one(seen.ONBOARDED, LAST_YEAR, share(0.79)), False),
    ("R-MA-15", one(seen.REVIEW_WEEKS, LAST_91, share(11 / 13)), True),
    ("R-MA-15", one(seen.REVIEW_WEEKS, LAST_91, share(10 / 13)), False),
    ("R-MA-16", beyond(*NAMES[:3]), True),
    ("R-MA-16", beyond(*NAMES[:2]), False),
    ("R-MA-18", one(seen.PLANNED_PEOPLE, LAST_28, share(0.80)), True),
    ("R-MA-18", one(seen.PLANNED_PEOPLE, LAST_28, share(0.79)), False),
    ("R-MA-19", one(seen.HOURS, LAST_28, share(0.99)), True),
    ("R-MA-19", one(seen.HOURS, LAST_28, share(0.98)), False),
    ("R-MA-21", one(seen.CALIBRATED, LAST_91, exact(1)), True),
    ("R-MA-21", one(seen.CALIBRATED, LAST_91, exact(0)), False),
    ("R-MA-23", one("bot_handled_rate", LAST_90, share(0.20)), True),
    ("R-MA-23", one("bot_handled_rate", LAST_90, share(0.19)), False),
]


@pytest.mark.parametrize(("question", "given_data", "answer"), CASES)
def test_data_answer_with_their_figures(question: str, given_data: Evidence, answer: bool) -> None:
    found = seen.seen_in(given_data)[question]
    assert found.value is answer
    assert found.words


def test_every_question_that_data_can_deny_has_a_case_and_none_is_answered_without_data() -> None:
    answered = {question for question, _, answer in CASES if answer}
    assert answered == set(seen.LOOKS) - {"R-MA-24"}
    assert all(each.value is None for each in seen.seen_in(Evidence()).values())


def test_managers_are_told_but_their_origin_is_left_to_people() -> None:
    heads = evidence({("frontline", NOW): exact(9), ("managers", NOW): exact(1)})
    assert seen.seen_in(heads)["R-MA-24"] == Seen(None, "managers and executives 1, frontline people 9")
    assert Stated(False, "Ada", date(2026, 5, 1)).words() == "no, said Ada on 2026-05-01"
