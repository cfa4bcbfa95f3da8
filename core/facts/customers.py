"""One row per month: how many customers there were, who stayed, what they paid, how often they asked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_DAY, MISSING_INSTANT
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.ticket_table import Flags, Floats, as_datetimes

SILENT_FROM = 20
"""From so many customers on, a table in which nobody ever left does not record leaving."""
STILL_THERE = int(np.iinfo(np.int64).max)
COUNTS = ("customer_count", "start_count", "kept_count", "lost_count", "start_mrr", "paying_lost_count")


def customer_months(
    customers: pd.DataFrame, tickets: pd.DataFrame, *, as_of: int, timezone: str = "UTC"
) -> pd.DataFrame:
    """Whole local months in which tickets were recorded, up to ``as_of`` (UTC microseconds).

    ``customers`` is the table of the store, ``tickets`` the ticket facts. A month is whole where it
    ended by ``as_of`` and the first ticket of all came on its first day or before. Columns:
    ``month`` (its first instant), ``ticket_count`` (created, without deleted ones),
    ``customer_count`` (there for some of the month; whoever has no signup was always there), and of
    the customers with a signup who were there at its start: ``start_count``, ``kept_count``,
    ``lost_count``, ``start_mrr`` (monthly revenue, where known) and ``paying_lost_count`` (those
    lost whose revenue is known). NaN where the table tells no signups or no leaving. Empty without
    customers.
    """
    created = instants_of(tickets, "created_at")[~tickets["is_deleted"].to_numpy(dtype=bool)]
    created = np.sort(created[created != MISSING_INSTANT])
    edges = _whole_months(created, as_of, timezone) if len(customers) else created[:0]
    base = _Base.of(customers, as_of)
    rows = [base.month(int(start), int(end)) for start, end in pairwise(edges)]
    frame = pd.DataFrame(rows, columns=list(COUNTS), dtype=np.float64)
    frame.insert(0, "ticket_count", np.diff(np.searchsorted(created, edges)).astype(np.float64))
    frame.insert(0, "month", as_datetimes(edges[:-1]))
    return frame


def _whole_months(created: Ints, as_of: int, timezone: str) -> Ints:
    """First instants of the whole months, and the end of the last one; none without a whole month."""
    if not len(created):
        return created
    earliest = created[0] - MICROSECONDS_PER_DAY
    wall = as_datetimes(np.array([earliest, as_of])).tz_convert(timezone).tz_localize(None).normalize()
    months = pd.date_range(wall[0].replace(day=1), wall[1], freq="MS")
    early = np.ones(len(months), bool)
    edges = months.tz_localize(timezone, nonexistent="shift_forward", ambiguous=early).as_unit("us").asi8
    return np.asarray(edges[edges >= earliest])


@dataclass(frozen=True, slots=True)
class _Base:
    """Customers by key: when they came and left, and what they pay a month (NaN: unknown)."""

    joined: Ints
    left: Ints
    mrr: Floats
    is_dated: Flags
    tells: bool

    @classmethod
    def of(cls, customers: pd.DataFrame, as_of: int) -> _Base:
        known = customers.drop_duplicates("customer_key", keep="last")
        joined, left = instants_of(known, "signup_at"), instants_of(known, "left_at")
        left = np.where((left == MISSING_INSTANT) | (left > as_of), STILL_THERE, left)
        leaves = bool((left < STILL_THERE).any()) or len(known) < SILENT_FROM
        is_dated = joined != MISSING_INSTANT
        return cls(joined, left, known["mrr"].to_numpy(np.float64), is_dated, leaves and bool(is_dated.any()))

    def month(self, start: int, end: int) -> tuple[float, ...]:
        """What `COUNTS` names, from ``start`` to ``end`` (excluded)."""
        count = float(np.count_nonzero((self.joined < end) & (self.left > start)))
        if not self.tells:
            return (count, *([np.nan] * (len(COUNTS) - 1)))
        there = self.is_dated & (self.joined <= start) & (self.left > start)
        lost = there & (self.left < end)
        paying = there & ~np.isnan(self.mrr)
        started, gone, payers = (int(np.count_nonzero(who)) for who in (there, lost, lost & paying))
        return (count, started, started - gone, gone, float(self.mrr[paying].sum()), payers)
