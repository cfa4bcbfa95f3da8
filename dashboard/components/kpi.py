"""The row of headline figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from dashboard.components.status import status_badge
from dashboard.format import escape_markdown
from dashboard.view_models.cards import NO_CLEAR_CHANGE, KpiCard

JUDGED = ("on_target", "warning", "critical", "too_few")


def kpi_row(cards: Sequence[KpiCard], *, key: str, min_width: int = 165) -> None:
    """Cards side by side, as many in a row as fit; on a phone one or two."""
    columns = {5: 5, 6: 6, 9: 5}.get(len(cards), min(len(cards), 4))
    with st.grid(max(columns, 1), min_column_width=min_width, gap="small", key=key):
        for position, card in enumerate(cards):
            with st.container(border=True, height="stretch", gap="xxsmall", key=f"kpi_{key}_{position}"):
                metric_card(card)


def metric_card(card: KpiCard) -> None:
    """One figure without a frame: label, value, change, and how it stands."""
    st.metric(
        escape_markdown(card.label),
        card.value,
        card.delta,
        delta_color=_delta_color(card),
        delta_arrow="auto" if _has_direction(card) else "off",
        help=card.definition or None,
    )
    words = _status_and_note(card)
    if words:
        st.markdown(words)


def _status_and_note(card: KpiCard) -> str:
    """Chip and small print in one element: a page shows many cards, and each element costs time."""
    note = " · ".join(part for part in (card.target, card.note) if part)
    small = f":small[:gray[{escape_markdown(note)}]]" if note else ""
    chip = status_badge(card.status) if card.status in JUDGED else ""
    return f"{chip} {small}".strip()


def _has_direction(card: KpiCard) -> bool:
    """Whether the change goes anywhere; one that may be noise does not."""
    return card.delta is not None and not card.delta.startswith("±") and card.delta != NO_CLEAR_CHANGE


def _delta_color(card: KpiCard) -> Literal["normal", "inverse", "off"]:
    if card.delta is None or card.delta_is_good is None or not _has_direction(card):
        return "off"
    falls = card.delta.startswith("-")
    return "inverse" if card.delta_is_good == falls else "normal"
