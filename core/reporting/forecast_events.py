"""Events that the company knows of, as they are kept: releases, campaigns, fairs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.capacity.seasons import OwnEvent
from core.data.store import Store

EVENTS = "known_events"
"""The setting that holds them."""
MOST_EVENTS = 500


def read_events(store: Store) -> list[OwnEvent]:
    """All kept events, the earliest first."""
    rows = store.setting(EVENTS, [])
    found = [
        OwnEvent(
            str(row["name"]),
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["last"]),
            float(row["change"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.first, one.name))


def keep_events(store: Store, events: Iterable[OwnEvent]) -> None:
    """Keep these and no others. Raises ValueError for one without a name and for more than 500."""
    rows = [
        {
            "name": one.name.strip(),
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "change": one.change,
        }
        for one in events
    ]
    if len(rows) > MOST_EVENTS:
        raise ValueError(f"events: at most {MOST_EVENTS} are kept")
    if not all(row["name"] for row in rows):
        raise ValueError("events: each needs a name")
    store.set_setting(EVENTS, rows)
