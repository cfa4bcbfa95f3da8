"""The report's inputs of the what-if, each with where it comes from. `core.report.Report` has them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from core.capacity.scenario import WEEK_HOURS, Assumptions
from core.capacity.scenario_work import percent
from core.capacity.seasons import events_of
from core.metrics.buckets import buckets
from core.metrics.evaluate import Evaluation
from core.metrics.measure import Flags, Floats
from core.periods import Period, local_date, microseconds
from core.reporting import capacity_measured as told
from core.reporting.capacity_found import (
    Found,
    Look,
    put_costs,
    put_day_parts,
    put_goal,
    put_hours,
    put_people,
    put_promises,
    put_rest,
    put_tickets,
    put_times,
)
from core.reporting.capacity_measured import WINDOW_DAYS, Source, assumed
from core.reporting.forecast_events import read_events
from core.reporting.results import Filters
from core.reporting.targets import targets_at
from core.reporting.views import EVERYBODY, Views

HOUR = 3_600_000_000
GOAL_METRIC = "response_sla_met_rate"


@dataclass(frozen=True)
class CapacityInputs:
    """Where the what-if starts.

    ``assumptions``: everything as measured or assumed; ``sources``: where each comes from, by the name
    of the field; ``days``: whole days that were measured, up to 28; ``tickets``: created in them.
    """

    assumptions: Assumptions
    sources: Mapping[str, Source]
    days: int
    tickets: int

    @property
    def assumed(self) -> list[str]:
        """Fields that nobody could measure."""
        return [name for name, source in self.sources.items() if not source.is_measured]


class CapacityViews(Views):
    """What capacity planning starts from."""

    def capacity_inputs(
        self, *, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> CapacityInputs:
        """Every input of the what-if from the last 28 whole local days, with where it comes from.

        What cannot be measured keeps the default of `Assumptions` and says so. Targets equal what is
        measured now, so that nothing changes until somebody moves it. People, shifts, time away and
        costs are those of everybody.
        """
        settings, now = self._loader.settings(), as_of or self._loader.as_of()
        evaluation, mask = self._selected(filters, as_of)
        found = Found()
        look = self._window(evaluation, mask, now, filters)
        if now is None or look is None:
            for name in Assumptions.__dataclass_fields__:
                found.sources[name] = assumed("no tickets to measure")
            return CapacityInputs(Assumptions(), found.sources, 0, 0)
        monday = local_date(now, settings.zone)
        monday += timedelta(days=7 - monday.weekday())
        found.put("first_day", monday.isoformat(), Source(True, 1, "the Monday after the end of the data"))
        volume = told.volume_of(evaluation, mask, look.span)
        put_hours(found, self._open_hours(now), volume)
        put_tickets(found, volume, look)
        put_times(found, look, volume)
        put_people(found, look, volume)
        put_day_parts(found, look)
        put_promises(found, settings.policy, volume, microseconds(now))
        put_costs(found, look, self.store.setting("cost_assumptions", {}))
        waiting = mask & evaluation.tickets["is_waiting_for_agent"].to_numpy(dtype=bool)
        found.put(
            "opening_backlog", float(waiting.sum()), Source(True, int(waiting.sum()), "tickets that wait now")
        )
        own = read_events(self.store)
        known = events_of(monday, Assumptions().weeks, {}, own, volume.by_weekday)
        found.put("events", known, Source(True, len(known), "known events, week by week"))
        put_goal(found, targets_at(settings.stage, settings.own_targets)[GOAL_METRIC])
        put_rest(found)
        growth = told.weekly_growth(evaluation, mask, look.last_day)
        if np.isfinite(growth):
            words = (
                f"no growth; the last four weeks against the four before: {percent(growth, '+.1f')} a week"
            )
            found.sources["growth_rate"] = assumed(words)
        return CapacityInputs(Assumptions(**found.values), found.sources, look.days, volume.count)

    def _window(
        self, evaluation: Evaluation, mask: Flags, now: datetime | None, filters: Filters
    ) -> Look | None:
        """The last whole local days with data, at most 28; none without any."""
        if now is None:
            return None
        settings = self._loader.settings()
        today = int(buckets(np.array([microseconds(now)]), "day", settings.zone)[0])
        day = evaluation.bucket("tickets", "created_at", "day")[mask]
        day = day[(day >= 0) & (day < today)]
        if not day.size:
            return None
        days = int(min(today - int(day.min()), WINDOW_DAYS))
        last = local_date(now, settings.zone) - timedelta(days=1)
        span = Period.of_days(last - timedelta(days=days - 1), last, settings.zone).span()
        return Look(evaluation, mask, span, days, today - 1, settings.definitions, filters.wanted())

    def _open_hours(self, now: datetime) -> Floats:
        """Part of each hour of the coming week that is open, Monday first."""
        settings = self._loader.settings()
        monday = local_date(now, settings.zone)
        monday += timedelta(days=7 - monday.weekday())
        start, _ = Period.of_days(monday, monday + timedelta(days=6), settings.zone).span()
        edges = int(start or 0) + np.arange(WEEK_HOURS + 1) * HOUR
        return np.asarray(settings.calendar.elapsed(edges[:-1], edges[1:]), np.float64) / HOUR
