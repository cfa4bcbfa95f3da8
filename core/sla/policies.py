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
# The contract template, which the catalogue prints below the matrix of B-046 to B-049 (section 3.2), with
# the same figures: critical, high, medium, low; no requests (C-36). priority: (response, resolution), source
CONTRACT: dict[str, tuple[float, float, str]] = {
    "P1": (15 * MINUTE, 4 * HOUR, "B-046"),
    "P2": (1 * HOUR, 8 * HOUR, "B-047"),
    "P3": (4 * HOUR, 24 * HOUR, "B-048"),
    "P4": (8 * HOUR, 72 * HOUR, "B-049"),
}
# severity: (response, update), source
SEVERITY: dict[str, tuple[float, float | None, str]] = {
    "SEV1": (15 * MINUTE, 15 * MINUTE, "B-068"),
    "SEV2": (30 * MINUTE, 30 * MINUTE, "B-069"),
    "SEV3": (1 * HOUR, 2 * HOUR, "B-070"),
    "SEV4": (4 * HOUR, 8 * HOUR, "B-071"),
    "SEV5": (8 * HOUR, None, "B-072"),
}
# What belongs to a priority, as far as the same rows print it (severities: section 5.4)
HANDBOOK_WORDS = {
    "P1": "Critical: full outage or data loss. For example, the system is down or security was breached.",
    "P2": "High: a major feature is broken. For example, a key workflow is blocked.",
    "P3": "Medium: a feature is impaired. For example, it works only in part.",
    "P4": "Low: a minor or cosmetic fault. For example, a flaw of the user interface.",
    "P5": "Request: a feature request or a how-to question. For example, an enhancement or training.",
}
SMALL_TEAM_WORDS = {
    "P1": "Urgent: revenue is at risk.",
    "P2": "High: a customer is frustrated.",
    "P4": "Low: feedback and questions.",
}
SEVERITY_WORDS = {
    "SEV1": "Critical: full outage, data loss or a security breach.",
    "SEV2": "High: a major feature is broken for many. For example, a core workflow or payments are blocked.",
    "SEV3": "Medium: degraded or broken for some. For example, slow or working only in part.",
    "SEV4": "Low: minor, or there is a workaround. For example, a cosmetic flaw or an edge case.",
    "SEV5": "Minimal: an enhancement or a how-to question.",
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


def _policy(policy_id: str, name: str, promises: list[Promise], words: dict[str, str]) -> Policy:
    """With the definitions of the priorities that it names."""
    sources = tuple(dict.fromkeys(promise.source_id for promise in promises))
    named = {promise.priority for promise in promises}
    own = {priority: text for priority, text in words.items() if priority in named}
    return Policy(policy_id, name, tuple(promises), source_ids=sources, definitions=own)


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


def _response_and_resolution(table: dict[str, tuple[float, float, str]]) -> list[Promise]:
    found = []
    for priority, (response, resolution, source) in table.items():
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

HANDBOOK_PRINTED = _policy("handbook", "Handbook, printed tier times", _base() + _PRINTED, HANDBOOK_WORDS)
HANDBOOK_STRICT = _policy(
    "handbook_strict", "Handbook, strict multipliers", _base() + _STRICT, HANDBOOK_WORDS
)
BLUEPRINT_TIERS = _policy("blueprint", "Blueprint, three tiers", _blueprint(), HANDBOOK_WORDS)
SMALL_TEAM_MATRIX = _policy(
    "small_team", "Small team", _response_and_resolution(SMALL_TEAM), SMALL_TEAM_WORDS
)
SEVERITY_TABLE = _policy("severity", "Severity response table", _severity(), SEVERITY_WORDS)
CONTRACT_TEMPLATE = _policy(
    "contract", "Contract template", _response_and_resolution(CONTRACT), HANDBOOK_WORDS
)
SHIPPED = (
    HANDBOOK_PRINTED,
    HANDBOOK_STRICT,
    BLUEPRINT_TIERS,
    SMALL_TEAM_MATRIX,
    SEVERITY_TABLE,
    CONTRACT_TEMPLATE,
)
POLICIES = {policy.policy_id: policy for policy in SHIPPED}
DEFAULT_POLICY = HANDBOOK_PRINTED
