"""What to do about a symptom, in order, and the figure that shows whether it helps (13.2, F-110)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Playbook:
    """Steps in order towards a goal, and the metric whose change shows progress."""

    id: str
    goal: str
    steps: tuple[str, ...]
    progress: str


RAISE_CSAT = Playbook(
    "R-PB-001",
    "Raise satisfaction",
    (
        "find the pattern of low scores",
        "call back who gave 1 or 2",
        "train communication and empathy",
        "check quality before closing",
        "share what strong agents do",
    ),
    "csat_rate",
)
RAISE_FCR = Playbook(
    "R-PB-002",
    "Solve more at first contact",
    (
        "list the common reasons of escalation",
        "write articles for them",
        "train level 1",
        "give level 1 more authority",
        "draw decision trees",
    ),
    "first_contact_resolution_rate",
)
CUT_RESPONSE = Playbook(
    "R-PB-003",
    "Respond faster",
    ("set alerts", "staff the peak hours", "let machines draft answers"),
    "first_response_time",
)
SUBTRACT = Playbook(
    "R-PB-007",
    "Subtract first",
    ("drop tickets that need no human", "drop steps that need none", "drop decisions that need none"),
    "replies_per_ticket",
)
RAISE_DEFLECTION = Playbook(
    "R-PB-009",
    "Let more people help themselves",
    ("take the top categories first", "answer them where people search", "show articles before the form"),
    "deflection_rate",
)
PLAYBOOKS: Mapping[str, Playbook] = {
    "R-DX-01": RAISE_CSAT,
    "R-DX-02": CUT_RESPONSE,
    "R-DX-03": RAISE_FCR,
    "R-DX-05": RAISE_FCR,
    "R-DX-06": CUT_RESPONSE,
    "R-DX-07": SUBTRACT,
    "R-DX-08": RAISE_FCR,
    "R-DX-11": RAISE_DEFLECTION,
}
"""By symptom; the others have none of their own."""
