"""One SQLite library for everything: SQLAlchemy speaks to SQLite through the ADBC driver.

The ADBC driver brings its own copy of SQLite. Two copies that open one file from one process
destroy each other's POSIX locks, and a dashboard that reads while it imports would corrupt its
database. So the small statements of SQLAlchemy take the same driver as bulk reading and writing;
the standard library's ``sqlite3`` is never pointed at a store.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import adbc_driver_sqlite.dbapi as adbc
from sqlalchemy import URL
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteDialect, SQLiteExecutionContext

BUSY_TIMEOUT_MS = 30_000
PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
)
DURABLE = ("PRAGMA synchronous=FULL", "PRAGMA cache_size=-2048")
"""Commits that a power cut right after them does not undo."""


def connect_sqlite(path: str, more: Sequence[str] = ()) -> Any:
    """An ADBC connection to the file at ``path`` with the store's settings, in a transaction.

    ``more``: pragmas of this connection alone, after those of the store.
    """
    connection = adbc.connect(path)
    try:
        _configure(connection, (*PRAGMAS, *more))
    except BaseException:
        connection.close()
        raise
    return connection


def _configure(connection: Any, pragmas: Sequence[str]) -> None:
    connection.adbc_connection.set_autocommit(True)
    with connection.cursor() as cursor:
        for pragma in pragmas:
            cursor.execute(pragma)
            cursor.fetchall()
    connection.adbc_connection.set_autocommit(False)


def library_version() -> tuple[int, ...]:
    """Version of the SQLite library inside the driver."""
    with adbc.connect(":memory:") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        found = cursor.fetchone()
    return tuple(int(part) for part in found[0].split(".")) if found else ()


class _Cursor(adbc.Cursor):
    """A statement without a result has no description, so that SQLAlchemy closes it at once."""

    @property
    def description(self) -> list[tuple[Any, ...]] | None:
        return super().description or None


class _ExecutionContext(SQLiteExecutionContext):
    def create_default_cursor(self) -> Any:
        connection: Any = self._dbapi_connection.dbapi_connection
        return _Cursor(connection)


class _Module:
    """The driver's module as SQLAlchemy expects a DBAPI module to look."""

    paramstyle = adbc.paramstyle

    def __init__(self) -> None:
        self.sqlite_version_info = library_version()
        self.version = ".".join(map(str, self.sqlite_version_info))

    def __getattr__(self, name: str) -> Any:
        return getattr(adbc, name)

    def connect(self, path: str) -> Any:
        return connect_sqlite(path)


class AdbcSqliteDialect(SQLiteDialect):
    """SQLAlchemy's SQLite over the ADBC driver, which has no ``lastrowid`` and no row counts."""

    driver = "adbc"
    execution_ctx_cls = _ExecutionContext
    default_paramstyle = "qmark"
    supports_statement_cache = True
    supports_sane_rowcount = False
    supports_sane_multi_rowcount = False
    favor_returning_over_lastrowid = True

    @classmethod
    def import_dbapi(cls) -> Any:
        """The module that makes connections."""
        return _Module()

    def create_connect_args(self, url: URL) -> tuple[list[str], dict[str, Any]]:
        """Only the path matters; the settings are the store's own."""
        return [url.database or ":memory:"], {}

    def get_isolation_level(self, dbapi_connection: Any) -> Any:
        """SQLite transactions are serializable."""
        return "SERIALIZABLE"

    def _get_server_version_info(self, connection: Any) -> tuple[int, ...]:
        return library_version()

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        """A file does not go away by itself."""
        return False


registry.register("sqlite.adbc", __name__, "AdbcSqliteDialect")
