"""How the clocks of a policy count, in sentences for customers."""

from __future__ import annotations

from core.data.columns import EventType, Status
from core.sla.matrix import metrics_of
from core.sla.policy import BotRule, ClockKind, Policy, ReopenRule, SlaMetric
from core.sla.wording import METRIC_WORDS, listed

TERMS = ("response", "resolution", "start", "stop")
"""What a policy has to define (R-SD-07)."""
_STATUS_WORDS = {
    Status.UNKNOWN: "in a state that has no name here",
    Status.NEW: "new",
    Status.OPEN: "open",
    Status.PENDING: "waiting for your reply",
    Status.HOLD: "on hold, waiting for somebody else",
}
_BUSINESS_WORDS = (
    "Business hours count only while support is open. Outside opening hours a clock in business hours waits"
    " for the next opening."
)
_ALWAYS_WORDS = "Times that are marked “around the clock” count at every hour of every day."
_FROM_RECEIPT = (SlaMetric.FIRST_RESPONSE, SlaMetric.RESOLUTION)
_REOPEN_WORDS = {
    ReopenRule.NEW_PERIOD: "When a solved request is opened again, a new period with the full resolution"
    " target begins.",
    ReopenRule.CONTINUE: "When a solved request is opened again, its resolution clock goes on from where it"
    " stopped. The time in which the request was solved does not count.",
    ReopenRule.EXTEND: "When a solved request is opened again, its resolution clock goes on from where it"
    " stopped, and the resolution target is added once more. The time in which the request was solved does"
    " not count.",
}


def clock_definitions(policy: Policy) -> dict[str, str]:
    """What response, resolution, start and stop mean under a policy; empty where it does not say."""
    answered = EventType.PUBLIC_REPLY in policy.response_types
    return {
        "response": _response(policy) if answered else "",
        "resolution": "the request is marked as solved or closed",
        "start": "the clocks start when the request is received",
        "stop": "the response clock stops with the response, the resolution clock with the resolution"
        if answered
        else "",
    }


def _response(policy: Policy) -> str:
    if policy.bot_rule is BotRule.ANY_REPLY:
        return "the first message to you, from a person or an automatic one"
    return "the first message from a person to you; an automatic acknowledgement does not count"


def counting_words(policy: Policy) -> list[str]:
    """When clocks start and stop, and which hours count: a sentence or two for each."""
    return [*_starts(policy), *_stops(policy), pause_words(policy), *_changes(policy)]


def _starts(policy: Policy) -> list[str]:
    clocks = {promise.clock for promise in policy.promises}
    first = listed(METRIC_WORDS[metric] for metric in metrics_of(policy) if metric in _FROM_RECEIPT)
    found = [f"The time for {first} counts from the moment the request is received."] if first else []
    found += [_BUSINESS_WORDS] if ClockKind.BUSINESS in clocks else []
    return found + ([_ALWAYS_WORDS] if ClockKind.ALWAYS_ON in clocks else [])


def _stops(policy: Policy) -> list[str]:
    words = {
        SlaMetric.FIRST_RESPONSE: f"The first response is {_response(policy)}. The response clock stops with"
        " it, or with the end of the request where it ends without one.",
        SlaMetric.NEXT_RESPONSE: "After the first response, the clock for the next response starts with your"
        " message and stops with the next message from a person to you.",
        SlaMetric.PERIODIC_UPDATE: "The clock for status updates starts with each message from a person to"
        " you and stops with the next one, or with the end of the request.",
        SlaMetric.RESOLUTION: "The resolution clock stops when the request is marked as solved or closed.",
    }
    return [words[metric] for metric in metrics_of(policy)]


def pause_words(policy: Policy) -> str:
    """When the clocks stand still."""
    if not policy.pausing_states:
        return "The clocks never pause."
    states = listed((_STATUS_WORDS[state] for state in sorted(policy.pausing_states)), "or")
    ends = "when that ends"
    if Status.PENDING in policy.pausing_states:
        ends = "when you reply" if len(policy.pausing_states) == 1 else "when you reply or that ends"
    return f"The clocks pause while the request is {states}. They go on {ends}."


def reopen_words(policy: Policy) -> str:
    """What opening a solved request again does."""
    if SlaMetric.RESOLUTION in metrics_of(policy):
        return _REOPEN_WORDS[policy.reopen_rule]
    return "When a solved request is opened again, no new target for the first response begins."


def _changes(policy: Policy) -> list[str]:
    if not any(promise.priority for promise in policy.promises):
        return []
    return ["When the priority of a request changes, the target of the new priority counts from the start."]
