"""A receiver of webhooks in this process, and senders that post to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from core.data.hook_sources import add_hook
from core.data.store import Store
from dashboard.hooks.receiver import Receiver
from tests.hooks.senders import SECRET, Sender


@pytest.fixture
def sender(any_store: Store) -> Iterator[Callable[..., Sender]]:
    """Makes senders to a receiver of a store, once on SQLite and once on PostgreSQL."""
    receiver = Receiver(lambda: any_store)

    async def answer(request: Any) -> Response:
        return await receiver.receive(request)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await receiver.stop()

    app = Starlette(routes=[Route("/hooks/{source}", answer, methods=["POST"])], lifespan=lifespan)
    with TestClient(app) as client:

        def made(kind: str = "generic", source: str = "desk", window_seconds: int = 300) -> Sender:
            add_hook(any_store, source, kind, SECRET, window_seconds)
            return Sender(any_store, client, kind, source)

        yield made
