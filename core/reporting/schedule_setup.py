"""What a schedule is made from, as it is kept in the store: people, shifts, and how the need is told."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.capacity.roster_rules import Person, RosterRules
from core.capacity.scheduling_need import DESK_UTILISATION, need_at_once, need_in_time
from core.capacity.scheduling_shifts import DAYS, HANDBOOK_SHIFTS, SLOTS, Counts, Shift, shift_of

SETTING = "schedule_setup"
IN_TIME, AT_ONCE = "in_time", "at_once"
DEFAULT_HANDLE_MINUTES = 20.0
"""The printed example, where no work is logged (handbook 6.1)."""


@dataclass(frozen=True)
class NeedChoice:
    """How the people needed are told from arrivals.

    ``kind``: "in_time" (email and tickets, worked off evenly within ``promise_hours`` of open time) or
    "at_once" (phone and chat, Erlang C: a share ``target`` within ``within_seconds``).
    ``handle_minutes``: minutes of work a ticket, None for the measured ones. ``utilisation``: part of
    the time at the desk that goes to tickets. ``hours``: staffed from and to (hours after midnight) and
    whether at weekends too; None for the opening hours. ``level_2`` and ``level_3``: parts of the work
    that ask for that level; None for the measured ones.
    """

    kind: str = IN_TIME
    handle_minutes: float | None = None
    promise_hours: float = 4.0
    utilisation: float = DESK_UTILISATION
    target: float = 0.8
    within_seconds: float = 20.0
    hours: tuple[int, int, bool] | None = None
    level_2: float | None = None
    level_3: float | None = None

    def open_slots(self, opening: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Quarters of the week that are staffed; ``opening``: those of the opening hours.

        >>> NeedChoice(hours=(8, 20, False)).open_slots(np.zeros((7, 96), bool)).sum()
        np.int64(240)
        """
        if self.hours is None:
            return opening
        first, last, weekend = self.hours
        slots = np.zeros((DAYS, SLOTS), bool)
        slots[: DAYS if weekend else 5, first * 4 : last * 4] = True
        return slots

    def need(
        self, arrivals: NDArray[np.float64], handle_minutes: float, opening: NDArray[np.bool_]
    ) -> Counts:
        """People needed by weekday and quarter; see `core.capacity.scheduling_need`."""
        minutes = handle_minutes if self.handle_minutes is None else self.handle_minutes
        if math.isnan(minutes):
            minutes = DEFAULT_HANDLE_MINUTES
        opened = self.open_slots(opening)
        if self.kind == AT_ONCE:
            return need_at_once(arrivals, minutes, self.target, self.within_seconds / 60, opened)
        return need_in_time(arrivals, minutes, self.promise_hours, self.utilisation, opened)


@dataclass(frozen=True)
class ScheduleSetup:
    """People (None: those of the store), shifts, rules and the need."""

    people: tuple[Person, ...] | None = None
    shifts: tuple[Shift, ...] = HANDBOOK_SHIFTS
    rules: RosterRules = field(default_factory=RosterRules)
    need: NeedChoice = field(default_factory=NeedChoice)

    def to_json(self) -> dict[str, Any]:
        """What the store keeps.

        >>> ScheduleSetup.from_json(ScheduleSetup().to_json()) == ScheduleSetup()
        True
        """
        people = None if self.people is None else [asdict(person) for person in self.people]
        shifts = [
            {
                "name": shift.name,
                "stretches": shift.stretches,
                "has_breaks": bool(shift.breaks),
                "cost": shift.cost,
            }
            for shift in self.shifts
        ]
        return {"people": people, "shifts": shifts, "rules": asdict(self.rules), "need": asdict(self.need)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ScheduleSetup:
        """What the store kept; ValueError where it cannot be."""
        kept = json.loads(json.dumps(kept))
        people = kept.get("people")
        need = dict(kept.get("need", {}))
        if need.get("hours") is not None:
            need["hours"] = tuple(need["hours"])
        return cls(
            None if people is None else tuple(_person(each) for each in people),
            tuple(_shift(each) for each in kept.get("shifts", [])) or HANDBOOK_SHIFTS,
            RosterRules(**kept.get("rules", {})),
            NeedChoice(**need),
        )


def _person(kept: Mapping[str, Any]) -> Person:
    return Person(**{**kept, "days": tuple(bool(day) for day in kept["days"])})


def _shift(kept: Mapping[str, Any]) -> Shift:
    stretches = tuple((int(low), int(high)) for low, high in kept["stretches"])
    made = shift_of(str(kept["name"]), *stretches, cost=kept["cost"])
    return made if kept["has_breaks"] else Shift(made.name, made.stretches, (), made.cost)
