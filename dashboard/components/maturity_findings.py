"""Findings of rules as lines: what was seen is shown, the rest waits behind a switch."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.header import panel_title
from dashboard.components.status import status_badge
from dashboard.format import escape_markdown
from dashboard.view_models.maturity_words import FindingLine, FindingList


def finding_panel(found: FindingList, *, key: str, nothing: str) -> None:
    """What was seen at once; what was not seen, and what cannot be said, behind a switch each."""
    with st.container(border=True, gap="small", key=f"{key}_panel"):
        panel_title(found.title, found.note)
        st.caption(escape_markdown(", ".join(f"{n} {word.lower()}" for word, n in found.counts().items())))
        if found.shown:
            finding_lines(found.shown)
        else:
            st.markdown(escape_markdown(nothing_words(found, nothing)))
        _folded(f"Not seen ({len(found.quiet)})", found.quiet)
        _folded(f"Cannot be said ({len(found.unknown)}), and what it needs", found.unknown)


def nothing_words(found: FindingList, nothing: str) -> str:
    """That nothing was seen; not where most cannot be said, for that is no good news."""
    if not found.quiet:
        return "None of them can be said."
    if found.unknown:
        return f"{nothing} Only {len(found.quiet)} of {len(found.lines)} can be said."
    return nothing


def _folded(label: str, lines: Sequence[FindingLine]) -> None:
    if lines:
        with st.expander(label):
            finding_lines(lines)


def finding_lines(lines: Sequence[FindingLine]) -> None:
    """One line each, in one element: a page shows many."""
    st.markdown("\n\n".join(map(line_text, lines)))


def line_text(line: FindingLine) -> str:
    """A line as Markdown: chip, name, what it means, the figures, the rule."""
    meaning = f" – {escape_markdown(line.meaning)}" if line.meaning else ""
    words = f"{line.words} ({line.rule})" if line.words else f"({line.rule})"
    chip = status_badge(line.status, line.word)
    return f"{chip} **{escape_markdown(line.name)}**{meaning}  \n:small[:gray[{escape_markdown(words)}]]"
