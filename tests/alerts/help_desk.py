"""A help desk of a few events, a web server and a mail server on this machine that keep what they get."""

from __future__ import annotations

import email
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report

HEAD = "ticket_id,event_id,at,type,actor_id,actor_role,field,from_value,to_value"


def at(text: str) -> datetime:
    """An instant in UTC.

    >>> at("2026-03-02 09:00").isoformat()
    '2026-03-02T09:00:00+00:00'
    """
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Desk:
    """A store that events are told to, one file after the other, and its report."""

    report: Report
    folder: Path
    told: int = 0

    @property
    def store(self) -> Store:
        return self.report.store

    def tell(self, *rows: str) -> None:
        """Import events, each as ``ticket,at,type,actor,role,to_value``."""
        lines = [HEAD]
        for row in rows:
            ticket, when, kind, actor, role, to_value = (part.strip() for part in row.split(","))
            self.told += 1
            instant = f"{when.replace(' ', 'T')}Z"
            lines.append(f"{ticket},e{self.told},{instant},{kind},{actor},{role},,,{to_value}")
        file = self.folder / f"events-{self.told}.csv"
        file.write_text("\n".join(lines), "utf-8")
        options = ImportOptions(profile="canonical-events", source_id="desk", timezone="UTC")
        import_file(self.store, file, options)


@dataclass
class Receiver:
    """What came in by HTTP; ``status`` is what is answered, ``stall`` holds answers back until set."""

    url: str
    port: int
    posts: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    status: int = 200
    stall: threading.Event | None = None


@contextmanager
def receiving() -> Iterator[Receiver]:
    got = Receiver("", 0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.posts.append((self.path, dict(self.headers), json.loads(body)))
            if got.stall is not None:
                got.stall.wait(20)
            self.send_response(got.status)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *parts: Any) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        got.port = server.server_address[1]
        got.url = f"http://127.0.0.1:{got.port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield got
        if got.stall is not None:
            got.stall.set()
        server.shutdown()
        thread.join()


@dataclass
class Mailbox:
    """A mail server's letters: from whom, to whom, and what."""

    port: int = 0
    letters: list[tuple[str, list[str], Message]] = field(default_factory=list)
    refuses: bool = False

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        if self.refuses:
            return "451 try again later"
        self.letters.append(
            (envelope.mail_from, envelope.rcpt_tos, email.message_from_bytes(envelope.content))
        )
        return "250 taken"

    def url(self, to: str = "lead@example.org") -> str:
        return f"mailto://alerts:secret-word@example.org:{self.port}?smtp=127.0.0.1&to={to}"


class _AnyPort(Controller):
    """A mail server on a port that the system picks."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    box = Mailbox()
    server = _AnyPort(
        box,
        hostname="127.0.0.1",
        port=0,
        authenticator=lambda *parts: AuthResult(success=True),
        auth_require_tls=False,
    )
    server.start()
    box.port = server.port
    yield box
    server.stop()
