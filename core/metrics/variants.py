"""Other ways to count a metric, to choose from where sources or other tools disagree.

Choosing one changes what the metric means everywhere at once; its id, its targets and the facts
stay. CSAT as a share and as a mean, and customer effort on either scale, are metrics of their own,
always at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.metrics import METRICS
from core.metrics.definition import Frame, MetricDefinition
from core.metrics.variant_formulas import (
    deflected_question_rate,
    deflected_use_rate,
    first_reply_time,
    net_utilisation,
    no_follow_up_or_escalation_rate,
    no_follow_up_rate,
    productive_time_rate,
    unescalated_rate,
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to count a metric: the ``definition`` it then has, and what sets it apart in words."""

    id: str
    name: str
    definition: MetricDefinition

    @property
    def is_shipped(self) -> bool:
        """Whether it is what counts as long as nobody chooses."""
        return not self.definition.variant


def _shipped(metric: MetricDefinition, id: str, name: str) -> Variant:
    return Variant(id, name, metric)


def _other(metric: MetricDefinition, id: str, name: str, **given: object) -> Variant:
    return Variant(id, name, replace(metric, variant=id, **given))  # type: ignore[arg-type]


FIRST_RESPONSE_TIME = METRICS["first_response_time"]
FIRST_CONTACT_RESOLUTION_RATE = METRICS["first_contact_resolution_rate"]
UTILISATION, DEFLECTION_RATE = METRICS["utilisation"], METRICS["deflection_rate"]

FIRST_RESPONSES = (
    _shipped(FIRST_RESPONSE_TIME, "human_reply", "A person's reply"),
    _other(
        FIRST_RESPONSE_TIME,
        "any_reply",
        "Any reply, automatic ones included",
        question="How long until a customer hears anything?",
        inputs=("created_at", "first_reply_at", "first_response_observed_minutes", "is_open"),
        formula=first_reply_time,
        formula_text="first public reply of anybody, automatic ones included − created, 24x7, over "
        "answered tickets",
        caveats="An automatic receipt makes this short without helping anybody. "
        + FIRST_RESPONSE_TIME.caveats,
        alternatives="Only a person's reply (C-07); divided by all tickets (C-08).",
    ),
)
FIRST_CONTACTS = (
    _shipped(FIRST_CONTACT_RESOLUTION_RATE, "strict", "No follow-up, no escalation, no reopening"),
    _other(
        FIRST_CONTACT_RESOLUTION_RATE,
        "no_escalation",
        "No escalation",
        inputs=("is_finished", "escalation_count"),
        formula=unescalated_rate,
        formula_text="finished without escalation ÷ finished with escalations known",
        needs="changes of team and tier",
        caveats="A ticket that took ten messages counts as solved the first time, as long as nobody else "
        "had to help.",
        alternatives="Without follow-up, without reopening, or all three (C-12).",
    ),
    _other(
        FIRST_CONTACT_RESOLUTION_RATE,
        "no_follow_up",
        "No follow-up",
        inputs=("is_finished", "customer_reply_count"),
        formula=no_follow_up_rate,
        formula_text="finished without follow-up of the customer ÷ finished",
        needs="messages of customers",
        caveats="A customer's thank-you counts as a follow-up, because its text is not read.",
        alternatives="Without escalation, without reopening, or all three (C-12).",
    ),
    _other(
        FIRST_CONTACT_RESOLUTION_RATE,
        "no_follow_up_or_escalation",
        "No follow-up, no escalation",
        inputs=("is_finished", "customer_reply_count", "escalation_count"),
        formula=no_follow_up_or_escalation_rate,
        formula_text="finished without follow-up or escalation ÷ finished",
        needs="messages of customers",
        alternatives="Only one of the two, or without reopening as well (C-12).",
    ),
)
UTILISATIONS = (
    _shipped(UTILISATION, "ticket_time", "Time on tickets, of all time at work"),
    _other(
        UTILISATION,
        "productive_time",
        "All productive time, of all time at work",
        inputs=(
            "ticket_minutes",
            "training_minutes",
            "meeting_minutes",
            "admin_minutes",
            "available_minutes",
        ),
        formula=productive_time_rate,
        formula_text="(tickets + training + meetings + administration) ÷ time at work, breaks and waiting "
        "included",
        alternatives="Time on tickets only (C-20), of hours with or without meetings (C-22).",
    ),
    _other(
        UTILISATION,
        "net_hours",
        "Time on tickets, of time at work without meetings",
        inputs=("ticket_minutes", "meeting_minutes", "available_minutes"),
        formula=net_utilisation,
        formula_text="time on tickets ÷ (time at work − meetings)",
        alternatives="Of all time at work (C-22); all productive time (C-20).",
    ),
)
DEFLECTIONS = (
    _shipped(DEFLECTION_RATE, "visits", "Of visits to articles"),
    _other(
        DEFLECTION_RATE,
        "visits_and_searches",
        "Of visits to articles and searches",
        inputs=("view_count", "ticket_after_view_count", "search_count", "ticket_after_search_count"),
        formula=deflected_use_rate,
        formula_text="article visits and searches without a ticket within 24 h ÷ article visits and searches",
        caveats="Whoever searches and then reads counts twice.",
    ),
    _other(
        DEFLECTION_RATE,
        "questions",
        "Of all questions",
        frame=Frame.COMPANY_DAYS,
        inputs=("deflected_count", "created_count"),
        formula=deflected_question_rate,
        formula_text="article visits without a ticket within 24 h ÷ (those visits + tickets created)",
        caveats="Every visit without a ticket is taken for a question that was answered. Known for the whole "
        "company only, not by category.",
    ),
)
VARIANTS: Mapping[str, tuple[Variant, ...]] = MappingProxyType(
    {
        choices[0].definition.id: choices
        for choices in (FIRST_RESPONSES, FIRST_CONTACTS, UTILISATIONS, DEFLECTIONS)
    }
)
"""Metrics that can be counted in several ways: the shipped way first."""


def metrics_in_use(chosen: Mapping[str, str] = MappingProxyType({})) -> Mapping[str, MetricDefinition]:
    """Every metric by id, counted in the chosen way; choices that do not exist are passed over.

    >>> metrics_in_use({"first_response_time": "any_reply"})["first_response_time"].variant
    'any_reply'
    """
    found = {name: _variant(name, variant) for name, variant in chosen.items()}
    others = {name: variant.definition for name, variant in found.items() if variant is not None}
    return MappingProxyType({**METRICS, **others}) if others else METRICS


def _variant(metric_id: str, variant_id: str) -> Variant | None:
    return next((one for one in VARIANTS.get(metric_id, ()) if one.id == variant_id), None)


def variant_of(metric: MetricDefinition) -> Variant | None:
    """The way in which a definition counts; None for a metric that has only one.

    >>> variant_of(METRICS["first_response_time"]).name
    "A person's reply"
    """
    return next(
        (one for one in VARIANTS.get(metric.id, ()) if one.definition.variant == metric.variant), None
    )


def check_variant(metric_id: str, variant_id: str) -> Variant:
    """The variant with this id. Raises ValueError for a metric without choices or an unknown one."""
    if metric_id not in VARIANTS:
        raise ValueError(f"metric_id: {metric_id!r} is counted in one way only")
    found = _variant(metric_id, variant_id)
    if found is None:
        known = ", ".join(one.id for one in VARIANTS[metric_id])
        raise ValueError(f"variant_id: {metric_id} has no variant {variant_id!r}; known are {known}")
    return found
