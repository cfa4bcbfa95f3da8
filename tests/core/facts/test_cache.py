"""The cache is fast, belongs to one revision, and may be lost at any time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from core.facts.cache import FactCache
from core.facts.event_log import EVENT_FIELDS, EventLog


@pytest.fixture
def log(desk: Any) -> EventLog:
    for pk in (3, 8):
        desk.ticket(pk)
        desk.reply(5, pk=pk)
        desk.status(9, "solved", pk=pk)
        desk.event(12, "csat", pk=pk, value=4.0)
    built: EventLog = desk.log()
    return built


def never() -> EventLog:
    raise AssertionError("the stored file must be used")


def same(left: EventLog, right: EventLog) -> bool:
    names = ("ticket_pk", "offsets", *EVENT_FIELDS)
    return all(np.array_equal(getattr(left, n), getattr(right, n), equal_nan=n == "value") for n in names)


def test_second_reading_comes_from_the_file_unchanged(tmp_path: Path, log: EventLog) -> None:
    cache = FactCache(tmp_path / "cache")
    assert cache.event_log("7", lambda: log) is log
    assert same(FactCache(tmp_path / "cache").event_log("7", never), log)


def test_reading_maps_the_file_instead_of_copying_it(tmp_path: Path, log: EventLog) -> None:
    cache = FactCache(tmp_path)
    cache.event_log("7", lambda: log)
    before = pa.total_allocated_bytes()
    stored = cache.event_log("7", never)
    assert pa.total_allocated_bytes() == before
    assert not stored.at.flags.owndata


def test_another_revision_is_built_anew_and_the_old_file_removed(tmp_path: Path, log: EventLog) -> None:
    cache = FactCache(tmp_path)
    cache.event_log("7", lambda: log)
    newer = log.tickets(np.array([1]))
    assert same(cache.event_log("8", lambda: newer), newer)
    assert len(list(tmp_path.iterdir())) == 1
    assert same(cache.event_log("8", never), newer)


@pytest.mark.parametrize("damage", [b"", b"no arrow at all", None])
def test_damaged_file_is_built_anew(tmp_path: Path, log: EventLog, damage: bytes | None) -> None:
    cache = FactCache(tmp_path)
    cache.event_log("7", lambda: log)
    path = cache.path("events", "7")
    path.write_bytes(path.read_bytes()[:-40] if damage is None else damage)
    assert same(cache.event_log("7", lambda: log), log)
    assert same(cache.event_log("7", never), log)


def test_file_of_another_layout_is_built_anew(tmp_path: Path, log: EventLog) -> None:
    cache = FactCache(tmp_path)
    cache.table("events", "7", lambda: pa.table({"x": [1]}))
    assert same(cache.event_log("7", lambda: log), log)


def test_cache_may_be_deleted_at_any_time(tmp_path: Path, log: EventLog) -> None:
    cache = FactCache(tmp_path)
    cache.event_log("7", lambda: log)
    cache.clear()
    assert list(tmp_path.iterdir()) == []
    assert same(cache.event_log("7", lambda: log), log)


def test_unwritable_folder_costs_speed_only(tmp_path: Path, log: EventLog) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = FactCache(tmp_path / "file")
    assert same(cache.event_log("7", lambda: log), log)
    assert same(cache.event_log("7", lambda: log), log)


def test_no_part_file_is_left_behind(tmp_path: Path, log: EventLog) -> None:
    FactCache(tmp_path).event_log("7", lambda: log)
    assert [path.suffix for path in tmp_path.iterdir()] == [".arrow"]


def test_tables_are_kept_with_their_types(tmp_path: Path) -> None:
    table = pa.table({"pk": pa.array([1, None], pa.int64()), "word": pa.array(["a", None])})
    cache = FactCache(tmp_path)
    cache.table("tickets", "1", lambda: table)
    stored = cache.table("tickets", "1", lambda: pa.table({}))
    assert stored.to_pydict() == table.to_pydict()
    empty = cache.table("none", "1", lambda: table.slice(0, 0))
    assert cache.table("none", "1", lambda: table).num_rows == empty.num_rows == 0


def test_empty_log_is_kept(tmp_path: Path, desk: Any) -> None:
    cache = FactCache(tmp_path)
    cache.event_log("1", desk.log)
    assert cache.event_log("1", never).ticket_count == 0
