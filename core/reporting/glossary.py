"""The glossary: every metric's meaning, formula, dates, target and sources, from the registry."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from core.metrics import METRICS
from core.metrics.assess import band_words
from core.metrics.contradictions import Contradiction, of_ids
from core.metrics.definition import MetricDefinition
from core.metrics.targets import EVERYTHING, Target
from core.metrics.variants import variant_of


def glossary(
    targets: Mapping[str, Target | None], definitions: Mapping[str, MetricDefinition] = METRICS
) -> pd.DataFrame:
    """One row per metric, in the registry's order, as it is counted here."""
    rows = []
    for metric in definitions.values():
        target = targets.get(metric.id)
        rows.append(
            {
                "id": metric.id,
                "name": metric.name,
                "question": metric.question,
                "unit": metric.unit.value,
                "formula": metric.formula_text,
                "counted_by": metric.counted_by,
                "better": metric.direction.value.replace("_", " "),
                "level": metric.level.value,
                "target": band_words(target.good, metric.unit) if target else "",
                "warning": band_words(target.warn, metric.unit)
                if target and target.warn != EVERYTHING
                else "",
                "target_sources": ", ".join(target.sources) if target else "",
                "min_sample": metric.min_sample,
                "needs": metric.needs,
                "caveats": metric.caveats,
                "alternatives": metric.alternatives,
                "also_known_as": ", ".join(metric.catalog_ids),
                "sources": ", ".join(metric.sources),
                "definition": variant_words(metric),
                "disagreements": " ".join(one.in_words() for one in disagreements(metric, target)),
            }
        )
    return pd.DataFrame(rows)


def variant_words(metric: MetricDefinition) -> str:
    """Which of several definitions is on; "" for a metric that is counted in one way only.

    >>> variant_words(METRICS["first_response_time"])
    "A person's reply"
    """
    variant = variant_of(metric)
    return variant.name if variant else ""


def disagreements(metric: MetricDefinition, target: Target | None) -> tuple[Contradiction, ...]:
    """What the sources of a metric and of its target disagree about.

    >>> from core.metrics.benchmarks import target_for
    >>> found = disagreements(METRICS["csat_mean"], target_for("csat_mean"))
    >>> [one.id for one in found]
    ['C-03']
    """
    return of_ids((*metric.sources, *(target.sources if target else ())))
