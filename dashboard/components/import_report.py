"""What became of an imported file's rows."""

from __future__ import annotations

import streamlit as st

from core.data.ingest import ImportReport, rejected_as_csv
from core.data.store import Store
from dashboard import format as fmt
from dashboard.components.kpi import kpi_row
from dashboard.export import file_name
from dashboard.format import escape_markdown
from dashboard.view_models.cards import KpiCard


def show_report(store: Store, report: ImportReport) -> None:
    """Counts that add up, how much history came, warnings, and the refused rows as a file."""
    name = escape_markdown(report.file_name)
    if report.state == "cancelled":
        st.warning(f"{name} was stopped. Import it again and it carries on.", icon=":material/stop_circle:")
    else:
        st.success(f"{name} is imported.", icon=":material/check_circle:")
    kpi_row(report_cards(report), key="import_counts")
    st.caption(escape_markdown(history_words(report)))
    for warning in report.warnings:
        st.info(escape_markdown(warning), icon=":material/info:")
    if report.quarantined:
        st.download_button(
            f"Download {fmt.plural(report.quarantined, 'refused row')}",
            lambda: rejected_as_csv(store, report.batch_id),
            file_name(f"refused {report.file_name}", "csv"),
            "text/csv",
            key="import_rejected",
            on_click="ignore",
            icon=":material/download:",
            help="Fix the rows in a spreadsheet and import that file; rows that were kept stay as they are.",
        )


def report_cards(report: ImportReport) -> tuple[KpiCard, ...]:
    """Read = stored + unchanged + refused."""
    return (
        KpiCard("Rows read", fmt.count(report.read), "Every row of the file below its header."),
        KpiCard("Stored", fmt.count(report.stored), "Rows that brought something new."),
        KpiCard("Unchanged", fmt.count(report.unchanged), "Rows that were known already."),
        KpiCard(
            "Refused",
            fmt.count(report.quarantined),
            "Rows with an error. They are kept apart, with the reason, and can be fixed and imported again.",
            note="with the reason for each row below" if report.quarantined else "",
        ),
    )


def history_words(report: ImportReport) -> str:
    """How much of the tickets' past the file tells."""
    parts = (
        (report.full, "with every change"),
        (report.partial, "with some moments of their past"),
        (report.snapshot, "only as they stood at export"),
    )
    told = [f"{fmt.plural(count, 'ticket')} {words}" for count, words in parts if count]
    return ("History: " + ", ".join(told) + ".") if told else ""
