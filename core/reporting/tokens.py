"""Tokens of the API: only their hashes are kept, so that a copy of the database opens nothing."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime

from core.data.store import Store

SETTING = "api_tokens"
PREFIX = "qw_"


def add_token(store: Store, name: str) -> str:
    """A new token under a name, as text to hand out once.

    Raises ValueError for an empty name and one that is in use.
    """
    name = name.strip()
    known = _kept(store)
    if not name:
        raise ValueError("name must not be empty")
    if name in known:
        raise ValueError(f"name: there is a token {name!r} already")
    token = PREFIX + secrets.token_urlsafe(32)
    made = {"hash": _hash(token), "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
    store.set_setting(SETTING, {**known, name: made})
    return token


def token_names(store: Store) -> dict[str, str]:
    """When every token was made, by name."""
    return {name: entry["made_at"] for name, entry in _kept(store).items()}


def remove_token(store: Store, name: str) -> None:
    """Forget a token. Raises ValueError for an unknown name."""
    known = _kept(store)
    if name not in known:
        raise ValueError(f"name: there is no token {name!r}")
    store.set_setting(SETTING, {other: entry for other, entry in known.items() if other != name})


def token_owner(store: Store, token: str) -> str | None:
    """The name of a valid token; None for any other text. Takes equally long for every wrong one."""
    given, owner = _hash(token), None
    for name, entry in _kept(store).items():
        if hmac.compare_digest(given, entry["hash"]):
            owner = name
    return owner


def _kept(store: Store) -> dict[str, dict[str, str]]:
    return dict(store.setting(SETTING, {}))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
