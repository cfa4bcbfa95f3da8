"""Sixteen ways in which scaling fails, each with an early check (R-FP-01 to R-FP-16)."""

from __future__ import annotations

from core.insight.paired_signs import WEEKLY
from core.insight.ratios import frozen_management
from core.insight.signals import QA, QUARTERS, UTILISATION, at_least, nothing_is_measured, stated
from core.insight.signals_compare import beyond, changed, compared_words, moved, state_of
from core.insight.signals_findings import Evidence, Outcome, Rule, State, missing, unknown
from core.insight.signals_windows import (
    BEFORE_182,
    LAST_30,
    LAST_90,
    LAST_91,
    LAST_182,
    LAST_YEAR,
    NOW,
)
from core.insight.warning_signs import HEADS

COVERAGE, REVIEWED, REVIEWS = "article_coverage", "reviewed_ticket_share", "review_coverage"
BOT_TURNS = "tickets with more than two replies of a bot"
EARLY_LEAVERS, SURVEYED = "starters who left within 90 days", "survey answers"
COST = "cost_per_ticket"


def scaling_before_process(evidence: Evidence) -> Outcome:
    """R-FP-01: fewer than 80 % of topics have an article while two or more people start in 90 days."""
    covered, came = evidence.figure(COVERAGE, NOW), evidence.figure("starters", LAST_90)
    lacking = missing(covered, came)
    words = f"{covered.name}: {covered.words()}; {came.value:.0f} started in {came.window}"
    return lacking or Outcome(state_of(covered.value < 0.80 and came.value >= 2, True), words)


def bot_loops(evidence: Evidence) -> Outcome:
    """R-FP-02: more than 5 % of tickets that a bot answered get a third reply of it."""
    return beyond(evidence.figure(BOT_TURNS, LAST_90), over=0.05)


def agents_are_not_asked(evidence: Evidence) -> Outcome:
    """R-FP-03: no survey of the agents in 90 days, or utilisation over 90 %."""
    asked = stated(
        evidence, "R-FP-03", "an answer: were the agents asked how they are, in 90 days?", bad=False
    )
    return at_least(1, (asked, beyond(evidence.figure(UTILISATION, LAST_91), over=0.90)))


def quality_is_ignored(evidence: Evidence) -> Outcome:
    """R-FP-04: volume up 20 % in a quarter while some agents go without reviews."""
    volume = evidence.pair(WEEKLY, QUARTERS)
    found, reviews = changed(*volume, lambda by: by.ratio >= 1.20), evidence.figure(REVIEWS, LAST_91)
    if found.state in {State.UNKNOWN, State.NOT_MET}:
        return found
    lacking = missing(reviews)
    is_past = reviews.value < 1.0
    words = f"{found.evidence}; {reviews.name}: {reviews.words()}"
    return lacking or Outcome(found.state if is_past else State.NOT_MET, words)


def change_is_not_managed(evidence: Evidence) -> Outcome:
    """R-FP-05: tools or processes changed, and nobody was trained within 14 days, as somebody says."""
    return stated(
        evidence, "R-FP-05", "an answer: did tools or processes change without training within 14 days?"
    )


def quality_decays_silently(evidence: Evidence) -> Outcome:
    """R-FP-06: a smaller part of the tickets is reviewed while volume rises."""
    shares, volume = evidence.pair(REVIEWED, QUARTERS), evidence.pair(WEEKLY, QUARTERS)
    lacking = missing(*shares, *volume)
    if lacking:
        return lacking
    is_past = moved(*shares).by < 0 and moved(*volume).by > 0
    is_clear = moved(*shares).is_clear and moved(*volume).is_clear
    return Outcome(state_of(is_past, is_clear), f"{compared_words(*shares)}; {compared_words(*volume)}")


def cost_explodes(evidence: Evidence) -> Outcome:
    """R-FP-07: after 25 % more heads, cost per ticket is up and QA down over two quarters."""
    pairs = [evidence.pair(name, (LAST_182, BEFORE_182)) for name in (HEADS, COST, QA)]
    lacking = missing(*(each for pair in pairs for each in pair))
    if lacking:
        return lacking
    heads, cost, quality = (moved(*pair) for pair in pairs)
    is_past = heads.ratio >= 1.25 and cost.by > 0 and quality.by < 0
    words = "; ".join(compared_words(*pair) for pair in pairs)
    return Outcome(state_of(is_past, cost.is_clear and quality.is_clear), words)


def wrong_people_are_hired(evidence: Evidence) -> Outcome:
    """R-FP-08: more than 20 % of the year's starters left within their first 90 days."""
    return beyond(evidence.figure(EARLY_LEAVERS, LAST_YEAR), over=0.20)


def satisfaction_is_not_tracked(evidence: Evidence) -> Outcome:
    """R-FP-10: no survey was answered in 30 days."""
    found = evidence.figure(SURVEYED, LAST_30)
    return missing(found) or Outcome(
        state_of(found.value == 0, True), f"{found.value:.0f} answers in {found.window}"
    )


def bugs_are_not_fixed(evidence: Evidence) -> Outcome:
    """R-FP-11: the same fault for four weeks, ten times a week, without a fix under way."""
    return stated(evidence, "R-FP-11", "causes of tickets with links to their fixes, or an answer")


def managers_are_frozen(evidence: Evidence) -> Outcome:
    """R-FP-12: see R-MR-01."""
    return frozen_management(evidence)


def leaders_come_from_within(evidence: Evidence) -> Outcome:
    """R-FP-13: all of four or more moves into leadership in 24 months came from within."""
    return stated(
        evidence,
        "R-FP-13",
        "an answer: did all leaders of the last two years (four or more) come from within?",
    )


def service_is_treated_as_technology(evidence: Evidence) -> Outcome:
    """R-FP-14: more servers and a few clever people in place of investment in people."""
    return stated(evidence, "R-FP-14", "an answer: does money for support go into people too?", bad=False)


def culture_is_diluted(evidence: Evidence) -> Outcome:
    """R-FP-15: nobody says any more what good service means here."""
    return stated(evidence, "R-FP-15", "an answer: is it written down what good service means?", bad=False)


def bureaucracy(evidence: Evidence) -> Outcome:
    """R-FP-16: more mandatory fields or approvals for each ticket while resolution gets slower."""
    said = evidence.answers.get("R-FP-16")
    if said is None:
        return unknown("an answer: did mandatory fields or approvals grow in the last quarter?")
    speed = evidence.pair("resolution_time", QUARTERS)
    slower = changed(*speed, lambda by: by.ratio > 1.0)
    if not said.value or slower.state is State.UNKNOWN:
        return Outcome(State.NOT_MET, f"answered {said.words()}") if not said.value else slower
    return Outcome(slower.state, f"answered {said.words()}; {slower.evidence}")


FAILURE_PATTERNS = (
    Rule(
        "R-FP-01", "Scaling before process", "write answers down before people start", scaling_before_process
    ),
    Rule("R-FP-02", "Bot loops", "a fast way to a person", bot_loops),
    Rule("R-FP-03", "Agents neglected", "ask them, watch tenure and workload", agents_are_not_asked),
    Rule("R-FP-04", "Quality ignored in growth", "make quality as visible as speed", quality_is_ignored),
    Rule("R-FP-05", "Change without preparation", "involve, explain, give time", change_is_not_managed),
    Rule("R-FP-06", "Silent decay of quality", "a quality figure on the main board", quality_decays_silently),
    Rule(
        "R-FP-07",
        "Hire, drop, hire more",
        "eliminate, deflect, automate, accelerate, then hire",
        cost_explodes,
    ),
    Rule("R-FP-08", "Wrong people hired", "look at who leaves first", wrong_people_are_hired),
    Rule("R-FP-09", "Nothing measures the work", "utilisation and turnaround first", nothing_is_measured),
    Rule("R-FP-10", "Satisfaction not tracked", "ask after each solution", satisfaction_is_not_tracked),
    Rule("R-FP-11", "Calls instead of fixes", "change the product", bugs_are_not_fixed),
    Rule("R-FP-12", "Managers frozen", "a fixed ratio to the front line", managers_are_frozen),
    Rule("R-FP-13", "Leaders only from within", "hire some from outside", leaders_come_from_within),
    Rule("R-FP-14", "Service treated as technology", "invest in people", service_is_treated_as_technology),
    Rule("R-FP-15", "Culture diluted", "keep saying what good service is", culture_is_diluted),
    Rule("R-FP-16", "Bureaucracy", "only the processes that are needed", bureaucracy),
)
