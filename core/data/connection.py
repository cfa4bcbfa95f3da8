"""Where a store lives and how to reach it: addresses, engines, bulk connections, clear errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc_postgresql
from adbc_driver_manager.dbapi import Error as DriverError
from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from core.data import sqlite_driver

DEFAULT_FILE = "queuewise.db"
URL_VARIABLE = "QUEUEWISE_DATABASE_URL"
LOCK_NUMBER = 0x51756577
"""Number of the advisory lock that keeps two PostgreSQL importers apart."""


class StoreError(Exception):
    """The database cannot be used; the message says why and what to do, in the user's words."""


def parse_url(url: str | Path | None) -> URL:
    """The address of a store from a path, a database URL, or nothing (environment, then default)."""
    text = str(url or os.environ.get(URL_VARIABLE) or DEFAULT_FILE)
    if text == ":memory:":
        return URL.create("sqlite")
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser().absolute()))
    try:
        parsed = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError("The database address is not a valid URL") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        held = parsed.database in (None, "", ":memory:")
        return URL.create("sqlite", database=None if held else str(Path(str(parsed.database)).absolute()))
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql")
    raise StoreError(f"Queuewise keeps its data in SQLite or PostgreSQL, not in {backend}")


def shown(url: URL) -> str:
    """The address for people and logs: passwords hidden, also one given as a parameter."""
    secret = [name for name in url.query if "password" in name.lower()]
    return url.update_query_dict(dict.fromkeys(secret, "***")).render_as_string(hide_password=True)


def make_engine(url: URL) -> Engine:
    """An engine that never prints parameters; its connections open on first use."""
    driver = "sqlite+adbc" if is_sqlite(url) else "postgresql+psycopg"
    return create_engine(url.set(drivername=driver), hide_parameters=True, pool_pre_ping=not is_sqlite(url))


def is_sqlite(url: URL) -> bool:
    """Whether the store is a file."""
    return url.get_backend_name() == "sqlite"


def connect_bulk(url: URL) -> Any:
    """A new ADBC connection in a transaction; close it after use."""
    if is_sqlite(url):
        return sqlite_driver.connect_sqlite(str(url.database))
    return adbc_postgresql.connect(url.render_as_string(hide_password=False))


def connect_durable(url: URL) -> Any:
    """A new ADBC connection whose commits have reached the disk when they return, for small writes."""
    if is_sqlite(url):
        return sqlite_driver.connect_sqlite(str(url.database), sqlite_driver.DURABLE)
    return adbc_postgresql.connect(url.render_as_string(hide_password=False))


@contextmanager
def bulk_transaction(url: URL) -> Iterator[Any]:
    """A cursor in one writing transaction: committed as a whole or not at all."""
    with closing(connect_bulk(url)) as connection:
        try:
            with connection.cursor() as cursor:
                lock_writers(cursor, url)
                yield cursor
            connection.commit()
        except BaseException:
            connection.rollback()
            raise


def lock_writers(cursor: Any, url: URL) -> None:
    """Wait until no other importer writes; released at the end of the transaction.

    On SQLite a statement that writes nothing still takes the write lock before anything is read,
    so the snapshot cannot be stale.
    """
    if is_sqlite(url):
        cursor.execute("DELETE FROM term WHERE pk < 0")
    else:
        cursor.execute(f"SELECT 1 FROM pg_advisory_xact_lock({LOCK_NUMBER})")
        cursor.fetchall()


def lock_beginners(connection: Connection) -> None:
    """On PostgreSQL: whoever gets the higher number is seen later, so that none is overlooked."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_NUMBER + 1})")


def prepare_file(url: URL) -> None:
    """Check the path of a SQLite store and create a missing file for its owner only."""
    if not url.database or url.database == ":memory:":
        raise StoreError("A store needs a file; a database in memory cannot be shared between readers")
    path = Path(url.database)
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a database file")
    if not path.parent.is_dir():
        raise StoreError(f"The folder {path.parent} does not exist")
    if not path.exists():
        _create_file(path)
    elif not os.access(path, os.R_OK | os.W_OK):
        raise StoreError(f"{path} cannot be opened: no permission to read and write it")


def _create_file(path: Path) -> None:
    """An empty file that only its owner may read.

    An existing file is never opened here: closing it would drop the locks that connections of this
    process hold on it.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreError(f"{path} cannot be created: {error.strerror}") from error


def explain(error: Exception, url: URL) -> StoreError:
    """A driver's error in the user's words."""
    text, place = str(error), shown(url)
    if "not a database" in text or "malformed" in text:
        return StoreError(f"{url.database} is not a SQLite database, or it is damaged")
    if "locked" in text or "busy" in text:
        return StoreError(f"{place} is busy: another program has been writing to it for too long")
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return StoreError(f"{url.database} or its folder is not writable")
    if "disk is full" in text:
        return StoreError(f"The disk that holds {url.database} is full")
    reason = text.strip().splitlines()[0] if text.strip() else type(error).__name__
    return StoreError(f"The database {place} cannot be used: {reason}")


def is_interrupted(error: BaseException | None) -> bool:
    """Whether the error comes from Ctrl-C, which the driver answers by breaking off its statement."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def default_cache_dir(url: URL, store_id: str) -> Path:
    """Where computed files go: beside a SQLite file, in the user's cache folder otherwise."""
    if is_sqlite(url):
        return Path(f"{url.database}.cache")
    variable = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    base = os.environ.get(variable) or str(Path.home() / ".cache")
    return Path(base) / "queuewise" / store_id


__all__ = [
    "DriverError",
    "StoreError",
    "bulk_transaction",
    "connect_bulk",
    "connect_durable",
    "default_cache_dir",
    "explain",
    "is_interrupted",
    "is_sqlite",
    "lock_beginners",
    "lock_writers",
    "make_engine",
    "parse_url",
    "prepare_file",
    "shown",
]
