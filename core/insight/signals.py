"""When to scale: fifteen timing signals (R-SC-01 to R-SC-15) as rules over the team's own figures."""

from __future__ import annotations

from collections.abc import Iterable

from core.insight.signals_compare import beyond, changed, slope, state_of, together
from core.insight.signals_findings import (
    Evidence,
    Outcome,
    Rule,
    State,
    missing,
    shift_words,
    unknown,
)
from core.insight.signals_windows import BASE_26, BEFORE_91, LAST_7, LAST_28, LAST_30, LAST_90, LAST_91, NOW

FRT, CSAT, QA, FCR = "first_response_time", "csat_rate", "qa_score", "first_contact_resolution_rate"
VOLUME, SLA, UTILISATION, OVERTIME = "ticket_volume", "response_sla_met_rate", "utilisation", "overtime_rate"
NEWEST = "days since the newest value"
SPIKE = "category against its usual week"
REGULAR_OVERTIME = "agents with overtime in 3 of 4 weeks"
AGENT_QA = "median of the agents' QA scores"
SLA_LIMIT, FCR_HEALTHY, RELATED, STALE_DAYS = 0.95, 0.70, -0.5, 7
GROWTH_EVENT, DISPLACED = "R-SC-08", "R-SC-12"
WEEKS = 13
QUARTERS = (LAST_91, BEFORE_91)


def response_time_creeps(evidence: Evidence) -> Outcome:
    """R-SC-01: mean first response of 13 weeks more than 20 % above the 13 weeks before."""
    now, before = evidence.pair(FRT, QUARTERS)
    return changed(now, before, lambda by: by.ratio > 1.20)


def csat_falls_with_good_people(evidence: Evidence) -> Outcome:
    """R-SC-02: CSAT falls over 13 weeks while the median agent's QA score does not."""
    now, before = evidence.pair(AGENT_QA, QUARTERS)
    trend, lacking = slope(evidence.week(CSAT, WEEKS)), missing(now, before)
    if trend.value != trend.value:
        return unknown("CSAT answers in at least 8 of the last 13 weeks")
    if lacking:
        return lacking
    is_past = trend.value < 0 and now.value >= before.value
    words = f"CSAT {shift_words(trend.value, evidence.week(CSAT, 1)[0].unit)} a week over {trend.weeks} weeks"
    return Outcome(
        state_of(is_past, trend.high < 0), f"{words}; {now.name}: {now.words()} against {before.words()}"
    )


def fcr_falls(evidence: Evidence) -> Outcome:
    """R-SC-03: first contact resolution of 4 weeks more than 10 points below the 26 weeks before."""
    now, before = evidence.pair(FCR, (LAST_28, BASE_26))
    return changed(now, before, lambda by: by.by < -0.10)


def fcr_is_unhealthy(evidence: Evidence) -> Outcome:
    """R-SC-04: first contact resolution below 70 %."""
    return beyond(evidence.figure(FCR, LAST_91), under=FCR_HEALTHY)


def strain(evidence: Evidence) -> Outcome:
    """R-SC-05: at least two of five signs that people carry the load."""
    pairs = {name: evidence.pair(name, QUARTERS) for name in STRAIN}
    signs = (
        changed(*pairs["sick_days_per_agent"], lambda by: by.ratio >= 1.25),
        changed(*pairs["mean tenure"], lambda by: by.ratio <= 0.90),
        changed(*pairs[QA], lambda by: by.by <= -3),
        beyond(evidence.figure(UTILISATION, LAST_91), over=0.90),
        beyond(evidence.figure(OVERTIME, LAST_91), over=0.10),
    )
    return at_least(2, signs)


STRAIN = ("sick_days_per_agent", "mean tenure", QA)


def at_least(count: int, signs: tuple[Outcome, ...]) -> Outcome:
    """Whether at least so many signs are met; not known where those that are not known would decide.

    >>> at_least(2, (Outcome(State.MET), Outcome(State.NOT_MET), Outcome(State.UNKNOWN))).state.value
    'not_known'
    """
    tally = {state: sum(sign.state is state for sign in signs) for state in State}
    words = "; ".join(sign.evidence for sign in signs if sign.evidence)
    needs = "; ".join(sign.needs for sign in signs if sign.needs)
    met, noise, open_ones = tally[State.MET], tally[State.NOISE], tally[State.UNKNOWN]
    head = f"{met} of {len(signs)} met, {open_ones} not known"
    if met >= count:
        state = State.MET
    elif met + noise >= count:
        state = State.NOISE
    else:
        state = State.UNKNOWN if met + noise + open_ones >= count else State.NOT_MET
    return Outcome(state, f"{head}: {words}" if words else head, needs)


def leaving_outruns_hiring(evidence: Evidence) -> Outcome:
    """R-SC-06: more people left than started in 90 days."""
    left, came = evidence.figure("leavers", LAST_90), evidence.figure("starters", LAST_90)
    words = f"{left.value:.0f} left, {came.value:.0f} started in {left.window}, of {left.n} people"
    return missing(left, came) or Outcome(state_of(left.value > came.value, True), words)


def wait_complaints(evidence: Evidence) -> Outcome:
    """R-SC-07: complaints about waiting for each 1,000 tickets up 25 % on the 13 weeks before."""
    now, before = evidence.pair("wait_complaint_rate", QUARTERS)
    return changed(now, before, lambda by: by.ratio >= 1.25)


def growth_is_coming(evidence: Evidence) -> Outcome:
    """R-SC-08: a growth event within 90 days, and fewer agents there than already needed."""
    said = evidence.answers.get(GROWTH_EVENT)
    if said is None:
        return unknown("an answer: is a launch, release or season expected within 90 days?")
    there, needed = evidence.figure("effective_fte", NOW), evidence.figure("required_agents", LAST_28)
    lacking = missing(there, needed)
    if lacking and said.value:
        return lacking
    words = f"growth event within 90 days: {said.words()}"
    if not said.value:
        return Outcome(State.NOT_MET, words)
    words += f"; agents there {there.value:.1f}, needed already {needed.value:.1f} ({needed.window})"
    return Outcome(state_of(there.value < needed.value, there.value < needed.low), words)


def sla_is_missed(evidence: Evidence) -> Outcome:
    """R-SC-09: fewer than 95 % of first replies in time in 3 of the last 4 weeks."""
    weeks = [each for each in evidence.week(SLA, 4) if each.is_known]
    whole = evidence.figure(SLA, LAST_28)
    if len(weeks) < 4:
        return unknown(whole.needs or "promised first replies in each of the last 4 weeks")
    below = [each for each in weeks if each.value < SLA_LIMIT]
    words = f"{len(below)} of the last 4 weeks below 95 %; {whole.name}: {whole.words()}"
    return Outcome(state_of(len(below) >= 3, whole.high < SLA_LIMIT), words)


def overtime_is_regular(evidence: Evidence) -> Outcome:
    """R-SC-10: at least half of the agents worked overtime in 3 or more of the last 4 weeks."""
    found = evidence.figure(REGULAR_OVERTIME, LAST_28)
    words = f"{found.name}: {found.value * found.n:.0f} of {found.n} ({found.window})"
    return missing(found) or Outcome(state_of(found.value >= 0.5, True), words)


def quality_gives_way(evidence: Evidence) -> Outcome:
    """R-SC-11: weekly QA or CSAT falls as volume rises: r of −0.5 or less over 13 weeks."""
    volume, found = evidence.week(VOLUME, WEEKS), []
    for name, label in ((CSAT, "CSAT"), (QA, "QA score")):
        r, p, weeks = together(evidence.week(name, WEEKS), volume)
        if r == r:
            found.append(
                (state_of(r <= RELATED, p < 0.05), f"{label} and volume: r = {r:.2f} over {weeks} weeks")
            )
    if not found:
        return unknown("CSAT answers or reviews in at least 8 of the last 13 weeks")
    return Outcome(worst(state for state, _ in found), "; ".join(words for _, words in found))


def worst(states: Iterable[State]) -> State:
    """The gravest of some states: met, then within noise, then not met.

    >>> worst([State.NOT_MET, State.NOISE]).value
    'within_noise'
    """
    found = set(states)
    return next(state for state in (State.MET, State.NOISE, State.NOT_MET, State.UNKNOWN) if state in found)


def opportunities_are_displaced(evidence: Evidence) -> Outcome:
    """R-SC-12: support work displaces other opportunities, as somebody says."""
    return stated(evidence, DISPLACED, "an answer: does support work keep people from other opportunities?")


def stated(evidence: Evidence, question: str, needs: str, *, bad: bool = True) -> Outcome:
    """A rule that rests on an answer alone; ``bad``: the answer that meets it."""
    said = evidence.answers.get(question)
    if said is None:
        return unknown(needs)
    return Outcome(State.MET if said.value is bad else State.NOT_MET, f"answered {said.words()}")


def category_spikes(evidence: Evidence) -> Outcome:
    """R-SC-13: a category at twice its usual week or more: look for a fault before hiring."""
    found = evidence.figure(SPIKE, LAST_7)
    words = f"{found.name}: {found.value:.1f} times its usual week (n = {found.n:,} in the last 7 days)"
    return missing(found) or Outcome(state_of(found.value >= 2, found.low > 1), words)


def nothing_is_measured(evidence: Evidence) -> Outcome:
    """R-SC-14: turnaround or utilisation have no data for 30 days."""
    names = {"resolution_time": "turnaround", UTILISATION: "utilisation"}
    found = {word: evidence.figure(name, LAST_30) for name, word in names.items()}
    lacking = [word for word, each in found.items() if not each.is_known]
    words = "; ".join(f"{word}: {each.words()}" for word, each in found.items())
    return Outcome(state_of(bool(lacking), True), words)


def figures_are_stale(evidence: Evidence) -> Outcome:
    """R-SC-15: a figure whose newest value is older than seven days, at the end of the data."""
    ages = [each for (name, _), each in evidence.figures.items() if name == NEWEST and each.is_known]
    if not ages:
        return unknown("any figure with a date")
    old = [each for each in ages if each.value > STALE_DAYS]
    told = ", ".join(f"{each.name} {each.value:.0f} days" for each in old or ages)
    return Outcome(state_of(bool(old), True), f"newest values: {told}")


SIGNALS = (
    Rule("R-SC-01", "Response time creeps up", "demand outruns capacity", response_time_creeps),
    Rule(
        "R-SC-02",
        "CSAT falls though people do well",
        "capacity, not skill",
        csat_falls_with_good_people,
    ),
    Rule("R-SC-03", "First contact resolution falls", "rushing, transfers, partial answers", fcr_falls),
    Rule(
        "R-SC-04",
        "First contact resolution below 70 %",
        "knowledge or tools are missing",
        fcr_is_unhealthy,
    ),
    Rule("R-SC-05", "Strain", "people carry the load first", strain),
    Rule("R-SC-06", "More leave than start", "acted too late", leaving_outruns_hiring),
    Rule("R-SC-07", "Complaints about waiting", "a late sign, before people say no", wait_complaints),
    Rule("R-SC-08", "Growth ahead", "capacity has to be there 60 to 90 days earlier", growth_is_coming),
    Rule("R-SC-09", "First replies late, week after week", "a reason to hire", sla_is_missed),
    Rule("R-SC-10", "Overtime is regular", "a reason to hire", overtime_is_regular),
    Rule("R-SC-11", "Quality drops when volume rises", "a reason to hire", quality_gives_way),
    Rule("R-SC-12", "Support displaces other work", "a reason to hire", opportunities_are_displaced),
    Rule("R-SC-13", "A category spikes", "look for a fault before hiring", category_spikes),
    Rule("R-SC-14", "Not measured", "the team cannot know when to scale", nothing_is_measured),
    Rule("R-SC-15", "Looked at too seldom", "a monthly view costs four bad weeks", figures_are_stale),
)
