"""Lists of the API: tickets, the queue, promises; page by page."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd
from fastapi import FastAPI

from core.report import Filters, Report
from dashboard.api.asking import From, Limit, Offset, Text, Values, Wanted
from dashboard.api.models import Page
from dashboard.metrics_request import period_of


def page_of(frame: pd.DataFrame, limit: int, offset: int) -> Page:
    """One page of a table: instants as ISO texts, unknown values as null."""
    part = frame.iloc[offset : offset + limit]
    items = json.loads(part.to_json(orient="records", date_format="iso", date_unit="us") or "[]")
    following = offset + limit if offset + limit < len(frame) else None
    return Page(total=len(frame), offset=offset, next_offset=following, items=items)


def add_lists(app: FastAPI, report: Callable[[], Report]) -> None:
    """Put the lists' routes on the application."""

    @app.get("/tickets")
    def tickets(
        filters: Wanted, where: str = "open", sort: Text = None, from_: From = None, to: Text = None,
        limit: Limit = 100, offset: Offset = 0,
    ) -> Page:  # fmt: skip
        """Tickets of a list, the worst first: all, open, waiting, unanswered, stuck, finished, …"""
        current = report()
        period = period_of(from_, to, current.zone())
        frame = current.tickets(filters=Filters(**filters), period=period, where=where, sort=sort)
        return page_of(frame, limit, offset)

    @app.get("/queue")
    def queue(filters: Wanted, limit: Limit = 100, offset: Offset = 0) -> Page:
        """Running promises of open tickets, the one that breaks next first."""
        chosen = Filters(**filters)
        frame = report().sla_clocks(filters=chosen, outcome=("running", "paused"))
        return page_of(frame.sort_values("remaining_minutes", ignore_index=True), limit, offset)

    @app.get("/sla/clocks")
    def clocks(
        filters: Wanted, outcome: Values, metric: Text = None,
        from_: From = None, to: Text = None, limit: Limit = 100, offset: Offset = 0,
    ) -> Page:  # fmt: skip
        """One row per promise and ticket, broken ones first."""
        current = report()
        period = period_of(from_, to, current.zone())
        frame = current.sla_clocks(
            filters=Filters(**filters), period=period, metric=metric, outcome=tuple(outcome)
        )
        return page_of(frame, limit, offset)
