"""The heavy imports wait for the first title, but not for ever."""

from __future__ import annotations

import threading

import pytest

from dashboard import warming


@pytest.fixture(autouse=True)
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_title_sent", threading.Event())


def test_the_warm_start_goes_on_once_the_title_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "WAIT_SECONDS", None)
    waiting = threading.Thread(target=warming.wait_for_title)
    waiting.start()
    assert waiting.is_alive()
    warming.title_is_sent()
    waiting.join(30)
    assert not waiting.is_alive()


def test_without_a_visitor_it_goes_on_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "WAIT_SECONDS", 0.01)
    warming.wait_for_title()
