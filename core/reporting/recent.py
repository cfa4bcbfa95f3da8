"""A report over the tickets that mattered lately: the same figures for recent instants, many times faster.

What a rule asks at an instant of the past needs the facts as they stood then, and those are built anew for
every instant. But most tickets were over long before. Leaving these out changes no figure about open
tickets and none about a period after they ended, and a month of hours takes seconds and not minutes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa

from core.data.store import Store
from core.facts.event_log import Ints
from core.metrics.columns import MIN_SILENT_ROWS
from core.metrics.definition import Frame, MetricDefinition
from core.report import Report
from core.reporting.loading import FactLoader, Snapshot
from core.reporting.settings import Settings

CUT_FRAMES = frozenset(
    {
        Frame.TICKETS,
        Frame.RESPONSES,
        Frame.SLA_CLOCKS,
        Frame.AGENTS,
        Frame.AGENT_TIME,
        Frame.STAFFED_HOURS,
        Frame.TRENDS,
    }
)
"""Frames whose recent rows need no ticket that was over before; metrics of others take the whole report."""
TREND_REACH = timedelta(days=70)
"""Trends compare with the eight weeks before: for them ``since`` must lie so much earlier."""
MARGIN = timedelta(days=2)
"""Periods are placed by local days, and agents' days by theirs."""
DIARIES = frozenset({"agent_state", "shift"})
"""Tables of intervals, most of which were over long ago."""
LAST_TOUCHED = ("last_event_at", "resolved_at", "closed_at", "created_at")


class _RecentTables:
    """The store, of which every table is read once; of what agents did only what was not over before."""

    def __init__(self, store: Store, since: datetime) -> None:
        self._store, self._since = store, pd.Timestamp(since)
        self._read: dict[str, pd.DataFrame] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def read_frame(self, table: str) -> pd.DataFrame:
        """A table, see `Store.read_frame`."""
        if table not in self._read:
            frame = self._store.read_frame(table)
            if table in DIARIES:
                frame = frame[frame["ends_at"].isna() | (frame["ends_at"] >= self._since)]
            self._read[table] = frame.reset_index(drop=True)
        return self._read[table]


class _PinnedLoader(FactLoader):
    """Facts from a snapshot and settings that never change."""

    def __init__(self, tables: _RecentTables, snapshot: Snapshot, settings: Settings) -> None:
        super().__init__(cast(Store, tables))
        self._pinned = (snapshot, settings)

    def snapshot(self) -> Snapshot:
        """The pinned content."""
        return self._pinned[0]

    def settings(self) -> Settings:
        """The pinned settings."""
        return self._pinned[1]


def recent_report(report: Report, since: datetime) -> Report:
    """The report without the tickets that were over before ``since``.

    It gives the figures of the whole one for every instant and every period from ``since`` on, for metrics
    that `keeps_figures` names, and for lists and clocks of open tickets. It stays as things stood when it
    was made. Do not close it: it shares the store.
    """
    loader = report._loader
    snapshot, settings = loader.snapshot(), loader.settings()
    kept = _touched_since(report.facts().tickets, since - MARGIN)
    rows = np.flatnonzero(np.isin(snapshot.log.ticket_pk, kept))
    chosen = np.isin(np.asarray(snapshot.tickets.column("pk").to_numpy()), kept)
    cut = replace(snapshot, log=snapshot.log.tickets(rows), tickets=snapshot.tickets.filter(pa.array(chosen)))
    recent = Report(report.store)
    recent._loader = _PinnedLoader(_RecentTables(report.store, since - MARGIN), cut, settings)
    return recent


def keeps_figures(metric: MetricDefinition) -> bool:
    """Whether a recent report has the figures of the whole one."""
    return metric.frame in CUT_FRAMES and "escalation_count" not in (*metric.inputs, metric.known_from)


def _touched_since(tickets: pd.DataFrame, since: datetime) -> Ints:
    """ticket_pk of all tickets that are not over or were touched since; duplicates and merged ones too.

    A few tickets of every source come along, so that what it never tells is as well known as from all.
    """
    touched = tickets[list(LAST_TOUCHED)].max(axis=1)
    keep = tickets["is_open"] | tickets["is_merged"] | touched.isna() | (touched >= pd.Timestamp(since))
    witnesses = (
        each.groupby("source_id", observed=True).head(count)["ticket_pk"]
        for each, count in ((tickets, MIN_SILENT_ROWS), (tickets[tickets["is_assigned"]], 1))
    )
    return np.unique(np.concatenate([tickets.loc[keep, "ticket_pk"], *witnesses]))
