"""How the levels of support share the work, and how well what they solve holds."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from core.metrics.columns import flags, is_known, numbers
from core.metrics.definition import Direction, Level, MetricDefinition, Unit
from core.metrics.measure import Flags, Floats, Share
from core.metrics.quality import SATISFIED_FROM

_DIGIT = re.compile(r"[0-9]")


def tier_one_share(tickets: pd.DataFrame) -> Share:
    """Part of the finished tickets that level 1 solved itself.

    Formula: finished at L1 ÷ finished at a known level. ``tickets``: ``is_finished`` and ``tier``
    (the last one: "L1", "Tier 1" or "1"). Range 0..1, best inside the band: a small part is a front
    line that passes on, a large one may be a front line that dares not. Undefined without levels.
    Source: tier_share_pct, B-080.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True] * 4, "tier": ["L1", "L1", "L2", None]}
    >>> round(measure(tier_one_share(pd.DataFrame(rows))).value, 4)
    0.6667
    """
    return _share_of(tickets, 1)


def tier_two_share(tickets: pd.DataFrame) -> Share:
    """Part of the finished tickets that level 2 solved. As `tier_one_share`. Source: B-081.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True] * 4, "tier": ["L1", "L1", "L2", "L3"]}
    >>> measure(tier_two_share(pd.DataFrame(rows))).value
    0.25
    """
    return _share_of(tickets, 2)


def tier_three_share(tickets: pd.DataFrame) -> Share:
    """Part of the finished tickets that level 3 solved; lower is better. Source: B-082.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True] * 5, "tier": ["L1", "L1", "L2", "L2", "L3"]}
    >>> measure(tier_three_share(pd.DataFrame(rows))).value
    0.2
    """
    return _share_of(tickets, 3)


def tier_one_csat_rate(tickets: pd.DataFrame) -> Share:
    """Part of the survey answers about level 1 that are satisfied.

    Formula: answers of 4 or 5 (of 5) ÷ answers, over tickets whose last level is L1. ``tickets``:
    ``tier``, ``csat_score``, ``csat_scale_max``. Range 0..1, higher is better. Undefined without
    levels or answers. Source: tier_csat, B-087.

    >>> from core.metrics.reduce import measure
    >>> rows = {"tier": ["L1", "L1", "L2"], "csat_score": [5.0, 2.0, 1.0], "csat_scale_max": [5.0] * 3}
    >>> measure(tier_one_csat_rate(pd.DataFrame(rows))).value
    0.5
    """
    score, top = numbers(tickets, "csat_score"), numbers(tickets, "csat_scale_max")
    level, answered = _levels(tickets), ~np.isnan(score)
    asked = answered & ~np.isnan(top)
    return Share(_is_satisfied(score, top), asked & (level == 1), unknown=answered & np.isnan(level))


def sound_resolution_rate(tickets: pd.DataFrame) -> Share:
    """Part of the finished tickets whose solution held: not reopened, and nobody dissatisfied.

    Formula: (reopens = 0 and no answer below 4 of 5) ÷ finished with reopens known; a ticket without
    an answer is not held against anybody. ``tickets``: ``is_finished``, ``reopen_count``,
    ``csat_score``, ``csat_scale_max``. Range 0..1, higher is better. Undefined without every change
    of status. It joins what resolution_skill_mix sets side by side and an agent can answer for; by
    agent, look at the interval.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True] * 4, "reopen_count": [0.0, 1.0, 0.0, 0.0]}
    >>> rows |= {"csat_score": [5.0, 5.0, 2.0, np.nan], "csat_scale_max": [5.0] * 4}
    >>> measure(sound_resolution_rate(pd.DataFrame(rows))).value
    0.5
    """
    reopens = numbers(tickets, "reopen_count")
    score, top = numbers(tickets, "csat_score"), numbers(tickets, "csat_scale_max")
    complained = ~np.isnan(score + top) & ~_is_satisfied(score, top)
    finished, unknown = flags(tickets, "is_finished"), np.isnan(reopens)
    return Share((reopens == 0) & ~complained, finished & ~unknown, unknown=finished & unknown)


def _share_of(tickets: pd.DataFrame, level: int) -> Share:
    finished, known = flags(tickets, "is_finished"), is_known(tickets, "tier")
    levels = _levels(tickets)
    return Share(levels == level, finished & ~np.isnan(levels), unknown=finished & ~known)


def _levels(tickets: pd.DataFrame) -> Floats:
    """The level that each ticket's tier names, NaN where it names none."""
    tiers = tickets["tier"].astype("category").cat
    found = [_DIGIT.search(str(name)) for name in tiers.categories]
    named = np.array([float(digit[0]) if digit else np.nan for digit in found] + [np.nan])
    return np.asarray(named[tiers.codes.to_numpy()])


def _is_satisfied(score: Floats, top: Floats) -> Flags:
    with np.errstate(invalid="ignore"):
        return np.asarray(score >= SATISFIED_FROM * top - 1e-9)


def _level(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.SHARE,
        "direction": Direction.IN_RANGE,
        "level": Level.OPERATIONS,
        "inputs": ("is_finished", "tier"),
        "attribution": "finished_at",
        "min_sample": 20,
        "needs": "the level that finished each ticket",
        "owner": "directors",
        "review": "weekly",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


DEFINITIONS = (
    _level(
        id="tier_one_share",
        name="Solved at level 1",
        question="How much does the front line solve itself?",
        formula=tier_one_share,
        formula_text="finished at L1 ÷ finished at a known level",
        sources=("handbook 1.5", "B-080", "C-63", "C-64"),
        catalog_ids=("tier_share_pct",),
        caveats="The level is the last one: a ticket that came back from L2 counts for L1.",
        alternatives="Of all tickets, open ones included; the blueprint's 65 / 30 / 5 %.",
        gamed_by=("D-005", "D-086"),
    ),
    _level(
        id="tier_two_share",
        name="Solved at level 2",
        question="How much do the specialists solve?",
        formula=tier_two_share,
        formula_text="finished at L2 ÷ finished at a known level",
        sources=("handbook 1.5", "B-081", "C-64"),
        gamed_by=("D-086",),
    ),
    _level(
        id="tier_three_share",
        name="Solved at level 3",
        question="How much reaches engineering?",
        direction=Direction.LOWER_IS_BETTER,
        formula=tier_three_share,
        formula_text="finished at L3 ÷ finished at a known level",
        sources=("handbook 1.5", "B-082", "C-64"),
        gamed_by=("D-087",),
    ),
    _level(
        id="tier_one_csat_rate",
        name="CSAT at level 1",
        question="How many customers of the front line are satisfied?",
        direction=Direction.HIGHER_IS_BETTER,
        level=Level.CUSTOMER,
        inputs=("tier", "csat_score", "csat_scale_max"),
        formula=tier_one_csat_rate,
        formula_text="answers of 4 or 5 (of 5) ÷ answers, for tickets that ended at L1",
        sources=("handbook 5.2", "B-087", "C-02"),
        catalog_ids=("tier_csat",),
        needs="survey answers with their scale, and levels",
        alternatives="CSAT by tier, where levels 2 and 3 stand beside it.",
        owner="managers",
        gamed_by=("D-052",),
    ),
    _level(
        id="sound_resolution_rate",
        name="Solutions that held",
        question="How many solutions held and left nobody dissatisfied?",
        direction=Direction.HIGHER_IS_BETTER,
        inputs=("is_finished", "reopen_count", "csat_score", "csat_scale_max"),
        formula=sound_resolution_rate,
        formula_text="finished without reopening and without an answer below 4 of 5 ÷ finished",
        sources=("growing 1.5", "C-12", "C-55"),
        catalog_ids=("resolution_skill_mix",),
        needs="every change of status",
        needs_history=True,
        caveats="This product's joining of measures that the source sets side by side. A ticket belongs to "
        "whoever finished it last, so passing it up is not in here; most customers never answer.",
        alternatives="CSAT, first contact resolution, escalation rate and review score next to each other.",
        owner="team leads",
        gamed_by=("D-052", "D-054", "D-061"),
    ),
)
