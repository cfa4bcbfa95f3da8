"""The matrix of a policy's limits: a table to type into per customer tier."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.sla.policy import Policy
from dashboard.components.header import panel_title
from dashboard.format import escape_markdown
from dashboard.view_models.policy import PolicyDesk
from dashboard.view_models.policy_matrix import (
    CLOCK,
    COLUMNS,
    PRIORITY,
    TITLES,
    Group,
    MatrixTable,
    matrix,
)
from dashboard.view_models.policy_words import ANY_TIER, CLOCKS, HELP

GROUPS = "_queuewise_policy_groups"
ANY_CHANNEL = "Any channel"
ROW_HEIGHT = 36


def matrix_editor(desk: PolicyDesk, policy: Policy, stamp: str, *, locked: bool) -> tuple[MatrixTable, ...]:
    """One tab per customer tier; what was typed comes back as texts."""
    added: list[Group] = st.session_state.get(f"{GROUPS}_{stamp}", [])
    tables = matrix(policy, desk.priorities, added)
    with st.container(border=True, gap="small", key="policy_matrix_panel"):
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"
        ):
            panel_title("Limits", "read only: copy to change" if locked else "type to change", help=HELP)
            if not locked:
                _add_table(desk, tables, stamp)
        tabs = st.tabs([escape_markdown(table.title) for table in tables], key=f"policy_tiers_{stamp}")
        edited = []
        for place, (tab, table) in enumerate(zip(tabs, tables, strict=True)):
            with tab:
                edited.append(_table(table, f"policy_matrix_{stamp}_{place}", locked=locked))
                st.caption(escape_markdown(desk.reach(tables, table)))
    return tuple(edited)


def _table(table: MatrixTable, key: str, *, locked: bool) -> MatrixTable:
    frame = st.data_editor(
        table.frame(),
        column_config={name: _column(name) for name in COLUMNS},
        disabled=True if locked else [PRIORITY],
        num_rows="fixed",
        hide_index=True,
        height="content",
        row_height=ROW_HEIGHT,
        alt=f"Limits by priority: {table.title}",
        key=key,
    )
    return table.edited(frame)


def _column(name: str) -> Any:
    title = TITLES[name]
    if name == PRIORITY:
        return st.column_config.TextColumn(title, pinned=True, width=80)
    if name == CLOCK:
        help_text = "Which time counts in this row; one cell may name another: 15 min 24/7"
        options = list(CLOCKS.values())
        return st.column_config.SelectboxColumn(
            title, help=help_text, options=options, required=True, width=150
        )
    return st.column_config.TextColumn(title, max_chars=40, width=130)


def _add_table(desk: PolicyDesk, tables: tuple[MatrixTable, ...], stamp: str) -> None:
    with st.popover("Add a table", icon=":material/add:", key=f"policy_add_{stamp}"):
        st.caption("For customers of a tier, or for a channel, that have limits of their own.")
        tiers = list(dict.fromkeys([*desk.tiers, *(table.tier for table in tables if table.tier)]))
        tier = _pick("Customer tier", ANY_TIER, tiers, f"policy_add_tier_{stamp}")
        channel = _pick("Channel", ANY_CHANNEL, list(desk.channels), f"policy_add_channel_{stamp}")
        known = {(table.tier, table.channel) for table in tables}
        if (tier, channel) in known:
            st.caption("This table is there already.")
        st.button(
            "Add",
            key=f"policy_add_go_{stamp}",
            disabled=(tier, channel) in known,
            on_click=_remember,
            args=(stamp, (tier, channel)),
        )


def _pick(label: str, anything: str, words: list[str], key: str) -> str | None:
    """A word of the data or a new one; None for any."""
    found = st.selectbox(label, [anything, *words], accept_new_options=True, key=key)
    return None if found is None or found == anything or not found.strip() else found.strip()[:80]


def _remember(stamp: str, group: Group) -> None:
    st.session_state[f"{GROUPS}_{stamp}"] = [*st.session_state.get(f"{GROUPS}_{stamp}", []), group]
