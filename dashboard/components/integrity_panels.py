"""The parts of the Integrity page: findings with their tickets, what was not found, what cannot be seen."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.components.lists import show_table
from dashboard.components.states import empty_state
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.integrity import FoundView, IntegrityView, build_integrity, build_tickets


def found_part(selection: Selection) -> None:
    """Findings, and below them the selected one: first what to ask, then its tickets."""
    names = st.toggle(
        "Show people's names",
        key="integrity_names",
        help="Off unless you turn it on: a finding starts a conversation, it does not end one.",
    )
    view = data.view(build_integrity, selection, names)
    if _is_missing(view):
        return
    st.markdown(escape_markdown(view.sentence))
    st.caption(escape_markdown(view.note))
    show_table(
        view.found,
        key="integrity_found",
        detail=partial(_selected, view=view, selection=selection, names=names),
    )


def not_found_part(selection: Selection) -> None:
    """What was looked for and not found, with the figures."""
    view = data.view(build_integrity, selection)
    if not _is_missing(view):
        show_table(view.not_found, key="integrity_not_found")


def waiting_part(selection: Selection) -> None:
    """What could not be looked at, and what it takes."""
    view = data.view(build_integrity, selection)
    if not _is_missing(view):
        show_table(view.waiting, key="integrity_waiting")


def _is_missing(view: IntegrityView) -> bool:
    if view.missing:
        empty_state("Nothing to look at yet", view.missing, page="data.py", action="Import tickets")
    return bool(view.missing)


def _selected(row: pd.Series | None, *, view: IntegrityView, selection: Selection, names: bool) -> None:
    if row is None:
        st.caption("Select a finding, by the box at its left, to see what to ask first and its tickets.")
        return
    finding = next(each for each in view.details if each.id == row["id"])
    _words(finding, names)
    tickets = data.view(build_tickets, selection, finding.id, finding.is_personal, names)
    show_table(tickets, key="integrity_tickets")


def _words(finding: FoundView, names: bool) -> None:
    st.markdown(f"**{escape_markdown(finding.name)}** {escape_markdown(finding.question)}")
    st.info(f"**Ask first** {escape_markdown(finding.ask)}", icon=":material/forum:")
    lines = {
        "Counted": finding.counts,
        "How it looks": finding.sees,
        "May be innocent": finding.innocent,
        "Figures that it makes look better": finding.bends,
        "Stands out": finding.who,
    }
    st.markdown(
        "\n".join(f"- {name}: :gray[{escape_markdown(text)}]" for name, text in lines.items() if text)
    )
    if finding.is_personal and not names:
        st.caption("This is about single people; their names are hidden.")


PARTS = {"Found": found_part, "Not found": not_found_part, "Not looked at": waiting_part}
