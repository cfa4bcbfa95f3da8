"""Policies as rows of the store's tables sla_policy and sla_target, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from core.data.columns import EventType, Status
from core.sla.policy import ALWAYS, ClockKind, Policy, Promise, SlaMetric

WORDS = ("priority", "tier", "channel")


def policy_row(policy: Policy) -> dict[str, Any]:
    """The row of sla_policy: names, pausing states, and the rules as JSON."""
    rules = {
        "reopen_rule": policy.reopen_rule.value,
        "bot_rule": policy.bot_rule.value,
        "response_types": sorted(kind.name.lower() for kind in policy.response_types),
        "definitions": dict(policy.definitions),
        "published_at": policy.published_at.isoformat() if policy.published_at else None,
        "reviewed_at": policy.reviewed_at.isoformat() if policy.reviewed_at else None,
    }
    return {
        "policy_id": policy.policy_id,
        "name": policy.name,
        "pausing_states": ",".join(sorted(state.name.lower() for state in policy.pausing_states)),
        "source": ",".join(policy.source_ids),
        "rules": json.dumps(rules),
    }


def promise_rows(policy: Policy) -> list[dict[str, Any]]:
    """The rows of sla_target; seconds are whole."""
    return [
        {
            "policy_id": policy.policy_id,
            "metric": promise.metric.value,
            **{name: getattr(promise, name) for name in WORDS},
            "seconds": round(promise.seconds),
            "is_business_time": promise.clock is ClockKind.BUSINESS,
            "valid_from": None
            if promise.valid_from == ALWAYS
            else pd.Timestamp(promise.valid_from, unit="us", tz="UTC"),
            "source": promise.source_id or None,
            "printed": promise.printed or None,
        }
        for promise in policy.promises
    ]


def policies_from(policies: pd.DataFrame, targets: pd.DataFrame) -> list[Policy]:
    """Policies as they were stored; one without promises is left out."""
    found = []
    for row in policies.to_dict("records"):
        own = targets[targets["policy_id"] == row["policy_id"]]
        if len(own):
            found.append(_policy(row, own.to_dict("records")))
    return found


def _policy(row: Mapping[Any, Any], targets: Iterable[Mapping[Any, Any]]) -> Policy:
    rules = json.loads(row["rules"]) if isinstance(row["rules"], str) else {}
    kinds = [EventType[name.upper()] for name in rules.pop("response_types", ["public_reply"])]
    dates = {
        name: datetime.fromisoformat(rules[name]) if rules.get(name) else None
        for name in ("published_at", "reviewed_at")
    }
    return Policy(
        policy_id=str(row["policy_id"]),
        name=str(row["name"]),
        promises=tuple(_promise(target) for target in targets),
        pausing_states=frozenset(Status[name.upper()] for name in _listed(row["pausing_states"])),
        source_ids=tuple(_listed(row["source"])),
        response_types=frozenset(kinds),
        **{**rules, **dates},
    )


def _promise(row: Mapping[Any, Any]) -> Promise:
    since = row["valid_from"]
    words = {name: row[name] if isinstance(row[name], str) else None for name in WORDS}
    return Promise(
        metric=SlaMetric(row["metric"]),
        seconds=float(row["seconds"]),
        clock=ClockKind.BUSINESS if row["is_business_time"] else ClockKind.ALWAYS_ON,
        valid_from=ALWAYS if pd.isna(since) else int(since.as_unit("us").asm8.astype("int64")),
        source_id=row["source"] if isinstance(row["source"], str) else "",
        printed=row["printed"] if isinstance(row["printed"], str) else "",
        **words,
    )


def _listed(text: object) -> list[str]:
    return [word for word in text.split(",") if word] if isinstance(text, str) else []
