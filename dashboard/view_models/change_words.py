"""A change and its parts in words."""

from __future__ import annotations

from core.insight.decomposition import REST
from core.insight.factors import FACTORS, REST_MEANING, REST_NAME
from core.reporting.insight_change import ChangeAnalysis
from dashboard import format as fmt


def change_sentence(found: ChangeAnalysis) -> str:
    """The change of the mean in words, with its interval, its rows and whether it may be noise."""
    parts = found.parts
    if parts is None:
        return found.missing
    unit = found.result.unit
    before, now = (fmt.value_in_unit(value, unit) for value in (parts.before, parts.now))
    moved = signed(found, parts.change)
    change = found.result.change_in("value")
    rows = f"{fmt.count(parts.before_count)} and {fmt.count(parts.now_count)} tickets"
    if fmt.is_missing(change.low) or not found.is_clear:
        return f"The mean went from {before} to {now} ({moved}; {rows}): noise alone may explain that."
    ends = f"{signed(found, change.low)} to {signed(found, change.high)}"
    return f"The mean went from {before} to {now}: {moved}, 95 % interval {ends} ({rows})."


def signed(found: ChangeAnalysis, value: float) -> str:
    """An amount of change in the figure's unit, with its sign."""
    return fmt.change(value, 0.0, found.result.unit) or fmt.NO_DATA


def part_name(key: str) -> str:
    """What a part of a change is called."""
    return REST_NAME if key == REST else FACTORS[key].name


def part_meaning(key: str) -> str:
    """What a part of a change means."""
    return REST_MEANING if key == REST else FACTORS[key].meaning
