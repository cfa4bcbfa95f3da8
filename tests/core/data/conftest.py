"""Fixtures of the tests of reading and storing data."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys for databases on a server are written here, not into the user's home."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
