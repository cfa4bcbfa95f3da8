"""Which assumption carries the answer: each one moved by what is plausible, the others left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.capacity.log_sums import Floats
from core.capacity.scenario import Assumptions, Outlook
from core.capacity.scenario_model import what_if
from core.capacity.scenario_solve import with_agents, with_handle_factor
from core.capacity.staffing import DayParts

REPLICATIONS = 20
OUTPUTS = ("required_fte", "service_level", "cost_per_ticket")
"""What swings are told of: means over the coming weeks."""
Change = Callable[[Assumptions], Assumptions]


@dataclass(frozen=True, slots=True)
class Move:
    """An assumption and how far it may be off: ``name`` of the field, words, and the two changes."""

    name: str
    label: str
    range_words: str
    low: Change
    high: Change


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: mean of each output at the low and the high end of the assumption."""

    name: str
    label: str
    range_words: str
    low: dict[str, float]
    high: dict[str, float]

    def swing(self, output: str) -> float:
        """Distance between both ends; NaN where one has no figure."""
        return abs(self.high[output] - self.low[output])


@dataclass(frozen=True, slots=True)
class Tornado:
    """All bars, and the outputs of the assumptions as they are."""

    base: dict[str, float]
    bars: tuple[Bar, ...]

    def ranked(self, output: str) -> tuple[Bar, ...]:
        """Bars by swing of an output, the widest first; those without any left out.

        Raises ValueError for an output that is not in ``OUTPUTS``.
        """
        if output not in OUTPUTS:
            raise ValueError(f"output must be one of {', '.join(OUTPUTS)}")
        moved = [bar for bar in self.bars if bar.swing(output) > 1e-9]
        return tuple(sorted(moved, key=lambda bar: -bar.swing(output)))


def tornado(given: Assumptions, replications: int = REPLICATIONS) -> Tornado:
    """Play each assumption at both ends of its plausible range.

    Formula: mean over the coming weeks of required FTE, service level and cost per ticket at each end,
    with the same chance everywhere. The ranges are those of ``moves``. Source: F-071.

    >>> bars = tornado(Assumptions(handle_time=(20, 45, 240), weeks=2)).ranked("required_fte")
    >>> [bar.name for bar in bars][:2]
    ['volume_change', 'handle_time']
    """
    base = _outputs(what_if(given, replications))
    bars = []
    for move in moves(given):
        ends = [_outputs(what_if(change(given), replications)) for change in (move.low, move.high)]
        bars.append(Bar(move.name, move.label, move.range_words, *ends))
    return Tornado(base, tuple(bars))


def moves(given: Assumptions) -> tuple[Move, ...]:
    """The assumptions that are moved, and how far each is plausibly off.

    >>> [move.name for move in moves(Assumptions())][:3]
    ['volume_change', 'growth_rate', 'handle_time']
    """
    found = (
        Move("volume_change", "Tickets", "±20 %", lambda a: _volume(a, 0.8), lambda a: _volume(a, 1.2)),
        _plus("growth_rate", "Weekly growth", 0.01, -0.99, 1.0),
        Move(
            "handle_time",
            "Handle time",
            "±15 %",
            lambda a: with_handle_factor(a, 0.85),
            lambda a: with_handle_factor(a, 1.15),
        ),
        _plus("deflection_target", "Deflection", 0.05, 0.0, 1.0),
        _plus("first_contact_target", "First contact resolution", 0.05, 0.0, 1.0),
        _plus("reopen_target", "Tickets that come back", 0.03, 0.0, 1.0),
        _plus("drafting_share", "Drafted answers", 0.1, 0.0, 1.0),
        _plus("utilisation", "Planned utilisation", 0.05, 0.05, 1.0),
        Move(
            "day_parts", "Time on tickets", "±5 points", lambda a: _time(a, -0.05), lambda a: _time(a, 0.05)
        ),
        Move("agents", "Agents now", "±10 %", lambda a: _agents(a, 0.9), lambda a: _agents(a, 1.1)),
        Move(
            "turnover",
            "Turnover a year",
            "0 to 30 %",
            lambda a: replace(a, turnover=0.0),
            lambda a: replace(a, turnover=0.3),
        ),
        Move(
            "day_spread",
            "How much days differ",
            "none to a fifth",
            lambda a: replace(a, day_spread=0.0),
            lambda a: replace(a, day_spread=0.04),
        ),
        Move("cost", "Cost of an agent", "±10 %", lambda a: _cost(a, 0.9), lambda a: _cost(a, 1.1)),
    )
    late = Move("hires", "Start of the hires", "on time or 4 weeks late", lambda a: a, _late)
    without_effect = () if given.drafting_speed_up > 1 else ("drafting_share",)
    kept = tuple(move for move in found if move.name not in without_effect)
    return (*kept, late) if any(given.hires) else kept


def _plus(name: str, label: str, step: float, least: float, most: float) -> Move:
    """A share moved by so many points either way, inside its range."""

    def by(points: float) -> Change:
        return lambda a: replace(a, **{name: min(max(getattr(a, name) + points, least), most)})

    return Move(name, label, f"±{step * 100:.0f} point{'s' if step > 0.01 else ''}", by(-step), by(step))


def _volume(given: Assumptions, factor: float) -> Assumptions:
    return replace(given, volume_change=(1 + given.volume_change) * factor - 1)


def _agents(given: Assumptions, factor: float) -> Assumptions:
    return with_agents(given, sum(given.agents) * factor)


def _time(given: Assumptions, points: float) -> Assumptions:
    """More or less time on tickets, the rest in its proportions."""
    parts = given.day_parts
    tickets = min(max(parts.tickets + points, 0.05), 1.0)
    rest = (1.0 - tickets) / parts.shrinkage if parts.shrinkage > 0 else 0.0
    away = (parts.training * rest, parts.meetings * rest, parts.administration * rest)
    return replace(given, day_parts=DayParts(tickets, *away, 1.0 - tickets - sum(away)))


def _cost(given: Assumptions, factor: float) -> Assumptions:
    lines = given.cost
    dearer = {name: getattr(lines, name) * factor for name in ("salary", "tools", "training", "management")}
    return replace(given, cost=replace(lines, **dearer))


def _late(given: Assumptions) -> Assumptions:
    return replace(given, hires=(0.0, 0.0, 0.0, 0.0, *given.hires))


def _outputs(view: Outlook) -> dict[str, float]:
    """Mean of each output over the weeks that have a figure."""
    return {name: _mean(getattr(view, name)) for name in OUTPUTS}


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
