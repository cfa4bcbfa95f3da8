"""Design checks of hours: are they written down, and is somebody there whenever the clock runs?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from core.sla.contact_hours import HOURS_OF_WEEK, ContactHours, hours_words
from core.sla.design_inputs import NO_SLA_POLICY, DesignInputs, Finding, cannot_tell, judged
from core.sla.policy import ClockKind, Promise, SlaMetric
from core.sla.priority_order import is_most_urgent, place_of
from core.sla.wording import listed

FAST_RESPONSE_SECONDS = 15 * 60
AGENTS_FOR_FAST_RESPONSE = 3
"""More than two, the printed bad example being 15 minutes with two agents."""
SET_HOURS = "Set opening hours, their zone and holidays on the page Settings."
NO_PLAN = cannot_tell("planned shifts", "Import shifts to see who is there in each hour of the week.")


def hours_are_documented(inputs: DesignInputs) -> Finding:
    """R-SD-05: opening hours with their zone, and holidays for every year of the next twelve months."""
    if inputs.policy is None:
        return NO_SLA_POLICY
    if all(promise.clock is ClockKind.ALWAYS_ON for promise in inputs.promises):
        return judged(True, "every promise runs around the clock", 0, "")
    if inputs.hours is None or inputs.as_of is None:
        return cannot_tell("opening hours", SET_HOURS)
    if inputs.hours.is_assumed:
        return judged(False, f"no opening hours are set; assumed: {inputs.hours.name}", 0, SET_HOURS)
    return _holidays_listed(inputs.hours, inputs.as_of)


def _holidays_listed(hours: ContactHours, as_of: datetime) -> Finding:
    years = {day.year for day in hours.holidays}
    missing = [str(year) for year in hours.years_ahead(as_of) if year not in years]
    ahead = hours.holidays_ahead(as_of)
    figure = f"{hours.timezone}, {len(ahead)} holidays in the next twelve months"
    figure += f"; none listed for {listed(missing)}" if missing else ""
    advice = f"Add the holidays of {listed(missing)} to {hours.name}."
    return judged(not missing, figure, len(ahead), advice, tuple(hours.week_words()))


def only_critical_is_always_on(inputs: DesignInputs) -> Finding:
    """R-SD-08: only the most urgent priority runs around the clock."""
    if inputs.policy is None:
        return NO_SLA_POLICY
    found = [p.priority or "any priority" for p in _always_on(inputs) if not is_most_urgent(p.priority)]
    unknown = sorted({name for name in found if name != "any priority" and place_of(name) is None})
    if unknown and len(unknown) == len(set(found)):
        return cannot_tell(f"how urgent {listed(unknown)} is", "Name the priorities P1 to P5.")
    names = sorted(set(found))
    figure = f"{len(found)} promises around the clock for priorities that are not the most urgent one"
    figure += f": {listed(names)}" if names else ""
    return judged(not found, figure, len(found), f"Let {listed(names)} count opening hours only.")


def always_on_is_staffed(inputs: DesignInputs) -> Finding:
    """R-SD-09: where a promise runs around the clock, somebody is on shift or on call in all 168 hours."""
    if inputs.policy is None:
        return NO_SLA_POLICY
    if not _always_on(inputs):
        return judged(True, "no promise runs around the clock", 0, "")
    if inputs.staffing is None:
        return NO_PLAN
    empty = [hour for hour, people in enumerate(inputs.staffing.reachable) if people < 1]
    figure = f"{len(empty)} of {HOURS_OF_WEEK} hours of the week without anybody on shift or on call"
    advice = "Plan somebody on call for these hours, or promise opening hours only."
    return judged(not empty, figure + _over(inputs), len(empty), advice, tuple(hours_words(empty)))


def fast_response_is_realistic(inputs: DesignInputs) -> Finding:
    """R-SD-10: a response within 15 minutes needs more than two agents in every hour in which it counts."""
    if inputs.policy is None:
        return NO_SLA_POLICY
    fast = [promise for promise in inputs.promises if _is_fast(promise)]
    if not fast:
        return judged(True, "no response is promised within 15 minutes", 0, "")
    if inputs.staffing is None:
        return NO_PLAN
    covered = _covered_hours(fast, inputs.hours)
    if not covered:
        return cannot_tell("opening hours", "Set opening hours on the page Settings.")
    return _enough_agents(inputs, covered, inputs.staffing.on_shift)


def _enough_agents(inputs: DesignInputs, covered: Sequence[int], staff: Sequence[int]) -> Finding:
    thin = [hour for hour in covered if staff[hour] < AGENTS_FOR_FAST_RESPONSE]
    figure = f"{len(thin)} of {len(covered)} covered hours with fewer than {AGENTS_FOR_FAST_RESPONSE} agents"
    fewest = min(staff[hour] for hour in covered)
    advice = "Promise fast responses only in hours with more than two agents, or loosen them."
    details = tuple(hours_words(thin))
    return judged(not thin, f"{figure}, {fewest} at the least{_over(inputs)}", fewest, advice, details)


def _covered_hours(fast: Iterable[Promise], hours: ContactHours | None) -> list[int]:
    """The hours of the week in which a fast response is due; none where they are not known."""
    if any(promise.clock is ClockKind.ALWAYS_ON for promise in fast):
        return list(range(HOURS_OF_WEEK))
    return sorted(hours.open_hours()) if hours is not None else []


def _always_on(inputs: DesignInputs) -> list[Promise]:
    return [promise for promise in inputs.promises if promise.clock is ClockKind.ALWAYS_ON]


def _is_fast(promise: Promise) -> bool:
    return promise.metric is SlaMetric.FIRST_RESPONSE and promise.seconds <= FAST_RESPONSE_SECONDS


def _over(inputs: DesignInputs) -> str:
    weeks = inputs.staffing.weeks if inputs.staffing else ""
    return f" ({weeks})" if weeks else ""
