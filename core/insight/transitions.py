"""Triggers for the next stage (R-TR-01 to R-TR-13), each with the day on which it was first met."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from core.insight.signals_findings import Finding, Outcome, State, Stated, figure_words, unknown
from core.insight.transitions_past import Past, Track, first_met
from core.metrics.definition import Unit

FOUNDER_HOURS, FIRST_REPLY = "founder hours a week", "p90 of first response, 14 days"
MEAN_REPLY, BUSY = "mean first response, 14 days", "utilisation, 14 days"
DAILY, HOLDERS = "tickets per working day, 30 days", "largest share of a category with one agent, 90 days"
CSAT, QA, VOLUME = "CSAT by week", "QA score by week", "tickets by week"
SHORTAGE, UPPER, SPECIAL = "agents missing, by month", "share at levels 2 and 3", "specialist categories"
NEEDED_GROWTH = "growth of agents needed less growth of customers, by quarter"
FRONTLINE, LEADS = "frontline people", "leads"
CLUSTERS, EASY_LOAD, HARD_LOAD = "kinds of work", "tickets for each agent at level 1", "and above"
DAY, HOUR = 1_440.0, 60.0


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: between which stages, what it says, and the check."""

    id: str
    step: str
    name: str
    check: Callable[[Past], Outcome]


def _held(track: Track, is_met: Callable[[float], bool], in_a_row: int = 1) -> Outcome:
    """Met where the newest windows hold it; the first day is told even where it no longer does."""
    if not track.is_known:
        return unknown(track.needs)
    since = first_met(track, is_met, in_a_row)
    last = track.values[-in_a_row:]
    holds = len(last) == in_a_row and all(not math.isnan(value) and is_met(value) for value in last)
    words = track.last() + ("" if holds or since is None else "; no longer met")
    return Outcome(State.MET if holds else State.NOT_MET, words, since=since)


def founder_is_absorbed(past: Past) -> Outcome:
    """R-TR-01: more than 10 founder hours in each of two weeks running; else as the founder says."""
    track, said = past.track(FOUNDER_HOURS), past.answers.get("R-TR-01")
    if track.is_known or said is None:
        return _held(track, lambda hours: hours > 10, 2)
    return Outcome(State.MET if said.value else State.NOT_MET, f"answered {said.words()}", since=_day(said))


def _day(said: Stated) -> date | None:
    return said.at if said.value else None


def customers_wait(past: Past) -> Outcome:
    """R-TR-02: nine tenths of first replies take more than 24 hours, in two windows of 14 days running."""
    return _held(past.track(FIRST_REPLY), lambda minutes: minutes > DAY, 2)


def volume_is_high(past: Past) -> Outcome:
    """R-TR-03: 50 tickets per working day over 30 days is approaching, 100 is due."""
    track = past.track(DAILY)
    found = _held(track, lambda count: count >= 50)
    due = first_met(track, lambda count: count >= 100)
    words = "" if due is None else f"; 100 a day since {due}"
    return Outcome(found.state, found.evidence + words, found.needs, found.since)


def one_person_holds_it(past: Past) -> Outcome:
    """R-TR-04: one agent resolves 80 % of a category in 90 days."""
    return _held(past.track(HOLDERS), lambda share: share >= 0.80)


def quality_slips(past: Past) -> Outcome:
    """R-TR-05: CSAT or QA below target in 3 of 4 weeks while the four weeks before had fewer tickets."""
    volume, found = past.track(VOLUME), []
    for track, target in ((past.track(CSAT), past.csat_target), (past.track(QA), past.qa_target)):
        if track.is_known:
            found.append(_held(_slipping(track, volume, target), lambda weeks: weeks >= 3))
    if not found:
        return unknown("CSAT answers or quality reviews")
    return max(found, key=lambda each: (each.state is State.MET, each.since is not None))


def _slipping(track: Track, volume: Track, target: float) -> Track:
    """Weeks of the last four below target, by week; 0 where volume did not grow."""
    counts = dict(zip(volume.ends, volume.values, strict=True))
    values = []
    for place in range(len(track.ends)):
        last = track.values[max(place - 3, 0) : place + 1]
        grew = _grew([counts.get(end, math.nan) for end in track.ends[max(place - 7, 0) : place + 1]])
        below = sum(value < target for value in last)
        values.append(float(below) if grew else 0.0)
    name = f"weeks of the last four with {track.name[:-8]} below target and more tickets than before"
    return Track(name, track.ends, tuple(values), track.counts, Unit.NUMBER)


def _grew(weeks: Sequence[float]) -> bool:
    """Whether the last four of eight weeks had more tickets than the first four, beyond counting noise."""
    if len(weeks) < 8 or any(math.isnan(week) for week in weeks):
        return False
    now, before = sum(weeks[4:]), sum(weeks[:4])
    return now - before > 1.96 * math.sqrt(now + before)


def hiring_is_behind(past: Past) -> Outcome:
    """R-TR-06: agents needed less those there and those who start soon is above 0 for two months."""
    return _held(past.track(SHORTAGE), lambda missing: missing > 0, 2)


def customers_are_global(past: Past) -> Outcome:
    """R-TR-07: a fifth of the customers is outside the hours that are covered, as somebody says."""
    return _answered(past, "R-TR-07", "customers' time zones, or an answer")


def _answered(past: Past, question: str, needs: str) -> Outcome:
    said = past.answers.get(question)
    if said is None:
        return unknown(needs)
    return Outcome(State.MET if said.value else State.NOT_MET, f"answered {said.words()}", since=_day(said))


def product_is_deep(past: Past) -> Outcome:
    """R-TR-08: more than 30 % at levels 2 and 3, or five categories that end there."""
    upper = _held(past.track(UPPER), lambda share: share > 0.30)
    special = _held(past.track(SPECIAL), lambda count: count >= 5)
    return _either(upper, special)


def _either(*found: Outcome) -> Outcome:
    """Met where one is; then the day of the first, else not met where one is known."""
    known = [each for each in found if each.state is not State.UNKNOWN]
    if not known:
        return unknown("; ".join(each.needs for each in found))
    days = [each.since for each in known if each.since is not None]
    state = State.MET if any(each.state is State.MET for each in known) else State.NOT_MET
    return Outcome(state, "; ".join(each.evidence for each in known), since=min(days, default=None))


def volume_asks_for_automation(past: Past) -> Outcome:
    """R-TR-09: agents needed grow faster than customers, and half of the work repeats, as somebody says."""
    growth, said = past.track(NEEDED_GROWTH), past.answers.get("R-TR-09")
    found = _held(growth, lambda difference: difference > 0)
    if found.state is not State.MET:
        return found
    if said is None:
        return Outcome(State.UNKNOWN, found.evidence, "an answer: is half of the work repetitive?")
    state = State.MET if said.value else State.NOT_MET
    return Outcome(state, f"{found.evidence}; repetitive: {said.words()}", since=found.since)


def replies_are_slow_though_busy(past: Past) -> Outcome:
    """R-TR-10: mean first response above the own threshold while utilisation is at 70 %, over 14 days."""
    reply, busy = past.track(MEAN_REPLY), past.track(BUSY)
    if not reply.is_known or not busy.is_known:
        return unknown("; ".join(each.needs for each in (reply, busy) if not each.is_known))
    at = dict(zip(busy.ends, busy.values, strict=True))
    both = tuple(
        value if at.get(end, math.nan) >= 0.70 else 0.0
        for end, value in zip(reply.ends, reply.values, strict=True)
    )
    found = _held(
        Track(reply.name, reply.ends, both, reply.counts, reply.unit),
        lambda minutes: minutes > past.reply_threshold,
    )
    words = f"{reply.last()}; {busy.last()}; threshold {figure_words(past.reply_threshold, reply.unit)}"
    return Outcome(found.state, words, since=found.since)


def lead_is_missing(past: Past) -> Outcome:
    """R-TR-11: four people in the front line and no lead."""
    return _held(_without_lead(past), lambda heads: heads >= 4)


def _without_lead(past: Past) -> Track:
    front, leads = past.track(FRONTLINE), past.track(LEADS)
    led = dict(zip(leads.ends, leads.values, strict=True))
    heads = tuple(
        value if led.get(end, 0.0) < 1 else 0.0 for end, value in zip(front.ends, front.values, strict=True)
    )
    return Track("frontline people without a lead", front.ends, heads, front.counts, Unit.COUNT, front.needs)


def tiers_are_due(past: Past) -> Outcome:
    """R-TR-12: five people in the front line, and two kinds of work that differ in effort."""
    front = _held(past.track(FRONTLINE), lambda heads: heads >= 5)
    kinds = _held(past.track(CLUSTERS), lambda count: count >= 2)
    if State.UNKNOWN in {front.state, kinds.state}:
        return unknown("; ".join(each.needs for each in (front, kinds) if each.needs))
    days = [each.since for each in (front, kinds) if each.since is not None]
    is_met = front.state is kinds.state is State.MET
    words = f"{front.evidence}; {kinds.evidence}"
    return Outcome(State.MET if is_met else State.NOT_MET, words, since=max(days) if len(days) == 2 else None)


def where_to_add(past: Past) -> Outcome:
    """R-TR-13: where the workload of the two levels differs, add to the heavier one."""
    easy, hard = past.track(EASY_LOAD), past.track(HARD_LOAD)
    if not easy.is_known or not hard.is_known:
        return unknown("tickets with levels, and the roster with levels")
    one, two = easy.values[-1], hard.values[-1]
    level = "level 1" if one > two else "level 2 and above"
    words = f"tickets for each agent in 90 days: level 1 {one:.0f}, level 2 and above {two:.0f}"
    noise = 1.96 * math.hypot(*(row.values[-1] / math.sqrt(max(row.counts[-1], 1)) for row in (easy, hard)))
    if abs(one - two) <= noise:
        return Outcome(State.NOISE, f"{words}; no clear gap", since=None)
    return Outcome(State.MET, f"{words}; add to {level} next", since=easy.ends[-1])


TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        "R-TR-01",
        "stage 1 to 2",
        "Support takes more than 10 hours of the founder's week",
        founder_is_absorbed,
    ),
    Trigger("R-TR-02", "stage 1 to 2", "Customers wait more than 24 hours", customers_wait),
    Trigger("R-TR-03", "stage 2 to 3", "50 to 100 tickets a day", volume_is_high),
    Trigger("R-TR-04", "stage 2 to 3", "One person holds a whole category", one_person_holds_it),
    Trigger("R-TR-05", "stage 2 to 3", "Quality slips while volume grows", quality_slips),
    Trigger("R-TR-06", "stage 2 to 3", "Hiring cannot keep pace", hiring_is_behind),
    Trigger("R-TR-07", "stage 3 to 4", "Customers around the world", customers_are_global),
    Trigger("R-TR-08", "stage 3 to 4", "The product needs deep specialists", product_is_deep),
    Trigger("R-TR-09", "stage 3 to 4", "Volume asks for automation", volume_asks_for_automation),
    Trigger(
        "R-TR-10", "at any stage", "Replies are slow though everybody is busy", replies_are_slow_though_busy
    ),
    Trigger("R-TR-11", "from few people to a lead", "Four people and no lead", lead_is_missing),
    Trigger("R-TR-12", "from a lead to levels", "Levels are due", tiers_are_due),
    Trigger("R-TR-13", "where to add", "Which level carries more", where_to_add),
)


def judge_triggers(past: Past) -> tuple[Finding, ...]:
    """Every trigger's finding, in the order of the catalogue; ``since``: when it was first met.

    >>> {found.state.value for found in judge_triggers(Past())}
    {'not_known'}
    """
    return tuple(_finding(trigger, trigger.check(past)) for trigger in TRIGGERS)


def _finding(trigger: Trigger, found: Outcome) -> Finding:
    return Finding(
        trigger.id, trigger.name, trigger.step, found.state, found.evidence, found.needs, found.since
    )
