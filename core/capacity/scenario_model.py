"""The what-if: from assumptions to the coming weeks, in the time between two frames of a moving slider."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.capacity.backlog import band
from core.capacity.cost import budget_share
from core.capacity.draws import DAY_HOURS, HOUR, Workload
from core.capacity.erlang import UNSTABLE
from core.capacity.log_sums import Floats
from core.capacity.scenario import WEEK_HOURS, Assumptions, Outlook
from core.capacity.scenario_live import LiveFigures, live_figures, live_need
from core.capacity.scenario_play import Chance, Played, Queue, chance_of, grid_of, play_weeks
from core.capacity.scenario_work import (
    OVERLOAD,
    agents_ahead,
    formula_sentence,
    handle_times,
    hourly_arrivals,
    latest_requisition,
    mix_of,
    required_by_tier,
    rows_of,
    warnings_of,
    week_factors,
)
from core.capacity.staffing import required_agents, whole_agents

RED_UTILISATION = 0.9
SHORT_PROMISE = 60.0
NOBODY = "no agents: nothing is taken up"
GROWS = "more work comes than can be done: the queue grows"
NEARLY = "nearly more work than can be done"
MISSED = "tickets of a priority, or calls, are taken up in time less often than promised"
TIRED = "over 90 % of the time goes to tickets"
FEW = 0.005
"""A share of calls that is not worth a word."""


def queue_of(given: Assumptions) -> tuple[Queue, LiveFigures]:
    """Split arrivals and agents: phone and chat by the hour first, the queue of tickets with the rest."""
    mix, shares = mix_of(given, rows_of(given, live=False)), np.asarray(given.priority_shares)
    arrivals = hourly_arrivals(given, mix.weekly) * shares[:, None]
    times = np.full(shares.size, mix.handle_time)
    workload = Workload(arrivals, times, mix.variation, given.day_spread)
    pattern = np.asarray(given.shift_pattern)
    present = (agents_ahead(given)[0][:, None] * pattern).ravel() * given.day_parts.tickets
    live = live_figures(live_need(given), present, given.weeks)
    is_open = (pattern > 0) | given.clock_runs_always
    counts = is_open | (np.asarray(given.arrival_shares) > 0)
    grid = grid_of(tuple(is_open.tolist()), tuple(counts.tolist()), given.weeks)
    staff = np.maximum(present - live.on_line, 0.0)
    opening = given.opening_backlog * mix.handle_time * shares
    runs = np.tile(is_open, given.weeks)
    return Queue(workload, staff, np.asarray(given.sla_targets), runs, opening, grid), live


def chance_for(given: Assumptions, queue: Queue, replications: int | None = None) -> Chance:
    """The kept random numbers for these assumptions; the same ones for every setting of a slider."""
    grid = queue.grid
    days = given.weeks * WEEK_HOURS // DAY_HOURS
    return chance_of(len(given.priorities), grid.hour.size, days, given.seed, replications)


def what_if(given: Assumptions, replications: int | None = None) -> Outlook:
    """What becomes of the assumptions in the coming weeks.

    Formula: tickets by ``week_factors``; required agents by the printed formula, by tier; effective
    ones by the ramp; the queue of tickets by ``play_weeks`` (one team for all tiers, the most urgent
    first) with those on shift × part of the day for tickets, less those on the line; phone and chat
    by Erlang A, C or the chat chain by hour; cost = paid agents × cost of an agent ÷ working days ×
    shifts a week ÷ tickets. Who is on the line does nothing else meanwhile. ``replications``: how
    often chance is played, as often as a moving slider can wait for where left out. Source: F-071,
    handbook 6.13.

    >>> view = what_if(Assumptions(handle_time=(20, 45, 240), weeks=2))
    >>> view.formula_agents, view.required_fte.round(2).tolist()
    (28.0, [27.78, 27.78])
    """
    queue, live = queue_of(given)
    played = play_weeks(queue, chance_for(given, queue, replications))
    return judged(given, _outlook(given, live, played))


def _outlook(given: Assumptions, live: LiveFigures, played: Played) -> Outlook:
    """Figures of the weeks from the queue that was played."""
    factors = week_factors(given)
    by_tier = np.asarray(given.tickets_per_day).sum(axis=0) * given.open_days
    volume, work = factors * by_tier.sum(), factors * float(by_tier @ handle_times(given))
    required = required_by_tier(given)
    total = required.sum(axis=0)
    worth, paid = agents_ahead(given)
    shift_minutes = given.shifts_per_week * given.hours_per_day * HOUR
    busy = _over(work, worth * shift_minutes)
    level, by_priority = bands_of(played.all_level), means_of(played.level)
    waiting = bands_of(played.backlog)
    short = first_of(total > worth + 1e-9)
    yearly = float(paid[-1]) * given.cost.per_agent
    exact = float(
        required_agents(work[0] / given.shifts_per_week, 1.0, given.utilisation, given.hours_per_day * HOUR)
    )
    hasty = min(given.sla_targets) < SHORT_PROMISE
    return Outlook(
        volume=volume,
        work_minutes=work,
        required_fte=total,
        required_by_tier=required,
        effective_fte=worth,
        headcount=paid,
        gap=worth - total,
        utilisation=busy,
        load=played.load,
        service_level=level[1],
        service_level_low=level[0],
        service_level_high=level[2],
        service_level_by_priority=by_priority,
        mean_wait=played.wait,
        backlog=waiting[1],
        backlog_low=waiting[0],
        backlog_high=waiting[2],
        live_service_level=live.service_level,
        live_agents=live.most,
        cost_per_ticket=_over(
            paid * given.cost.per_agent / given.working_days * given.shifts_per_week, volume
        ),
        yearly_cost=yearly,
        budget_share=budget_share(yearly, given.revenue) if given.revenue else float("nan"),
        states=(),
        first_red_week=None,
        first_short_week=short,
        latest_requisition=latest_requisition(given, short),
        formula_agents=float(whole_agents(exact)),
        formula_exact=exact,
        formula_sentence=formula_sentence(given, exact, hasty),
        warnings=_warnings(given, live),
        replications=played.backlog.shape[1],
    )


def judged(given: Assumptions, view: Outlook) -> Outlook:
    """The same weeks with the worst thing about each in words, and the first red one.

    A promise is missed where a priority, or phone and chat, reach their goal less often than asked.
    """
    silent = np.isnan(view.live_service_level) & (view.live_agents > 0)
    late = np.any(view.service_level_by_priority < given.sla_goal, axis=0)
    conditions = {
        NOBODY: view.effective_fte <= 0,
        GROWS: (view.load >= 1) | silent,
        MISSED: late | (view.live_service_level < given.live_goal),
        TIRED: view.utilisation > RED_UTILISATION,
        NEARLY: view.load >= OVERLOAD,
    }
    states = tuple(np.select(list(conditions.values()), list(conditions), "").tolist())
    red = first_of(np.array([state not in ("", NEARLY) for state in states]))
    return replace(view, states=states, first_red_week=red)


def _warnings(given: Assumptions, live: LiveFigures) -> tuple[str, ...]:
    """Words about the assumptions and about what the model cannot say."""
    found = list(warnings_of(given))
    if live.is_unstable:
        found.append(f"Phone or chat: {UNSTABLE}.")
    if live.most.max() and np.any(live.service_level < given.live_goal):
        found.append(
            f"Phone and chat need up to {live.most.max():.0f} agents on the line in their fullest "
            "hour, more than are there."
        )
    if live.unstaffed >= FEW:
        found.append(
            f"{100 * live.unstaffed:.1f} % of calls and chats come while nobody is at work; they are "
            "not in the share answered in time."
        )
    if live.full_hours:
        found.append(
            f"In {live.full_hours} hours of the first week everybody there is on the line: tickets wait "
            "meanwhile."
        )
    return tuple(found)


def bands_of(values: Floats) -> tuple[Floats, Floats, Floats]:
    """5 %, mean and 95 % over replications, as far as the mean where that is beyond; NaN without a figure."""
    known = ~np.isnan(values).all(axis=-1)
    found = tuple(np.full(values.shape[:-1], np.nan) for _ in range(3))
    if known.any():
        for into, part in zip(found, band(values[known]), strict=True):
            into[known] = part
    low, mean, high = found
    return np.fmin(low, mean), mean, np.fmax(high, mean)


def means_of(values: Floats) -> Floats:
    """Mean over replications that have a figure."""
    known = ~np.isnan(values)
    return _over(np.where(known, values, 0.0).sum(axis=-1), known.sum(axis=-1))


def _over(part: Floats, whole: Floats) -> Floats:
    """The quotient, NaN where there is nothing to divide by."""
    found: Floats = np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) > 0)
    return found


def first_of(hits: NDArray[np.bool_]) -> int | None:
    """Place of the first True."""
    return int(np.argmax(hits)) if hits.any() else None
