"""The report's forecasts of tickets. `core.report.Report` has them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from core.capacity.forecast_methods import LEAST_DAYS, METHODS, WEEK
from core.capacity.log_sums import Floats
from core.capacity.seasons import SEASONS, OwnEvent, kinds_of
from core.metrics.evaluate import Evaluation
from core.metrics.frames import MISSING
from core.metrics.measure import Integers
from core.periods import local_date
from core.reporting.forecast_events import keep_events, read_events
from core.reporting.forecast_tables import (
    COLUMNS,
    DEFAULT_METHOD,
    MOST_DAYS,
    History,
    daily_table,
    hourly_table,
    method_table,
    review_table,
    weekly_table,
)
from core.reporting.hours import read_hours
from core.reporting.results import Filters
from core.reporting.views import EVERYBODY, Views

HORIZON = 28
MOST_GROUPS = 12
GROUPED = ("channel", "category")
EPOCH = date(1970, 1, 1)
SEASON_IDS = ("R-SP-01",)
"""Patterns whose effect is measured unless others are chosen; public holidays always are."""


@dataclass(frozen=True)
class ForecastView:
    """Tickets that are to come.

    ``frame``: one row per ``bucket`` (day, or first of seven days; with ``hour`` by the hour), with
    ``expected``, ``low_80``, ``high_80``, ``low_95``, ``high_95``, and ``group`` where asked for;
    ``history``: ``bucket`` and ``ticket_count`` of the days that are known; ``factors``: what kinds of
    special days were measured to do, 0.4 for 40 % of an ordinary day; ``missing``: what is lacking
    in a sentence, empty where nothing is.
    """

    frame: pd.DataFrame
    history: pd.DataFrame
    factors: dict[str, float]
    missing: str
    method: str


class ForecastViews(Views):
    """What is to come, how sure that is, and how good it was before."""

    def forecast(
        self,
        horizon: int = HORIZON,
        *,
        by: str = "day",
        group: str | None = None,
        method: str = DEFAULT_METHOD,
        seasons: Iterable[str] = SEASON_IDS,
        events: Iterable[OwnEvent] | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> ForecastView:
        """Tickets of the coming ``horizon`` days from whole local days up to yesterday.

        ``by`` "day", "week" (seven days from tomorrow on) or "hour"; ``group`` "channel" or "category":
        the twelve with the most tickets, each forecast alone, then all others together; ``seasons``:
        ids whose effect is measured; ``events``: own ones (the kept ones where left out), whose past days
        are measured and whose coming ones change by that, or by their ``change`` where none is past.
        Raises ValueError for other words. Source: F-077, F-078.
        """
        _check(horizon, by, group, method)
        own, ids = self.known_events() if events is None else list(events), tuple(seasons)
        parts = self._histories(group, horizon, ids, own, filters, as_of)
        if not parts or parts[0][1].days < LEAST_DAYS:
            missing = parts[0][1].missing() if parts else "There are no tickets yet."
            return ForecastView(_empty(by, group), _history(parts), {}, missing, method)
        frames, factors = [], {}
        for name, history in parts:
            change = _changes(history, horizon, own)
            daily, found = daily_table(history, horizon, method, change)
            frame = _as_asked(history, daily, by, method)
            frames.append(frame.assign(group=name) if group else frame)
            factors = {} if group else _factor_names(found.factors, own)
        return ForecastView(
            pd.concat(frames, ignore_index=True), _history(parts), factors, parts[0][1].missing(), method
        )

    def forecast_methods(
        self, *, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """How far the default and the handbook's five methods were off, see `method_table`."""
        parts = self._histories(None, 0, (), [], filters, as_of)
        return method_table(parts[0][1].daily if parts else np.zeros(0))

    def forecast_review(
        self,
        months: int = 3,
        *,
        method: str = DEFAULT_METHOD,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> pd.DataFrame:
        """The last whole months, forecast as on their first day, beside what came (F-088)."""
        if months < 1:
            raise ValueError("months must be at least 1")
        _check(1, "day", None, method)
        parts = self._histories(None, 0, SEASON_IDS, self.known_events(), filters, as_of)
        history = parts[0][1] if parts else History(EPOCH, np.zeros((0, 24)), np.zeros(0, np.int64))
        return review_table(history, months, method)

    def known_events(self) -> list[OwnEvent]:
        """Releases, campaigns and the like that somebody kept, the earliest first."""
        return read_events(self.store)

    def keep_events(self, events: Iterable[OwnEvent]) -> None:
        """Keep these and no others; forecasts and the what-if count with them."""
        keep_events(self.store, events)

    def free_days(self) -> list[date]:
        """Days on which the calendar in use is closed for a holiday."""
        drafts = read_hours(self.store)
        return sorted(drafts[-1].holidays) if drafts else []

    def _histories(
        self,
        group: str | None,
        horizon: int,
        seasons: tuple[str, ...],
        events: list[OwnEvent],
        filters: Filters,
        as_of: datetime | None,
    ) -> list[tuple[str, History]]:
        """Tickets by day and hour of all, or of each group; none without a whole day."""
        now = as_of or self._loader.as_of()
        if now is None:
            return []
        evaluation, mask = self._selected(filters, as_of)
        today = (local_date(now, self._loader.settings().zone) - EPOCH).days
        hour = evaluation.bucket("tickets", "created_at", "hour")
        rows = np.flatnonzero(mask & (hour != MISSING) & (hour < today * 24))
        if not rows.size:
            return []
        first = max(int(hour[rows].min()) // 24, today - MOST_DAYS)
        rows = rows[hour[rows] >= first * 24]
        begin = EPOCH + timedelta(days=first)
        kinds = kinds_of(begin, today - first + horizon, seasons, events, self.free_days())
        tables = _tables(hour[rows] - first * 24, today - first, *_places(evaluation, group, rows))
        return [(name, History(begin, table, kinds)) for name, table in tables]


def _places(evaluation: Evaluation, group: str | None, rows: Integers) -> tuple[Integers, list[str]]:
    """Number and name of each ticket's group, the largest first, all small ones in the last."""
    if group is None:
        return np.zeros(rows.size, np.int64), [""]
    codes, labels = evaluation.groups(group)
    own = codes[rows]
    count = np.bincount(own, minlength=len(labels))
    order = [int(code) for code in np.argsort(-count, kind="stable") if count[code]]
    kept = order[:MOST_GROUPS]
    place = np.full(len(labels), len(kept))
    place[kept] = np.arange(len(kept))
    names = [labels[code] for code in kept]
    return place[own], names if len(order) == len(kept) else [*names, "all others"]


def _tables(hour: Integers, days: int, place: Integers, names: list[str]) -> list[tuple[str, Floats]]:
    """Tickets by day and hour of each group."""
    size = days * 24
    counts = np.bincount(place * size + hour, minlength=len(names) * size).astype(np.float64)
    return list(zip(names, counts.reshape(len(names), days, 24), strict=True))


def _as_asked(history: History, daily: pd.DataFrame, by: str, method: str) -> pd.DataFrame:
    """By day, by week or by hour."""
    if by == "week":
        return weekly_table(history, daily, method)
    return hourly_table(history, daily) if by == "hour" else daily


def _changes(history: History, horizon: int, events: list[OwnEvent]) -> Floats:
    """What own events are said to do to coming days, where no past day of theirs tells."""
    seen = set(history.kinds[: history.days].tolist())
    change = np.zeros(horizon)
    for place in range(horizon):
        day = history.tomorrow + timedelta(days=place)
        if int(history.kinds[history.days + place]) not in seen:
            change[place] = float(np.prod([1.0 + one.change for one in events if one.holds(day)])) - 1.0
    return change


def _factor_names(factors: dict[int, float], events: list[OwnEvent]) -> dict[str, float]:
    """Measured factors by the name of what they belong to."""
    own = list(dict.fromkeys(one.name for one in events))
    names = {number: season.name for number, season in enumerate(SEASONS, start=1)}
    names[len(SEASONS) + 1] = "Public holiday"
    names |= {len(SEASONS) + 2 + number: name for number, name in enumerate(own)}
    return {names[kind]: factor for kind, factor in factors.items()}


def _history(parts: list[tuple[str, History]]) -> pd.DataFrame:
    """Tickets by day that are known, all groups together."""
    if not parts:
        return pd.DataFrame({"bucket": [], "ticket_count": []})
    first = parts[0][1]
    days = [first.first + timedelta(days=number) for number in range(first.days)]
    return pd.DataFrame({"bucket": days, "ticket_count": np.sum([one.daily for _, one in parts], axis=0)})


def _empty(by: str, group: str | None) -> pd.DataFrame:
    """No row, the columns that there would be."""
    hours = ["hour"] if by == "hour" else []
    return pd.DataFrame(columns=["bucket", *hours, "expected", *COLUMNS, *(["group"] if group else [])])


def _check(horizon: int, by: str, group: str | None, method: str) -> None:
    """Refuse other words."""
    if by not in ("day", "week", "hour"):
        raise ValueError("by must be day, week or hour")
    if group is not None and group not in GROUPED:
        raise ValueError(f"group must be one of {', '.join(GROUPED)}")
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}")
    if not 1 <= horizon <= 371:
        raise ValueError("horizon must be from 1 to 371 days")
    if by == "week" and horizon < WEEK:
        raise ValueError("horizon must be at least seven days by week")
