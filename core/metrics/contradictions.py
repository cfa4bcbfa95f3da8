"""Where the sources behind the figures disagree, and which of them this product follows.

The texts are in ``contradictions.toml``; every C-id that a metric or a target cites is one of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from core.metrics.definition import MetricDefinition

ID = re.compile(r"\bC-\d{2,3}\b")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What sources say differently about one topic, what is done here, and what it bears on."""

    id: str
    topic: str
    values: tuple[str, ...]
    default: str
    matters: str
    sources: tuple[str, ...]

    def in_words(self) -> str:
        """All of it in a sentence or two.

        >>> print(of_ids(["C-40"])[0].in_words())
        how many severities there are: four; or five. Here: five.
        """
        return f"{self.topic}: {'; or '.join(self.values)}. Here: {self.default}."


@cache
def contradictions() -> Mapping[str, Contradiction]:
    """Every contradiction by its id, in order.

    >>> list(contradictions())[0], len(contradictions())
    ('C-01', 104)
    """
    text = resources.files("core.metrics").joinpath("contradictions.toml").read_text("utf-8")
    rows = tomllib.loads(text)["contradiction"]
    return MappingProxyType({row["id"]: _contradiction(row) for row in rows})


def _contradiction(row: dict[str, Any]) -> Contradiction:
    return Contradiction(**(row | {name: tuple(row[name]) for name in ("values", "sources")}))


def of_ids(ids: Iterable[str]) -> tuple[Contradiction, ...]:
    """The contradictions among some source ids; ids of other kinds are passed over.

    >>> [found.id for found in of_ids(["handbook 1.2", "C-07", "B-001", "C-07"])]
    ['C-07']
    """
    known = contradictions()
    return tuple(known[name] for name in dict.fromkeys(ids) if name in known)


def of_metric(metric: MetricDefinition) -> tuple[Contradiction, ...]:
    """What a metric's definition says that its sources disagree about.

    >>> from core.metrics import METRICS
    >>> [found.id for found in of_metric(METRICS["reopen_rate"])]
    ['C-50']
    """
    return of_ids(metric.sources)
