"""The parts of the Agents page: all agents, one figure compared, one agent among the others."""

from __future__ import annotations

import streamlit as st

from dashboard import data, session
from dashboard.charts.deviation import deviation_dots, place_strips
from dashboard.charts.funnel import funnel
from dashboard.components.chart import chart_with_table
from dashboard.components.lists import show_table
from dashboard.components.states import empty_state
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.agent_comparison import Comparison, build_comparison, build_one
from dashboard.view_models.agents import COMPARED, AgentsView, build_agents

MOST_AGENTS = 20


def everybody_part(selection: Selection) -> None:
    """The eight figures of each agent, the team's band, and whom to recognise."""
    view = data.view(build_agents, selection)
    show_table(view.agents, key="agents")
    left, right = st.columns([3, 2], gap="small")
    with left:
        show_table(view.band, key="agents_band")
    with right:
        show_table(view.recognition, key="recognition")
    st.caption(escape_markdown(view.credit))


def compared_part(selection: Selection) -> None:
    """One figure: the funnel, and what the agents' own kinds of tickets let expect."""
    chosen = st.selectbox(
        "Figure",
        list(COMPARED),
        format_func=COMPARED.__getitem__,
        key="figure",
        bind="query-params",
        width=260,
    )
    view = data.view(build_comparison, selection, chosen or next(iter(COMPARED)))
    left, right = st.columns(2, gap="small")
    with left:
        _funnel(view)
    with right:
        _expected(view)
    show_table(view.table, key="compared")


def _funnel(view: Comparison) -> None:
    chart_with_table(
        lambda: funnel(view.frame, mode=session.current_mode(), unit=view.unit, height=_height(view)),
        view.table.frame,
        key="funnel",
        title=f"{view.title} by number of tickets",
        note="inside the lines, chance alone explains the difference",
        alt=f"{view.title} of each agent against the number of tickets, with control limits",
        columns=view.table.columns,
        empty=view.table.empty,
    )


def _height(view: Comparison) -> int:
    """As high as the chart beside it."""
    return max(280, 26 * min(len(view.frame), MOST_AGENTS) + 56)


def _expected(view: Comparison) -> None:
    """Differences from the expected value with their intervals, largest samples first."""
    shown = view.frame.head(MOST_AGENTS)
    chart_with_table(
        lambda: deviation_dots(shown, mode=session.current_mode(), unit=view.unit),
        view.table.frame,
        key="expected",
        title="Beside what their tickets let expect",
        note=view.note,
        alt=f"{view.title}: difference from the expected value by agent, with 95 % intervals",
        columns=view.table.columns,
        empty=view.table.empty,
    )


def one_part(selection: Selection) -> None:
    """An agent's own figures; the others stay without names, so that it can be shown to the agent."""
    view: AgentsView = data.view(build_agents, selection)
    if not view.names:
        empty_state("No ticket of this selection names an agent.")
        return
    name = st.selectbox("Agent", view.names, key="agent", bind="query-params", width=320)
    one = build_one(view.results, name or view.names[0])
    left, right = st.columns(2, gap="small")
    with left:
        show_table(one.rows, key="one_agent")
    with right:
        chart_with_table(
            lambda: place_strips(one.spread, mode=session.current_mode(), own=one.name),
            one.spread,
            key="one_place",
            title="Among the others",
            note="grey: half of the team",
            alt=f"Where {one.name} stands among the team in each figure",
            empty="Too few agents have enough tickets to compare with.",
        )
    st.caption("Only this agent is named here: the others are the team's spread.")


PARTS = {"Everybody": everybody_part, "Compared fairly": compared_part, "One agent": one_part}
