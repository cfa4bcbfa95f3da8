"""Detectors that wait for records beside tickets; their texts are in ``waiting.toml``."""

from __future__ import annotations

import tomllib
from importlib import resources

from core.insight.integrity.detector import Detector


def waiting() -> tuple[Detector, ...]:
    """Every detector that is named and not yet computed, with the records that it waits for."""
    text = resources.files(__package__).joinpath("waiting.toml").read_text("utf-8")
    rows = tomllib.loads(text)["waiting"]
    return tuple(
        Detector(row["id"], row["name"], row["area"], "", row["sees"], needs=tuple(row["needs"]))
        for row in rows
    )


WAITING = waiting()
