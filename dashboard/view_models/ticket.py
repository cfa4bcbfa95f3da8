"""What the Ticket page shows: how a ticket stands, where its time went, and everything that happened."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from core.report import Report
from dashboard import format as fmt
from dashboard.view_models import tables as t
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.clocks import Clocks, build_clocks
from dashboard.view_models.tables import NOBODY, WORDS, Shape, TableView, table_from

STATES = WORDS["status"]
CLOCKS = {"unknown": "us", "new": "us", "open": "us", "hold": "us", "pending": "customer"}
"""Whose turn it is in a state; on hold the customer still waits for us."""
LANES = {"customer_reply": "Customer wrote", "public_reply": "We replied", "bot_reply": "Bot replied"}
PEOPLE = {"agent": "agent", "customer": "customer", "bot": "bot", "system": "system"}
CHANGES = {
    "status_changed": "State",
    "assigned": "Owner",
    "team_changed": "Team",
    "priority_changed": "Priority",
    "tier_changed": "Tier",
}
SENTENCES = {
    "created": "Created",
    "public_reply": "Public reply",
    "customer_reply": "Customer wrote",
    "internal_note": "Internal note",
    "deleted": "Deleted",
}
HAPPENED = Shape(
    "What happened",
    {
        "at": Column("When", "instant"),
        "after": Column("After", "figure", "Time since the event before"),
        "what": Column("What", "text", None, "large"),
        "who": Column("Who"),
    },
    "The source tells nothing of what happened on this ticket.",
    limit=500,
)
STRETCHES = Shape(
    "Where the time went",
    {
        "state": t.STATE,
        "starts_at": Column("From", "instant"),
        "ends_at": Column("To", "instant"),
        "minutes": Column("Time", "minutes"),
        "turn": Column("Waiting for", "text", "Whose turn it was"),
    },
    "Only a source that tells every change of state shows where the time went.",
    limit=500,
)


@dataclass(frozen=True)
class TicketView:
    """All that the page shows of one ticket; ``sources`` that know the number, empty where none does,
    and the ``source`` that is shown."""

    number: str
    sources: tuple[str, ...] = ()
    source: str = ""
    line: str = ""
    cards: tuple[KpiCard, ...] = ()
    stretches: TableView = field(default_factory=lambda: table_from(pd.DataFrame(), STRETCHES))
    band: pd.DataFrame = field(default_factory=pd.DataFrame)
    marks: pd.DataFrame = field(default_factory=pd.DataFrame)
    happened: TableView = field(default_factory=lambda: table_from(pd.DataFrame(), HAPPENED))
    clocks: Clocks = field(default_factory=Clocks)


def build_ticket(report: Report, number: str, source: str | None) -> TicketView:
    """Everything on the page; of several sources with the same number the asked one, else the first."""
    stories = {str(story.facts["source_id"]): story for story in report.ticket(number)}
    if not stories:
        return TicketView(number)
    story = stories.get(source or "") or next(iter(stories.values()))
    band = _band(story.stretches, report.zone())
    return TicketView(
        number=number,
        sources=tuple(stories),
        source=str(story.facts["source_id"]),
        line=_line(story.facts),
        cards=_cards(story.facts),
        stretches=table_from(band, STRETCHES),
        band=band,
        marks=_marks(story.events, report.zone()),
        happened=table_from(_happened(story.events), HAPPENED),
        clocks=build_clocks(report, number, str(story.facts["source_id"])),
    )


def _line(facts: pd.Series) -> str:
    parts = {
        "": facts["source_id"],
        "category": facts["category"],
        "channel": facts["channel"],
        "team": facts["team"],
        "tier": facts["tier"],
        "owner": facts["assignee"] if not fmt.is_missing(facts["assignee"]) else NOBODY,
        "customer": facts["customer_key"],
    }
    known = {name: value for name, value in parts.items() if not fmt.is_missing(value)}
    return " · ".join(f"{name} {fmt.shorten(value, 40)}".strip() for name, value in known.items())


def _cards(facts: pd.Series) -> tuple[KpiCard, ...]:
    priority = facts["priority"]
    state = KpiCard(
        "State",
        STATES.get(str(facts["status"]), str(facts["status"])),
        note="no priority" if fmt.is_missing(priority) else str(priority),
    )
    return (state, _answer_card(facts), _end_card(facts), *_waits(facts))


def _answer_card(facts: pd.Series) -> KpiCard:
    if facts["is_answered"]:
        note = f"business hours {fmt.duration(facts['first_response_business_minutes'], business=True)}"
        return KpiCard("First response", fmt.duration(facts["first_response_minutes"]), note=note)
    waited = facts["first_response_observed_minutes"]
    note = "" if fmt.is_missing(waited) else f"none in {fmt.duration(waited)}"
    return KpiCard("First response", fmt.NO_DATA if fmt.is_missing(waited) else "not yet", note=note)


def _end_card(facts: pd.Series) -> KpiCard:
    if not facts["is_finished"]:
        return KpiCard("Age", fmt.duration(facts["age_minutes"]), note="not resolved yet")
    note = f"business hours {fmt.duration(facts['resolution_business_minutes'], business=True)}"
    return KpiCard("Resolved in", fmt.duration(facts["resolution_minutes"]), note=note)


def _waits(facts: pd.Series) -> tuple[KpiCard, ...]:
    replies, reopens = facts["public_reply_count"], facts["reopen_count"]
    told = fmt.NO_DATA if fmt.is_missing(replies) else fmt.count(replies)
    again = "" if fmt.is_missing(reopens) else f"reopened {fmt.plural(reopens, 'time')}"
    return (
        KpiCard("Waited for us", fmt.duration(facts["requester_wait_minutes"])),
        KpiCard("Waited for customer", fmt.duration(facts["agent_wait_minutes"])),
        KpiCard("Replies", told, note=again),
    )


def _band(stretches: pd.DataFrame, zone: str) -> pd.DataFrame:
    return stretches.assign(
        state=stretches["status"].map(STATES),
        turn=stretches["status"].map(CLOCKS),
        starts_local=_local(stretches["starts_at"], zone),
        ends_local=_local(stretches["ends_at"], zone),
    )


def _marks(events: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Messages, as the picture marks them; the ticket itself is the customer's first."""
    by_bot = (events["type"] == "public_reply") & events["actor_role"].isin(["bot", "system"])
    kinds = events["type"].replace("created", "customer_reply").mask(by_bot, "bot_reply")
    shown = events.assign(lane=kinds.map(LANES))[kinds.isin(LANES)]
    return pd.DataFrame({"at": _local(shown["at"], zone), "lane": shown["lane"], "who": shown["actor"]})


def _local(instants: pd.Series, zone: str) -> pd.Series:
    return pd.to_datetime(instants, utc=True).dt.tz_convert(zone).dt.tz_localize(None)


def _happened(events: pd.DataFrame) -> pd.DataFrame:
    gaps = events["at"].diff() / pd.Timedelta(minutes=1)
    after = [fmt.duration(gap) if gap > 0 else "" for gap in gaps]
    what = [told(event) for event in events.to_dict("records")]
    who = [_who(event) for event in events.to_dict("records")]
    return events.assign(after=after, what=what, who=who)


def _who(event: dict[str, object]) -> str:
    role, actor = PEOPLE.get(str(event["actor_role"]), ""), event["actor"]
    if fmt.is_missing(actor):
        return role or "not told"
    return f"{actor} ({role})" if role and role != actor else str(actor)


def told(event: dict[str, object]) -> str:
    """An event in words; its keys are those of `core.reporting.story.EVENT_COLUMNS`."""
    kind, value = str(event["type"]), event["value"]
    if kind in CHANGES:
        return f"{CHANGES[kind]}: {_value(kind, event['from_value'])} → {_value(kind, event['to_value'])}"
    if kind == "csat":
        return "Asked for a rating" if fmt.is_missing(value) else f"Rated {value:g}"
    if kind == "time_worked":
        return f"Worked {fmt.duration(float(str(value)))}"
    if kind == "merged":
        return f"Merged with {_value(kind, event['to_value'])}"
    if kind == "field_changed":
        words = str(event["field"] or "field").replace("_", " ").capitalize()
        return f"{words}: {_value(kind, event['from_value'])} → {_value(kind, event['to_value'])}"
    return SENTENCES.get(kind, kind)


def _value(kind: str, value: object) -> str:
    if fmt.is_missing(value) or not str(value).strip():
        return NOBODY if kind == "assigned" else "none"
    return STATES.get(str(value), str(value)) if kind == "status_changed" else str(value)
