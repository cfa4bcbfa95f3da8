"""Bands and targets: where a value is good, where it is a warning, and who says so."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """A range of values; ``strict_low`` and ``strict_high`` leave the end itself out.

    >>> 60.0 in Band.under(60), 60.0 in Band.at_most(60), 0.9 in Band.between(0.7, 0.8)
    (False, True, False)
    """

    low: float = -math.inf
    high: float = math.inf
    strict_low: bool = False
    strict_high: bool = False

    def __post_init__(self) -> None:
        """Refuse a band that holds nothing."""
        if not self.low <= self.high:
            raise ValueError("low must not be above high")

    def __contains__(self, value: float) -> bool:
        """Whether a value lies inside."""
        above = value > self.low if self.strict_low else value >= self.low
        below = value < self.high if self.strict_high else value <= self.high
        return above and below

    def contains_band(self, other: Band) -> bool:
        """Whether every value of the other band lies inside this one."""
        low = self.low < other.low or (self.low == other.low and self.strict_low <= other.strict_low)
        high = self.high > other.high or (self.high == other.high and self.strict_high <= other.strict_high)
        return low and high

    @classmethod
    def under(cls, high: float) -> Band:
        """Printed as "<x": x itself is out."""
        return cls(high=high, strict_high=True)

    @classmethod
    def at_most(cls, high: float) -> Band:
        """Up to and including x."""
        return cls(high=high)

    @classmethod
    def at_least(cls, low: float) -> Band:
        """Printed as "≥x" or "x+"."""
        return cls(low=low)

    @classmethod
    def between(cls, low: float, high: float) -> Band:
        """Both ends included."""
        return cls(low, high)


EVERYTHING = Band()


@dataclass(frozen=True, slots=True)
class Target:
    """Inside ``good`` is on target, inside ``warn`` (wider) a warning, outside both critical."""

    good: Band
    warn: Band
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a target without a source or with a warning band inside the good one."""
        if not self.sources:
            raise ValueError("sources must name where the figures come from")
        if not self.warn.contains_band(self.good):
            raise ValueError("warn must contain good")


@dataclass(frozen=True, slots=True)
class BenchmarkSet:
    """A named set of targets by metric id; `core.metrics.benchmarks` lays it over the handbook's."""

    id: str
    name: str
    source: str
    targets: Mapping[str, Target]
