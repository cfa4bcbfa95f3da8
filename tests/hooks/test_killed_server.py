"""A server that is killed in the middle: every event it acknowledged is there, exactly once."""

from __future__ import annotations

import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from urllib.parse import urlsplit

from core.data.hook_sources import add_hook
from core.data.inbox import inbox_counts
from core.data.store import Store
from tests.hooks.real_server import served
from tests.hooks.senders import SECRET, event, signed

SENDERS = 4
EACH = 150
KILL_AFTER = (40, 160)
"""After so many acknowledged events the server is killed."""


class Crowd:
    """Some senders that post one event after the other, until the server is gone."""

    def __init__(self, url: str, numbers: list[int]) -> None:
        self.address = urlsplit(url)
        self.acknowledged: set[int] = set()
        self.enough = threading.Event()
        self.limit = len(numbers)
        self._numbers = [numbers[place::SENDERS] for place in range(SENDERS)]

    def post(self, limit: int | None = None) -> threading.Thread:
        self.limit = limit or self.limit
        thread = threading.Thread(target=self._all)
        thread.start()
        return thread

    def _all(self) -> None:
        with ThreadPoolExecutor(SENDERS) as pool:
            list(pool.map(self._one, self._numbers))

    def _one(self, numbers: list[int]) -> None:
        connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=60)
        try:
            for number in numbers:
                body = json.dumps(event(number % 50, "customer_reply", number)).encode()
                headers = {**signed("generic", body), "X-Queuewise-Delivery": f"d{number}"}
                connection.request("POST", "/hooks/desk", body, headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status == 202:
                    self.acknowledged.add(number)
                if len(self.acknowledged) >= self.limit:
                    self.enough.set()
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()


def minutes_in(store: Store) -> list[int]:
    start = int(datetime.fromisoformat(event()["at"]).timestamp())
    return sorted((at // 1_000_000 - start) // 60 for at in store.read_events()["at"].to_pylist())


def settled(store: Store) -> None:
    deadline = time.monotonic() + 60
    while inbox_counts(store)["waiting"]:
        assert time.monotonic() < deadline, "deliveries still wait"
        time.sleep(0.05)


def test_every_acknowledged_event_survives_a_kill_exactly_once(database_url: str) -> None:
    acknowledged: set[int] = set()
    with Store.open(database_url) as store:
        add_hook(store, "desk", "generic", SECRET)
        for limit in KILL_AFTER:
            with served(database_url) as server:
                crowd = Crowd(server.url, [n for n in range(SENDERS * EACH) if n not in acknowledged])
                thread = crowd.post(limit)
                assert crowd.enough.wait(120)
                server.kill()
                thread.join(60)
                acknowledged |= crowd.acknowledged
        assert len(acknowledged) < SENDERS * EACH
        with served(database_url) as server:
            server.wait_until_ready()
            settled(store)
            kept = minutes_in(store)
            assert len(kept) == len(set(kept))
            assert acknowledged <= set(kept)
            Crowd(server.url, list(range(SENDERS * EACH))).post().join(60)
            settled(store)
        assert minutes_in(store) == list(range(SENDERS * EACH))
        assert store.faults() == []
