"""Who may send webhooks: one entry by source with its kind and its secret.

The secret lies in clear in the store, for a signature can only be checked with the secret itself; it is
told once, when the entry is made, and never shown again.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from core.data.sources.hooks import KINDS
from core.data.store import Store

SETTING = "webhooks"
PREFIX = "qwh_"
LEAST_SECRET = 16
WINDOW_SECONDS = 300
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class HookSource:
    """A source of webhooks.

    ``kind``: how it signs and what its messages look like. ``window_seconds``: how old (or how far in
    the future) a signed message may be.
    """

    source_id: str
    kind: str
    secret: str = field(repr=False)
    window_seconds: int = WINDOW_SECONDS
    made_at: str = ""


def add_hook(
    store: Store, source_id: str, kind: str, secret: str | None = None, window_seconds: int = WINDOW_SECONDS
) -> str:
    """Let a source send webhooks; returns its secret: the given one, or for generic ones a new one.

    Raises ValueError for an unknown kind, a name that cannot stand in an address or is in use, a
    missing or short secret, and a window below one second or above a day.
    """
    known = _kept(store)
    if kind not in KINDS:
        raise ValueError(f"kind: {kind!r} is none of {', '.join(KINDS)}")
    if not NAME.fullmatch(source_id):
        raise ValueError("source: use up to 64 letters, digits, dots, dashes and underscores")
    if source_id in known:
        raise ValueError(f"source: {source_id!r} sends webhooks already; remove it first")
    if not 1 <= window_seconds <= 86_400:
        raise ValueError("window_seconds: must be between 1 and 86,400")
    chosen = (secret or "").strip() or (PREFIX + secrets.token_urlsafe(32) if kind == "generic" else "")
    if len(chosen) < LEAST_SECRET:
        raise ValueError(f"secret: {kind} needs the one it signs with, of {LEAST_SECRET} characters or more")
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    made = asdict(HookSource(source_id, kind, chosen, window_seconds, made_at))
    store.set_setting(SETTING, {**known, source_id: made})
    return chosen


def hook_sources(store: Store) -> dict[str, HookSource]:
    """Every source that may send webhooks, by name."""
    return {name: HookSource(**entry) for name, entry in _kept(store).items()}


def remove_hook(store: Store, source_id: str) -> None:
    """Refuse a source from now on; what it sent stays. Raises ValueError for an unknown one."""
    known = _kept(store)
    if source_id not in known:
        raise ValueError(f"source: {source_id!r} sends no webhooks")
    store.set_setting(SETTING, {name: entry for name, entry in known.items() if name != source_id})


def _kept(store: Store) -> dict[str, dict[str, Any]]:
    return dict(store.setting(SETTING, {}))
