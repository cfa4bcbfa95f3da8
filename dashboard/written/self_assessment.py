"""The self-assessment as a document: what was answered, on what evidence, and what is missing."""

from __future__ import annotations

from core.insight.assessment import STAGES, Answer, Assessment
from core.insight.stages import STAGE_NAMES
from core.report import Report
from core.sla.blocks import Block, Document, Heading, Paragraph, Table
from dashboard import format as fmt
from dashboard.view_models.maturity_assessment import ANSWERED, RULE, gap_line, radar_of, stage_words

WIDTHS = (0.36, 0.12, 0.52)


def self_assessment_document(report: Report) -> Document:
    """Scores, every question with its answer and evidence, the gaps, and the assessments before."""
    found, as_of = report.self_assessment(), report.as_of()
    facts = (
        f"{found.answered_count} of {len(found.answers)} questions answered",
        f"data up to {fmt.date(as_of, report.zone())}" if as_of else "no tickets yet",
    )
    blocks: list[Block] = [Heading("What the answers show"), Paragraph(_summary(found)), Paragraph(RULE)]
    blocks.append(_scores(found))
    blocks += [Heading("Gaps, the lowest stage first"), _gaps(found)]
    for stage in STAGES:
        answers = [answer for answer in found.answers if answer.question.stage == stage]
        blocks += [Heading(f"Stage {stage}: {STAGE_NAMES[stage]}"), _questions(answers)]
    return Document("Self-assessment", facts, (*blocks, *_history(report)))


def _summary(found: Assessment) -> str:
    if not found.answered_count:
        return "Nothing is answered yet, neither by data nor by people."
    if found.most_stage == found.stage:
        return f"The answers show {stage_words(found.stage)}."
    reach = stage_words(found.most_stage)
    return f"The answers show {stage_words(found.stage)}; it would be {reach} if every open item were met."


def _scores(found: Assessment) -> Table:
    rows = tuple(
        (
            str(row["axis"]),
            fmt.share(row["met"]),
            f"{row['met_count']} of {row['total']}",
            str(row["open_count"]),
        )
        for _, row in radar_of(found).iterrows()
    )
    return Table(("Part", "Met", "Items", "Not answered"), rows)


def _gaps(found: Assessment) -> Table:
    lines = [gap_line(answer) for answer in found.gaps]
    rows = tuple(
        (f"{line.text} ({line.id})", f"{line.stage}, {line.word.lower()}", line.advice) for line in lines
    )
    return Table(("Item", "State", "What to do"), rows or (("None", "", ""),), WIDTHS)


def _questions(answers: list[Answer]) -> Table:
    rows = tuple((f"{a.question.text} ({a.question.id})", ANSWERED[a.value][1], _basis(a)) for a in answers)
    return Table(("Question", "Answer", "On what grounds"), rows, WIDTHS)


def _basis(answer: Answer) -> str:
    parts = [answer.stated.words()] if answer.stated else []
    if answer.seen.words:
        parts.append(f"evidence: {answer.seen.words}")
    if answer.is_contradicted:
        parts.append("the data say the opposite")
    return "; ".join(parts) or "neither data nor people say anything"


def _history(report: Report) -> list[Block]:
    saved, zone = report.assessment_history(), report.zone()
    if not saved:
        return []
    rows = tuple(
        (fmt.date_time(each.at, zone), each.author, stage_words(each.stage), str(each.answered_count))
        for each in saved
    )
    return [Heading("Assessments that were saved"), Table(("Saved", "By", "Shows", "Answered"), rows)]
