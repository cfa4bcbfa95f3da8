"""What every agent did on every local day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MICROSECONDS_PER_DAY, MICROSECONDS_PER_HOUR, ActorRole, EventType, Status
from core.facts.escalations import named
from core.facts.event_log import NOBODY_WORDS, EventLog, Ints, is_human_reply
from core.facts.log_view import LogView

QUARTER = MICROSECONDS_PER_HOUR // 4
DAYS = np.int64(1) << 32
COUNTS = ("public_reply_count", "resolved_count", "assigned_count")


def agent_days(
    log: EventLog, facts: pd.DataFrame, terms: Sequence[str | None], *, as_of: int, timezone: str = "UTC"
) -> pd.DataFrame:
    """One row per agent and local day on which the agent did something.

    ``agent``, ``day`` (midnight, no zone), ``public_reply_count`` (as the author),
    ``resolved_count`` (tickets finished while assigned to the agent, else by the agent),
    ``assigned_count`` (tickets handed to the agent), ``ticket_count`` (different tickets in any of
    these), ``time_worked_minutes`` (as the author, 0 where none was entered).
    """
    view = LogView.of(log, facts, as_of)
    empty = np.array([*((term or "").strip().lower() in NOBODY_WORDS for term in terms), True])
    parts = [(rows, agent, kind) for kind, (rows, agent) in enumerate(_acts(view, empty))]
    rows = np.concatenate([part[0] for part in parts])
    agent = np.concatenate([part[1] for part in parts])
    kind = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    known = np.flatnonzero(~empty[agent])
    rows, agent, kind = rows[known], agent[known], kind[known]
    day = local_days(log.at[rows], timezone)
    return _grouped(view, rows, agent, kind, day, terms)


def _acts(view: LogView, empty: NDArray[np.bool_]) -> list[tuple[NDArray[np.intp], NDArray[np.int32]]]:
    """Events and their agents: replies, finishes, assignments, time entries."""
    log = view.log
    replies = view.rows_where(is_human_reply(log.type, log.actor_role))
    finishes = view.rows_where((log.to_status >= Status.SOLVED) & (log.from_status < Status.SOLVED))
    finishes = finishes[log.to_status[finishes] != Status.DELETED]
    assigned = view.rows_where(log.type == EventType.ASSIGNED)
    worked = view.rows_where(log.type == EventType.TIME_WORKED)
    holder = _holder_at(view, finishes, assigned)
    role = log.actor_role[finishes]
    person = (role == ActorRole.AGENT) | (role == ActorRole.UNKNOWN)
    solver = np.where(empty[holder], np.where(person, log.actor[finishes], -1), holder)
    return [
        (replies, log.actor[replies]),
        (finishes, solver),
        (assigned, log.to_term[assigned]),
        (worked, log.actor[worked]),
    ]


def _holder_at(view: LogView, rows: NDArray[np.intp], assigned: NDArray[np.intp]) -> NDArray[np.int32]:
    """Assignee at an event: the last assignment of the same ticket before it, else nobody."""
    place = np.searchsorted(assigned, rows) - 1
    if not len(assigned):
        return np.full(len(rows), -1, np.int32)
    last = assigned[np.maximum(place, 0)]
    same = (place >= 0) & (view.row[last] == view.row[rows])
    return np.where(same, view.log.to_term[last], -1).astype(np.int32)


def local_days(at: Ints, timezone: str) -> Ints:
    """Days since 1970 on the wall clock of a zone; offsets are looked up per quarter of an hour."""
    if not len(at):
        return at
    quarter = at // QUARTER
    first = int(quarter.min())
    every = np.arange(first, int(quarter.max()) + 1)
    utc = pd.DatetimeIndex((every * QUARTER).view("datetime64[us]")).tz_localize("UTC")
    wall = utc.tz_convert(timezone).tz_localize(None).as_unit("us").to_numpy().view(np.int64)
    return np.asarray((wall // MICROSECONDS_PER_DAY)[quarter - first])


def _grouped(
    view: LogView,
    rows: NDArray[np.intp],
    agent: NDArray[np.int32],
    kind: Ints,
    day: Ints,
    terms: Sequence[str | None],
) -> pd.DataFrame:
    agents = named(agent, terms)
    keys, group = np.unique(agents.codes.astype(np.int64) * DAYS + day, return_inverse=True)
    code, days = np.divmod(keys, DAYS)
    size = len(keys)
    columns = {name: np.bincount(group[kind == act], minlength=size) for act, name in enumerate(COUNTS)}
    pairs = np.sort(group * (np.int64(1) << 32) + view.row[rows])
    different = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
    minutes = np.nan_to_num(np.where(kind == 3, view.log.value[rows], 0.0))
    frame = {
        "agent": pd.Categorical.from_codes(code, categories=agents.categories),
        "day": pd.DatetimeIndex((days * MICROSECONDS_PER_DAY).view("datetime64[us]")),
        **columns,
        "ticket_count": np.bincount(different >> 32, minlength=size),
        "time_worked_minutes": np.bincount(group, minutes, size),
    }
    return pd.DataFrame(frame)


def summed(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Agent days of disjoint sets of tickets, added up: every column is a sum over tickets."""
    parts = [frame.astype({"agent": "str"}) for frame in frames]
    total = pd.concat(parts, ignore_index=True).groupby(["agent", "day"], as_index=False, sort=True).sum()
    total = total[total["ticket_count"] > 0].reset_index(drop=True)
    agents = sorted(set(total["agent"]))
    agent = pd.Categorical(total["agent"], categories=pd.Index(agents, dtype="str"))
    return total.assign(agent=agent)


def subtracted(frame: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """Agent days without the share of some tickets."""
    numbers = [name for name in gone.columns if name not in {"agent", "day"}]
    return summed([frame, gone.assign(**{name: -gone[name] for name in numbers})])
