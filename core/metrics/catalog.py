"""Writes the catalogue of metrics from the registry: ``python -m core.metrics.catalog > CATALOG.md``."""

from __future__ import annotations

from core.metrics import METRICS
from core.metrics.assess import band_words
from core.metrics.benchmarks import SETS, target_for
from core.metrics.definition import MetricDefinition
from core.metrics.targets import EVERYTHING, BenchmarkSet, Target
from core.metrics.variants import VARIANTS

HEADER = """# Metrics

Generated from the registry by `python -m core.metrics.catalog`; a test keeps it current. Durations are
minutes inside and in JSON. A value below the smallest sample is shown but not judged.
"""


def catalog() -> str:
    """The whole catalogue as Markdown."""
    return "\n".join([HEADER, *(_section(metric) for metric in METRICS.values()), _stages()])


def _section(metric: MetricDefinition) -> str:
    facts = {
        "Question": metric.question,
        "Formula": metric.formula_text,
        "Unit": metric.unit.value.replace("_", " "),
        "Better": metric.direction.value.replace("_", " "),
        "Counts": metric.counted_by,
        "Target": _target(metric),
        "Smallest sample": str(metric.min_sample) if metric.min_sample else "",
        "Needs": metric.needs + (" (a snapshot is not enough)" if metric.needs_history else ""),
        "Mind": metric.caveats,
        "Others count": metric.alternatives,
        "To choose from": "; ".join(one.name for one in VARIANTS.get(metric.id, ())),
        "Also known as": ", ".join(metric.catalog_ids),
        "Sources": ", ".join(metric.sources),
    }
    lines = [f"- {name}: {text}" for name, text in facts.items() if text]
    return "\n".join([f"## {metric.name} (`{metric.id}`)", "", *lines, ""])


def _target(metric: MetricDefinition) -> str:
    target = target_for(metric.id)
    return "" if target is None else _target_words(metric, target)


def _target_words(metric: MetricDefinition, target: Target) -> str:
    warning = "" if target.warn == EVERYTHING else f"; critical unless {band_words(target.warn, metric.unit)}"
    return f"{band_words(target.good, metric.unit)}{warning} [{', '.join(target.sources)}]"


def _stages() -> str:
    stages = list(SETS[1:])
    names = list(dict.fromkeys(name for entry in stages for name in entry.targets))
    head = ["| Metric | " + " | ".join(f"{e.name} ({e.source})" for e in stages) + " |"]
    head.append("|---" * (len(stages) + 1) + "|")
    rows = [
        f"| {METRICS[name].name} | " + " | ".join(_cell(entry, METRICS[name]) for entry in stages) + " |"
        for name in names
    ]
    return "\n".join(["## Targets by set", "", *head, *rows, ""])


def _cell(entry: BenchmarkSet, metric: MetricDefinition) -> str:
    target = entry.targets.get(metric.id)
    return "" if target is None else band_words(target.good, metric.unit)


if __name__ == "__main__":
    print(catalog(), end="")
