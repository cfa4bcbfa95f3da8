"""From the places of the sliders to the assumptions of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.capacity.scenario import WEEK_HOURS, Assumptions, Event
from dashboard.view_models.capacity_inputs import EVENTS, PARTS, SHIFT_HOURS
from dashboard.view_models.capacity_knobs import Knob

DAY_HOURS, WEEKDAYS = 24, 5


def assumed(base: Assumptions, knobs: tuple[Knob, ...], positions: Mapping[str, int]) -> Assumptions:
    """The assumptions that the places of all inputs make; raises ValueError where they cannot be.

    >>> assumed(Assumptions(), (), {}) == Assumptions()
    True
    """
    values = {knob.knob_id: knob.value(positions) for knob in knobs}
    now = _with_day_parts(base, values)
    for knob in knobs:
        if knob.write is not None and knob.field != "day_parts" and knob.is_moved(positions):
            now = knob.write(now, knob.value(positions), base)
    for step in (_with_slots, _with_event, _with_shifts, _with_hires):
        now = step(now, values)
    return now


def _with_day_parts(base: Assumptions, values: Mapping[str, float]) -> Assumptions:
    """Other parts of the day; tickets get what is left of 100 %."""
    parts = {name: values.get(f"day_parts|{name}", getattr(base.day_parts, name)) for name in PARTS}
    if all(parts[name] == getattr(base.day_parts, name) for name in PARTS):
        return base
    left = round(1.0 - sum(parts.values()), 6)
    if left <= 0:
        raise ValueError("Training, meetings, administration and breaks leave no time for tickets.")
    return replace(base, day_parts=replace(base.day_parts, tickets=left, **parts))


def _with_slots(now: Assumptions, values: Mapping[str, float]) -> Assumptions:
    if "chat_slots" not in values:
        return now
    return replace(now, rate_includes_concurrency=values["chat_slots"] == 0)


def _with_event(now: Assumptions, values: Mapping[str, float]) -> Assumptions:
    """A seasonal event: its printed size, or the one that was set."""
    kind = int(values.get("event", 0))
    name = tuple(EVENTS)[kind]
    change = values.get("event_change", 0.0) or EVENTS[name]
    if not kind or not change:
        return now
    event = Event(int(values["event_start"]), values["event_weeks"], change, name)
    return replace(now, events=(*now.events, event))


def _with_shifts(now: Assumptions, values: Mapping[str, float]) -> Assumptions:
    """Agents by shift instead of the pattern so far."""
    day = [0.0] * DAY_HOURS
    for name, (begins, ends) in SHIFT_HOURS.items():
        for hour in range(begins, ends):
            day[hour] += values.get(f"shift_{name}", 0.0)
    people = sum(now.agents)
    if not any(day) or not people:
        return now
    weekend = values.get("shift_weekend", 0.0)
    there = (
        day[hour % DAY_HOURS] * (1.0 if hour // DAY_HOURS < WEEKDAYS else weekend)
        for hour in range(WEEK_HOURS)
    )
    return replace(now, shift_pattern=tuple(min(count / people, 1.0) for count in there))


def _with_hires(now: Assumptions, values: Mapping[str, float]) -> Assumptions:
    count = values.get("hires", 0.0)
    if not count:
        return now
    before = (0.0,) * int(values["hires_start"])
    return replace(now, hires=(*before, count))
