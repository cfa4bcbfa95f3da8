"""A planned week as the page shows it: cards, coverage, need and staff by quarter, names, fairness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.capacity.roster import Roster
from core.capacity.roster_on_call import OnCall
from core.capacity.scheduling_plan import Schedule
from core.capacity.scheduling_shifts import people_for
from core.reporting.schedule_calendar import calendar_file
from core.reporting.schedule_rows import schedule_frame, stretches
from dashboard import format as fmt
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.schedule import AHEAD, DAYS, SHORT_DAYS, clock_text
from dashboard.view_models.schedule_words import (
    fairness_words,
    filled,
    missing_words,
    outside_words,
    plain_number,
    proof_words,
    reason_words,
    unmet_words,
)

FREE = "–"
MOST_UTILISATION = 0.8
SCHEDULE_COLUMNS = {
    "person": Column("Person"),
    "level": Column("Level", "count"),
    "shift": Column("Shift"),
    "starts_at": Column("Starts"),
    "ends_at": Column("Ends"),
    "hours": Column("Hours", "number"),
    "breaks": Column("Breaks"),
}
ROSTER_COLUMNS = {
    "person": Column("Person", "text", None, "small"),
    "level": Column("Level", "text", None, "small"),
    **{day: Column(day, "text", None, "small") for day in SHORT_DAYS},
    "hours": Column("Hours", "number", "Of this week, breaks included"),
    "agreed": Column("Agreed", "number", "Hours a week at most"),
    "weekend_shifts": Column("Weekend shifts", "count", "Of this week"),
    "weekends": Column("Before", "number", "Weekend shifts worked lately, as the table of people tells"),
    "unmet": Column("Unmet wishes", "count"),
}


ON_CALL_COLUMNS = {
    "week": Column("Week from Monday"),
    "first": Column("First responder"),
    "backup": Column("Backup"),
}


@dataclass(frozen=True, eq=False)
class ScheduleView:
    """Everything ready to print.

    ``coverage``: part of the need that is covered, weekday by hour (NaN: nobody needed); ``gaps``: hours
    with less than half; ``need`` and ``staffed``: people by weekday and quarter.
    """

    cards: tuple[KpiCard, ...]
    coverage: pd.DataFrame
    gaps: pd.DataFrame
    quarters: pd.DataFrame
    shifts: pd.DataFrame
    roster: pd.DataFrame
    unmet: tuple[str, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    proof: str
    fairness: str
    outside: str


def build_view(
    schedule: Schedule,
    *,
    arrivals: np.ndarray,
    handle_minutes: float,
    shrinkage: float,
    monday: date,
    today: date,
) -> ScheduleView:
    """The result in words and tables. ``arrivals``: tickets an hour, weekday by hour."""
    work_hours = float(arrivals.sum()) * handle_minutes / 60
    roster = schedule.roster
    return ScheduleView(
        _cards(schedule, work_hours, shrinkage, monday, today),
        *_by_hour(schedule),
        quarter_frame(schedule),
        shift_table(schedule),
        roster_table(roster),
        () if roster is None else tuple(unmet_words(roster)),
        () if roster is None else tuple(reason_words(roster)),
        tuple(missing_words(roster)),
        proof_words(schedule),
        fairness_words(roster),
        outside_words(schedule, arrivals),
    )


def _cards(
    schedule: Schedule, work_hours: float, shrinkage: float, monday: date, today: date
) -> tuple[KpiCard, ...]:
    cover, counts = schedule.coverage, schedule.plan.counts
    paid = float((counts * [shift.hours for shift in schedule.plan.shifts]).sum())
    before, people = people_for(int(schedule.wanted.sum()))
    gross, employed = people_for(int(schedule.wanted.sum()), shrinkage=shrinkage)
    used = work_hours / paid if paid else float("nan")
    ahead = (monday - today).days
    return (
        KpiCard(
            "Shifts of the week",
            filled(int(counts.sum()), int(schedule.wanted.sum())),
            note=f"{plain_number(paid)} hours, breaks included",
        ),
        KpiCard(
            "People to employ",
            fmt.count(employed),
            "Shifts ÷ 5 a person, then ÷ (1 − shrinkage), rounded up.",
            note=f"{plain_number(before)} → {people} if nobody is ever away; "
            f"{plain_number(gross)} → {employed} with {fmt.share(shrinkage)} shrinkage",
        ),
        KpiCard(
            "Coverage gaps",
            f"{plain_number(cover.gap_hours)} h",
            "Hours with less than 50 % of the people needed.",
            target="target 0 h",
            status="on_target" if cover.gap_hours == 0 else "critical",
            note="under 50 % of the need",
        ),
        KpiCard(
            "Short of people",
            f"{plain_number(cover.short_hours)} h",
            "Hours with fewer people at work than needed.",
            note=f"{plain_number(cover.missing_hours)} hours of work missing, "
            f"{plain_number(cover.spare_hours)} to spare",
        ),
        KpiCard(
            "Planned utilisation",
            fmt.share(used),
            "Work on tickets of the week ÷ hours of all shifts, breaks included.",
            target="target ≤ 80 %",
            status="no_data" if used != used else "on_target" if used <= MOST_UTILISATION else "warning",
        ),
        KpiCard(
            "Known ahead",
            fmt.plural(ahead, "day"),
            "From the latest event in the data to the Monday of the week.",
            target="target ≥ 14 days",
            status="on_target" if ahead >= AHEAD.days else "warning",
        ),
    )


def _by_hour(schedule: Schedule) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Coverage and gaps of the hours in which somebody is needed or there."""
    cover = schedule.coverage
    used = (np.asarray(cover.need) + np.asarray(cover.staffed)).sum(axis=0).reshape(24, 4).sum(axis=1) > 0
    hours = np.flatnonzero(used)
    span = range(int(hours.min()), int(hours.max()) + 1) if hours.size else range(0)
    names = [f"{hour:02d}" for hour in span]
    share = pd.DataFrame(cover.by_hour[:, list(span)], index=SHORT_DAYS, columns=names)
    return share, pd.DataFrame(cover.gaps_by_hour[:, list(span)], index=SHORT_DAYS, columns=names)


def quarter_frame(schedule: Schedule) -> pd.DataFrame:
    """One row per weekday and quarter of an hour: ``day``, ``time``, ``need``, ``staffed``."""
    cover = schedule.coverage
    times = [clock_text(slot * 15) for slot in range(96)]
    return pd.DataFrame(
        {
            "day": np.repeat(DAYS, 96),
            "time": times * 7,
            "need": np.asarray(cover.need, int).ravel(),
            "staffed": np.asarray(cover.staffed, int).ravel(),
        }
    )


def shift_table(schedule: Schedule) -> pd.DataFrame:
    """People asked for by weekday and shift, with totals, and how many of them there are."""
    names = [shift.name for shift in schedule.plan.shifts]
    table = pd.DataFrame(schedule.wanted, columns=names)
    table.insert(0, "day", list(DAYS))
    table["total"] = table[names].sum(axis=1)
    table["filled"] = schedule.plan.counts.sum(axis=1)
    week = {"day": "Week", **table[[*names, "total", "filled"]].sum().to_dict()}
    return pd.concat([table, pd.DataFrame([week])], ignore_index=True)


def roster_table(roster: Roster | None) -> pd.DataFrame:
    """One row per person: the shift of each day, hours, weekends, wishes."""
    if roster is None:
        return pd.DataFrame(columns=list(ROSTER_COLUMNS))
    names = np.array([*(shift.name for shift in roster.shifts), FREE], dtype=object)
    table = pd.DataFrame(names[roster.assigned], columns=list(SHORT_DAYS))
    table.insert(0, "person", [person.name for person in roster.people])
    table.insert(1, "level", [f"L{person.level}" for person in roster.people])
    table["hours"], table["agreed"] = roster.hours, [person.weekly_hours for person in roster.people]
    table["weekend_shifts"] = roster.weekend_shifts
    table["weekends"] = [person.weekends for person in roster.people]
    unmet = [wish.person for wish in roster.unmet]
    table["unmet"] = [unmet.count(person.name) for person in roster.people]
    return table


def files(schedule: Schedule, monday: date, zone: str) -> tuple[pd.DataFrame, bytes]:
    """The table and the calendar file of the week."""
    found = stretches(schedule, monday, zone)
    return schedule_frame(found), calendar_file(found)


def on_call_table(turns: OnCall, monday: date) -> pd.DataFrame:
    """One row per week: its Monday, the first responder and the backup."""
    rows = [
        {"week": (monday + timedelta(weeks=number)).isoformat(), "first": first, "backup": backup}
        for number, (first, backup) in enumerate(turns.weeks)
    ]
    return pd.DataFrame(rows, columns=["week", "first", "backup"])
