"""The clocks of one ticket as the Ticket page draws them: every minute accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from core.report import Report
from core.sla.explain import ClockStory
from dashboard import format as fmt
from dashboard.view_models.cards import Column
from dashboard.view_models.sla_words import PROMISES

KINDS = {"running": "Running", "paused": "Paused, customer awaited", "closed": "Outside opening hours"}
LEVELS = {"yellow": "50 %", "orange": "80 %", "red": "90 %", "breach": "due", "severe": "twice"}
COLUMNS = {
    "clock": Column("Clock"),
    "kind": Column("What it did"),
    "starts_at": Column("From", "instant"),
    "ends_at": Column("To", "instant"),
    "minutes": Column("Time", "minutes"),
}
EMPTY = "No promise fits this ticket: duplicates, deleted tickets and those of unknown creation have none."
MOST = 8


@dataclass(frozen=True)
class Clocks:
    """``parts`` and ``marks`` of all clocks by their ``clock`` name; ``lines`` say how each came out."""

    lines: tuple[str, ...] = ()
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    marks: pd.DataFrame = field(default_factory=pd.DataFrame)


def build_clocks(report: Report, number: str, source: str) -> Clocks:
    """The clocks of the ticket with a promise, first response and resolution before the others."""
    stories = [s for s in report.ticket_clocks(number, source) if s.outcome != "no_policy"]
    order = {"first_response": 0, "resolution": 1, "next_response": 2, "periodic_update": 3}
    stories = sorted(stories, key=lambda story: (order[story.metric], story.period))[:MOST]
    if not stories:
        return Clocks()
    names = _names(stories)
    zone = report.zone()
    return Clocks(
        lines=tuple(_line(name, story, zone) for name, story in zip(names, stories, strict=True)),
        parts=_joined(names, [_parts(story, zone) for story in stories]),
        marks=_joined(names, [_marks(story, zone) for story in stories]),
    )


def _names(stories: Sequence[ClockStory]) -> list[str]:
    """What each clock is called; later periods are numbered."""
    return [PROMISES[story.metric] + (f" {story.period + 1}" if story.period else "") for story in stories]


def _line(name: str, story: ClockStory, zone: str) -> str:
    """The outcome, and how its time adds up."""
    spent = story.parts.groupby("kind")["minutes"].sum()
    sums = [
        f"{fmt.duration(float(spent[kind]), business=kind == 'running' and story.is_business)} {word}"
        for kind, word in (("running", "running"), ("paused", "paused"), ("closed", "closed"))
        if kind in spent.index
    ]
    whole = fmt.duration(float(story.parts["minutes"].sum()))
    limit = f"limit {fmt.duration(story.limit_minutes, business=story.is_business)}"
    limit += " of opening hours" if story.is_business else " around the clock"
    priority = f"{story.priority}, " if story.priority else ""
    return f"{name}: {_outcome(story, zone)}; {priority}{limit}; {whole} in all = {' + '.join(sums)}."


def _outcome(story: ClockStory, zone: str) -> str:
    late = fmt.duration(story.late_minutes, business=story.is_business)
    due = "" if story.due_at is None else f" (due {fmt.date_time(story.due_at.to_pydatetime(), zone)})"
    words = {
        "met": f"kept{due}",
        "breached": f"broken by {late}{due}",
        "running": f"running{due}",
        "paused": "paused; the due time moves on until the clock runs again",
    }
    return words[story.outcome]


def _parts(story: ClockStory, zone: str) -> pd.DataFrame:
    parts = story.parts.assign(kind=story.parts["kind"].map(KINDS))
    return parts.assign(
        starts_local=_local(parts["starts_at"], zone), ends_local=_local(parts["ends_at"], zone)
    )


def _marks(story: ClockStory, zone: str) -> pd.DataFrame:
    """Levels that were reached while the clock ran, and the due time in any case."""
    marks = story.marks
    near = (marks["at"] <= story.ended_at) | (marks["level"] == "breach")
    marks = marks[near]
    return pd.DataFrame(
        {"at": _local(marks["at"], zone), "level": marks["level"], "word": marks["level"].map(LEVELS)}
    )


def _joined(names: Sequence[str], frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    named = [frame.assign(clock=name) for name, frame in zip(names, frames, strict=True)]
    return pd.concat([frame for frame in named if len(frame)] or named[:1], ignore_index=True)


def _local(instants: pd.Series, zone: str) -> pd.Series:
    return pd.to_datetime(instants, utc=True).dt.tz_convert(zone).dt.tz_localize(None)
