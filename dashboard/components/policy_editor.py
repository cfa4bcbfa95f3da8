"""The editor of SLA policies: which is in force, its limits and rules, what a change would have meant."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import streamlit as st

from core.sla.policy import Policy
from dashboard import data
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.policy_choices import EPOCH, policy_choices
from dashboard.components.policy_design import design_panel, document_panel
from dashboard.components.policy_matrix import matrix_editor
from dashboard.components.policy_rules import rules_editor
from dashboard.components.policy_save import save_bar, save_fields
from dashboard.format import escape_markdown
from dashboard.view_models.policy import PolicyDesk, build_desk, data_words, versions_table
from dashboard.view_models.policy_edit import PolicyForm, PolicyReading, read_form
from dashboard.view_models.policy_effect import PolicyEffect, build_effect

MOST_WARNINGS = 3


@st.fragment
def policy_editor() -> None:
    """The whole editor; what is typed counts only once it is saved."""
    report = data.report()
    desk = build_desk(report, data.view(data_words), datetime.now(UTC).date())
    policy = desk.policies[policy_choices(report, desk)]
    locked, stamp = not desk.is_own(policy.policy_id), _stamp(policy)
    tables = matrix_editor(desk, policy, stamp, locked=locked)
    top = st.container(gap="small", key="policy_top")
    bar = st.container(gap="small", key="policy_bar")
    below = st.container(gap="small", key="policy_below")
    words = [row.priority for row in tables[0].rows if row.priority]
    rules = rules_editor(policy, words, desk.zone, stamp, locked=locked)
    with bar:
        name, since, place = save_fields(desk, policy, stamp, locked=locked)
    reading = read_form(PolicyForm(policy, tables, since, desk.zone, name, rules))
    with top:
        _problems(reading)
        effect = _effect(desk, reading)
    with place:
        save_bar(report, desk, policy, reading, locked=locked)
    if effect is not None:
        with below:
            show_table(effect.table, key="policy_effect_table")
    show_table(versions_table(policy, desk.zone), key="policy_versions")
    design_panel(report, policy)
    document_panel(report, policy)


def _stamp(policy: Policy) -> str:
    """Names the fields of one policy as stored: after saving, or to begin anew, they are other ones."""
    words = f"{policy!r} {st.session_state.get(EPOCH, 0)}"
    return hashlib.blake2b(words.encode(), digest_size=6).hexdigest()


def _problems(reading: PolicyReading) -> None:
    for text in reading.problems:
        st.error(escape_markdown(text), icon=":material/error:")
    if not reading.warnings:
        return
    shown, rest = reading.warnings[:MOST_WARNINGS], len(reading.warnings) - MOST_WARNINGS
    lines = [f"- {escape_markdown(text)}" for text in shown]
    lines += [f"- and {rest} more"] if rest > 0 else []
    st.warning(
        "**Limits should loosen from one priority to the next.**\n\n" + "\n".join(lines),
        icon=":material/warning:",
    )


def _effect(desk: PolicyDesk, reading: PolicyReading) -> PolicyEffect | None:
    """The cards; hands back what they were made of."""
    if reading.policy is None:
        return None
    in_force = desk.policies[desk.in_force]
    if reading.policy == in_force:
        st.caption("Change a limit, or show another policy, to see what it would have meant.")
        return None
    effect = data.view(build_effect, in_force, reading.policy)
    if effect.is_same:
        st.caption("Every promise of the past would have ended as it does under the policy in force.")
        return None
    with st.container(gap="small", key="policy_effect"):
        st.markdown(f"**What it would have meant** :gray[{escape_markdown(effect.words)}]")
        kpi_row(effect.cards, key="policy_cards")
    return effect
