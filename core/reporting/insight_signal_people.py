"""Who came, who left, and how the team is composed: counts of people for the rules, from the roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.data.columns import MICROSECONDS_PER_DAY, MISSING_INSTANT
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.roster import heads_on, levels, people, roles
from core.insight.failure_patterns import EARLY_LEAVERS
from core.insight.ratios import A_YEAR_AGO, LEVELS
from core.insight.signals_findings import NAN, Reading
from core.insight.signals_windows import (
    BEFORE_90,
    BEFORE_91,
    BEFORE_182,
    LAST_90,
    LAST_91,
    LAST_182,
    LAST_YEAR,
    NOW,
)
from core.insight.warning_signs import HEADS, TURNOVER
from core.metrics.change import poisson_interval
from core.metrics.definition import Unit
from core.metrics.measure import Flags
from core.reporting.insight_signal_sight import Sight, exact, part

ROSTER = "the roster with dates of hire and leave"
WITH_ROLES, WITH_LEVELS = "the roster with roles", "the roster with levels"
YEAR = 365 * MICROSECONDS_PER_DAY
PROBATION = 90 * MICROSECONDS_PER_DAY
LEADS, NOT_ANSWERING = ("management", "executive", "founder"), ("management", "executive", "founder")

Figures = dict[tuple[str, str], Reading]


@dataclass(frozen=True)
class Roster:
    """All people that the store knows: when they came and left (UTC microseconds), role and level."""

    came: Ints
    left: Ints
    role: np.ndarray
    level: np.ndarray
    fte: np.ndarray

    @classmethod
    def of(cls, sight: Sight) -> Roster:
        """The table "agent" without its bots."""
        who = people(sight.read("agent"))
        hours = who["weekly_hours"].to_numpy(np.float64) / 40.0
        role = np.asarray(roles(who["role"]), dtype=object)
        return cls(
            instants_of(who, "hired_at"), instants_of(who, "left_at"), role, levels(who["tier"]), hours
        )

    @property
    def is_dated(self) -> bool:
        """Whether anybody says when people came."""
        return bool((self.came != MISSING_INSTANT).any())

    def there(self, at: int, *wanted: str) -> Flags:
        """Who is employed at an instant, with one of some roles (default: any)."""
        gone = (self.left != MISSING_INSTANT) & (self.left <= at)
        here = (self.came <= at) & ~gone
        return np.asarray(here & np.isin(self.role.astype(str), wanted)) if wanted else here

    def heads(self, start: int, end: int) -> float:
        """Mean number of people over a stretch of days."""
        days = np.arange(start, end, MICROSECONDS_PER_DAY)
        return float(np.mean(heads_on(self.came, self.left, days))) if len(days) else NAN

    def left_in(self, start: int, end: int) -> int:
        """People who left in a stretch."""
        return int(((self.left >= start) & (self.left < end)).sum())

    def came_in(self, start: int, end: int) -> int:
        """People who started in a stretch."""
        return int(((self.came >= start) & (self.came < end)).sum())

    def tenure(self, at: int) -> float:
        """Mean days since hire of those employed at an instant; NaN without any."""
        dated = self.there(at) & (self.came != MISSING_INSTANT)
        return float(np.mean(at - self.came[dated])) / MICROSECONDS_PER_DAY if dated.any() else NAN


def people_figures(sight: Sight, roster: Roster) -> Figures:
    """Flow, turnover, tenure, heads and composition."""
    return {**_flow(sight, roster), **_turnovers(sight, roster), **_composition(sight, roster)}


def _flow(sight: Sight, roster: Roster) -> Figures:
    start, end = sight.ends(LAST_90)
    window, heads = sight.label(LAST_90), int(roster.there(end - 1).sum())
    left, came = (roster.left_in(start, end), roster.came_in(start, end)) if roster.is_dated else (NAN, NAN)
    found: Figures = {
        ("leavers", LAST_90): exact("People who left", left, heads, window, needs=ROSTER),
        ("starters", LAST_90): exact("People who started", came, heads, window, needs=ROSTER),
    }
    for name in (LAST_91, BEFORE_91, LAST_182, BEFORE_182):
        start, end = sight.ends(name)
        mean = roster.heads(start, end) if roster.is_dated else NAN
        n = int(roster.there(end - 1).sum())
        found[HEADS, name] = exact("Mean heads", mean, n, sight.label(name), Unit.NUMBER, ROSTER)
        tenure = exact("Mean tenure", roster.tenure(end - 1), n, sight.label(name), Unit.DAYS, ROSTER)
        found["mean tenure", name] = tenure
    found[EARLY_LEAVERS, LAST_YEAR] = _early(sight, roster)
    return found


def _early(sight: Sight, roster: Roster) -> Reading:
    """Of those hired in the year before the last 90 days, who left within their own first 90."""
    start, end = sight.ends(LAST_YEAR)
    hired = (roster.came >= start) & (roster.came <= end - PROBATION)
    gone = (
        hired
        & (roster.left != MISSING_INSTANT)
        & (roster.left - np.where(hired, roster.came, 0) <= PROBATION)
    )
    name = EARLY_LEAVERS.capitalize()
    return part(name, int(gone.sum()), int(hired.sum()), sight.label(LAST_YEAR), f"starters, and {ROSTER}")


def _turnovers(sight: Sight, roster: Roster) -> Figures:
    return {
        (TURNOVER, name): turnover(roster, *sight.ends(name), sight.label(name))
        for name in (LAST_90, BEFORE_90, LAST_YEAR)
    }


def turnover(roster: Roster, start: int, end: int, window: str) -> Reading:
    """People who left in a stretch ÷ mean heads, by the year, with the interval of a rare count."""
    name, heads = "Turnover by the year", roster.heads(start, end) if roster.is_dated else NAN
    if not heads > 0:
        return Reading(unit=Unit.RATIO, window=window, needs=ROSTER, name=name)
    left = roster.left_in(start, end)
    scale = YEAR / (end - start) / heads
    low, high = poisson_interval(float(left))
    n = int(roster.there(end - 1).sum())
    return Reading(left * scale, n, low * scale, high * scale, Unit.RATIO, window, "", name)


def _composition(sight: Sight, roster: Roster) -> Figures:
    """Heads by role today and a year ago, and by level today."""
    now = sight.ends(LAST_YEAR)[1] - 1
    found: Figures = {}
    for when, at in ((NOW, now), (A_YEAR_AGO, now - YEAR)):
        known = roster.there(at) & ~np.isin(roster.role.astype(str), ("None", "nan"))
        is_told = known.any() and (when == NOW or roster.is_dated)
        for name, wanted in GROUPS.items():
            names_any = name != "executives" or bool((roster.role == "executive").any())
            heads = float(roster.there(at, *wanted).sum()) if is_told and names_any else NAN
            label = f"as of {sight.today}" if when == NOW else when
            found[name, when] = exact(name.capitalize(), heads, int(known.sum()), label, needs=WITH_ROLES)
    return found | _levels(sight, roster, now)


GROUPS: Mapping[str, tuple[str, ...]] = {
    "frontline": ("frontline",),
    "specialist": ("specialist",),
    "managers": ("management", "executive"),
    "executives": ("executive",),
    "leads": LEADS,
}


def _levels(sight: Sight, roster: Roster, now: int) -> Figures:
    answers = roster.there(now) & ~np.isin(roster.role.astype(str), NOT_ANSWERING)
    known, label = int((answers & ~np.isnan(roster.level)).sum()), f"as of {sight.today}"
    found: Figures = {}
    for number, name in enumerate(LEVELS, start=1):
        at_level = roster.level >= number if number == len(LEVELS) else roster.level == number
        heads = float((answers & at_level).sum()) if known else NAN
        found[f"people at {name}", NOW] = exact(f"People at {name}", heads, known, label, needs=WITH_LEVELS)
    return found
