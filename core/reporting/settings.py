"""What the store says about how to count: the display zone, opening hours, escalation teams."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from core.calendars import BusinessCalendar
from core.data.store import Store
from core.metrics.benchmarks import DEFAULT_STAGE
from core.periods import microseconds
from core.reporting.policies import chosen_policy
from core.sla.policy import Policy

DISPLAY_ZONE = "display_zone"
STAGE = "stage"
ESCALATION_TEAMS = "escalation_teams"
DEFAULT_CALENDAR = "default"
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
STANDARD_WINDOWS = (("09:00", "17:00"),)


@dataclass(frozen=True)
class Settings:
    """How to count and judge.

    ``stamp`` changes when a setting or target is set, ``key`` with what decides how is counted.
    """

    stamp: str
    zone: str
    escalation_teams: tuple[str, ...] | None
    calendars: tuple[tuple[int, BusinessCalendar], ...]
    stage: str
    policy: Policy
    own_targets: pd.DataFrame = field(compare=False)

    @cached_property
    def key(self) -> str:
        """Equal for settings that count alike."""
        return repr((self.zone, self.escalation_teams, self.calendars, self.policy))

    def calendar_at(self, as_of: int) -> BusinessCalendar:
        """The opening hours valid at an instant (before the first validity: the first ones)."""
        valid = [calendar for start, calendar in self.calendars if start <= as_of]
        return valid[-1] if valid else self.calendars[0][1]


def read_settings(store: Store, stamp: str) -> Settings:
    """Read everything that decides how figures are counted."""
    zone = display_zone(store)
    teams, calendars = escalation_teams(store), business_calendars(store, zone)
    stage = str(store.setting(STAGE, DEFAULT_STAGE))
    own_targets = store.read_frame("target_override")
    return Settings(stamp, zone, teams, calendars, stage, chosen_policy(store), own_targets)


def display_zone(store: Store) -> str:
    """The set zone; else the zone of all imports, where they share one; else UTC."""
    chosen = store.setting(DISPLAY_ZONE)
    if chosen:
        return str(chosen)
    zones = store.read_frame("import_batch")["timezone"].dropna().unique()
    return str(zones[0]) if len(zones) == 1 else "UTC"


def business_calendars(store: Store, zone: str) -> tuple[tuple[int, BusinessCalendar], ...]:
    """The store's calendar "default" (or its only one) by validity; else Monday to Friday, 9 to 17."""
    rows = store.read_frame("calendar")
    names = set(rows["calendar_id"])
    chosen = DEFAULT_CALENDAR if DEFAULT_CALENDAR in names or len(names) != 1 else names.pop()
    rows = rows[rows["calendar_id"] == chosen].sort_values("valid_from")
    if rows.empty:
        weekly = dict.fromkeys(WORKDAYS, STANDARD_WINDOWS)
        name = f"Mon-Fri 09:00-17:00, {zone} (assumed)"
        return ((0, BusinessCalendar.from_weekly(weekly, zone, name=name)),)
    holidays = store.read_frame("holiday")
    days = holidays.loc[holidays["calendar_id"] == chosen, "day"].astype(str).tolist()
    found = rows.to_dict("records")
    return tuple((microseconds(row["valid_from"].to_pydatetime()), _stored(row, days)) for row in found)


def _stored(row: dict[Any, Any], holidays: list[str]) -> BusinessCalendar:
    special = row["special_days"]
    return BusinessCalendar.from_weekly(
        json.loads(row["weekly"]),
        str(row["timezone"]),
        holidays,
        json.loads(special) if isinstance(special, str) and special else None,
        name=str(row["name"]),
    )


def escalation_teams(store: Store) -> tuple[str, ...] | None:
    """Teams whose receiving a ticket is an escalation: a setting, else the team table, else None."""
    chosen = store.setting(ESCALATION_TEAMS)
    if chosen is not None:
        return tuple(str(name) for name in chosen)
    teams = store.read_frame("team")
    marked = teams.loc[teams["is_escalation"].astype(bool), "team_id"] if len(teams) else []
    return tuple(str(name) for name in marked) or None
