"""Agents side by side: raw, with the limits of chance, and against what their mix of tickets lets expect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.definition import Direction, Frame, MetricDefinition, Unit
from core.metrics.evaluate import Evaluation, Span
from core.metrics.groups import NOT_STATED
from core.metrics.measure import NAN, Flags, Floats, Integers
from core.metrics.standardise import Z998, Standardised, mean_limits, row_values, share_limits, standardise

STRATA = ("category", "priority", "channel")
"""What makes tickets alike enough to compare (F-059)."""
VERDICTS = ("too few", "as expected", "better than expected", "worse than expected", "higher", "lower")
COLUMNS = (
    "group",
    "n",
    "observed",
    "expected",
    "difference",
    "low",
    "high",
    "adjusted",
    "alone_share",
    "limit_low",
    "limit_high",
    "far_low",
    "far_high",
    "verdict",
)


def compare_groups(
    evaluation: Evaluation, metric: MetricDefinition, mask: Flags, span: Span, by: str = "assignee"
) -> pd.DataFrame:
    """One row per agent (or another dimension) with at least one ticket of the metric.

    ``observed`` is the plain mean or share, ``expected`` what everybody's tickets of the same
    category, priority and channel show, ``difference`` with its 95 % interval ``low`` to ``high``,
    ``adjusted`` the value with everybody's mix. ``limit_low`` to ``limit_high`` and ``far_low`` to
    ``far_high`` are the funnel's limits for this n (95 and 99.8 %). ``verdict`` says "better" or
    "worse than expected" only where a 99.8 % interval of the difference leaves 0 out: at 95 % chance
    alone would accuse one agent in twenty. ``alone_share``: tickets of kinds that nobody else had.
    Tickets without an agent make the expectation, but no row.

    Raises ValueError for metrics that are no mean of tickets.
    """
    if metric.frame is not Frame.TICKETS:
        raise ValueError(f"metric: {metric.id} is not measured per ticket")
    values = np.where(
        _picked(evaluation, metric, span, mask), row_values(metric.formula(evaluation.tickets)), NAN
    )
    codes, labels = evaluation.groups(by)
    groups = np.where(codes == labels.index(NOT_STATED), -1, codes)
    found = standardise(values, groups, len(labels), _strata(evaluation))
    frame = pd.DataFrame({"group": labels, **_columns(found), **_limits(metric, values, found.n)})
    frame["verdict"] = _verdicts(metric, found)
    kept = frame[frame["n"] > 0]
    return kept.sort_values("n", ascending=False, ignore_index=True)[list(COLUMNS)]


def _picked(evaluation: Evaluation, metric: MetricDefinition, span: Span, mask: Flags) -> Flags:
    if metric.attribution is None or span == (None, None):
        return mask
    at = evaluation.instants(Frame.TICKETS, metric.attribution)
    start, end = span
    inside = mask & (at != np.iinfo(np.int64).min)
    inside &= True if start is None else at >= start
    return np.asarray(inside if end is None else inside & (at < end))


def _strata(evaluation: Evaluation) -> Integers:
    number = np.zeros(len(evaluation.tickets), np.int64)
    for name in STRATA:
        codes, labels = evaluation.groups(name)
        number = number * len(labels) + codes
    return number


def _columns(found: Standardised) -> dict[str, Floats | Integers]:
    names = ("n", "observed", "expected", "difference", "low", "high", "adjusted", "alone_share")
    return {name: getattr(found, name) for name in names}


def _limits(metric: MetricDefinition, values: Floats, n: Integers) -> dict[str, Floats]:
    """The funnel around the whole's value."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return dict.fromkeys(("limit_low", "limit_high", "far_low", "far_high"), np.full(len(n), NAN))
    if metric.unit is Unit.SHARE:
        near, far = share_limits(known.mean(), n), share_limits(known.mean(), n, Z998)
    else:
        spread = float(known.std(ddof=1)) if len(known) > 1 else 0.0
        near, far = mean_limits(known.mean(), spread, n), mean_limits(known.mean(), spread, n, Z998)
    return {"limit_low": near[0], "limit_high": near[1], "far_low": far[0], "far_high": far[1]}


def _verdicts(metric: MetricDefinition, found: Standardised) -> list[str]:
    far = (found.high - found.difference) * Z998 / 1.959963984540054
    higher, lower = found.difference - far > 0, found.difference + far < 0
    words = {
        Direction.HIGHER_IS_BETTER: ("better than expected", "worse than expected"),
        Direction.LOWER_IS_BETTER: ("worse than expected", "better than expected"),
    }.get(metric.direction, ("higher", "lower"))
    picked = np.select([found.n < metric.min_sample, higher, lower], ["too few", *words], "as expected")
    return [str(word) for word in picked]
