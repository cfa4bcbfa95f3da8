"""The handbook's own calculations with the company's numbers: agents by utilisation, by channel, net time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from core.capacity.scenario_channels import (
    CHANNEL_RATES,
    CONCURRENCY_SENTENCE,
    agents_for_rate,
    minutes_per_ticket,
    sensitivity,
)
from core.capacity.scenario_work import mix_of
from core.capacity.shrinkage import PART_BANDS, SHRINKAGE_BAND, day_rows, net_time
from core.capacity.staffing import DayParts, whole_agents
from core.report import Report
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column
from dashboard.view_models.hiring_fields import Field

FORMULA_FIELDS = (
    Field("volume", "Tickets a day"),
    Field("handle_time", "Minutes each", step=1.0, digits=1),
    Field("hours", "Hours a day", step=0.5, digits=1, low=0.5, high=24.0),
)
RATE_FIELDS = tuple(
    Field(rate.channel, rate.channel.capitalize(), step=0.5, digits=1, low=0.5) for rate in CHANNEL_RATES
)
ARRIVAL_FIELDS = tuple(Field(rate.channel, rate.channel.capitalize(), digits=1) for rate in CHANNEL_RATES)
UTILISATION_FIELD = Field("utilisation", "Utilisation, %", is_share=True, low=1.0, high=100.0)
PART_FIELDS = tuple(
    Field(name, f"{band.name}, %", is_share=True, digits=1, step=0.5, high=100.0)
    for name, band in PART_BANDS.items()
)
ABSENCE_FIELD = Field("absence", "Absence, %", is_share=True, digits=1, step=0.5, high=95.0)
ABSENCE = 20 / 260
"""240 of 260 paid days at work, as the handbook counts."""
EXAMPLE = "Printed example: 500 tickets of 20 min, 8 h, 75 % → 27.78 → 28 agents."
RATE_SENTENCE = CONCURRENCY_SENTENCE
SENSITIVITY_COLUMNS = {
    "utilisation": Column("Utilisation", "share"),
    "agents": Column("Agents", "count"),
    "exact": Column("Exact", "number"),
    "tickets": Column("Tickets of an agent's day", "number"),
    "minutes": Column("Minutes of an agent's day", "number"),
}
CHANNEL_COLUMNS = {
    "channel": Column("Channel", "text"),
    "agents": Column("Agents", "count"),
    "exact": Column("Exact", "number"),
    "minutes": Column("Minutes of agent time a ticket", "number"),
    "printed": Column("Printed rate an agent-hour", "text"),
    "remark": Column("Remark", "text"),
}
PART_COLUMNS = {
    "label": Column("Part of the day", "text"),
    "share": Column("Share", "share"),
    "minutes": Column("Minutes a day", "number"),
    "weekly_hours": Column("Hours a week", "number"),
    "printed": Column("Printed", "text"),
    "place": Column("Beside it", "text"),
}


@dataclass(frozen=True)
class CalculatorStart:
    """What the fields start from: measured where it can be, else printed; ``words`` say which."""

    formula: Mapping[str, float]
    arrivals: Mapping[str, float]
    rates: Mapping[str, float]
    parts: Mapping[str, float]
    words: Mapping[str, str]
    days_words: str


def build_calculator_start(report: Report, question: Question) -> CalculatorStart:
    """Volume, handle time, the fullest hour of each channel, and time away as measured."""
    found = report.capacity_inputs(filters=question.filters, as_of=question.as_of)
    given = found.assumptions
    everything = mix_of(given, list(range(len(given.channels))))
    fullest = max(given.arrival_shares) / sum(given.arrival_shares)
    weekly = np.asarray(given.tickets_per_day).sum(axis=1) * given.open_days
    hourly = dict(zip(given.channels, (weekly * fullest).tolist(), strict=True))
    return CalculatorStart(
        {
            "volume": everything.weekly / given.open_days,
            "handle_time": everything.handle_time,
            "hours": given.hours_per_day,
        },
        {rate.channel: hourly.get(rate.channel, 0.0) for rate in CHANNEL_RATES},
        {rate.channel: rate.middle for rate in CHANNEL_RATES},
        asdict(given.day_parts),
        {name: source.words for name, source in found.sources.items()},
        _days_words(given.open_days, given.shifts_per_week),
    )


def _days_words(open_days: float, shifts: float) -> str:
    """That a desk open on more days than people work needs more of them."""
    if open_days <= shifts:
        return ""
    return (
        f" The desk is open on {open_days:g} days of a week: with {shifts:g} shifts each, {open_days:g} ÷ "
        f"{shifts:g} times as many people are needed."
    )


def sensitivity_frame(figures: Mapping[str, float]) -> pd.DataFrame:
    """Agents by utilisation for the typed numbers; empty where one is not known."""
    if any(math.isnan(figure) for figure in figures.values()):
        return pd.DataFrame(columns=list(SENSITIVITY_COLUMNS))
    rows = sensitivity(figures["volume"], figures["handle_time"], day_minutes=figures["hours"] * 60)
    return pd.DataFrame([asdict(row) for row in rows])[list(SENSITIVITY_COLUMNS)]


def channel_frame(
    arrivals: Mapping[str, float], rates: Mapping[str, float], utilisation: float, is_together: bool
) -> pd.DataFrame:
    """Agents of an hour by channel; ``is_together``: whether a rate counts all chats of an agent."""
    lines = []
    for one in CHANNEL_RATES:
        rate = rates[one.channel] * (1.0 if is_together else one.slots)
        exact = float(agents_for_rate(arrivals[one.channel], rate, utilisation))
        lines.append(
            {
                "channel": one.channel.capitalize(),
                "minutes": float(minutes_per_ticket(rate)),
                "exact": exact,
                "agents": float(whole_agents(exact)),
                "printed": f"{one.low:g} to {one.high:g}, {_at_once(one.concurrency)}",
                "remark": one.note,
            }
        )
    return pd.DataFrame(lines)[list(CHANNEL_COLUMNS)]


def _at_once(concurrency: tuple[float, float]) -> str:
    low, high = concurrency
    return "1 at once" if high == 1 else f"{low:g} to {high:g} at once"


def total_words(parts: Mapping[str, float]) -> str:
    """What is wrong with the parts of a day, empty where they total 100 %."""
    if any(math.isnan(part) for part in parts.values()):
        return "Type every part of the day."
    total = sum(parts.values())
    if abs(total - 1) > 1e-3:
        return f"The parts total {100 * total:.1f} %. A plan must total 100 %."
    return "" if parts["tickets"] > 0 else "A plan must leave time for tickets."


def parts_frame(parts: Mapping[str, float], hours: float = 8.0) -> pd.DataFrame:
    """Each part of the day in minutes and hours beside its printed range."""
    rows = [asdict(row) for row in day_rows(DayParts(**parts), hours)]
    for row in rows:
        band = PART_BANDS[row["name"]]
        row["printed"] = f"{100 * band.low:.0f} to {100 * band.high:.0f} %"
    return pd.DataFrame(rows)[list(PART_COLUMNS)]


def net_words(parts: Mapping[str, float], absence: float, hours: float = 8.0) -> str:
    """Hours that are paid, there and on tickets, in a sentence."""
    if math.isnan(absence):
        return ""
    plan = DayParts(**parts)
    year = net_time(plan, absence, hours)
    place = SHRINKAGE_BAND.place(round(plan.shrinkage, 9))
    return (
        f"Of {fmt.count(year.gross_hours)} paid hours a year {fmt.count(year.present_hours)} are at work and "
        f"{fmt.count(year.ticket_hours)} on tickets: {fmt.number(year.people_for_one, 2)} people for each "
        f"one on tickets. Time away in a day is {fmt.share(plan.shrinkage)}, {place} the printed 20 to 30 %."
    )
