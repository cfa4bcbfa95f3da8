"""Created against resolved, and what stays open: two panels that several pages show."""

from __future__ import annotations

from dashboard.charts import trend
from dashboard.components.chart import chart_with_table
from dashboard.session import current_mode
from dashboard.view_models.flow import Flow


def flow_panel(flow: Flow, *, key: str) -> None:
    """Tickets created and resolved per bucket of time."""
    mode = current_mode()
    names = {"created": "Created", "resolved": "Resolved"}
    chart_with_table(
        lambda: trend(flow.whole, "bucket", names, mode=mode),
        flow.frame,
        key=key,
        title="Created and resolved",
        note=flow.note,
        alt=f"Tickets created and resolved by {flow.grain}",
        columns=flow.columns(*names),
        empty="No ticket was created or resolved in this period.",
    )


def backlog_panel(flow: Flow, *, key: str) -> None:
    """Open tickets at the end of each bucket of time."""
    mode = current_mode()
    chart_with_table(
        lambda: trend(flow.frame, "bucket", {"backlog": "Open tickets"}, mode=mode),
        flow.frame,
        key=key,
        title="Backlog",
        note=f"open at the end of each {flow.grain}",
        alt=f"Open tickets at the end of each {flow.grain}",
        columns=flow.columns("backlog"),
        empty="No ticket was open in this period.",
    )
