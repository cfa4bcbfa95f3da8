"""Rules, the ladder and channels as the store keeps them: shipped ones, and what the team made of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from core.alerts.defaults import DEFAULT_LADDER, SHIPPED
from core.alerts.ladder import LADDER, Ladder, refuse_ladder_name
from core.alerts.rule import AlertRule
from core.data.alert_book import forget_messages, try_again
from core.data.store import Store

TABLE = "alert_rule"
CHANNELS = "alert_channels"
"""The setting that holds the channels: name to address and date."""
ADDRESS = "dashboard_address"
DEFAULT_ADDRESS = "http://127.0.0.1:8501"
CHANNEL_LENGTH = 40
SAVED, REMOVED = "alert rule saved", "alert rule removed"
SHIPPED_RULES = {rule.name: rule for rule in SHIPPED}
log = logging.getLogger("queuewise")


def all_rules(store: Store) -> dict[str, AlertRule]:
    """Every rule by name: the shipped ones in their order, changed ones in their place, then own ones."""
    rules = dict(SHIPPED_RULES)
    for name, body, is_on in _rows(store):
        if name == LADDER or not body:
            continue
        try:
            rules[name] = replace(AlertRule.from_json(name, json.loads(body)), is_on=is_on)
        except ValueError as error:
            log.warning("alert rule %r is left out: %s", name, error)
    return rules


def alert_ladder(store: Store) -> Ladder:
    """The SLA ladder, as shipped where nobody has changed it."""
    for name, body, is_on in _rows(store):
        if name == LADDER and body:
            return replace(Ladder.from_json(json.loads(body)), is_on=is_on)
    return DEFAULT_LADDER


def save_rule(store: Store, rule: AlertRule) -> None:
    """Keep a rule, in the place of one of the same name. Raises ValueError for the ladder's name."""
    refuse_ladder_name(rule)
    _keep(store, rule.name, rule.to_json(), rule.is_on)


def save_ladder(store: Store, ladder: Ladder) -> None:
    """Keep the ladder."""
    _keep(store, LADDER, ladder.to_json(), ladder.is_on)


def remove_rule(store: Store, name: str) -> None:
    """Forget an own rule, or what was changed on a shipped one, which is then off again.

    Raises ValueError where nothing was made or changed.
    """
    if name not in {row_name for row_name, body, _ in _rows(store) if body}:
        raise ValueError(f"name: there is nothing to take back about {name!r}")
    store.replace_frame(TABLE, "name", name, pd.DataFrame({"name": []}, dtype="str"))
    _log(store, REMOVED, name, {})


def _keep(store: Store, name: str, body: Mapping[str, Any], is_on: bool) -> None:
    row = {"name": [name], "body": [json.dumps(body)], "is_enabled": [is_on]}
    store.upsert_frame(TABLE, pd.DataFrame(row))
    _log(store, SAVED, name, {**body, "is_on": is_on})


def _rows(store: Store) -> list[tuple[str, str, bool]]:
    frame = store.read_frame(TABLE)
    return [
        (str(name), str(body), bool(is_on))
        for name, body, is_on in zip(frame["name"], frame["body"], frame["is_enabled"], strict=True)
    ]


def channels(store: Store) -> dict[str, str]:
    """The address of every channel by name. It is a secret: show what `describe` makes of it instead."""
    return {str(name): str(kept["url"]) for name, kept in store.setting(CHANNELS, {}).items()}


def save_channel(store: Store, name: str, url: str) -> None:
    """Keep a channel; what waits to be sent to it is tried at once. Raises ValueError for a bad name."""
    name = name.strip()
    if not name or len(name) > CHANNEL_LENGTH:
        raise ValueError(f"name: a channel has a name of at most {CHANNEL_LENGTH} characters")
    if not url.strip():
        raise ValueError("url: give the address of the channel")
    kept = {"url": url.strip(), "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
    store.set_setting(CHANNELS, {**store.setting(CHANNELS, {}), name: kept})
    try_again(store, name, datetime.now(UTC))
    _log(store, "alert channel saved", name, {})


def remove_channel(store: Store, name: str) -> None:
    """Forget a channel and what waits to be sent to it. Raises ValueError for an unknown one."""
    kept = dict(store.setting(CHANNELS, {}))
    if kept.pop(name, None) is None:
        raise ValueError(f"name: there is no channel {name!r}")
    store.set_setting(CHANNELS, kept)
    forget_messages(store, name)
    _log(store, "alert channel removed", name, {})


def dashboard_address(store: Store) -> str:
    """Where messages say that the dashboard is; this machine unless somebody set another address."""
    return str(store.setting(ADDRESS, DEFAULT_ADDRESS)).rstrip("/")


def save_address(store: Store, address: str) -> None:
    """Set where the dashboard is reached. Raises ValueError for anything but an http address."""
    address = address.strip().rstrip("/")
    if not address.startswith(("http://", "https://")) or any(sign in address for sign in " \"'<>"):
        raise ValueError("address: give an address that begins with http:// or https://")
    store.set_setting(ADDRESS, address)


def _log(store: Store, action: str, subject: str, detail: Mapping[str, object]) -> None:
    entry = {
        "at": [datetime.now(UTC)],
        "action": [action],
        "subject": [subject],
        "detail": [json.dumps(detail)],
    }
    store.upsert_frame("audit_log", pd.DataFrame(entry))
