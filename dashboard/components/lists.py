"""A table of a view model in its panel."""

from __future__ import annotations

from dashboard.components.table import Detail, table_with_export
from dashboard.format import count
from dashboard.view_models.tables import TableView


def show_table(view: TableView, *, key: str, detail: Detail | None = None) -> None:
    """The table with its title and, where it was cut, how many rows there are: its exports have them all.

    ``detail`` draws below it what belongs to the selected row.
    """
    shown = len(view.frame)
    words = f"{count(shown)} of {count(view.total)} shown; the export has all"
    table_with_export(
        view.frame,
        key=key,
        title=view.title,
        columns=view.columns,
        note=" · ".join(part for part in (view.note, words if view.total > shown else "") if part),
        empty=view.empty,
        every_row=view.every_row,
        total=view.total,
        detail=detail,
    )
