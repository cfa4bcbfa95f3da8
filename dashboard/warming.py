"""When the server may start its heavy imports: they hold back the first visitor's title otherwise."""

from __future__ import annotations

import threading

WAIT_SECONDS = 1.5
_title_sent = threading.Event()


def title_is_sent() -> None:
    """Called by the entry script once a visitor has title and navigation."""
    _title_sent.set()


def wait_for_title() -> None:
    """Until the first visitor has the title, or nobody has come for a moment."""
    _title_sent.wait(WAIT_SECONDS)
