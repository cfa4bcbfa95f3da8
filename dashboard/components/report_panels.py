"""The parts of the Reports page: the written reports, and the blueprint."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.report import Report
from core.sla.blocks import Document
from dashboard import data
from dashboard.components.blueprint_panels import blueprint_part
from dashboard.components.states import empty_state
from dashboard.components.written_files import document_text, downloads
from dashboard.format import escape_markdown
from dashboard.instants import parse_instant
from dashboard.written.shelf import REPORTS


def build_document(report: Report, name: str, day: date | None) -> Document:
    """A written report as of the end of a day, by default of the latest data."""
    zone = report.zone()
    at = parse_instant(day.isoformat(), zone, argument="as of", is_end=True) if day else None
    return REPORTS[name].document(report, at)


def reports_part(_selection: object) -> None:
    """One report: choose, read, take along."""
    if data.report().as_of() is None:
        empty_state("No data yet", "Reports are written from tickets: import some first.", page="data.py")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="report_choice"):
        name = st.segmented_control(
            "Report", list(REPORTS), default="voice", required=True, key="report", bind="query-params",
            format_func=lambda one: REPORTS[one].title,
        )  # fmt: skip
        day = st.date_input("As of the end of", None, key="report_day", format="YYYY-MM-DD", width=170)
    chosen = REPORTS[name or "voice"]
    with st.spinner("Writing …"):
        document = data.view(build_document, chosen.name, day if isinstance(day, date) else None)
    st.caption(escape_markdown(f"For {chosen.readers}."))
    downloads(document, key="report")
    document_text(document, key="report")


PARTS = {"Reports": reports_part, "Blueprint": blueprint_part}
