"""Tables as pages show them: a frame, what its columns mean, and what to say when it is empty."""

from __future__ import annotations

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
LINKING = ("source_id",)
"""Columns that no table shows and the links of its tickets need."""


@dataclass(frozen=True)
class TableView:
    """One table; ``total`` counts the rows before the table was cut to what a page can show."""

    title: str
    frame: pd.DataFrame
    columns: dict[str, Column]
    empty: str
    note: str = ""
    total: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return bool(self.frame.empty)


@dataclass(frozen=True)
class Shape:
    """Which columns of a frame a table shows, in which order and words."""

    title: str
    columns: dict[str, Column]
    empty: str
    note: str = ""
    limit: int = 200
    fill: dict[str, str] = field(default_factory=dict)


def table_from(frame: pd.DataFrame, shape: Shape) -> TableView:
    """Cut a frame to the shape's columns and rows; columns that the frame lacks are left out."""
    names = [name for name in shape.columns if name in frame.columns]
    kept = [*names, *(name for name in LINKING if name in frame.columns and name not in names)]
    shown = frame[kept].head(shape.limit).reset_index(drop=True)
    for name, words in WORDS.items():
        if name in shown:
            shown[name] = shown[name].astype(object).map(lambda value, words=words: words.get(value, value))
    for name, word in shape.fill.items():
        if name in shown:
            shown[name] = shown[name].astype(object).where(shown[name].notna(), word)
    return TableView(
        title=shape.title,
        frame=shown,
        columns={name: shape.columns[name] for name in names},
        empty=shape.empty,
        note=shape.note,
        total=len(frame),
    )


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
