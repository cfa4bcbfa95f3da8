"""What the data say to the questions of the self-assessment, each with the figures that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.insight.assessment import Seen
from core.insight.signals_findings import Evidence, Reading
from core.insight.signals_windows import LAST_28, LAST_90, LAST_91, LAST_YEAR, NOW

ASSIGNED, BY_SYSTEM = "tickets with an assignee", "tickets first assigned by the system"
HANDOFF_NOTES, OFFERED = "handoffs with a note", "resolved tickets with a survey"
ONBOARDED, REVIEW_WEEKS = "newcomers with training in 30 days", "weeks with a review"
PLANNED_PEOPLE, HOURS = "people with a planned shift", "hours of the week with somebody planned"
CALIBRATED, OWN_PROMISES = "tickets scored by several reviewers", "own promises"
AGENTS = "agents who hold tickets"
BEYOND_COUNTS = {
    "first_contact_resolution_rate": "first contact resolution",
    "customer_effort": "effort",
    "cost_per_ticket": "cost",
    "utilisation": "utilisation",
}
MOST, HALF, ROUND_THE_CLOCK, ROUTINE = 0.80, 0.50, 0.99, 0.20
"""What counts as "most", "by rule", "every hour" and "a good part"; proposals of ours."""


def _share(reading: Reading, least: float) -> Seen:
    """Yes from a share on; nothing where it is not known."""
    if not reading.is_known:
        return Seen(None, "")
    return Seen(reading.value >= least, f"{reading.name}: {reading.words()}")


def _measured(reading: Reading) -> Seen:
    return Seen(True, f"{reading.name}: {reading.words()}") if reading.is_known else Seen()


def shared_inbox(evidence: Evidence) -> Seen:
    """R-MA-03: most tickets have an assignee, and more than one agent holds some."""
    found, agents = evidence.figure(ASSIGNED, LAST_90), evidence.figure(AGENTS, LAST_90)
    seen = _share(found, MOST)
    if seen.value is None or not agents.is_known:
        return seen
    return Seen(seen.value and agents.value > 1, f"{seen.words}; {agents.value:.0f} {agents.name}")


def response_is_measured(evidence: Evidence) -> Seen:
    """R-MA-02: first replies of the last 90 days are known."""
    return _measured(evidence.figure("first_response_time", LAST_90))


def promises_are_set(evidence: Evidence) -> Seen:
    """R-MA-07: the team keeps promises of its own, not the shipped ones."""
    found = evidence.figure(OWN_PROMISES, NOW)
    if not found.is_known:
        return Seen()
    return Seen(found.value > 0, "own promises are in force" if found.value else "only the shipped promises")


def levels_are_there(evidence: Evidence) -> Seen:
    """R-MA-13: somebody works at level 1 and somebody at level 2 or above."""
    counts = [evidence.figure(f"people at {level}", NOW) for level in ("L1", "L2", "L3")]
    if not any(each.is_known for each in counts):
        return Seen()
    heads = [0 if not each.is_known else int(each.value) for each in counts]
    words = f"people at L1 : L2 : L3 are {heads[0]} : {heads[1]} : {heads[2]}"
    return Seen(heads[0] > 0 and heads[1] + heads[2] > 0, words)


def beyond_counts(evidence: Evidence) -> Seen:
    """R-MA-16: three of four figures beyond counts are there."""
    there = [word for name, word in BEYOND_COUNTS.items() if evidence.figure(name, LAST_90).is_known]
    if not there:
        return Seen(None, "none of them is known here")
    words = f"{len(there)} of {len(BEYOND_COUNTS)} known in the last 90 days: {', '.join(there)}"
    return Seen(len(there) >= 3, words)


def knowledge_is_there(evidence: Evidence) -> Seen:
    """R-MA-04: four fifths of the kinds of ticket have an article."""
    return _share(evidence.figure("article_coverage", NOW), MOST)


def managers_grow(evidence: Evidence) -> Seen:
    """R-MA-24: only the heads are told; whether some came from outside no data tell."""
    front, led = evidence.figure("frontline", NOW), evidence.figure("managers", NOW)
    if not front.is_known or not led.is_known:
        return Seen()
    return Seen(None, f"managers and executives {led.value:.0f}, frontline people {front.value:.0f}")


Look = Callable[[Evidence], Seen]

LOOKS: Mapping[str, Look] = {
    "R-MA-01": lambda e: _measured(e.figure("founder_support_hours", LAST_28)),
    "R-MA-02": response_is_measured,
    "R-MA-03": shared_inbox,
    "R-MA-04": knowledge_is_there,
    "R-MA-07": promises_are_set,
    "R-MA-08": lambda e: _share(e.figure(BY_SYSTEM, LAST_90), HALF),
    "R-MA-10": lambda e: _share(e.figure(HANDOFF_NOTES, LAST_90), MOST),
    "R-MA-11": lambda e: _share(e.figure(OFFERED, LAST_90), HALF),
    "R-MA-13": levels_are_there,
    "R-MA-14": lambda e: _share(e.figure(ONBOARDED, LAST_YEAR), MOST),
    "R-MA-15": lambda e: _share(e.figure(REVIEW_WEEKS, LAST_91), MOST),
    "R-MA-16": beyond_counts,
    "R-MA-18": lambda e: _share(e.figure(PLANNED_PEOPLE, LAST_28), MOST),
    "R-MA-19": lambda e: _share(e.figure(HOURS, LAST_28), ROUND_THE_CLOCK),
    "R-MA-21": lambda e: _share(e.figure(CALIBRATED, LAST_91), 1.0),
    "R-MA-23": lambda e: _share(e.figure("bot_handled_rate", LAST_90), ROUTINE),
    "R-MA-24": managers_grow,
}
"""Questions that data can say something to; the others are for people."""


def seen_in(evidence: Evidence) -> dict[str, Seen]:
    """What the data say to every question they can say something to.

    >>> seen_in(Evidence())["R-MA-08"].value is None
    True
    """
    return {name: look(evidence) for name, look in LOOKS.items()}
