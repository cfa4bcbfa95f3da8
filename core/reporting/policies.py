"""Which SLA policy is in force: shipped ones, own ones from the store, and the choice between them."""

from __future__ import annotations

import pandas as pd

from core.data.store import Store
from core.sla.policies import DEFAULT_POLICY, POLICIES
from core.sla.policy import Policy
from core.sla.policy_rows import policies_from, policy_row, promise_rows

CHOSEN = "sla_policy"
"""The setting that names the policy in force."""


def all_policies(store: Store) -> dict[str, Policy]:
    """Every policy by id: the shipped ones first, an own one of the same id in its place."""
    own = policies_from(store.read_frame("sla_policy"), store.read_frame("sla_target"))
    return {**POLICIES, **{policy.policy_id: policy for policy in own}}


def chosen_policy(store: Store) -> Policy:
    """The policy in force; the handbook's where none was chosen or the chosen one is gone."""
    return all_policies(store).get(str(store.setting(CHOSEN, "")), DEFAULT_POLICY)


def save_policy(store: Store, policy: Policy) -> None:
    """Keep an own policy, in the place of an earlier one of the same id."""
    store.replace_frame("sla_target", "policy_id", policy.policy_id, pd.DataFrame(promise_rows(policy)))
    store.upsert_frame("sla_policy", pd.DataFrame([policy_row(policy)]))


def choose_policy(store: Store, policy_id: str) -> None:
    """Put a policy in force. Raises ValueError for an unknown one."""
    if policy_id not in all_policies(store):
        raise ValueError(f"policy_id: there is no policy {policy_id!r}")
    store.set_setting(CHOSEN, policy_id)


def remove_policy(store: Store, policy_id: str) -> None:
    """Forget an own policy. Raises ValueError for the one in force and for one that nobody made."""
    own = set(store.read_frame("sla_policy")["policy_id"])
    if policy_id not in own:
        raise ValueError(f"policy_id: there is no own policy {policy_id!r}")
    if chosen_policy(store).policy_id == policy_id:
        raise ValueError(f"policy_id: {policy_id!r} is in force")
    for table in ("sla_policy", "sla_target"):
        store.replace_frame(table, "policy_id", policy_id, pd.DataFrame({"policy_id": []}, dtype="str"))
