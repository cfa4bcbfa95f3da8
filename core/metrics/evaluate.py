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
from core.metrics.definition import BESIDE_TICKETS, Frame, MetricDefinition
from core.metrics.groups import Wanted, group_codes, having, present_groups
from core.metrics.measure import NAN, AnyMeasure, Duration, DurationMeasure, Flags, Flow, Integers, Measure
from core.metrics.reduce import Rows, reduce

DIMENSIONS: Mapping[str, str] = {
    "priority": "priority",
    "team": "team",
    "channel": "channel",
    "tier": "tier",
    "category": "category",
    "assignee": "assignee",
    "product_area": "product_area",
    "status": "status",
    "source": "source_id",
}
"""What tickets can be grouped and filtered by, and the column that holds it."""
MAX_BUCKETS = 5_000
Span: TypeAlias = tuple[int | None, int | None]
Dated: TypeAlias = tuple[str | None, Flags]
ALL_TIME: Span = (None, None)
NO_FILTER: Wanted = MappingProxyType({})
_MISSING = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The measure over all rows and, where asked for, by group in display order."""

    total: AnyMeasure
    groups: Mapping[str, AnyMeasure]


class Evaluation:
    """Fact frames ready to be measured; columns are decoded once and shared by all metrics.

    ``frames`` maps the names of `Frame` to fact frames; rows of other frames than tickets name
    their ticket by position in ``ticket_row``. ``zone`` is the zone of days, weeks and months.
    Reading from several threads is safe: what is kept is only ever replaced by equal content.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], zone: str = "UTC") -> None:
        """Keep the frames; nothing is computed until a metric asks."""
        self.frames = frames
        self.zone = zone
        self.tickets = frames[Frame.TICKETS]
        self._instants: dict[tuple[str, str], Integers] = {}
        self._codes: dict[str, tuple[Integers, list[str]]] = {}
        self._widened: dict[str, pd.DataFrame] = {}
        self._buckets: dict[tuple[str, str, str], Integers] = {}

    def mask(self, filters: Wanted | None = None) -> Flags:
        """Tickets that take part: not deleted, and with one of the wanted values everywhere.

        Raises ValueError for an unknown dimension.
        """
        deleted = self.tickets.get("is_deleted")
        keep = np.ones(len(self.tickets), bool) if deleted is None else ~deleted.to_numpy(dtype=bool)
        for dimension, wanted in (filters or {}).items():
            if wanted:
                codes, labels = self.groups(dimension)
                keep &= np.isin(codes, [i for i, label in enumerate(labels) if label in wanted])
        return keep

    def groups(self, dimension: str) -> tuple[Integers, list[str]]:
        """Group number of every ticket, and the labels in display order."""
        if dimension not in self._codes:
            if dimension not in DIMENSIONS:
                known = ", ".join((*DIMENSIONS, *TIME_UNITS))
                raise ValueError(f"by: {dimension!r} is not a dimension; known are {known}")
            self._codes[dimension] = group_codes(self.tickets[DIMENSIONS[dimension]])
        return self._codes[dimension]

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
        tally = metric.formula(frame)
        picked = self._within(metric, metric.attribution, span, keep)
        cohort_at = metric.attribution
        if isinstance(tally, Flow | Duration) and metric.attribution == "finished_at":
            cohort_at = "created_at"
        is_same = cohort_at == metric.attribution or span == ALL_TIME
        cohort = picked if is_same else self._within(metric, cohort_at, span, keep)
        found = reduce(tally, Rows(None, 1, picked), Rows(None, 1, cohort))
        total = self._as_told(metric, found, Rows(None, 1, chosen))[0]
        if by is None or (metric.known_from and np.isnan(total.value)):
            return Evaluated(total, {})
        if by in TIME_UNITS:
            rows, cohorts, labels = self._by_time(
                metric, by, span, (metric.attribution, picked), (cohort_at, cohort)
            )
            groups = reduce(tally, rows, cohorts)
        elif is_detached(metric, frame) or (metric.frame in BESIDE_TICKETS and by in frame.columns):
            own, labels = self._own_groups(frame, by, picked)
            groups = reduce(tally, Rows(own, len(labels), picked), Rows(own, len(labels), cohort))
        else:
            place, labels = self._by_dimension(by, chosen)
            own = self._spread(metric, place)
            groups = reduce(tally, Rows(own, len(labels), picked), Rows(own, len(labels), cohort))
            groups = self._as_told(metric, groups, Rows(place, len(labels), chosen))
        return Evaluated(total, dict(zip(labels, groups, strict=True)))

    def _as_told(self, metric: MetricDefinition, found: list[AnyMeasure], tickets: Rows) -> list[AnyMeasure]:
        """Say how many tickets of each group cannot tell; where none can, there is no value."""
        if not metric.known_from:
            return found
        silent = self.tickets[metric.known_from].isna().to_numpy()
        counted = zip(found, tickets.tally(silent), tickets.tally(~silent), strict=True)
        return [
            (each if telling or not unknown else no_value(each))._replace(excluded=int(unknown))
            for each, unknown, telling in counted
        ]

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
        if any(values and name not in frame.columns for name, values in wanted.items()):
            return None
        return having(frame, wanted)

    def _own_groups(self, frame: pd.DataFrame, by: str, picked: Flags) -> tuple[Integers, list[str]]:
        """Groups of a frame by its own column that have a picked row; none where it has no such column."""
        if by not in DIMENSIONS:
            self.groups(by)
        if by not in frame.columns:
            return np.full(len(frame), -1), []
        codes, labels = group_codes(frame[by])
        return present_groups(codes, labels, picked)

    def _spread(self, metric: MetricDefinition, per_ticket: NDArray[Any]) -> NDArray[Any]:
        if metric.frame is Frame.TICKETS:
            return per_ticket
        rows = self.frames[metric.frame]["ticket_row"].to_numpy()
        nothing = np.zeros(1, per_ticket.dtype) if per_ticket.dtype == bool else np.array([-1])
        return np.asarray(np.append(per_ticket, nothing)[np.where(rows < 0, len(per_ticket), rows)])

    def _within(self, metric: MetricDefinition, column: str | None, span: Span, keep: Flags) -> Flags:
        start, end = span
        if column is None or (start is None and end is None):
            return keep
        at = self.instants(metric.frame, column)
        inside = keep & (at != _MISSING)
        if start is not None:
            inside &= at >= start
        return inside if end is None else np.asarray(inside & (at < end))

    def instants(self, frame: str, column: str) -> Integers:
        """A date column as UTC microseconds; ``finished_at`` falls back to closing, last event."""
        key = (str(frame), column)
        if key not in self._instants:
            self._instants[key] = (
                self._finished() if column == "finished_at" else microseconds(self.frames[frame][column])
            )
        return self._instants[key]

    def _finished(self) -> Integers:
        at = self.instants(Frame.TICKETS, "resolved_at")
        for column in ("closed_at", "last_event_at"):
            if column in self.tickets.columns:
                at = np.where(at == _MISSING, self.instants(Frame.TICKETS, column), at)
        return np.where(self.tickets["is_finished"].to_numpy(dtype=bool), at, _MISSING)

    def _by_dimension(self, by: str, chosen: Flags) -> tuple[Integers, list[str]]:
        """Group number of every ticket, -1 in groups without a chosen one, and the labels of the others."""
        return present_groups(*self.groups(by), chosen)

    def _by_time(
        self, metric: MetricDefinition, by: str, span: Span, picked: Dated, cohort: Dated
    ) -> tuple[Rows, Rows, list[str]]:
        if picked[0] is None or cohort[0] is None:
            raise ValueError(f"by: {metric.id} describes the end of the data and has no {by}s")
        own = self._bucket(metric.frame, picked[0], by)
        other = self._bucket(metric.frame, cohort[0], by)
        first, last = self._range(by, span, [(own, picked[1]), (other, cohort[1])])
        count = last - first + 1
        if count > MAX_BUCKETS:
            raise ValueError(f"by: {count:,} {by}s are too many, at most {MAX_BUCKETS:,}")
        labels = [bucket_label(first + i, by) for i in range(count)]
        rows, cohorts = _in_range(own, first, count, picked[1]), _in_range(other, first, count, cohort[1])
        return rows, cohorts, labels

    def _bucket(self, frame: str, column: str, by: str) -> Integers:
        key = (str(frame), column, by)
        if key not in self._buckets:
            self._buckets[key] = buckets(self.instants(frame, column), by, self.zone)
        return self._buckets[key]

    def _range(self, by: str, span: Span, columns: list[tuple[Integers, Flags]]) -> tuple[int, int]:
        found = [values[mask & (values != _MISSING)] for values, mask in columns]
        seen = np.concatenate(found)
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
    codes = values - first
    return Rows(np.where((values != _MISSING) & (codes >= 0) & (codes < count), codes, -1), count, mask)


def is_detached(metric: MetricDefinition, frame: pd.DataFrame) -> bool:
    """Whether the rows belong to no tickets, so that filters need columns of their own."""
    return metric.frame in BESIDE_TICKETS and "ticket_row" not in frame.columns


def microseconds(column: pd.Series) -> Integers:
    """Instants as UTC microseconds; missing ones are the smallest integer."""
    return np.asarray(column.dt.as_unit("us").astype("int64").to_numpy())


def no_value(found: AnyMeasure) -> AnyMeasure:
    """The same measure without a value: there is nothing at all to measure."""
    return DurationMeasure(NAN, 0) if isinstance(found, DurationMeasure) else Measure(NAN, 0)
