"""What the detectors of the queue ask, and how to read them."""

from __future__ import annotations

from core.insight.integrity import queueing as q
from core.insight.integrity.detector import Detector

QUEUEING = (
    Detector(
        "D-008", "Invisible backlog", "overview", "Do open tickets lie where nobody looks?",
        "Open tickets, not waiting for the customer, on which nothing happened for over three days:"
        " over 5 %. Who looked is not stored.",
        "Tickets that wait for a date that the customer named.",
        "Which list would have shown these tickets? Who owns that list?",
        ("backlog_age", "stuck_tickets"), look=q.invisible_backlog,
    ),
    Detector(
        "D-078", "Hidden from the queue", "queue", "Are tickets held outside every team's queue?",
        "Open tickets that somebody holds and that belong to no team: any.",
        "A team that was renamed or dissolved.",
        "Is there a view that shows tickets without a team?",
        ("queue_depth", "backlog_count"), look=q.queue_hiding,
    ),
    Detector(
        "D-079", "Status limbo", "queue", "Does “in progress” mean that somebody works on it?",
        "Open tickets, not on hold nor pending after a question, with no event for over 24 opening"
        " hours: over 10 %.",
        "Work elsewhere, such as in a bug tracker or by phone.",
        "What is the next step of each, and whose is it?",
        ("backlog_age", "requester_wait_time"), look=q.status_limbo,
    ),
    Detector(
        "D-082", "Assignment hoarding", "queue", "Does somebody hold more than can be done?",
        "One person holds over two weeks of their own work and twice their part of it, or has not started"
        " tickets at twice the others' share.",
        "Leave, a project, a specialist whom everybody assigns to.",
        "Who put the tickets there? Would the person be glad to give some back?",
        ("unassigned_count", "first_response_time"), look=q.assignment_hoarding, is_personal=True,
    ),
    Detector(
        "D-083", "Slow sorting", "queue", "How long until a ticket reaches the right queue?",
        "Over half of the tickets waited more than an opening hour, or a quarter of the promised"
        " answer, to be sorted; or one person makes 80 % of the first sortings.",
        "Teams that take tickets straight from one list, without sorting.",
        "Could a rule do what is done by hand? What happens on that person's holiday?",
        ("first_response_time",), look=q.triage_delay, is_personal=True,
    ),
    Detector(
        "D-085", "Old tickets that nobody raises", "queue", "Does age make anybody act?",
        "Open tickets past twice their promise whose priority, tier and team never changed: over 5 %.",
        "Agreed long work, such as a fix in the next release.",
        "Who is told when a ticket passes its promise, and what may they do?",
        ("backlog_age", "resolution_sla_met_rate"), look=q.no_ageing_escalation,
    ),
    Detector(
        "D-087", "Third-level bottleneck", "tiers", "Does work pile up with the specialists?",
        "More than a tenth of the open third-level tickets are older than 14 days.",
        "Faults that wait for a release.",
        "Which of these only waits to be told of a release?",
        ("resolution_time", "backlog_age"), look=q.specialist_bottleneck,
    ),
    Detector(
        "D-100", "Routing by hand", "tooling", "How much is sorted by people?",
        "Over half of the assignments were made by a person for somebody else.",
        "Few tickets, or a lead who balances the load on purpose.",
        "Which three kinds could a rule send?",
        ("cost_per_ticket",), look=q.manual_routing,
    ),
    Detector(
        "D-127", "One person at the end of every line", "other sources", "Which tickets wait for one person?",
        "Over 20 % of resolved tickets ended with a founder or executive, or, where roles are not"
        " told, were passed to one and the same person.",
        "The first months of a company.",
        "What would somebody else need to close them?",
        ("founder_support_hours", "resolution_time"), look=q.founder_bottleneck, is_personal=True,
    ),
    Detector(
        "D-061", "Cherry-picking", "metrics", "Are the easy tickets taken first?",
        "At each pick, the ticket's place by expected work among the free tickets of its team and"
        " priority: one person's mean below 0.35, or an older ticket left lying in over 60 % of picks.",
        "A newcomer told to take a few kinds, or a specialist.",
        "Who agreed on what to take? Does the figure count tickets or work?",
        ("resolved_count", "average_handle_time", "tickets_per_agent_day"), look=q.cherry_picking,
        is_personal=True,
    ),
)  # fmt: skip
