"""The promises of a blueprint: by customer tier for the two most urgent priorities, as in B-056 to B-058."""

from __future__ import annotations

from collections.abc import Sequence

from core.sla.policies import BLUEPRINT, HANDBOOK, HANDBOOK_WORDS, clock_of
from core.sla.policy import Policy, Promise, SlaMetric

URGENT, LOWER = ("P1", "P2"), ("P3", "P4", "P5")


def blueprint_policy(
    tiers: Sequence[str], *, with_lower: bool = False, policy_id: str = "blueprint-draft"
) -> Policy:
    """The draft policy for some customer tiers, the most valued first.

    The first tier has the printed limits of the first row, the second those of the second, the third those
    of the third. ``with_lower`` adds P3 to P5, which the blueprint does not print: the handbook's limits,
    × the tier's ratio to the first at P2. Raises ValueError for no tier and for more than three.

    >>> policy = blueprint_policy(["Gold", "Silver"])
    >>> [(p.tier, p.priority, p.metric.value, p.seconds / 60) for p in policy.promises[4:6]]
    [('Silver', 'P1', 'first_response', 30.0), ('Silver', 'P1', 'resolution', 480.0)]
    """
    rows = list(BLUEPRINT.values())
    if not 1 <= len(tiers) <= len(rows):
        raise ValueError(f"tiers: must be 1 to {len(rows)}, which is how many the blueprint knows")
    promises: list[Promise] = []
    for tier, row in zip(tiers, rows, strict=False):
        limits = {"P1": row[:2], "P2": row[2:4]}
        if with_lower:
            ratios = (row[2] / rows[0][2], row[3] / rows[0][3])
            limits |= {name: _scaled(HANDBOOK[name][:2], ratios) for name in LOWER}
        for priority, (response, resolution) in limits.items():
            promises.append(_promise(SlaMetric.FIRST_RESPONSE, response, priority, tier, row[4]))
            promises.append(_promise(SlaMetric.RESOLUTION, resolution, priority, tier, row[4]))
    named = URGENT + (LOWER if with_lower else ())
    words = {name: HANDBOOK_WORDS[name] for name in named}
    sources = tuple(row[4] for row in rows[: len(tiers)])
    return Policy(
        policy_id, "Draft from the blueprint", tuple(promises), source_ids=sources, definitions=words
    )


def _scaled(base: tuple[float, float], ratios: tuple[float, float]) -> tuple[float, float]:
    return base[0] * ratios[0], base[1] * ratios[1]


def _promise(metric: SlaMetric, seconds: float, priority: str, tier: str, source: str) -> Promise:
    return Promise(metric, seconds, priority, tier, clock=clock_of(priority), source_id=source)
