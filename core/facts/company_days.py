"""Money, tickets, customers and heads on every local day; what is booked by month is spread over its days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MISSING_INSTANT
from core.facts.agent_days import local_days
from core.facts.beside_tickets import MONDAY
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.presence import midnights
from core.facts.roster import employed_on, heads_on, people, roles
from core.facts.ticket_table import Floats, as_datetimes

Columns = dict[str, Any]

REVENUE, SELF_SERVICE = "revenue", "self_service"
COST_KINDS = ("people", "technology", "overhead", SELF_SERVICE)
NOT_ANSWERING = ("management", "executive", "founder")
TRAILING_DAYS = 28
"""Days over which the handle time of a day is averaged."""


def company_days(
    costs: pd.DataFrame,
    tickets: pd.DataFrame,
    agents: pd.DataFrame,
    agent_time: pd.DataFrame,
    customers: pd.DataFrame,
    knowledge: pd.DataFrame,
    *,
    as_of: int,
    zone: str,
) -> pd.DataFrame:
    """One row per local day from the first ticket or booked month to the day of ``as_of``.

    ``costs``, ``agents`` and ``customers`` are the tables "cost_entry", "agent" and "customer",
    ``tickets``, ``agent_time`` and ``knowledge`` (by day) fact frames. Deleted tickets do not count.

    ``day`` (local midnight), ``share`` (part of the day that has passed), ``month_share`` and
    ``year_share`` (the same of its month and year), ``weekday`` (0: Monday), ``days_ago``; per day
    ``people_cost``, ``technology_cost``, ``overhead_cost``, ``self_service_cost``, ``revenue``,
    ``cost`` (all but revenue), ``handling_cost`` (without self-service), ``ticket_cost`` (handling
    cost of the month ÷ tickets resolved in it); ``created_count``, ``resolved_count``,
    ``lasting_count`` (resolved and never reopened), ``handled_count`` and ``handled_minutes``
    (resolved tickets with logged work, and that work), ``handle_minutes`` (their quotient over the 28
    days up to this one); ``customer_count``, ``head_count``, ``agent_count`` (without management);
    ``sick_count``, ``founder_minutes``; ``deflected_count`` (visits to articles without a ticket
    afterwards).

    NaN where nobody told: money of months without a booking or in several currencies, tickets
    before the first one, people and customers without any date, a founder that is not in the roster.
    """
    days = _Days.of(costs, tickets, as_of, zone)
    columns = days.calendar() | _money(days, costs) | _tickets(days, tickets)
    columns["ticket_cost"] = _by_month(days, columns["handling_cost"], columns["resolved_count"])
    columns |= _crowd(days, agents, customers) | _people(days, agents, agent_time)
    spared = knowledge["view_count"] - knowledge["ticket_after_view_count"]
    columns["deflected_count"] = _between(days, knowledge.assign(value=spared))
    return pd.DataFrame(columns)


@dataclass(frozen=True)
class _Days:
    """Consecutive local days since 1970 with the instants at which they begin; the last is cut short."""

    number: Ints
    start: Ints
    length: Ints
    as_of: int
    zone: str

    @classmethod
    def of(cls, costs: pd.DataFrame, tickets: pd.DataFrame, as_of: int, zone: str) -> _Days:
        last = int(local_days(np.array([as_of]), zone)[0])
        created = instants_of(tickets, "created_at")[~tickets["is_deleted"].to_numpy(bool)]
        created = created[created != MISSING_INSTANT]
        firsts = [int(local_days(created.min(keepdims=True), zone)[0])] if len(created) else []
        if len(costs):
            firsts.append(int(_months(costs["month"]).astype("datetime64[D]").astype(np.int64).min()))
        first = min(firsts, default=last + 1)
        edges = midnights(first, last + 1, zone)
        return cls(np.arange(first, last + 1), edges[:-1], np.diff(edges), as_of, zone)

    @property
    def share(self) -> Floats:
        """The part of every day that has passed by ``as_of``."""
        return np.minimum(self.length, self.as_of + 1 - self.start) / self.length

    @property
    def date(self) -> NDArray[np.datetime64]:
        return self.number.astype("datetime64[D]")

    def part_of(self, unit: str) -> Floats:
        """The part of its month ("M") or year ("Y") that every day is, as far as it has passed."""
        begin = self.date.astype(f"datetime64[{unit}]")
        size = (begin + 1).astype("datetime64[D]") - begin.astype("datetime64[D]")
        return np.asarray(self.share / size.astype(np.int64))

    def place(self, at: Ints) -> Ints:
        """The row of each instant's local day; beyond the last row where there is none."""
        outside = len(self.number)
        row = np.full(len(at), outside)
        known = np.flatnonzero(at != MISSING_INSTANT)
        row[known] = local_days(at[known], self.zone) - (self.number[0] if outside else 0)
        return np.where((row < 0) | (row > outside), outside, row)

    def total(self, place: Ints, values: Floats | None = None) -> Floats:
        """Sum of values (default: a count) by the row that `place` found."""
        size = len(self.number)
        return np.asarray(np.bincount(place, values, size + 1)[:size], dtype=np.float64)

    def calendar(self) -> Columns:
        return {
            "day": as_datetimes(self.start),
            "share": self.share,
            "month_share": self.part_of("M"),
            "year_share": self.part_of("Y"),
            "weekday": ((self.number + MONDAY) % 7).astype(np.float64),
            "days_ago": np.arange(len(self.number))[::-1].astype(np.float64),
        }


def _months(words: pd.Series) -> NDArray[np.datetime64]:
    return np.asarray(words.astype("str").str.slice(0, 7).to_numpy(dtype="datetime64[M]"))


def _money(days: _Days, costs: pd.DataFrame) -> Columns:
    """Booked amounts spread evenly over the days of their months; NaN where nothing is booked."""
    if costs["currency"].nunique() > 1:
        costs = costs.iloc[:0]
    booked = costs.assign(month=_months(costs["month"]), kind=costs["kind"].str.strip().str.lower())
    by_kind = {kind: _spread(days, booked[booked["kind"] == kind]) for kind in (*COST_KINDS, REVENUE)}
    spent = booked[booked["kind"] != REVENUE]
    return {
        **{f"{kind}_cost": by_kind[kind] for kind in COST_KINDS},
        "revenue": by_kind[REVENUE],
        "cost": _spread(days, spent),
        "handling_cost": _spread(days, spent[spent["kind"] != SELF_SERVICE]),
    }


def _spread(days: _Days, booked: pd.DataFrame) -> Floats:
    by_month = booked.groupby("month")["amount"].sum(min_count=1)
    month = pd.DatetimeIndex(days.date.astype("datetime64[M]").astype("datetime64[s]"))
    index = pd.DatetimeIndex(by_month.index.to_numpy().astype("datetime64[s]"))
    amount = pd.Series(by_month.to_numpy(np.float64), index=index).reindex(month).to_numpy()
    return np.asarray(amount * days.part_of("M"))


def _by_month(days: _Days, part: Floats, whole: Floats) -> Floats:
    """Σ part ÷ Σ whole of each day's month, over days that know both; NaN where the whole is 0."""
    known = ~np.isnan(part + whole)
    months, month = np.unique(days.date.astype("datetime64[M]"), return_inverse=True)
    above, below = (np.bincount(month, np.where(known, x, 0.0), len(months)) for x in (part, whole))
    out = np.full(len(months), np.nan)
    return np.asarray(np.divide(above, below, out=out, where=below > 0)[month])


def _tickets(days: _Days, tickets: pd.DataFrame) -> Columns:
    is_kept = ~tickets["is_deleted"].to_numpy(bool)
    is_done = is_kept & tickets["is_finished"].to_numpy(bool)
    created_on, resolved_on = (
        days.place(np.where(counts, instants_of(tickets, name), MISSING_INSTANT))
        for counts, name in ((is_kept, "created_at"), (is_done, "resolved_at"))
    )
    work, reopened = (tickets[name].to_numpy(np.float64) for name in ("time_worked_minutes", "reopen_count"))
    created, resolved = days.total(created_on), days.total(resolved_on)
    lasting = days.total(resolved_on, (reopened == 0).astype(float))
    unclear = days.total(resolved_on, np.isnan(reopened).astype(float))
    handled = days.total(resolved_on, (~np.isnan(work)).astype(float))
    minutes = days.total(resolved_on, np.nan_to_num(work))
    counts = {
        "created_count": created,
        "resolved_count": resolved,
        "lasting_count": np.where(unclear > 0, np.nan, lasting),
        "handled_count": handled,
        "handled_minutes": minutes,
        "handle_minutes": _trailing(minutes, handled),
    }
    begun = np.cumsum(created) > 0
    return {name: np.where(begun, values, np.nan) for name, values in counts.items()}


def _trailing(part: Floats, whole: Floats) -> Floats:
    """Σ part ÷ Σ whole over the days up to each day; NaN where the whole is 0."""

    def summed(values: Floats) -> Floats:
        total = np.cumsum(np.concatenate([np.zeros(TRAILING_DAYS), values]))
        return np.asarray(total[TRAILING_DAYS:] - total[:-TRAILING_DAYS])

    sizes = summed(whole)
    out = np.full(len(sizes), np.nan)
    return np.asarray(np.divide(summed(part), sizes, out=out, where=sizes > 0.5))


def _crowd(days: _Days, agents: pd.DataFrame, customers: pd.DataFrame) -> Columns:
    signed, lost = instants_of(customers, "signup_at"), instants_of(customers, "left_at")
    return {
        "customer_count": heads_on(signed, lost, days.start),
        "head_count": employed_on(agents, days.start),
        "agent_count": employed_on(agents, days.start, *NOT_ANSWERING),
    }


def _people(days: _Days, agents: pd.DataFrame, agent_time: pd.DataFrame) -> Columns:
    """Sick people, and the founder's minutes on tickets; from the first to the last day that tells."""
    who = people(agents)
    founders = who["agent_id"][np.asarray(roles(who["role"]) == "founder")]
    theirs = agent_time[agent_time["assignee"].isin(founders)]
    minutes = theirs["ticket_minutes"].fillna(theirs["work_minutes"])
    return {
        "sick_count": _between(days, agent_time.assign(value=agent_time["sick_count"])),
        "founder_minutes": _between(days, theirs.assign(value=minutes)),
    }


def _between(days: _Days, rows: pd.DataFrame) -> Floats:
    told = rows[rows["value"].notna()]
    at = instants_of(told, "day")
    if not len(at):
        return np.full(len(days.number), np.nan)
    sums = days.total(days.place(at), told["value"].to_numpy(np.float64))
    return np.where((days.start >= at.min()) & (days.start <= at.max()), sums, np.nan)
