"""The glossary: every metric's meaning, formula, dates, target and sources, from the registry."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from core.metrics import METRICS
from core.metrics.assess import band_words
from core.metrics.targets import EVERYTHING, Target


def glossary(targets: Mapping[str, Target | None]) -> pd.DataFrame:
    """One row per metric, in the registry's order."""
    rows = []
    for metric in METRICS.values():
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
            }
        )
    return pd.DataFrame(rows)
