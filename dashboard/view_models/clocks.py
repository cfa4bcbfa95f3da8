"""The clocks of one ticket as the Ticket page draws them: every minute accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from core.report import Report
from core.sla.explain import DUPLICATE, MOST_CLOCKS, ClockStory
from dashboard import format as fmt
from dashboard.view_models.cards import Column
from dashboard.view_models.sla_words import OUTCOMES, PROMISES

KINDS = {"running": "Running", "paused": "Paused", "closed": "Outside opening hours"}
REASONS = {
    "pending": "customer awaited",
    "hold": "on hold",
    "unknown": "in a state that is not understood",
    "new": "in state new",
    "open": "in state open",
    "solved": "finished for a while",
    "closed": "finished for a while",
    "deleted": "deleted for a while",
}
"""Why a clock stands still; finished: where the clock of before goes on after a reopening."""
LEVELS = {"yellow": "50 %", "orange": "80 %", "red": "90 %", "breach": "due", "severe": "twice"}
COLUMNS = {
    "clock": Column("Clock"),
    "kind": Column("What it did"),
    "reason": Column("Why", "text", None, "medium"),
    "starts_at": Column("From", "instant"),
    "ends_at": Column("To", "instant"),
    "minutes": Column("Time", "minutes"),
}
FILE_COLUMNS = {
    "ticket": Column("Ticket"),
    **COLUMNS,
    "counted_minutes": Column("On the clock so far", "minutes"),
    "limit_minutes": Column("Limit", "minutes"),
    "due_at": Column("Due", "instant"),
    "outcome": Column("Outcome"),
    "late_minutes": Column("Late by", "minutes"),
}
"""What the file of a ticket's clocks holds: one row per part of a clock, one after the other."""
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
    stories = _stories(report, number, source, MOST_CLOCKS)[:MOST]
    if not stories:
        return Clocks()
    names = _names(stories)
    zone = report.zone()
    return Clocks(
        lines=tuple(_line(name, story, zone) for name, story in zip(names, stories, strict=True)),
        parts=_joined(names, [_parts(story, zone) for story in stories]),
        marks=_joined(names, [_marks(story, zone) for story in stories]),
    )


def clock_rows(
    report: Report, number: str, source: str, metric: str | None = None, period: int | None = None
) -> pd.DataFrame:
    """Every clock of a ticket, or one, in the columns of `FILE_COLUMNS`: every minute and why it counts.

    Instants are UTC; minutes on the clock add up part by part.
    """
    stories = [
        story
        for story in _stories(report, number, source, None)
        if metric in (None, story.metric) and period in (None, story.period)
    ]
    if not stories:
        return pd.DataFrame(columns=list(FILE_COLUMNS))
    rows = _joined(_names(stories), [_file_rows(story) for story in stories])
    return rows.assign(ticket=number)[list(FILE_COLUMNS)]


def _stories(report: Report, number: str, source: str, limit: int | None) -> list[ClockStory]:
    order = {"first_response": 0, "resolution": 1, "next_response": 2, "periodic_update": 3}
    told = report.ticket_clocks(number, source, limit=limit)
    promised = [story for story in told if story.outcome != "no_policy"]
    return sorted(promised, key=lambda story: (order[story.metric], story.period))


def _file_rows(story: ClockStory) -> pd.DataFrame:
    parts = _in_words(story)
    return parts.assign(
        counted_minutes=parts["minutes"].where(story.parts["kind"] == "running", 0.0).cumsum(),
        limit_minutes=story.limit_minutes,
        due_at=story.due_at,
        outcome=OUTCOMES[story.outcome],
        late_minutes=story.late_minutes,
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
    since = "" if story.asked_in is None else f" Counted from ticket {story.asked_in}, merged into this one."
    return f"{name}: {_outcome(story, zone)}; {priority}{limit}; {whole} in all = {' + '.join(sums)}.{since}"


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


def _in_words(story: ClockStory) -> pd.DataFrame:
    """The parts of a clock; those before the ticket was created name the one in which the customer asked."""
    early = f"asked in ticket {story.asked_in}, merged into this one"
    reason = story.parts["reason"].map({"": "", DUPLICATE: early, **REASONS})
    return story.parts.assign(kind=story.parts["kind"].map(KINDS), reason=reason)


def _parts(story: ClockStory, zone: str) -> pd.DataFrame:
    parts = _in_words(story)
    early, paused = story.parts["reason"] == DUPLICATE, story.parts["kind"] == "paused"
    band = parts["kind"].where(~paused, parts["kind"] + ", " + parts["reason"])
    return parts.assign(
        band=band.where(~early, f"Asked in {story.asked_in}"),
        starts_local=_local(parts["starts_at"], zone),
        ends_local=_local(parts["ends_at"], zone),
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
