"""Keep facts current: recompute only the tickets that changed and put them in their place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.facts.agent_days import agent_days, subtracted, summed
from core.facts.event_log import EventLog, Ints
from core.facts.fact_set import FactSet, build_fact_set
from core.facts.placing import FIXED_CATEGORIES, placed, places_of
from core.facts.splice import are_in, spliced
from core.facts.traits import SourceTraits


def replace_tickets(log: EventLog, changed: EventLog) -> EventLog:
    """The log with the tickets of ``changed`` in place of its own; new tickets are added.

    ``changed`` holds all events of its tickets, clustered anew, so that events that arrived late
    stand where they belong and every status is stamped again.
    """
    kept = np.flatnonzero(~are_in(log.ticket_pk, changed.ticket_pk))
    pk = np.concatenate([log.ticket_pk[kept], changed.ticket_pk])
    order = np.argsort(pk, kind="stable")
    which = np.repeat([0, 1], [len(kept), changed.ticket_count])
    row = np.concatenate([kept, np.arange(changed.ticket_count)])
    return spliced([log, changed], which[order], row[order])


def refresh_fact_set(
    old: FactSet,
    old_log: EventLog,
    log: EventLog,
    tickets: pa.Table,
    terms: Sequence[str | None],
    *,
    changed: Collection[int] | Ints,
    as_of: int,
    calendar: BusinessCalendar,
    timezone: str = "UTC",
    escalation_teams: Collection[str] | None = None,
    traits: SourceTraits | None = None,
    revision: str = "",
) -> FactSet:
    """The fact set at a later instant or revision, from the one before.

    ``changed`` are the ticket_pk whose rows or events changed. Recomputed are these, the tickets
    still open, and those with events between the two instants; an ``as_of`` before the old one or a
    source that begins to record a kind of event rebuilds everything. Equal to `build_fact_set`.
    """
    traits = traits or SourceTraits.of(log, tickets)
    rest: dict[str, Any] = {
        "as_of": as_of,
        "calendar": calendar,
        "timezone": timezone,
        "escalation_teams": escalation_teams,
        "traits": traits,
        "revision": revision,
    }
    if as_of < old.as_of or not traits.reads_like(old.traits):
        return build_fact_set(log, tickets, terms, **rest)
    stale = stale_tickets(old, log, tickets, changed)
    part = _build_some(stale, log, tickets, terms, rest)
    outdated = are_in(old.tickets["ticket_pk"].to_numpy(), stale)
    before = _log_of(old_log, stale)
    gone = agent_days(before, old.tickets[outdated], terms, as_of=old.as_of, timezone=timezone)
    merged = merge_facts(old, part, stale)
    return replace(merged, agent_days=summed([subtracted(old.agent_days, gone), part.agent_days]))


def stale_tickets(old: FactSet, log: EventLog, tickets: pa.Table, changed: Collection[int] | Ints) -> Ints:
    """ticket_pk of all rows that may differ from the old fact set."""
    pk = np.asarray(tickets.column("pk").to_numpy())
    later = log.ticket_pk[
        np.unique(np.searchsorted(log.offsets, np.flatnonzero(log.at > old.as_of), "right") - 1)
    ]
    known = old.tickets["ticket_pk"].to_numpy()
    unsettled = known[old.tickets["is_open"].to_numpy() | old.tickets["resolved_at"].isna().to_numpy()]
    stated = np.zeros(len(pk), bool)
    for name in ("stated_first_response_at", "stated_resolved_at", "stated_closed_at", "updated_at"):
        instants = tickets.column(name).cast(pa.int64()).fill_null(old.as_of)
        stated |= np.asarray(instants.to_numpy()) > old.as_of
    new = pk[~are_in(pk, known)] if len(pk) != len(known) else pk[:0]
    changed_pk = np.asarray(changed if isinstance(changed, np.ndarray) else list(changed), np.int64)
    return np.unique(np.concatenate([changed_pk, later, unsettled, pk[stated], new]))


def merge_facts(old: FactSet, changed: FactSet, replaced: Ints | None = None) -> FactSet:
    """Rows of ``changed`` in place of the old rows of the same tickets, new tickets added.

    ``replaced`` names the tickets to take out (default: those in ``changed``). Agent days count
    across tickets and cannot be replaced by ticket: they stay those of ``old``;
    `refresh_fact_set` brings them up to date.
    """
    gone = changed.tickets["ticket_pk"].to_numpy() if replaced is None else replaced
    before, pk = old.tickets["ticket_pk"].to_numpy(), changed.tickets["ticket_pk"].to_numpy()
    at = places_of(before, pk, gone)
    if at is None:
        tickets, rows = _moved(old.tickets, changed.tickets, gone)
    else:
        tickets = placed(old.tickets, changed.tickets, at)
        rows = (np.where(are_in(before, gone), -1, np.arange(len(before))), at)
    frames = {
        name: _by_ticket(getattr(old, name), getattr(changed, name), rows)
        for name in ("responses", "spells", "escalations")
    }
    return replace(changed, tickets=tickets, agent_days=old.agent_days, **frames)


def _moved(old: pd.DataFrame, changed: pd.DataFrame, gone: Ints) -> tuple[pd.DataFrame, tuple[Ints, Ints]]:
    """Both frames in one, and where the rows of each stand in it (-1: taken out)."""
    keep = np.flatnonzero(~old["ticket_pk"].isin(gone).to_numpy())
    pk = np.concatenate([old["ticket_pk"].to_numpy()[keep], changed["ticket_pk"].to_numpy()])
    order = np.argsort(pk, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    old_place = np.full(len(old), -1)
    old_place[keep] = place[: len(keep)]
    tickets = concatenated([old.iloc[keep], changed]).iloc[order].reset_index(drop=True)
    return tickets, (old_place, place[len(keep) :])


def concatenated(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Stack frames of the same columns; categories are united, sorted, and only those in use."""
    joined: dict[str, Any] = {}
    for name in frames[0].columns:
        parts = [frame[name] for frame in frames]
        if isinstance(parts[0].dtype, pd.CategoricalDtype) and name not in FIXED_CATEGORIES:
            joined[name] = _one_category([part.array for part in parts])
        else:
            joined[name] = pd.concat(parts, ignore_index=True).array
    return pd.DataFrame(joined, copy=False)


def _one_category(parts: Sequence[Any]) -> pd.Categorical:
    words = sorted(set().union(*(part.remove_unused_categories().categories for part in parts)))
    categories = pd.Index(words, dtype="str")
    codes = [part.set_categories(categories).codes for part in parts]
    return pd.Categorical.from_codes(np.concatenate(codes), categories=categories)


def _by_ticket(
    old: pd.DataFrame, changed: pd.DataFrame, rows: tuple[NDArray[Any], NDArray[Any]]
) -> pd.DataFrame:
    moved = [
        frame.assign(ticket_row=place[frame["ticket_row"].to_numpy()])
        for frame, place in zip((old, changed), rows, strict=True)
    ]
    joined = concatenated([moved[0][moved[0]["ticket_row"] >= 0], moved[1]])
    return joined.iloc[np.argsort(joined["ticket_row"].to_numpy(), kind="stable")].reset_index(drop=True)


def _log_of(log: EventLog, pk: Ints) -> EventLog:
    return log.tickets(np.flatnonzero(are_in(log.ticket_pk, pk)))


def _build_some(
    stale: Ints, log: EventLog, tickets: pa.Table, terms: Sequence[str | None], rest: dict[str, Any]
) -> FactSet:
    rows = np.flatnonzero(are_in(np.asarray(tickets.column("pk").to_numpy()), stale))
    return build_fact_set(_log_of(log, stale), tickets.take(rows), terms, **rest)
