"""Which policy is in force, which one is shown; copies of one's own, and their removal."""

from __future__ import annotations

import streamlit as st

from core.report import Report
from core.sla.policy import Policy
from dashboard.format import escape_markdown
from dashboard.view_models.policy import PolicyDesk
from dashboard.view_models.policy_edit import NAME_LENGTH, copied

DEFAULT_NAME = "Our SLA"
SHOWN, IN_FORCE, EPOCH = "policy_shown", "policy_in_force", "_queuewise_policy_epoch"


def policy_choices(report: Report, desk: PolicyDesk) -> str:
    """The policy in force, and the one shown below; returns the id of the latter."""
    with st.container(border=True, gap="small", key="policy_choice"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _in_force(report, desk)
            shown = _shown(desk)
            _copy(report, desk, desk.policies[shown])
            if desk.is_own(shown) and shown != desk.in_force:
                _remove(report, desk, shown)
        st.caption(escape_markdown(desk.source(shown)))
    return shown


def _in_force(report: Report, desk: PolicyDesk) -> None:
    st.session_state[IN_FORCE] = desk.in_force
    st.selectbox(
        "Policy in force",
        list(desk.policies),
        format_func=desk.label,
        key=IN_FORCE,
        on_change=_put_in_force,
        args=(report,),
        width=280,
    )


def _put_in_force(report: Report) -> None:
    report.choose_policy(str(st.session_state[IN_FORCE]))
    st.session_state.pop(SHOWN, None)


def _shown(desk: PolicyDesk) -> str:
    ids = list(desk.policies)
    if st.session_state.get(SHOWN) not in ids:
        st.session_state[SHOWN] = desk.in_force
    return str(st.selectbox("Show and edit", ids, format_func=desk.label, key=SHOWN, width=280))


def _copy(report: Report, desk: PolicyDesk, policy: Policy) -> None:
    with st.popover("Copy as own", icon=":material/content_copy:", key="policy_copy"):
        key = f"policy_copy_name_{policy.policy_id}"
        st.text_input("Name of the copy", DEFAULT_NAME, max_chars=NAME_LENGTH, key=key)
        args = (report, desk, policy, key)
        st.button("Copy", key="policy_copy_go", type="primary", on_click=_keep_copy, args=args)


def _keep_copy(report: Report, desk: PolicyDesk, policy: Policy, key: str) -> None:
    copy = copied(policy, str(st.session_state[key] or ""), desk.policies)
    report.save_policy(copy)
    st.session_state[SHOWN] = copy.policy_id


def _remove(report: Report, desk: PolicyDesk, shown: str) -> None:
    with st.popover("Remove", icon=":material/delete:", key="policy_remove"):
        st.markdown(f"“{escape_markdown(desk.label(shown))}” and all its versions will be gone.")
        st.button("Remove it", key="policy_remove_go", on_click=_forget, args=(report, desk, shown))


def _forget(report: Report, desk: PolicyDesk, shown: str) -> None:
    report.remove_policy(shown)
    st.session_state[SHOWN] = desk.in_force
