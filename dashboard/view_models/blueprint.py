"""The blueprint's form: what it starts from, what was typed, and the result as rows for a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from core.insight.blueprint import (
    EXAMPLE,
    Blueprint,
    BlueprintInputs,
    CustomerTier,
    Topic,
    blueprint,
)
from core.insight.blueprint_policy import blueprint_policy
from core.report import Report
from core.sla.policy import Policy
from dashboard import format as fmt

OWN, PRINTED = "Your data", "Printed example"
TIER, SHARE, TOPIC, ARTICLE = "Tier", "Share, %", "Subject", "Articles first"
NUMBERS: dict[str, tuple[str, float]] = {
    "response_minutes": ("First response, hours", 60.0),
    "csat": ("Satisfied, %", 0.01),
    "fcr": ("First contact, %", 0.01),
    "deflection": ("Deflection, %", 0.01),
    "handle_minutes": ("Work on a ticket, minutes", 1.0),
}
"""Fields that may stay empty, and by what they are multiplied."""


@dataclass(frozen=True)
class Presets:
    """What the form may start from."""

    values: dict[str, BlueprintInputs]


@dataclass(frozen=True)
class Reading:
    """What was typed: the blueprint and its draft policy, or what is wrong."""

    found: Blueprint | None
    policy: Policy | None
    problem: str = ""


def build_presets(report: Report) -> Presets:
    """The organisation as the data shows it, where there is any, and the printed example."""
    own = report.blueprint_inputs()
    return Presets(({OWN: own} if own is not None else {}) | {PRINTED: EXAMPLE})


def tier_frame(inputs: BlueprintInputs) -> pd.DataFrame:
    """The tiers as a table to edit."""
    return pd.DataFrame(
        {TIER: [tier.name for tier in inputs.tiers], SHARE: [_percent(tier.share) for tier in inputs.tiers]}
    )


def topic_frame(inputs: BlueprintInputs) -> pd.DataFrame:
    """The subjects as a table to edit."""
    return pd.DataFrame(
        {
            TOPIC: [topic.name for topic in inputs.topics],
            SHARE: [_percent(topic.share) for topic in inputs.topics],
            ARTICLE: [topic.has_article for topic in inputs.topics],
        }
    ).astype({SHARE: "float64", ARTICLE: "bool"})


def _percent(share: float) -> float:
    return round(share * 100, 1)


def typed(value: float | None, scale: float) -> float:
    """A field's value; an empty one is not known.

    >>> typed(4.2, 60.0), typed(None, 1.0)
    (252.0, nan)
    """
    return float("nan") if value is None else value * scale


def read_blueprint(
    numbers: dict[str, float],
    people: tuple[int, int],
    tickets: float,
    tiers: pd.DataFrame,
    topics: pd.DataFrame,
    *,
    with_lower: bool,
) -> Reading:
    """The blueprint of what was typed; ``people``: agents and leads."""
    try:
        inputs = BlueprintInputs(
            agents=people[0],
            leads=people[1],
            tickets=tickets,
            tiers=tuple(CustomerTier(name, share) for name, share in _named(tiers, TIER)),
            topics=tuple(
                Topic(name, 0.0 if fmt.is_missing(share) else share, bool(article))
                for (name, share), article in zip(_named(topics, TOPIC), _flags(topics), strict=True)
            ),
            **numbers,
        )
        policy = blueprint_policy([tier.name for tier in inputs.tiers], with_lower=with_lower)
    except ValueError as error:
        return Reading(None, None, str(error))
    return Reading(blueprint(inputs), policy)


def _named(frame: pd.DataFrame, column: str) -> Iterable[tuple[str, float]]:
    kept = _kept(frame, column)
    shares = pd.to_numeric(kept[SHARE], errors="coerce") / 100
    return [(str(name).strip(), float(share)) for name, share in zip(kept[column], shares, strict=True)]


def _flags(topics: pd.DataFrame) -> list[bool]:
    return [flag is True or flag == 1 for flag in _kept(topics, TOPIC)[ARTICLE]]


def _kept(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Rows that somebody gave a name."""
    named = [isinstance(value, str) and bool(value.strip()) for value in frame[column]]
    return frame.loc[named]


def flat_frame(found: Blueprint, policy: Policy) -> pd.DataFrame:
    """Everything as rows: part, name, detail, value and unit."""
    rows: list[tuple[str, str, str, float, str]] = [
        (
            "promise",
            str(one.tier),
            f"{one.priority} {one.metric.value}",
            one.seconds / 60,
            f"minutes, {one.clock}",
        )
        for one in policy.promises
    ]
    for aim in found.aims:
        unit = "minutes" if aim.metric == "first_response_time" else "share"
        when = f"within {aim.days} days" if aim.days else "after a baseline"
        rows.append(("target", aim.name, when, aim.target, unit))
    for level in found.levels:
        rows.append(("level", level.name, "agents", float(level.agents), "heads"))
        rows.append(("level", level.name, "tickets a month", level.tickets, "tickets"))
    rows += [("subject", seed.name, "tickets a month", seed.tickets, "tickets") for seed in found.seeds]
    rows.append(("staffing", "load", "tickets per agent and month", found.per_agent_month, "tickets"))
    rows.append(("staffing", "load", "tickets per agent and day", found.per_agent_day, "tickets"))
    rows.append(("staffing", "agents needed by work", "before rounding up", found.required, "heads"))
    return pd.DataFrame(rows, columns=["part", "name", "detail", "value", "unit"])
