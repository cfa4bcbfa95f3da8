"""A store of the test's own that the pages show, and caches emptied after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.data.store import Store
from sample_data import generate, load_into


@pytest.fixture
def show_company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """``show_company(tickets, seed=1)`` makes a company and gives the address of its store."""
    import streamlit as st

    def make(tickets: int, seed: int) -> str:
        url = str(tmp_path / "demo.db")
        with Store.open(url) as store:
            load_into(store, generate(tickets, seed=seed))
        monkeypatch.setenv("QUEUEWISE_DATABASE_URL", url)
        return url

    yield make
    st.cache_resource.clear()
    st.cache_data.clear()
