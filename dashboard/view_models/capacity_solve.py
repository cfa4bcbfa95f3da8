"""Turned round: where one slider must stand so that the promise is kept in every coming week."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.capacity.scenario import Assumptions, Outlook
from core.capacity.scenario_model import GROWS, MISSED, NOBODY
from dashboard.view_models.capacity_assumed import assumed
from dashboard.view_models.capacity_knobs import Knob

SOLVABLE = {"agents": "Agents", "handle_change": "Handle time", "deflection_target": "Deflection"}
RISING = ("agents", "deflection_target")
"""More of these is better; of the others less."""
MISSES = (NOBODY, GROWS, MISSED)
Model = Callable[[Assumptions], Outlook]


@dataclass(frozen=True)
class Solution:
    """Where the slider must stand, None where no place of it is enough; and the answer in words."""

    knob_id: str
    place: int | None
    words: str


def solve(
    base: Assumptions, knobs: tuple[Knob, ...], positions: Mapping[str, int], knob_id: str, model: Model
) -> Solution:
    """The least change of one input with which every week keeps its promise; the other inputs stay.

    Found by halving, and checked on both sides: the next step towards the easier end is not enough.
    Raises ValueError for inputs that cannot be.
    """
    knob = next(knob for knob in knobs if knob.knob_id == knob_id)

    def keeps(place: int) -> bool:
        return keeps_promise(model(assumed(base, knobs, {**positions, knob_id: place})))

    last = len(knob.scale.values) - 1
    order = range(last + 1) if knob_id in RISING else range(last, -1, -1)
    step = _first_that_keeps(order, keeps)
    if step is None:
        return Solution(
            knob_id, None, f"{knob.label}: no place of the slider keeps the promise in every week."
        )
    return Solution(knob_id, order[step], _words(knob, order, step))


def _first_that_keeps(order: range, keeps: Callable[[int], bool]) -> int | None:
    """The first of places that get better and better; None where the last one is not enough."""
    if not keeps(order[-1]):
        return None
    low, high = 0, len(order) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(order[middle]) else (middle + 1, high)
    return high


def keeps_promise(outlook: Outlook) -> bool:
    """Whether no week misses the promise and the queue grows in none; tired people are another matter."""
    return not any(state in MISSES for state in outlook.states)


def _words(knob: Knob, order: range, step: int) -> str:
    words = knob.scale.words[order[step]]
    if step == 0:
        return f"{knob.label} {words}: even this keeps the promise in every week."
    easier = knob.scale.words[order[step - 1]]
    return f"{knob.label} {words} keeps the promise in every week, {easier} does not."
