"""The symptom table (13.1): what is wrong, what it may come from, and which figures tell."""

from __future__ import annotations

from core.insight.diagnosis import Cause, Clue, Criterion, Symptom

AGENTS_SHORT = "agents_short"
HEADS_GROWTH = "heads_growth"
EARLY_REOPEN_RATE = "early_reopen_rate"
SHARED_GAPS = "shared_gap_count"
LOW_SOLUTION = "low_score_solution"
LOW_COMMUNICATION = "low_score_communication"
DERIVED = {
    AGENTS_SHORT: "agents needed above those there",
    HEADS_GROWTH: "growth of those who answer, since the period before",
    EARLY_REOPEN_RATE: "resolved tickets opened again within 72 hours",
    SHARED_GAPS: "subjects on which three agents or more are weak",
    LOW_SOLUTION: "review points for the solution, on tickets rated 1 or 2",
    LOW_COMMUNICATION: "review points for communication, on tickets rated 1 or 2",
}
"""Figures that are no metric of their own, in words."""


def _clues(*pairs: tuple[str, Criterion]) -> tuple[Clue, ...]:
    return tuple(Clue(figure, test) for figure, test in pairs)


SYMPTOMS: tuple[Symptom, ...] = (
    Symptom(
        "R-DX-01",
        "Low customer satisfaction",
        _clues(("csat_rate", Criterion.LOW)),
        (
            Cause(
                "Wrong solutions",
                _clues((LOW_SOLUTION, Criterion.LOW), ("reopen_rate", Criterion.HIGH)),
                "Review conversations rated 1 or 2 for the solution, and read the comments.",
                "quality",
            ),
            Cause(
                "Poor communication",
                _clues((LOW_COMMUNICATION, Criterion.LOW), ("qa_score", Criterion.LOW)),
                "Review conversations rated 1 or 2 for tone and clarity.",
                "quality",
            ),
        ),
    ),
    Symptom(
        "R-DX-02",
        "Slow first responses",
        _clues(("first_response_time", Criterion.HIGH)),
        (
            Cause(
                "Understaffing",
                _clues((AGENTS_SHORT, Criterion.ANY), ("utilisation", Criterion.HIGH)),
                "Compare agents needed with those there, by hour of the week.",
                "team",
            ),
            Cause(
                "Poor routing",
                _clues(
                    ("unassigned_count", Criterion.HIGH),
                    ("reassignment_rate", Criterion.HIGH),
                    ("priority_accuracy", Criterion.LOW),
                ),
                "Look at the tickets nobody holds and at those handed on.",
                "queue-health",
            ),
        ),
    ),
    Symptom(
        "R-DX-03",
        "Few tickets solved at first contact",
        _clues(("first_contact_resolution_rate", Criterion.LOW)),
        (
            Cause(
                "Knowledge gaps",
                _clues(
                    ("article_coverage", Criterion.LOW),
                    ("zero_result_rate", Criterion.HIGH),
                    (SHARED_GAPS, Criterion.ANY),
                ),
                "Find subjects without an article and what many agents lack.",
                "quality",
            ),
            Cause(
                "Too much is escalated",
                _clues(
                    ("escalation_rate", Criterion.HIGH),
                ),
                "Read why tickets are escalated; widen what level 1 may decide.",
                "team",
            ),
        ),
    ),
    Symptom(
        "R-DX-04",
        "Many reopened tickets",
        _clues(("reopen_rate", Criterion.HIGH)),
        (
            Cause(
                "Closed too early",
                _clues(
                    (EARLY_REOPEN_RATE, Criterion.HIGH),
                ),
                "Look at tickets opened again within 72 hours of their resolution.",
                "quality",
            ),
            Cause(
                "Wrong solutions",
                _clues(("qa_score", Criterion.LOW), ("csat_rate", Criterion.LOW)),
                "Review reopened conversations for what was missed.",
                "quality",
            ),
        ),
    ),
    Symptom(
        "R-DX-05",
        "Many escalations",
        _clues(("escalation_rate", Criterion.HIGH)),
        (
            Cause(
                "Level 1 lacks training",
                _clues(
                    ("agent_tenure", Criterion.FELL),
                    ("certification_pass_rate", Criterion.LOW),
                    (SHARED_GAPS, Criterion.ANY),
                ),
                "Assess skills at level 1; see who is new.",
                "quality",
            ),
            Cause(
                "Tickets have become harder",
                _clues(
                    ("p1_share", Criterion.ROSE),
                    ("average_handle_time", Criterion.ROSE),
                    ("replies_per_ticket", Criterion.ROSE),
                ),
                "Compare the mix of subjects and the work per ticket with the period before.",
                "team",
            ),
        ),
    ),
    Symptom(
        "R-DX-06",
        "Slower although people work harder",
        _clues(("first_response_time", Criterion.ROSE), ("utilisation", Criterion.ROSE)),
        (
            Cause(
                "Capacity",
                _clues(
                    (AGENTS_SHORT, Criterion.ANY),
                    ("utilisation", Criterion.HIGH),
                    ("overtime_rate", Criterion.HIGH),
                ),
                "Add capacity: people, hours, or less work per ticket.",
                "team",
            ),
        ),
    ),
    Symptom(
        "R-DX-07",
        "Satisfaction flat despite hires",
        _clues((HEADS_GROWTH, Criterion.HIGH), ("csat_rate", Criterion.NOT_BETTER)),
        (
            Cause(
                "The process, not the number of people",
                _clues(
                    ("reassignment_rate", Criterion.HIGH),
                    ("handoffs_per_ticket", Criterion.HIGH),
                    ("reopen_rate", Criterion.HIGH),
                ),
                "Review the process: handovers, authority, tools.",
                "team",
            ),
        ),
    ),
    Symptom(
        "R-DX-08",
        "Escalations climb",
        _clues(("escalation_rate", Criterion.ROSE)),
        (
            Cause(
                "Tools or authority are missing",
                _clues(("escalation_rate", Criterion.HIGH), ("reassignment_rate", Criterion.ROSE)),
                "Review what level 1 may decide and which tools it has.",
                "team",
            ),
        ),
    ),
    Symptom(
        "R-DX-09",
        "Several agents weak on one subject",
        _clues((SHARED_GAPS, Criterion.ANY)),
        (
            Cause(
                "A gap in training",
                _clues(
                    (SHARED_GAPS, Criterion.ANY),
                ),
                "Train them together: three who are weak on one subject lack training, not will.",
                "quality",
            ),
        ),
    ),
    Symptom(
        "R-DX-10",
        "A subject suddenly grows",
        _clues(("trending_issue_count", Criterion.ANY)),
        (
            Cause(
                "Perhaps a fault of the product",
                _clues(
                    ("trending_issue_count", Criterion.ANY),
                ),
                "Look at the subject beside releases and incidents before anybody is hired for it.",
                "team",
            ),
        ),
    ),
    Symptom(
        "R-DX-11",
        "Searches end in tickets",
        _clues(("ticket_after_search_rate", Criterion.HIGH)),
        (
            Cause(
                "Weak results",
                _clues(("search_refinement_rate", Criterion.HIGH), ("search_success_rate", Criterion.LOW)),
                "Review the most frequent queries.",
                "quality",
            ),
            Cause(
                "Missing content",
                _clues(("zero_result_rate", Criterion.HIGH), ("article_coverage", Criterion.LOW)),
                "Write articles for what people searched without a result.",
                "quality",
            ),
            Cause(
                "Articles do not answer",
                _clues(("deflection_rate", Criterion.LOW), ("article_helpfulness", Criterion.LOW)),
                "Rewrite the articles that readers call unhelpful.",
                "quality",
            ),
        ),
    ),
)
FIGURES = tuple(
    dict.fromkeys(
        clue.figure
        for symptom in SYMPTOMS
        for clue in (*symptom.signs, *(clue for cause in symptom.causes for clue in cause.clues))
        if clue.figure not in DERIVED
    )
)
"""Metrics that the table asks for."""
