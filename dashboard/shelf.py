"""Values that are made anew from time to time, in the background: nobody waits for the newer one."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
MOST = 64
OLDEST = timedelta(minutes=5)
"""An older value is not handed out: its reader waits for the new one."""
log = logging.getLogger("queuewise")


@dataclass(frozen=True)
class Kept(Generic[Value]):
    """A value, and the instant that it is about."""

    value: Value
    as_of: datetime


class Shelf:
    """Keeps the latest value of every key; safe to use from several threads."""

    def __init__(self) -> None:
        """Empty."""
        self._kept: OrderedDict[Hashable, Kept[Any]] = OrderedDict()
        self._busy: set[Hashable] = set()
        self._lock, self._making = threading.Lock(), threading.Lock()

    def get(self, key: Hashable, as_of: datetime, make: Callable[[], Value]) -> Kept[Value]:
        """The value at ``as_of`` where it is there; else the one before, while the new one is being made.

        Where there is none, or only one older than five minutes, it is made at once.
        """
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.as_of < as_of <= kept.as_of + OLDEST and key not in self._busy:
                self._busy.add(key)
                threading.Thread(target=self._renew, args=(key, as_of, make), daemon=True).start()
        return kept if kept is not None and as_of <= kept.as_of + OLDEST else self._first(key, as_of, make)

    def _first(self, key: Hashable, as_of: datetime, make: Callable[[], Value]) -> Kept[Value]:
        with self._making:
            with self._lock:
                kept = self._kept.get(key)
            if kept is None or kept.as_of < as_of:
                kept = Kept(make(), as_of)
                self._put(key, kept)
            return kept

    def _renew(self, key: Hashable, as_of: datetime, make: Callable[[], Any]) -> None:
        try:
            with self._making:
                self._put(key, Kept(make(), as_of))
        except Exception:
            log.exception("a figure could not be renewed; the one before stays")
        finally:
            with self._lock:
                self._busy.discard(key)

    def _put(self, key: Hashable, kept: Kept[Any]) -> None:
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
