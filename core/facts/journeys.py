"""One row per ticket: the time it spent in each state, its changes of state, and the places it passed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import (
    FINISHED_STATUSES,
    MICROSECONDS_PER_MINUTE,
    MISSING_INSTANT,
    EventType,
    Status,
)
from core.facts.event_log import NO_STATUS, EventLog, Ints
from core.facts.log_view import LogView, ends_of, instants_of
from core.facts.rules import TermRules
from core.facts.ticket_table import Flags, Floats

RUNNING = (Status.NEW, Status.OPEN, Status.PENDING, Status.HOLD, Status.UNKNOWN)
"""States in which a ticket's life is counted; what follows the end of a ticket is no part of it."""
PLACES = {"team": EventType.TEAM_CHANGED, "tier": EventType.TIER_CHANGED}
"""What a ticket moves between, and the event that says so."""
STOPS = ("first", "next", "last")
BASE = len(Status)
FINISHED = np.array([Status(code) in FINISHED_STATUSES for code in range(-1, BASE - 1)])
"""By ``status + 1``."""

Rows = NDArray[np.intp]


def journeys(
    log: EventLog, facts: pd.DataFrame, terms: Sequence[str | None], *, as_of: int, rules: TermRules
) -> pd.DataFrame:
    """How every ticket of ``facts`` went from its creation to its end, or up to ``as_of`` (UTC µs).

    Columns, in the order of ``facts``:

    ``new_minutes``, ``open_minutes``, ``pending_minutes``, ``hold_minutes``, ``unknown_minutes``: time
    in the state between creation and the last end; time between a solution and a reopening belongs to
    none. NaN where the history of states is not told. Together they are the requester's and the agent's
    wait of the ticket facts.

    ``<state>_to_<state>_count`` for every change of state that occurs: how often it happened.

    ``team_first``, ``team_next``, ``team_last`` and the same of ``tier``: where the ticket was when it
    came in, after its first move, and, where it moved more than once, when it was first solved (or is
    now, where it never was). A first placement and what happens after the first solution are no moves.

    ``team_moves`` and ``tier_moves`` count these; ``was_solved``, ``was_reopened``: ever so far;
    ``is_told``: whether the history tells all this.
    """
    view = LogView.of(log, facts, as_of)
    changes = view.rows_where(log.to_status != NO_STATUS)
    told = facts["requester_wait_minutes"].notna().to_numpy()
    columns: dict[str, Any] = _state_minutes(view, changes, facts, told, as_of)
    columns |= _change_counts(view, changes, told)
    solved_by, was_solved, was_reopened = _endings(view, changes, facts)
    for name in PLACES:
        columns |= _stops(view, facts, terms, rules, name, solved_by)
    full = (facts["history"] == "full").to_numpy() & facts["reopen_count"].notna().to_numpy()
    columns |= {"was_solved": was_solved, "was_reopened": was_reopened, "is_told": full}
    return pd.DataFrame(columns, copy=False)


def _state_minutes(
    view: LogView, changes: Rows, facts: pd.DataFrame, told: Flags, as_of: int
) -> dict[str, Floats]:
    """Telescoping: time in a state is the sum of ((from = it) − (to = it)) × instant, plus the end in it."""
    log, size, ticket = view.log, len(facts), view.row[changes]
    created = instants_of(facts, "created_at")
    start = np.where(told, created, 0)
    ended = ends_of(facts)
    end = np.maximum(np.where(ended == MISSING_INSTANT, as_of, ended), start)
    span = (end - start).astype(np.float64)
    since = np.clip(log.at[changes] - start[ticket], 0, span[ticket])
    final = np.full(size, int(Status.NEW), np.int8)
    final[ticket] = log.to_status[changes]
    minutes = {}
    for state in RUNNING:
        left, entered = (np.flatnonzero(side[changes] == state) for side in (log.from_status, log.to_status))
        passed = np.where(final == state, span, 0.0)
        passed += np.bincount(ticket[left], since[left], size)
        passed -= np.bincount(ticket[entered], since[entered], size)
        minutes[f"{state.name.lower()}_minutes"] = np.where(told, passed / MICROSECONDS_PER_MINUTE, np.nan)
    return minutes


def _change_counts(view: LogView, changes: Rows, told: Flags) -> dict[str, NDArray[np.int16]]:
    log, ticket = view.log, view.row[changes]
    before, after = log.from_status[changes], log.to_status[changes]
    pair = np.where(before == after, -1, (before.astype(np.int16) + 1) * BASE + after + 1)
    pair[~told[ticket]] = -1
    counts = {}
    for code in np.unique(pair[pair >= 0]).tolist():
        source, target = (Status(part - 1).name.lower() for part in divmod(code, BASE))
        count = np.bincount(ticket[pair == code], minlength=len(told))
        counts[f"{source}_to_{target}_count"] = count.astype(np.int16)
    return counts


def _endings(view: LogView, changes: Rows, facts: pd.DataFrame) -> tuple[Ints, Flags, Flags]:
    """Per ticket: the event that first solved it (beyond the log: none did), whether ever, and reopened."""
    log, ticket = view.log, view.row[changes]
    was, now = (FINISHED[side[changes] + 1] for side in (log.from_status, log.to_status))
    solving = np.flatnonzero(now & ~was)[::-1]
    solved_by = np.full(len(facts), len(log.at))
    solved_by[ticket[solving]] = changes[solving]
    was_solved = (solved_by < len(log.at)) | facts["is_finished"].to_numpy(dtype=bool)
    was_reopened = np.zeros(len(facts), bool)
    was_reopened[ticket[was & (log.to_status[changes] < Status.SOLVED)]] = True
    return solved_by, was_solved, was_reopened


def _stops(
    view: LogView,
    facts: pd.DataFrame,
    terms: Sequence[str | None],
    rules: TermRules,
    name: str,
    solved_by: Ints,
) -> dict[str, Any]:
    log = view.log
    events = view.rows_where(log.type == PLACES[name])
    ticket, source, target = view.row[events], log.from_term[events], log.to_term[events]
    place, names = _places(np.concatenate([source, target]), terms, rules, facts[name])
    before, after = place[source], place[target]
    first = _stated_places(facts[name], names)
    said = np.where(before >= 0, before, after)
    first[ticket[::-1][said[::-1] >= 0]] = said[::-1][said[::-1] >= 0]
    moved = np.flatnonzero((before >= 0) & (after >= 0) & (before != after) & (events < solved_by[ticket]))
    ticket, after = ticket[moved], after[moved]
    count = np.bincount(ticket, minlength=len(facts))
    following, last = np.full(len(facts), -1), np.full(len(facts), -1)
    following[ticket[::-1]], last[ticket] = after[::-1], after
    last[count < 2] = -1
    stops = zip(STOPS, (first, following, last), strict=True)
    columns: dict[str, Any] = {
        f"{name}_{stop}": pd.Categorical.from_codes(codes, categories=names) for stop, codes in stops
    }
    return columns | {f"{name}_moves": count.astype(np.int16)}


def _places(
    used: NDArray[np.int32], terms: Sequence[str | None], rules: TermRules, current: pd.Series
) -> tuple[Ints, pd.Index]:
    """The place that every term names (-1: none; the last entry answers for no term), and their names."""
    codes = [code for code in np.unique(used).tolist() if code >= 0 and not rules.is_nobody[code]]
    read = [str(terms[code]).strip() for code in codes]
    names = sorted({*read, *current.cat.categories})
    place = np.full(len(terms) + 1, -1)
    place[codes] = np.searchsorted(names, read) if read else []
    return place, pd.Index(names, dtype="str")


def _stated_places(current: pd.Series, names: pd.Index) -> Ints:
    """Where each ticket is as its facts say; -1 where nobody does."""
    codes = np.append(names.get_indexer(current.cat.categories), -1)
    return np.asarray(codes[current.cat.codes.to_numpy()], np.int64)
