"""Bring a database to the schema of this version, or say why that is impossible."""

from __future__ import annotations

import uuid
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text

from core.data.connection import LOCK_NUMBER, StoreError, is_sqlite

HEAD = "0003"
"""The newest migration that this version ships."""


def migrate(engine: Engine, url: URL) -> None:
    """Create or upgrade the tables; a database that is up to date costs one query."""
    with engine.connect() as connection:
        if _current(connection) == HEAD:
            return
    with engine.begin() as connection:
        _lock(connection, url)
        current = _current(connection)
        if current is None:
            _refuse_foreign_tables(connection, url)
        upgrade(connection)
        if current is None:
            _name_store(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to ``revision`` on an open connection."""
    from alembic import command
    from alembic.config import Config
    from alembic.script.revision import ResolutionError
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except (CommandError, ResolutionError) as error:
        raise StoreError(
            f"The database was written by a newer version of Queuewise (its schema is"
            f" {_current(connection)}, this version knows up to {HEAD}). Install that version or a newer one."
        ) from error


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _lock(connection: Connection, url: URL) -> None:
    if is_sqlite(url):
        connection.exec_driver_sql(f"PRAGMA application_id={LOCK_NUMBER}")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_NUMBER})")


def _refuse_foreign_tables(connection: Connection, url: URL) -> None:
    tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    if is_sqlite(url) and tables:
        raise StoreError(f"{url.database} is a database of another program")
    if {"ticket", "ticket_event", "setting"} & tables:
        raise StoreError("The database already has tables of another program under the names Queuewise needs")


def _name_store(connection: Connection) -> None:
    """Give the store an identity, so that computed files of another store are never taken for its own."""
    connection.execute(
        text("INSERT INTO setting (name, value) VALUES ('store_id', :value)"),
        {"value": f'"{uuid.uuid4().hex}"'},
    )
