"""Metric x facts x period x group: always from the rows, never from averages of averages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.metrics.buckets import TIME_UNITS, bucket_label, buckets
from core.metrics.cuts import Cut, Part
from core.metrics.definition import BESIDE_TICKETS, Frame, MetricDefinition
from core.metrics.frames import ALL_TIME, DIMENSIONS, MISSING, Frames, Span, microseconds
from core.metrics.groups import Wanted, group_codes, having, present_groups
from core.metrics.measure import (
    NAN,
    AnyMeasure,
    Duration,
    DurationMeasure,
    Flags,
    Floats,
    Flow,
    Integers,
    Measure,
    Tally,
)
from core.metrics.reduce import Rows, reduce

__all__ = [
    "ALL_TIME",
    "DIMENSIONS",
    "Evaluated",
    "Evaluation",
    "Span",
    "Wanted",
    "is_detached",
    "microseconds",
    "no_value",
]

MAX_BUCKETS = 5_000
Placed: TypeAlias = tuple[Rows, Rows, list[str]]
"""Rows in groups by the metric's own date and by its cohort's, and the labels of the groups."""
NO_FILTER: Wanted = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The measure over all rows and, where asked for, by group in display order."""

    total: AnyMeasure
    groups: Mapping[str, AnyMeasure]


class Evaluation(Frames):
    """Measures metrics over fact frames; see `Frames`."""

    def evaluate(
        self,
        metric: MetricDefinition,
        *,
        span: Span = ALL_TIME,
        mask: Flags | None = None,
        by: str | None = None,
        wanted: Wanted = NO_FILTER,
    ) -> Evaluated:
        """Measure one metric.

        ``span`` half-open UTC microseconds (ignored by metrics that describe the queue at
        ``as_of``), ``mask`` the tickets that take part (`mask`), ``by`` a dimension or "hour",
        "day", "week", "month", ``wanted`` the values behind ``mask``, for frames that have no
        tickets. Raises ValueError for an unknown ``by`` and for a state metric by time.
        """
        chosen = self.mask() if mask is None else mask
        frame = self._frame(metric)
        keep = self._keep(metric, frame, chosen, wanted)
        if keep is None:
            excluded = int(np.count_nonzero(chosen)) if metric.is_waiting else len(frame)
            return Evaluated(Measure(NAN, 0, excluded=excluded), {})
        whole = self.tally(metric)
        dates = (metric.attribution, self._cohort_date(metric, whole))
        part = self._part(metric, chosen, keep, dates, span)
        cut = Cut(chosen) if keep.flags.writeable else self._cuts.of(chosen)
        tally = part.tally(whole)
        total: AnyMeasure = cut.totals.once(
            (metric.id, metric.formula, span),
            lambda: self._as_told(metric, reduce(tally, *_rows(None, 1, part)), chosen, None)[0],
        )
        if by is None or (metric.known_from and np.isnan(total.value)):
            return Evaluated(total, {})
        own = is_detached(metric, frame) or (metric.frame in BESIDE_TICKETS and by in frame.columns)
        rows, cohort, labels = cut.places.once(
            (metric.frame, by, own, dates, span),
            lambda: self._placed(metric, by, span, dates, part, chosen, frame if own else None),
        )
        groups = reduce(tally, rows, cohort)
        if not own and by not in TIME_UNITS:
            groups = self._as_told(metric, groups, chosen, by)
        return Evaluated(total, dict(zip(labels, groups, strict=True)))

    def tally(self, metric: MetricDefinition) -> Tally:
        """What each row of the metric's frame contributes; shared, so do not change it."""
        return self._tallies.once((metric.id, metric.formula), lambda: metric.formula(self._frame(metric)))

    def _cohort_date(self, metric: MetricDefinition, tally: Tally) -> str | None:
        """Clocks that still run, and what flows in, are placed by creation."""
        by_creation = isinstance(tally, Flow | Duration) and metric.attribution == "finished_at"
        return "created_at" if by_creation else metric.attribution

    def _part(
        self, metric: MetricDefinition, chosen: Flags, keep: Flags, dates: tuple[str | None, ...], span: Span
    ) -> Part:
        """Rows by the metric's own date and by its cohort's; kept where they follow from ``chosen`` alone."""

        def make() -> Part:
            own = self._within(metric, dates[0], span, keep)
            same = dates[0] == dates[1] or span == ALL_TIME
            return Part.of(own, own if same else self._within(metric, dates[1], span, keep))

        if keep.flags.writeable:
            return make()
        found: Part = self._cuts.of(chosen).results.once((metric.frame, dates, span), make)
        return found

    def _as_told(
        self, metric: MetricDefinition, found: list[AnyMeasure], chosen: Flags, by: str | None
    ) -> list[AnyMeasure]:
        """Say how many tickets of each group cannot tell; where none can, there is no value."""
        if not metric.known_from:
            return found
        silent, telling = self._cuts.of(chosen).results.once(
            (metric.known_from, by), lambda: self._told(metric.known_from, chosen, by)
        )
        return [
            (each if told or not unknown else no_value(each))._replace(excluded=int(unknown))
            for each, unknown, told in zip(found, silent, telling, strict=True)
        ]

    def _told(self, column: str, chosen: Flags, by: str | None) -> tuple[Floats, Floats]:
        """How many of the chosen tickets say nothing in a column, and how many do, in all or by group."""
        place, labels = (None, [""]) if by is None else self._by_dimension(by, chosen)
        rows, silent = Rows(place, len(labels), chosen), self.tickets[column].isna().to_numpy()
        return rows.tally(silent), rows.tally(~silent)

    def _frame(self, metric: MetricDefinition) -> pd.DataFrame:
        frame = self.frames[metric.frame]
        missing = [column for column in metric.inputs if column not in frame.columns]
        if metric.frame is Frame.TICKETS or not missing or is_detached(metric, frame):
            return frame
        if metric.id not in self._widened:
            rows = frame["ticket_row"].to_numpy()
            added = {column: self.tickets[column].to_numpy()[rows] for column in missing}
            self._widened[metric.id] = frame.assign(**added)
        return self._widened[metric.id]

    def _keep(
        self, metric: MetricDefinition, frame: pd.DataFrame, chosen: Flags, wanted: Wanted
    ) -> Flags | None:
        """Rows that take part; None where nothing is told, or not for the wanted part."""
        if metric.is_waiting or (metric.frame in BESIDE_TICKETS and frame.empty):
            return None
        own = [name for name in wanted if metric.frame in BESIDE_TICKETS and name in frame.columns]
        if not is_detached(metric, frame):
            if own:
                chosen = self.mask({name: wanted[name] for name in wanted if name not in own})
                return self._spread(metric, chosen) & having(frame, {name: wanted[name] for name in own})
            return self._kept_rows(metric, chosen)
        if any(values and name not in frame.columns for name, values in wanted.items()):
            return None
        return having(frame, wanted)

    def _kept_rows(self, metric: MetricDefinition, chosen: Flags) -> Flags:
        """Rows of the frame that belong to the chosen tickets; kept as long as these are."""
        if metric.frame is Frame.TICKETS or chosen.flags.writeable:
            return self._spread(metric, chosen)

        def make() -> Flags:
            rows = self._spread(metric, chosen)
            rows.setflags(write=False)
            return rows

        found: Flags = self._cuts.of(chosen).results.once((metric.frame, "rows"), make)
        return found

    def _own_groups(self, frame: pd.DataFrame, by: str, part: Part) -> tuple[Integers, list[str]]:
        """Groups of a frame by its own column that have a picked row; none where it has no such column."""
        if by not in DIMENSIONS:
            self.groups(by)
        if by not in frame.columns:
            return np.full(len(part.own), -1), []
        codes, labels = group_codes(frame[by])
        return present_groups(part.take(codes), labels, part.own)

    def _spread(
        self, metric: MetricDefinition, per_ticket: NDArray[Any], part: Part | None = None
    ) -> NDArray[Any]:
        """What each ticket has, for each row of the metric's frame (only those of ``part``)."""
        if metric.frame is Frame.TICKETS:
            return per_ticket if part is None else np.asarray(part.take(per_ticket))
        rows = self.frames[metric.frame]["ticket_row"].to_numpy()
        rows = rows if part is None else part.take(rows)
        nothing = np.full(1, False if per_ticket.dtype == bool else -1, per_ticket.dtype)
        return np.asarray(np.append(per_ticket, nothing).take(rows))

    def _within(self, metric: MetricDefinition, column: str | None, span: Span, keep: Flags) -> Flags:
        return keep if column is None else self._inside(metric.frame, column, span, keep)

    def _by_dimension(self, by: str, chosen: Flags) -> tuple[Integers, list[str]]:
        """Group number of every ticket, -1 in groups without a chosen one, and the labels of the others."""
        found: tuple[Integers, list[str]] = self._cuts.of(chosen).results.once(
            ("groups", by), lambda: present_groups(*self.groups(by), chosen)
        )
        return found

    def _placed(
        self,
        metric: MetricDefinition,
        by: str,
        span: Span,
        dates: tuple[str | None, ...],
        part: Part,
        chosen: Flags,
        frame: pd.DataFrame | None,
    ) -> Placed:
        """Rows in groups of time, of a column of their own ``frame``, or of a dimension of their tickets."""
        if by in TIME_UNITS:
            return self._by_time(metric, by, span, dates, part)
        if frame is not None:
            codes, labels = self._own_groups(frame, by, part)
        else:
            place, labels = self._by_dimension(by, chosen)
            codes = self._spread(metric, place, part)
        return *_rows(codes, len(labels), part), labels

    def _by_time(
        self, metric: MetricDefinition, by: str, span: Span, dates: tuple[str | None, ...], part: Part
    ) -> Placed:
        columns = [self.bucket(metric.frame, date, by) for date in dates if date is not None]
        if len(columns) < len(dates):
            raise ValueError(f"by: {metric.id} describes the end of the data and has no {by}s")
        own, other = (part.take(column) for column in columns)
        same = dates[0] == dates[1] and part.own is part.cohort
        first, last = self._range(by, span, [(own, part.own), (other, part.cohort)][: 1 if same else 2])
        count = last - first + 1
        if count > MAX_BUCKETS:
            raise ValueError(f"by: {count:,} {by}s are too many, at most {MAX_BUCKETS:,}")
        labels = [bucket_label(first + i, by) for i in range(count)]
        rows = _in_range(own, first, count, part.own)
        return rows, rows if same else _in_range(other, first, count, part.cohort), labels

    def _range(self, by: str, span: Span, columns: list[tuple[Integers, Flags]]) -> tuple[int, int]:
        found = [values.take(np.flatnonzero(mask & (values != MISSING))) for values, mask in columns]
        seen = np.array([end for each in found if len(each) for end in (each.min(), each.max())], np.int64)
        edges = [
            None if side is None else int(buckets(np.array([side]), by, self.zone)[0])
            for side in (span[0], None if span[1] is None else span[1] - 1)
        ]
        if len(seen) == 0:
            seen = np.array([edge for edge in edges if edge is not None], dtype=np.int64)
        if len(seen) == 0:
            return 0, -1
        first = int(seen.min()) if edges[0] is None else edges[0]
        last = int(seen.max()) if edges[1] is None else min(edges[1], max(int(seen.max()), first))
        return first, last


def _in_range(values: Integers, first: int, count: int, mask: Flags) -> Rows:
    inside = mask & (values >= first) & (values < first + count)
    return Rows((values - first).astype(np.int32), count, inside)


def _rows(codes: Integers | None, count: int, part: Part) -> tuple[Rows, Rows]:
    """Rows by the metric's own date and by its cohort's; the same where these are."""
    rows = Rows(codes, count, part.own)
    return rows, rows if part.cohort is part.own else Rows(codes, count, part.cohort)


def is_detached(metric: MetricDefinition, frame: pd.DataFrame) -> bool:
    """Whether the rows belong to no tickets, so that filters need columns of their own."""
    return metric.frame in BESIDE_TICKETS and "ticket_row" not in frame.columns


def no_value(found: AnyMeasure) -> AnyMeasure:
    """The same measure without a value: there is nothing at all to measure."""
    return DurationMeasure(NAN, 0) if isinstance(found, DurationMeasure) else Measure(NAN, 0)
