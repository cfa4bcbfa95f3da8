"""The loop from tickets to the product and back: all of it waits for a record of feedback."""

from __future__ import annotations

from core.metrics.definition import Direction, Level, MetricDefinition, Unit
from core.metrics.waiting import _waiting


def _feedback(id: str, name: str, question: str, waits_for: str, **given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.SHARE,
        "direction": Direction.HIGHER_IS_BETTER,
        "sources": ("handbook 1.10",),
        "owner": "product managers",
        "review": "weekly",
    }
    return _waiting(id, name, question, waits_for, **(shared | given))


FEEDBACK_RATE = _feedback(
    "feedback_rate",
    "Feedback submitted",
    "How much of what we hear reaches the product?",
    "feedback handed on to product or engineering, with its ticket",
    direction=Direction.IN_RANGE,
    formula_text="tickets handed on as feedback ÷ tickets",
    catalog_ids=("feedback_submitted_pct",),
    owner="support leads",
    gamed_by=("D-009",),
)
FEEDBACK_RESPONSE_RATE = _feedback(
    "feedback_response_rate",
    "Feedback answered",
    "Does the product side answer?",
    "the answers of product or engineering to feedback",
    formula_text="feedback answered ÷ feedback submitted",
    catalog_ids=("feedback_response_pct",),
    owner="product managers and engineering leads",
    gamed_by=("D-009", "D-033"),
)
FEEDBACK_ACKNOWLEDGEMENT_TIME = _feedback(
    "feedback_acknowledgement_time",
    "Time to acknowledge feedback",
    "How long until somebody says they have seen it?",
    "when feedback was submitted and acknowledged",
    unit=Unit.MINUTES,
    direction=Direction.LOWER_IS_BETTER,
    formula_text="acknowledged − submitted; mean, median, p90",
    catalog_ids=("feedback_ack_days",),
    gamed_by=("D-033",),
)
TICKETS_REDUCED = _feedback(
    "tickets_reduced",
    "Tickets spared by fixes",
    "Do fixes keep people from having to ask?",
    "when a fix for a topic was shipped",
    unit=Unit.NUMBER,
    level=Level.BUSINESS,
    formula_text="tickets of the topic before the fix − after it, over stretches of the same length",
    review="quarterly",
)
FEATURE_ADOPTION = _feedback(
    "feature_adoption",
    "Adoption of requested features",
    "Do people use what they asked for?",
    "who uses a feature that was asked for, and who could",
    level=Level.BUSINESS,
    formula_text="customers who use it ÷ customers who could",
    review="quarterly",
)
NPS_GAIN = _feedback(
    "nps_gain",
    "NPS gained by changes",
    "Do changes make people recommend us?",
    "when a change that was asked for was shipped",
    unit=Unit.POINTS,
    level=Level.CUSTOMER,
    formula_text="net promoter score after − before a change",
    catalog_ids=("nps_gain_from_changes",),
    review="quarterly",
)

DEFINITIONS = (
    FEEDBACK_RATE,
    FEEDBACK_RESPONSE_RATE,
    FEEDBACK_ACKNOWLEDGEMENT_TIME,
    TICKETS_REDUCED,
    FEATURE_ADOPTION,
    NPS_GAIN,
)
