"""The self-assessment: questions with what data and people say, scores, gaps, and earlier assessments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from core.data.assessment_book import AUTHOR_LENGTH
from core.insight.assessment import EXTRAS, STAGES, Answer, Assessment, Dimension, Score
from core.insight.signals_findings import Stated
from core.insight.stages import STAGE_NAMES
from core.report import Report
from core.reporting.insight_stage_views import SavedAssessment
from dashboard import format as fmt
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.maturity_words import plain_card
from dashboard.view_models.tables import Shape, TableView, table_from

YES, NO = "Yes", "No"
VALUES = {YES: True, NO: False}
EXTRA_TITLE = "Questions that rules ask and no data answer"
HISTORY_COLUMNS = {
    "at": Column("Saved", "instant"),
    "author": Column("By", "text", None, "small"),
    "stage": Column("Stage", "text", "Highest stage with three quarters of its items, and of all below"),
    "answered": Column("Answered", "text", None, "small"),
    **{f"stage_{stage}": Column(f"Stage {stage}", "share", STAGE_NAMES[stage], "small") for stage in STAGES},
    **{each.value: Column(each.value.capitalize(), "share", None, "small") for each in Dimension},
    "changed": Column("Changed", "text", None, "medium"),
}
HISTORY = Shape(
    "Earlier assessments", HISTORY_COLUMNS, "No assessment has been saved yet.", note="newest first"
)
RULE = (
    "The stage is the highest of which three quarters of the items are met, with all lower ones at three "
    "quarters too (R-MA-25; the share is a proposal). Items without an answer count as not met."
)


@dataclass(frozen=True)
class QuestionLine:
    """One question: what the data say, what somebody said, and whether the two differ."""

    id: str
    text: str
    status: str
    word: str
    evidence: str
    stated: str
    """What the control shows: Yes, No or nothing."""
    stated_words: str
    is_contradicted: bool


@dataclass(frozen=True)
class QuestionGroup:
    """The questions of a stage."""

    title: str
    note: str
    lines: tuple[QuestionLine, ...]


@dataclass(frozen=True)
class GapLine:
    """An item that is missing, with what to do about it."""

    id: str
    text: str
    stage: str
    word: str
    advice: str


@dataclass(frozen=True)
class AssessmentView:
    """All that the tab "Self-assessment" shows; ``stamp`` changes with every saved answer."""

    cards: tuple[KpiCard, ...]
    radar: pd.DataFrame
    gaps: tuple[GapLine, ...]
    groups: tuple[QuestionGroup, ...]
    history: TableView
    stamp: str
    last_author: str
    author_length: int = AUTHOR_LENGTH
    rule: str = RULE

    def stated(self) -> dict[str, str]:
        """What the controls show, by question."""
        return {line.id: line.stated for group in self.groups for line in group.lines}


def build_assessment(report: Report) -> AssessmentView:
    """Questions, scores, gaps and history."""
    found, answers = report.self_assessment(), report.assessment_answers()
    saved = report.assessment_history()
    return AssessmentView(
        cards=cards_of(found),
        radar=radar_of(found),
        gaps=tuple(gap_line(answer) for answer in found.gaps),
        groups=(*(_group(found, stage) for stage in STAGES), _extras(answers)),
        history=table_from(_history(saved), HISTORY),
        stamp=hashlib.blake2b(repr(answers).encode(), digest_size=6).hexdigest(),
        last_author=saved[0].author if saved else "",
    )


def stage_words(stage: int) -> str:
    """A stage of the self-assessment in words.

    >>> stage_words(0), stage_words(2)
    ('below stage 1', 'stage 2, Growth')
    """
    return f"stage {stage}, {STAGE_NAMES[stage]}" if stage else "below stage 1"


def cards_of(found: Assessment) -> tuple[KpiCard, ...]:
    """The stage that the answers show, how many there are, and the three dimensions."""
    total, reach = len(found.answers), ""
    if found.most_stage != found.stage:
        reach = f"up to {stage_words(found.most_stage)} if every open item were met"
    stage = stage_words(found.stage).capitalize() if found.answered_count else fmt.NO_DATA
    by_data = sum(answer.by == "data" for answer in found.answers)
    cards = [
        plain_card("Answers show", stage, reach, help=RULE),
        plain_card(
            "Answered",
            f"{found.answered_count} of {total}",
            f"{by_data} by data, {found.answered_count - by_data} by people",
        ),
    ]
    return (*cards, *(_dimension(each, found.by_dimension[each]) for each in Dimension))


def _dimension(dimension: Dimension, score: Score) -> KpiCard:
    value = fmt.NO_DATA if score.share is None else fmt.share(score.share)
    note = f"{score.met_count} of {score.total} items met"
    note += f", {score.open_count} open" if score.open_count else ""
    if score.share is None:
        return plain_card(
            dimension.value.capitalize(), value, f"{score.total} items, none answered", "no_data"
        )
    return plain_card(dimension.value.capitalize(), value, note, help=MEANINGS[dimension])


MEANINGS = {
    Dimension.CAPACITY: "How much can be handled: people, channels, hours.",
    Dimension.CAPABILITY: "How hard the questions may be: skills, tools, knowledge.",
    Dimension.QUALITY: "How evenly it is done: response time, satisfaction, resolution.",
}


def radar_of(found: Assessment) -> pd.DataFrame:
    """Part met, and part met if every open item were, by stage and dimension; NaN before any answer."""
    scores = [(f"Stage {stage}", found.by_stage[stage]) for stage in STAGES]
    scores += [(each.value.capitalize(), found.by_dimension[each]) for each in Dimension]
    rows = [
        (name, score.share, score.most, score.met_count, score.open_count, score.total)
        for name, score in scores
    ]
    columns = ["axis", "met", "possible", "met_count", "open_count", "total"]
    return pd.DataFrame(rows, columns=columns).astype({"met": float, "possible": float})


def gap_line(answer: Answer) -> GapLine:
    """A missing item with what to do."""
    question = answer.question
    word = "Missing" if answer.value is False else "Not answered"
    return GapLine(question.id, question.text, f"Stage {question.stage}", word, question.advice)


def _group(found: Assessment, stage: int) -> QuestionGroup:
    score = found.by_stage[stage]
    share = "not answered yet" if score.share is None else f"{score.met_count} of {score.total} met"
    lines = tuple(_line(answer) for answer in found.answers if answer.question.stage == stage)
    return QuestionGroup(f"Stage {stage}: {STAGE_NAMES[stage]}", share, lines)


def _line(answer: Answer) -> QuestionLine:
    status, word = ANSWERED[answer.value]
    words = answer.seen.words or "the data say nothing about it"
    return QuestionLine(
        answer.question.id,
        answer.question.text,
        status,
        f"{word}, {'as data say' if answer.by == 'data' else 'as stated'}" if answer.by else word,
        words if not answer.seen.words else f"evidence: {words}",
        _control(answer.stated),
        answer.stated.words() if answer.stated else "",
        answer.is_contradicted,
    )


ANSWERED = {True: ("on_target", YES), False: ("warning", NO), None: ("no_data", "Not answered")}


def _control(stated: Stated | None) -> str:
    return "" if stated is None else (YES if stated.value else NO)


def _extras(answers: Mapping[str, Mapping[str, object]]) -> QuestionGroup:
    lines = []
    for extra in EXTRAS:
        body = answers.get(extra.rule)
        value = None if body is None else bool(body["value"])
        said = (
            "" if body is None else f"{YES if value else NO}, said {body['author']} on {str(body['at'])[:10]}"
        )
        status, word = ("no_data", "Not answered") if value is None else ("no_target", YES if value else NO)
        control = "" if value is None else (YES if value else NO)
        lines.append(QuestionLine(extra.rule, extra.text, status, word, "", control, said, False))
    answered = sum(line.stated != "" for line in lines)
    return QuestionGroup(EXTRA_TITLE, f"{answered} of {len(lines)} answered", tuple(lines))


def _history(saved: tuple[SavedAssessment, ...]) -> pd.DataFrame:
    rows = [
        {
            "at": each.at,
            "author": each.author,
            "stage": stage_words(each.stage),
            "answered": str(each.answered_count),
            **{f"stage_{stage}": each.shares.get(str(stage)) for stage in STAGES},
            **{one.value: each.shares.get(one.value) for one in Dimension},
            "changed": ", ".join(each.changed),
        }
        for each in saved
    ]
    frame = pd.DataFrame(rows, columns=list(HISTORY_COLUMNS))
    shares = [name for name, column in HISTORY_COLUMNS.items() if column.kind == "share"]
    return frame.astype(dict.fromkeys(shares, "float64"))


def changes_of(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, bool | None]:
    """Which answers were changed: to yes, to no, or taken back (None).

    >>> changes_of({"a": "Yes", "b": ""}, {"a": "", "b": "No"})
    {'a': None, 'b': False}
    """
    return {name: VALUES.get(value) for name, value in now.items() if value != before.get(name, "")}
