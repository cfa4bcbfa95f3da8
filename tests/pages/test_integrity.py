"""The Integrity page run by Streamlit: every part opens, and names stay hidden until wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.components.integrity_panels import PARTS
from dashboard.navigation import page_by_url

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"


def show(**address: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(str(page_by_url("integrity").path)).run()


def test_every_part_opens_without_an_error(show_company: Callable[..., str]) -> None:
    show_company(3_000, seed=7)
    for part in PARTS:
        app = show(findings=part)
        assert not app.exception, app.exception
        assert not app.error
        assert len(app.dataframe) == 1


def test_names_are_off_until_somebody_turns_them_on(show_company: Callable[..., str]) -> None:
    show_company(3_000, seed=7)
    app = show()
    assert app.toggle(key="integrity_names").value is False
    app = app.toggle(key="integrity_names").set_value(True).run()
    assert not app.exception
    assert app.toggle(key="integrity_names").value is True


def test_an_empty_store_leads_to_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", str(tmp_path / "empty.db"))
    app = show()
    assert not app.exception
    assert not app.dataframe
