"""The part "Cost and return": every assumption to be changed, and what it all comes to."""

from __future__ import annotations

from dataclasses import asdict, replace

import streamlit as st

from core.capacity.cost import TICKET_BANDS
from core.capacity.cost_lines import STRATEGIES
from core.reporting.hiring_assumed import CostAssumptions
from dashboard import data, session
from dashboard.charts import trend
from dashboard.charts.bands import band_line
from dashboard.components.chart import chart_with_table
from dashboard.components.header import panel_title
from dashboard.components.hiring_fields import number_fields
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.states import empty_state
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models import hiring_cost as cost
from dashboard.view_models.hiring_cost_trend import (
    COST_COLUMNS,
    CUSTOMER_COLUMNS,
    CostTrend,
    build_cost_trend,
)
from dashboard.view_models.hiring_fields import stamp


@st.fragment
def cost_part(selection: Selection) -> None:
    """Fields on top; figures, bands, savings and trends below."""
    presets = data.view(cost.build_cost_presets, selection)
    with st.container(border=True, gap="small", key="cost_inputs"):
        panel_title("What the figures rest on", _money_words(presets.currency))
        name, assumed = _assumed(presets)
        if presets.notes.get(name):
            st.caption(escape_markdown(presets.notes[name]))
        if st.button("Keep these figures", icon=":material/save:", key="cost_keep"):
            data.report().keep_cost_assumptions(assumed)
            data.changed()
            st.success("Kept. The page starts from them from now on.", icon=":material/check_circle:")
    missing = cost.missing_words(assumed)
    if missing:
        empty_state(missing)
    else:
        _outcome(assumed, presets.currency)
    _trends(data.view(build_cost_trend, selection))


def _money_words(currency: str) -> str:
    return f"money in {currency}" if currency else "money in one currency of your choice"


def _assumed(presets: cost.CostPresets) -> tuple[str, CostAssumptions]:
    """The chosen start, and what the fields say."""
    names = list(presets.values)
    chosen = st.segmented_control("Start from", names, default=presets.first, required=True, key="cost_from")
    name = chosen or presets.first
    start = presets.values[name]
    mark, figures = stamp(name, asdict(start)), dict[str, float]()
    for position, (title, fields) in enumerate(cost.GROUPS.items()):
        st.markdown(f":small[**{escape_markdown(title)}**]")
        figures |= number_fields(fields, asdict(start), key=f"cost_fields_{position}", stamp=mark)
    return name, replace(start, **figures)


def _outcome(assumed: CostAssumptions, currency: str) -> None:
    ways = st.session_state.get("cost_ways", [])
    view = data.view(cost.build_cost, assumed, currency, tuple(ways))
    kpi_row(view.agent, key="cost_agent")
    if view.day_fits:
        st.caption(escape_markdown(view.day_words))
    else:
        st.warning(escape_markdown(view.day_words), icon=":material/warning:")
    kpi_row(view.savings, key="cost_savings", min_width=240)
    if view.returns:
        kpi_row(view.returns, key="cost_returns", min_width=240)
    else:
        st.caption("Type visits, deflected share and cost of a ticket to see what self-service returns.")
    for names in (("bands", "budget"), ("split", "tools")):
        for column, name in zip(st.columns(2, gap="small"), names, strict=True):
            with column:
                show_table(getattr(view, name), key=f"cost_{name}")
    with st.container(border=True, gap="xsmall", key="cost_together"):
        known = [one.name for one in STRATEGIES]
        st.pills("Ways to pay less for tools, together", known, selection_mode="multi", key="cost_ways")
        st.caption(escape_markdown(view.tool_words))
    with st.container(border=True, gap="xsmall", key="cost_disputed"):
        panel_title("Where the sources disagree")
        for words in view.disputed:
            st.caption(escape_markdown(words))


def _trends(view: CostTrend) -> None:
    left, right = st.columns(2, gap="small")
    low, high = TICKET_BANDS[0].low, TICKET_BANDS[0].high
    with left:
        chart_with_table(
            lambda: band_line(
                view.costs, mode=session.current_mode(), unit=view.cost_unit, good=(low, high), height=240
            ),
            view.costs,
            key="cost_months",
            title="Cost per ticket by month",
            note=view.cost_words,
            alt="Cost per ticket by month beside the published band",
            columns=COST_COLUMNS,
            empty="No costs are booked: import them to see how the cost of a ticket moves.",
        )
    with right:
        chart_with_table(
            lambda: trend(
                view.customers, "month", {"each": "Customers per agent"}, mode=session.current_mode(),
                unit="count", height=240,
            ),
            view.customers,
            key="cost_customers",
            title="Customers per agent",
            help=view.customer_words,
            alt="Customers per agent by month",
            columns=CUSTOMER_COLUMNS,
            empty="Customers or people carry no dates: import them to see how many an agent serves.",
        )  # fmt: skip
        st.caption(escape_markdown(view.customer_words))
