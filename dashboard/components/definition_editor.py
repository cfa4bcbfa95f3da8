"""The choice of definitions: how to count what others count differently."""

from __future__ import annotations

import streamlit as st

from core.report import Report
from core.reporting.settings import choose_variant
from dashboard import data
from dashboard.components.header import section
from dashboard.format import escape_markdown
from dashboard.view_models.definitions import Choice, build_definitions, way_in_use

INTRODUCTION = (
    "Sources and help desks count these figures differently. Your choice holds everywhere at once, for the "
    "past too: on every page, in exports and on the command line. Satisfaction as a share and as a mean, and "
    "effort on either scale, are figures of their own."
)


@st.fragment
def definition_editor() -> None:
    """A choice for each figure that can be counted in several ways; it is in force at once."""
    report = data.report()
    st.caption(INTRODUCTION)
    for choice in data.view(build_definitions):
        _choice(report, choice)


def _choice(report: Report, choice: Choice) -> None:
    with section(choice.name, choice.question, key=f"definition_{choice.metric_id}_panel"):
        key = f"definition_{choice.metric_id}"
        st.session_state[key] = way_in_use(report, choice.metric_id)
        ways = {way.id: way for way in choice.ways}
        st.radio(
            f"How to count: {escape_markdown(choice.name)}",
            list(ways),
            format_func=lambda way: escape_markdown(ways[way].name),
            captions=[
                f"{escape_markdown(way.formula)}: **{escape_markdown(way.value)}**" for way in choice.ways
            ],
            key=key,
            on_change=_use,
            args=(report, choice.metric_id, key),
            label_visibility="collapsed",
        )
        for text in choice.disagreements:
            st.caption(f"*Sources disagree* about {escape_markdown(text)}")


def _use(report: Report, metric_id: str, key: str) -> None:
    choose_variant(report.store, metric_id, str(st.session_state[key]))
