"""For an empty store: a made-up company to look around with."""

from __future__ import annotations

import streamlit as st

from core.data.store import Store
from sample_data.committed import committed_company
from sample_data.loading import load_into


def demo_offer(store: Store) -> None:
    """Offer the demo company; once loaded, the whole app shows it."""
    with st.container(border=True, key="demo_offer", horizontal=True, vertical_alignment="center"):
        st.markdown(
            "**Nothing at hand?** Look around with a made-up support team: 18 months, about "
            "25,000 tickets. To start over with your own data, use another database file.",
            width="stretch",
        )
        if st.button("Load the demo company", key="load_demo", icon=":material/auto_awesome:"):
            _load(store)


def _load(store: Store) -> None:
    bar = st.progress(0.0, text="Loading the demo company")

    def tell(done: int, total: int) -> None:
        bar.progress(done / total, text="Loading the demo company")

    load_into(store, committed_company(), progress=tell)
    st.rerun()
