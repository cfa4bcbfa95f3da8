"""The part of the Team page about satisfaction: ratings, whom to call back, the asking, who comes again."""

from __future__ import annotations

import streamlit as st

from dashboard import data, session
from dashboard.charts import ranked_bars
from dashboard.charts.interval_dots import interval_dots
from dashboard.components.chart import chart_with_table
from dashboard.components.drill import tickets_of
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.states import empty_state
from dashboard.filters import Selection
from dashboard.view_models import team_satisfaction as sa

MOST_GROUPS = 15


def satisfaction_part(selection: Selection) -> None:
    """Answers by group, low scores to follow up, how the asking works, repeat contacts."""
    view = data.view(sa.build_satisfaction, selection)
    kpi_row(view.cards, key="survey_cards")
    _ratings(selection)
    if view.knows_surveys:
        show_table(view.low, key="low_scores")
    else:
        empty_state(
            "No answer to a survey with its date",
            "The queue of low scores needs the table of surveys, with when each was answered.",
            page="data.py",
            action="Open the data page",
        )
    show_table(view.surveys, key="surveys", detail=tickets_of(view.survey_drills, key="surveys"))
    left, right = st.columns([2, 3], gap="small")
    with left:
        _repeats(view)
    with right:
        show_table(view.repeats, key="repeats")


def _ratings(selection: Selection) -> None:
    chosen = st.segmented_control(
        "Satisfaction by",
        list(sa.BY),
        default="category",
        required=True,
        format_func=sa.BY.__getitem__,
        key="rated_by",
        bind="query-params",
    )
    by = chosen or "category"
    view, mode = data.view(sa.build_ratings, selection, by), session.current_mode()
    size = min(len(view.frame), MOST_GROUPS)
    chart_with_table(
        lambda: interval_dots(view.frame, "group", mode=mode, target=view.target, limit=MOST_GROUPS),
        view.frame,
        key="ratings",
        title=f"Satisfaction by {sa.BY[by].lower()}",
        note=view.note,
        alt=f"Share of satisfied answers by {sa.BY[by].lower()}, with 95 % intervals",
        columns=view.columns,
        empty="Nobody answered a survey in this period.",
        detail=tickets_of(view.drills, key="ratings"),
        row_of=lambda trace, point: point if trace == size else trace,
    )


def _repeats(view: sa.Satisfaction) -> None:
    mode = session.current_mode()
    chart_with_table(
        lambda: ranked_bars(view.by_category, "group", "ticket_count", mode=mode),
        view.by_category,
        key="repeat_categories",
        title="Repeat contacts by category",
        note="asked again within seven days",
        alt="Repeat contacts by category",
        columns=sa.REPEAT_COLUMNS,
        empty="No customer asked again about the same within seven days.",
        detail=tickets_of(view.category_drills, key="repeat_categories"),
    )
