"""The tab "Signals" of the Maturity page: rules, readiness, pairs of lines, ratios."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from dashboard import data, session
from dashboard.charts.level_line import level_line
from dashboard.charts.two_lines import two_lines
from dashboard.components.chart import chart_with_table
from dashboard.components.header import panel_title
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.maturity_findings import finding_lines, finding_panel
from dashboard.components.states import empty_state
from dashboard.components.status import status_badge
from dashboard.format import escape_markdown
from dashboard.view_models.maturity_signals import (
    CROWD_COLUMNS,
    PAIR_NOTE,
    PairChart,
    SignalsView,
    build_signals,
)

JUDGED_WEEKS = timedelta(weeks=3, days=4)
"""The shaded stretch begins half a week before the first of the last four points."""


def signals_part() -> None:
    """What was seen first, then pairs, readiness and ratios."""
    view: SignalsView | None = data.view(build_signals)
    if view is None:
        empty_state("No tickets yet", "Import tickets, and the signals are read from them.", page="data.py")
        return
    if view.note:
        st.caption(escape_markdown(view.note))
    kpi_row(view.cards, key="signal_cards")
    _readiness(view)
    finding_panel(view.signals, key="signals", nothing="No signal is seen.")
    finding_panel(view.warning_signs, key="warning_signs", nothing="No warning sign is seen.")
    _pairs(view)
    finding_panel(view.failure_patterns, key="failure_patterns", nothing="No failure pattern is seen.")
    _ratios(view)


def _readiness(view: SignalsView) -> None:
    with st.container(border=True, gap="small", key="readiness_panel"):
        panel_title(
            view.readiness.title, "seven items; three or more that fail ask for an investment (R-RD-08)"
        )
        word = {"critical": "Invest now", "on_target": "Not due", "too_few": "Open"}[view.verdict_status]
        st.markdown(f"{status_badge(view.verdict_status, word)} {escape_markdown(view.verdict)}")
        finding_lines(view.readiness.lines)


def _pairs(view: SignalsView) -> None:
    with st.container(border=True, gap="small", key="pairs_panel"):
        panel_title("When one figure looks better because another gets worse", PAIR_NOTE)
        with st.grid(2, min_column_width=340, gap="small", key="pairs"):
            for pair in view.pairs:
                with st.container(height="stretch", gap="small"):
                    _pair(pair)


def _pair(pair: PairChart) -> None:
    frame = pair.frame
    since = None if frame.empty else frame["week"].iloc[-1] - JUDGED_WEEKS
    good, bad = ("good", pair.good, pair.good_unit), ("bad", pair.bad, pair.bad_unit)
    chart_with_table(
        lambda: two_lines(frame, "week", good, bad, mode=session.current_mode(), since=since),
        frame,
        key=f"pair_{pair.line.rule}",
        title=pair.line.name,
        note=f"by week ({pair.line.rule})",
        alt=f"{pair.good} and {pair.bad} by week",
        columns=pair.columns,
        empty="One of the two figures is not known, so there is nothing to compare.",
    )
    words = escape_markdown(pair.line.meaning)
    chip = status_badge(pair.line.status, pair.line.word)
    st.markdown(f"{chip} {words}  \n:small[:gray[{escape_markdown(pair.line.words)}]]")


def _ratios(view: SignalsView) -> None:
    left, right = st.columns([3, 2], gap="small")
    with left:
        show_table(view.ratios, key="ratios")
        with st.container(border=True, gap="small", key="managers_panel"):
            panel_title("Managers beside the front line")
            finding_lines((view.managers,))
    with right:
        crowd = view.crowd
        chart_with_table(
            lambda: level_line(crowd, "day", mode=session.current_mode(), noun="days"),
            crowd,
            key="crowd",
            title="Customers per agent",
            note="by month",
            alt="Customers per agent by month",
            columns=CROWD_COLUMNS,
            empty="Needs customers and the roster, both with dates, for a whole month.",
        )
        st.caption(escape_markdown(f"{view.crowd_trend} {view.crowd_words}"))
