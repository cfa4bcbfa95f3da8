"""What the moment on Queue health is compared with: it changes by the minute, not by the second."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from core.periods import Period
from core.report import Filters, Report
from core.reporting.arrivals import Arrivals
from core.reporting.breach_forecast import BreachForecast
from dashboard.view_models import figures as f
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import KpiCard
from dashboard.view_models.presence import agents_gap, utilisation
from dashboard.view_models.trending import with_readings

PERIOD_CARDS = {"p1_share": "P1 among new tickets", "first_response_time": "First response"}


@dataclass(frozen=True)
class Presence:
    """Who is at work: utilisation so far today, agents there minus planned, and who is away and why.

    About all agents, whatever is filtered; NaN where no records tell."""

    busy: float = math.nan
    gap: float = math.nan
    away: dict[str, str] = field(default_factory=dict)


def build_presence(report: Report, question: Question) -> Presence:
    """From shifts and from what agents were doing."""
    if question.as_of is None:
        return Presence()
    states, shifts = report.store.read_frame("agent_state"), report.store.read_frame("shift")
    busy = utilisation(states, question.as_of, question.zone)
    gap = agents_gap(states, shifts, question.as_of)
    return Presence(busy, gap, report.away_agents(question.as_of))


def build_forecast(report: Report, question: Question) -> BreachForecast | None:
    """Promises that break in the next hours; None without tickets."""
    if question.as_of is None:
        return None
    paces = report.pace(question.as_of, filters=question.filters)
    return report.live(question.as_of).breach_forecast(paces, filters=question.filters)


def build_arrivals(report: Report, question: Question) -> Arrivals | None:
    """Today's new tickets beside the same weekday; None without tickets."""
    if question.as_of is None:
        return None
    return report.arrivals_today(question.as_of, filters=question.filters)


def build_period_cards(report: Report, question: Question, as_of_data: bool) -> tuple[KpiCard, ...]:
    """Figures of the period, which the moment does not change."""
    asked = question if as_of_data else _Latest(question.period, question.filters, question.zone)
    return f.cards(f.figures(report, asked, [*PERIOD_CARDS]), PERIOD_CARDS)


@dataclass(frozen=True)
class _Latest:
    """A question about the latest event, whatever moment it names: facts of other moments cost time."""

    period: Period
    filters: Filters
    zone: str
    as_of: datetime | None = None
    comparison: Period | None = None
    comparison_label: str = ""


def build_growing(report: Report, question: Question) -> pd.DataFrame:
    """Categories of the last seven days, the steepest first; new ones have no ratio."""
    if question.as_of is None:
        return pd.DataFrame()
    return with_readings(report.trending_now(question.as_of, filters=question.filters))
