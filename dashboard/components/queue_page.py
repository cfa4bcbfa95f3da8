"""Queue health as one piece that is drawn again every few seconds, all of it at the same moment."""

from __future__ import annotations

import streamlit as st

from dashboard import live, session
from dashboard.components.live_top import live_top, moment_bar
from dashboard.components.queue_links import PART, landing
from dashboard.components.queue_panels import PARTS
from dashboard.filters import Selection
from dashboard.view_models.live_clock import stamp


@st.fragment(run_every=live.REFRESH_SECONDS)
def live_page(selection: Selection) -> None:
    """What stays on top, and the tab that is open."""
    look = live.look(selection)
    if look is None:
        return
    words = stamp(look.moment, selection.zone)
    moment_bar(look.moment, selection.zone)
    live_top(look, words)
    landing()
    start = session.default_choice(PART, next(iter(PARTS)))
    tabs = st.tabs(list(PARTS), default=start, key=PART, bind="query-params")
    for tab, part in zip(tabs, PARTS.values(), strict=True):
        if tab.open:
            with tab:
                part(look, words)
