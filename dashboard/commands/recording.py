"""A file of recorded events, cut into the deliveries in which a help desk would send them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.data.cleaning.mapping import resolve
from core.data.files.opening import read_table
from core.data.sources.canonical_events import COLUMNS
from core.data.sources.delivery import instant_of

MOST_TOGETHER = 500
TICK_SECONDS = 0.05
"""Events due within this time go out in one delivery."""


@dataclass(frozen=True)
class Recorded:
    """One delivery: when to send it, in seconds after the first, and what it says."""

    due: float
    body: Mapping[str, Any]


def recorded_events(path: Path) -> list[dict[str, str]]:
    """The events of a file in the order in which they happened.

    Raises ImportProblem for a file without the columns of events, ValueError for an instant that
    cannot be read.
    """
    table = read_table(path)
    files = resolve(COLUMNS, table.names, {}).files
    columns = {name: table.column(file).to_pylist() for name, file in files.items() if name != "source"}
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    events = [{name: value for name, value in row.items() if value} for row in rows]
    return sorted(events, key=lambda event: (_at(event), int(event.get("seq", "0"))))


def deliveries(
    events: list[dict[str, str]], speed: float, start: datetime | None = None
) -> Iterator[Recorded]:
    """The events in deliveries, ``speed`` times as fast as they happened.

    ``start``: when the first of them is to have happened; without it all keep their own instants.
    Raises ValueError for a speed that is not above 0.
    """
    if not speed > 0:
        raise ValueError("speed: must be above 0")
    first, run = _at(events[0]), secrets.token_hex(6)
    shift = timedelta(0) if start is None else start - first
    together: list[dict[str, str]] = []
    due, count = 0.0, 0
    for event in events:
        wanted = (_at(event) - first).total_seconds() / speed
        if together and (wanted - due > TICK_SECONDS or len(together) == MOST_TOGETHER):
            count += 1
            yield Recorded(due, _body(run, count, together))
            together = []
        due = due if together else wanted
        together.append({**event, "at": (_at(event) + shift).astimezone(UTC).isoformat()})
    yield Recorded(due, _body(run, count + 1, together))


def _body(run: str, count: int, events: list[dict[str, str]]) -> dict[str, Any]:
    return {"delivery_id": f"replay-{run}-{count}", "events": events}


def _at(event: Mapping[str, str]) -> datetime:
    found = instant_of(event.get("at"))
    if found is None:
        raise ValueError(f"at: {event.get('at')!r} is not an instant that can be replayed")
    return found
