"""Counts answers by area and status, for `/metrics`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

AREAS = {"/api/": "api", "/hooks/": "hooks", "/metrics": "monitoring", "/healthz": "monitoring"}
AREAS |= {"/readyz": "monitoring", "/_stcore/": "session", "/static/": "files", "/app/static/": "files"}
ANSWERED: Counter[tuple[str, str]] = Counter()
"""Answers of this process by area and status class."""


def area_of(path: str) -> str:
    """The part of the server that a path belongs to.

    >>> area_of("/hooks/desk"), area_of("/api/v1/queue"), area_of("/agents")
    ('hooks', 'api', 'pages')
    """
    return next((area for begin, area in AREAS.items() if path.startswith(begin)), "pages")


class CountingMiddleware:
    """Counts every answer of the application beneath it."""

    def __init__(self, app: App) -> None:
        """``app``: what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                ANSWERED[area_of(scope["path"]), f"{message['status'] // 100}xx"] += 1
            await send(message)

        await self._app(scope, receive, counted)
