"""Escalations: a tier that rises, or a move into an escalation team."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import EventType
from core.facts.event_log import EventLog
from core.facts.log_view import LogView
from core.facts.rules import TermRules
from core.facts.ticket_table import as_datetimes


def escalations(
    log: EventLog, facts: pd.DataFrame, terms: Sequence[str | None], *, as_of: int, rules: TermRules
) -> pd.DataFrame:
    """One row per escalation: ``ticket_row``, ``at``, ``to_team`` or ``to_tier`` (the other missing).

    A move to a team and to a tier at the same instant is one escalation, told by its first event.
    """
    view = LogView.of(log, facts, as_of)
    team = view.rows_where(log.type == EventType.TEAM_CHANGED)
    tier = view.rows_where(log.type == EventType.TIER_CHANGED)
    team = team[rules.enters_escalation(log.from_term[team], log.to_term[team])]
    tier = tier[rules.raises_tier(log.from_term[tier], log.to_term[tier])]
    rows = once_per_instant(view.row, log.at, np.concatenate([team, tier]))
    is_team = log.type[rows] == EventType.TEAM_CHANGED
    return pd.DataFrame(
        {
            "ticket_row": view.row[rows],
            "at": as_datetimes(log.at[rows]),
            "to_team": named(np.where(is_team, log.to_term[rows], -1), terms),
            "to_tier": named(np.where(is_team, -1, log.to_term[rows]), terms),
        }
    )


def once_per_instant(
    ticket: NDArray[np.integer], at: NDArray[np.int64], rows: NDArray[np.intp]
) -> NDArray[np.intp]:
    """The rows in order, one for each ticket and instant: a new team and a new tier are one move."""
    rows = np.sort(rows)
    if not len(rows):
        return rows
    same = (ticket[rows[1:]] == ticket[rows[:-1]]) & (at[rows[1:]] == at[rows[:-1]])
    return np.asarray(rows[np.concatenate([[True], ~same])])


def named(index: NDArray[np.int32], terms: Sequence[str | None]) -> pd.Categorical:
    """Term numbers as a categorical of the terms in use."""
    used = np.flatnonzero(np.bincount(index + 1, minlength=len(terms) + 1)[1:])
    words = [str(terms[code]).strip() for code in used.tolist()]
    categories = sorted(set(words))
    table = np.full(len(terms) + 1, -1)
    table[used] = np.searchsorted(categories, words) if words else []
    return pd.Categorical.from_codes(table[index], categories=pd.Index(categories, dtype="str"))
