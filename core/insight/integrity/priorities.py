"""Detectors of urgency that is claimed rather than there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import EventType
from core.facts.event_log import Ints
from core.facts.ticket_table import Flags
from core.insight.integrity.case import FAR, HOUR, Case
from core.insight.integrity.detector import Detector
from core.insight.integrity.effects import group_beside_rest, share_over, share_ratio
from core.insight.integrity.evidence import Missing, Outcome, both, either

NO_PRIORITIES = Missing("the priority that tickets began with, as P1 to P5")
EARLY = 4 * HOUR


def _changes(case: Case) -> tuple[Ints, Flags, Flags]:
    """Priority changes, and which of them raise or lower (P1 is highest)."""
    events = case.of_kind(EventType.PRIORITY_CHANGED)
    rank = np.array(
        [*(int(w[1]) if len(w) == 2 and w[0] in "Pp" and w[1].isdigit() else 0 for w in case.words), 0]
    )
    before, after = rank[case.log.from_term[events]], rank[case.log.to_term[events]]
    known = (before > 0) & (after > 0)
    return events, known & (after < before), known & (after > before)


def _urgent(case: Case, rows: Ints) -> Flags:
    return np.asarray(case.tickets["first_priority"].astype(object).to_numpy()[rows] == "P1")


def _lowered(case: Case) -> Flags:
    events, _, lower = _changes(case)
    found = np.zeros(case.size, bool)
    found[case.row(events[lower])] = True
    return found


def severity_inflation(case: Case) -> Outcome:
    """D-021: begun at the top, lowered later."""
    rows = case.created_in()
    urgent = _urgent(case, rows)
    if not (case.tickets["first_priority"] == "P1").any():
        return NO_PRIORITIES
    top = rows[urgent]
    return both(
        share_over(_lowered(case)[top], top, 0.30, "tickets that began as P1 were lowered later"),
        share_over(urgent, rows, 0.05, "tickets began as P1"),
    )


def priority_inflation(case: Case) -> Outcome:
    """D-077: too many at the top, or one person or customer who raises what others lower."""
    rows = case.created_in()
    if not (case.tickets["first_priority"] == "P1").any():
        return NO_PRIORITIES
    urgent, lowered = _urgent(case, rows), _lowered(case)
    customer, names = _customers(case)
    begun = group_beside_rest(
        urgent & lowered[rows], rows, customer[rows], names, "began as P1 and were lowered"
    )
    events, raised, lower = _changes(case)
    kept = case.inside(case.at(events))
    undone = case.next_at(events[lower], case.row(events), case.at(events)) < FAR
    handled = case.assignments
    handled = handled[case.inside(case.at(handled))]
    up = events[raised & kept & undone]
    flags = np.concatenate([np.ones(len(up), bool), np.zeros(len(handled), bool)])
    who = np.concatenate([case.actor(up), case.log.to_term[handled].astype(np.int64)])
    both_rows = np.concatenate([case.row(up), case.row(handled)])
    by_person = group_beside_rest(
        flags, both_rows, who, case.words, "raised and lowered again, to tickets taken"
    )
    return either(share_over(urgent, rows, 0.10, "tickets began as P1"), begun, by_person)


def _customers(case: Case) -> tuple[Ints, list[str]]:
    """Each ticket's organisation, where it is known, else its customer."""
    if case.organisations is None:
        return case.codes("customer_key")
    found = pd.Categorical(case.organisations)
    return found.codes.astype(np.int64), [str(name) for name in found.categories]


def loudest_wins(case: Case) -> Outcome:
    """D-084: those who write often are raised more often."""
    events, raised, _ = _changes(case)
    if not len(events):
        return NO_PRIORITIES
    rows = case.created_in()
    rows = rows[~_urgent(case, rows)]
    asked = case.questions[case.at(case.questions) <= case.created[case.row(case.questions)] + EARLY]
    loud = case.count(asked)[rows] >= 2
    up = np.zeros(case.size, bool)
    up[case.row(events[raised])] = True
    words = "raised: customers who wrote twice more in four hours, against others"
    return share_ratio(up[rows[loud]], up[rows[~loud]], rows[loud], 2.0, words)


PRIORITIES = (
    Detector(
        "D-021", "Severity inflation", "escalation", "Is urgent still a word that means something?",
        "Over 30 % of the tickets that began as P1 were lowered later, and over 5 % of all began as P1.",
        "An outage, or a form whose first choice is urgent.",
        "Who sets the first priority, and from what words?",
        ("p1_share", "priority_accuracy"), look=severity_inflation,
    ),
    Detector(
        "D-077", "Priority inflation", "queue", "Who makes everything urgent?",
        "Over 10 % of tickets began as P1; or one customer's began as P1 and were lowered, or one"
        " person raised what was lowered again, at twice the others' share.",
        "A customer with a contract that says so, or a week of real trouble.",
        "What did the customer fear would happen at a lower priority?",
        ("p1_share", "first_response_time"), look=priority_inflation, is_personal=True,
    ),
    Detector(
        "D-084", "The loudest customer wins", "queue", "Does writing often move a ticket forward?",
        "Priority raised at least twice as often for customers who wrote twice more within four"
        " hours. Moods are not stored.",
        "Customers in real trouble write more.",
        "Compare the trouble, not the tone: would a quiet customer have been raised?",
        ("priority_accuracy",), look=loudest_wins,
    ),
)  # fmt: skip
