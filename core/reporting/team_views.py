"""The report's views of the team: work, flow, levels, satisfaction. `core.report.Report` has them all."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import numpy as np
import pandas as pd

from core.facts.rules import escalation_flags, tier_rank
from core.metrics.buckets import buckets
from core.metrics.definition import Frame
from core.periods import Period
from core.reporting import team_flows, team_satisfaction, team_states, team_tickets, team_work
from core.reporting.figures import Look
from core.reporting.results import Filters
from core.reporting.targets import targets_at
from core.reporting.team_levels import LEVELS, LevelFigure, level_figures, own_bands
from core.reporting.views import EVERYBODY, Views, span_of


class TeamViews(Views):
    """How work reaches the team, moves through it, and leaves customers."""

    def response_hours(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """First responses by local weekday and hour of creation; see `core.reporting.team_work`."""
        metric = self._loader.settings().definitions["first_response_time"]
        evaluation, mask = self._selected(filters, as_of)
        return team_work.response_hours(evaluation, metric, mask, span_of(period))

    def pain(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """Categories with the days that customers lost to them and how far it left them dissatisfied."""
        definitions = self._loader.settings().definitions
        return team_work.pain(*self._selected(filters, as_of), span_of(period), definitions)

    def trending_by_week(
        self, weeks: Period, *, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """How many categories were trending in each local week of a period that has both ends."""
        start, end = weeks.span()
        if start is None or end is None:
            raise ValueError("weeks: the period must have a start and an end")
        first, last = buckets(np.array([start, end - 1]), "week", weeks.zone).tolist()
        return team_work.trending_by_week(*self._selected(filters, as_of), first, last)

    def state_times(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> team_states.StateTimes:
        """Time per state and changes between states of the tickets created in the period (F-035)."""
        return team_states.state_times(*self._selected(filters, as_of), span_of(period))

    def flows(
        self,
        by: str = "tier",
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> team_flows.Flows:
        """How tickets created in the period moved between tiers or teams, to their end, and back.

        Raises ValueError for another ``by``.
        """
        found = team_flows.paths(*self._selected(filters, as_of), span_of(period), by)
        teams = self._loader.settings().escalation_teams
        return team_flows.flows(found, _rises if by == "tier" else partial(_escalates, teams))

    def levels(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> list[LevelFigure]:
        """The six figures of levels 1 to 3, each judged by its own level; see `team_levels`."""
        settings = self._loader.settings()
        bands = {
            level: own_bands(level, targets_at(entry.id, settings.own_targets))
            for level, entry in LEVELS.items()
        }
        look = Look(*self._selected(filters, as_of), period or Period.all_time(), filters.wanted())
        return level_figures(settings.definitions, look, bands)

    def low_scores(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """Answers of 1 to 3 of 5 given in the period, with their action and the rest of their 24 hours."""
        return team_satisfaction.low_scores(*self._selected(filters, as_of), span_of(period))

    def survey_operations(
        self,
        dimension: str = "channel",
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> pd.DataFrame:
        """Who was asked how satisfied they are, who answered, and how late the question came, by group."""
        rate, delay = (
            self._loader.settings().definitions[name] for name in ("csat_response_rate", "survey_delay")
        )
        evaluation, mask = self._selected(filters, as_of)
        return team_satisfaction.survey_operations(evaluation, mask, span_of(period), dimension, rate, delay)

    def repeat_contacts(
        self, *, period: Period | None = None, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> pd.DataFrame:
        """Tickets of customers who had asked about the same in the seven days before (F-065)."""
        return team_satisfaction.repeat_contacts(*self._selected(filters, as_of), span_of(period))

    def knows_surveys(self, *, as_of: datetime | None = None) -> bool:
        """Whether the store holds surveys with the instants of their answers."""
        evaluation, _ = self._selected(EVERYBODY, as_of)
        return bool(evaluation.frames[Frame.SURVEYS]["rated_at"].notna().any())

    def tickets_behind(
        self,
        behind: team_tickets.Behind,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        limit: int | None = None,
    ) -> team_tickets.TicketsBehind:
        """The tickets that a figure was counted from; see `core.reporting.team_tickets.Behind`."""
        evaluation, mask = self._selected(filters, as_of)
        facts = self.facts(as_of)
        asked = team_tickets.Asked(evaluation, facts.spells, mask, span_of(period), facts.as_of)
        return team_tickets.tickets_behind(asked, behind, limit)


def _rises(source: str, target: str) -> bool:
    """From a known level to a higher one."""
    return 0 < tier_rank(source) < tier_rank(target)


def _escalates(teams: tuple[str, ...] | None, source: str, target: str) -> bool:
    """Into an escalation team from another one, or to a team of a higher level by its name."""
    before, after = escalation_flags([source, target], teams)
    return (after and not before) or _rises(source, target)
