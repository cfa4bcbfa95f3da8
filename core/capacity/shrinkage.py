"""From gross to net hours: what becomes of a day, a week and a year that is paid (F-074, F-092)."""

from __future__ import annotations

from dataclasses import dataclass

from core.capacity.arguments import above_zero, at_least, share_of
from core.capacity.cost import PrintedBand
from core.capacity.staffing import DayParts, gross_agents, whole_agents

HOUR = 60.0
PART_BANDS = {
    "tickets": PrintedBand("Ticket handling", 0.70, 0.80, "handbook 6.3"),
    "training": PrintedBand("Training", 0.05, 0.10, "handbook 6.3"),
    "meetings": PrintedBand("Meetings", 0.05, 0.08, "handbook 6.3"),
    "administration": PrintedBand("Administration", 0.03, 0.05, "handbook 6.3"),
    "breaks": PrintedBand("Breaks and buffer", 0.05, 0.10, "handbook 6.3"),
}
"""Printed shares of gross time, by the names of ``DayParts``."""
SHRINKAGE_BAND = PrintedBand("Shrinkage", 0.20, 0.30, "handbook 6.3")
TOTAL_SENTENCE = (
    "The handbook's parts add up to 88 to 113 % and its time away to 18 to 33 % where it prints 20 to 30 %: "
    "a plan must total 100 %."
)


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of the day: its share, minutes of a day, hours of a week, and where that is in its band."""

    name: str
    label: str
    share: float
    minutes: float
    weekly_hours: float
    place: str


def day_rows(
    parts: DayParts, hours_per_day: float = 8.0, shifts_per_week: float = 5.0
) -> tuple[PartRow, ...]:
    """Each part of the day in minutes and hours, beside its printed band.

    Formula: share × hours of a day × 60, × shifts ÷ 60 for the week. ``hours_per_day`` and
    ``shifts_per_week`` above 0. Raises ValueError for parameters outside. Source: F-074, C-21.

    >>> [(row.label, row.minutes) for row in day_rows(DayParts(0.75, 0.1, 0.05, 0.05, 0.05))][:2]
    [('Ticket handling', 360.0), ('Training', 48.0)]
    """
    day = float(above_zero(hours_per_day, "hours_per_day")) * HOUR
    week = day * float(above_zero(shifts_per_week, "shifts_per_week")) / HOUR
    return tuple(
        PartRow(name, band.name, share, share * day, share * week, _place(band, share))
        for name, band in PART_BANDS.items()
        for share in (getattr(parts, name),)
    )


def _place(band: PrintedBand, share: float) -> str:
    """Where a share is, a hair beside an end still inside."""
    return band.place(round(share, 9))


@dataclass(frozen=True, slots=True)
class NetTime:
    """An agent's year: hours paid, there, and on tickets; and people to employ for one on tickets."""

    gross_hours: float
    present_hours: float
    ticket_hours: float
    people_for_one: float


def net_time(
    parts: DayParts, absence: float = 0.0, hours_per_day: float = 8.0, paid_days: float = 260.0
) -> NetTime:
    """What is left of a paid year.

    Formula: days × hours; × (1 − absence) present; × ticket share on tickets; one ÷ that share.
    ``absence``: share of paid days that somebody is away (leave, sickness), from 0 to below 1;
    ``paid_days`` above 0; 240 of 260 days at work are an absence of 7.7 %. Hours. Raises ValueError for
    parameters outside and for parts without ticket time. Source: F-092, handbook 6.3.

    >>> net_time(DayParts(0.75, 0.075, 0.065, 0.04, 0.07), absence=20 / 260).present_hours
    1920.0
    """
    away = float(share_of(absence, "absence"))
    if away >= 1:
        raise ValueError("absence must be below 1")
    if not parts.tickets > 0:
        raise ValueError("parts must leave time for tickets")
    gross = float(above_zero(hours_per_day, "hours_per_day")) * float(above_zero(paid_days, "paid_days"))
    present = gross * (1 - away)
    return NetTime(gross, present, present * parts.tickets, gross / (present * parts.tickets))


def people_for_shifts(shifts: float, shifts_per_week: float = 5.0, shrinkage: float = 0.0) -> float:
    """People to employ for so many agent-shifts a week, rounded up.

    Formula: ⌈shifts ÷ shifts of a person ÷ (1 − shrinkage)⌉; the printed week has 99 of them. Raises
    ValueError for parameters outside. Source: handbook 6.7.

    >>> people_for_shifts(99), people_for_shifts(99, shrinkage=0.25)
    (20.0, 27.0)
    """
    each = float(above_zero(shifts_per_week, "shifts_per_week"))
    return float(whole_agents(gross_agents(float(at_least(shifts, 0.0, "shifts")) / each, shrinkage)))
