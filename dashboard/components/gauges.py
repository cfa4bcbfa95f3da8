"""The real-time strip: one gauge beside the other, with what to do when one is red."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.queue_links import open_part
from dashboard.components.status import status_badge
from dashboard.format import escape_markdown
from dashboard.view_models.realtime import Gauge


def gauge_strip(gauges: Sequence[Gauge], stamps: Sequence[str], *, key: str) -> None:
    """Four readings with colour, limits and the action that a red one calls for; ``stamps`` say of when."""
    with st.grid(4, min_column_width=165, gap="small", key=key):
        for position, (gauge, stamp) in enumerate(zip(gauges, stamps, strict=False)):
            with st.container(border=True, height="stretch", gap="xxsmall", key=f"{key}_{position}"):
                _gauge(gauge, stamp, f"{key}_{position}_tickets")


def _gauge(gauge: Gauge, stamp: str, key: str) -> None:
    st.metric(gauge.name, gauge.value, help=gauge.definition)
    limits = escape_markdown(" · ".join(part for part in (gauge.limits, stamp) if part))
    words = [f"{status_badge(gauge.status, gauge.colour_word)} :small[:gray[{limits}]]"]
    if gauge.status == "critical":
        words.append(f"**Do now:** {escape_markdown(gauge.action)}")
    st.markdown("\n\n".join(words))
    if gauge.part:
        open_part(gauge.part, gauge.where, "Tickets" if gauge.where else "People", key=key)
