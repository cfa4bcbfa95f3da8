"""Tickets, minutes and people of the coming weeks, from the assumptions: everything but the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core.capacity.draws import HOUR
from core.capacity.log_sums import Floats
from core.capacity.scenario import LIVE, Assumptions
from core.capacity.staffing import (
    drafted_handle_time,
    effective_fte,
    net_volume,
    required_agents,
    whole_agents,
)

WEEKS_A_YEAR = 52.0
LONG_AGO = -1_000.0
OVERLOAD = 0.95


def percent(share: float, form: str = ".0f") -> str:
    """A share in words.

    >>> percent(0.75).replace("\N{NO-BREAK SPACE}", " "), percent(0.012, "+.1f")[:4]
    ('75 %', '+1.2')
    """
    return f"{100 * share:{form}}\N{NO-BREAK SPACE}%"


def week_factors(given: Assumptions) -> Floats:
    """What each coming week's tickets are beside those of ``tickets_per_day``.

    Formula: (1 + growth)^week × (1 + scenario) × Π (1 + change × part of the week) over events ×
    (1 − deflection target) ÷ (1 − now) × (1 − FCR target + now). The coming week is 0. One element
    per week, from 0 up. Source: handbook 6.13, R-SP-01 to R-SP-06.

    >>> week_factors(Assumptions(volume_change=0.5, weeks=2)).tolist()
    [1.5, 1.5]
    """
    week = np.arange(given.weeks, dtype=np.float64)
    factor: Floats = (1.0 + given.growth_rate) ** week * (1.0 + given.volume_change)
    for one in given.events:
        touched = np.clip(one.start_week + one.weeks - week, 0.0, 1.0) * (week >= one.start_week)
        factor = factor * (1.0 + one.change * touched)
    kept = float(net_volume(1.0, given.deflection_now, given.deflection_target))
    spared = given.first_contact_target - given.first_contact_now
    found: Floats = factor * kept * max(1.0 - spared, 0.0)
    return found


def handle_times(given: Assumptions) -> Floats:
    """Minutes of work by tier, with drafting and with tickets that come back.

    Formula: AHT × (1 − share + share ÷ speed-up) × (1 + reopen target) ÷ (1 + reopen now).

    >>> handle_times(Assumptions(drafting_share=0.3, drafting_speed_up=3)).round(3).tolist()
    [10.0, 36.0, 192.0]
    """
    drafted = drafted_handle_time(given.handle_time, given.drafting_share, given.drafting_speed_up)
    return drafted * ((1.0 + given.reopen_target) / (1.0 + given.reopen_now))


@dataclass(frozen=True, slots=True)
class Mix:
    """What the tickets of some channels are like: how many a week, how long, how different."""

    weekly: float
    handle_time: float
    variation: float


def mix_of(given: Assumptions, rows: list[int]) -> Mix:
    """The tickets of some channels as one kind, the spread between the tiers included.

    Formula: h = Σ n h_t ÷ Σ n; cv² = Σ n h_t² (1 + v²) ÷ (Σ n h²) − 1.
    """
    table = np.asarray(given.tickets_per_day)[rows].sum(axis=0) * given.open_days
    times, count = handle_times(given), float(table.sum())
    if not count:
        return Mix(0.0, float(times[0]), given.handle_variation)
    mean = float(table @ times) / count
    square = float(table @ times**2) / count * (1.0 + given.handle_variation**2)
    return Mix(count, mean, float(np.sqrt(max(square / mean**2 - 1.0, 0.0))))


def rows_of(given: Assumptions, live: bool) -> list[int]:
    """Places of the channels in which people wait on the line, or of the others."""
    return [row for row, name in enumerate(given.channels) if (name in LIVE) == live]


def hourly_arrivals(given: Assumptions, weekly: float) -> Floats:
    """Tickets in every coming hour for so many in a week of factor 1."""
    shares = np.asarray(given.arrival_shares) / sum(given.arrival_shares)
    found: Floats = (week_factors(given)[:, None] * shares * weekly).ravel()
    return found


def agents_ahead(given: Assumptions) -> tuple[Floats, Floats]:
    """Full-time agents by week: what they are worth, and how many are paid.

    Formula: ``effective_fte`` of those there, of newcomers and of hires, less leavers and turnover
    (experienced people leave first); never below 0.

    >>> worth, paid = agents_ahead(Assumptions(hires=(2.0,), weeks=4))
    >>> worth.tolist(), paid.tolist()
    ([28.0, 28.0, 28.5, 29.0], [30.0, 30.0, 30.0, 30.0])
    """
    week = np.arange(given.weeks)
    hires, leavers = (_by_week(values, given.weeks) for values in (given.hires, given.leavers))
    now, new = float(sum(given.agents)), len(given.newcomer_weeks)
    started = np.array([LONG_AGO, *(-tenure for tenure in given.newcomer_weeks), *week])
    share = np.array([max(now - new, 0.0), *[1.0] * new, *hires])
    gone = np.cumsum(leavers) + given.turnover * now * (week + 1) / WEEKS_A_YEAR
    worth = np.maximum(effective_fte(started, week, share) - gone, 0.0)
    paid = np.maximum(max(now, new) + np.cumsum(hires) - gone, 0.0)
    return worth, paid


def _by_week(values: tuple[float, ...], weeks: int) -> Floats:
    """One number per coming week, 0 where left out."""
    found = np.zeros(weeks)
    kept = values[:weeks]
    found[: len(kept)] = kept
    return found


def required_by_tier(given: Assumptions) -> Floats:
    """Full-time agents by the printed formula: tiers by weeks.

    Formula: tickets of the week × AHT ÷ (shifts × minutes of a shift × utilisation).

    >>> required_by_tier(Assumptions(handle_time=(20, 45, 240), weeks=1))[0].round(2).tolist()
    [27.78]
    """
    weekly = np.asarray(given.tickets_per_day).sum(axis=0) * given.open_days
    volume = weekly[:, None] * week_factors(given)
    minutes = given.shifts_per_week * given.hours_per_day * HOUR
    return required_agents(volume, handle_times(given)[:, None], given.utilisation, minutes)


def formula_sentence(given: Assumptions, agents: float, short: bool) -> str:
    """Why the printed formula and the queue say different numbers; ``agents`` as the formula's, exact."""
    whole = float(whole_agents(agents))
    part = given.day_parts.tickets
    if not whole:
        return "No tickets, no agents: the printed formula and the queue agree."
    busy = agents * given.utilisation / (whole * part)
    enough = float(whole_agents(agents * given.utilisation / (part * OVERLOAD)))
    ending = (
        "Promises of less than an hour need spare agents in the fullest hours, which averages do not show."
        if short
        else "Promises of hours smooth the day's ups and downs: the band of 70 to 80 % is room for people "
        "and for forecasts that miss, not something the queue needs."
    )
    return (
        f"The printed formula says {whole:,.0f} agents ({agents:,.2f}): it plans "
        f"{percent(given.utilisation)} of gross time for tickets. Agents are free for tickets in "
        f"{percent(part)} of it, so {whole:,.0f} of them would be busy in {percent(busy)} of that time; "
        f"{enough:,.0f} would stay below 95 %. {ending}"
    )


def latest_requisition(given: Assumptions, week: int | None) -> str | None:
    """Last day to open a position that shall carry its full load in that week.

    Formula: Monday of the week − ramp − lead time − margin. Source: handbook 6.8, C-90.

    >>> latest_requisition(Assumptions(first_day="2026-01-05", weeks=53), 40)
    '2026-03-04'
    """
    if week is None:
        return None
    away = given.ramp_days + given.lead_days + given.margin_days
    return (date.fromisoformat(given.first_day) + timedelta(days=7 * week - round(away))).isoformat()


def warnings_of(given: Assumptions) -> tuple[str, ...]:
    """What a planner should know about the assumptions themselves, in words (C-20 to C-25)."""
    found = []
    hours, contract = sum(given.shift_pattern), given.hours_per_day * given.shifts_per_week
    if abs(hours - contract) > 0.5:
        found.append(
            f"The shift pattern has {hours:.1f} h a week for an agent, the contract {contract:.1f} h."
        )
    if not 0.6 <= given.utilisation <= 0.9:
        found.append(f"A utilisation of {percent(given.utilisation)} is outside 60 to 90 %.")
    if abs(given.utilisation - given.day_parts.tickets) > 0.05:
        found.append(
            f"The formula plans {percent(given.utilisation)} of the day for tickets, the parts of the day "
            f"leave {percent(given.day_parts.tickets)}."
        )
    table = np.asarray(given.tickets_per_day).sum(axis=0)
    if table.sum() and given.cost.tickets_per_day * float(table @ handle_times(given)) / table.sum() > (
        given.hours_per_day * HOUR
    ):
        found.append(
            f"The printed output of {given.cost.tickets_per_day:g} tickets a day takes more minutes than a "
            "shift has at these handle times."
        )
    if max(given.shift_pattern) == 0:
        found.append("Nobody is on shift in any hour.")
    return tuple(found)
