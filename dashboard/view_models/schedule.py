"""What a schedule is made from: measured inputs, tables to edit, and the order that they make."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from core.capacity.roster_rules import Person
from core.capacity.scheduling_plan import ScheduleOrder
from core.capacity.scheduling_shifts import DAY, Shift, shift_of, template_counts
from core.report import Report
from core.reporting.schedule_setup import DEFAULT_HANDLE_MINUTES, ScheduleSetup
from core.reporting.schedule_views import ScheduleInputs
from dashboard.view_models.asking import Question

CHEAPEST, PRINTED = "Cheapest shifts", "The handbook's week"
PLANS = (CHEAPEST, PRINTED)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LEVEL_NAMES = ("L1", "L2", "L3")
AHEAD = timedelta(days=14)
"""How long before a week its schedule should be known (R-WP-05)."""


@dataclass(frozen=True, eq=False)
class Measured:
    """Inputs from the tickets, the people of the store, and the Monday to plan by default."""

    inputs: ScheduleInputs
    people: tuple[Person, ...]
    first_monday: date
    today: date

    @property
    def handle_minutes(self) -> float:
        """Minutes of work a ticket: logged, else the printed example."""
        found = self.inputs.handle_minutes
        return DEFAULT_HANDLE_MINUTES if math.isnan(found) else found


def build_measured(report: Report, question: Question) -> Measured:
    """Everything that is measured; the period and the filters choose the tickets."""
    inputs = report.schedule_inputs(period=question.period, filters=question.filters, as_of=question.as_of)
    now = question.as_of or report.as_of() or datetime.now(ZoneInfo("UTC"))
    today = now.astimezone(ZoneInfo(report.zone())).date()
    return Measured(inputs, report.schedule_people(question.as_of), next_monday(today + AHEAD), today)


def next_monday(day: date) -> date:
    """The Monday on a day or after it.

    >>> next_monday(date(2026, 7, 1)).isoformat(), next_monday(date(2026, 7, 6)).isoformat()
    ('2026-07-06', '2026-07-06')
    """
    return day + timedelta(days=-day.weekday() % 7)


def level_shares(setup: ScheduleSetup, inputs: ScheduleInputs) -> tuple[float, float]:
    """Parts of the work for level 2 and level 3: chosen, else measured, else none."""
    chosen = (setup.need.level_2, setup.need.level_3)
    measured = (inputs.level_2, inputs.level_3)
    pairs = (m if c is None else c for c, m in zip(chosen, measured, strict=True))
    second, third = (0.0 if math.isnan(share) else share for share in pairs)
    return second, min(third, 1.0 - second)


def order_of(setup: ScheduleSetup, measured: Measured, plan: str) -> ScheduleOrder:
    """What to plan. Raises ValueError in plain words where the choices cannot be."""
    inputs = measured.inputs
    need = setup.need.need(inputs.arrivals, inputs.handle_minutes, inputs.opening)
    people = measured.people if setup.people is None else setup.people
    second, third = level_shares(setup, inputs)
    counts = template_counts(setup.shifts) if plan == PRINTED else None
    return ScheduleOrder(need, setup.shifts, people, setup.rules, counts, second, third)


def need_frame(setup: ScheduleSetup, measured: Measured) -> pd.DataFrame:
    """People needed in the fullest quarter of each hour, weekday by hour; hours without need left out."""
    inputs = measured.inputs
    need = setup.need.need(inputs.arrivals, inputs.handle_minutes, inputs.opening)
    hourly = need.reshape(7, 24, 4).max(axis=2)
    used = np.flatnonzero(hourly.any(axis=0))
    span = range(int(used.min()), int(used.max()) + 1) if used.size else range(0)
    names = [f"{hour:02d}" for hour in span]
    return pd.DataFrame(hourly[:, list(span)], index=list(SHORT_DAYS), columns=names)


def stamp_of(setup: ScheduleSetup, measured: Measured, plan: str) -> str:
    """Changes with anything that a schedule is made from."""
    people = measured.people if setup.people is None else setup.people
    arrivals = np.asarray(measured.inputs.arrivals).tobytes()
    words = json.dumps([setup.to_json(), [asdict(each) for each in people], plan], sort_keys=True)
    opening = np.asarray(measured.inputs.opening).tobytes()
    return hashlib.blake2b(words.encode() + arrivals + opening, digest_size=12).hexdigest()


def people_frame(people: Sequence[Person]) -> pd.DataFrame:
    """People as a table to edit."""
    rows = [
        {
            "person": person.name,
            "level": LEVEL_NAMES[person.level - 1],
            "weekly_hours": person.weekly_hours,
            **dict(zip(SHORT_DAYS, person.days, strict=True)),
            "prefers": person.prefers,
            "wishes_off": None if person.wishes_off is None else DAYS[person.wishes_off],
            "weekends": person.weekends,
        }
        for person in people
    ]
    columns = ["person", "level", "weekly_hours", *SHORT_DAYS, "prefers", "wishes_off", "weekends"]
    frame = pd.DataFrame(rows, columns=columns)
    texts = dict.fromkeys(("person", "level", "prefers", "wishes_off"), "object")
    days = dict.fromkeys(SHORT_DAYS, "bool")
    return frame.astype({**texts, **days, "weekly_hours": "float64", "weekends": "float64"})


def people_of(frame: pd.DataFrame) -> tuple[Person, ...]:
    """People from an edited table; rows without a name are left out. ValueError for what cannot be."""
    found = []
    for row in frame.to_dict("records"):
        name = str(row["person"]).strip() if pd.notna(row["person"]) else ""
        if not name:
            continue
        level = row["level"] if pd.notna(row["level"]) else LEVEL_NAMES[0]
        off = row["wishes_off"] if pd.notna(row["wishes_off"]) else None
        found.append(
            Person(
                name,
                LEVEL_NAMES.index(level) + 1,
                float(row["weekly_hours"]) if pd.notna(row["weekly_hours"]) else 40.0,
                tuple(bool(row[day]) if pd.notna(row[day]) else True for day in SHORT_DAYS),
                str(row["prefers"]) if pd.notna(row["prefers"]) and row["prefers"] else None,
                None if off is None else DAYS.index(off),
                float(row["weekends"]) if pd.notna(row["weekends"]) else 0.0,
            )
        )
    names = [person.name for person in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"Two people are called {', '.join(twice)}.")
    return tuple(found)


def shift_frame(shifts: Sequence[Shift]) -> pd.DataFrame:
    """Shifts as a table to edit: times as texts."""
    rows = []
    for shift in shifts:
        edges = [clock_text(minute) for stretch in shift.stretches for minute in stretch]
        edges += [""] * (4 - len(edges))
        rows.append([shift.name, *edges, bool(shift.breaks), shift.cost])
    columns = ["name", "starts", "ends", "starts_again", "ends_again", "has_breaks", "cost"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({**dict.fromkeys(columns[:5], "object"), "has_breaks": "bool", "cost": "float64"})


def shifts_of(frame: pd.DataFrame) -> tuple[Shift, ...]:
    """Shifts from an edited table; an end before its start is on the next day. ValueError in plain words."""
    found = []
    for row in frame.to_dict("records"):
        name = str(row["name"]).strip() if pd.notna(row["name"]) else ""
        if not name:
            continue
        texts = [row[key] for key in ("starts", "ends", "starts_again", "ends_again")]
        edges = [_minute(text, name) for text in texts if pd.notna(text) and str(text).strip()]
        if len(edges) not in (2, 4):
            raise ValueError(f"Shift {name}: a start and an end, such as 06:00 and 14:00.")
        for place in range(1, len(edges)):
            edges[place] += DAY if edges[place] <= edges[place - 1] else 0
        cost = float(row["cost"]) if pd.notna(row["cost"]) else None
        try:
            shift = shift_of(name, *zip(edges[::2], edges[1::2], strict=True), cost=cost)
        except ValueError as error:
            raise ValueError(f"Shift {name}: {error}.") from error
        has_breaks = bool(row["has_breaks"]) if pd.notna(row["has_breaks"]) else True
        found.append(shift if has_breaks else replace(shift, breaks=()))
    names = [shift.name for shift in found]
    if not names or len(set(names)) < len(names):
        raise ValueError("At least one shift is needed, each with a name of its own.")
    return tuple(found)


def clock_text(minute: int) -> str:
    """A minute after midnight by the clock of its day.

    >>> clock_text(570), clock_text(1500)
    ('09:30', '01:00')
    """
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _minute(text: object, name: str) -> int:
    hour, _, minute = str(text).strip().partition(":")
    if not (hour.isdigit() and (minute or "0").isdigit()) or int(hour) > 24 or int(minute or 0) > 59:
        raise ValueError(f"Shift {name}: {text} is no time such as 06:00.")
    return int(hour) * 60 + int(minute or 0)
