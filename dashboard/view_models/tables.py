"""Tables as pages show them: a frame, what its columns mean, and what to say when it is empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from dashboard.view_models.cards import Column

NOBODY = "nobody"
WORDS = {
    "status": {
        "new": "New",
        "open": "Open",
        "pending": "Waiting for customer",
        "hold": "On hold",
        "solved": "Solved",
        "closed": "Closed",
        "deleted": "Deleted",
        "unknown": "Not understood",
    }
}
"""What the product's own codes are called; a source's own words stay as they are."""
LINKING = ("source_id", "metric", "period")
"""Columns that no table shows and that say which ticket, and which of its clocks, a row is about."""
Make = Callable[[], pd.DataFrame]
Prepare = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class TableView:
    """One table; ``total`` counts the rows before the table was cut to what a page can show, ``whole``
    makes the table with all of them, None where it was not cut."""

    title: str
    frame: pd.DataFrame
    columns: dict[str, Column]
    empty: str
    note: str = ""
    total: int = 0
    whole: Make | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return bool(self.frame.empty)

    def every_row(self) -> pd.DataFrame:
        """What an export holds: all rows in the order of the table."""
        return self.frame if self.whole is None else self.whole()


@dataclass(frozen=True)
class Shape:
    """Which columns of a frame a table shows, in which order and words."""

    title: str
    columns: dict[str, Column]
    empty: str
    note: str = ""
    limit: int = 200
    fill: dict[str, str] = field(default_factory=dict)


def table_from(
    frame: pd.DataFrame,
    shape: Shape,
    again: Make | None = None,
    *,
    prepare: Prepare | None = None,
) -> TableView:
    """Cut a frame to the shape's columns and rows; columns that the frame lacks are left out.

    ``again`` makes the same frame once more when an export asks for all rows, so that none is held until
    then; ``prepare`` adds columns to the rows that are shown or exported, and goes with ``again``.
    """
    shown = _dressed(frame.head(shape.limit), shape, prepare)
    return TableView(
        title=shape.title,
        frame=shown,
        columns={name: column for name, column in shape.columns.items() if name in shown.columns},
        empty=shape.empty,
        note=shape.note,
        total=len(frame),
        whole=_whole(frame, shape, again, prepare) if len(frame) > shape.limit else None,
    )


def _whole(frame: pd.DataFrame, shape: Shape, again: Make | None, prepare: Prepare | None) -> Make:
    """The frame is only held, and of it only what the table needs, where nothing makes it again."""
    wanted = [name for name in frame.columns if name in (*shape.columns, *LINKING)]
    held = frame.head(0) if again else frame[wanted]
    return lambda: _dressed(again() if again else held, shape, prepare)


def _dressed(rows: pd.DataFrame, shape: Shape, prepare: Prepare | None) -> pd.DataFrame:
    """Rows in the columns and words of a table."""
    made = prepare(rows) if prepare else rows
    names = [name for name in shape.columns if name in made.columns]
    kept = [*names, *(name for name in LINKING if name in made.columns and name not in names)]
    table = made[kept].reset_index(drop=True)
    for name, words in WORDS.items():
        if name in table:
            table[name] = table[name].astype(object).map(lambda value, words=words: words.get(value, value))
    for name, word in shape.fill.items():
        if name in table:
            table[name] = table[name].astype(object).where(table[name].notna(), word)
    return table


TICKET = Column("Ticket", "ticket", "The ticket's number in its own system")
PRIORITY = Column("Priority", "text", None, "small")
STATE = Column("State", "text", None, "small")
TEAM = Column("Team", "text", None, "small")
ASSIGNEE = Column("Assignee", "text", None, "small")
CATEGORY = Column("Category", "text", None, "medium")
CHANNEL = Column("Channel", "text", None, "small")
AGE = Column("Age", "minutes", "Time since the ticket was created")
IDLE = Column("Quiet for", "minutes", "Time since anything happened on the ticket")
WAITING_SINCE = Column("Waiting since", "instant", "When the customer wrote what nobody answered", "small")
