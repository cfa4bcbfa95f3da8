"""The forecast: choices, the fan, the methods with their errors, and what was forecast against what came."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import data, session
from dashboard.charts.forecast_fan import forecast_fan
from dashboard.components.chart import chart_with_table
from dashboard.components.known_events import events_panel
from dashboard.components.states import empty_state
from dashboard.components.table import table_with_export
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models import capacity_forecast as words
from dashboard.view_models.capacity_forecast import ForecastPage, build_forecast, build_methods, build_review

NOTE = "the expected number, and where 80 and 95 of a hundred end up"


def forecast_part(selection: Selection) -> None:
    """Everything about what is to come."""
    step, split, horizon, method = _choices()
    found = _of_group(selection, step, split, horizon, method)
    if found.frame.empty:
        empty_state(
            found.missing or "There is nothing to forecast.", "Import more days or clear the filters."
        )
        return
    if found.missing:
        st.info(escape_markdown(found.missing), icon=":material/info:")
    chart_with_table(
        partial(forecast_fan, found.frame, found.history, mode=session.current_mode()),
        found.frame,
        key="forecast",
        title=f"Tickets to come, by {step}",
        alt=f"Tickets expected by {step} with ranges",
        note=f"{found.total}; {NOTE}",
        columns=words.COLUMNS,
    )
    if found.factors:
        st.caption(escape_markdown(found.factors))
    _accuracy(selection, method)
    events_panel(selection, found.frame["at"].min().date())


def _choices() -> tuple[str, str | None, int, str]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="forecast_bar"):
        steps = list(words.STEPS)
        step = st.segmented_control("By", steps, default=steps[0], required=True, key="forecast_step")
        split = st.selectbox("Split", list(words.SPLITS), width=160, key="forecast_split")
        horizon = st.selectbox("Ahead", list(words.HORIZONS), index=1, width=140, key="forecast_horizon")
        names = list(words.METHODS)
        method = st.selectbox("Method", names, format_func=_named, width=260, key="forecast_method")
    return words.STEPS[step or "Day"], words.SPLITS[split], words.HORIZONS[horizon], method


def _named(method: str) -> str:
    return words.METHODS[method]


def _of_group(selection: Selection, step: str, split: str | None, horizon: int, method: str) -> ForecastPage:
    """The forecast of the chosen group; the choice of groups follows the split."""
    found = data.view(build_forecast, selection, step, split, horizon, method, "")
    if not found.groups:
        return found
    group = st.selectbox("Which", found.groups, width=260, key=f"forecast_{split}")
    return data.view(build_forecast, selection, step, split, horizon, method, group)


def _accuracy(selection: Selection, method: str) -> None:
    """How good the methods were, and the months one by one."""
    table_with_export(
        data.view(build_methods, selection),
        key="forecast_methods",
        title="Methods and their errors",
        columns=words.METHOD_COLUMNS,
        note="forecast from each of the last eight weeks on, with what was known then",
        empty="77 whole days of tickets are needed to try the methods.",
    )
    table_with_export(
        data.view(build_review, selection, method),
        key="forecast_review",
        title="Forecast against what came",
        columns=words.REVIEW_COLUMNS,
        note=f"{words.METHODS[method]}, made on the first day of each month",
        empty="No whole month has four weeks of tickets before it.",
    )
