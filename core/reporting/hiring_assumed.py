"""What hiring plans and costs start from, and where it is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from core.capacity.cost import CostLines

NOT_KNOWN = float("nan")
Assumed = TypeVar("Assumed", "CostAssumptions", "HiringAssumptions")


@dataclass(frozen=True)
class CostAssumptions:
    """What the cost model starts from, as printed; money of a year unless it says otherwise.

    ``visits`` and ``investment`` are of a month, ``rate`` and ``shorter`` parts of 1, ``points`` points of
    first contact resolution; ``people``, ``technology`` and ``overhead`` parts of the budget. ``revenue`` has
    no printed example: NaN is not known.
    """

    salary: float = 60_000.0
    tools: float = 5_000.0
    training: float = 2_000.0
    management: float = 8_000.0
    tickets_per_day: float = 25.0
    working_days: float = 240.0
    handle_time: float = 20.0
    utilisation: float = 0.75
    agents: float = 28.0
    shorter: float = 0.10
    points: float = 5.0
    visits: float = 10_000.0
    rate: float = 0.35
    deflected_cost: float = 15.0
    investment: float = 0.0
    revenue: float = NOT_KNOWN
    people: float = 0.65
    technology: float = 0.25
    overhead: float = 0.10

    def lines(self) -> CostLines:
        """The cost of an agent and what it hands out."""
        return CostLines(**{line.name: getattr(self, line.name) for line in fields(CostLines)})


@dataclass(frozen=True)
class HiringAssumptions:
    """What a hiring plan starts from; NaN: what was measured.

    ``agents``: full-time agents now; ``required``: those needed now; ``growth``: parts of 1 a month;
    ``turnover``: parts of 1 a year; ``rule``: a `LeavingRule`; ``kind``: a kind of hire; ``lead``:
    "shortest", "middle" or "longest"; ``spread``: how far volume may be off at the end, parts of 1.
    """

    agents: float = NOT_KNOWN
    required: float = NOT_KNOWN
    growth: float = NOT_KNOWN
    turnover: float = NOT_KNOWN
    rule: str = "hazard"
    kind: str = "growth"
    lead: str = "longest"
    weeks: float = 52.0
    spread: float = 0.15


def kept(assumed: Assumed, stored: object) -> Assumed:
    """The stored figures in place of the given ones; what is of another kind is passed over.

    >>> kept(HiringAssumptions(), {"weeks": 26, "rule": 3, "poet": 1}).weeks
    26.0
    """
    if not isinstance(stored, dict):
        return assumed
    known: dict[str, Any] = {}
    for line in fields(assumed):
        value, usual = stored.get(line.name), getattr(assumed, line.name)
        if isinstance(usual, str) and isinstance(value, str):
            known[line.name] = value
        elif isinstance(usual, float) and isinstance(value, int | float) and not isinstance(value, bool):
            known[line.name] = float(value)
    return type(assumed)(**{**asdict(assumed), **known})


def to_keep(assumed: CostAssumptions | HiringAssumptions, lows: Mapping[str, float]) -> dict[str, Any]:
    """The known figures for a setting. Raises ValueError naming one below 0, or below its own low.

    >>> to_keep(HiringAssumptions(growth=-0.1), {"growth": -1.0})["growth"]
    -0.1
    """
    known = {}
    for name, value in asdict(assumed).items():
        low = lows.get(name, 0.0)
        if isinstance(value, float) and (value < low or math.isinf(value)):
            raise ValueError(f"{name} must be finite and at least {low:g}")
        if value == value:
            known[name] = value
    return known
