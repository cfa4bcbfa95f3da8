"""Where a change comes from, and what is advised, as parts of a document."""

from __future__ import annotations

from collections.abc import Iterator

from core.insight.advice import Advice
from core.insight.advisors_hiring import ALREADY_DONE
from core.insight.decomposition import Part
from core.insight.diagnosis import Answer, Diagnosis
from core.report import Report
from core.reporting.insight_change import ChangeAnalysis
from core.reporting.insight_diagnosis_views import Examined
from core.sla.blocks import Block, Bullets, Heading, Paragraph, Table
from dashboard import format as fmt
from dashboard.view_models.change_words import change_sentence, part_name, signed
from dashboard.written.figures import Asked

HEADER = ("Part", "Adds", "95 % interval", "Beyond noise")
WIDTHS = (0.4, 0.2, 0.25, 0.15)


def change_blocks(report: Report, asked: Asked, name: str) -> Iterator[Block]:
    """How the mean of a figure moved, and its parts; one sentence where it did not beyond noise."""
    found = report.change_analysis(name, period=asked.period, before=asked.before, as_of=asked.as_of)
    yield Heading(found.result.name, 3)
    yield Paragraph(change_sentence(found))
    if found.parts is not None and found.is_clear:
        rows = tuple((part_name(key), *_part(found, part)) for key, part in found.parts.parts.items())
        yield Table(HEADER, rows, WIDTHS)


def _part(found: ChangeAnalysis, part: Part) -> tuple[str, str, str]:
    ends = (
        "not known"
        if fmt.is_missing(part.low)
        else f"{signed(found, part.low)} to {signed(found, part.high)}"
    )
    return signed(found, part.value), ends, "yes" if part.is_beyond_noise else "no"


def symptom_blocks(found: Examined) -> list[Block]:
    """Symptoms that are there, with the causes that the figures speak for."""
    there = [each for each in found.diagnoses if each.is_there is Answer.YES]
    unknown = sum(each.is_there is Answer.UNKNOWN for each in found.diagnoses)
    silent = f" {unknown} of {len(found.diagnoses)} cannot be judged for want of data." if unknown else ""
    if not there:
        return [Paragraph(f"No symptom is seen.{silent}")]
    likely = {each.symptom.name: _likely(each) for each in there}
    lines = [f"{name}: the figures speak for {causes}." for name, causes in likely.items() if causes]
    others = [name for name, causes in likely.items() if not causes]
    if others:
        lines.append(f"There too, without a cause that the figures can show: {_listed(others)}.")
    return [Bullets((*lines, *([silent.strip()] if silent else [])))]


def _likely(found: Diagnosis) -> str:
    return _listed([cause.cause.name for cause in found.causes if cause.verdict is Answer.YES])


def _listed(names: list[str]) -> str:
    """Names inside a sentence."""
    return "; ".join(name[0].lower() + name[1:] for name in names)


def advice_blocks(advice: tuple[Advice, ...], wanted: tuple[str, ...]) -> list[Block]:
    """Some decisions with their verdicts and what speaks for and against them."""
    lines = []
    for each in advice:
        if each.id in wanted and each.verdict != ALREADY_DONE:
            reasons = [
                f"{reason.name} ({reason.figures})" for reason in each.reasons if reason.holds is Answer.YES
            ]
            told = f" {'; '.join(reasons)}." if reasons else ""
            lines.append(f"{each.question} {each.verdict}{told}")
    return [Bullets(tuple(lines))] if lines else [Paragraph("There is no data yet.")]
