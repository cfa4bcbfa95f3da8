"""Many messages, few transactions: what arrives while one is being written goes into the next together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from core.data.inbox import Arrival, InboxWriter

MOST_WAITING = 5_000
MOST_TOGETHER = 500


class FullError(Exception):
    """More messages wait to be written than can be promised."""


class GroupKeeper:
    """Writes arrivals in groups; `keep` returns when its own arrival is on the disk."""

    def __init__(self, writer: InboxWriter, on_kept: Callable[[], None]) -> None:
        """``on_kept`` is called after every group."""
        self._writer, self._on_kept = writer, on_kept
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="inbox")
        self._waiting: list[tuple[Arrival, asyncio.Future[bool]]] = []
        self._arrived = asyncio.Event()
        self._is_closing = False
        self._task = asyncio.create_task(self._write_forever())

    async def keep(self, arrival: Arrival) -> bool:
        """Whether it was not known before. Raises FullError, or what kept it from being written."""
        if self._is_closing or len(self._waiting) >= MOST_WAITING:
            raise FullError
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, kept))
        self._arrived.set()
        return await kept

    async def stop(self) -> None:
        """Write what still waits and let go of the connection."""
        self._is_closing = True
        self._arrived.set()
        await self._task
        await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.close)
        self._thread.shutdown()

    async def _write_forever(self) -> None:
        while not self._is_closing:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                await self._write_group()

    async def _write_group(self) -> None:
        group, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
        arrivals = [arrival for arrival, _ in group]
        loop = asyncio.get_running_loop()
        try:
            fresh = await loop.run_in_executor(self._thread, self._writer.keep, arrivals)
        except Exception as error:  # whatever it is, the senders must hear that nothing was kept
            for _, kept in group:
                if not kept.done():
                    kept.set_exception(error)
            return
        for arrival, kept in group:
            if not kept.done():
                kept.set_result((arrival.source_id, arrival.delivery_id) in fresh)
        self._on_kept()
