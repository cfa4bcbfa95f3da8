"""Response headers that keep the browser on this server, and a check of the Host and Origin headers.

The content security policy allows no eval, no foreign script, image, font or connection. Streamlit's
page has inline scripts; their hashes are computed from the page as it is served.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from dashboard.index_page import index_page

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
ANY_HOST = "*"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def inline_script_hashes(page: str) -> list[str]:
    """The policy's source expressions for the inline scripts of a page.

    >>> inline_script_hashes("<script>alert(1)</script><script src='x'></script>")
    ["'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"]
    """
    scripts = _INLINE.findall(page)
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def content_security_policy(hashes: Iterable[str]) -> str:
    """The policy.

    >>> "unsafe-eval" in content_security_policy([])
    False
    """
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "blob:", *hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "media-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def security_headers() -> dict[str, str]:
    """Every header that each response carries."""
    return {
        "content-security-policy": content_security_policy(inline_script_hashes(index_page())),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }


def host_name(header: str) -> str:
    """The name in a Host header, without its port.

    >>> host_name("LocalHost:8501"), host_name("[::1]:8501")
    ('localhost', '::1')
    """
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower()


def is_same_origin(origin: str, host: str) -> bool:
    """Whether an Origin header names the server that the Host header asks for, port included.

    >>> is_same_origin("http://localhost:8501", "LocalHost:8501")
    True
    >>> is_same_origin("http://localhost:3000", "localhost:8501"), is_same_origin("null", "localhost")
    (False, False)
    """
    scheme, mark, place = origin.strip().lower().partition("://")
    default = {"http": ":80", "https": ":443"}.get(scheme)
    if not mark or default is None:
        return False
    return place.removesuffix(default) == host.strip().lower().removesuffix(default)


class SecurityMiddleware:
    """Adds the headers to every response; refuses hosts that are not allowed, and foreign pages.

    A page of another origin, be it another port of this machine, gets no answer and no WebSocket.
    The check stands before Streamlit's own, which admits every port and asks a web service for this
    machine's address before it refuses.
    """

    def __init__(self, app: App, allowed_hosts: Iterable[str] = LOOPBACK_NAMES) -> None:
        """``allowed_hosts``: names in the Host header that are served; ``*`` allows any."""
        self._app = app
        self._allowed = {name.lower() for name in allowed_hosts}
        self._headers = [(name.encode(), value.encode()) for name, value in security_headers().items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif (refusal := self._refusal(scope)) is not None:
            await _refuse(scope, receive, self._with_headers(send), *refusal)
        elif scope["type"] == "http":
            await self._app(scope, receive, self._with_headers(send))
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, bytes] | None:
        hosts, origins = _values(scope, b"host"), _values(scope, b"origin")
        if ANY_HOST not in self._allowed and (len(hosts) != 1 or host_name(hosts[0]) not in self._allowed):
            return 421, b"This host name is not served here."
        if any(not is_same_origin(origin, host) for origin in origins for host in hosts or [""]):
            return 403, b"Pages of another address may not ask this server."
        return None

    def _with_headers(self, send: Send) -> Send:
        own = {name for name, _ in self._headers}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in own]
                message = {**message, "headers": [*kept, *self._headers]}
            await send(message)

        return send_with_headers


def _values(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted]


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, text: bytes) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(text))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
