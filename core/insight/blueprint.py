"""From a few facts about an organisation to its promises, targets, levels and first articles (3.5, F-107)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.capacity.staffing import required_agents
from core.metrics.measure import NAN

WORKING_DAYS = 20
"""Working days of a month in the example."""
MOST_TIERS = 3
LEVEL_AGENTS = (5, 2, 1)
LEVEL_SHARES = (0.65, 0.30, 0.05)
"""B-063: of 8 agents 5, 2 and 1, who resolve 65, 30 and 5 %."""
RESPONSE_FROM, RESPONSE_TO, RESPONSE_DAYS = 4.2 * 60, 1.5 * 60, 90
CSAT_FROM, CSAT_TO, CSAT_DAYS = 78.0, 88.0, 180
FCR_TARGET, DEFLECTION_TARGET, DEFLECTION_DAYS = 0.72, 0.25, 180
AGENTS_PER_LEAD = 8


@dataclass(frozen=True, slots=True)
class CustomerTier:
    """A kind of customers, with its part of them; the most valued comes first."""

    name: str
    share: float = NAN


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject with its share of tickets; ``has_article``: its articles come first, level 1 solves it."""

    name: str
    share: float
    has_article: bool = False


@dataclass(frozen=True, slots=True)
class BlueprintInputs:
    """What an organisation knows of itself; NaN: not known.

    ``agents`` and ``leads`` in heads, ``tickets`` a month, ``response_minutes`` mean first response,
    ``csat`` satisfied share, ``fcr`` and ``deflection`` shares today, ``handle_minutes`` of work a ticket.
    Raises ValueError naming the argument that is out of range.
    """

    agents: int
    tickets: float
    tiers: tuple[CustomerTier, ...]
    topics: tuple[Topic, ...] = ()
    leads: int = 1
    response_minutes: float = NAN
    csat: float = NAN
    fcr: float = NAN
    deflection: float = NAN
    handle_minutes: float = NAN

    def __post_init__(self) -> None:
        if self.agents < 1:
            raise ValueError("agents: must be at least 1")
        if not self.tickets >= 0:
            raise ValueError("tickets: must be 0 or more")
        if not 1 <= len(self.tiers) <= MOST_TIERS:
            raise ValueError(f"tiers: must be 1 to {MOST_TIERS}, which is how many the blueprint knows")
        if len({tier.name.strip().lower() for tier in self.tiers}) < len(self.tiers):
            raise ValueError("tiers: each needs a name of its own")
        _check_shares("topics", [topic.share for topic in self.topics])
        _check_shares("tiers", [tier.share for tier in self.tiers])
        for name in ("csat", "fcr", "deflection"):
            _check_shares(name, [getattr(self, name)])
        for name in ("response_minutes", "handle_minutes"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name}: must not be negative")


@dataclass(frozen=True, slots=True)
class Aim:
    """One target: where it stands (NaN: first measure it), where it should be, and by when in days."""

    metric: str
    name: str
    today: float
    target: float
    days: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Level:
    """A level of support: heads, share of tickets it resolves, tickets a month, and what it does."""

    name: str
    agents: int
    share: float
    tickets: float
    work: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A subject with its tickets a month, and whether its articles come first."""

    name: str
    tickets: float
    has_article: bool


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What follows from the inputs. ``required`` agents by work (NaN without a handle time), before rounding;
    ``deflect_share`` of the tickets with articles that must be deflected to reach the target."""

    inputs: BlueprintInputs
    aims: tuple[Aim, ...]
    levels: tuple[Level, ...]
    seeds: tuple[Seed, ...]
    per_agent_month: float
    per_agent_day: float
    required: float
    leads_needed: int
    deflect_share: float = field(default=NAN)


def blueprint(inputs: BlueprintInputs) -> Blueprint:
    """Targets, levels, load and first articles for an organisation (F-107, R-PB-011).

    Targets keep the proportions of the printed example: first response × 1.5 ÷ 4.2 in 90 days (B-059),
    satisfaction closes 10 of every 22 points to 100 in 6 months (B-060), first contact 72 % (B-061) and
    deflection 25 % in 6 months (B-062) unless already above. Levels divide the agents 5 : 2 : 1 by largest
    remainders and resolve 65, 30 and 5 % (B-063).

    >>> found = blueprint(EXAMPLE)
    >>> [aim.target for aim in found.aims], [level.agents for level in found.levels]
    ([90.0, 0.88, 0.72, 0.25], [5, 2, 1])
    >>> found.per_agent_month, found.per_agent_day, round(found.deflect_share, 3)
    (150.0, 7.5, 0.676)
    """
    per_month = inputs.tickets / inputs.agents
    covered = sum(topic.share for topic in inputs.topics if topic.has_article)
    aims = _aims(inputs)
    deflection = aims[3].target
    required = required_agents(inputs.tickets / WORKING_DAYS, inputs.handle_minutes)
    return Blueprint(
        inputs,
        aims,
        _levels(inputs),
        _seeds(inputs),
        per_month,
        per_month / WORKING_DAYS,
        float(required) if not math.isnan(inputs.handle_minutes) else NAN,
        math.ceil(inputs.agents / AGENTS_PER_LEAD),
        deflection / covered if covered > 0 else NAN,
    )


def _aims(inputs: BlueprintInputs) -> tuple[Aim, ...]:
    response = inputs.response_minutes * RESPONSE_TO / RESPONSE_FROM
    percent = inputs.csat * 100
    csat = (percent + (100 - percent) * (CSAT_TO - CSAT_FROM) / (100 - CSAT_FROM)) / 100
    return (
        Aim(
            "first_response_time", "First response", inputs.response_minutes, response,
            RESPONSE_DAYS, "B-059",
        ),
        Aim("csat_rate", "Satisfied customers", inputs.csat, csat, CSAT_DAYS, "B-060"),
        Aim(
            "first_contact_resolution_rate", "First contact resolution", inputs.fcr,
            _at_least(inputs.fcr, FCR_TARGET), None, "B-061",
        ),
        Aim(
            "deflection_rate", "Deflection", inputs.deflection,
            _at_least(inputs.deflection, DEFLECTION_TARGET), DEFLECTION_DAYS, "B-062",
        ),
    )  # fmt: skip


def _at_least(today: float, target: float) -> float:
    """The target, or today's value where that is better already."""
    return target if math.isnan(today) else max(today, target)


def _levels(inputs: BlueprintInputs) -> tuple[Level, ...]:
    easy = [topic.name for topic in inputs.topics if topic.has_article]
    hard = [topic.name for topic in inputs.topics if not topic.has_article]
    works = (
        ", ".join([*easy, "triage of known issues"]),
        ", ".join([*hard, "configuration", "integrations"]),
        "bugs, data and custom work, with engineers in turn",
    )
    heads = divided(inputs.agents, LEVEL_AGENTS)
    return tuple(
        Level(f"L{number}", agents, share, inputs.tickets * share, work)
        for number, (agents, share, work) in enumerate(zip(heads, LEVEL_SHARES, works, strict=True), start=1)
    )


def divided(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of a total in the proportion of weights: largest remainders, the first on a tie.

    >>> divided(8, (5, 2, 1)), divided(12, (5, 2, 1)), divided(1, (5, 2, 1))
    ([5, 2, 1], [8, 3, 1], [1, 0, 0])
    """
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rest = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % whole))
    for place in rest[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _seeds(inputs: BlueprintInputs) -> tuple[Seed, ...]:
    seeds = [Seed(topic.name, topic.share * inputs.tickets, topic.has_article) for topic in inputs.topics]
    rest = 1 - sum(topic.share for topic in inputs.topics)
    return (*seeds, *([Seed("other subjects", rest * inputs.tickets, False)] if rest > 1e-9 else []))


def _check_shares(name: str, shares: Sequence[float]) -> None:
    known = [share for share in shares if not math.isnan(share)]
    if any(not 0 <= share <= 1 for share in known) or sum(known) > 1 + 1e-9:
        raise ValueError(f"{name}: shares must lie between 0 and 1 and not add up to more")


EXAMPLE = BlueprintInputs(
    agents=8,
    tickets=1_200,
    tiers=(CustomerTier("Enterprise", 0.15), CustomerTier("Mid-Market", 0.45), CustomerTier("SMB", 0.40)),
    topics=(
        Topic("login", 0.22, has_article=True),
        Topic("API errors", 0.18),
        Topic("billing", 0.15, has_article=True),
    ),
    response_minutes=4.2 * 60,
    csat=0.78,
    deflection=0.0,
)
"""The organisation of section 3.5."""
