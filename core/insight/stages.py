"""Which stage a company is in: three frameworks side by side, and why they disagree (R-ST-01 to R-ST-04)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np

BENCHMARK_STAGES = {1: "startup", 2: "growth", 3: "scale", 4: "enterprise"}
"""R-ST-04: the set of targets of each stage."""
STAGE_NAMES = {1: "Startup", 2: "Growth", 3: "Scale", 4: "Enterprise"}
USUAL_CONTACTS = (5.0, 15.0)
"""Tickets a month for each 100 customers, as printed (C-67)."""


@dataclass(frozen=True, slots=True)
class Framework:
    """A way to tell a stage by one figure: a stage begins at its lower limit (C-66)."""

    id: str
    name: str
    noun: str
    limits: tuple[float, ...]
    stages: tuple[str, ...]
    source: str


CUSTOMERS = Framework(
    "R-ST-01",
    "By customers",
    "customers",
    (50, 500, 5_000),
    ("founder-led", "dedicated generalists", "specialised teams", "enterprise operations"),
    "scaling",
)
TICKETS = Framework(
    "R-ST-02",
    "By tickets a month",
    "tickets a month",
    (500, 3_000),
    ("founder-led", "small team", "structured team"),
    "growing",
)
PEOPLE = Framework(
    "R-ST-03", "By people", "people", (3, 7, 15), ("early", "growing", "scaled", "enterprise"), "growing"
)


@dataclass(frozen=True, slots=True)
class StageAnswer:
    """What one framework says; ``stage`` is None where its figure is not known."""

    framework: Framework
    value: float
    stage: int | None
    words: str
    needs: str = ""

    @property
    def is_last(self) -> bool:
        """Whether the framework has no stage beyond this one."""
        return self.stage == len(self.framework.stages)


@dataclass(frozen=True, slots=True)
class Override:
    """A stage that somebody chose, with name and date."""

    stage: int
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StageResolution:
    """The stage in use, where it comes from, what each framework says, and why they differ."""

    stage: int | None
    basis: str
    answers: tuple[StageAnswer, ...]
    reasons: tuple[str, ...]
    override: Override | None = None

    @property
    def benchmark(self) -> str | None:
        """The set of targets of the stage; None where there is none."""
        return None if self.stage is None else BENCHMARK_STAGES[self.stage]


def stage_by(framework: Framework, value: float, needs: str = "") -> StageAnswer:
    """The stage of a framework at a figure; a lower limit belongs to the higher stage (C-66).

    Parameters
    ----------
    framework : `CUSTOMERS` (R-ST-01), `TICKETS` (R-ST-02) or `PEOPLE` (R-ST-03)
    value : its figure, 0 or more; NaN where unknown
    needs : what is needed to know it

    Undefined where the figure is NaN, and for people where there is nobody. Raises ValueError below 0.

    >>> [stage_by(CUSTOMERS, count).stage for count in (49, 50, 499, 500, 4_999, 5_000)]
    [1, 2, 2, 3, 3, 4]
    >>> stage_by(PEOPLE, 6).words
    'growing: 6 people'
    """
    if value < 0:
        raise ValueError(f"value: {value} is below 0")
    if math.isnan(value) or (framework is PEOPLE and value < 1):
        return StageAnswer(framework, value, None, "not known", needs)
    stage = int(np.searchsorted(framework.limits, value, side="right")) + 1
    return StageAnswer(
        framework, value, stage, f"{framework.stages[stage - 1]}: {value:,.0f} {framework.noun}"
    )


def resolve_stage(
    customers: StageAnswer, tickets: StageAnswer, people: StageAnswer, override: Override | None = None
) -> StageResolution:
    """The stage in use: the override, else by customers, else by tickets, else by people (R-ST-04).

    Parameters
    ----------
    customers, tickets, people : what each framework says
    override : a stage that somebody chose

    All three are kept; where they differ, ``reasons`` say why. Undefined where none is known.

    >>> found = resolve_stage(stage_by(CUSTOMERS, 700), stage_by(TICKETS, 90), stage_by(PEOPLE, 2))
    >>> found.stage, found.benchmark, len(found.reasons)
    (3, 'scale', 1)
    """
    answers = (customers, tickets, people)
    known = next((each for each in answers if each.stage is not None), None)
    stage: int | None
    if override is not None:
        day = f"{override.at:%Y-%m-%d}"
        stage, basis = override.stage, f"chosen by {override.author} on {day}"
    elif known is not None:
        stage, basis = known.stage, known.framework.name.lower()
    else:
        stage, basis = None, "not known"
    return StageResolution(stage, basis, answers, _reasons(customers, tickets, people), override)


def _reasons(customers: StageAnswer, tickets: StageAnswer, people: StageAnswer) -> tuple[str, ...]:
    """Why the frameworks differ, pair by pair."""
    found = []
    if _differ(customers, tickets):
        found.append(_contacts(customers, tickets))
    if _differ(tickets, people):
        found.append(_load(tickets, people))
    if _differ(customers, people) and not found:
        found.append(_per_head(customers, people))
    return tuple(found)


def _differ(one: StageAnswer, other: StageAnswer) -> bool:
    """Whether both are known and neither is the last stage of a framework that ends before the other's."""
    if one.stage is None or other.stage is None or one.stage == other.stage:
        return False
    low, high = sorted((one, other), key=lambda each: each.stage or 0)
    return not (low.is_last and (high.stage or 0) > len(low.framework.stages))


def _contacts(customers: StageAnswer, tickets: StageAnswer) -> str:
    each = 100 * tickets.value / customers.value if customers.value else math.inf
    least, most = USUAL_CONTACTS
    if math.isinf(each):
        rate = "Tickets come in though no customer is known"
    else:
        kind = "fewer than" if each < least else "more than" if each > most else "within"
        rate = f"{each:,.0f} tickets a month for each 100 customers, {kind} the usual 5 to 15 (C-67)"
    return (
        f"By customers stage {customers.stage}, by tickets {tickets.stage}: {rate}. Customers tell what is "
        "at stake, tickets how much work there is; the limits of both meet only at 600 to 1,000 tickets a "
        "month for each 100 customers, so most companies reach a stage by customers first."
    )


def _load(tickets: StageAnswer, people: StageAnswer) -> str:
    each = tickets.value / people.value
    ahead = (people.stage or 0) > (tickets.stage or 0)
    side = "more people than the tickets alone ask for" if ahead else "fewer people than the tickets ask for"
    return (
        f"By tickets stage {tickets.stage}, by people {people.stage}: {each:,.0f} tickets a month for each "
        f"person, {side}; one source has 1 to 3 people for up to 3,000 tickets, another 8 for 1,200 (C-68)."
    )


def _per_head(customers: StageAnswer, people: StageAnswer) -> str:
    each = customers.value / people.value
    return (
        f"By customers stage {customers.stage}, by people {people.stage}: {each:,.0f} customers for each "
        "person; 200 to 400 are usual for complex software, 2,000 to 5,000 for simple shops (C-70)."
    )
