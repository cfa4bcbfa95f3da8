"""Detectors around promises: stopped clocks, targets that are never met, silence between updates."""

from __future__ import annotations

import numpy as np

from core.facts.log_view import instants_of
from core.insight.integrity.case import DAY, HOUR, Case
from core.insight.integrity.detector import Detector
from core.insight.integrity.effects import group_beside_rest, share_over
from core.insight.integrity.evidence import EffectUnit, Evidence, Missing, Outcome, either
from core.insight.integrity.marks import by_agent, pauses, used_share

NO_PROMISE = Missing("promises that hold for these tickets")
SILENT = HOUR // 2
WEEK = 7 * DAY


def clock_manipulation(case: Case) -> Outcome:
    """D-069: pauses entered late and without a word."""
    events, _ = pauses(case)
    events = events[case.inside(case.at(events)) & by_agent(case, events)]
    rows, at = case.row(events), case.at(events)
    used = used_share(case, rows, at)
    known = ~np.isnan(used)
    if not known.any():
        return Missing("when tickets were set to pending, and a promised time to resolution")
    events, rows, at, used = events[known], rows[known], at[known], used[known]
    silent = case.last_at(case.replies, rows, at) < at - SILENT
    hit = silent & (used >= 0.8) & (used <= 1.0)
    words = "pauses began in the last fifth of the promise, without a word"
    actors = case.actor(events)
    return either(share_over(hit, rows, 0.40, words), group_beside_rest(hit, rows, actors, case.words, words))


def _decided(case: Case, metric: str, since: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, instants and breaches of promises of a kind that were decided since an instant."""
    clocks = case.clocks
    row, at = clocks["ticket_row"].to_numpy(), instants_of(clocks, "decided_at")
    outcome = clocks["outcome"].to_numpy()
    kept = (at >= since) & (at < case.end) & case.chosen[row]
    kept &= (outcome == "met") | (outcome == "breached")
    if metric:
        kept &= (clocks["metric"] == metric).to_numpy()
    return row[kept], at[kept], outcome[kept] == "breached"


def vanity_promise(case: Case) -> Outcome:
    """D-070: attainability below 95 % over 90 days."""
    rows, _, broken = _decided(case, "resolution", case.end - 90 * DAY)
    more = _decided(case, "first_response", case.end - 90 * DAY)
    rows, broken = np.concatenate([rows, more[0]]), np.concatenate([broken, more[2]])
    if not len(rows):
        return NO_PROMISE
    return share_over(broken, rows, 0.05, "promises of the last 90 days were broken")


def breach_normalisation(case: Case) -> Outcome:
    """D-074: six or more of the last eight weeks below 95 %, and no promise changed."""
    rows, at, broken = _decided(case, "resolution", case.end - 8 * WEEK)
    if not len(rows):
        return NO_PROMISE
    week = (case.end - 1 - at) // WEEK
    n = np.bincount(week, minlength=8)[:8]
    bad = np.bincount(week[broken], minlength=8)[:8]
    below = int(((n > 0) & (bad > 0.05 * n)).sum())
    whole = share_over(broken, rows, 0.05, "promised resolutions of eight weeks were broken")
    acted = any(case.end - 8 * WEEK <= change < case.end for change in case.policy_changes)
    words = f"{below} of 8 weeks below 95 %, {whole.words}" + (", but a promise was changed" if acted else "")
    return Evidence(
        float(below), 6.0, EffectUnit.WEEKS, whole.n, whole.p, below >= 6 and not acted, words, whole.rows
    )


def no_update_cadence(case: Case) -> Outcome:
    """D-031: promised updates that did not come."""
    rows, _, broken = _decided(case, "periodic_update", case.start)
    if not len(rows):
        return Missing("a promise of regular updates that holds for these tickets")
    return share_over(broken, rows, 0.10, "update intervals passed without a word")


PROMISES = (
    Detector(
        "D-069", "Pausing just before the breach", "SLA",
        "Is the clock stopped because the customer has to answer, or because it runs out?",
        "Pauses set at 80 to 100 % of the promise with no public message in the half hour before: 40"
        " % of all pauses, or one agent at twice the others' share.",
        "Calls that are not logged; waiting for another firm; a question asked in a merged ticket.",
        "What was the customer asked, and where? Does the team know that a pause needs a question?",
        ("resolution_sla_met_rate", "net_resolution_time"), look=clock_manipulation, is_personal=True,
    ),
    Detector(
        "D-070", "A promise nobody can keep", "SLA", "Was the promise ever within reach?",
        "More than 5 % of all promises decided in the last 90 days were broken.",
        "One bad incident, a hiring gap, a customer who sent a flood of tickets.",
        "Who chose the figure, and from which past? What would it take to keep it?",
        ("sla_met_rate",), look=vanity_promise,
    ),
    Detector(
        "D-074", "Breaches as the normal state", "SLA", "Has missing the target become usual?",
        "Six or more of the last eight weeks below 95 % of promised resolutions kept, and no promise"
        " changed.",
        "A change that is under way but not in the data: a hire, an agreement with customers.",
        "What was decided the last time the target was missed, and who did it?",
        ("resolution_sla_met_rate",), look=breach_normalisation,
    ),
    Detector(
        "D-031", "No word in between", "escalation", "Do customers hear from us while they wait?",
        "More than a tenth of the promised update intervals passed without a public message.",
        "Updates on a status page or by phone that tickets do not show.",
        "Where do customers look for news? Does anybody own the next update of an old ticket?",
        ("update_sla_met_rate",), look=no_update_cadence,
    ),
)  # fmt: skip
