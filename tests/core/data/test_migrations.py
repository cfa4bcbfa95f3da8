"""The migrations make the tables that the models describe, and older programs say when they are old."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

import core.data
from core.data import sqlite_driver
from core.data.columns import ActorRole, EventType
from core.data.models import StoreModel
from core.data.schema import HEAD, upgrade
from core.data.store import Store, StoreError

MIGRATIONS = Path(core.data.__path__[0]) / "migrations"


def test_the_newest_migration_is_the_one_the_store_expects() -> None:
    assert ScriptDirectory(MIGRATIONS).get_current_head() == HEAD


def test_migrations_make_exactly_the_tables_of_the_models(any_store: Store) -> None:
    with any_store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, StoreModel.metadata)
        tables = set(inspect(connection).get_table_names())
    assert difference == []
    assert tables == {*StoreModel.metadata.tables, "alembic_version"}
    assert len(StoreModel.metadata.tables) == 33


def test_the_event_log_is_clustered_by_ticket(store: Store) -> None:
    with store.engine.connect() as connection:
        made = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'ticket_event'"
        ).scalar()
    assert re.search(r"WITHOUT ROWID\s*$", str(made))


def test_every_table_can_be_read_and_says_its_columns(any_store: Store) -> None:
    for name, table in StoreModel.metadata.tables.items():
        frame = any_store.read_frame(name)
        assert list(frame.columns) == [column.name for column in table.columns]


def test_opening_again_keeps_everything(database_url: str) -> None:
    with Store.open(database_url) as store:
        store.set_setting("zone", "Europe/Berlin")
        revision = store.revision()
    with Store.open(database_url) as store:
        assert store.setting("zone") == "Europe/Berlin"
        assert store.revision() == revision


def test_a_database_of_a_newer_version_is_left_alone_and_named(database_url: str) -> None:
    with Store.open(database_url) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer version of Queuewise \(its schema is 9999, .* up to 0003\)"):
        Store.open(database_url)


def test_a_database_of_another_program_is_left_alone(database_url: str) -> None:
    url = database_url.replace("sqlite:", "sqlite+adbc:").replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE ticket (id INTEGER)")
    engine.dispose()
    with pytest.raises(StoreError, match="another program"):
        Store.open(database_url)


def test_a_migration_that_fails_leaves_an_empty_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: object) -> None:
        raise OSError("power cut")

    monkeypatch.setattr("core.data.schema._name_store", fail)
    with pytest.raises(OSError, match="power cut"):
        Store.open(tmp_path / "queuewise.db")
    with (
        sqlite_driver.connect_sqlite(str(tmp_path / "queuewise.db")) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT count(*) FROM sqlite_master")
        assert cursor.fetchone() == (0,)


def test_the_first_migration_can_be_taken_back(any_store: Store) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with any_store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        upgrade(connection)
        assert len(inspect(connection).get_table_names()) == 34


def test_alerts_of_an_older_version_are_kept_when_deliveries_get_their_tables(any_store: Store) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with any_store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        columns = {column["name"] for column in inspect(connection).get_columns("alert_event")}
        assert columns == {"pk", "rule_pk", "at", "body", "delivered_at"}
        connection.exec_driver_sql("INSERT INTO alert_event (rule_pk, at, body) VALUES (7, 5, '{}')")
        upgrade(connection)
    kept = any_store.read_frame("alert_event").iloc[0]
    assert (kept["rule_pk"], kept["body"]) == (7, "{}")
    assert kept[["metric_id", "dedup_key", "resolved_at"]].isna().all()


def test_a_delivery_and_a_message_are_kept_once_only(any_store: Store) -> None:
    delivery = (
        "INSERT INTO inbox (source_id, delivery_id, kind, received_at) VALUES (%s, 'd1', 'generic', 1)"
        " ON CONFLICT DO NOTHING"
    )
    message = (
        "INSERT INTO outbox (kind, dedup_key, channel, body, created_at, due_at, attempt_count)"
        " VALUES ('alert', 'k1', 'mail', '{}', 1, 1, 0) ON CONFLICT DO NOTHING"
    )
    with any_store.engine.begin() as connection:
        for source in ("'desk'", "'desk'", "'shop'"):
            connection.exec_driver_sql(delivery % source)
        connection.exec_driver_sql(message)
        connection.exec_driver_sql(message)
    assert any_store.read_frame("inbox")["source_id"].tolist() == ["desk", "shop"]
    assert len(any_store.read_frame("outbox")) == 1


def test_the_readable_view_says_events_in_words(any_store: Store) -> None:
    kinds, roles = list(EventType), list(ActorRole)
    log = pd.DataFrame(
        {
            "ticket_id": "T1",
            "event_id": [f"e{kind:02d}" for kind in kinds],
            "at": 1_704_067_200_000_000 + 1_000,
            "seq": range(len(kinds)),
            "type": [int(kind) for kind in kinds],
            "actor_role": [int(roles[kind % len(roles)]) for kind in kinds],
            "actor_id": "Ann",
            "field": None,
            "from_value": "open",
            "to_value": "solved",
            "value_num": 2.5,
            "line": 1,
        }
    )
    batch = any_store.begin_batch(
        source_id="desk", profile="p", file_name="f", file_digest=None, timezone=None, options=None
    )
    any_store.write_chunk(batch.pk or 0, tickets=None, events=log, rejected=None, read_count=1, cursor=1)
    with any_store.engine.connect() as connection:
        query = "SELECT * FROM ticket_event_readable ORDER BY event_id"
        rows = connection.exec_driver_sql(query).mappings().all()
    assert [row["type"] for row in rows] == [kind.name.lower() for kind in kinds]
    assert [row["actor_role"] for row in rows] == [roles[kind % len(roles)].name.lower() for kind in kinds]
    first = rows[0]
    assert (first["source_id"], first["ticket_id"], first["actor_id"]) == ("desk", "T1", "Ann")
    assert (first["from_value"], first["to_value"], first["field"]) == ("open", "solved", None)
    assert pd.Timestamp(first["at"]) == pd.Timestamp("2024-01-01T00:00:00.001Z")
