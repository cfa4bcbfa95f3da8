"""Number fields of an assumption: label, unit, step, and how the typed number becomes a figure."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One number that somebody may type; a share is typed in percent."""

    name: str
    label: str
    step: float = 1.0
    digits: int = 0
    is_share: bool = False
    low: float | None = 0.0
    high: float | None = None
    help: str = ""

    @property
    def scale(self) -> float:
        """What the figure is multiplied with to be typed."""
        return 100.0 if self.is_share else 1.0

    def shown(self, figure: float) -> float | None:
        """The figure as it stands in the field; None, an empty field, where it is not known.

        >>> Field("rate", "Rate, %", is_share=True, digits=1).shown(0.3501), Field("n", "N").shown(math.nan)
        (35.0, None)
        """
        return None if math.isnan(figure) else round(figure * self.scale, self.digits)

    def figure(self, typed: float | None, start: float) -> float:
        """What was typed as a figure: an untouched field keeps the exact one, an empty one is not known.

        >>> Field("rate", "Rate, %", is_share=True).figure(35.0, 0.3501)
        0.3501
        """
        if typed is None:
            return math.nan
        return start if typed == self.shown(start) else typed / self.scale


def stamp(name: str, values: Mapping[str, object]) -> str:
    """A short mark of where fields start from: another start makes new fields.

    >>> stamp("a", {"x": 1.0}) == stamp("a", {"x": 1.0}), stamp("a", {}) == stamp("b", {})
    (True, False)
    """
    return hashlib.blake2b(repr((name, sorted(values.items()))).encode(), digest_size=6).hexdigest()
