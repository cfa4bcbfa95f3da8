"""From a symptom to its likely causes, each with what the data says for and against it (13.1)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.metrics.measure import NAN
from core.metrics.targets import EVERYTHING, Band


class Criterion(StrEnum):
    """What is asked of a figure: where it stands, or how it moved beyond noise."""

    HIGH = "above its target"
    LOW = "below its target"
    ROSE = "rose"
    FELL = "fell"
    NOT_BETTER = "did not get better"
    ANY = "more than none"


class Answer(StrEnum):
    """What a figure says to a test."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as a rule reads it: its value in the later period, on how many rows, and its change.

    ``is_enough``: whether it rests on enough rows to be judged; ``good`` its target, None without one.
    ``change_low`` and ``change_high`` are the 95 % interval of the change; NaN: not known.
    ``higher_is_better`` None where neither direction is.
    """

    value: float
    n: int
    is_enough: bool = True
    good: Band | None = None
    change_low: float = NAN
    change_high: float = NAN
    higher_is_better: bool | None = None


@dataclass(frozen=True, slots=True)
class Clue:
    """One figure and the test it is put to; ``figure`` is a metric's id or one of `DERIVED`."""

    figure: str
    test: Criterion


@dataclass(frozen=True, slots=True)
class Cause:
    """A likely cause: the clues that speak for it, what to look into, and the page that shows it."""

    name: str
    clues: tuple[Clue, ...]
    investigate: str
    page: str


@dataclass(frozen=True, slots=True)
class Symptom:
    """A row of the symptom table: ``signs`` must all hold for it to be there."""

    id: str
    name: str
    signs: tuple[Clue, ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A clue with the answer that the data gives."""

    clue: Clue
    answer: Answer


@dataclass(frozen=True, slots=True)
class WeighedCause:
    """A cause with its clues' answers; it is likely where any holds, unlikely where none can."""

    cause: Cause
    clues: tuple[Weighed, ...]

    @property
    def verdict(self) -> Answer:
        """Yes where a clue holds, no where all are known and none does, else unknown."""
        answers = {each.answer for each in self.clues}
        if Answer.YES in answers:
            return Answer.YES
        return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.NO


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A symptom, whether it is there, and its causes, the likely ones first."""

    symptom: Symptom
    signs: tuple[Weighed, ...]
    causes: tuple[WeighedCause, ...]

    @property
    def is_there(self) -> Answer:
        """Yes where every sign holds, no where one does not, else unknown."""
        answers = {each.answer for each in self.signs}
        if Answer.NO in answers:
            return Answer.NO
        return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.YES


def answer(reading: Reading | None, test: Criterion) -> Answer:
    """What a figure says to a test.

    HIGH and LOW: beyond the end of its target, exactly on it is not beyond; ROSE and FELL: the whole
    95 % interval of the change lies on that side of 0; NOT_BETTER: the change for the better is not
    beyond noise; ANY: above 0. Unknown without a value, on too few rows, without the target or the
    interval that the test needs.

    >>> reading = Reading(0.25, 400, good=Band.between(0.1, 0.2), change_low=-0.01, change_high=0.04)
    >>> answer(reading, Criterion.HIGH), answer(reading, Criterion.ROSE), answer(None, Criterion.HIGH)
    (<Answer.YES: 'yes'>, <Answer.NO: 'no'>, <Answer.UNKNOWN: 'unknown'>)
    """
    if reading is None or math.isnan(reading.value) or not reading.is_enough:
        return Answer.UNKNOWN
    if test is Criterion.ANY:
        return _said(reading.value > 0)
    if test in (Criterion.HIGH, Criterion.LOW):
        return _beyond(reading, test)
    if math.isnan(reading.change_low):
        return Answer.UNKNOWN
    rose, fell = reading.change_low > 0, reading.change_high < 0
    if test is not Criterion.NOT_BETTER:
        return _said(rose if test is Criterion.ROSE else fell)
    if reading.higher_is_better is None:
        return Answer.UNKNOWN
    return _said(not (rose if reading.higher_is_better else fell))


def _beyond(reading: Reading, test: Criterion) -> Answer:
    if reading.good is None or reading.good == EVERYTHING:
        return Answer.UNKNOWN
    good = reading.good
    if test is Criterion.HIGH:
        return _said(reading.value > good.high or (good.strict_high and reading.value == good.high))
    return _said(reading.value < good.low or (good.strict_low and reading.value == good.low))


def _said(holds: bool) -> Answer:
    return Answer.YES if holds else Answer.NO


def diagnose(symptom: Symptom, readings: Mapping[str, Reading]) -> Diagnosis:
    """Weigh a symptom and its causes by the figures.

    ``readings``: figures by metric id; one that is missing leaves its clue unknown. Sources: R-DX-01
    to R-DX-11.

    >>> from core.insight.symptoms import SYMPTOMS
    >>> there = diagnose(SYMPTOMS[9], {"trending_issue_count": Reading(2.0, 40)})
    >>> there.symptom.id, there.is_there.value, there.causes[0].verdict.value
    ('R-DX-10', 'yes', 'yes')
    """

    def weigh(clues: tuple[Clue, ...]) -> tuple[Weighed, ...]:
        return tuple(Weighed(clue, answer(readings.get(clue.figure), clue.test)) for clue in clues)

    causes = [WeighedCause(cause, weigh(cause.clues)) for cause in symptom.causes]
    order = [Answer.YES, Answer.UNKNOWN, Answer.NO]
    causes.sort(key=lambda each: order.index(each.verdict))
    return Diagnosis(symptom, weigh(symptom.signs), tuple(causes))
