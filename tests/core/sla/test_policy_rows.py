"""Policies survive the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from core.data.columns import Status
from core.data.store import Store
from core.reporting.policies import all_policies, choose_policy, chosen_policy, remove_policy, save_policy
from core.sla.policies import DEFAULT_POLICY, SHIPPED
from core.sla.policy import BotRule, ClockKind, Policy, Promise, ReopenRule, SlaMetric

OWN = Policy(
    "own",
    "Our promises",
    (
        Promise(SlaMetric.FIRST_RESPONSE, 450, "P1", "Gold", "chat", ClockKind.ALWAYS_ON, source_id="B-1"),
        Promise(SlaMetric.FIRST_RESPONSE, 900, "P1", "Gold", "chat", valid_from=1_767_571_200_000_000),
        Promise(SlaMetric.RESOLUTION, 32_400, printed="next business day"),
    ),
    pausing_states=frozenset({Status.PENDING, Status.HOLD}),
    reopen_rule=ReopenRule.EXTEND,
    bot_rule=BotRule.ANY_REPLY,
    definitions={"P1": "nothing works"},
    published_at=datetime(2026, 1, 5, tzinfo=UTC),
)


@pytest.mark.parametrize("policy", [OWN, *SHIPPED], ids=lambda policy: policy.policy_id)
def test_a_policy_comes_back_from_both_databases_as_it_was(any_store: Store, policy: Policy) -> None:
    save_policy(any_store, policy)
    back = all_policies(any_store)[policy.policy_id]
    assert set(back.promises) == set(policy.promises)
    assert replace(back, promises=policy.promises) == policy


def test_saving_again_replaces_the_promises_and_no_others(store: Store) -> None:
    save_policy(store, OWN)
    save_policy(store, replace(OWN, policy_id="other"))
    save_policy(store, replace(OWN, promises=OWN.promises[:1]))
    assert len(all_policies(store)["own"].promises) == 1
    assert len(all_policies(store)["other"].promises) == 3


def test_the_handbook_is_in_force_until_another_is_chosen(store: Store) -> None:
    assert chosen_policy(store) is DEFAULT_POLICY
    save_policy(store, OWN)
    choose_policy(store, "own")
    assert chosen_policy(store).name == "Our promises"
    with pytest.raises(ValueError, match="policy_id"):
        choose_policy(store, "nobody's")


def test_only_tables_of_settings_can_be_replaced(store: Store) -> None:
    with pytest.raises(ValueError, match="ticket"):
        store.replace_frame("ticket", "source_id", "desk", pd.DataFrame())


def test_an_own_policy_is_removed_with_its_promises_unless_it_is_in_force(any_store: Store) -> None:
    save_policy(any_store, OWN)
    choose_policy(any_store, "own")
    with pytest.raises(ValueError, match="in force"):
        remove_policy(any_store, "own")
    choose_policy(any_store, DEFAULT_POLICY.policy_id)
    remove_policy(any_store, "own")
    assert "own" not in all_policies(any_store)
    assert any_store.read_frame("sla_target").empty
    with pytest.raises(ValueError, match="no own policy"):
        remove_policy(any_store, DEFAULT_POLICY.policy_id)
