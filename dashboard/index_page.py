"""The HTML page that carries the dashboard: Streamlit's own, with our name, font and address.

Streamlit's page guesses from its address where the server is, and logs two failed requests on the
first visit of any page but the default one. It takes the address from ``window.__streamlit`` if that
is there. Where Streamlit's page changes, the replacements that no longer fit are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route

ADDRESS_SCRIPT = '<script>window.__streamlit={BACKEND_BASE_URL:window.location.origin+"/"}</script>'
OUR_FONT = (
    '<link rel="preload" href="./app/static/inter-latin.woff2" as="font" type="font/woff2" crossorigin />'
)
CHUNKS = (
    "Html",
    "Selectbox",
    "Multiselect",
    "Metric",
    "PageLink",
    "ButtonGroup",
    "DownloadButton",
)
"""Parts of Streamlit's frontend that every page needs; else the browser learns of them one by one."""
_THEIR_FONT = re.compile(r'<link\s+rel="preload"\s+href="[^"]*SourceSans[^"]*"[^>]*/>', re.DOTALL)
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_AGENT = re.compile(r'<link rel="service-desc"[^>]*/>')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@cache
def index_page() -> str:
    """The page as it is served."""
    static = Path(streamlit.__file__).parent / "static"
    page = (static / "index.html").read_text(encoding="utf-8")
    licence = _COMMENT.search(page)
    page = _AGENT.sub("", _COMMENT.sub("", page))
    page = page.replace("<title>Streamlit</title>", "<title>Queuewise</title>")
    page = page.replace("./favicon.png", "./app/static/icon.png")
    page = _THEIR_FONT.sub(OUR_FONT, page)
    page = _NOSCRIPT.sub("<noscript><p>Queuewise needs JavaScript.</p></noscript>", page)
    page = page.replace('<meta charset="UTF-8" />', f'<meta charset="UTF-8" />{ADDRESS_SCRIPT}', 1)
    page = page.replace("</head>", f"{_preloads(static)}</head>", 1)
    return (licence[0] if licence else "") + page.lstrip()


def _preloads(static: Path) -> str:
    found = [sorted((static / "static" / "js").glob(f"{chunk}.*.js")) for chunk in CHUNKS]
    links = [
        f'<link rel="modulepreload" crossorigin href="./static/js/{files[0].name}">'
        for files in found
        if len(files) == 1
    ]
    return "".join(links)


async def _serve(request: Request) -> HTMLResponse:
    return HTMLResponse(index_page(), headers={"cache-control": "no-cache"})


def page_routes(urls: Iterable[str]) -> list[BaseRoute]:
    """A route for the address of each page of the navigation."""
    return [Route(f"/{url}", _serve, methods=["GET", "HEAD"]) for url in urls]
