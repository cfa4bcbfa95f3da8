"""A document to take along: Markdown, HTML and PDF."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from core.sla.blocks import Document
from dashboard import data
from dashboard.export import file_name
from dashboard.view_models.document_text import page_markdown
from dashboard.written.shelf import FORMS, written

LABELS = {"md": "Markdown", "html": "HTML", "pdf": "PDF"}


SIDEWAYS = "<style>[class*='st-key-'][class*='_document'] .stMarkdown {overflow-x: auto}</style>"
"""Wide tables of a document scroll inside it on a phone."""


def document_text(document: Document, *, key: str) -> None:
    """The document as part of the page."""
    with st.container(border=True, key=f"{key}_document"):
        st.html(SIDEWAYS)
        st.markdown(page_markdown(document))


def downloads(document: Document, *, key: str) -> None:
    """The document as a file, in each form."""
    title = " ".join((document.title, *document.facts[:1]))
    with st.container(horizontal=True, gap="small", key=f"{key}_files"):
        for form, mime in FORMS.items():
            st.download_button(
                LABELS[form],
                partial(_content, document, form),
                file_name(title, form),
                mime,
                key=f"{key}_{form}",
                on_click="ignore",
                icon=":material/download:",
            )


def _content(document: Document, form: str) -> bytes:
    return written(document, form, data.report().as_of() or datetime.now(UTC))
