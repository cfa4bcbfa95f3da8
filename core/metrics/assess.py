"""Turns a measure and a target into a judgement with its reason in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from core.metrics.definition import MetricDefinition, Unit
from core.metrics.measure import AnyMeasure
from core.metrics.targets import Band, Target


class Status(StrEnum):
    """How a value stands; the first three are not a judgement."""

    NO_DATA = "no_data"
    TOO_FEW = "too_few"
    NO_TARGET = "no_target"
    ON_TARGET = "on_target"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Assessment:
    """Status, reason in words, and the target in words ("" without one)."""

    status: Status
    reason: str
    target_text: str


def assess(metric: MetricDefinition, found: AnyMeasure, target: Target | None) -> Assessment:
    """Judge a measure of a metric against a target.

    On target inside the good band, a warning outside it but inside the warning band, critical
    beyond. Below ``min_sample`` rows it is "too few", without a value "no data".
    """
    text = band_words(target.good, metric.unit) if target else ""
    found = found._replace(value=settled(found.value))
    status = _status(metric, found, target)
    return Assessment(status, _reason(metric, found, target, status), text)


def settled(value: float) -> float:
    """A value to twelve digits, so that the noise in the last ones of a sum decides nothing.

    >>> settled(sum([10.8] * 30) / 360)
    0.9
    """
    return float(f"{value:.12g}")


def _status(metric: MetricDefinition, found: AnyMeasure, target: Target | None) -> Status:
    if math.isnan(found.value):
        return Status.NO_DATA
    if target is None:
        return Status.NO_TARGET
    if found.n < metric.min_sample:
        return Status.TOO_FEW
    if found.value in target.good:
        return Status.ON_TARGET
    return Status.WARNING if found.value in target.warn else Status.CRITICAL


def _reason(metric: MetricDefinition, found: AnyMeasure, target: Target | None, status: Status) -> str:
    n = f"n = {found.n:,}"
    if metric.is_waiting:
        return f"needs {metric.waits_for}"
    if status is Status.NO_DATA:
        needs = f" (needs {metric.needs})" if metric.needs else ""
        return left_out(metric, found) or f"nothing to measure here{needs}"
    if target is None:
        return f"no target is set; {n}"
    if status is Status.TOO_FEW:
        return f"only {found.n:,} measured, at least {metric.min_sample} are needed to judge"
    if status is Status.ON_TARGET:
        return f"meets the target of {band_words(target.good, metric.unit)}; {n}"
    return f"{_apart(found.value, target, metric.unit, status)}; {n}"


def left_out(metric: MetricDefinition, found: AnyMeasure) -> str:
    """In words, how many rows the data could not answer for; "" when it answered for all."""
    if not found.excluded:
        return ""
    why = "needs full history" if metric.needs_history else "the source does not tell"
    return f"{metric.row_words(found.excluded)} left out: {why} ({metric.needs})"


def _apart(value: float, target: Target, unit: Unit, status: Status) -> str:
    low = value < target.good.low or (value == target.good.low and target.good.strict_low)
    side, goal = ("below", target.good.low) if low else ("above", target.good.high)
    limit = target.warn.low if low else target.warn.high
    where = "exactly at" if value == goal else side
    words = f"{where} the target {'of' if where != 'exactly at' else 'limit of'} {value_words(goal, unit)}"
    if math.isinf(limit):
        return words
    if status is Status.CRITICAL:
        return f"{side} the warning of {value_words(limit, unit)}"
    other = "at" if value == limit else ("above" if low else "below")
    return f"{words}, {other} the warning of {value_words(limit, unit)}"


@lru_cache(1_000)
def band_words(band: Band, unit: Unit) -> str:
    """A band in words.

    >>> band_words(Band.under(60), Unit.MINUTES), band_words(Band.between(0.1, 0.2), Unit.SHARE)
    ('under 1 h', '10% to 20%')
    """
    low, high = value_words(band.low, unit), value_words(band.high, unit)
    if math.isinf(band.low) and math.isinf(band.high):
        return "any value"
    if math.isinf(band.low):
        return f"under {high}" if band.strict_high else f"at most {high}"
    if math.isinf(band.high):
        return f"over {low}" if band.strict_low else f"at least {low}"
    return f"{low} to {high}"


@lru_cache(1_000)
def value_words(value: float, unit: Unit) -> str:
    """A limit in words, for reasons; tiles and tables have their own formatting.

    >>> value_words(0.9, Unit.SHARE), value_words(30, Unit.MINUTES), value_words(4320, Unit.MINUTES)
    ('90%', '30 min', '72 h')
    """
    if math.isinf(value):
        return "any"
    if unit in {Unit.SHARE, Unit.RATIO}:
        return f"{value * 100:.10g}%"
    if unit is Unit.DAYS:
        return f"{value:.10g} {'day' if value == 1 else 'days'}"
    if unit in {Unit.MINUTES, Unit.BUSINESS_MINUTES}:
        kind = "business " if unit is Unit.BUSINESS_MINUTES else ""
        return f"{value:.10g} {kind}min" if value < 60 else f"{value / 60:.10g} {kind}h"
    return f"{value:.10g}"
