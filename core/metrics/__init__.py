"""The metric library. `METRICS` is the only registry; it is immutable."""

from __future__ import annotations

from types import MappingProxyType

from core.metrics import (
    agents,
    capacity,
    contacts,
    customers,
    feedback,
    incidents,
    knowledge,
    levels,
    mix,
    money,
    people,
    quality,
    queue,
    review_plan,
    reviews,
    search,
    sla,
    surveys,
    team,
    training,
    volume,
    waiting,
    workload,
)
from core.metrics.definition import MetricDefinition

FAMILIES = (
    queue,
    volume,
    mix,
    team,
    sla,
    quality,
    surveys,
    contacts,
    customers,
    agents,
    workload,
    levels,
    capacity,
    people,
    money,
    reviews,
    review_plan,
    training,
    knowledge,
    search,
    feedback,
    incidents,
    waiting,
)


def _index() -> MappingProxyType[str, MetricDefinition]:
    definitions = [definition for family in FAMILIES for definition in family.DEFINITIONS]
    index = {definition.id: definition for definition in definitions}
    if len(index) != len(definitions):
        raise ValueError("two metrics share an id")
    return MappingProxyType(index)


METRICS = _index()
_ALIASES = {alias: metric for metric in METRICS.values() for alias in metric.catalog_ids}


def resolve(name: str) -> MetricDefinition:
    """The metric with this id or catalogue id.

    Raises ValueError for a name that no metric has.

    >>> resolve("reopen_pct").id
    'reopen_rate'
    """
    found = METRICS.get(name) or _ALIASES.get(name)
    if found is None:
        raise ValueError(f"metric {name!r} does not exist; known are {', '.join(METRICS)}")
    return found
