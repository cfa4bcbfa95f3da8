"""Symptoms with their causes, and decisions with their evidence, in words."""

from __future__ import annotations

from dataclasses import dataclass

from core.insight.advice import Advice, Reason
from core.insight.diagnosis import Answer, Cause, Criterion, Diagnosis, Weighed
from core.insight.improvement import PLAYBOOKS
from core.insight.symptoms import AGENTS_SHORT, DERIVED, EARLY_REOPEN_RATE, HEADS_GROWTH
from core.metrics.contradictions import of_ids
from core.report import MetricResult, Report
from core.reporting.insight_diagnosis_views import Examined
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import change_words
from dashboard.view_models.diagnosis_change import NO_COMPARISON, compared

THERE = {Answer.YES: "is there", Answer.NO: "not there", Answer.UNKNOWN: "cannot be said"}
LIKELY = {Answer.YES: "likely", Answer.NO: "unlikely", Answer.UNKNOWN: "cannot be said"}
SAYS = {Answer.YES: "speaks for it", Answer.NO: "speaks against it", Answer.UNKNOWN: "not known"}
STATUS = {Answer.YES: "warning", Answer.NO: "on_target", Answer.UNKNOWN: "no_data"}
ORDER = (Answer.YES, Answer.UNKNOWN, Answer.NO)
COUNTS = {
    Criterion.HIGH: "above its target",
    Criterion.LOW: "below its target",
    Criterion.ROSE: "it clearly rose",
    Criterion.FELL: "it clearly fell",
    Criterion.NOT_BETTER: "it did not clearly get better",
    Criterion.ANY: "above zero",
}
SHARES = (EARLY_REOPEN_RATE, HEADS_GROWTH)
ASKED = {
    "is_displacing": "Does support crowd out opportunities?",
    "is_expected": "Do customers in several time zones expect round-the-clock support?",
    "is_critical": "Is the product critical infrastructure?",
    "deals_lost": "Are deals lost to rivals who are always there?",
}
"""Questions that no data answers, by the name under which the answer is kept."""
NUMBERS: dict[str, tuple[str, float]] = {
    "response_threshold_minutes": ("Longest mean first response you accept, hours", 60.0),
    "saved_hours": ("Hours a special tool saves a month", 1.0),
    "hour_cost": ("Cost of an hour", 1.0),
    "tool_price": ("Price of the tool a month", 1.0),
}
"""Numbers that no data tells, and by what they are multiplied before they are kept."""
DISPUTED = {"R-DC-04": ("C-74", "C-75"), "R-DC-05": ("C-99",)}
"""What the sources disagree about, by decision."""
NOTES = {
    "R-DC-01": "A growth hire takes 3 to 4 months to find, a replacement 2 to 3, and carries a full load "
    "from week 7: open the position that much ahead.",
    "R-DC-05": "Following the sun works only where each region solves most itself, with at most 20 % handed "
    "on to headquarters; which region a ticket belongs to is not told.",
    "R-DC-07": "Keep control: calibrate with the partner, share the scorecard, test by mystery shopping.",
}
"""What goes with a decision whatever the figures say (R-DC-13, R-DC-06, R-DC-08)."""
ANSWERED = {
    "for": ":material/add:",
    "against": ":material/remove:",
    "no": ":material/close:",
    "unknown": ":material/question_mark:",
}


@dataclass(frozen=True)
class Line:
    """One thing that speaks for or against, with its figures."""

    status: str
    answer: str
    words: str


@dataclass(frozen=True)
class CauseView:
    """A cause: how likely, why, what to look into, and the page for it."""

    name: str
    status: str
    verdict: str
    lines: tuple[Line, ...]
    investigate: str
    page: str


@dataclass(frozen=True)
class SymptomView:
    """A symptom with what shows it and what it may come from."""

    rule: str
    name: str
    status: str
    verdict: str
    signs: tuple[Line, ...]
    causes: tuple[CauseView, ...]
    is_there: bool
    playbook: str = ""


@dataclass(frozen=True)
class SymptomsView:
    """All symptoms, those that are there first; ``note`` names the windows, ``missing`` stands for all."""

    symptoms: tuple[SymptomView, ...]
    note: str
    missing: str = ""


@dataclass(frozen=True)
class AdviceView:
    """A decision: the verdict, and what speaks for and against it."""

    rule: str
    question: str
    verdict: str
    lines: tuple[Line, ...]
    disputed: str = ""
    note: str = ""


def build_symptoms(report: Report, question: Question) -> SymptomsView:
    """Every symptom weighed by the figures of two periods."""
    before = compared(question)
    if before is None:
        return SymptomsView((), "", NO_COMPARISON)
    found = report.examine(
        period=question.period, before=before, filters=question.filters, as_of=question.as_of
    )
    ordered = sorted(found.diagnoses, key=lambda each: ORDER.index(each.is_there))
    note = f"{fmt.sentence(question.period.label)} against {before.label}; a change counts only beyond noise."
    return SymptomsView(tuple(_symptom(found, each) for each in ordered), note)


def _symptom(found: Examined, each: Diagnosis) -> SymptomView:
    return SymptomView(
        each.symptom.id,
        each.symptom.name,
        STATUS[each.is_there],
        THERE[each.is_there],
        tuple(_line(found, sign) for sign in each.signs),
        tuple(
            _cause(found, cause.cause, cause.verdict, cause.clues)
            for cause in each.causes
        ),
        each.is_there is Answer.YES,
        _playbook(found, each.symptom.id),
    )  # fmt: skip


def _playbook(found: Examined, symptom: str) -> str:
    """What to do in which order, and how far it is."""
    playbook = PLAYBOOKS.get(symptom)
    if playbook is None:
        return ""
    steps = ", then ".join(playbook.steps)
    return f"{playbook.goal}: {steps}. Progress shows in: {_result_words(found.results[playbook.progress])}."


def _cause(found: Examined, cause: Cause, verdict: Answer, clues: tuple[Weighed, ...]) -> CauseView:
    lines = tuple(_line(found, clue) for clue in clues)
    return CauseView(cause.name, STATUS[verdict], LIKELY[verdict], lines, cause.investigate, cause.page)


def _line(found: Examined, weighed: Weighed) -> Line:
    """A clue with its figure, and what the rule asks of it."""
    name = weighed.clue.figure
    words = _result_words(found.results[name]) if name in found.results else _derived_words(found, name)
    return Line(
        STATUS[weighed.answer], SAYS[weighed.answer], f"{words} (counts if {COUNTS[weighed.clue.test]})"
    )


def _result_words(result: MetricResult) -> str:
    if fmt.is_missing(result.value):
        needs = result.definition.waits_for or result.definition.needs
        return f"{result.name}: no data{f', needs {needs}' if needs else ''}"
    value = fmt.value_in_unit(result.value, result.unit, business="business" in result.id)
    moved = change_words(result, "value")
    parts = [value, f"target {result.target_text}" if result.target_text else "no target", moved or ""]
    told = ", ".join(part for part in parts if part)
    mean = " mean" if result.definition.is_duration else ""
    return f"{result.name}:{mean} {told}, from {result.definition.row_words(result.n)}"


def _derived_words(found: Examined, name: str) -> str:
    reading = found.readings[name]
    label = DERIVED[name][0].upper() + DERIVED[name][1:]
    if fmt.is_missing(reading.value):
        return f"{label}: no data"
    share = fmt.share(reading.value) if name in SHARES else fmt.number(reading.value)
    return f"{label}: {share}" + ("" if name == AGENTS_SHORT else f", n {fmt.count(reading.n)}")


def build_advice(report: Report, question: Question) -> tuple[AdviceView, ...]:
    """Every decision with its evidence, as things stand."""
    found = report.advice(filters=question.filters, as_of=question.as_of)
    return tuple(_advice(each) for each in found)


def _advice(each: Advice) -> AdviceView:
    lines = tuple(_reason(one) for one in each.reasons)
    disputed = " ".join(one.in_words() for one in of_ids(DISPUTED.get(each.id, ())))
    return AdviceView(each.id, each.question, each.verdict, lines, disputed, NOTES.get(each.id, ""))


def _reason(reason: Reason) -> Line:
    side = "for" if reason.is_for else "against"
    says = {
        Answer.YES: (side, f"speaks {side} it"),
        Answer.NO: ("no", "does not hold"),
        Answer.UNKNOWN: ("unknown", "not known"),
    }
    return Line(*says[reason.holds], f"{reason.name} ({reason.figures})")
