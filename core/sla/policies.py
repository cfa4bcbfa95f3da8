"""The policies that Queuewise ships, each figure with the catalogue row it was printed in."""

from __future__ import annotations

from core.sla.policy import ClockKind, Policy, Promise, SlaMetric

MINUTE, HOUR = 60, 3600
BUSINESS_DAY = 9 * HOUR
"""The handbook's working day, 09:00 to 18:00; "n business days" count as n of them."""
RESPONSE, UPDATE, RESOLUTION = SlaMetric.FIRST_RESPONSE, SlaMetric.PERIODIC_UPDATE, SlaMetric.RESOLUTION

# priority: (first response, resolution, update), source
HANDBOOK: dict[str, tuple[float, float, float | None, str]] = {
    "P1": (15 * MINUTE, 4 * HOUR, 30 * MINUTE, "B-046"),
    "P2": (1 * HOUR, 8 * HOUR, 2 * HOUR, "B-047"),
    "P3": (4 * HOUR, 24 * HOUR, 8 * HOUR, "B-048"),
    "P4": (8 * HOUR, 72 * HOUR, 24 * HOUR, "B-049"),
    "P5": (24 * HOUR, 5 * BUSINESS_DAY, None, "B-050"),
}
# tier: (multiplier, printed P1 response, printed P1 resolution), source
TIERS: dict[str, tuple[float, float, float, str]] = {
    "Enterprise": (0.5, 7 * MINUTE, 2 * HOUR, "B-051"),
    "Business": (1.0, 15 * MINUTE, 4 * HOUR, "B-052"),
    "Professional": (1.5, 30 * MINUTE, 6 * HOUR, "B-053"),
    "Starter": (2.0, 1 * HOUR, 8 * HOUR, "B-054"),
    "Free": (4.0, 4 * HOUR, BUSINESS_DAY, "B-055"),
}
# tier: P1 response, P1 resolution, P2 response, P2 resolution, source
BLUEPRINT: dict[str, tuple[float, float, float, float, str]] = {
    "Enterprise": (15 * MINUTE, 4 * HOUR, 1 * HOUR, 8 * HOUR, "B-056"),
    "Mid-Market": (30 * MINUTE, 8 * HOUR, 2 * HOUR, 24 * HOUR, "B-057"),
    "SMB": (1 * HOUR, 24 * HOUR, 4 * HOUR, 48 * HOUR, "B-058"),
}
SMALL_TEAM: dict[str, tuple[float, float, str]] = {
    "P1": (1 * HOUR, 4 * HOUR, "B-064"),
    "P2": (4 * HOUR, 24 * HOUR, "B-065"),
    "P3": (24 * HOUR, 48 * HOUR, "B-066"),
    "P4": (48 * HOUR, 72 * HOUR, "B-067"),
}
# severity: (response, update), source
SEVERITY: dict[str, tuple[float, float | None, str]] = {
    "SEV1": (15 * MINUTE, 15 * MINUTE, "B-068"),
    "SEV2": (30 * MINUTE, 30 * MINUTE, "B-069"),
    "SEV3": (1 * HOUR, 2 * HOUR, "B-070"),
    "SEV4": (4 * HOUR, 8 * HOUR, "B-071"),
    "SEV5": (8 * HOUR, None, "B-072"),
}


def clock_of(priority: str) -> ClockKind:
    """The top priority runs around the clock, all others in opening hours (R-CK-07)."""
    return ClockKind.ALWAYS_ON if priority in {"P1", "SEV1"} else ClockKind.BUSINESS


def _promise(
    metric: SlaMetric, seconds: float, priority: str, tier: str | None, source_id: str, printed: str = ""
) -> Promise:
    next_day = printed == "next business day"
    clock = ClockKind.BUSINESS if next_day else clock_of(priority)
    return Promise(metric, seconds, priority, tier, clock=clock, source_id=source_id, printed=printed)


def _base() -> list[Promise]:
    found = []
    for priority, (response, resolution, update, source) in HANDBOOK.items():
        printed = "5 business days" if priority == "P5" else ""
        found.append(_promise(RESPONSE, response, priority, None, source))
        found.append(_promise(RESOLUTION, resolution, priority, None, source, printed))
        if update is not None:
            found.append(_promise(UPDATE, update, priority, None, source))
    return found


def _multiplied(tier: str, priorities: tuple[str, ...]) -> list[Promise]:
    factor, _, _, source = TIERS[tier]
    found = []
    for priority in priorities:
        response, resolution, _, _ = HANDBOOK[priority]
        printed = f"{5 * factor:g} business days" if priority == "P5" else ""
        found.append(_promise(RESPONSE, response * factor, priority, tier, source))
        found.append(_promise(RESOLUTION, resolution * factor, priority, tier, source, printed))
    return found


def _printed_p1(tier: str) -> list[Promise]:
    _, response, resolution, source = TIERS[tier]
    printed = "next business day" if tier == "Free" else ""
    return [
        _promise(RESPONSE, response, "P1", tier, source),
        _promise(RESOLUTION, resolution, "P1", tier, source, printed),
    ]


def _policy(policy_id: str, name: str, promises: list[Promise]) -> Policy:
    sources = tuple(dict.fromkeys(promise.source_id for promise in promises))
    return Policy(policy_id, name, tuple(promises), source_ids=sources)


def _blueprint() -> list[Promise]:
    found = []
    for tier, (response1, resolution1, response2, resolution2, source) in BLUEPRINT.items():
        for priority, response, resolution in (
            ("P1", response1, resolution1),
            ("P2", response2, resolution2),
        ):
            found.append(_promise(RESPONSE, response, priority, tier, source))
            found.append(_promise(RESOLUTION, resolution, priority, tier, source))
    return found


def _small_team() -> list[Promise]:
    found = []
    for priority, (response, resolution, source) in SMALL_TEAM.items():
        found.append(_promise(RESPONSE, response, priority, None, source))
        found.append(_promise(RESOLUTION, resolution, priority, None, source))
    return found


def _severity() -> list[Promise]:
    found = []
    for severity, (response, update, source) in SEVERITY.items():
        found.append(_promise(RESPONSE, response, severity, None, source))
        if update is not None:
            found.append(_promise(UPDATE, update, severity, None, source))
    return found


LOWER = ("P2", "P3", "P4", "P5")
_PRINTED = [p for tier in TIERS for p in (*_printed_p1(tier), *_multiplied(tier, LOWER))]
_STRICT = [p for tier in TIERS for p in _multiplied(tier, ("P1", *LOWER))]

HANDBOOK_PRINTED = _policy("handbook", "Handbook, printed tier times", _base() + _PRINTED)
HANDBOOK_STRICT = _policy("handbook_strict", "Handbook, strict multipliers", _base() + _STRICT)
BLUEPRINT_TIERS = _policy("blueprint", "Blueprint, three tiers", _blueprint())
SMALL_TEAM_MATRIX = _policy("small_team", "Small team", _small_team())
SEVERITY_TABLE = _policy("severity", "Severity response table", _severity())
SHIPPED = (HANDBOOK_PRINTED, HANDBOOK_STRICT, BLUEPRINT_TIERS, SMALL_TEAM_MATRIX, SEVERITY_TABLE)
POLICIES = {policy.policy_id: policy for policy in SHIPPED}
DEFAULT_POLICY = HANDBOOK_PRINTED
