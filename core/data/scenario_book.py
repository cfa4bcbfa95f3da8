"""Saved scenarios: a name, and what somebody assumed under it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, col

from core.data.connection import DriverError, explain, parse_url
from core.data.state import Scenario
from core.data.store import Store

Body: TypeAlias = Mapping[str, float | str | bool]
"""What was assumed, by the input's name: finite numbers, short texts, yes or no."""
NAME_LENGTH, TEXT_LENGTH, MOST_INPUTS = 60, 200, 300


@dataclass(frozen=True, slots=True)
class SavedScenario:
    """A scenario as it was kept."""

    name: str
    body: Body
    saved_at: datetime | None = None


def saved_scenarios(store: Store) -> list[SavedScenario]:
    """All saved scenarios by name; one whose body cannot be read is left out."""
    with _session(store) as session:
        rows = session.execute(select(Scenario).order_by(col(Scenario.name))).scalars().all()
    found = [(row, _read(row.body)) for row in rows]
    return [SavedScenario(row.name, body, row.created_at) for row, body in found if body is not None]


def save_scenario(store: Store, name: str, body: Body, *, replaces: bool = False) -> None:
    """Keep a scenario under a name.

    With ``replaces`` it takes the place of the one with that name. Raises ValueError that names the
    argument: no name or too long a one, one that is taken, a body that is not names with finite
    numbers, short texts or yes and no.
    """
    wanted, text = checked_name(name), json.dumps(checked_body(body), sort_keys=True)
    now = datetime.now(UTC)
    with _session(store) as session, _taken(wanted), session.begin():
        if replaces:
            session.execute(delete(Scenario).filter_by(name=wanted))
        session.add(Scenario(name=wanted, body=text, created_at=now))


def rename_scenario(store: Store, name: str, new_name: str) -> None:
    """Give a scenario another name. Raises ValueError where there is none, or the new name is taken."""
    wanted = checked_name(new_name)
    with _session(store) as session, _taken(wanted), session.begin():
        _needed(session, name)
        session.execute(update(Scenario).filter_by(name=name).values(name=wanted))


def delete_scenario(store: Store, name: str) -> None:
    """Forget a scenario. Raises ValueError where there is none."""
    with _session(store) as session, session.begin():
        _needed(session, name)
        session.execute(delete(Scenario).filter_by(name=name))


def checked_name(name: str) -> str:
    """A name as it is kept. Raises ValueError for none and for one of more than 60 characters.

    >>> checked_name("  Busy   spring ")
    'Busy spring'
    """
    words = " ".join(name.split())
    if not words or len(words) > NAME_LENGTH:
        raise ValueError(f"name: give the scenario a name of at most {NAME_LENGTH} characters")
    return words


def checked_body(body: Body) -> dict[str, float | str | bool]:
    """A body as it is kept. Raises ValueError for what no scenario can hold.

    >>> checked_body({"agents": 12, "channel": "email"})
    {'agents': 12, 'channel': 'email'}
    """
    if not isinstance(body, Mapping) or not body or len(body) > MOST_INPUTS:
        raise ValueError(f"body: must hold from 1 to {MOST_INPUTS} inputs by their names")
    for key, value in body.items():
        if not isinstance(key, str) or not key or len(key) > NAME_LENGTH:
            raise ValueError(f"body: inputs need names of at most {NAME_LENGTH} characters")
        if not _is_plain(value):
            raise ValueError(f"body: {key} must be a finite number, a short text, or true or false")
    return dict(body)


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= TEXT_LENGTH
    return isinstance(value, int | float) and math.isfinite(value)


def _read(text: str) -> Body | None:
    """A kept body; None for one that is damaged."""
    try:
        return checked_body(json.loads(text))
    except ValueError:
        return None


def _needed(session: Session, name: str) -> None:
    """Refuse a name that nobody saved."""
    if session.execute(select(col(Scenario.pk)).filter_by(name=name)).first() is None:
        raise ValueError(f"name: there is no scenario {name!r}")


@contextmanager
def _taken(name: str) -> Iterator[None]:
    """Two scenarios with one name are a sentence, not a driver's error."""
    try:
        yield
    except IntegrityError as error:
        raise ValueError(f"name: there is a scenario {name!r} already") from error


@contextmanager
def _session(store: Store) -> Iterator[Session]:
    """A session; a driver's error becomes a sentence."""
    try:
        with store.session() as session:
            yield session
    except (DriverError, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        raise explain(cause, parse_url(store.url)) from error
