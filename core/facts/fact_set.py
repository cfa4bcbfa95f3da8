"""All facts as at one instant, and how they are built."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from core.calendars import BusinessCalendar
from core.facts.agent_days import agent_days
from core.facts.escalations import escalations
from core.facts.event_log import EventLog
from core.facts.responses import responses
from core.facts.rules import TermRules
from core.facts.spells import spells
from core.facts.tickets import ticket_facts
from core.facts.traits import SourceTraits


@dataclass(frozen=True)
class FactSet:
    """Facts as things stood at ``as_of`` (UTC microseconds).

    ``tickets`` one row per ticket; ``responses`` one per later customer turn; ``spells`` one per
    stretch in which a ticket was open; ``escalations`` one per escalation; ``agent_days`` one per
    agent and local day. ``ticket_row`` in the others is the position in ``tickets``.
    """

    as_of: int
    tickets: pd.DataFrame
    responses: pd.DataFrame
    spells: pd.DataFrame
    escalations: pd.DataFrame
    agent_days: pd.DataFrame
    calendar_name: str
    revision: str
    traits: SourceTraits | None = None


def build_fact_set(
    event_log: EventLog,
    tickets: pa.Table,
    terms: Sequence[str | None],
    *,
    as_of: int,
    calendar: BusinessCalendar,
    timezone: str = "UTC",
    escalation_teams: Collection[str] | None = None,
    traits: SourceTraits | None = None,
    revision: str = "",
) -> FactSet:
    """Build every frame from a clustered log, the ticket table and the term list.

    ``timezone`` decides where an agent's day ends; ``escalation_teams`` names the teams whose
    receiving a ticket counts as an escalation (default: by their name, see `TermRules.of`).
    """
    rules = TermRules.of(terms, escalation_teams)
    traits = traits or SourceTraits.of(event_log, tickets)
    facts = ticket_facts(
        event_log, tickets, terms, as_of=as_of, calendar=calendar, rules=rules, traits=traits
    )
    return FactSet(
        as_of=as_of,
        tickets=facts,
        responses=responses(event_log, facts, as_of=as_of),
        spells=spells(event_log, facts, as_of=as_of),
        escalations=escalations(event_log, facts, terms, as_of=as_of, rules=rules),
        agent_days=agent_days(event_log, facts, terms, as_of=as_of, timezone=timezone),
        calendar_name=calendar.name,
        revision=revision,
        traits=traits,
    )
