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
from core.metrics.pairs import correlations, divide, ratios, student, sums
from core.metrics.survival import MICROSECONDS, Medians, kaplan_meier_medians, survival_median


class Rows:
    """The rows that take part, each with its group: ``code`` −1 takes no part."""

    __slots__ = ("codes", "count", "mask")

    def __init__(self, codes: Integers | None, count: int, mask: Flags | None = None) -> None:
        """Keep ``codes`` (None: all in one group) where ``mask`` (None: everywhere) holds."""
        self.codes = codes
        self.count = count
        self.mask = mask

    def pick(self, wanted: Flags) -> tuple[Flags, Integers | None]:
        """The mask of wanted rows that take part, and their groups (None: one group)."""
        mask = wanted if self.mask is None else wanted & self.mask
        if self.codes is None:
            return mask, None
        mask = mask & (self.codes >= 0)
        return mask, self.codes[mask]

    def tally(self, wanted: Flags) -> Floats:
        """How many wanted rows each group has."""
        mask, codes = self.pick(wanted)
        if codes is None:
            return np.array([np.count_nonzero(mask)], dtype=np.float64)
        return np.bincount(codes, minlength=self.count).astype(np.float64)


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
    columns = (_list(value), _ints(n), _list(low), _list(high), excluded)
    return [Measure(*row) for row in zip(*columns, strict=True)]


def measure(tally: Tally) -> AnyMeasure:
    """The measure of a whole tally, without groups or dates.

    >>> measure(Share(np.array([True, False]), np.array([True, True]))).value
    0.5
    """
    rows = Rows(None, 1)
    return reduce(tally, rows, rows)[0]


def _excluded(tally: Tally, rows: Rows) -> list[int]:
    if tally.unknown is None:
        return [0] * rows.count
    return [int(v) for v in rows.tally(tally.unknown)]


def _counts(tally: Count, rows: Rows, excluded: list[int]) -> list[AnyMeasure]:
    counts = _list(rows.tally(tally.rows))
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
    mean, n, low, high = _mean_interval(tally.values[known], codes, rows.count)
    low, high = np.maximum(low, tally.least), np.minimum(high, tally.most)
    return _measures((mean, n, low, high), excluded)


def _totals(tally: Total, rows: Rows, excluded: list[int]) -> list[AnyMeasure]:
    known, codes = rows.pick(~np.isnan(tally.values))
    n = sums(np.ones(np.count_nonzero(known)), codes, rows.count)
    value = np.where(n > 0, sums(tally.values[known], codes, rows.count), NAN)
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
    n = sums(np.ones(len(values)), codes, count) if codes is not None else np.array([float(len(values))])
    mean = divide(sums(values, codes, count), n)
    apart = values - (mean[codes] if codes is not None else mean[0])
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(sums(apart * apart, codes, count) / (n - 1) / n)
    half = np.where(n >= 2, student(n - 1) * error, NAN)
    return mean, n, mean - half, mean + half


def _durations(tally: Duration, rows: Rows, cohort: Rows, excluded: list[int]) -> list[AnyMeasure]:
    known, codes = rows.pick(~np.isnan(tally.values))
    values = tally.values[known]
    mean, n, low, high = _mean_interval(values, codes, rows.count)
    ordered = sorted_within(values, codes, rows.count)
    starts = np.concatenate(([0], np.cumsum(n)[:-1])).astype(np.int64)
    median, p90 = (quantiles(ordered, starts, n, q) for q in (0.5, 0.9))
    below, above = _median_interval(ordered, starts, n)
    waiting = cohort.tally(tally.waiting) if tally.waiting is not None else np.zeros(rows.count)
    is_same = codes is None and rows.mask is cohort.mask
    survival = _with_waiting(tally, cohort, ordered if is_same else None)
    low = np.where(low < 0, np.minimum(0.0, mean), low)
    columns = (mean, n, low, high, excluded, median, p90, waiting, survival[0], below, above, *survival[1:])
    whole = {1, 4, 7}
    lists = [_ints(np.asarray(c)) if i in whole else _list(np.asarray(c)) for i, c in enumerate(columns)]
    return [DurationMeasure(*row) for row in zip(*lists, strict=True)]


def _with_waiting(tally: Duration, cohort: Rows, ordered: Floats | None) -> Medians:
    """Kaplan-Meier medians; ``ordered``: the stopped clocks of the only group, sorted, if at hand."""
    if tally.observed is None:
        return (np.full(cohort.count, NAN),) * 3
    seen, codes = cohort.pick(~np.isnan(tally.observed))
    stopped = ~np.isnan(tally.values)
    if codes is not None:
        return kaplan_meier_medians(tally.observed[seen], stopped[seen], codes, cohort.count)
    if ordered is None or len(ordered) != np.count_nonzero(seen & stopped):
        ordered = np.sort(tally.observed[seen & stopped])
    median, low, high = survival_median(ordered, np.sort(tally.observed[seen & ~stopped]))
    return np.array([median]), np.array([low]), np.array([high])


def sorted_within(values: Floats, codes: Integers | None, count: int) -> Floats:
    """Values sorted inside each group, groups in order; packed integer keys where they fit."""
    if codes is None:
        return np.sort(values)
    micro = np.rint(values * MICROSECONDS)
    bits = 63 - max(1, (count - 1).bit_length())
    if len(micro) == 0 or micro.min() < 0 or micro.max() >= 2.0**bits:
        return values[np.lexsort((values, codes))]
    keys = (codes << bits) | micro.astype(np.int64)
    keys.sort()
    return (keys & ((1 << bits) - 1)) / MICROSECONDS


def quantiles(ordered: Floats, starts: Integers, n: Floats, q: float) -> Floats:
    """The ``q``-quantile of each sorted group, interpolated linearly; NaN for an empty group.

    >>> quantiles(np.array([1.0, 2.0, 4.0]), np.array([0]), np.array([3.0]), 0.9)
    array([3.6])
    """
    if len(ordered) == 0:
        return np.full(len(n), NAN)
    position = np.maximum(n - 1, 0) * q
    lower = np.floor(position).astype(np.int64)
    upper = np.minimum(lower + 1, np.maximum(n.astype(np.int64) - 1, 0))
    last = len(ordered) - 1
    a, b = ordered[np.minimum(starts + lower, last)], ordered[np.minimum(starts + upper, last)]
    return np.where(n > 0, a + (b - a) * (position - lower), NAN)


def _median_interval(ordered: Floats, starts: Integers, n: Floats) -> tuple[Floats, Floats]:
    """95 % interval of the median: order statistics at binomial ranks; NaN below six values."""
    rank = median_rank(n)
    found = rank >= 1
    if len(ordered) == 0:
        return np.full(len(n), NAN), np.full(len(n), NAN)
    last = len(ordered) - 1
    low = ordered[np.minimum(starts + np.maximum(rank - 1, 0), last)]
    high = ordered[np.clip(starts + n.astype(np.int64) - np.maximum(rank, 1), 0, last)]
    return np.where(found, low, NAN), np.where(found, high, NAN)


def median_rank(n: Floats) -> Integers:
    """The largest rank r with P(Binomial(n, ½) < r) ≤ 2.5 %; 0 where there is none.

    >>> median_rank(np.array([5.0, 6.0, 100.0])).tolist()
    [0, 1, 40]
    """
    from scipy.special import bdtr

    rank = np.maximum(np.floor((n - 1.96 * np.sqrt(n)) / 2), 0).astype(np.int64) + 2
    for _ in range(5):
        too_high = (rank > 0) & (
            bdtr(np.maximum(rank - 1, 0), np.maximum(n, 1).astype(np.int64), 0.5) > 0.025
        )
        if not too_high.any():
            break
        rank = rank - too_high
    return np.where(n > 0, rank, 0)


def _list(values: Floats) -> list[float]:
    return [float(v) for v in values]


def _ints(values: Floats) -> list[int]:
    return [int(v) for v in values]
