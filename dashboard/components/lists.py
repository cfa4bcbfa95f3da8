"""A table of a view model in its panel."""

from __future__ import annotations

from dashboard.components.table import table_with_export
from dashboard.format import count
from dashboard.view_models.tables import TableView


def show_table(view: TableView, *, key: str) -> None:
    """The table with its title, exports and, where it was cut, how many rows there are in all."""
    shown = len(view.frame)
    cut = f"first {count(shown)} of {count(view.total)}" if view.total > shown else ""
    table_with_export(
        view.frame,
        key=key,
        title=view.title,
        columns=view.columns,
        note=" · ".join(part for part in (view.note, cut) if part),
        empty=view.empty,
    )
