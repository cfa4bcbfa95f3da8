"""Where the change of a figure between two periods comes from, by factor and by group."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from core.insight.decomposition import Decomposition, decompose, split_by_group
from core.insight.factors import DIMENSIONS, FACTORS
from core.periods import Period
from core.reporting.insight_rows import ChangeRows, Side, change_rows
from core.reporting.results import MetricResult

GROUP_COLUMNS = ("group", "before_count", "now_count", "before", "now", "mix", "within", "total", "share")


@dataclass(frozen=True)
class ChangeAnalysis:
    """A change with its parts.

    ``result`` is the metric of the later period with the earlier one as ``previous``. ``parts`` split
    the change of its mean over factors, None where a period has no row; ``missing`` says why. ``groups``
    has for every trait the groups with what each adds to the change, the largest first.
    """

    result: MetricResult
    now: Period
    before: Period
    parts: Decomposition | None
    groups: dict[str, pd.DataFrame]
    missing: str = ""

    @property
    def is_clear(self) -> bool:
        """Whether the mean moved beyond noise."""
        return self.result.is_clear_in("value")


def analyse_change(
    result: MetricResult, now: Period, before: Period, sides: tuple[Side, Side]
) -> ChangeAnalysis:
    """Split the change of a metric; ``sides`` are the earlier period and the later one."""
    rows = change_rows(result.definition, *sides, DIMENSIONS)
    factors = {
        name: [rows.traits[trait].codes for trait in factor.traits] for name, factor in FACTORS.items()
    }
    parts = decompose(rows.values, rows.is_now, factors)
    if parts is None:
        return ChangeAnalysis(result, now, before, None, {}, _missing(result, rows))
    groups = {name: _groups(rows, name, parts.change) for name in rows.traits}
    return ChangeAnalysis(result, now, before, parts, groups)


def _missing(result: MetricResult, rows: ChangeRows) -> str:
    """What it would take to say more."""
    which = (
        "either period" if not len(rows.values) else ("the later period" if rows.is_now.sum() == 0 else "")
    )
    needs = result.definition.needs or "tickets that it counts"
    return f"{result.name} has no value in {which or 'the earlier period'}: it needs {needs}."


def _groups(rows: ChangeRows, trait: str, change: float) -> pd.DataFrame:
    codes, labels = rows.traits[trait].codes, rows.traits[trait].labels
    split = split_by_group(rows.values, rows.is_now, codes, len(labels))
    frame = pd.DataFrame(
        {
            "group": labels,
            "before_count": split.before_count,
            "now_count": split.now_count,
            "before": split.before,
            "now": split.now,
            "mix": split.mix,
            "within": split.within,
            "total": split.total,
            "share": split.total / change if change and not math.isnan(change) else math.nan,
        }
    )
    there = frame[(frame["before_count"] + frame["now_count"]) > 0]
    order = (there["total"] * (1 if change >= 0 else -1)).sort_values(ascending=False, kind="stable").index
    return there.loc[order].reset_index(drop=True)
