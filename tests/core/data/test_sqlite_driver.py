"""One SQLite library per process."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.data.sqlite_driver import library_version
from core.data.store import Store

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("folder", ["core", "dashboard", "sample_data"])
def test_nothing_opens_a_store_with_a_second_sqlite_library(folder: str) -> None:
    """Two copies of SQLite in one process do not see each other's locks and lose each other's rows."""
    pattern = re.compile(r"^\s*(import|from) (sqlite3|pysqlite|aiosqlite)\b", re.MULTILINE)
    guilty = [str(p) for p in (ROOT / folder).rglob("*.py") if pattern.search(p.read_text("utf-8"))]
    assert guilty == []


def test_small_statements_take_the_library_of_the_bulk_driver(store: Store) -> None:
    with store.engine.connect() as connection:
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar()
    assert str(version) == ".".join(map(str, library_version()))
