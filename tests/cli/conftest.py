"""Running the real command line against a database of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main

RunJson = Callable[..., Any]


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Path of a database that does not exist yet."""
    return str(tmp_path / "queuewise.db")


@pytest.fixture
def run_json(database: str, capsys: pytest.CaptureFixture[str]) -> RunJson:
    """Run a command with ``--json`` and return what it printed."""

    def run(*arguments: str) -> Any:
        code = main(["--db", database, *arguments, "--json"])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        return json.loads(printed.out)

    return run
