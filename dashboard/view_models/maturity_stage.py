"""The stage by three frameworks, the playbook, the triggers for the next stage and the way there."""

from __future__ import annotations

from dataclasses import dataclass

from core.insight.playbook import Chapter, chapter
from core.insight.stages import BENCHMARK_STAGES, STAGE_NAMES, StageAnswer, StageResolution
from core.report import Report
from core.reporting.insight_stage_views import StageReport
from dashboard import format as fmt
from dashboard.view_models.cards import KpiCard
from dashboard.view_models.maturity_words import FindingList, bare, finding_list, plain_card, silence_words

BY_DATA = 0
CHOICES = {BY_DATA: "As the data say", **{stage: f"{stage}: {name}" for stage, name in STAGE_NAMES.items()}}
LAST = max(STAGE_NAMES)
TRIGGER_NOTE = (
    "each asks for more than one window in a row where it is about a level; a 24-hour wait is the trigger, "
    "4 hours the target of the first stage (C-101)"
)
EDGES = "The printed stages overlap at their ends; here a limit belongs to the higher stage (C-66)."


@dataclass(frozen=True)
class RoadStep:
    """One stage on the road: where we are, and how long the step to it usually takes."""

    stage: int
    name: str
    words: str
    is_here: bool
    source: str = ""


@dataclass(frozen=True)
class StageView:
    """All that the tab "Stage" shows."""

    headline: str
    basis: str
    note: str
    cards: tuple[KpiCard, ...]
    reasons: tuple[str, ...]
    agreement: str
    chosen: int
    chosen_words: str
    chapter: Chapter | None
    following: Chapter | None
    triggers: FindingList
    road: tuple[RoadStep, ...]
    benchmark: str | None
    benchmark_words: str


def build_stage(report: Report) -> StageView | None:
    """The stage and what goes with it; None for an empty store."""
    found = report.stage_report()
    if found is None:
        return None
    stage, zone = found.resolution.stage, report.zone()
    override = found.resolution.override
    return StageView(
        headline=f"Stage {stage}: {STAGE_NAMES[stage]}" if stage else "The stage is not known",
        basis=found.resolution.basis,
        note=silence_words(found.as_of, found.end_of_data, zone),
        cards=tuple(_card(answer) for answer in found.resolution.answers),
        reasons=found.resolution.reasons,
        agreement=_agreement(found.resolution),
        chosen=override.stage if override else BY_DATA,
        chosen_words=f"Chosen by {override.author} on {fmt.date(override.at, zone)}." if override else "",
        chapter=found.chapter,
        following=chapter(stage + 1) if stage and stage < LAST else None,
        triggers=finding_list("Triggers between stages", TRIGGER_NOTE, found.triggers),
        road=_road(found.resolution, found),
        benchmark=_other_targets(found),
        benchmark_words=_targets_words(report, found),
    )


def _card(answer: StageAnswer) -> KpiCard:
    name = answer.framework.name
    help = f"{answer.framework.id}. {EDGES}"
    if answer.stage is None:
        return plain_card(name, fmt.NO_DATA, f"needs {bare(answer.needs)}", "no_data", help)
    last = ", its last stage" if answer.is_last and answer.stage < LAST else ""
    return plain_card(name, f"Stage {answer.stage}{last}", answer.words, help=help)


def _agreement(resolution: StageResolution) -> str:
    """What to say where no two frameworks differ."""
    known = sum(answer.stage is not None for answer in resolution.answers)
    if known < 2:
        return f"{('None', 'Only one')[known]} of the three frameworks has its figure, so nothing can differ."
    return f"The {('two', 'three')[known - 2]} frameworks with a figure agree, as far as each of them goes."


def _road(resolution: StageResolution, found: StageReport) -> tuple[RoadStep, ...]:
    """The stage we are in and those ahead."""
    if resolution.stage is None:
        return ()
    here = RoadStep(resolution.stage, STAGE_NAMES[resolution.stage], "we are here", is_here=True)
    ahead = [
        RoadStep(step.to, STAGE_NAMES[step.to], step.words, False, step.source) for step in found.roadmap
    ]
    return (here, *ahead)


def _other_targets(found: StageReport) -> str | None:
    """The set of targets of the stage, where another one is in force."""
    benchmark = found.resolution.benchmark
    return benchmark if benchmark != found.targets_in_use else None


def _targets_words(report: Report, found: StageReport) -> str:
    names = report.stages()
    used = names.get(found.targets_in_use, found.targets_in_use)
    if found.resolution.stage is None:
        return f"Targets in force: {used}."
    own = names[BENCHMARK_STAGES[found.resolution.stage]]
    if found.resolution.benchmark == found.targets_in_use:
        return f"The targets of this stage ({own}) are in force on every page."
    return f"Targets in force on every page: {used}. Those of this stage: {own}."
