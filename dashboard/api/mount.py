"""Puts the API under the server's routes; its library is loaded when somebody first asks."""

from __future__ import annotations

import asyncio
from functools import cache

from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

API_PATH = "/api/v1"


@cache
def _api() -> ASGIApp:
    from dashboard import data
    from dashboard.api.app import api_app

    return api_app(data.report)


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    api = await asyncio.to_thread(_api)
    await api(scope, receive, send)


def api_routes() -> list[BaseRoute]:
    """The routes of the API for `streamlit.App`."""
    return [Mount(API_PATH, app=_answer)]
