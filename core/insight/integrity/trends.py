"""Detectors of figures that improve while what they stand for gets worse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.data.columns import EventType
from core.facts.event_log import Ints
from core.facts.ticket_table import Flags
from core.insight.integrity.case import Case
from core.insight.integrity.closing import finished
from core.insight.integrity.detector import Detector
from core.insight.integrity.effects import level_change, rate_change, share_change
from core.insight.integrity.evidence import Evidence, Missing, Outcome, both, either
from core.insight.integrity.marks import asks_again, comes_back, dissatisfied, has_repeats

NO_PAST = Missing("at least four weeks before the period")
LEAST_PAST = 28.0


def speed(case: Case, change: float) -> Evidence:
    """Median time to the first response."""
    now, before = case.created_in(), case.created_in(before=True)
    minutes = case.column("first_response_minutes")
    return level_change(minutes[now], minutes[before], now, change, "median first response in minutes")


def effort(case: Case, change: float) -> Evidence:
    """Median work on a resolved ticket."""
    now, before = case.resolved_in(), case.resolved_in(before=True)
    minutes = case.column("time_worked_minutes")
    return level_change(minutes[now], minutes[before], now, change, "median handling minutes")


def _is_single(case: Case, rows: Ints) -> Flags:
    return np.asarray(case.column("public_reply_count")[rows] == 1)


def _is_moved(case: Case, rows: Ints) -> Flags:
    return np.asarray(np.nan_to_num(case.column("reassignment_count")[rows]) > 0)


def _is_solved_at_once(case: Case, rows: Ints) -> Flags:
    calm = case.column("escalation_count")[rows] == 0
    return np.asarray(~comes_back(case, rows) & calm & _is_single(case, rows))


def _is_repeated(case: Case, rows: Ints) -> Flags:
    return asks_again(case, rows, case.resolved[rows])


MARKS: dict[str, Callable[[Case, Ints], Flags]] = {
    "reopened": comes_back,
    "repeated": _is_repeated,
    "one reply": _is_single,
    "moved": _is_moved,
    "solved at once": _is_solved_at_once,
}
"""What a resolved ticket may be."""


def _shares(case: Case, name: str) -> tuple[Flags, Flags, Ints]:
    now, before = finished(case), finished(case, before=True)
    return MARKS[name](case, now), MARKS[name](case, before), now


def share_of(case: Case, name: str, points: float, words: str) -> Evidence:
    """By how many points a share of resolved tickets moved."""
    return share_change(*_shares(case, name), points, words)


def count_of(case: Case, name: str, change: float, words: str) -> Evidence:
    """By which share of itself a share of resolved tickets moved."""
    now, before, rows = _shares(case, name)
    return rate_change(
        int(now.sum()), int(before.sum()), (len(now), max(len(before), 1)), rows[now], change, words
    )


def unhappy(case: Case, points: float) -> Outcome:
    """By how many points the share of bad ratings moved."""
    now, before, bad = case.resolved_in(), case.resolved_in(before=True), dissatisfied(case)
    rated = np.isfinite(case.column("csat_score"))
    now, before = now[rated[now]], before[rated[before]]
    if not len(now):
        return Missing("ratings of customers")
    return share_change(bad[now], bad[before], now, points, "customers with two of five points or fewer:")


def speed_over_quality(case: Case) -> Outcome:
    """D-001."""
    if case.reach_before < LEAST_PAST:
        return NO_PAST
    faster = either(speed(case, -0.10), effort(case, -0.10))
    worse = either(
        share_of(case, "reopened", 2.0, "opened again within 72 hours:"),
        count_of(case, "repeated", 0.10, "resolved tickets whose customer asked again"),
    )
    return both(faster, worse)


def first_contact_inflation(case: Case) -> Outcome:
    """D-055."""
    if case.reach_before < LEAST_PAST or not has_repeats(case):
        return NO_PAST
    return both(
        share_of(case, "solved at once", 5.0, "solved at first contact:"),
        share_of(case, "repeated", 2.0, "customer asked again within 72 hours:"),
    )


def _volume(case: Case, change: float) -> Evidence:
    now, before = case.resolved_in(), case.resolved_in(before=True)
    spans = (case.span_days, case.reach_before)
    return rate_change(len(now), len(before), spans, now, change, "tickets resolved")


def individual_over_team(case: Case) -> Outcome:
    """D-059: fewer notes on colleagues' tickets while more is resolved."""
    if case.reach_before < LEAST_PAST:
        return NO_PAST
    if not case.tells(EventType.INTERNAL_NOTE):
        return Missing("internal notes and who wrote them")
    notes = case.notes[case.actor(case.notes) != case.agent_terms[case.row(case.notes)]]
    now, before = notes[case.inside(case.at(notes))], notes[case.inside(case.at(notes), before=True)]
    done = len(case.resolved_in()), len(case.resolved_in(before=True))
    helping = rate_change(len(now), len(before), done, case.row(now), -0.30, "notes on colleagues' tickets")
    return both(helping, _volume(case, 0.02))


def single_metric(case: Case) -> Outcome:
    """D-060: one figure 10 % better while two companions are 5 % worse."""
    if case.reach_before < LEAST_PAST:
        return NO_PAST
    minutes, now = case.column("net_resolution_minutes"), case.resolved_in()
    slower = level_change(
        minutes[now], minutes[case.resolved_in(before=True)], now, 0.05, "median resolution in minutes"
    )
    bad = unhappy(case, 2.0)
    companions = [
        slower, count_of(case, "reopened", 0.05, "opened again"),
        count_of(case, "moved", 0.05, "changed owner"),
        count_of(case, "repeated", 0.05, "asked again"), *([bad] if isinstance(bad, Evidence) else []),
    ]  # fmt: skip
    worst = sorted(companions, key=lambda part: (not part.is_beyond, np.nan_to_num(part.p, nan=1.0)))
    better = either(
        speed(case, -0.10), _volume(case, 0.10), count_of(case, "one reply", 0.10, "solved in one reply")
    )
    second = worst[1]
    spread = Evidence(
        second.value, second.limit, second.unit, second.n, min(1.0, second.p * (len(companions) - 1)),
        second.is_beyond, f"{worst[0].words}; {second.words}", second.rows,
    )  # fmt: skip
    return both(better, spread)


def rushing(case: Case) -> Outcome:
    """D-114: more one-reply endings, moves and repeats at once."""
    if case.reach_before < LEAST_PAST or not has_repeats(case):
        return NO_PAST
    return both(
        count_of(case, "one reply", 0.10, "solved in one reply"),
        count_of(case, "moved", 0.10, "changed owner"),
        count_of(case, "repeated", 0.10, "customer asked again"),
    )


def costly_efficiency(case: Case) -> Outcome:
    """D-118: a paired sign that ticket data shows (R-PS-01, R-PS-02, R-PS-05 in part)."""
    if case.reach_before < LEAST_PAST:
        return NO_PAST
    now, before = case.created_in(), case.created_in(before=True)
    spans = (case.span_days, case.reach_before)
    fewer = rate_change(len(now), len(before), spans, now, -0.05, "tickets created")
    again = share_of(case, "repeated", 2.0, "customer asked again within 72 hours:")
    bad = unhappy(case, 2.0)
    return either(both(speed(case, -0.10), bad), both(fewer, again), both(_volume(case, 0.10), bad))


TRENDS = (
    Detector(
        "D-001", "Speed over quality", "overview", "Do faster answers come back?",
        "First response or handling at least 10 % faster than in the 13 weeks before, while tickets"
        " opened again rose by 2 points or repeats by 10 %, both beyond chance.",
        "A change of mix: more small questions, more new customers.",
        "What did the team change, and what did it hope for?",
        ("first_response_time", "average_handle_time"), look=speed_over_quality,
    ),
    Detector(
        "D-055", "First-contact inflation", "metrics", "Is solved at once really solved?",
        "Solved at first contact up by 5 points while customers who ask again rose by 2 points.",
        "A release that brought the same question to many.",
        "Which tickets would have been escalated last quarter?",
        ("first_contact_resolution_rate", "one_touch_rate"), look=first_contact_inflation,
    ),
    Detector(
        "D-059", "Individuals over the team", "metrics", "Does helping each other pay?",
        "Notes on colleagues' tickets per resolved ticket down by 30 % while more is resolved.",
        "Help that moved to chat.",
        "What would somebody lose today by helping a colleague for an hour?",
        ("tickets_per_agent_day", "resolved_count"), look=individual_over_team,
    ),
    Detector(
        "D-060", "Single-metric obsession", "metrics", "Does one figure improve at the others' cost?",
        "One of first response, tickets resolved or one-reply endings 10 % better, while two of"
        " resolution time, tickets opened again, changes of owner, repeats and bad ratings are 5 % worse.",
        "A month with an unusual mix.",
        "Which figure is talked about most, and what would happen without it?",
        ("first_response_time", "resolved_count"), look=single_metric,
    ),
    Detector(
        "D-114", "Rushing", "other sources", "Is work hurried?",
        "Endings after one reply, changes of owner and repeats all at least 10 % up. The length of"
        " replies is not stored.",
        "A new product with many simple questions.",
        "What is left out when it is busy?",
        ("resolved_count", "one_touch_rate"), look=rushing,
    ),
    Detector(
        "D-118", "Efficiency that costs quality", "other sources", "Is something celebrated that hurts?",
        "Faster or more, while bad ratings rose by 2 points; or fewer tickets, while repeats rose by"
        " 2 points.",
        "A few angry customers in a small sample.",
        "What did we praise last month?",
        ("first_response_time", "resolved_count", "ticket_volume"), look=costly_efficiency,
    ),
)  # fmt: skip
