"""The form that scores a ticket: what it starts from, and what its fields mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from core.metrics.scorecard import BY_ID, CoachingFinding, coaching_findings
from core.report import NOT_STATED, Report
from dashboard import format as fmt
from dashboard.view_models import tables as t
from dashboard.view_models.quality_reviews import REVIEWS, review_rows
from dashboard.view_models.tables import Shape, TableView, table_from

NAME_LENGTH = 120
EARLIER = Shape(
    "Reviews of this ticket",
    {
        name: REVIEWS.columns[name]
        for name in ("reviewed_at", "reviewer", "assignee", "score", "findings", "kind")
    },
    "Nobody has reviewed this ticket yet.",
)


@dataclass(frozen=True)
class ScoreDesk:
    """The ticket to be scored, as far as a number was given, and whom one may choose."""

    ticket_id: str
    sources: tuple[str, ...]
    source_id: str
    line: str
    agent: str
    agents: tuple[str, ...]
    reviewers: tuple[str, ...]
    earlier: TableView

    @property
    def is_known(self) -> bool:
        """Whether the number is that of a ticket."""
        return bool(self.sources)


@dataclass(frozen=True)
class ScoreForm:
    """The fields as they stand; points of dimensions that are not scored yet are None."""

    ticket_id: str
    source_id: str
    points: Mapping[str, int | None]
    assignee: str
    reviewer: str
    selection: str


@dataclass(frozen=True)
class ScoreReading:
    """What the fields come to: a whole review, or the sentences that say what is missing."""

    so_far: int
    scored: int
    is_critical: bool
    findings: tuple[CoachingFinding, ...]
    problems: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all five dimensions are scored."""
        return self.scored == len(BY_ID)


def build_score_desk(report: Report, ticket_id: str, source_id: str = "") -> ScoreDesk:
    """The ticket with this number; of several sources the wanted one, else the first."""
    tickets = report.facts().tickets
    found = (
        tickets[(tickets["ticket_id"] == ticket_id) & ~tickets["is_deleted"]] if ticket_id else tickets[:0]
    )
    sources = tuple(sorted(map(str, found["source_id"])))
    chosen = source_id if source_id in sources else next(iter(sources), "")
    row = found[found["source_id"] == chosen].iloc[0] if sources else None
    reviews = report.reviews()
    own = (reviews["ticket_id"] == ticket_id) & (reviews["ticket_source"] == chosen)
    return ScoreDesk(
        ticket_id=ticket_id,
        sources=sources,
        source_id=chosen,
        line="" if row is None else ticket_line(row, report.zone()),
        agent="" if row is None else _word(row["assignee"]),
        agents=tuple(name for name in report.options()["assignee"] if name != NOT_STATED),
        reviewers=tuple(sorted({str(name) for name in reviews["reviewer"].dropna()})),
        earlier=table_from(review_rows(reviews[own], report.zone()), EARLIER),
    )


def ticket_line(ticket: pd.Series, zone: str) -> str:
    """A ticket in a line: what it was about, who had it, when it ended."""
    parts = [_word(ticket[name]) for name in ("category", "priority", "channel", "team")]
    status = t.WORDS["status"].get(_word(ticket["status"]), _word(ticket["status"]))
    ended = fmt.date_time(ticket["resolved_at"], zone)
    parts.append(f"{status.lower()} {ended}" if ended != fmt.NO_DATA else status.lower())
    holder = _word(ticket["assignee"])
    parts.append(f"last with {holder}" if holder else "with nobody")
    return " · ".join(part for part in parts if part)


def _word(value: object) -> str:
    return "" if value is None or fmt.is_missing(value) else str(value)


def read_score(form: ScoreForm, *, is_known: bool) -> ScoreReading:
    """The total so far, what it asks for, and what keeps it from being saved."""
    given = {name: points for name, points in form.points.items() if points is not None}
    whole = len(given) == len(BY_ID)
    return ScoreReading(
        so_far=sum(given.values()),
        scored=len(given),
        is_critical=0 in given.values(),
        findings=coaching_findings(given) if whole else (),
        problems=tuple(_problems(form, is_known, [name for name in BY_ID if name not in given])),
    )


def _problems(form: ScoreForm, is_known: bool, open_dimensions: list[str]) -> list[str]:
    found = []
    if not form.ticket_id.strip():
        found.append("Ticket: type the number of the ticket that you review.")
    elif not is_known:
        found.append(f"Ticket: no ticket has the number “{fmt.shorten(form.ticket_id, 40)}”.")
    if open_dimensions:
        names = ", ".join(BY_ID[name].name for name in open_dimensions)
        found.append(f"Not scored yet: {names}.")
    for word, text, who in (
        ("Agent", form.assignee, "whose work it is"),
        ("Reviewer", form.reviewer, "who reviews"),
    ):
        if not text.strip():
            found.append(f"{word}: say {who}.")
        elif len(text) > NAME_LENGTH:
            found.append(f"{word}: at most {NAME_LENGTH} characters.")
    return found


def in_words(error: Exception) -> str:
    """A refusal of the core as a sentence: with the name of the field that the reader sees.

    >>> in_words(ValueError("assignee must not be empty"))
    'Agent must not be empty.'
    """
    text = str(error).rstrip(".")
    for name, word in (
        ("assignee", "Agent"),
        ("reviewer", "Reviewer"),
        ("ticket_id", "Ticket"),
        ("points", "Points"),
    ):
        if text.startswith(name):
            text = word + text[len(name) :]
    return f"{text}."
