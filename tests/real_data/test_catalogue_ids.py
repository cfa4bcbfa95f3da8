"""Every metric id of the domain catalogue leads to a metric, with its owner and how often it is reviewed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.metrics import resolve


@pytest.fixture(scope="module")
def catalogued(shared_data: Path) -> list[str]:
    text = (shared_data.parent / "domain.md").read_text("utf-8")
    part = text.partition("## 1 Metrics")[2].partition("### 1.11")[0]
    return [name for name in re.findall(r"^\| ([a-z0-9_]+) \|", part, re.MULTILINE) if name != "id"]


def test_every_catalogued_id_is_a_metric(catalogued: list[str]) -> None:
    assert len(catalogued) == len(set(catalogued)) == 131
    for name in catalogued:
        metric = resolve(name)
        assert metric.owner, name
        assert metric.review, name


def test_a_metric_without_a_formula_says_what_it_waits_for(catalogued: list[str]) -> None:
    waiting = [resolve(name) for name in catalogued if resolve(name).is_waiting]
    assert 0 < len(waiting) < 40
    assert all(len(metric.waits_for.split()) >= 2 for metric in waiting)
