"""What works, breaks and pays at each stage (B-005 to B-011), and how long steps take (B-012 to B-014)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chapter:
    """One stage of the playbook: who answers, what works, what breaks, what to invest in, and sources."""

    stage: int
    title: str
    who: str
    works: tuple[str, ...]
    breaks: tuple[str, ...]
    invest: tuple[str, ...]
    sources: tuple[str, ...]


PLAYBOOK: tuple[Chapter, ...] = (
    Chapter(
        1,
        "Founder-led, up to 50 customers or 500 tickets a month",
        "The founders and the first employees",
        (
            "no handoffs, so it is fast",
            "deep knowledge of the product, so answers are good",
            "every contact tells something about the product",
            "a personal or simple shared inbox is enough (C-97)",
        ),
        (
            "the founder's time",
            "waiting customers: answers slip",
            "knowledge in one head, and no holiday",
        ),
        ("nothing formal yet", "write down what was answered"),
        ("B-005", "B-009"),
    ),
    Chapter(
        2,
        "Generalists, 50 to 500 customers or 500 to 3,000 tickets a month",
        "The first dedicated people, on all channels; the customer's voice inside",
        (
            "trends reach the product",
            "a shared inbox with assignment, and templates",
            "figures for response time and volume, looked at every week",
        ),
        (
            "support seen as only reactive",
            "one person without whom nothing works",
            "different answers by person and day, scattered knowledge",
        ),
        (
            "a shared inbox or simple help desk",
            "articles for the 20 commonest questions; each unanswered one becomes an article",
            "basic templates",
            "a weekly meeting of support and product",
        ),
        ("B-006", "B-010"),
    ),
    Chapter(
        3,
        "Specialised teams, 500 to 5,000 customers or 3,000 tickets a month and more",
        "Several agents with a lead, specialists by topic or channel",
        (
            "a real department with roles",
            "levels, a knowledge base, promises and figures",
            "training and reviews",
        ),
        (
            "consistency across shifts: two agree over lunch, eight do not",
            "bureaucracy; agents who feel like machines; customers passed around",
            "leaders far from the front line",
        ),
        (
            "levels 1 and 2, escalation paths by kind of issue",
            "formal onboarding and written processes",
            "quality reviews, and figures beyond counts",
        ),
        ("B-007", "B-011"),
    ),
    Chapter(
        4,
        "Enterprise operations, 5,000 customers and more",
        "Several teams with managers, sites or partners",
        (
            "round-the-clock cover where it is needed (C-99)",
            "workforce management and forecasts",
            "calibrated reviews, figures joined with the rest of the company",
            "automation for the routine part",
        ),
        ("the human element gives way to efficiency",),
        ("everything that works here, kept human",),
        ("B-008",),
    ),
)


@dataclass(frozen=True, slots=True)
class Step:
    """From one stage to the next: how long it usually takes, in months."""

    to: int
    least_months: int
    most_months: int
    words: str
    source: str


STEPS: tuple[Step, ...] = (
    Step(2, 2, 3, "2 to 3 months", "B-012"),
    Step(3, 6, 12, "6 to 12 months", "B-013"),
    Step(4, 12, 24, "1 to 2 years; rushing costs more than it saves", "B-014"),
)


def chapter(stage: int) -> Chapter:
    """The playbook of a stage. Raises ValueError for another than 1 to 4.

    >>> chapter(2).sources
    ('B-006', 'B-010')
    """
    if not 1 <= stage <= len(PLAYBOOK):
        raise ValueError(f"stage: {stage} is not 1 to {len(PLAYBOOK)}")
    return PLAYBOOK[stage - 1]


def roadmap(stage: int) -> tuple[Step, ...]:
    """The steps still ahead of a stage. Raises ValueError for another than 1 to 4.

    >>> [step.to for step in roadmap(2)], roadmap(4)
    ([3, 4], ())
    """
    chapter(stage)
    return STEPS[stage - 1 :]
