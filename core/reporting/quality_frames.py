"""Makes the frames of reviews, training, the knowledge base and incidents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.facts.agent_weeks import agent_week_frame
from core.facts.incidents import incident_frame
from core.facts.knowledge import kb_day_frame, kb_topic_frame
from core.facts.newcomers import newcomer_frame
from core.facts.people import bots, known_people
from core.facts.reviewed_agents import reviewed_agent_frame
from core.facts.reviews import review_frame
from core.facts.trainings import training_frame
from core.metrics.benchmarks import target_for
from core.metrics.columns import numbers
from core.metrics.definition import Frame
from core.metrics.measure import NAN, Floats
from core.metrics.quality import first_contact_resolution_rate, on_five
from core.metrics.scorecard import MAXIMA

if TYPE_CHECKING:
    from core.reporting.other_frames import FrameSources

FCR = "first_contact_resolution_rate"


def people_of(sources: FrameSources) -> pd.DataFrame:
    """The people of the roster as things stand."""
    return known_people(sources.read("agent"), sources.read("team_member"), as_of=sources.as_of)


def reviews_of(sources: FrameSources) -> pd.DataFrame:
    """One row per review."""
    return review_frame(
        sources.read("qa_review"),
        sources.facts.tickets,
        sources.read("training"),
        maxima=MAXIMA,
        as_of=sources.as_of,
        zone=sources.zone,
    )


def _agent_weeks(sources: FrameSources) -> pd.DataFrame:
    return agent_week_frame(
        sources.facts.agent_days,
        reviews_of(sources),
        people_of(sources),
        bots=bots(sources.read("agent")),
        as_of=sources.as_of,
        zone=sources.zone,
    )


def _reviewed_agents(sources: FrameSources) -> pd.DataFrame:
    tickets = sources.facts.tickets
    return reviewed_agent_frame(reviews_of(sources), tickets, people_of(sources), rating=ratings(tickets))


def ratings(tickets: pd.DataFrame) -> Floats:
    """The survey score of every ticket on 1 to 5, NaN without one."""
    return on_five(numbers(tickets, "csat_score"), numbers(tickets, "csat_scale_max"))


def _newcomers(sources: FrameSources) -> pd.DataFrame:
    tickets = sources.facts.tickets
    judged = first_contact_resolution_rate(tickets)
    return newcomer_frame(
        people_of(sources),
        tickets,
        resolved_at_first=np.where(judged.whole, judged.part, NAN),
        goal=_fcr_goal(),
        as_of=sources.as_of,
    )


def _fcr_goal() -> float:
    """The handbook's target of first contact resolution: who reaches it is proficient."""
    target = target_for(FCR)
    return target.good.low if target else NAN


def _trainings(sources: FrameSources) -> pd.DataFrame:
    return training_frame(sources.read("training"), people_of(sources), as_of=sources.as_of)


def _kb_days(sources: FrameSources) -> pd.DataFrame:
    return kb_day_frame(sources.read("kb_stat"), as_of=sources.as_of, zone=sources.zone)


def _kb_topics(sources: FrameSources) -> pd.DataFrame:
    tickets = sources.facts.tickets
    return kb_topic_frame(sources.read("kb_stat"), tickets, as_of=sources.as_of, zone=sources.zone)


def _incidents(sources: FrameSources) -> pd.DataFrame:
    return incident_frame(sources.read("incident"), sources.facts.tickets, as_of=sources.as_of)


QUALITY_MAKERS: Mapping[Frame, Callable[[FrameSources], pd.DataFrame]] = {
    Frame.REVIEWS: reviews_of,
    Frame.AGENT_WEEKS: _agent_weeks,
    Frame.REVIEWED_AGENTS: _reviewed_agents,
    Frame.NEWCOMERS: _newcomers,
    Frame.TRAININGS: _trainings,
    Frame.KB_DAYS: _kb_days,
    Frame.KB_TOPICS: _kb_topics,
    Frame.INCIDENTS: _incidents,
}
