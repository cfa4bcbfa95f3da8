"""Queue health: what is waiting, who is overloaded, what is stuck, what is trending."""

from __future__ import annotations

import streamlit as st

from dashboard import data, filters, session
from dashboard.charts import histogram, ranked_bars
from dashboard.charts.priority_mix import priority_mix
from dashboard.components import chart_with_table, kpi_row, warning_list
from dashboard.components.gauges import gauge_strip
from dashboard.components.lists import show_table
from dashboard.view_models import queue_tables as q
from dashboard.view_models.queue_health import build_queue_health

session.require_role()
view = data.view(build_queue_health, filters.current())
mode = session.current_mode()

warning_list(view.alerts, key="queue_alerts", limit=4, calm="The queue is in order.")
kpi_row(view.cards, key="queue_cards", min_width=165)
st.subheader("Real time", anchor=False)
gauge_strip(view.gauges, key="realtime")

left, middle, right = st.columns(3, gap="small")
with left:
    chart_with_table(
        lambda: histogram(view.ages, "age", "ticket_count", mode=mode, status="status"),
        view.ages, key="ages", title="Age of open tickets", alt="Open tickets by age",
        columns=q.AGE_COLUMNS, empty=q.NONE_OPEN,
    )  # fmt: skip
with middle:
    chart_with_table(
        lambda: priority_mix(view.priorities, mode=mode),
        view.priorities, key="mix", title="Open by priority", note="marks are the limits",
        alt="Share of open tickets by priority", columns=q.PRIORITY_COLUMNS, help=q.PRIORITY_HELP,
        empty=q.NONE_OPEN,
    )  # fmt: skip
with right:
    chart_with_table(
        lambda: ranked_bars(view.loads, "assignee", "open_count", mode=mode, status="status", limit=8),
        view.loads, key="workload", title="Workload", note="open tickets per agent",
        alt="Open tickets per agent", columns=q.LOAD_COLUMNS, empty="No open ticket has an owner.",
    )  # fmt: skip

show_table(view.ageing, key="ageing")
left, right = st.columns(2, gap="small")
with left:
    show_table(view.unassigned, key="unassigned")
with right:
    show_table(view.stuck, key="stuck")
show_table(view.trending, key="trending")
