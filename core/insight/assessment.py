"""The self-assessment: 24 capabilities by stage and dimension, answered by data or people (R-MA-01 to 25)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.insight.signals_findings import Stated

STAGES = (1, 2, 3, 4)
ENOUGH = 0.75
"""R-MA-25: the part of a stage's items that has to be met; a proposal of the catalogue."""


class Dimension(StrEnum):
    """What a capability is about: how much, how hard, how evenly."""

    CAPACITY = "capacity"
    CAPABILITY = "capability"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Question:
    """One capability: where it is first asked for, what it is about, and what to do where it is missing."""

    id: str
    text: str
    stage: int
    dimension: Dimension
    advice: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the data say to a question: yes, no, or nothing (None), and how one sees it."""

    value: bool | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer that counts: what somebody stated, else what the data say; both are kept.

    ``value`` is None where neither says anything; ``by`` is "stated", "data" or "".
    """

    question: Question
    seen: Seen
    stated: Stated | None = None

    @property
    def value(self) -> bool | None:
        """Yes, no, or not answered."""
        return self.seen.value if self.stated is None else self.stated.value

    @property
    def by(self) -> str:
        """Who says so."""
        if self.stated is not None:
            return "stated"
        return "" if self.seen.value is None else "data"

    @property
    def is_contradicted(self) -> bool:
        """Whether the data say the opposite of what was stated."""
        both = self.stated is not None and self.seen.value is not None
        return both and self.stated is not None and self.stated.value is not self.seen.value


@dataclass(frozen=True, slots=True)
class Score:
    """Items met of all; ``open_count`` are not answered. ``share`` is None before any answer."""

    met_count: int
    open_count: int
    total: int

    @property
    def share(self) -> float | None:
        """Part that is met, unanswered items counting as not met; None where nothing is answered."""
        return None if self.open_count == self.total else self.met_count / self.total

    @property
    def most(self) -> float:
        """Part that would be met if every unanswered item were."""
        return (self.met_count + self.open_count) / self.total


@dataclass(frozen=True)
class Assessment:
    """All answers with their scores, the stage that they show, and the gaps in order of urgency."""

    answers: tuple[Answer, ...]
    by_stage: Mapping[int, Score]
    by_dimension: Mapping[Dimension, Score]
    stage: int
    most_stage: int
    gaps: tuple[Answer, ...]

    @property
    def answered_count(self) -> int:
        """Questions with an answer."""
        return sum(answer.value is not None for answer in self.answers)


_A, _B, _Q = Dimension.CAPACITY, Dimension.CAPABILITY, Dimension.QUALITY
_S, _G, _F, _X = ("scaling",), ("growing",), ("founders",), ("execs",)

QUESTIONS: tuple[Question, ...] = (
    Question(
        "R-MA-01", "Are the founder's hours on support known?", 1, _A, "Note the hours each week.", _S + _G
    ),
    Question("R-MA-02", "Is response time measured?", 1, _Q, "Import tickets with their replies.", _G),
    Question("R-MA-03", "Is there a shared inbox?", 2, _A, "Move from personal mail to one inbox.", _S + _G),
    Question(
        "R-MA-04",
        "Does a knowledge base answer the 20 commonest questions?",
        2,
        _B,
        "Write the 20 commonest answers down.",
        _S,
    ),
    Question("R-MA-05", "Are there templates for frequent issues?", 2, _B, "Write the first five.", _S + _G),
    Question(
        "R-MA-06", "Do support and product meet every week?", 2, _B, "Half an hour a week is enough.", _S
    ),
    Question("R-MA-07", "Are response promises set?", 2, _Q, "Set them on the Settings page.", _G),
    Question(
        "R-MA-08", "Is there a rule that assigns tickets?", 2, _A, "Let the system assign new tickets.", _G
    ),
    Question("R-MA-09", "Is the escalation path written down?", 2, _B, "One page: what, to whom, when.", _G),
    Question(
        "R-MA-10", "Is every handoff followed by a note?", 2, _Q, "Ask for a note with each handoff.", _G
    ),
    Question("R-MA-11", "Is satisfaction asked for after resolution?", 2, _Q, "Send a survey with each.", _G),
    Question(
        "R-MA-12",
        "Did the first hires shadow before they took tickets?",
        2,
        _B,
        "Let newcomers watch first, then divert the simple tickets to them.",
        _F,
    ),
    Question(
        "R-MA-13", "Are there levels 1 and 2?", 3, _A, "Split by complexity, from eight people on.", _S + _G
    ),
    Question("R-MA-14", "Is there formal onboarding?", 3, _B, "Modules with dates for each newcomer.", _S),
    Question(
        "R-MA-15", "Is quality reviewed regularly?", 3, _Q, "Draw a sample each week (Quality page).", _S + _G
    ),
    Question(
        "R-MA-16",
        "Are there figures beyond counts (first contact resolution, effort, cost, utilisation)?",
        3,
        _Q,
        "Add the inputs that the Data page names.",
        _S + _G,
    ),
    Question(
        "R-MA-17",
        "Are processes written, and looked through each quarter?",
        3,
        _B,
        "Give each document an owner and a date.",
        _S,
    ),
    Question(
        "R-MA-18",
        "Are shifts, on-call and leave planned?",
        3,
        _A,
        "Plan shifts four weeks ahead, and keep them here.",
        _G,
    ),
    Question(
        "R-MA-19", "Is somebody there at every hour?", 4, _A, "Only where customers need it (C-99).", _S
    ),
    Question("R-MA-20", "Is work forecast and staffed by it?", 4, _A, "Plan by the forecast of tickets.", _S),
    Question("R-MA-21", "Are reviewers calibrated?", 4, _Q, "Score the same ticket together each month.", _S),
    Question(
        "R-MA-22",
        "Are support figures joined with the company's other data?",
        4,
        _B,
        "Give the company's reports a token for the interface.",
        _S,
    ),
    Question(
        "R-MA-23", "Do machines handle a good part of the routine?", 4, _B, "Begin with one question.", _S
    ),
    Question(
        "R-MA-24",
        "Do managers grow with the front line, some hired from outside?",
        4,
        _A,
        "Keep the ratio, and hire some leaders from outside.",
        _X,
    ),
)
BY_ID = {question.id: question for question in QUESTIONS}


@dataclass(frozen=True, slots=True)
class Extra:
    """A question that a rule needs and no data answer; ``rule`` is its id."""

    rule: str
    text: str


EXTRAS: tuple[Extra, ...] = (
    Extra("R-TR-01", "Does support take more than 10 hours of the founder's week, week after week?"),
    Extra("R-TR-07", "Is a fifth of your customers outside the hours that you cover?"),
    Extra("R-TR-09", "Is half of the work, or more, the same questions again?"),
    Extra("R-SC-08", "Do you expect a launch, release or season within 90 days?"),
    Extra("R-SC-12", "Does support work keep people from other opportunities?"),
    Extra("R-RD-05", "Is any open position past its date?"),
    Extra("R-RD-06", "Were all documents looked through in the past quarter?"),
    Extra("R-RD-07", "Has every specialised function a trained backup?"),
    Extra("R-FP-03", "Were the agents asked how they are in the last 90 days?"),
    Extra("R-FP-05", "Did tools or processes change without training within 14 days?"),
    Extra("R-FP-11", "Has one fault come up ten times a week for four weeks without a fix under way?"),
    Extra("R-FP-13", "Did all leaders of the last two years (four or more) come from within?"),
    Extra("R-FP-14", "Does money for support go into people, not only into technology?"),
    Extra("R-FP-15", "Is it written down what good service means here?"),
    Extra("R-FP-16", "Did mandatory fields or approvals grow in the last quarter?"),
)
KNOWN = frozenset([*BY_ID, *(extra.rule for extra in EXTRAS)])
"""Every question that can be answered."""


def assess_maturity(seen: Mapping[str, Seen], stated: Mapping[str, Stated]) -> Assessment:
    """Score the answers by stage and dimension (R-MA-25).

    Parameters
    ----------
    seen : what the data say, by question id; missing ones say nothing
    stated : what somebody said, by question id; it counts before the data

    The stage is the highest of which 75 % of the items are met, with all lower ones at 75 % too; 0 where
    not even the first is. Unanswered items count as not met; ``most_stage`` is the stage if all of them
    were. The gaps are the items not met, those of the lowest stage first. Raises ValueError for an
    unknown question. Source: R-MA-01 to R-MA-25.

    >>> yes = {question.id: Stated(True) for question in QUESTIONS if question.stage <= 2}
    >>> found = assess_maturity({}, yes)
    >>> found.stage, found.most_stage, found.by_stage[3].share
    (2, 4, None)
    """
    strange = sorted((set(seen) - set(BY_ID)) | (set(stated) - KNOWN))
    if strange:
        raise ValueError(f"stated: there is no question {strange[0]!r}")
    answers = tuple(Answer(each, seen.get(each.id, Seen()), stated.get(each.id)) for each in QUESTIONS)
    by_stage = {stage: _score(a for a in answers if a.question.stage == stage) for stage in STAGES}
    by_dimension = {each: _score(a for a in answers if a.question.dimension is each) for each in Dimension}
    stage = _highest({each: score.share or 0.0 for each, score in by_stage.items()})
    most = _highest({each: score.most for each, score in by_stage.items()})
    gaps = tuple(sorted((a for a in answers if a.value is not True), key=lambda a: a.question.stage))
    return Assessment(answers, by_stage, by_dimension, stage, most, gaps)


def _score(answers: Iterable[Answer]) -> Score:
    values = [answer.value for answer in answers]
    return Score(values.count(True), values.count(None), len(values))


def _highest(shares: Mapping[int, float]) -> int:
    """The last stage before one falls short."""
    reached = 0
    for stage in STAGES:
        if shares[stage] < ENOUGH:
            break
        reached = stage
    return reached
