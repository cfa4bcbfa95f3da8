"""Talks to a Streamlit server as a browser tab does: one websocket, one rerun at a time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 60


@dataclass(frozen=True)
class App:
    """A command that serves an app on a port, and where it runs."""

    name: str
    command: tuple[str, ...]
    folder: Path
    database: Path | None = None

    @contextlib.contextmanager
    def serve(self) -> Iterator[str]:
        """Start it; gives its address once it answers."""
        with self.start() as (url, process):
            wait_until_ready(url, process)
            yield url

    @contextlib.contextmanager
    def start(self) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        """Start it without waiting."""
        port = free_port()
        command = [part.format(port=port) for part in self.command]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        if self.database:
            environment["QUEUEWISE_DATABASE_URL"] = str(self.database)
        with tempfile.TemporaryFile() as log:
            process = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
            try:
                yield f"http://127.0.0.1:{port}", process
            finally:
                process.terminate()
                process.wait(timeout=20)


def queuewise(database: Path) -> App:
    """The product as its launcher starts it."""
    code = "from dashboard.server import run; run(port={port})"
    return App("queuewise run", (sys.executable, "-c", code), ROOT, database)


def plain(script: Path, folder: Path, database: Path | None = None) -> App:
    """A script under ``streamlit run`` with the options as shipped; only headless, so that no tab opens."""
    options = ("--server.headless=true", "--server.port={port}", "--server.address=127.0.0.1")
    command = (sys.executable, "-m", "streamlit", "run", str(script), *options)
    return App("streamlit run as shipped", command, folder, database)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the health address answers."""
    deadline = time.perf_counter() + READY_SECONDS
    while time.perf_counter() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"{url} did not start")


class Session:
    """One tab's session."""

    def __init__(self, connection: websockets.ClientConnection) -> None:
        self._connection = connection
        self.pages: dict[str, str] = {}
        self.fragments: dict[str, float] = {}

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, url: str):
        """Connect and run the default page once."""
        address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        protocols = [websockets.Subprotocol("streamlit")]
        async with websockets.connect(
            address, subprotocols=protocols, max_size=None, open_timeout=60
        ) as connection:
            session = cls(connection)
            await session.rerun()
            yield session

    async def rerun(self, page: str = "", query: str = "", fragment: str = "") -> float:
        """Run the script or one fragment of it; seconds until its last message is here.

        ``fragments`` holds afterwards which parts of the page ask to be drawn again, and how often.
        """
        message = BackMsg()
        message.rerun_script.page_script_hash = self.pages.get(page, "")
        message.rerun_script.query_string = query
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment)
        started = time.perf_counter()
        await self._connection.send(message.SerializeToString())
        while True:
            reply = ForwardMsg()
            reply.ParseFromString(await self._connection.recv())
            kind = reply.WhichOneof("type")
            if kind == "navigation":
                self.pages = {p.url_pathname: p.page_script_hash for p in reply.navigation.app_pages}
            if kind == "auto_rerun":
                self.fragments[reply.auto_rerun.fragment_id] = reply.auto_rerun.interval
            if kind == "delta" and reply.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(reply.delta.new_element.exception.message)
            if kind == "script_finished":
                return time.perf_counter() - started


async def reruns(url: str, count: int, warm_up: int = 10) -> list[float]:
    """Round trips of one user on the default page."""
    async with Session.open(url) as session:
        times = [await session.rerun() for _ in range(warm_up + count)]
    return times[warm_up:]


async def switches(url: str, count: int, warm_up: int = 8) -> list[float]:
    """Round trips of page switches, one page after the other."""
    async with Session.open(url) as session:
        pages = list(session.pages)
        times = [await session.rerun(pages[turn % len(pages)]) for turn in range(warm_up + count)]
    return times[warm_up:]


async def crowd(url: str, users: int, think_seconds: float, seconds: float) -> list[float]:
    """Round trips of several users on the default page who think between two clicks; all are in first."""
    times: list[float] = []
    gate = asyncio.Barrier(users)

    async def user(number: int) -> None:
        async with Session.open(url) as session:
            await gate.wait()
            await asyncio.sleep(number * think_seconds / users)
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                times.append(await session.rerun())
                await asyncio.sleep(think_seconds)

    await asyncio.gather(*(user(number) for number in range(users)))
    return times


async def watchers(url: str, count: int, page: str, query: str, seconds: float) -> list[float]:
    """Refreshes of several tabs that stay open on a page and draw its live part again as it asks."""
    times: list[float] = []
    gate = asyncio.Barrier(count)

    async def watcher(number: int) -> None:
        async with Session.open(url) as session:
            await session.rerun(page, query)
            ((fragment, interval),) = session.fragments.items()
            await gate.wait()
            await asyncio.sleep(number * interval / count)
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                took = await session.rerun(page, query, fragment)
                times.append(took)
                await asyncio.sleep(max(0.0, interval - took))

    await asyncio.gather(*(watcher(number) for number in range(count)))
    return times
