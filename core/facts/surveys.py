"""One row per survey: what was answered, how late it was sent, when a person came back to the customer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.data.columns import MISSING_INSTANT
from core.facts.beside_tickets import ticket_rows
from core.facts.event_log import EventLog, Ints, is_human_reply
from core.facts.log_view import LogView, instants_of
from core.facts.ticket_table import Floats, as_datetimes, minutes_between
from core.facts.timeline import Timeline


def survey_frame(
    surveys: pd.DataFrame, tickets: pd.DataFrame, spells: pd.DataFrame, log: EventLog, *, as_of: int
) -> pd.DataFrame:
    """Facts of every survey offered or answered up to ``as_of`` (UTC microseconds).

    ``surveys`` is the table of the store; ``tickets``, ``spells`` and ``log`` are facts. Columns:
    ``ticket_row`` (-1: no known ticket), ``kind`` (csat, nps, ces), ``offered_at``, ``rated_at``,
    ``score`` and ``scale_max`` (NaN without an answer), ``delay_minutes`` (from the last end of the
    ticket before the offer; NaN: there was none), ``follow_up_minutes`` (from the answer to the next
    public reply of a person on the ticket; NaN: none yet) and ``follow_up_observed_minutes`` (to
    that reply, else to ``as_of``; NaN where replies are not told).
    """
    offered, rated = instants_of(surveys, "offered_at"), instants_of(surveys, "rated_at")
    is_later = np.where(offered == MISSING_INSTANT, rated, offered) > as_of
    surveys = surveys[~is_later].reset_index(drop=True)
    offered, rated = offered[~is_later], rated[~is_later]
    untold = rated > as_of
    rated[untold] = MISSING_INSTANT
    row = ticket_rows(surveys[["source_id", "ticket_id"]], tickets)
    return pd.DataFrame(
        {
            "ticket_row": row,
            "kind": surveys["kind"].str.strip().str.lower().astype("category"),
            "offered_at": as_datetimes(offered),
            "rated_at": as_datetimes(rated),
            "score": np.where(untold, np.nan, surveys["score"].to_numpy(np.float64)),
            "scale_max": np.where(untold, np.nan, surveys["scale_max"].to_numpy(np.float64)),
            "delay_minutes": _delay(row, offered, spells),
            **_follow_up(row, rated, tickets, log, as_of),
        }
    )


def _delay(row: Ints, offered: Ints, spells: pd.DataFrame) -> Floats:
    """Minutes from the last end of the ticket that came before the offer."""
    at = instants_of(spells, "closed_at")
    known = np.flatnonzero(at != MISSING_INSTANT)
    ends = Timeline.of(spells["ticket_row"].to_numpy()[known], at[known])
    return minutes_between(_instant(at[known], ends.before(row, offered, or_at=True)), offered)


def _follow_up(row: Ints, rated: Ints, tickets: pd.DataFrame, log: EventLog, as_of: int) -> dict[str, Any]:
    told = np.append(tickets["public_reply_count"].notna().to_numpy(), False)
    asked = np.flatnonzero(told[row] & (rated != MISSING_INSTANT))
    wanted = np.zeros(len(tickets) + 1, bool)
    wanted[row[asked]] = True
    view = LogView.of(log, tickets, as_of)
    replies = view.rows_where(is_human_reply(log.type, log.actor_role))
    replies = replies[wanted[view.row[replies]]]
    at, answered = log.at[replies], np.full(len(row), MISSING_INSTANT)
    answered[asked] = _instant(at, Timeline.of(view.row[replies], at).after(row[asked], rated[asked]))
    until = np.where(answered == MISSING_INSTANT, as_of, answered)
    return {
        "follow_up_minutes": minutes_between(rated, answered),
        "follow_up_observed_minutes": np.where(told[row], minutes_between(rated, until), np.nan),
    }


def _instant(at: Ints, place: Ints) -> Ints:
    """The instants at some places; missing for place -1."""
    return np.append(at, MISSING_INSTANT)[place]
