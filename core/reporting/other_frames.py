"""Makes the fact frames of the inputs beside the tickets: surveys, reviews, agents, money and the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import pandas as pd

from core.calendars import BusinessCalendar
from core.facts.agent_time import agent_time
from core.facts.company_days import company_days
from core.facts.contacts import contacts
from core.facts.customers import customer_months
from core.facts.event_log import EventLog
from core.facts.fact_set import FactSet
from core.facts.knowledge import kb_day_frame
from core.facts.presence import Pieces, pieces
from core.facts.queue_weeks import queue_weeks
from core.facts.roster import roster
from core.facts.staffed_hours import staffed_hours
from core.facts.surveys import survey_frame
from core.metrics.definition import Frame
from core.metrics.evaluate import Evaluation
from core.reporting.breakdowns import category_trends
from core.reporting.quality_frames import QUALITY_MAKERS


@dataclass(frozen=True)
class FrameSources:
    """What frames are made from: tables of the store by name, the facts, and how to count."""

    read: Callable[[str], pd.DataFrame]
    facts: FactSet
    zone: str
    calendar: BusinessCalendar
    log: EventLog

    @property
    def as_of(self) -> int:
        """The instant that the frames show, in UTC microseconds; later rows are not known yet."""
        return self.facts.as_of

    @cached_property
    def presence(self) -> Pieces:
        """What agents did and were planned to do."""
        return pieces(self.read("agent_state"), self.read("shift"), as_of=self.as_of)

    @cached_property
    def agent_time(self) -> pd.DataFrame:
        """How agents spent their days."""
        entries, agents, members = (self.read(name) for name in ("time_entry", "agent", "team_member"))
        days = self.facts.agent_days
        return agent_time(self.presence, entries, agents, members, days, as_of=self.as_of, zone=self.zone)


def _agents(sources: FrameSources) -> pd.DataFrame:
    agents, members = sources.read("agent"), sources.read("team_member")
    return roster(agents, members, sources.presence, as_of=sources.as_of)


def _staffed_hours(sources: FrameSources) -> pd.DataFrame:
    return staffed_hours(sources.presence, zone=sources.zone)


def _company_days(sources: FrameSources) -> pd.DataFrame:
    zone, as_of = sources.zone, sources.as_of
    return company_days(
        sources.read("cost_entry"),
        sources.facts.tickets,
        sources.read("agent"),
        sources.agent_time,
        sources.read("customer"),
        kb_day_frame(sources.read("kb_stat"), as_of=as_of, zone=zone),
        as_of=as_of,
        zone=zone,
    )


Maker = Callable[[FrameSources], pd.DataFrame]


def _surveys(sources: FrameSources) -> pd.DataFrame:
    facts = sources.facts
    return survey_frame(sources.read("csat"), facts.tickets, facts.spells, sources.log, as_of=sources.as_of)


def _customers(sources: FrameSources) -> pd.DataFrame:
    tickets, zone = sources.facts.tickets, sources.zone
    return customer_months(sources.read("customer"), tickets, as_of=sources.as_of, timezone=zone)


def _queue_weeks(sources: FrameSources) -> pd.DataFrame:
    facts = sources.facts
    return queue_weeks(facts.tickets, facts.responses, as_of=sources.as_of, timezone=sources.zone)


def _trends(sources: FrameSources) -> pd.DataFrame:
    evaluation = Evaluation({Frame.TICKETS: sources.facts.tickets}, sources.zone)
    return category_trends(evaluation, sources.as_of)


FRAME_MAKERS: Mapping[Frame, Maker] = {
    Frame.AGENT_TIME: lambda sources: sources.agent_time,
    Frame.AGENTS: _agents,
    Frame.STAFFED_HOURS: _staffed_hours,
    Frame.COMPANY_DAYS: _company_days,
    Frame.SURVEYS: _surveys,
    Frame.CUSTOMERS: _customers,
    Frame.CONTACTS: lambda sources: contacts(sources.facts.tickets, as_of=sources.as_of),
    Frame.QUEUE_WEEKS: _queue_weeks,
    Frame.TRENDS: _trends,
    **QUALITY_MAKERS,
}


def frame_makers(sources: FrameSources) -> dict[str, Callable[[], pd.DataFrame]]:
    """One maker without arguments for every frame beside the tickets."""
    return {name.value: partial(make, sources) for name, make in FRAME_MAKERS.items()}
