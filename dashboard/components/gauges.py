"""The real-time strip: one gauge beside the other, with what to do when one is red."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.status import status_badge
from dashboard.format import escape_markdown
from dashboard.view_models.realtime import Gauge


def gauge_strip(gauges: Sequence[Gauge], *, key: str) -> None:
    """Four readings with colour, limits and the action that a red one calls for."""
    with st.grid(4, min_column_width=190, gap="small", key=key):
        for position, gauge in enumerate(gauges):
            with st.container(border=True, height="stretch", gap="xxsmall", key=f"{key}_{position}"):
                _gauge(gauge)


def _gauge(gauge: Gauge) -> None:
    st.metric(gauge.name, gauge.value, help=gauge.definition)
    limits = f":small[:gray[{escape_markdown(gauge.limits)}]]"
    words = [f"{status_badge(gauge.status, gauge.colour_word)} {limits}"]
    if gauge.status == "critical":
        words.append(f"**Do now:** {escape_markdown(gauge.action)}")
    st.markdown("\n\n".join(words))
