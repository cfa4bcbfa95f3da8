"""Looks at the alert rules every minute while the server runs; loads what that takes only then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.report import Report
    from core.reporting.alert_readings import Memory

EVERY_SECONDS = 60.0
PATIENCE_SECONDS = 3.0
log = logging.getLogger("queuewise")


@asynccontextmanager
async def watching(warming: asyncio.Task[Report], every: float = EVERY_SECONDS) -> AsyncIterator[None]:
    """Within this context the rules are watched, from when the store is warm."""
    task = asyncio.create_task(_watch(warming, every))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _watch(warming: asyncio.Task[Report], every: float) -> None:
    """Look every ``every`` seconds until cancelled; a look that fails is logged, and the next one comes.

    Cancelled in the middle of a look, it gives it a moment to finish: what it leaves unsent waits in the
    outbox.
    """
    await asyncio.wait([warming])
    if warming.exception() is not None:
        return
    memory: list[Memory] = []
    while True:
        look = asyncio.create_task(asyncio.to_thread(_look, warming.result(), memory))
        try:
            await asyncio.shield(look)
        except asyncio.CancelledError:
            await asyncio.wait([look], timeout=PATIENCE_SECONDS)
            raise
        await asyncio.sleep(every)


def _look(report: Report, memory: list[Memory]) -> None:
    """One look; ``memory`` holds what is kept between looks, once there is any."""
    from core.data.store import StoreError
    from core.reporting.alert_readings import Memory
    from dashboard.alert_look import look_and_send

    if not memory:
        memory.append(Memory())
    try:
        look_and_send(report, datetime.now(UTC), memory[0])
    except (StoreError, ValueError, OSError):
        log.exception("the alert rules could not be looked at")
