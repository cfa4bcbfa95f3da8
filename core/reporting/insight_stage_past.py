"""Figures over time for the triggers of the next stage: windows that end with the data, the oldest first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from core.data.columns import MICROSECONDS_PER_DAY, MISSING_INSTANT
from core.facts.roster import heads_on, ramp_share
from core.insight import transitions as t
from core.insight.signals import CSAT, QA, UTILISATION, VOLUME
from core.insight.signals_findings import NAN
from core.insight.transitions_past import Track
from core.metrics.definition import Frame, Unit
from core.metrics.measure import Floats, Integers, Ratio
from core.periods import Period, microseconds, midnight
from core.reporting.insight_signal_people import LEADS, NOT_ANSWERING, Roster
from core.reporting.insight_signal_sight import Sight
from core.reporting.insight_signal_tickets import largest_shares
from core.reporting.insight_stage_windows import (
    YEARS_BACK,
    begins,
    by_window,
    ends_of,
    kinds_of_work,
    level_of,
    medians_of,
    place_in,
    series,
    start_of,
    trailing,
)

WEEK, TWO_WEEKS, MONTH_DAYS, QUARTER_DAYS = 7, 14, 30, 90
MOST_WEEKS, MOST_MONTHS = 52 * YEARS_BACK, 12 * YEARS_BACK


def tracks(sight: Sight, roster: Roster) -> Mapping[str, Track]:
    """Every figure over time that a trigger reads, by name."""
    found = [
        *_replies(sight),
        _busy(sight),
        _daily(sight),
        *_categories(sight),
        *_weeks(sight),
        *_months(sight, roster),
        *_people(sight, roster),
        _kinds(sight),
        *_loads(sight, roster),
    ]
    return {track.name: track for track in found}


def _replies(sight: Sight) -> list[Track]:
    """Nine tenths (those that still wait included) and mean of first response, by windows of 14 days."""
    ends = ends_of(sight, TWO_WEEKS, TWO_WEEKS)
    created = sight.evaluation.instants(Frame.TICKETS, "created_at")
    window = np.where(sight.mask, place_in(sight, created, ends, TWO_WEEKS), -1)
    observed, done = (
        sight.tickets[name].to_numpy(np.float64)
        for name in ("first_response_observed_minutes", "first_response_minutes")
    )
    needs = "tickets with their first replies"
    high = by_window(t.FIRST_REPLY, ends, window, observed, lambda rows: float(np.quantile(rows, 0.9)), needs)
    mean = by_window(t.MEAN_REPLY, ends, window, done, lambda rows: float(rows.mean()), needs)
    return [high, mean]


def _busy(sight: Sight) -> Track:
    """Utilisation by windows of 14 days, from the same rows as the metric."""
    ends = ends_of(sight, TWO_WEEKS, TWO_WEEKS)
    definition = sight.settings.definitions[UTILISATION]
    tally = sight.evaluation.tally(definition)
    needs, size = definition.needs, len(ends)
    if not isinstance(tally, Ratio) or not len(tally.part):
        return Track(t.BUSY, needs=needs)
    window = place_in(sight, sight.evaluation.instants(Frame.AGENT_TIME, "day"), ends, TWO_WEEKS)
    known = (window >= 0) & ~np.isnan(tally.part + tally.whole)
    above, below = (np.bincount(window[known], side[known], size) for side in (tally.part, tally.whole))
    values = np.divide(above, below, out=np.full(size, NAN), where=below > 0)
    counts = np.bincount(window[known], minlength=size)
    return Track(t.BUSY, tuple(ends), tuple(values), tuple(counts.tolist()), Unit.RATIO, needs)


def _daily(sight: Sight) -> Track:
    """Tickets per working day of the 30 days up to each day; working days are those with opening hours."""
    days = ends_of(sight, 1, 1)
    if len(days) < MONTH_DAYS:
        return Track(t.DAILY, needs="30 days of tickets")
    created = sight.evaluation.instants(Frame.TICKETS, "created_at")
    row = np.where(sight.mask, place_in(sight, created, days, 1), -1)
    counts = np.bincount(row[row >= 0], minlength=len(days))
    edges = np.array(
        [microseconds(midnight(day, sight.zone)) for day in (*days, sight.today + timedelta(days=1))]
    )
    works = sight.settings.calendar.elapsed(edges[:-1], edges[1:]) > 0
    tickets, open_days = (trailing(each, MONTH_DAYS) for each in (counts, works.astype(np.int64)))
    values = np.divide(tickets, open_days, out=np.full(len(tickets), NAN), where=open_days > 0)
    ends = days[MONTH_DAYS - 1 :]
    return Track(t.DAILY, tuple(ends), tuple(values), tuple(tickets.tolist()), Unit.NUMBER)


def _categories(sight: Sight) -> list[Track]:
    """The largest share of a category with one agent, and categories that end above level 1."""
    ends = ends_of(sight, QUARTER_DAYS, MONTH_DAYS)
    finished = sight.evaluation.instants(Frame.TICKETS, "finished_at")
    done = sight.mask & sight.tickets["is_finished"].to_numpy(bool)
    at = np.where(done, finished, MISSING_INSTANT)
    upper = level_of(sight) >= 2
    told = bool(np.isfinite(level_of(sight)).any())
    largest, special, counts = [], [], []
    for end in ends:
        rows = np.flatnonzero((at >= start_of(sight, end, QUARTER_DAYS)) & (at < start_of(sight, end, 0)))
        tickets = sight.tickets.iloc[rows][["category", "assignee"]]
        _, shares = largest_shares(tickets)
        largest.append(float(shares.max()) if len(shares) else NAN)
        special.append(_special(tickets["category"].cat.codes.to_numpy(), upper[rows]) if told else NAN)
        counts.append(len(rows))
    days, n = tuple(ends), tuple(counts)
    needs = "90 days of resolved tickets with categories and agents"
    return [
        Track(t.HOLDERS, days, tuple(largest), n, Unit.SHARE, needs),
        Track(t.SPECIAL, days, tuple(special), n, Unit.COUNT, "tickets with categories and levels"),
    ]


def _special(category: Integers, upper: np.ndarray) -> float:
    """Categories with ten tickets or more of which more than half end above level 1."""
    known = category >= 0
    whole = np.bincount(category[known])
    above = np.bincount(category[known], upper[known], len(whole))
    return float(((whole >= 10) & (2 * above > whole)).sum())


def _weeks(sight: Sight) -> list[Track]:
    """CSAT, QA, tickets and founder hours by whole week."""
    names = {CSAT: t.CSAT, QA: t.QA, VOLUME: t.VOLUME, "founder_support_hours": t.FOUNDER_HOURS}
    mondays = [day for day in sight.weeks(MOST_WEEKS) if begins(sight, day)]
    if not mondays:
        return [Track(name, needs="whole weeks of tickets") for name in names.values()]
    period = Period.of_days(mondays[0], mondays[-1] + timedelta(days=6), sight.zone)
    ends = [day + timedelta(days=6) for day in mondays]
    return series(sight, names, period, "week", [str(day) for day in mondays], ends)


def _months(sight: Sight, roster: Roster) -> list[Track]:
    """Agents missing, shares above level 1, and growth of agents needed against that of customers."""
    index = sight.today.year * 12 + sight.today.month - 1
    firsts = [date(each // 12, each % 12 + 1, 1) for each in range(index - MOST_MONTHS, index)]
    firsts = [first for first in firsts if begins(sight, first)]
    names = {name: name for name in (NEEDED, SECOND, THIRD, CROWD)}
    if not firsts:
        needs = "whole months of tickets"
        return [Track(name, needs=needs) for name in (t.SHORTAGE, t.UPPER, t.NEEDED_GROWTH)]
    ends = [(first + timedelta(days=32)).replace(day=1) - timedelta(days=1) for first in firsts]
    period = Period.of_days(firsts[0], ends[-1], sight.zone)
    found = {
        track.name: track
        for track in series(sight, names, period, "month", [str(day)[:7] for day in firsts], ends)
    }
    return [_shortage(sight, roster, found[NEEDED]), _upper(found), _growth(found, sight)]


NEEDED, SECOND, THIRD, CROWD = "required_agents", "tier_two_share", "tier_three_share", "customers_per_agent"


def _shortage(sight: Sight, roster: Roster, needed: Track) -> Track:
    """Agents needed less those there (newcomers by their ramp) less those who start within two months."""
    needs = f"{needed.needs}; the roster with dates of hire and hours"
    if not roster.is_dated:
        return Track(t.SHORTAGE, needs=needs)
    values = []
    for end, value in zip(needed.ends, needed.values, strict=True):
        at = start_of(sight, end, 0) - 1
        values.append(value - _capacity(roster, at) - roster.came_in(at + 1, at + 60 * MICROSECONDS_PER_DAY))
    return Track(t.SHORTAGE, needed.ends, tuple(values), needed.counts, Unit.NUMBER, needs)


def _capacity(roster: Roster, at: int) -> float:
    """Full-time agents that the people who answer tickets are worth at an instant."""
    there = roster.there(at) & ~np.isin(roster.role.astype(str), NOT_ANSWERING)
    tenure = (at - roster.came[there]) / MICROSECONDS_PER_DAY
    return float(np.nansum(roster.fte[there] * ramp_share(tenure.astype(np.float64))))


def _upper(found: Mapping[str, Track]) -> Track:
    second, third = found[SECOND], found[THIRD]
    values = tuple(np.add(second.values, third.values))
    return Track(t.UPPER, second.ends, values, second.counts, Unit.SHARE, "tickets with levels")


def _growth(found: Mapping[str, Track], sight: Sight) -> Track:
    """Growth over three months of agents needed, less that of customers, in parts of what was."""
    needed, days = found[NEEDED], sight.evaluation.frames[Frame.COMPANY_DAYS]
    needs = f"{needed.needs}; customers with dates"
    if not days["customer_count"].notna().any():
        return Track(t.NEEDED_GROWTH, needs=needs)
    at = sight.evaluation.instants(Frame.COMPANY_DAYS, "day")
    counts = days["customer_count"].to_numpy(np.float64)
    place = [int(np.searchsorted(at, start_of(sight, end, 0))) - 1 for end in needed.ends]
    crowd = np.array([counts[row] if row >= 0 else NAN for row in place])
    values = _over_three(np.array(needed.values)) - _over_three(crowd)
    return Track(t.NEEDED_GROWTH, needed.ends, tuple(values), needed.counts, Unit.RATIO, needs)


def _over_three(values: Floats) -> Floats:
    before = np.concatenate([np.full(3, NAN), values])[: len(values)]
    return np.asarray(np.divide(values, before, out=np.full(len(values), NAN), where=before > 0) - 1)


def _people(sight: Sight, roster: Roster) -> list[Track]:
    """Frontline people and leads at the end of every day."""
    ends = tuple(ends_of(sight, 1, 1))
    told = ~np.isin(roster.role.astype(str), ("None", "nan"))
    if not roster.is_dated or not told.any():
        needs = "the roster with roles and dates of hire"
        return [Track(name, needs=needs) for name in (t.FRONTLINE, t.LEADS)]
    at = np.array([start_of(sight, end, 0) - 1 for end in ends], dtype=np.int64)
    found = []
    for name, wanted in ((t.FRONTLINE, ("frontline",)), (t.LEADS, LEADS)):
        some = np.isin(roster.role.astype(str), wanted)
        heads = heads_on(roster.came[some], roster.left[some], at)
        values = tuple(np.nan_to_num(heads)) if not some.any() else tuple(heads)
        found.append(Track(name, ends, values, tuple(int(v) if v == v else 0 for v in values), Unit.COUNT))
    return found


def _kinds(sight: Sight) -> Track:
    """How many kinds of work there are: two where some categories take twice the work of the others."""
    work = sight.tickets["time_worked_minutes"].to_numpy(np.float64)
    start = start_of(sight, sight.today, 182)
    rows = sight.mask & ~np.isnan(work) & (sight.evaluation.instants(Frame.TICKETS, "created_at") >= start)
    codes = sight.tickets["category"].cat.codes.to_numpy()
    rows &= codes >= 0
    needs = "logged work on tickets of several categories"
    medians, sizes = medians_of(codes[rows], work[rows])
    if len(medians) < 2:
        return Track(t.CLUSTERS, needs=needs)
    kinds = float(kinds_of_work(medians, sizes))
    return Track(t.CLUSTERS, (sight.today,), (kinds,), (int(sizes.sum()),), Unit.COUNT, needs)


def _loads(sight: Sight, roster: Roster) -> list[Track]:
    """Tickets of 90 days for each agent at level 1, and at the levels above."""
    level = level_of(sight)
    created = sight.evaluation.instants(Frame.TICKETS, "created_at")
    rows = sight.mask & (created >= start_of(sight, sight.today, QUARTER_DAYS))
    there = roster.there(start_of(sight, sight.today, 0) - 1) & ~np.isin(
        roster.role.astype(str), NOT_ANSWERING
    )
    found = []
    for name, low, high in ((t.EASY_LOAD, 1, 1), (t.HARD_LOAD, 2, 9)):
        tickets = int((rows & (level >= low) & (level <= high)).sum())
        people = int((there & (roster.level >= low) & (roster.level <= high)).sum())
        ends, value = ((sight.today,), (tickets / people,)) if people and tickets else ((), ())
        found.append(Track(name, ends, value, (tickets,) * len(ends), Unit.NUMBER))
    return found
