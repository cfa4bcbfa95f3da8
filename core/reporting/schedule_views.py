"""The report's inputs of a schedule: arrivals, handle time, opening hours, people. `Report` has them all."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.capacity.roster_rules import LEVELS, Person
from core.data.columns import MICROSECONDS_PER_DAY, MISSING_INSTANT
from core.facts.log_view import instants_of
from core.facts.roster import levels, people, roles
from core.metrics.buckets import local_microseconds
from core.periods import Period
from core.reporting.results import Filters
from core.reporting.schedule_setup import SETTING, ScheduleSetup
from core.reporting.views import EVERYBODY, Views, span_of

log = logging.getLogger(__name__)
WEEKS_LOOKED_AT = 4
NOT_ON_SHIFTS = ("management", "executive", "founder")
FULL_WEEK = 40.0


@dataclass(frozen=True)
class ScheduleInputs:
    """What was measured for a schedule.

    ``arrivals``: new tickets an hour by local weekday (Monday first) and hour; ``ticket_count``: how many
    tickets they rest on; ``handle_minutes``: minutes of work a ticket, NaN where none is logged;
    ``opening``: quarters of the week within the opening hours, holidays left out of account;
    ``level_2`` and ``level_3``: parts of the tickets that name such a level among those that name one,
    NaN where none does.
    """

    arrivals: NDArray[np.float64]
    ticket_count: int
    handle_minutes: float
    opening: NDArray[np.bool_]
    level_2: float
    level_3: float


class ScheduleViews(Views):
    """What a schedule is made from, and where its choices are kept."""

    def schedule_inputs(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> ScheduleInputs:
        """Measured inputs; filters and period choose the tickets."""
        found = self.inflow(period=period, filters=filters, as_of=as_of)
        arrivals = np.zeros((7, 24))
        np.add.at(arrivals, (found["weekday"], found["hour"]), found["per_day"])
        shares = _level_shares(self.mix("tier", period=period, filters=filters, as_of=as_of))
        handle = self._handle_minutes(period, filters, as_of)
        instant = self.facts(as_of).as_of
        settings = self._loader.settings()
        opening = regular_week(settings.calendar, settings.zone, instant)
        return ScheduleInputs(arrivals, int(found["ticket_count"].sum()), handle, opening, *shares)

    def schedule_setup(self) -> ScheduleSetup:
        """The kept choices; the shipped ones where none are kept or they cannot be read."""
        kept = self.store.setting(SETTING, {})
        try:
            return ScheduleSetup.from_json(kept)
        except (ValueError, TypeError, KeyError):
            log.warning("the kept setup of the schedule cannot be read; the shipped one is used")
            return ScheduleSetup()

    def save_schedule_setup(self, setup: ScheduleSetup) -> None:
        """Keep people, shifts, rules and choices from now on."""
        if setup != self.schedule_setup():
            self.store.set_setting(SETTING, setup.to_json())

    def schedule_people(self, as_of: datetime | None = None) -> tuple[Person, ...]:
        """Everybody employed who is not management, with level, weekly hours and late weekend shifts.

        Weekly hours are 40 where none are told, the level is 1 where none is; weekend shifts are those
        planned in the four weeks before.
        """
        instant = self.facts(as_of).as_of
        staff = people(self.store.read_frame("agent"))
        left = instants_of(staff, "left_at")
        employed = (instants_of(staff, "hired_at") <= instant) & (
            (left == MISSING_INSTANT) | (left > instant)
        )
        here = employed & ~pd.Series(roles(staff["role"])).isin(NOT_ON_SHIFTS).to_numpy()
        staff = staff[here].reset_index(drop=True)
        weekends = _weekend_shifts(self.store.read_frame("shift"), instant, self._loader.settings().zone)
        level = np.nan_to_num(levels(staff["tier"]), nan=1.0).clip(1, LEVELS).astype(int)
        hours = staff["weekly_hours"].fillna(FULL_WEEK).clip(0, 168)
        rows = zip(staff["agent_id"], level, hours, strict=True)
        return tuple(
            Person(str(name), int(step), float(week), weekends=float(weekends.get(name, 0)))
            for name, step, week in rows
        )

    def _handle_minutes(self, period: Period | None, filters: Filters, as_of: datetime | None) -> float:
        """Logged minutes of work a finished ticket; NaN where none is logged."""
        evaluation, mask = self._selected(filters, as_of)
        metric = self._loader.settings().definitions["average_handle_time"]
        found = evaluation.evaluate(metric, span=span_of(period), mask=mask, by=None, wanted=filters.wanted())
        return float(found.total.value)


def regular_week(calendar: BusinessCalendar, zone: str, instant: int) -> NDArray[np.bool_]:
    """Quarters of a local week (Monday first) that are open by the weekly hours valid at an instant.

    ``instant``: UTC microseconds. Holidays and days with hours of their own do not count. 7 rows of 96.

    >>> hours = BusinessCalendar.from_weekly({"mon": [("09:00", "17:00")]}, "UTC")
    >>> regular_week(hours, "UTC", 0).sum(axis=1).tolist()
    [32, 0, 0, 0, 0, 0, 0]
    """
    versions = [hours for at, hours in calendar.later if at <= instant]
    hours = versions[-1] if versions else calendar.hours
    plain = BusinessCalendar(replace(hours, holidays=frozenset(), special_days=()))
    today = datetime.fromtimestamp(instant / 1e6, UTC).astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    edges = np.array([_wall(monday + timedelta(days=n // 96), n % 96 * 15, zone) for n in range(7 * 96 + 1)])
    opened = plain.elapsed(edges[:-1], edges[1:])
    return np.asarray(opened * 2 > np.maximum(np.diff(edges), 1)).reshape(7, 96)


def _wall(day: date, minute: int, zone: str) -> int:
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZoneInfo(zone))
    return int(local.timestamp()) * 1_000_000


def _level_shares(mix: pd.DataFrame) -> tuple[float, float]:
    """Parts of the tickets that name level 2, and level 3 or above, among those that name a level."""
    step = levels(mix["group"])
    count = mix["ticket_count"].to_numpy(float)
    told = float(count[~np.isnan(step)].sum())
    if not told:
        return float("nan"), float("nan")
    return float(count[step == 2].sum() / told), float(count[step >= LEVELS].sum() / told)


def _weekend_shifts(shifts: pd.DataFrame, instant: int, zone: str) -> dict[str, int]:
    """Weekend days on which each agent was planned in the weeks before an instant, days on call left out."""
    starts, ends = instants_of(shifts, "starts_at"), instants_of(shifts, "ends_at")
    lately = (starts > instant - WEEKS_LOOKED_AT * 7 * MICROSECONDS_PER_DAY) & (starts <= instant)
    lately &= ends - starts <= MICROSECONDS_PER_DAY
    day = local_microseconds(starts[lately], zone) // MICROSECONDS_PER_DAY
    told = pd.DataFrame({"agent": shifts["agent_id"].to_numpy()[lately], "day": day})
    weekend = told[(told["day"] + 3) % 7 >= 5].drop_duplicates()
    return {str(name): int(count) for name, count in weekend.groupby("agent").size().items()}
