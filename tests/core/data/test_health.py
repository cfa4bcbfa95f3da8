"""The doctor's questions to the database, on databases damaged on purpose."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from core.data.columns import EVENT_COLUMNS, ActorRole, EventType
from core.data.store import Store


def with_one_ticket(store: Store) -> None:
    batch = store.begin_batch(
        source_id="desk",
        profile="canonical-events",
        file_name="one",
        file_digest="1",
        timezone="UTC",
        options=None,
    )
    row = {"ticket_id": "1", "event_id": "a", "at": 1_000_000, "seq": 0, "type": int(EventType.TEAM_CHANGED)}
    row |= {"actor_role": int(ActorRole.AGENT), "to_value": "Support", "line": 2}
    events = pd.DataFrame([row], columns=[*EVENT_COLUMNS, "line"])
    store.write_chunk(batch.pk or 0, tickets=None, events=events, rejected=None, read_count=1, cursor=1)
    store.finish_batch(batch.pk or 0, "done")


def damage(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_sound_database_has_no_faults(any_store: Store) -> None:
    with_one_ticket(any_store)
    assert any_store.faults() == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM ticket", "1 events belong to no ticket"),
        ("DELETE FROM term", "1 events refer to a word"),
        ("UPDATE import_batch SET read_count = 7", "1 imports whose rows do not add up"),
    ],
)
def test_damage_is_said_in_a_sentence(any_store: Store, statement: str, words: str) -> None:
    with_one_ticket(any_store)
    damage(any_store, statement)
    faults = any_store.faults()
    assert len(faults) == 1
    assert faults[0].startswith(words)


def test_a_file_with_overwritten_pages_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "queuewise.db"
    with Store.open(path) as store:
        with_one_ticket(store)
    content = bytearray(path.read_bytes())
    content[-20_000:] = b"\xff" * 20_000
    path.write_bytes(content)
    with Store.open(path) as store:
        assert any("damaged" in fault for fault in store.faults())
