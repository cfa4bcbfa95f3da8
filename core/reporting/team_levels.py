"""The levels of support side by side: six figures, each judged by its own level's band (B-083 to B-088)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.facts.rules import tier_rank
from core.metrics.assess import assess, left_out
from core.metrics.benchmarks.tiers import LEVEL_1, LEVEL_2, LEVEL_3
from core.metrics.definition import MetricDefinition
from core.metrics.evaluate import no_value
from core.metrics.groups import present_groups
from core.metrics.implied_load import flow_share, load_warning
from core.metrics.targets import Band, Target
from core.reporting.figures import Look
from core.reporting.results import MetricResult
from core.reporting.targets import Targets

SIX = (
    "first_contact_resolution_rate",
    "average_handle_time",
    "tickets_per_agent_day",
    "escalation_rate",
    "csat_rate",
    "technical_accuracy",
)
"""In the order of B-083 to B-088."""
LEVELS = {1: LEVEL_1, 2: LEVEL_2, 3: LEVEL_3}
LEVEL_3_SHARE = Band.under(0.05)
"""B-082: what may reach level 3."""


@dataclass(frozen=True)
class LevelFigure:
    """One of the six figures of one level; ``tier`` is the source's word for it."""

    level: int
    tier: str
    result: MetricResult


def level_figures(
    definitions: Mapping[str, MetricDefinition], look: Look, targets_by_level: Mapping[int, Targets]
) -> list[LevelFigure]:
    """Each of the six figures for every tier that names a level from 1 to 3, in the order of the figures.

    A level judges only what it prints: where its set has no band of its own, there is no target.
    """
    return sorted(
        (found for name in SIX for found in _of(definitions[name], look, targets_by_level)),
        key=lambda found: (SIX.index(found.result.id), found.level, found.tier),
    )


def _of(metric: MetricDefinition, look: Look, by_level: Mapping[int, Targets]) -> Iterator[LevelFigure]:
    found = look.evaluation.evaluate(
        metric, span=look.period.span(), mask=look.mask, by="tier", wanted=look.wanted
    )
    _, present = present_groups(*look.evaluation.groups("tier"), look.mask)
    for tier in sorted({*found.groups, *present}):
        if tier_rank(tier) not in LEVELS:
            continue
        each = found.groups.get(tier, no_value(found.total))
        level = tier_rank(tier)
        target = by_level[level].get(metric.id)
        judged, note = assess(metric, each, target), left_out(metric, each)
        yield LevelFigure(
            level, tier, MetricResult.of(metric, each, judged, target=target, group=tier, note=note)
        )


def own_bands(level: int, own: Targets) -> dict[str, Target | None]:
    """The bands of a level's own set, and the users' targets for that level over them."""
    changed = {name: own[name] for name in SIX if _is_own(own.get(name))}
    return {**LEVELS[level].targets, **changed}


def _is_own(target: Target | None) -> bool:
    return target is not None and any(source.startswith("own target") for source in target.sources)


def load_notes() -> list[str]:
    """What the printed bands imply for a working day, by level, and for the flow between them (C-25, 5.2)."""
    warnings = ((level, load_warning(entry.targets)) for level, entry in LEVELS.items())
    notes = [f"Level {level} {words}" for level, words in warnings if words]
    first, second = (LEVELS[level].targets["escalation_rate"].good for level in (1, 2))
    through = flow_share(first, second)
    fits = "inside" if through.high < LEVEL_3_SHARE.high else "beyond"
    return [
        *notes,
        f"The escalation rates of levels 1 and 2 pass {100 * through.low:.2f} to "
        f"{100 * through.high:.2f} % of all tickets on to level 3, {fits} its limit of "
        f"{100 * LEVEL_3_SHARE.high:.0f} %",
    ]
