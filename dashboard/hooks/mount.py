"""Puts the receiver of webhooks under the server's routes; its modules are loaded when they are needed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

if TYPE_CHECKING:
    from core.data.store import Store
    from dashboard.hooks.receiver import Receiver

HOOKS_PATH = "/hooks/{source}"
_receivers: list[Receiver] = []


def _open_store() -> Store:
    from dashboard import data

    return data.report().store


async def receiver() -> Receiver:
    """The receiver of this process, made when first asked for."""
    module = await asyncio.to_thread(_load)
    if not _receivers:
        _receivers.append(module(_open_store))
    return _receivers[0]


def _load() -> type[Receiver]:
    from dashboard.hooks.receiver import Receiver

    return Receiver


async def stop_receiving() -> None:
    """At the end of the process: what was answered is kept."""
    while _receivers:
        await _receivers.pop().stop()


async def _receive(request: Request) -> Response:
    if request.method != "POST":
        return JSONResponse({"detail": "Webhooks are posted."}, 405, {"Allow": "POST"})
    return await (await receiver()).receive(request)


def hook_routes() -> list[BaseRoute]:
    """The routes of the receivers for `streamlit.App`."""
    return [Route(HOOKS_PATH, _receive, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])]
