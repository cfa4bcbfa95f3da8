"""The demo company that the tests look at, with a few plain views of it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from core.data.columns import ActorRole, EventType
from sample_data import DemoCompany, committed_company

ZONE = "America/New_York"


@pytest.fixture(scope="session")
def company() -> DemoCompany:
    return committed_company()


@pytest.fixture(scope="session")
def tickets(company: DemoCompany) -> pd.DataFrame:
    frame = company.tickets
    frame["created"] = pd.to_datetime(frame["created_at"], unit="us", utc=True).dt.tz_convert(ZONE)
    months = frame["created"].dt.year * 12 + frame["created"].dt.month
    frame["month"] = months - months.min()
    return frame.set_index("ticket_id", drop=False)


@pytest.fixture(scope="session")
def events(company: DemoCompany) -> pd.DataFrame:
    frame = company.events
    for name in ("ticket_id", "actor_id", "from_value", "to_value"):
        frame[name] = frame[name].astype("str")
    frame["when"] = pd.to_datetime(frame["at"], unit="us", utc=True)
    return frame


@pytest.fixture(scope="session")
def of_type(events: pd.DataFrame) -> Callable[[EventType], pd.DataFrame]:
    return lambda kind: events[events["type"] == int(kind)]


@pytest.fixture(scope="session")
def first_reply_hours(tickets: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Hours from creation to the first reply of a person, by ticket id; unanswered ones are missing."""
    human = (events["type"] == int(EventType.PUBLIC_REPLY)) & (events["actor_role"] == int(ActorRole.AGENT))
    first = events[human].groupby("ticket_id")["at"].min()
    return (first - tickets["created_at"]).dropna() / 3_600_000_000


@pytest.fixture(scope="session")
def reopened(tickets: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Whether a ticket ever went from solved back to open, by ticket id."""
    back = (events["from_value"] == "solved") & (events["to_value"] == "open")
    return tickets["ticket_id"].isin(events.loc[back, "ticket_id"])
