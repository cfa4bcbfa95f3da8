"""Values renewed in the background: readers wait only where there is nothing recent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.shelf import MOST, Shelf

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def soon(condition: Callable[[], bool]) -> bool:
    for _ in range(200):
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_a_reader_gets_the_value_before_while_the_new_one_is_made() -> None:
    shelf, may_go_on = Shelf(), threading.Event()
    assert shelf.get("key", NOON, lambda: "old").value == "old"

    def slow() -> str:
        may_go_on.wait(5)
        return "new"

    kept = shelf.get("key", NOON + MINUTE, slow)
    assert (kept.value, kept.as_of) == ("old", NOON)
    may_go_on.set()
    assert soon(lambda: shelf.get("key", NOON + MINUTE, slow).value == "new")


def test_many_readers_make_a_value_once() -> None:
    shelf, made = Shelf(), []

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    threads = [threading.Thread(target=lambda: shelf.get("key", NOON, make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _ in range(8):
        shelf.get("key", NOON + MINUTE, make)
    assert soon(lambda: shelf.get("key", NOON + MINUTE, make).as_of == NOON + MINUTE)
    assert len(made) == 2


def test_a_value_of_long_ago_is_not_handed_out() -> None:
    shelf = Shelf()
    shelf.get("key", NOON, lambda: "old")
    assert shelf.get("key", NOON + 6 * MINUTE, lambda: "new").value == "new"


def test_a_failure_keeps_the_value_before_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf()
    shelf.get("key", NOON, lambda: 1)
    assert shelf.get("key", NOON + MINUTE, lambda: 1 // 0).value == 1
    assert soon(lambda: "could not be renewed" in caplog.text)
    assert soon(lambda: shelf.get("key", NOON + MINUTE, lambda: 2).value == 2)
    with pytest.raises(ZeroDivisionError):
        shelf.get("other", NOON, lambda: 1 // 0)


def test_only_so_many_values_are_kept() -> None:
    shelf = Shelf()
    for number in range(MOST + 5):
        shelf.get(number, NOON, lambda number=number: number)
    assert len(shelf._kept) == MOST
