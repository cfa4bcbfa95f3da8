"""The real server application over a demo company, asked in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from core.data.store import Store
from core.report import Report
from core.reporting.tokens import add_token
from dashboard.api.app import api_app
from sample_data import generate, load_into


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """A report on a small company, shared by all tests of the API."""
    path: Path = tmp_path_factory.mktemp("api") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(1200, seed=5))
    opened = Report.open(str(path))
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def stranger(report: Report) -> TestClient:
    """Somebody without a token."""
    return TestClient(api_app(lambda: report), raise_server_exceptions=False)


@pytest.fixture(scope="session")
def client(report: Report) -> TestClient:
    """Somebody with a token."""
    token = add_token(report.store, "tests")
    return TestClient(api_app(lambda: report), headers={"Authorization": f"Bearer {token}"})
