"""Answers ``POST /hooks/SOURCE``: who sends it, is it sound, is it kept? Then, and only then, 202."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from core.data.hook_sources import HookSource, hook_sources
from core.data.inbox import Arrival, InboxWriter
from core.data.pseudonyms import customer_key
from core.data.sources.hooks import KINDS
from core.data.store import Store
from dashboard.hooks.applying import ApplierThread
from dashboard.hooks.bodies import TooLargeError, UnreadableError, parse, read_body, shape
from dashboard.hooks.keeping import FullError, GroupKeeper
from dashboard.hooks.signatures import SCHEMES, RefusedError, check

SETTINGS_SECONDS = 1.0
"""How long a source that was removed may still be heard."""
MOST_ID = 200
log = logging.getLogger("queuewise")


class Receiver:
    """Receives for one store, from `start` to `stop`."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        """``open_store`` is called once, in a thread."""
        self._open_store = open_store
        self._starting = asyncio.Lock()
        self._keeper: GroupKeeper | None = None
        self._applier: ApplierThread | None = None
        self._store: Store | None = None
        self._sources: dict[str, HookSource] = {}
        self._read_at = float("-inf")
        self._key = b""

    async def start(self) -> GroupKeeper:
        """Open the store and begin to apply what waits; the first caller does it."""
        async with self._starting:
            if self._keeper is None:
                self._store = await asyncio.to_thread(self._open_store)
                self._key = await asyncio.to_thread(customer_key, self._store)
                self._applier = ApplierThread(self._store)
                self._applier.start()
                writer = InboxWriter(self._store, self._applier.turn)
                self._keeper = GroupKeeper(writer, self._applier.wake)
            return self._keeper

    async def stop(self) -> None:
        """Keep what has arrived, finish the round under way."""
        if self._keeper is not None:
            await self._keeper.stop()
        if self._applier is not None:
            await asyncio.to_thread(self._applier.stop)

    async def receive(self, request: Request) -> Response:
        """The answer to one message."""
        try:
            keeper = await self.start()
            source = await self._source(request.path_params["source"])
            body = await read_body(request)
            arrival = self._arrival(source, request.headers, body, datetime.now(UTC))
            is_new = await keeper.keep(arrival)
        except TooLargeError:
            return _answer(413, "The message is too large.")
        except RefusedError as refused:
            return _answer(401, str(refused))
        except UnreadableError as unreadable:
            return _answer(400, str(unreadable))
        except FullError:
            return _answer(503, "Too much is waiting; send it again.", {"Retry-After": "5"})
        except Exception:
            log.exception("a delivery could not be kept")
            return _answer(503, "It could not be kept; send it again.", {"Retry-After": "5"})
        return JSONResponse({"status": "kept" if is_new else "known"}, 202)

    async def _source(self, name: str) -> HookSource:
        if time.monotonic() - self._read_at > SETTINGS_SECONDS and self._store is not None:
            self._sources = await asyncio.to_thread(hook_sources, self._store)
            self._read_at = time.monotonic()
        if name not in self._sources:
            raise RefusedError("The signature is missing or wrong.")
        return self._sources[name]

    def _arrival(self, source: HookSource, headers: Mapping[str, str], body: bytes, now: datetime) -> Arrival:
        sent_at = check(source, headers, body, now)
        payload = parse(body)
        told = KINDS[source.kind](payload)
        named = headers.get(SCHEMES[source.kind].delivery)
        chosen = told.delivery_id or named if source.kind == "zendesk" else named or told.delivery_id
        told = told.named(chosen).private(self._key)
        return Arrival(
            source.source_id,
            _delivery_id(chosen, body),
            source.kind,
            now,
            json.dumps(shape(payload)) if told.error else told.to_json(),
            sent_at,
            told.seq,
            told.error,
        )


def _delivery_id(given: str | None, body: bytes) -> str:
    """The sender's id; a long one, or none, is replaced by a digest."""
    if given and len(given) <= MOST_ID and given.isprintable():
        return given
    return hashlib.sha256(given.encode("utf-8", "replace") if given else body).hexdigest()


def _answer(status: int, sentence: str, headers: dict[str, Any] | None = None) -> Response:
    return JSONResponse({"detail": sentence}, status, headers)
