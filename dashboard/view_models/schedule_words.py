"""A planned week in words: who is missing and why, wishes, fairness, and how good it is proven to be."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from core.capacity.roster import Roster
from core.capacity.roster_on_call import EVEN_ENOUGH, OnCall
from core.capacity.roster_rules import Wish
from core.capacity.scheduling_plan import Schedule
from dashboard import format as fmt
from dashboard.view_models.schedule import DAYS


def plain_number(value: float) -> str:
    """With no more decimals than it has, two at most.

    >>> plain_number(296.0), plain_number(7.4), plain_number(0.25)
    ('296', '7.4', '0.25')
    """
    digits = next((n for n in (0, 1) if abs(value - round(value, n)) < 0.005), 2)
    return fmt.number(value, digits)


def filled(there: int, wanted: int) -> str:
    """A count, and of how many where that is another."""
    return fmt.count(there) if there == wanted else f"{fmt.count(there)} of {fmt.count(wanted)}"


def outside_words(schedule: Schedule, arrivals: np.ndarray) -> str:
    """Tickets that come while nobody is at work."""
    there = np.asarray(schedule.coverage.staffed).reshape(7, 24, 4).min(axis=2) > 0
    total = float(arrivals.sum())
    if not total or there.all():
        return ""
    part = float(arrivals[~there].sum()) / total
    return (
        f"{fmt.share(part)} of the tickets come in hours that are not staffed throughout; who answers urgent "
        "ones then is planned under On call."
    )


def unmet_words(roster: Roster) -> list[str]:
    """A sentence for every wish that is not met."""
    works = {person.name: roster.assigned[row] for row, person in enumerate(roster.people)}
    return [_wish_words(wish, roster, works[wish.person]) for wish in roster.unmet]


def _wish_words(wish: Wish, roster: Roster, row: np.ndarray) -> str:
    shift = roster.shifts[int(row[wish.day])].name
    if wish.shift is None:
        return f"{wish.person} wished {DAYS[wish.day]} free and works {shift}."
    return f"{wish.person} prefers {wish.shift} and works {shift} on {DAYS[wish.day]}."


def reason_words(roster: Roster) -> list[str]:
    """How many are missing, whether fewer could be, and the rule in the way."""
    lacking = int(roster.missing.sum())
    if not lacking:
        return []
    people = fmt.plural(lacking, "person is", "people are")
    proof = "no roster that keeps all rules lacks fewer"
    if roster.fewest_bound < lacking:
        proof = f"time ended before it was known whether {fmt.count(roster.fewest_bound)} would do"
    return [f"{people} missing; {proof}.", *roster.reasons]


def missing_words(roster: Roster | None) -> list[str]:
    """A sentence for every shift and level that lacks somebody."""
    if roster is None or roster.is_complete:
        return []
    words = []
    for day, shift, level in np.argwhere(roster.missing > 0):
        lacking = fmt.plural(int(roster.missing[day, shift, level]), "person", "people")
        skill = f"level {level + 1}{' or above' if level < 2 else ''}"
        words.append(f"{DAYS[day]}, {roster.shifts[shift].name}: {lacking} of {skill} missing.")
    return words


def proof_words(schedule: Schedule) -> str:
    """How far from the best the plan can be at most."""
    parts = [_gap_words("shifts", schedule.shift_gap)]
    if schedule.roster is not None:
        parts.append(_gap_words("names", schedule.roster.gap))
    return " · ".join(parts)


def _gap_words(what: str, gap: float) -> str:
    if not np.isfinite(gap):
        return f"{what}: not known how much better could be found"
    if gap < 1e-6:
        return f"{what}: proven best"
    return f"{what}: at most {fmt.number(gap * 100, 2)}{fmt.NO_BREAK}% from the best"


def fairness_words(roster: Roster | None) -> str:
    """Hours and weekends in one line."""
    if roster is None:
        return ""
    agreed = np.array([person.weekly_hours for person in roster.people])
    share = np.divide(roster.hours, agreed, out=np.full(agreed.size, np.nan), where=agreed > 0)
    weekends = roster.weekend_shifts + np.array([person.weekends for person in roster.people])
    span = f"{fmt.share(np.nanmin(share))} to {fmt.share(np.nanmax(share))}" if (agreed > 0).any() else ""
    low, high = plain_number(float(weekends.min())), plain_number(float(weekends.max()))
    return f"Hours worked: {span} of those agreed · weekend shifts, those before included: {low} to {high}"


def week_words(monday: date) -> str:
    """The week in words.

    >>> week_words(date(2026, 7, 20))
    '20 Jul 2026 to 26 Jul 2026'
    """
    days = (monday, monday + timedelta(days=6))
    return " to ".join(f"{day.day} {day:%b %Y}" for day in days)


def on_call_words(turns: OnCall) -> str:
    """How even the turns are."""
    share = turns.largest_share
    even = (
        "not every one has had a turn"
        if share != share
        else f"the most is {fmt.number(share)} × an even share"
    )
    return (
        f"{fmt.plural(turns.people, 'person', 'people')} by turns · {even}, {fmt.number(EVEN_ENOUGH)} at most"
    )
