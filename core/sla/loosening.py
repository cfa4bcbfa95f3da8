"""R-SD-11: limits loosen strictly from each priority to the next, per promise, tier and channel."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from core.sla.matrix import LATEST, TierMatrix, metrics_of, priorities_of, tier_matrices
from core.sla.policy import ClockKind, Policy, Promise, SlaMetric
from core.sla.priority_order import chains_of
from core.sla.wording import limit_words, promise_words

Pair = tuple[str, Promise, str, Promise]
"""A priority with its limit, and the next less urgent one with its own."""


def is_looser(limit: Promise, than: Promise) -> bool:
    """Whether a limit ends later than another one for tickets of any hour, whatever the opening hours.

    Opening hours never run faster than the clock on the wall: the same length in business hours ends
    later than around the clock (for a ticket of the evening) and never earlier. The other way round no
    length is certain to be looser.

    >>> hour = Promise(SlaMetric.RESOLUTION, 3600, clock=ClockKind.ALWAYS_ON)
    >>> open_hour, day = Promise(SlaMetric.RESOLUTION, 3600), Promise(SlaMetric.RESOLUTION, 86_400)
    >>> is_looser(open_hour, hour), is_looser(hour, open_hour), is_looser(day, open_hour)
    (True, False, True)
    """
    if limit.clock is than.clock:
        return limit.seconds > than.seconds
    return limit.clock is ClockKind.BUSINESS and limit.seconds >= than.seconds


def compared_limits(policy: Policy, at: int = LATEST) -> int:
    """How many neighbouring limits there are to compare."""
    return sum(1 for table in tier_matrices(policy, at) for _ in _neighbours(policy, table))


def not_looser(policy: Policy, at: int = LATEST) -> list[str]:
    """A sentence for each limit that is not looser than that of the next more urgent priority.

    >>> fast, slow = (Promise(SlaMetric.RESOLUTION, 3600, name) for name in ("P1", "P2"))
    >>> not_looser(Policy("x", "x", (fast, slow)))
    ['P2 resolution, within 1 business hour, is not looser than that of P1, within 1 business hour']
    """
    found: dict[tuple[Promise, Promise], str] = {}
    general_first = sorted(
        tier_matrices(policy, at), key=lambda t: (t.tier is not None, t.channel is not None)
    )
    for table in general_first:
        for metric, (above, than, priority, limit) in _neighbours(policy, table):
            if not is_looser(limit, than):
                about = promise_words(metric, priority, table.tier, table.channel)
                sentence = f"{about}, {limit_words(limit)}, is not looser than that of {above}"
                found.setdefault((than, limit), f"{sentence}, {limit_words(than)}")
    return list(found.values())


def _neighbours(policy: Policy, table: TierMatrix) -> Iterator[tuple[SlaMetric, Pair]]:
    """Limits of priorities that follow each other, where at least one of them names its priority."""
    rows = {row.priority: row.cells for row in table.rows}
    for metric in metrics_of(policy):
        for chain in chains_of(priorities_of(policy)):
            limits = [(name, rows[name][metric]) for name in chain if name in rows]
            known = [(name, limit) for name, limit in limits if limit is not None]
            for (above, than), (priority, limit) in pairwise(known):
                if than.priority is not None or limit.priority is not None:
                    yield metric, (above, than, priority, limit)
