"""All inputs of the Capacity page, with the values that were measured as their start."""

from __future__ import annotations

from dataclasses import replace

from core.capacity.scenario import LIVE, Assumptions
from dashboard import format as fmt
from dashboard.view_models import capacity_scales as scales
from dashboard.view_models.capacity_knobs import (
    TEAM,
    VOLUME,
    WORK,
    Knob,
    loose,
    of_agents,
    of_channel,
    of_choice,
    of_field,
    of_handling,
    of_item,
    of_part,
    of_tier,
)

EVENT, SHIFTS, HIRES, TIME, LIVE_GROUP = (
    "Seasonal event",
    "Agents per shift",
    "Hires",
    "Time and shrinkage",
    "Phone and chat",
)
EVENTS = {
    "none": 0.0,
    "holiday dip": -0.5,
    "release": 0.5,
    "month end": 0.0,
    "renewal": 0.0,
    "tax season": 0.0,
}
"""Patterns of 6.5; a change is printed for two of them only (B-104, B-106)."""
SHIFT_HOURS = {"early": (6, 14), "core": (9, 17), "late": (12, 20)}
PARTS = ("training", "meetings", "administration", "breaks")
FOLDED_NOTES = {
    "Tickets by channel": "tickets of a working day; tiers as a change of all their tickets",
    EVENT: "only the dip and the release have a printed size; set the change of the others",
    TIME: "parts of working hours; tickets get what is left, so the parts total 100 %",
    SHIFTS: "on a weekday; with all three at 0 people are on shift as so far",
    "Targets": "until a ticket is taken up",
    HIRES: "a newcomer carries nothing for two weeks and a full load from week 7 on",
    "Cost": "a year of an agent; 25 tickets a day at 20 min would take 500 of 480 min, so see both",
}


def knobs_of(base: Assumptions) -> tuple[Knob, ...]:
    """Every input, in the order of the page."""
    return (*_tickets(base), *_handling(base), *_people(base), *_folded(base))


def _tickets(base: Assumptions) -> tuple[Knob, ...]:
    return (
        of_field("volume_change", "Volume, change", VOLUME, (-1.0, *scales.CHANGE), scales.change, base),
        of_field(
            "growth_rate", "Growth a week", VOLUME, scales.steps(-0.05, 0.1, 0.0025), _fine_change, base
        ),
        of_field("deflection_target", "Deflection", VOLUME, scales.steps(0, 0.9, 0.01), scales.percent, base),
    )


def _handling(base: Assumptions) -> tuple[Knob, ...]:
    speeds = scales.steps(1, 3, 0.1)
    return (
        of_handling(base),
        of_field(
            "first_contact_target", "First-contact resolution", WORK, scales.PERCENT, scales.percent, base
        ),
        of_field(
            "drafting_share", "Tickets drafted by AI", WORK, scales.steps(0, 1, 0.05), scales.percent, base
        ),
        of_field("drafting_speed_up", "AI speed-up", WORK, speeds, scales.times, base),
    )


def _people(base: Assumptions) -> tuple[Knob, ...]:
    planned = scales.steps(0.5, 1, 0.01)
    return (
        of_agents(base),
        of_field("utilisation", "Planned utilisation", TEAM, planned, scales.percent, base),
    )


def _folded(base: Assumptions) -> tuple[Knob, ...]:
    return (
        *(of_channel(place, base) for place in range(len(base.channels))),
        *(of_tier(place, base) for place in range(len(base.tiers))),
        *_tiers(base),
        *_event(),
        *_time(base),
        *_shifts(),
        *_targets(base),
        *(_live(base) if set(LIVE) & set(base.channels) else ()),
        *_hires(base),
        *_cost(base),
    )


def _tiers(base: Assumptions) -> tuple[Knob, ...]:
    group = "Handle time by tier"
    return tuple(
        of_item("handle_time", place, tier, group, scales.SHORT_MINUTES, scales.minutes, base)
        for place, tier in enumerate(base.tiers)
    )


def _event() -> tuple[Knob, ...]:
    change = (-1.0, *scales.CHANGE)
    return (
        of_choice("event", "Event", EVENT, tuple(EVENTS), "events"),
        loose("event_change", "Change while it lasts", EVENT, change, scales.change, 0.0, "events"),
        loose("event_start", "Begins in", EVENT, scales.steps(0, 12, 1), scales.week, 0.0, "events"),
        loose("event_weeks", "Lasts, weeks", EVENT, scales.steps(0.5, 8, 0.5), scales.plain, 1.0, "events"),
    )


def _time(base: Assumptions) -> tuple[Knob, ...]:
    parts = scales.steps(0, 0.25, 0.005)
    return (
        *(of_part("day_parts", name, name.capitalize(), TIME, parts, scales.percent, base) for name in PARTS),
        of_field("hours_per_day", "Hours of a shift", TIME, scales.steps(4, 12, 0.5), scales.plain, base),
        of_field("shifts_per_week", "Shifts a week", TIME, scales.steps(1, 7, 0.5), scales.plain, base),
        of_field("working_days", "Working days a year", TIME, scales.steps(150, 300, 5), scales.plain, base),
    )


def _shifts() -> tuple[Knob, ...]:
    knobs = [
        loose(
            f"shift_{name}",
            f"{name.capitalize()} {hours[0]}:00–{hours[1]}:00",
            SHIFTS,
            scales.steps(0, 60, 1),
            scales.plain,
            0.0,
            "shift_pattern",
        )
        for name, hours in SHIFT_HOURS.items()
    ]
    weekend = loose(
        "shift_weekend", "Weekend, of a weekday", SHIFTS, scales.PERCENT, scales.percent, 0.0, "shift_pattern"
    )
    return (*knobs, weekend)


def _targets(base: Assumptions) -> tuple[Knob, ...]:
    group, goals = "Targets", scales.steps(0.5, 0.99, 0.01)
    return (
        *(
            of_item("sla_targets", place, name, group, scales.WAITS, scales.minutes, base)
            for place, name in enumerate(base.priorities)
        ),
        of_field("sla_goal", "To be in time", group, goals, scales.percent, base),
        of_field(
            "reopen_target", "Reopened tickets", group, scales.steps(0, 0.5, 0.01), scales.percent, base
        ),
    )


def _live(base: Assumptions) -> tuple[Knob, ...]:
    goals, slows = scales.steps(0.5, 0.99, 0.01), scales.steps(0, 1, 0.05)
    return (
        replace(
            of_choice(
                "chat_slots",
                "A chat rate counts",
                LIVE_GROUP,
                ("all chats at once", "each slot"),
                "rate_includes_concurrency",
            ),
            start=0.0 if base.rate_includes_concurrency else 1.0,
        ),
        of_field("chat_concurrency", "Chats at once", LIVE_GROUP, scales.steps(1, 6, 1), scales.plain, base),
        of_field("chat_slowdown", "Slower by each further chat", LIVE_GROUP, slows, scales.percent, base),
        of_field(
            "live_within",
            "Answered within",
            LIVE_GROUP,
            (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10),
            scales.minutes,
            base,
        ),
        of_field("live_goal", "Share answered so soon", LIVE_GROUP, goals, scales.percent, base),
    )


def _hires(base: Assumptions) -> tuple[Knob, ...]:
    return (
        loose("hires", "New agents", HIRES, scales.steps(0, 40, 1), scales.plain, 0.0, "hires"),
        loose("hires_start", "They start in", HIRES, scales.steps(0, 12, 1), scales.week, 0.0, "hires"),
        of_field("turnover", "Leave in a year", HIRES, scales.steps(0, 0.8, 0.01), scales.percent, base),
    )


def _cost(base: Assumptions) -> tuple[Knob, ...]:
    group, wide = "Cost", (*scales.steps(0, 30_000, 500), *scales.steps(32_500, 150_000, 2_500))
    names = {
        "salary": "Salary and benefits",
        "tools": "Tools",
        "training": "Training",
        "management": "Management",
    }
    lines = (of_part("cost", name, label, group, wide, scales.money, base) for name, label in names.items())
    output = scales.steps(1, 80, 1)
    label = "Tickets a day of an agent"
    return (*lines, of_part("cost", "tickets_per_day", label, group, output, scales.plain, base))


def _fine_change(value: float) -> str:
    """A weekly change: to a quarter of a point."""
    digits = f"{abs(100 * value):.2f}".rstrip("0").rstrip(".")
    sign = "+" if value > 0 else fmt.MINUS if value < 0 else ""
    return f"{sign}{digits}{fmt.NO_BREAK}%"
