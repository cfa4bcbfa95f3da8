"""A review as a list to tick off; ticks last for its day or week, in the reader's own session."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.components.header import panel_title
from dashboard.components.queue_links import open_part
from dashboard.components.status import status_badge
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.navigation import PAGES, PAGES_FOLDER
from dashboard.view_models.queue_reviews import CheckItem

PATTERNS = {"day": "%Y-%m-%d", "week": "%G-%V"}
WORDS = {"on_target": "Fine", "warning": "Look at it", "no_data": "No data", "no_target": "For reading"}


def checklist(title: str, items: Sequence[CheckItem], stamp: str, span: str, selection: Selection) -> None:
    """Every item with what there is now and the way to it; ``span``: "day" or "week"."""
    local = selection.as_of.astimezone(ZoneInfo(selection.zone)) if selection.as_of else None
    turn = local.strftime(PATTERNS[span]) if local else ""
    with st.container(border=True, height="stretch", gap="small", key=f"review_{span}"):
        panel_title(title, stamp)
        for item in items:
            _item(item, f"{item.rule}_{turn}")


def _item(item: CheckItem, key: str) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"
    ):
        badge = status_badge(item.status, WORDS.get(item.status, ""))
        words = f"**{escape_markdown(item.title)}**  \n{badge} {escape_markdown(item.finding)}"
        st.checkbox(words, key=f"done_{key}", width="stretch")
        if item.part:
            open_part(item.part, item.where, "Open", key=f"open_{item.rule}")
        elif item.page:
            name = next(spec.title for spec in PAGES if spec.file == item.page)
            st.page_link(PAGES_FOLDER / item.page, label=name, icon=":material/arrow_forward:")
