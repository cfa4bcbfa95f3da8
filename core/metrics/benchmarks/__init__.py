"""Shipped sets of targets. Each lays its figures over the handbook's; each figure has a source."""

from __future__ import annotations

from types import MappingProxyType

from core.metrics.benchmarks.growing import GROWING
from core.metrics.benchmarks.handbook import HANDBOOK
from core.metrics.benchmarks.scaling import SCALING
from core.metrics.benchmarks.stages import ENTERPRISE, GROWTH, SCALE, STARTUP
from core.metrics.benchmarks.tiers import LEVEL_1, LEVEL_2, LEVEL_3
from core.metrics.targets import BenchmarkSet, Target

SETS = (HANDBOOK, STARTUP, GROWTH, SCALE, ENTERPRISE, GROWING, SCALING, LEVEL_1, LEVEL_2, LEVEL_3)
BENCHMARKS = MappingProxyType({entry.id: entry for entry in SETS})
DEFAULT_STAGE = HANDBOOK.id


def benchmark_set(stage: str) -> BenchmarkSet:
    """The set with this id. Raises ValueError for an unknown one."""
    if stage not in BENCHMARKS:
        raise ValueError(f"stage {stage!r} is unknown; known are {', '.join(BENCHMARKS)}")
    return BENCHMARKS[stage]


def target_for(metric_id: str, stage: str = DEFAULT_STAGE) -> Target | None:
    """The target of a metric at a stage; None where no source prints one.

    >>> target_for("first_response_time", "enterprise").sources[0]
    'B-004'
    """
    return benchmark_set(stage).targets.get(metric_id) or HANDBOOK.targets.get(metric_id)
