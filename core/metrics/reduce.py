"""Turns tallies into measures for all groups in one pass, with plain NumPy."""

from __future__ import annotations

import numpy as np

from core.metrics.change import quotient_intervals
from core.metrics.measure import (
    NAN,
    AgainstUsual,
    AnyMeasure,
    Correlation,
    Count,
    Duration,
    DurationMeasure,
    Flags,
    Floats,
    Flow,
    Integers,
    Mean,
    Measure,
    Ratio,
    Share,
    Tally,
    Total,
    wilson,
)
from core.metrics.ordered import Ordered
from core.metrics.pairs import correlations, divide, ratios, sizes, student, sums
from core.metrics.survival import Medians, kaplan_meier_medians


class Rows:
    """The rows that take part, each with its group: ``codes`` −1 takes no part."""

    __slots__ = ("codes", "count", "mask")

    def __init__(self, codes: Integers | None, count: int, mask: Flags | None = None) -> None:
        """Keep ``codes`` (None: all in one group) where ``mask`` (None: everywhere) holds."""
        self.codes = codes
        self.count = count
        self.mask = mask
        if codes is not None:
            grouped = codes >= 0
            self.mask = grouped if mask is None else mask & grouped

    def pick(self, wanted: Flags) -> tuple[Integers, Integers | None]:
        """Positions of the wanted rows that take part, and their groups (None: one group)."""
        rows = np.flatnonzero(self._of(wanted))
        return rows, None if self.codes is None else self.codes.take(rows)

    def tally(self, wanted: Flags) -> Floats:
        """How many wanted rows each group has."""
        if self.codes is None:
            return np.array([np.count_nonzero(self._of(wanted))], dtype=np.float64)
        rows, codes = self.pick(wanted)
        return sizes(len(rows), codes, self.count)

    def _of(self, wanted: Flags) -> Flags:
        return wanted if self.mask is None else wanted & self.mask


def reduce(tally: Tally, rows: Rows, cohort: Rows) -> list[AnyMeasure]:
    """One measure per group: ``rows`` by the metric's own date, ``cohort`` by creation."""
    excluded = _excluded(tally, rows)
    match tally:
        case Count():
            return _counts(tally, rows, excluded)
        case Share():
            return _shares(tally, rows, excluded)
        case Mean():
            return _means(tally, rows, excluded)
        case Total():
            return _totals(tally, rows, excluded)
        case Flow():
            return _flows(tally, rows, cohort, excluded)
        case Duration():
            return _durations(tally, rows, cohort, excluded)
        case Ratio():
            found = ratios(tally, *rows.pick(~np.isnan(tally.part + tally.whole)), rows.count)
            return _measures(found, excluded)
        case Correlation():
            found = correlations(tally, *rows.pick(~np.isnan(tally.x + tally.y)), rows.count)
            return _measures(found, excluded)
        case AgainstUsual():
            return _against_usual(tally, rows, excluded)


def _measures(found: tuple[Floats, Floats, Floats, Floats], excluded: list[int]) -> list[AnyMeasure]:
    value, n, low, high = found
    columns = (value.tolist(), _whole(n), low.tolist(), high.tolist(), excluded)
    return [Measure(*row) for row in zip(*columns, strict=True)]


def measure(tally: Tally) -> AnyMeasure:
    """The measure of a whole tally, without groups or dates.

    >>> measure(Share(np.array([True, False]), np.array([True, True]))).value
    0.5
    """
    rows = Rows(None, 1)
    return reduce(tally, rows, rows)[0]


def _excluded(tally: Tally, rows: Rows) -> list[int]:
    if tally.unknown is None or not tally.unknown.any():
        return [0] * rows.count
    return _whole(rows.tally(tally.unknown))


def _counts(tally: Count, rows: Rows, excluded: list[int]) -> list[AnyMeasure]:
    counts = rows.tally(tally.rows).tolist()
    return [Measure(_told(v, e), int(v), excluded=e) for v, e in zip(counts, excluded, strict=True)]


def _told(count: float, excluded: int) -> float:
    """A count of nothing says nothing where rows could not tell."""
    return NAN if count == 0 and excluded else count


def _shares(tally: Share, rows: Rows, excluded: list[int]) -> list[AnyMeasure]:
    whole = rows.tally(tally.whole)
    part = rows.tally(tally.whole & tally.part)
    low, high = wilson(part, whole)
    value = divide(part, whole)
    return _measures((value, whole, low, high), excluded)


def _flows(tally: Flow, rows: Rows, cohort: Rows, excluded: list[int]) -> list[AnyMeasure]:
    part, whole = rows.tally(tally.part), cohort.tally(tally.whole)
    part = np.array([_told(v, e) for v, e in zip(part, excluded, strict=True)])
    if tally.difference:
        nothing = np.full(len(part), NAN)
        return _measures((part - whole, np.nan_to_num(part) + whole, nothing, nothing), excluded)
    return _measures((divide(part, whole), whole, *quotient_intervals(part, whole)), excluded)


def _means(tally: Mean, rows: Rows, excluded: list[int]) -> list[AnyMeasure]:
    known, codes = rows.pick(~np.isnan(tally.values))
    mean, n, low, high = _mean_interval(tally.values.take(known), codes, rows.count)
    low, high = np.maximum(low, tally.least), np.minimum(high, tally.most)
    return _measures((mean, n, low, high), excluded)


def _totals(tally: Total, rows: Rows, excluded: list[int]) -> list[AnyMeasure]:
    known, codes = rows.pick(~np.isnan(tally.values))
    n = sizes(len(known), codes, rows.count)
    value = np.where(n > 0, sums(tally.values.take(known), codes, rows.count), NAN)
    nowhere = np.full(rows.count, NAN)
    return _measures((value, n, nowhere, nowhere), excluded)


def _against_usual(tally: AgainstUsual, rows: Rows, excluded: list[int]) -> list[AnyMeasure]:
    now, nowhere = rows.tally(tally.now), np.full(rows.count, NAN)
    before = [rows.tally(flags) for flags in tally.before]
    value = divide(now, np.median(before, axis=0)) if before else nowhere
    ever = np.logical_or.reduce([tally.now, *tally.before])
    return _measures((value, rows.tally(ever), nowhere, nowhere), excluded)


def _mean_interval(
    values: Floats, codes: Integers | None, count: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean, n and Student's 95 % interval of the mean (NaN below two values)."""
    n = sizes(len(values), codes, count)
    mean = divide(sums(values, codes, count), n)
    apart = values - (mean.take(codes) if codes is not None else mean[0])
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(sums(apart * apart, codes, count) / (n - 1) / n)
    half = np.where(n >= 2, student(n - 1) * error, NAN)
    return mean, n, mean - half, mean + half


def _durations(tally: Duration, rows: Rows, cohort: Rows, excluded: list[int]) -> list[AnyMeasure]:
    known = ~np.isnan(tally.values)
    ordered = _ordered(tally.values, rows, known)
    mean, low, high = ordered.mean_interval()
    waiting = cohort.tally(tally.waiting) if tally.waiting is not None else np.zeros(rows.count)
    survival = _with_waiting(tally, known, cohort, ordered if rows is cohort else None)
    columns = (
        mean.tolist(),
        _whole(ordered.n),
        np.where(low < 0, np.minimum(0.0, mean), low).tolist(),
        high.tolist(),
        excluded,
        ordered.quantiles(0.5).tolist(),
        ordered.quantiles(0.9).tolist(),
        _whole(waiting),
        survival[0].tolist(),
        *(ends.tolist() for ends in (*ordered.median_interval(), *survival[1:])),
    )
    return [DurationMeasure(*row) for row in zip(*columns, strict=True)]


def _with_waiting(tally: Duration, known: Flags, cohort: Rows, ordered: Ordered | None) -> Medians:
    """Kaplan-Meier medians; ``ordered``: the cohort's stopped clocks, sorted, if at hand."""
    if tally.observed is None:
        return (np.full(cohort.count, NAN),) * 3
    seen = ~np.isnan(tally.observed)
    if ordered is None or (known & ~seen).any():
        ordered = _ordered(tally.observed, cohort, seen & known)
    return kaplan_meier_medians(ordered, _ordered(tally.observed, cohort, seen & ~known))


def _ordered(values: Floats, rows: Rows, wanted: Flags) -> Ordered:
    """The wanted values that take part, sorted inside their groups."""
    picked, codes = rows.pick(wanted)
    return Ordered.of(values.take(picked), codes, rows.count)


def _whole(values: Floats) -> list[int]:
    found: list[int] = values.astype(np.int64).tolist()
    return found
