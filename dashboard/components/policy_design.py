"""Below the editor: the check of a policy's design, and its document for customers."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from core.report import Report
from core.sla.policy import Policy
from dashboard import data
from dashboard.components.header import panel_title
from dashboard.components.table import export_buttons
from dashboard.export import file_name
from dashboard.format import escape_markdown
from dashboard.sla_pdf import sla_pdf
from dashboard.view_models.policy_design import QUESTIONS, DesignView, build_design, detail_lines
from dashboard.view_models.policy_document import (
    COMPANY,
    NAME_LENGTH,
    company,
    document_of,
    preview_text,
    rename_company,
)

PREVIEW_HEIGHT = 480
ANSWERS = {True: "Yes", False: "No"}


def design_panel(report: Report, policy: Policy) -> None:
    """Every check with its figure; made when opened."""
    panel = st.expander(
        "Check the design", icon=":material/fact_check:", key="policy_check", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        answers = _questions(report)
        view = data.view(build_design, policy, answers)
        _findings(view)


def _questions(report: Report) -> dict[str, bool]:
    known = report.design_answers()
    st.caption("Two questions that no data answers:")
    for rule, question in QUESTIONS.items():
        key = f"policy_answer_{rule}"
        st.segmented_control(
            question,
            list(ANSWERS),
            default=known.get(rule),
            format_func=ANSWERS.__getitem__,
            key=key,
            on_change=_answer,
            args=(report, rule, key),
        )
    return known


def _answer(report: Report, rule: str, key: str) -> None:
    report.answer_design(rule, st.session_state[key])


def _findings(view: DesignView) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"
    ):
        panel_title("Checks", view.summary)
        export_buttons(view.table.every_row, view.table.columns, key="policy_checks", title=view.table.title)
    with st.grid(2, min_column_width=320, gap="small", key="policy_checks"):
        for text in view.checks:
            st.markdown(text)
    title = st.selectbox(
        "What lies behind a figure", list(view.details), index=None, placeholder="Choose a check", width=420
    )
    if title is not None:
        lines, rest = detail_lines(view, title)
        st.markdown(lines)
        st.caption(rest)


def document_panel(report: Report, policy: Policy) -> None:
    """The document with its downloads; made when opened."""
    panel = st.expander(
        "SLA document for customers", icon=":material/description:", key="policy_document", on_change="rerun"
    )
    if panel.open:
        with panel:
            _document(report, policy)


def _document(report: Report, policy: Policy) -> None:
    now = datetime.now(UTC)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.text_input(
            "Company",
            company(report),
            max_chars=NAME_LENGTH,
            key=COMPANY,
            width=260,
            on_change=_rename,
            args=(report,),
        )
        document = document_of(report, policy, str(name or ""), now)
        text, title = document.markdown(), f"SLA {policy.name}"
        _download("Markdown", text.encode(), file_name(title, "md"), "text/markdown")
        _download("PDF", lambda: sla_pdf(document, now), file_name(title, "pdf"), "application/pdf")
    st.caption(escape_markdown(f"As saved: {policy.name}. Definitions and dates are edited under Rules."))
    with st.container(border=True, height=PREVIEW_HEIGHT, key="policy_document_preview"):
        st.markdown(preview_text(document))


def _rename(report: Report) -> None:
    rename_company(report, str(st.session_state[COMPANY] or ""))


def _download(label: str, content: object, name: str, mime: str) -> None:
    key = f"policy_document_{label.lower()}"
    st.download_button(label, content, name, mime, key=key, on_click="ignore", icon=":material/download:")
