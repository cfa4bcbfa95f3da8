"""The plan of hires: what is needed and there week by week, who must start when, what happens without."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.capacity.hiring import MONTH_DAYS, WEEK_DAYS, HireKind, hire_kind
from core.capacity.hiring_draws import HiringBands, draw_plan
from core.capacity.hiring_leavers import Leaving, LeavingRule, Team
from core.capacity.hiring_plan import HiringPlan, plan_hires
from core.report import Report
from core.reporting.hiring_assumed import HiringAssumptions
from core.reporting.hiring_views import HiringStart
from dashboard.view_models.cards import KpiCard
from dashboard.view_models.hiring_fields import Field
from dashboard.view_models.hiring_words import cards_of, dates_table, nobody_hired, notes_of, starts_table
from dashboard.view_models.tables import TableView

OWN, EXAMPLE, KEPT = "Your data", "Printed example", "Kept"
PRINTED = HiringAssumptions(agents=28.0, required=500 * 20 / 360, growth=0.03, turnover=0.35)
EXAMPLE_NOTE = (
    "500 tickets a day × 20 min ÷ (480 min × 75 %) = 27.8, so 28 agents. Turnover is the middle of the "
    "printed 30 to 40 %; growth is assumed, for none is printed."
)
USUAL_TURNOVER = 0.35
FIELDS = (
    Field("agents", "Agents now, full time", 1.0, 1, help="Newcomers of the roster count by what they carry"),
    Field("required", "Agents needed now", 1.0, 1, help="Logged work ÷ (480 min × 75 %), last 28 days"),
    Field("growth", "Growth a month, %", 0.5, 1, True, -50.0, 50.0),
    Field("turnover", "Turnover a year, %", 5.0, 0, True, 0.0, 95.0, "30 to 40 % is usual in the trade"),
    Field("spread", "Volume off by, %", 5.0, 0, True, 0.0, 90.0, "90 % range at the last week"),
    Field("weeks", "Weeks ahead", 13.0, 0, False, 13.0, 104.0),
)
RULES = {
    LeavingRule.HAZARD.value: "everybody has the same chance each week",
    LeavingRule.SIMPLE.value: "the same number leaves each week",
}
LEADS = ("shortest", "middle", "longest")


@dataclass(frozen=True)
class HiringPresets:
    """What the fields may start from, who is in the roster, and the day of the data."""

    values: dict[str, HiringAssumptions]
    first: str
    team: Team | None
    today: date
    notes: dict[str, str]


@dataclass(frozen=True)
class HiringView:
    """One plan, ready to show; ``problem`` says what is missing instead."""

    cards: tuple[KpiCard, ...]
    weeks: pd.DataFrame
    starts: TableView
    dates: TableView
    without: str
    notes: tuple[str, ...]
    problem: str = ""


def build_hiring_presets(report: Report) -> HiringPresets:
    """Own data, the printed example, and what somebody kept."""
    start, kept = report.hiring_start(), report.hiring_assumptions()
    own = HiringAssumptions(
        agents=math.nan if start.team is None else start.team.trained + float(start.team.shares.sum()),
        required=start.required,
        growth=start.growth,
        turnover=USUAL_TURNOVER if math.isnan(start.turnover) else start.turnover,
    )
    values = {OWN: own, EXAMPLE: PRINTED}
    has_kept = kept != HiringAssumptions() and not math.isnan(kept.agents)
    if has_kept:
        values = {KEPT: kept, **values}
    first = KEPT if has_kept else OWN if _is_told(own) else EXAMPLE
    notes = {OWN: _note(start, own), EXAMPLE: EXAMPLE_NOTE}
    return HiringPresets(values, first, start.team, start.today or date.today(), notes)


def _is_told(own: HiringAssumptions) -> bool:
    return not math.isnan(own.agents + own.required)


def _note(start: HiringStart, own: HiringAssumptions) -> str:
    """What is measured and what is not."""
    missing = [
        words
        for words, value in (
            ("people", own.agents), ("agents needed (no logged work)", own.required), ("growth", own.growth)
        )
        if math.isnan(value)
    ]  # fmt: skip
    parts = [f"Not told by your data: {', '.join(missing)}."] if missing else []
    if math.isnan(start.turnover):
        parts.append("Turnover is not told: 35 % is the middle of what the trade sees.")
    if not math.isnan(start.growth_low):
        low, high = (100 * value for value in (start.growth_low, start.growth_high))
        parts.append(
            f"Growth of the last 13 weeks over the 13 before; 95 % interval {low:.1f} to {high:.1f} %."
        )
    if own.required < 0.6 * own.agents:
        parts.append(
            f"Logged work needs {own.required:.1f} agents and {own.agents:.1f} are there: if only part of "
            "the work is logged, type what you really need."
        )
    return " ".join(parts)


def build_hiring(report: Report, assumed: HiringAssumptions, team: Team | None, today: date) -> HiringView:
    """The fewest hires for these figures, with bands; ``report`` is not asked."""
    missing = [field.label.lower() for field in FIELDS if math.isnan(getattr(assumed, field.name))]
    if missing:
        return _nothing(f"Type {', '.join(missing)} to see a plan.")
    kind, leaving = hire_kind(assumed.kind), Leaving(assumed.turnover, LeavingRule(assumed.rule))
    weeks = int(assumed.weeks)
    required = assumed.required * (1 + assumed.growth) ** (np.arange(weeks) * WEEK_DAYS / MONTH_DAYS)
    there = team_now(assumed.agents, team)
    lead = planned_lead(kind, assumed.lead)
    plan = plan_hires(required, there, leaving, lead=lead)
    bands = draw_plan(
        plan, there, leaving, lead=kind.lead_weeks(), planned_lead=lead, volume_spread=assumed.spread
    )
    starts = [today + timedelta(WEEK_DAYS * week) for week in range(weeks)]
    return HiringView(
        cards=cards_of(plan, bands, starts, lead),
        weeks=_weeks(plan, bands, starts),
        starts=starts_table(plan, starts, kind),
        dates=dates_table(plan, starts, today),
        without=nobody_hired(plan, starts),
        notes=notes_of(assumed.agents, leaving, kind),
    )


def team_now(agents: float, team: Team | None) -> Team:
    """The roster where its total is what was typed, else so many trained agents.

    >>> team_now(3.0, Team(2.0, (1.0,))).newcomers, team_now(5.0, Team(2.0, (1.0,))).trained
    ((1.0,), 5.0)
    """
    if team is not None and math.isclose(team.trained + float(team.shares.sum()), agents, abs_tol=0.051):
        return team
    return Team(agents)


def planned_lead(kind: HireKind, lead: str) -> int:
    """Weeks from opening a position to the first day that the plan reckons with.

    >>> [planned_lead(hire_kind("growth"), each) for each in LEADS]
    [14, 16, 18]
    """
    short, long = kind.lead_weeks()
    return {"shortest": short, "middle": math.ceil((short + long) / 2)}.get(lead, long)


def _weeks(plan: HiringPlan, bands: HiringBands, starts: list[date]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": pd.to_datetime(starts),
            "required": plan.required,
            "required_low": bands.required[0],
            "required_high": bands.required[2],
            "effective": plan.effective,
            "low": bands.effective[0],
            "high": bands.effective[2],
            "unhired": plan.unhired,
            "hires": plan.starts,
            "enough": bands.enough,
        }
    )


def _nothing(problem: str) -> HiringView:
    empty = HiringPlan(*(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), np.zeros(0)), 0, 0)
    growth = hire_kind("growth")
    return HiringView(
        (), pd.DataFrame(), starts_table(empty, [], growth), dates_table(empty, [], date.min), "", (), problem
    )


def with_choices(figures: dict[str, float], start: HiringAssumptions, **chosen: str) -> HiringAssumptions:
    """The typed figures and choices in place of those of the start."""
    return replace(start, **figures, **chosen)
