"""The register of exceptions (R-EX): what the data can tell of each, and what it lacks for the others."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.data.columns import Status
from core.report import Report
from core.reporting.sla_exceptions import SlaExceptions
from core.sla.exceptions import FEWEST_MESSAGES
from dashboard import format as fmt
from dashboard.view_models import tables as t
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column
from dashboard.view_models.sla import dated
from dashboard.view_models.tables import NOBODY, Shape, TableView, table_from

CANNOT_TELL = "Cannot tell: needs "
REGISTER = Shape(
    "Exceptions",
    {
        "status": Column("Status", "status"),
        "situation": Column("Situation", "text", None, "medium"),
        "handling": Column("What should happen", "text", None, "medium"),
        "found": Column("What the data says", "text", None, "large"),
        "rule": Column("Rule", "text", None, "small"),
    },
    "",
    note="situations in which a promise may wait or does not count",
)
OTHERS = (
    (
        "Waiting for a third party",
        "document it; may pause",
        "a reason for each pause, and the note that goes with it",
        "R-EX-02",
    ),
    (
        "Product fault needs a fix",
        "track apart, link to the fault",
        "the number of the fault that a ticket is linked to",
        "R-EX-03",
    ),
    (
        "Out of scope",
        "close with an explanation; no breach",
        "a field that says a ticket was out of scope",
        "R-EX-04",
    ),
    (
        "The customer asks for a pause",
        "pause, with the request on record",
        "a reason for each pause, and the request as quoted",
        "R-EX-06",
    ),
)
PAUSES = Shape(
    "Paused early",
    {
        "ticket_id": t.TICKET,
        "message_count": Column("Our messages", "count", "Unanswered messages of ours as the pause began"),
        "began_at": Column("Paused from", "instant"),
        "ended_at": Column("until", "instant"),
        "paused_minutes": Column("Paused for", "minutes", "Round the clock, closed hours included"),
        "priority": t.PRIORITY,
        "assignee": t.ASSIGNEE,
        "team": t.TEAM,
        "category": t.CATEGORY,
    },
    "No clock was paused before our second message.",
    note=f"fewer than {FEWEST_MESSAGES} messages of ours before the pause, the longest first",
    limit=50,
    fill={"assignee": NOBODY},
)
DUPLICATES = Shape(
    "Duplicates older than their original",
    {
        "ticket_id": t.TICKET,
        "created_at": Column("Created", "instant"),
        "original_id": Column("Merged into"),
        "original_created_at": Column("Original created", "instant"),
        "ahead_minutes": Column("Earlier by", "minutes", "By how much the promises begin earlier"),
        "team": t.TEAM,
    },
    "No duplicate is older than the ticket it was merged into.",
    note="the promises of the original count from their creation",
    limit=50,
)


@dataclass(frozen=True)
class Exceptions:
    """The register, and the tickets behind what it says."""

    register: TableView
    pauses: TableView
    duplicates: TableView


def build_exceptions(report: Report, question: Question) -> Exceptions:
    """What events tell of pauses and duplicates in the period."""
    found = report.sla_exceptions(**dated(question))
    early, older = _early(found), _older(found)

    def again() -> SlaExceptions:
        return report.sla_exceptions(**dated(question))

    return Exceptions(
        register=_register(found, len(early), len(older)),
        pauses=table_from(early, PAUSES, lambda: _early(again())),
        duplicates=table_from(older, DUPLICATES, lambda: _older(again())),
    )


def _early(found: SlaExceptions) -> pd.DataFrame:
    early = found.pauses[found.pauses["message_count"] < FEWEST_MESSAGES]
    return early.sort_values("paused_minutes", ascending=False)


def _older(found: SlaExceptions) -> pd.DataFrame:
    older = found.duplicates[found.duplicates["is_older"]]
    ahead = (older["original_created_at"] - older["created_at"]).dt.total_seconds() / 60
    return older.assign(ahead_minutes=ahead)


def _register(found: SlaExceptions, early: int, older: int) -> TableView:
    second, third, fourth, last = (
        ("no_data", situation, handling, f"{CANNOT_TELL}{needs}.", rule)
        for situation, handling, needs, rule in OTHERS
    )
    rows = [_silence(found, early), second, third, fourth, _doubles(found, older), last]
    return table_from(pd.DataFrame(rows, columns=list(REGISTER.columns)), REGISTER)


def _silence(found: SlaExceptions, early: int) -> tuple[str, ...]:
    told = "The customer is silent", f"pause after {FEWEST_MESSAGES} messages of ours"
    pauses = len(found.pauses)
    if Status.PENDING not in found.pausing_states:
        return "no_target", *told, "The policy does not pause while the customer is awaited.", "R-EX-01"
    if not pauses:
        return "no_data", *told, "No pause is known in this period.", "R-EX-01"
    words = (
        f"{fmt.count(early)} of {fmt.plural(pauses, 'pause')} ({fmt.share(early / pauses)}) began earlier."
    )
    return "warning" if early else "on_target", *told, words, "R-EX-01"


def _doubles(found: SlaExceptions, older: int) -> tuple[str, ...]:
    told = "Duplicate", "merge; the original's promise counts"
    count = len(found.duplicates)
    if not count:
        return "no_data", *told, "No ticket was merged into another in this period.", "R-EX-05"
    lost = int((found.duplicates["original_row"] < 0).sum())
    words = f"{fmt.plural(count, 'duplicate')} without a promise of their own; "
    words += f"{fmt.count(older)} older: the original counts from there" if older else "none is older"
    words += f"; the original of {fmt.count(lost)} is not in the data." if lost else "."
    return "warning" if lost else "on_target", *told, words, "R-EX-05"
