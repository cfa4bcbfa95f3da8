"""Sliders as a view model describes them: a scale in words, where each stands, what it brought about.

No Streamlit. `dashboard.components.live_slider` draws them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from dashboard import format as fmt

Text = tuple[str, str]
"""Kind and words: figure, good, bad, fine (small print)."""

MINUTE_STEPS = (5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 30, 35, 40, 45, 50)
HOUR_STEPS = (
    1,
    1.25,
    1.5,
    1.75,
    2,
    2.5,
    3,
    3.5,
    4,
    4.5,
    5,
    6,
    7,
    8,
    9,
    10,
    12,
    14,
    16,
    18,
    20,
    22,
    24,
    27,
    30,
)
LONG_STEPS = (30, 33, 36, 40, 45, 48, 54, 60, 66, 72, 80, 90, 96, 108, 120, 144, 168, 192, 216, 240)
DURATIONS = tuple(float(m) for m in MINUTE_STEPS) + tuple(60.0 * h for h in (*HOUR_STEPS, *LONG_STEPS))
"""Round durations in minutes from 5 minutes to 10 days, each about a tenth longer than the one before."""


@dataclass(frozen=True)
class Scale:
    """The values that a slider can take, ascending, with what each is called."""

    values: tuple[float, ...]
    words: tuple[str, ...]

    def position(self, value: float) -> int:
        """Where the nearest value stands, on a tie the lower one.

        >>> duration_scale().position(61.0) == duration_scale().position(60.0)
        True
        """
        after = min(bisect_left(self.values, value), len(self.values) - 1)
        before = max(after - 1, 0)
        nearer = value - self.values[before] <= self.values[after] - value
        return before if nearer else after

    def value(self, position: int) -> float:
        """The value at a position, kept inside the scale."""
        return self.values[min(max(position, 0), len(self.values) - 1)]


def duration_scale(also: Iterable[float] = ()) -> Scale:
    """Round durations (minutes), with further ones among them, such as today's targets.

    >>> duration_scale([7.5]).words[:5]
    ('5\\xa0min', '6\\xa0min', '7\\xa0min', '7\\xa0min\\xa030\\xa0s', '8\\xa0min')
    """
    values = tuple(sorted({*DURATIONS, *(float(value) for value in also)}))
    return Scale(values, tuple(exact_duration(value) for value in values))


def exact_duration(minutes: float) -> str:
    """A duration to the second, in hours however long: what a target is, not about what.

    >>> [exact_duration(m).replace(chr(160), " ") for m in (7.5, 90, 2700)]
    ['7 min 30 s', '1 h 30 min', '45 h']
    """
    seconds = round(minutes * 60)
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    words = [f"{amount}{fmt.NO_BREAK}{unit}" for amount, unit in parts if amount]
    return fmt.NO_BREAK.join(words) or f"0{fmt.NO_BREAK}min"


@dataclass(frozen=True)
class LiveSlider:
    """One slider: its name, where it stands, and what to show around it.

    ``picture`` is SVG whose width is the slider's track; ``spoken`` is the full name for a screen reader.
    """

    slider_id: str
    label: str
    position: int
    scale: str = "duration"
    spoken: str = ""
    result: tuple[Text, ...] = ()
    foot: tuple[Text, ...] = ()
    picture: str = ""


@dataclass(frozen=True)
class SliderGroup:
    """Sliders that belong together."""

    title: str
    sliders: tuple[LiveSlider, ...]
    note: str = ""
    is_folded: bool = False
    """Whether only the title shows until somebody opens it."""


@dataclass(frozen=True)
class Board:
    """What the sliders bring about, drawn beside them: figures, SVG of a fixed height, small print."""

    board_id: str
    title: str
    result: tuple[Text, ...] = ()
    picture: str = ""
    foot: tuple[Text, ...] = ()
    is_wide: bool = False
    is_folded: bool = False


@dataclass(frozen=True)
class SliderPanel:
    """All sliders of a panel and the scales that they move on.

    ``headline`` stays in sight while the rest is scrolled; ``boards`` stand beside the sliders.
    ``tells_rest``: the browser asks once more when a slider has come to rest (`is_at_rest`).
    """

    groups: tuple[SliderGroup, ...]
    scales: dict[str, Scale] = field(default_factory=dict)
    headline: tuple[Board, ...] = ()
    boards: tuple[Board, ...] = ()
    tells_rest: bool = False

    @property
    def sliders(self) -> tuple[LiveSlider, ...]:
        """Every slider of every group."""
        return tuple(slider for group in self.groups for slider in group.sliders)

    @property
    def positions(self) -> dict[str, int]:
        """Where each slider stands."""
        return {slider.slider_id: slider.position for slider in self.sliders}
