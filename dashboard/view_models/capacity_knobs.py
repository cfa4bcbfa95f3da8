"""The inputs of the Capacity page: what each is called, on which scale it moves, what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.capacity.scenario import Assumptions
from dashboard.view_models import capacity_scales as scales
from dashboard.view_models.sliders import Scale

Write = Callable[[Assumptions, float, Assumptions], Assumptions]
"""Assumptions so far, the new value, assumptions as measured: gives the assumptions from then on."""
VOLUME, WORK, TEAM = "Tickets", "Handling", "People"


@dataclass(frozen=True)
class Knob:
    """One input. ``field`` is the assumption whose origin is told; ``start`` where it stands unmoved."""

    knob_id: str
    label: str
    group: str
    scale: Scale
    start: float
    field: str
    write: Write | None = None
    scale_name: str = ""
    spoken: str = ""

    def value(self, positions: Mapping[str, int]) -> float:
        """What it stands for at the positions that the browser sent."""
        place = positions.get(self.knob_id)
        return self.start if place is None else self.scale.value(place)

    def is_moved(self, positions: Mapping[str, int]) -> bool:
        """Whether it stands elsewhere than at the start."""
        return self.value(positions) != self.start


def of_field(
    name: str, label: str, group: str, values: tuple[float, ...], words: scales.Words, base: Assumptions
) -> Knob:
    """An input that is one field of the assumptions."""
    start = float(getattr(base, name))

    def write(now: Assumptions, value: float, _: Assumptions) -> Assumptions:
        as_was = type(getattr(base, name))
        return replace(now, **{name: as_was(value)})

    return Knob(name, label, group, scales.scale(values, words, start), start, name, write)


def of_part(
    whole: str,
    name: str,
    label: str,
    group: str,
    values: tuple[float, ...],
    words: scales.Words,
    base: Assumptions,
) -> Knob:
    """An input inside a field that is a class of its own: parts of the day, cost lines."""
    start = float(getattr(getattr(base, whole), name))

    def write(now: Assumptions, value: float, _: Assumptions) -> Assumptions:
        return replace(now, **{whole: replace(getattr(now, whole), **{name: value})})

    scale = scales.scale(values, words, start)
    return Knob(f"{whole}|{name}", label, group, scale, start, whole, write)


def of_item(
    name: str,
    place: int,
    label: str,
    group: str,
    values: tuple[float, ...],
    words: scales.Words,
    base: Assumptions,
) -> Knob:
    """An input that is one of a row: a tier's handle time, a priority's target."""
    start = float(getattr(base, name)[place])

    def write(now: Assumptions, value: float, _: Assumptions) -> Assumptions:
        return replace(now, **{name: _with(getattr(now, name), place, value)})

    scale = scales.scale(values, words, start)
    return Knob(f"{name}|{place}", label, group, scale, start, name, write)


def of_channel(place: int, base: Assumptions) -> Knob:
    """Tickets a day of a channel; its tiers keep their proportions."""
    start = float(sum(base.tickets_per_day[place]))

    def write(now: Assumptions, value: float, was: Assumptions) -> Assumptions:
        row = scaled(now.tickets_per_day[place], value, float(sum(was.tickets_per_day[place])))
        return replace(now, tickets_per_day=_with(now.tickets_per_day, place, row))

    name = base.channels[place]
    scale = scales.scale(scales.around(start), scales.plain, start)
    return Knob(f"channel|{name}", name, "Tickets by channel", scale, start, "tickets_per_day", write)


def of_tier(place: int, base: Assumptions) -> Knob:
    """Change of a tier's tickets, in every channel."""

    def write(now: Assumptions, value: float, _: Assumptions) -> Assumptions:
        rows = tuple(_with(row, place, row[place] * (1 + value)) for row in now.tickets_per_day)
        return replace(now, tickets_per_day=rows)

    name = base.tiers[place]
    scale = scales.scale((-1.0, *scales.CHANGE), scales.change)
    return Knob(f"tier|{name}", f"{name}, change", "Tickets by channel", scale, 0.0, "tickets_per_day", write)


def of_handling(base: Assumptions) -> Knob:
    """Change of all handle times."""

    def write(now: Assumptions, value: float, _: Assumptions) -> Assumptions:
        return replace(now, handle_time=tuple(time * (1 + value) for time in now.handle_time))

    scale = scales.scale(scales.HANDLE, scales.change)
    return Knob("handle_change", "Handle time (AHT), change", WORK, scale, 0.0, "handle_time", write)


def of_agents(base: Assumptions) -> Knob:
    """Full-time agents of all tiers together; the tiers keep their proportions."""
    start = float(sum(base.agents))
    most = max(start * 3, 40.0)
    grid = scales.steps(0, round(most), 1) if most <= scales.MOST_AGENTS else scales.around(start, 120)

    def write(now: Assumptions, value: float, was: Assumptions) -> Assumptions:
        return replace(now, agents=scaled(now.agents, value, float(sum(was.agents))))

    return Knob("agents", "Agents", TEAM, scales.scale(grid, scales.plain, start), start, "agents", write)


def of_choice(knob_id: str, label: str, group: str, words: tuple[str, ...], field: str) -> Knob:
    """An input that is one of a few words; what it changes is decided together with others."""
    scale = Scale(tuple(float(n) for n in range(len(words))), words)
    return Knob(knob_id, label, group, scale, 0.0, field)


def loose(
    knob_id: str,
    label: str,
    group: str,
    values: tuple[float, ...],
    words: scales.Words,
    start: float,
    field: str,
) -> Knob:
    """An input that changes something only together with others of its group."""
    return Knob(knob_id, label, group, scales.scale(values, words, start), start, field)


def scaled(row: tuple[float, ...], total: float, was: float) -> tuple[float, ...]:
    """A row whose old total becomes a new one; a row of nothing has all of it in its first place.

    >>> scaled((3.0, 1.0), 8.0, 4.0), scaled((0.0, 0.0), 8.0, 0.0)
    ((6.0, 2.0), (8.0, 0.0))
    """
    if was > 0:
        return tuple(value * total / was for value in row)
    return (total, *(0.0 for _ in row[1:]))


def _with(row: tuple[Any, ...], place: int, value: Any) -> tuple[Any, ...]:
    return (*row[:place], value, *row[place + 1 :])
