"""Makes the fact frames of the inputs beside the tickets: surveys, reviews, agents, money and the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from core.calendars import BusinessCalendar
from core.facts.fact_set import FactSet
from core.metrics.definition import Frame


@dataclass(frozen=True)
class FrameSources:
    """What frames are made from: tables of the store by name, the facts, and how to count."""

    read: Callable[[str], pd.DataFrame]
    facts: FactSet
    zone: str
    calendar: BusinessCalendar

    @property
    def as_of(self) -> int:
        """The instant that the frames show, in UTC microseconds; later rows are not known yet."""
        return self.facts.as_of


Maker = Callable[[FrameSources], pd.DataFrame]
FRAME_MAKERS: Mapping[Frame, Maker] = {}


def frame_makers(sources: FrameSources) -> dict[str, Callable[[], pd.DataFrame]]:
    """One maker without arguments for every frame beside the tickets."""
    return {name.value: partial(make, sources) for name, make in FRAME_MAKERS.items()}
