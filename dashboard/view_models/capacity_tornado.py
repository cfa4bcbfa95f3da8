"""What matters most: each input moved by what is plausible, and how far the answer goes with it."""

from __future__ import annotations

from dataclasses import dataclass

from core.capacity.tornado import Bar, Tornado
from dashboard import format as fmt
from dashboard.view_models.sliders import Board, Text

SHOWN = 6


@dataclass(frozen=True)
class Swing:
    """One answer whose swings are drawn."""

    board_id: str
    output: str
    title: str
    unit: str

    def words(self, value: float) -> str:
        """A value of the answer as it is written."""
        return fmt.value_in_unit(value, self.unit)


SWINGS = (
    Swing("swing_need", "required_fte", "What matters most for the agents needed", "number"),
    Swing("swing_level", "service_level", "What matters most for the share in time", "share"),
)


def tornado_board(found: Tornado | None, swing: Swing, *, is_old: bool) -> tuple[Board, tuple[Bar, ...]]:
    """The board's words and its rows, the widest first."""
    rows = () if found is None else found.ranked(swing.output)[:SHOWN]
    texts: list[Text] = []
    if found is None:
        texts.append(("fine", "Reckoned when a slider rests."))
    else:
        texts.append(("fine", f"Mean of the weeks, now {swing.words(found.base[swing.output])}."))
        if not rows:
            texts.append(("fine", "No input moves it within its plausible range."))
        if is_old:
            texts.append(("fine", "Still of the setting before."))
    return Board(swing.board_id, swing.title, foot=tuple(texts)), rows
