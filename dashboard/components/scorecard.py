"""A balanced scorecard: speed, quality and volume in one frame, so that none is read alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.components.kpi import metric_card
from dashboard.view_models.cards import KpiCard


def scorecard(sections: Mapping[str, Sequence[KpiCard]], *, key: str) -> None:
    """One frame with a column for each section, and its figures in pairs."""
    with st.container(border=True, key=key):
        for column, (title, cards) in zip(
            st.columns(len(sections), gap="medium"), sections.items(), strict=True
        ):
            with column:
                st.markdown(f"**{title}**")
                with st.grid(2, min_column_width=150, gap="small", key=f"{key}_{title.lower()}"):
                    for card in cards:
                        with st.container(gap="xxsmall"):
                            metric_card(card)
