"""What happens if: the inputs of the Capacity page, and what becomes of the coming weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.capacity.scenario import Assumptions, Outlook
from dashboard import format as fmt
from dashboard.view_models import capacity_boards as boards
from dashboard.view_models.capacity_inputs import FOLDED_NOTES
from dashboard.view_models.capacity_knobs import TEAM, VOLUME, WORK, Knob
from dashboard.view_models.capacity_weeks import week_frame, week_table
from dashboard.view_models.sliders import Board, LiveSlider, SliderGroup, SliderPanel, Text

OPEN_GROUPS = (VOLUME, WORK, TEAM)
UTILISATION_LIMITS = (0.6, 0.9)
WEEKS = "weeks"
UNSAID = ": as given, nothing measures it"


@dataclass(frozen=True, eq=False)
class CapacityView:
    """The panel with its words; pictures are drawn from ``outlook``. None: the inputs cannot be."""

    panel: SliderPanel
    assumptions: Assumptions | None
    outlook: Outlook | None


@dataclass(frozen=True)
class Origin:
    """Where the start of each input came from, by assumption: words such as "measured, last 28 days"."""

    words: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """The words of one assumption, without what goes without saying."""
        return self.words.get(name, "assumed").removesuffix(UNSAID)


def build_capacity(
    knobs: tuple[Knob, ...],
    positions: Mapping[str, int],
    origin: Origin,
    assumptions: Assumptions,
    outlook: Outlook,
    refusal: str = "",
    more: tuple[Board, ...] = (),
    table: str | None = None,
) -> CapacityView:
    """All words of the page for one setting of the sliders; ``more`` boards follow the first ones.

    ``refusal``: why the inputs cannot be; then the boards are those of ``outlook`` without figures.
    ``table``: the figures by week as they were, where nobody can read them anyway.
    """
    names = tuple(dict.fromkeys(knob.group for knob in knobs))
    groups = tuple(_group(name, knobs, positions, origin) for name in names)
    head = boards.headline(assumptions, outlook)
    last = boards.last_boards(assumptions, outlook)
    found = (*boards.boards(assumptions, outlook), *more, *last, _weeks(assumptions, outlook, table))
    scales = {knob.scale_name or knob.knob_id: knob.scale for knob in knobs}
    if refusal:
        head, found = boards.refused(head, fmt.NO_DATA), boards.refused(found, refusal)
        return CapacityView(SliderPanel(groups, scales, head, found, tells_rest=True), None, None)
    return CapacityView(SliderPanel(groups, scales, head, found, tells_rest=True), assumptions, outlook)


def _weeks(assumptions: Assumptions, outlook: Outlook, table: str | None) -> Board:
    """The figures of all weeks for readers who would rather have numbers."""
    picture = week_table(week_frame(assumptions, outlook)) if table is None else table
    return Board(WEEKS, "Figures by week", picture=picture, is_wide=True, is_folded=True)


def _group(name: str, knobs: tuple[Knob, ...], positions: Mapping[str, int], origin: Origin) -> SliderGroup:
    own = [knob for knob in knobs if knob.group == name]
    moved = sum(knob.is_moved(positions) for knob in own)
    is_folded = name not in OPEN_GROUPS
    note = FOLDED_NOTES.get(name, "")
    if is_folded and moved:
        note = f"{moved} moved · {note}" if note else f"{moved} moved"
    return SliderGroup(name, tuple(_slider(knob, positions, origin) for knob in own), note, is_folded)


def _slider(knob: Knob, positions: Mapping[str, int], origin: Origin) -> LiveSlider:
    place = knob.scale.position(knob.value(positions))
    return LiveSlider(
        slider_id=knob.knob_id,
        label=knob.label,
        position=place,
        scale=knob.scale_name or knob.knob_id,
        spoken=knob.spoken or f"{knob.label} · {knob.group}",
        foot=_foot(knob, place, origin),
    )


def _foot(knob: Knob, place: int, origin: Origin) -> tuple[Text, ...]:
    """Where the start came from, what it was once it is moved, and a warning where one is due."""
    start = knob.scale.position(knob.start)
    words = origin.of(knob.field)
    texts: list[Text] = [("fine", words if place == start else f"was {knob.scale.words[start]} · {words}")]
    if knob.knob_id == "utilisation" and not _inside(knob.scale.value(place)):
        texts.append(("bad", "outside 60–90 %"))
    return tuple(texts)


def _inside(share: float) -> bool:
    return UTILISATION_LIMITS[0] <= share <= UTILISATION_LIMITS[1]


def known(values: np.ndarray) -> list[float]:
    """An array as plain numbers for a chart."""
    return [float(value) for value in np.asarray(values, np.float64)]
