"""The shapes of the API's answers; its OpenAPI description is made from them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """Why a request was not answered."""

    detail: str


class MetricsDocument(BaseModel):
    """Metrics by the id they were asked by, as things stood at ``as_of``."""

    as_of: str | None
    timezone: str
    metrics: dict[str, Any] = Field(
        description="By id: unit, n, value, low, high, status; durations also mean, median, p90, "
        "still_waiting, median_with_waiting; groups by name where asked for. Minutes and shares; null is "
        "no data."
    )


class Glossary(BaseModel):
    """The meaning of every metric."""

    metrics: list[dict[str, Any]]


class Page(BaseModel):
    """Rows of a list from ``offset`` on; ``next_offset`` is null on the last page."""

    total: int
    offset: int
    next_offset: int | None
    items: list[dict[str, Any]]
