"""Saving a policy: its name, from when changed limits count, and whether it is put in force."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.data.store import StoreError
from core.report import Report
from core.sla.policy import Policy
from dashboard.components.policy_choices import EPOCH
from dashboard.components.policy_rules import FIRST_DAY, LAST_DAY
from dashboard.format import escape_markdown
from dashboard.view_models.policy import PolicyDesk
from dashboard.view_models.policy_edit import NAME_LENGTH, PolicyReading

SAID = "_queuewise_policy_said"
FROM_DATE, ALWAYS = "From a date on", "For the past too"
COUNT_HELP = (
    "From a date on: tickets before it keep the limits that they had, which stay as older versions. "
    "For the past too: the figures of the past are counted anew."
)
MOST_CHANGES = 4


def save_fields(
    desk: PolicyDesk, policy: Policy, stamp: str, *, locked: bool
) -> tuple[str, date | None, st.delta_generator.DeltaGenerator]:
    """Name and date of the changes, and where `save_bar` goes; nothing for a locked policy."""
    if locked:
        return policy.name, desk.today, st.container(key="policy_save_bar")
    with st.container(border=True, gap="small", key="policy_save_panel"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            name = st.text_input(
                "Name", policy.name, max_chars=NAME_LENGTH, key=f"policy_name_{stamp}", width=260
            )
            since = _since(desk, stamp)
        place = st.container(gap="small", key="policy_save_bar")
    return str(name or ""), since, place


def _since(desk: PolicyDesk, stamp: str) -> date | None:
    choices = [FROM_DATE, ALWAYS]
    key = f"policy_counts_{stamp}"
    counts = st.radio("Changed limits count", choices, key=key, help=COUNT_HELP, horizontal=True)
    if counts == ALWAYS:
        return None
    found = st.date_input(
        "Valid from",
        value=desk.today,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        key=f"policy_since_{stamp}",
        width=150,
    )
    return found if isinstance(found, date) else desk.today


def save_bar(
    report: Report, desk: PolicyDesk, policy: Policy, reading: PolicyReading, *, locked: bool
) -> None:
    """Buttons, what has changed, and what was said after the last saving."""
    said = st.session_state.pop(SAID, None)
    if said:
        st.success(escape_markdown(said), icon=":material/check_circle:")
    if locked:
        return
    is_edited = reading.policy != policy
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _buttons(report, desk, policy, reading, is_edited=is_edited)
    if is_edited and reading.policy is not None:
        st.caption(escape_markdown(_changes(reading)))


def _buttons(
    report: Report, desk: PolicyDesk, policy: Policy, reading: PolicyReading, *, is_edited: bool
) -> None:
    is_in_force = policy.policy_id == desk.in_force
    blocked = reading.policy is None
    if not is_in_force and st.button(
        "Save and put in force",
        type="primary",
        icon=":material/verified:",
        key="policy_save_force",
        disabled=blocked,
    ):
        _keep(report, reading, in_force=True)
    if st.button(
        "Save",
        type="primary" if is_in_force else "secondary",
        icon=":material/save:",
        key="policy_save",
        disabled=blocked or not is_edited,
    ):
        _keep(report, reading, in_force=False)
    if is_edited:
        st.button("Discard changes", icon=":material/undo:", key="policy_discard", on_click=_begin_anew)


def _begin_anew() -> None:
    st.session_state[EPOCH] = st.session_state.get(EPOCH, 0) + 1


def _keep(report: Report, reading: PolicyReading, *, in_force: bool) -> None:
    if reading.policy is None:
        return
    try:
        report.save_policy(reading.policy, in_force=in_force)
    except (ValueError, StoreError) as error:
        st.error(escape_markdown(str(error)), icon=":material/error:")
        return
    said = "Saved and in force. Every figure of promises follows." if in_force else "Saved."
    st.session_state[SAID] = said
    st.rerun()


def _changes(reading: PolicyReading) -> str:
    """What saving would change, in a line."""
    shown, rest = reading.changes[:MOST_CHANGES], len(reading.changes) - MOST_CHANGES
    if not shown:
        return "Changed: name, rules, definitions or dates"
    more = f" and {rest} more" if rest > 0 else ""
    return f"Changed: {'; '.join(shown)}{more}"
