"""A setting of the sliders as a short text in the address, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from core.capacity.staffing import PRESETS
from dashboard.view_models.capacity_knobs import Knob

LONGEST = 4_000


def moved_values(knobs: Iterable[Knob], positions: Mapping[str, int]) -> dict[str, float]:
    """The inputs that were moved, with what they stand for: what a scenario keeps."""
    return {knob.knob_id: knob.value(positions) for knob in knobs if knob.is_moved(positions)}


def positions_of(knobs: Iterable[Knob], values: Mapping[str, object]) -> dict[str, int]:
    """Where the sliders stand for kept values, at the nearest step; unknown inputs are left out."""
    found = {}
    for knob in knobs:
        value = values.get(knob.knob_id)
        if isinstance(value, int | float) and value == value:
            found[knob.knob_id] = knob.scale.position(float(value))
    return found


def written(values: Mapping[str, float]) -> str:
    """Values as one short text.

    >>> written({"volume_change": 0.5, "channel|email": 30.0})
    'volume_change:0.5,channel%7Cemail:30'
    """
    return ",".join(f"{quote(name, safe='')}:{value:.6g}" for name, value in values.items())


def read(text: str) -> dict[str, float]:
    """The values of ``written``; what cannot be read is left out.

    >>> read("volume_change:0.5,channel%7Cemail:30,nonsense,agents:many,x:nan")
    {'volume_change': 0.5, 'channel|email': 30.0}
    """
    found = {}
    for part in text[:LONGEST].split(","):
        name, _, words = part.rpartition(":")
        try:
            value = float(words)
        except ValueError:
            continue
        if name and abs(value) < 1e12:
            found[unquote(name)] = value
    return found


def preset(values: Mapping[str, int], name: str, knobs: Iterable[Knob]) -> dict[str, int]:
    """The sliders with a printed change of volume; the others stay where they are."""
    volume = next(knob for knob in knobs if knob.knob_id == "volume_change")
    return {**values, volume.knob_id: volume.scale.position(PRESETS[name])}
