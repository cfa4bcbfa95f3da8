"""Puts `/healthz`, `/readyz` and `/metrics` under the server's routes."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.monitoring.counting import ANSWERED

log = logging.getLogger("queuewise")
_warm: list[asyncio.Task[object]] = []


def ready_after(warming: asyncio.Task[object]) -> None:
    """The server is ready once this task is done."""
    _warm[:] = [warming]


async def _health(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def _ready(request: Request) -> Response:
    """Warm, and the database can be read."""
    from dashboard import data

    is_warm = bool(_warm) and _warm[0].done() and _warm[0].exception() is None
    if not is_warm:
        return JSONResponse({"status": "not ready", "reason": "still loading, or loading failed"}, 503)
    try:
        await asyncio.to_thread(lambda: data.report().store.revision())
    except Exception:
        log.exception("the database cannot be read")
        return JSONResponse({"status": "not ready", "reason": "the database cannot be read"}, 503)
    return JSONResponse({"status": "ready"})


def _metrics(request: Request) -> Response:
    """Figures for those who show a token of the API; runs in a thread."""
    from core.reporting.tokens import token_owner
    from dashboard import data
    from dashboard.monitoring.figures import CONTENT_TYPE, exposition, queue_figures

    report = data.report()
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or token_owner(report.store, token.strip()) is None:
        answer = {"detail": "A valid token is needed."}
        return JSONResponse(answer, 401, {"WWW-Authenticate": "Bearer"})
    figures = queue_figures(report, datetime.now(UTC))
    return Response(exposition(figures, ANSWERED), media_type=CONTENT_TYPE)


def monitoring_routes() -> list[BaseRoute]:
    """The routes for `streamlit.App`."""
    return [
        Route("/healthz", _health),
        Route("/readyz", _ready),
        Route("/metrics", _metrics),
    ]
