"""The report's replay of assignments. `core.report.Report` has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from core.capacity.assignment import LOOK_MINUTES, History, Rule, replay
from core.capacity.assignment_figures import ReplayFigures, figures_of
from core.capacity.staffing import UTILISATION
from core.data.columns import MICROSECONDS_PER_MINUTE
from core.facts.log_view import instants_of
from core.periods import Period
from core.reporting.assignment_rows import (
    AsItWas,
    Past,
    as_it_was,
    chosen_tickets,
    people_of,
    ticket_levels,
    work_minutes,
)
from core.reporting.views import Views, span_of

MOST_TICKETS = 100_000
"""The last so many tickets of a period are replayed; that takes a few seconds."""


@dataclass(frozen=True)
class AssignmentReplay:
    """Three rules on the same tickets; no rules where there is nothing to replay, and ``reason`` says why."""

    rules: Mapping[Rule, ReplayFigures]
    was: AsItWas
    tickets: int
    agents: int
    filled: int
    left_out: int
    has_shifts: bool
    reason: str = ""


class AssignmentViews(Views):
    """The past given out again."""

    def assignment_replay(
        self,
        *,
        period: Period | None = None,
        as_of: datetime | None = None,
        look: float = LOOK_MINUTES,
        on_tickets: float = UTILISATION,
    ) -> AssignmentReplay:
        """The tickets created in the period under round-robin, smallest backlog and skill (F-036).

        Every ticket asks for its logged work and for the level that it ended at. People work in their shifts,
        of which the part ``on_tickets`` (above 0 to 1) goes into tickets. All tickets count whatever the
        filters, for the same people work on all. Raises ValueError for parameters outside.
        """
        if not 0 < on_tickets <= 1:
            raise ValueError("on_tickets must be above 0 and at most 1")
        past = self._past(period, as_of)
        reason = _reason(past)
        played = {}
        if past.people is not None and not reason:
            history = replace(past.history, handle=past.history.handle / on_tickets)
            for rule in Rule:
                found = replay(history, past.people, rule, look=look / on_tickets)
                played[rule] = figures_of(history, past.people, found)
        count = len(past.history.arrival)
        return AssignmentReplay(
            played, past.was, count, len(past.names), past.filled, past.left_out, past.has_shifts, reason
        )

    def _past(self, period: Period | None, as_of: datetime | None) -> Past:
        facts, calendar = self.facts(as_of), self._loader.settings().calendar
        every = chosen_tickets(facts.tickets, *span_of(period), len(facts.tickets))
        rows = every.tail(MOST_TICKETS)
        created, level = instants_of(rows, "created_at"), ticket_levels(rows)
        minutes, filled = work_minutes(rows, level)
        if not len(rows) or np.isnan(minutes).any():
            nothing = History(np.zeros(0), np.zeros(0), np.zeros(0, np.int64))
            return Past(nothing, None, (), 0, len(every), False, as_it_was(rows, None, ()))
        origin = int(created[0])
        worked = set(rows["assignee"].dropna().astype(str))
        agents, shifts = self.store.read_frame("agent"), self.store.read_frame("shift")
        who, names, has_shifts = people_of(agents, shifts, calendar, worked, (origin, int(created[-1]) + 1))
        history = History((created - origin) / MICROSECONDS_PER_MINUTE, minutes, level)
        was = as_it_was(rows, who, names)
        return Past(history, who, names, filled, len(every) - len(rows), has_shifts, was)


def _reason(past: Past) -> str:
    """Why nothing can be replayed; empty where it can."""
    if not len(past.history.arrival):
        return "no logged work" if past.left_out else "no tickets"
    return "" if past.people is not None else "no people"
