"""Which rule stands in the way of a roster that lacks nobody."""

from __future__ import annotations

from dataclasses import replace

from core.capacity.roster_model import RosterModel
from core.capacity.roster_rules import EVERY_DAY, LEVELS, Person, RosterRules
from core.capacity.scheduling_shifts import DAYS, Counts, Shift

SECONDS_EACH = 10.0


def broken_rule(
    missing: Counts,
    demand: Counts,
    shifts: tuple[Shift, ...],
    people: tuple[Person, ...],
    rules: RosterRules,
) -> list[str]:
    """Why people are missing: which rule alone would have to give way, found by trying each.

    A rule is named when fewer people would be missing without it. The rules tried: days on which people
    can work, weekly hours, days in a week, rest, and skill.
    """
    lacking = int(missing.sum())
    found = []
    for words, freer in _freer(people, rules):
        left = RosterModel(demand, shifts, *freer).fewest_missing(SECONDS_EACH)
        if left is not None and left[0] < lacking:
            found.append(_sentence(words, lacking, left[0]))
    hours = float((demand.sum(axis=2) * [shift.hours for shift in shifts]).sum())
    agreed = sum(person.weekly_hours for person in people)
    if hours > agreed:
        found.insert(0, f"The shifts take {hours:,.0f} hours, and the people may work {agreed:,.0f}.")
    return found or ["No single rule is in the way: several would have to give way together."]


def _freer(
    people: tuple[Person, ...], rules: RosterRules
) -> list[tuple[str, tuple[tuple[Person, ...], RosterRules]]]:
    """Each rule by its words, with the people and rules as they would be without it."""
    return [
        ("the days on which people can work", (tuple(replace(p, days=EVERY_DAY) for p in people), rules)),
        ("the hours of a week", (tuple(replace(p, weekly_hours=168.0) for p in people), rules)),
        (f"at most {rules.most_days} days of work a week", (people, replace(rules, most_days=DAYS))),
        (f"{rules.rest_hours:g} hours of rest", (people, replace(rules, rest_hours=0.0))),
        ("the level of skill", (tuple(replace(p, level=LEVELS) for p in people), rules)),
    ]


def _sentence(words: str, lacking: int, left: int) -> str:
    effect = f"{left} instead of {lacking} would be missing" if left else "nobody would be missing"
    return f"In the way: {words}. Without this rule {effect}."
