"""The dashboard as an ASGI application under uvicorn: safe defaults, warm before the first visitor.

`streamlit run dashboard/app/main.py` shows the same pages without the headers, the host check and the
warm start; `run` is the supported way.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Any

import streamlit as st
import uvicorn
from starlette.middleware import Middleware

from dashboard.alert_task import watching
from dashboard.api.mount import api_routes
from dashboard.hooks.mount import hook_routes, receiver, stop_receiving
from dashboard.index_page import page_routes
from dashboard.monitoring.counting import CountingMiddleware
from dashboard.monitoring.mount import monitoring_routes, ready_after
from dashboard.navigation import PAGES
from dashboard.security import ANY_HOST, LOOPBACK_NAMES, SecurityMiddleware
from dashboard.settings import allowed_host_names, set_database_url
from dashboard.theme import streamlit_theme
from dashboard.warming import wait_for_title

if TYPE_CHECKING:
    from core.report import Report

SCRIPT = Path(__file__).parent / "app" / "main.py"
UPLOAD_LIMIT_MB = 500
WARM_MODULES = (
    "pandas",
    "pyarrow",
    "plotly.graph_objects",
    "plotly.subplots",
    "core.report",
    "dashboard.charts",
    "dashboard.components",
    "dashboard.filters",
)
log = logging.getLogger("queuewise")


def allowed_hosts(host: str) -> list[str]:
    """Host names that are served: those of the environment, else loopback only when bound to loopback."""
    named = allowed_host_names()
    if named:
        return [*named, *LOOPBACK_NAMES]
    return list(LOOPBACK_NAMES) if host in LOOPBACK_NAMES else [ANY_HOST]


def streamlit_options() -> dict[str, Any]:
    """Every Streamlit option that the product fixes; `.streamlit/config.toml` says the same (tested)."""
    return {
        "browser.gatherUsageStats": False,
        "client.disableDataExport": True,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "client.toolbarMode": "viewer",
        "logger.hideWelcomeMessage": True,
        "runner.postScriptGC": False,
        "runner.magicEnabled": False,
        "server.address": "127.0.0.1",
        "server.enableCORS": True,
        "server.enableStaticServing": True,
        "server.enableXsrfProtection": True,
        "server.fileWatcherType": "none",
        "server.headless": True,
        "server.maxUploadSize": UPLOAD_LIMIT_MB,
        "server.showEmailPrompt": False,
        **streamlit_theme(),
    }


def build_app(db_url: str | None = None, *, host: str = "127.0.0.1") -> st.App:
    """The ASGI application; the options of the process are set as a side effect."""
    from streamlit.web.bootstrap import load_config_options

    set_database_url(db_url)
    hosts = allowed_hosts(host)
    load_config_options({**streamlit_options(), "server.address": host, "server.allowedHosts": hosts})
    return st.App(
        SCRIPT,
        lifespan=_lifespan,
        routes=[
            *page_routes(page.url for page in PAGES),
            *api_routes(),
            *hook_routes(),
            *monitoring_routes(),
        ],
        middleware=[Middleware(CountingMiddleware), Middleware(SecurityMiddleware, allowed_hosts=hosts)],
        on_script_error=_on_script_error,
    )


def run(db_url: str | None = None, host: str = "127.0.0.1", port: int = 8501) -> None:
    """Serve the dashboard until stopped; port 0 picks a free one. Prints the address once ready."""
    config = uvicorn.Config(
        build_app(db_url, host=host),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=3,
    )
    server = _Server(config)
    server.run()
    if not server.started:
        sys.exit(3)


class _Server(uvicorn.Server):
    """Says where it listens as soon as it answers."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started and not self.should_exit:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            name = f"[{host}]" if ":" in host else host
            print(f"Queuewise is ready: http://{name}:{port}", flush=True)


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    warming = asyncio.create_task(asyncio.to_thread(_warm))
    ready_after(warming)
    receiving = asyncio.create_task(_receive_once(warming))
    async with watching(warming):
        yield {"warming": warming}
    await asyncio.wait([receiving])
    await stop_receiving()
    report = await warming
    await asyncio.to_thread(report.close)


async def _receive_once(warming: asyncio.Task[Report]) -> None:
    """Apply what an earlier process left in the inbox, as soon as the store is warm."""
    await asyncio.wait([warming])
    if warming.exception() is None:
        await (await receiver()).start()


def _warm() -> Report:
    """Load what the first visitor needs next, once the title is out or nobody has come yet."""
    wait_for_title()
    for module in WARM_MODULES:
        importlib.import_module(module)
    from dashboard import data

    report = data.report()
    if data.overall().as_of is not None:
        report.facts()
    gc.collect()
    gc.freeze()
    return report


def _on_script_error(error: Exception) -> bool:
    """Show a sentence with an id; the log has the traceback under the same id."""
    from dashboard.components import error_state

    error_id = secrets.token_hex(4)
    log.error("error %s while showing a page", error_id, exc_info=error)
    error_state(error_id)
    return True
