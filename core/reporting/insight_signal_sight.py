"""What the rules look at: windows that end with the data, and the figures of each, as readings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from core.facts.event_log import EventLog, Ints
from core.facts.fact_set import FactSet
from core.insight.signals_findings import NAN, Reading
from core.insight.signals_windows import SPANS
from core.metrics.definition import Frame, Unit
from core.metrics.evaluate import Evaluation
from core.metrics.measure import Flags, wilson
from core.periods import Period, instant_from, local_date, microseconds, midnight
from core.reporting.figures import Look, chosen, measure_all
from core.reporting.quality_tables import inside
from core.reporting.results import MetricResult
from core.reporting.settings import Settings
from core.reporting.targets import Targets

SILENCE = timedelta(days=28)


@dataclass(frozen=True)
class Sight:
    """The facts of one instant, and how to count; ``read`` gives tables of the store.

    Where no ticket came in for more than four weeks before the end of the data, the log holds only older
    ones with what became of them: the windows then end with the last ticket.
    """

    evaluation: Evaluation
    facts: FactSet
    log: EventLog
    settings: Settings
    targets: Targets
    end_of_data: datetime
    read: Callable[[str], pd.DataFrame]

    @property
    def zone(self) -> str:
        """The display zone, whose days and weeks count."""
        return self.settings.zone

    @cached_property
    def as_of(self) -> datetime:
        """The end of all windows."""
        created = self.evaluation.instants(Frame.TICKETS, "created_at")[self.mask]
        known = created[created > np.iinfo(np.int64).min]
        last = instant_from(int(known.max())) if len(known) else self.end_of_data
        return last if self.end_of_data - last > SILENCE else self.end_of_data

    @property
    def is_silent(self) -> bool:
        """Whether the windows end before the data do."""
        return self.as_of < self.end_of_data

    @cached_property
    def mask(self) -> Flags:
        """All tickets that count."""
        return self.evaluation.mask({})

    @property
    def tickets(self) -> pd.DataFrame:
        """The ticket facts."""
        return self.evaluation.tickets

    @property
    def today(self) -> date:
        """The local day with which the data end."""
        return local_date(self.as_of, self.zone)

    def period(self, window: str) -> Period:
        """A window of `SPANS` as a period whose label names its days."""
        days, back = SPANS[window]
        last = self.today - timedelta(days=back)
        first = last - timedelta(days=days - 1)
        label = f"{window}: {first} to {last}"
        return Period.of_days(first, last, self.zone, label).limited_to(self.as_of)

    def ends(self, window: str) -> tuple[int, int]:
        """A window as half-open UTC microseconds."""
        start, end = self.period(window).span()
        assert start is not None
        assert end is not None
        return start, end

    def begins_with_data(self, window: str) -> bool:
        """Whether the data reach back to the beginning of a window."""
        return self.first <= self.ends(window)[0]

    @cached_property
    def first(self) -> int:
        """The beginning of the day of the first ticket, in UTC microseconds; without any, the end."""
        created = self.evaluation.instants(Frame.TICKETS, "created_at")[self.mask]
        known = created[created > np.iinfo(np.int64).min]
        if not len(known):
            return microseconds(self.as_of)
        day = local_date(instant_from(int(known.min())), self.zone)
        return microseconds(midnight(day, self.zone))

    def results(self, names: Iterable[str], period: Period, by: str | None = None) -> list[MetricResult]:
        """Metrics over a period, as the report measures them."""
        metrics = chosen(names, by, self.settings.definitions)
        return measure_all(metrics, self.targets, Look(self.evaluation, self.mask, period), None, by)

    def inside(self, frame: Frame, column: str, window: str) -> Flags:
        """Which rows of a frame lie in a window by a date."""
        return inside(self.evaluation.instants(frame, column), self.ends(window))

    def weeks(self, count: int) -> list[date]:
        """Mondays of the last whole weeks, the oldest first."""
        monday = self.today - timedelta(days=self.today.weekday())
        if self.today.weekday() == 6 and self.as_of >= midnight(self.today + timedelta(days=1), self.zone):
            monday += timedelta(days=7)
        return [monday - timedelta(days=7 * week) for week in range(count, 0, -1)]

    def label(self, window: str) -> str:
        """A window with its days, in words."""
        return self.period(window).label


def reading(result: MetricResult, window: str) -> Reading:
    """A metric's result as the rules read it."""
    return Reading(
        result.value,
        result.n,
        result.low,
        result.high,
        result.unit,
        window,
        "" if result.value == result.value else _needs(result),
        result.name,
    )


def _needs(result: MetricResult) -> str:
    """What a metric without a value needs; where its definition names nothing, why it has none."""
    return result.definition.waits_for or result.definition.needs or result.reason


def exact(name: str, value: float, n: int, window: str, unit: Unit = Unit.COUNT, needs: str = "") -> Reading:
    """A count of all there are."""
    return Reading(value, n, NAN, NAN, unit, window, needs, name, is_exact=True)


def part(name: str, met: int, whole: int, window: str, needs: str) -> Reading:
    """A share with Wilson's interval; not known for an empty whole.

    >>> round(part("x", 9, 10, "now", "").low, 4), part("x", 0, 0, "now", "rows").needs
    (0.5958, 'rows')
    """
    if not whole:
        return Reading(unit=Unit.SHARE, window=window, needs=needs, name=name)
    low, high = wilson(np.array([float(met)]), np.array([float(whole)]))
    return Reading(met / whole, whole, float(low[0]), float(high[0]), Unit.SHARE, window, "", name)


def day_words(at: Ints, zone: str) -> list[date]:
    """The local days of instants in UTC microseconds."""
    stamps = pd.DatetimeIndex(np.asarray(at).view("datetime64[us]")).tz_localize("UTC").tz_convert(zone)
    return [stamp.date() for stamp in stamps]


def middle(values: Sequence[float]) -> float:
    """The median of known values; NaN without any."""
    known = [value for value in values if value == value]
    return float(np.median(known)) if known else NAN
