"""What the detectors of handoffs and escalations ask, and how to read them."""

from __future__ import annotations

from core.insight.integrity import handing_over as h
from core.insight.integrity.detector import Detector

HANDING_OVER = (
    Detector(
        "D-002", "Ticket ping-pong", "overview", "Do tickets bounce between people or teams?",
        "Resolved tickets with three changes of owner or more, or that went back to where they came from:"
        " over 5 %, or one product area at four times the others' share.",
        "Shift handovers, and questions that really need two teams.",
        "Which pair of teams bounces most, and who owns the kind of ticket that does?",
        ("handoffs_per_ticket", "first_response_time"), look=h.ticket_tennis,
    ),
    Detector(
        "D-005", "Escalation avoidance", "overview", "Does the first line keep what it cannot solve?",
        "First-line tickets, never escalated, that took over twice the slowest tenth of their kind"
        " in the weeks before, or came back twice: over 5 %, or one agent at twice the others' share.",
        "Customers who answer after weeks, and kinds of tickets too rare to compare.",
        "What happens to somebody who escalates? Is it easy, and does it count against them?",
        ("escalation_rate", "tier_one_share"), look=h.escalation_avoidance, is_personal=True,
    ),
    Detector(
        "D-029", "Escalation black hole", "escalation", "Does anybody take what is escalated?",
        "Escalations on which nobody but the sender did anything within 48 hours: over 10 %."
        " Weekends count.",
        "Work in another system, such as a bug tracker.",
        "Who is told of an escalation, and how? Where is the receiving team's own list?",
        ("escalation_rate", "resolution_time"), look=h.escalation_black_hole,
    ),
    Detector(
        "D-030", "Handoff without context", "escalation", "Do colleagues tell what they know?",
        "Changes of owner with no internal note within half an hour: over 10 %. What a note says is"
        " not stored.",
        "A handover that is spoken, or a form that is not imported.",
        "What does the receiver need to know, and where would it be written?",
        ("handoffs_per_ticket",), look=h.context_free_handoff,
    ),
    Detector(
        "D-032", "Skipped level", "escalation", "Do ordinary tickets jump over a level?",
        "Escalations of P3 to P5 that rise two tiers at once: over 2 %.",
        "Kinds of questions that the middle level cannot answer by agreement.",
        "Was the middle level asked? Would a routing rule be more honest?",
        ("escalation_rate",), look=h.skip_level,
    ),
    Detector(
        "D-086", "Escalation as a way out", "tiers", "Are tickets passed on before anybody tried?",
        "Escalations within five minutes of taking the ticket, with no answer and no note before:"
        " over 20 %.",
        "Clear rules that send a kind straight on, such as outages.",
        "Which kinds are they? Should they be routed there at once?",
        ("resolution_time", "average_handle_time"), look=h.escalation_as_way_out,
    ),
    Detector(
        "D-089", "Rigid tiers", "tiers", "Do tickets wait at a level that never solves them?",
        "Tickets of kinds of which 70 % end at a higher level, that waited at the first one for over"
        " half the promised answer: over 20 %.",
        "A first line that gathers logs for the next one.",
        "What does the first level add to these? What stops sending them straight on?",
        ("first_response_time", "tier_two_share"), look=h.tier_rigidity,
    ),
    Detector(
        "D-092", "Escalation shame", "tiers", "Does somebody escalate only when it is too late?",
        "One person's median time to escalation at least twice that of the others (rank test).",
        "Harder tickets, part-time hours, a newcomer who wants to learn.",
        "Ask what would have made it easier to ask for help. Never open with the figure.",
        ("escalation_rate",), look=h.escalation_shame, is_personal=True,
    ),
    Detector(
        "D-093", "Escalated and forgotten", "tiers", "Does the first agent stay with the customer?",
        "Escalations with two steps or more to come, on which the sender never acts again: over 80 %.",
        "A written rule that ownership moves.",
        "Who tells the customer that it is solved? Does the first agent learn the answer?",
        ("resolved_count",), look=h.vanishing_owner,
    ),
    Detector(
        "D-094", "Escalation without a reason", "tiers", "Is it written down why?",
        "Escalations with no internal note within ten minutes: over 10 %.",
        "Reasons kept in a field that is not imported.",
        "Would the receiver have needed to ask back? What would have saved the question?",
        ("escalation_rate",), look=h.undocumented_escalation,
    ),
    Detector(
        "D-116", "A layer that only forwards", "other sources", "What does the partner solve?",
        "Tickets that began in a partner's team (by its name) and were forwarded: over 20 %.",
        "A partner hired for nights or languages only.",
        "What may the partner decide without asking?",
        ("first_response_time", "cost_per_ticket"), look=h.outsourcing_layer,
    ),
    Detector(
        "D-125", "The customer tells it again", "other sources", "Do handoffs cost customers words?",
        "Handoffs after which the customer wrote within a day, before anybody had answered: over 10"
        " %. Texts are not stored, so a repeated story cannot be told from an impatient question.",
        "Slow answers that have nothing to do with the handoff.",
        "Read five of them. Did the customer repeat facts that the ticket already held?",
        ("handoffs_per_ticket",), look=h.repeated_story,
    ),
)  # fmt: skip
