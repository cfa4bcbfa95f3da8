"""The written catalogue is what the registry says."""

from __future__ import annotations

from importlib import resources

from core.metrics import METRICS
from core.metrics.catalog import catalog


def test_catalogue_is_current() -> None:
    written = resources.files("core.metrics").joinpath("CATALOG.md").read_text("utf-8")
    assert written == catalog(), "run: python -m core.metrics.catalog > core/metrics/CATALOG.md"


def test_catalogue_has_every_metric() -> None:
    assert all(f"(`{name}`)" in catalog() for name in METRICS)
