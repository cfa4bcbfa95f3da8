"""The tabs of the Maturity page: each asks for what it shows only while it is open."""

from __future__ import annotations

import streamlit as st

from dashboard import data
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.maturity_assessment_panels import assessment_part
from dashboard.components.maturity_signal_panels import signals_part
from dashboard.components.maturity_stage_panels import stage_part
from dashboard.components.states import empty_state
from dashboard.format import escape_markdown
from dashboard.view_models.maturity_distance import DistanceView, build_distance


def distance_part() -> None:
    """The four figures of the stages, beside the targets of this one and the next."""
    view: DistanceView = data.view(build_distance)
    if not view.cards:
        empty_state(
            "No stage is known",
            "Targets belong to a stage. Import customers, three months of tickets or the roster, or choose "
            "a stage in the tab Stage.",
        )
        return
    kpi_row(view.cards, key="distance_cards", min_width=240)
    show_table(view.table, key="distance")
    st.caption(escape_markdown(view.meaning))
    st.caption(escape_markdown(view.disagreement))


PARTS = {
    "Stage": stage_part,
    "Self-assessment": assessment_part,
    "Distance": distance_part,
    "Signals": signals_part,
}
