"""Detectors of tickets that are closed for the figure: too early, just in time, and open again."""

from __future__ import annotations

import numpy as np

from core.data.columns import MISSING_INSTANT
from core.facts.event_log import Ints
from core.facts.ticket_table import Flags
from core.insight.integrity.case import Case
from core.insight.integrity.detector import Detector
from core.insight.integrity.effects import bunching, group_beside_rest, share_over, share_ratio
from core.insight.integrity.evidence import Missing, Outcome, both, either
from core.insight.integrity.marks import asks_again, comes_back, used_share

NO_PROMISE = Missing("a promised time to resolution, and the events of tickets")
NO_STATUS = Missing("when tickets changed their status")
NEAR = 0.8
"""The last fifth of the promised time."""


def is_premature(case: Case, rows: Ints) -> Flags:
    """Opened or asked again within 72 hours, solved without a word, or over an open question."""
    resolved = case.resolved[rows]
    silent = case.last_at(case.replies, rows, resolved) == MISSING_INSTANT
    asked = case.last_at(case.questions, rows, resolved)
    told = case.last_at(case.replies, rows, resolved)
    ignored = (asked != MISSING_INSTANT) & (told < asked)
    said = case.column("public_reply_count")[rows] >= 0
    again = comes_back(case, rows) | asks_again(case, rows, resolved)
    return np.asarray(again | ((silent | ignored) & said))


def finished(case: Case, *, before: bool = False) -> Ints:
    """Tickets resolved in the window (or ``before`` it) whose status changes are told."""
    rows = case.resolved_in(before=before)
    return np.asarray(rows[~np.isnan(case.column("requester_wait_minutes")[rows])])


def premature_closure(case: Case) -> Outcome:
    """D-054."""
    rows = finished(case)
    if not len(rows):
        return NO_STATUS
    hit, (agent, names) = is_premature(case, rows), case.agents
    words = "resolutions came back within 72 hours, or were solved over an open question"
    return either(share_over(hit, rows, 0.10, words), group_beside_rest(hit, rows, agent[rows], names, words))


def _promised(case: Case) -> tuple[Ints, np.ndarray]:
    rows = finished(case)
    used = used_share(case, rows, case.resolved[rows])
    known = ~np.isnan(used)
    return rows[known], used[known]


def closed_at_the_limit(case: Case) -> Outcome:
    """D-004: a spike just under the limit whose tickets come back."""
    rows, used = _promised(case)
    if not len(rows):
        return NO_PROMISE
    back, last = comes_back(case, rows), (used > 0.9) & (used <= 1.0)
    return both(
        bunching(used, rows, 2.0, "resolutions"),
        share_ratio(back[last], back[~last], rows[last], 2.0, "came back within 72 hours"),
    )


def resolution_without_resolution(case: Case) -> Outcome:
    """D-071: closed in the last fifth of the promise, and open again more often than others."""
    rows, used = _promised(case)
    if not len(rows):
        return NO_PROMISE
    hit, near = is_premature(case, rows), (used >= NEAR) & (used <= 1.0)
    early = used < NEAR
    return share_ratio(hit[near], hit[early], rows[near], 2.0, "came back, late against earlier closures")


def activity_over_outcomes(case: Case) -> Outcome:
    """D-058: net resolved ÷ resolved below 0.9, so more than a tenth opened again."""
    rows = finished(case)
    if not len(rows):
        return NO_STATUS
    again = case.next_at(case.reopenings, rows, case.resolved[rows]) <= case.as_of
    return share_over(again, rows, 0.10, "resolutions were opened again later")


CLOSING = (
    Detector(
        "D-054", "Premature closure", "metrics",
        "Are tickets called solved before they are?",
        "Resolutions that came back within 72 hours, whose customer wrote again about the same, or"
        " that were solved without an answer: 10 % of all, or one agent at twice the others' share.",
        "A product fault that returns, customers who add a thank-you, an agent who gets the hardest"
        " tickets.",
        "Read five of the tickets together. Was the answer right and did something new happen? Who sets the"
        " closing target, and what does it reward?",
        ("resolution_time", "resolved_count", "one_touch_rate"), look=premature_closure, is_personal=True,
    ),
    Detector(
        "D-004", "Closed just under the limit", "overview",
        "Do resolutions crowd just under the promised time, and come back?",
        "At least twice as many resolutions in the last tenth of the promise as in the tenth before,"
        " and those opened again within 72 hours at least twice as often as others.",
        "Alerts at 90 % that make people finish real work in time: then the tickets stay closed.",
        "What happens in the team when a promise is about to break? What would have happened to"
        " these tickets without the deadline?",
        ("resolution_sla_met_rate", "resolution_time"), look=closed_at_the_limit,
    ),
    Detector(
        "D-071", "Resolution without resolution", "SLA",
        "Are tickets closed late in the promise worth less than those closed early?",
        "Tickets closed at 80 to 100 % of the promise that came back at least twice as often as"
        " those closed earlier.",
        "Late tickets are the harder ones, and harder tickets come back more.",
        "Compare tickets of one category only. Is it still so? Then ask what the last hours look like.",
        ("resolution_sla_met_rate",), look=resolution_without_resolution,
    ),
    Detector(
        "D-058", "Activity over outcomes", "metrics",
        "How much of what is counted as resolved stays so?",
        "More than a tenth of the resolutions of the window were opened again.",
        "A help desk that opens tickets on every thank-you.",
        "Which count is on the wall, resolved or lasting? Why did the ten most recent open again?",
        ("resolved_count", "tickets_per_agent_day"), look=activity_over_outcomes,
    ),
)  # fmt: skip
