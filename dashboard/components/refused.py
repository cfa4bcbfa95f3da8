"""Refused rows as files that can be fixed and imported again, one per import."""

from __future__ import annotations

import streamlit as st

from core.data.ingest import rejected_as_csv
from core.data.store import Store
from dashboard import format as fmt
from dashboard.export import file_name

SHOWN = 6


def refused_downloads(store: Store, *, key: str) -> None:
    """A download for each of the newest imports that refused rows."""
    batches = store.batches()
    some = batches[batches["quarantined_count"] > 0].sort_values("pk", ascending=False).head(SHOWN)
    if some.empty:
        return
    st.caption("Download the refused rows of an import, fix them in a spreadsheet, and import that file.")
    with st.container(horizontal=True, gap="small", key=key):
        for batch in some.to_dict("records"):
            _download(store, int(batch["pk"]), str(batch["file_name"]), int(batch["quarantined_count"]))


def _download(store: Store, pk: int, name: str, count: int) -> None:
    st.download_button(
        f"{fmt.plural(count, 'row')} of {fmt.escape_markdown(fmt.shorten(name, 32))}",
        lambda: rejected_as_csv(store, pk),
        file_name(f"refused {name}", "csv"),
        "text/csv",
        key=f"refused_{pk}",
        on_click="ignore",
        icon=":material/download:",
    )
