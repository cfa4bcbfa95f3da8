"""Five warning signs (R-WS-01 to R-WS-05): 13 weeks against the 13 weeks before."""

from __future__ import annotations

from itertools import pairwise

from core.insight.signals import CSAT, FRT, QUARTERS, worst
from core.insight.signals_compare import beyond, changed, compared_words, moved, state_of
from core.insight.signals_findings import Evidence, Outcome, Rule, State, missing
from core.insight.signals_windows import LAST_90, LAST_YEAR

HEADS, ESCALATIONS, SPREAD = "head_count", "escalation_rate", "spread of agents' accuracy"
TURNOVER = "annual turnover"
ESCALATION_LIMIT, TURNOVER_LIMIT = 0.20, 0.40


def response_times_rise(evidence: Evidence) -> Outcome:
    """R-WS-01: first response more than 5 % slower, and three months in a row rising."""
    now, before = evidence.pair(FRT, QUARTERS)
    found = changed(now, before, lambda by: by.ratio > 1.05)
    months = [each.value for each in evidence.month(FRT, 4) if each.is_known]
    if found.state in {State.UNKNOWN, State.NOT_MET}:
        return found
    if len(months) < 4:
        return Outcome(State.UNKNOWN, found.evidence, "four whole months of first replies")
    rises = all(later > earlier for earlier, later in pairwise(months))
    words = f"{found.evidence}; {'three months rising' if rises else 'not three months in a row rising'}"
    return Outcome(found.state if rises else State.NOT_MET, words)


def csat_is_flat_despite_hiring(evidence: Evidence) -> Outcome:
    """R-WS-02: at least 10 % more heads, and CSAT less than one point better."""
    heads, csat = evidence.pair(HEADS, QUARTERS), evidence.pair(CSAT, QUARTERS)
    lacking = missing(*heads, *csat)
    if lacking:
        return lacking
    is_past = moved(*heads).ratio >= 1.10 and moved(*csat).by < 0.01
    words = f"{compared_words(*heads)}; {compared_words(*csat)}"
    return Outcome(state_of(is_past, True), words)


def escalations_climb(evidence: Evidence) -> Outcome:
    """R-WS-03: escalations 3 points up, or across 20 %."""
    now, before = evidence.pair(ESCALATIONS, QUARTERS)
    crosses = before.value <= ESCALATION_LIMIT < now.value
    return changed(now, before, lambda by: by.by >= 0.03 or crosses)


def answers_differ(evidence: Evidence) -> Outcome:
    """R-WS-04: agents' accuracy on the same kind of ticket spreads 20 % wider."""
    now, before = evidence.pair(SPREAD, QUARTERS)
    return changed(now, before, lambda by: by.ratio >= 1.20)


def turnover_jumps(evidence: Evidence) -> Outcome:
    """R-WS-05: turnover of 90 days, by the year, over 40 % or 1.5 times the own year's."""
    now, year = evidence.figure(TURNOVER, LAST_90), evidence.figure(TURNOVER, LAST_YEAR)
    lacking = missing(now, year)
    if lacking:
        return lacking
    high = beyond(now, over=TURNOVER_LIMIT)
    limit = 1.5 * year.value
    jump = state_of(now.value >= limit > 0, now.low >= limit)
    return Outcome(worst((high.state, jump)), f"{high.evidence}; own year: {year.words()}")


WARNING_SIGNS = (
    Rule("R-WS-01", "Response times creep up", "demand outpaces capacity", response_times_rise),
    Rule(
        "R-WS-02",
        "CSAT is flat despite hiring",
        "the process, not the number of people",
        csat_is_flat_despite_hiring,
    ),
    Rule("R-WS-03", "Escalations climb", "tools or authority are lacking", escalations_climb),
    Rule("R-WS-04", "Answers differ", "gaps in knowledge widen", answers_differ),
    Rule("R-WS-05", "Turnover jumps", "people burn out", turnover_jumps),
)
