"""Design checks of what a policy says, and of how it is lived with."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.sla.dates import microseconds_of
from core.sla.design_inputs import NO_SLA_POLICY, AlertStep, DesignInputs, Finding, cannot_tell, judged
from core.sla.loosening import compared_limits, not_looser
from core.sla.matrix import priorities_of, tiers_of
from core.sla.policy_words import TERMS, clock_definitions
from core.sla.wording import listed, percent

WARNING_SHARE = 0.8
REVIEW_DAYS = 31
MICROSECONDS_PER_DAY = 86_400_000_000
ANSWER_IT = "Answer the question on the page Settings."


def criteria_are_written(inputs: DesignInputs) -> Finding:
    """R-SD-04: every priority of the policy has a written criterion."""
    if inputs.policy is None:
        return NO_SLA_POLICY
    written = {name.strip().lower() for name, text in inputs.policy.definitions.items() if text.strip()}
    names = priorities_of(inputs.policy)
    if not names:
        return judged(False, "the policy names no priority", 0, "Promise limits by priority.")
    missing = [name for name in names if name.strip().lower() not in written]
    figure = f"{len(names) - len(missing)} of {len(names)} priorities have a written criterion"
    advice = f"Write a criterion with an example for {listed(missing)}."
    details = tuple(f"{name}: {text}" for name, text in inputs.policy.definitions.items() if text.strip())
    return judged(not missing, figure, len(missing), advice, details)


def tiers_are_covered(inputs: DesignInputs) -> Finding:
    """R-SD-06: every customer tier has promises of its own, and customers were told."""
    if inputs.policy is None:
        return NO_SLA_POLICY
    if not inputs.customer_tiers:
        return cannot_tell("customer tiers", "Import customers with their tier, or tickets that state it.")
    named = {tier.strip().lower() for tier in tiers_of(inputs.policy)}
    missing = [tier for tier in inputs.customer_tiers if tier.strip().lower() not in named]
    count = len(inputs.customer_tiers)
    published = inputs.policy.published_at
    told = f"published {published:%Y-%m-%d}" if published else "not published"
    figure = f"{count - len(missing)} of {count} customer tiers have promises of their own; {told}"
    steps = [f"Add promises for {listed(missing)}."] if missing else []
    steps += [] if published else ["Publish the SLA document and note the date."]
    return judged(not missing and bool(published), figure, len(missing), " ".join(steps))


def terms_are_defined(inputs: DesignInputs) -> Finding:
    """R-SD-07: response, resolution, start and stop are defined."""
    definitions = inputs.clock_definitions
    if definitions is None and inputs.policy is None:
        return NO_SLA_POLICY
    if definitions is None:
        definitions = clock_definitions(inputs.policy) if inputs.policy else {}
    missing = [term for term in TERMS if not definitions.get(term, "").strip()]
    figure = f"{len(TERMS) - len(missing)} of {len(TERMS)} terms are defined"
    details = tuple(f"{term}: {definitions[term]}" for term in TERMS if term not in missing)
    return judged(not missing, figure, len(missing), f"Say what {listed(missing)} means.", details)


def priorities_differ(inputs: DesignInputs) -> Finding:
    """R-SD-11: limits loosen strictly from each priority to the next."""
    if inputs.policy is None:
        return NO_SLA_POLICY
    compared, problems = compared_limits(inputs.policy, inputs.at), not_looser(inputs.policy, inputs.at)
    if not compared:
        return cannot_tell("two priorities in a known order with a limit for the same", "Name them P1 to P5.")
    figure = f"{len(problems)} of {compared} limits are not looser than those of the priority above"
    advice = "Give each priority longer limits than the one above it."
    return judged(not problems, figure, len(problems), advice, tuple(problems))


def can_pause(inputs: DesignInputs) -> Finding:
    """R-SD-12: the policy has pausing states, and tickets were in them."""
    if inputs.policy is None:
        return NO_SLA_POLICY
    if not inputs.policy.pausing_states:
        return judged(False, "no state pauses the clock", 0, "Let clocks pause while customers are awaited.")
    if inputs.pause_count is None:
        return cannot_tell("the history of ticket states", "Import tickets with their events.")
    figure = f"{inputs.pause_count:,} pauses in the data"
    return judged(inputs.pause_count > 0, figure, inputs.pause_count, "Use the pausing states of the policy.")


def warns_and_escalates(inputs: DesignInputs) -> Finding:
    """R-SD-13: a warning at 80 % at the latest, escalation at the breach, and a manager who is told."""
    alerts = inputs.alerts
    if alerts is None:
        return cannot_tell("the alert rules", "Set alert rules.")
    steps = {
        "a warning at 80 %": any(0 < step.share <= WARNING_SHARE for step in alerts),
        "escalation at the breach": any(step.escalates and step.share <= 1 for step in alerts),
        "notice to a manager": _tells_manager(alerts),
    }
    missing = [name for name, there in steps.items() if not there]
    figure = f"{len(steps) - len(missing)} of {len(steps)} steps in place"
    figure += f"; missing: {listed(missing)}" if missing else ""
    return judged(not missing, figure, len(missing), f"Add alert rules for {listed(missing)}.")


def is_reviewed(inputs: DesignInputs) -> Finding:
    """R-SD-14: the policy was reviewed within the last 31 days."""
    if inputs.policy is None:
        return NO_SLA_POLICY
    reviewed = inputs.policy.reviewed_at
    if reviewed is None or inputs.as_of is None:
        return cannot_tell("the date of the last review", "Review performance monthly and note the date.")
    days = (inputs.at - microseconds_of(reviewed)) / MICROSECONDS_PER_DAY
    figure = f"last review {reviewed:%Y-%m-%d}, {max(days, 0):,.0f} days ago"
    return judged(days <= REVIEW_DAYS, figure, days, "Review last month's performance and note the date.")


def is_no_punishment(inputs: DesignInputs) -> Finding:
    """R-SD-16: the team's own answer."""
    answer = inputs.answers.get("R-SD-16")
    if answer is None:
        return cannot_tell("the team's answer", ANSWER_IT)
    advice = "Use breaches to mend the process, not to judge people."
    return judged(answer, f"the team's answer: {_yes(answer)}", float(answer), advice)


def hears_customers(inputs: DesignInputs) -> Finding:
    """R-SD-17: the team's own answer, beside the satisfaction of tickets in and out of target."""
    answer, shown = inputs.answers.get("R-SD-17"), _satisfaction(inputs)
    if answer is None:
        return cannot_tell(f"the team's answer; {shown}", ANSWER_IT)
    split = inputs.satisfaction
    gap = split.met_rate - split.breached_rate if split else math.nan
    advice = "Look at customers' answers in the SLA review."
    return judged(answer, f"the team's answer: {_yes(answer)}; {shown}", gap, advice)


def _satisfaction(inputs: DesignInputs) -> str:
    split = inputs.satisfaction
    if split is None or not (split.breached_count or split.met_count):
        return "customer satisfaction is not known"
    breached = _satisfied(split.breached_rate, split.breached_count)
    met = _satisfied(split.met_rate, split.met_count)
    return f"satisfied where a promise was broken: {breached}; where all were kept: {met}"


def _satisfied(rate: float, count: int) -> str:
    return f"{percent(rate)} of {count:,} answers" if count else "no answers"


def _tells_manager(alerts: Sequence[AlertStep]) -> bool:
    return any("manager" in name.lower() for step in alerts for name in step.recipients)


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
