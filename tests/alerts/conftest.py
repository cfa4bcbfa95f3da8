"""A help desk of the test's own, and servers on this machine that messages can be sent to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.data.store import Store
from core.report import Report
from tests.alerts.help_desk import Desk, Mailbox, Receiver, mail_server, receiving


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Store.open(tmp_path / "desk.db") as store:
        yield Desk(Report(store), tmp_path)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as got:
        yield got


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box
