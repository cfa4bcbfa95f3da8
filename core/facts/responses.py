"""Next responses: how long a customer waits after the first answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MICROSECONDS_PER_MINUTE, MISSING_INSTANT, ActorRole, EventType, Status
from core.facts.event_log import EventLog, Ints, is_human_reply
from core.facts.log_view import LogView, ends_of, instants_of
from core.facts.ticket_table import as_datetimes

ASKED, ANSWERED, ENDED = np.int8(0), np.int8(1), np.int8(2)


def responses(log: EventLog, facts: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """One row per customer turn after the first response.

    A turn opens at a customer reply while no earlier customer message is unanswered and the first
    response has been given. The next human public reply answers it; a ticket that is finished
    before leaves it without an answer, observed until then. Columns: ``ticket_row``, ``asked_at``,
    ``answered_at`` (NaT: none), ``waiting_minutes`` (NaN: none), ``observed_minutes`` (until the
    answer, the finish or ``as_of``). A reply to a ticket that stays finished opens no turn.
    """
    view = LogView.of(log, facts, as_of)
    mark, rows = _marks(view)
    row, at = view.row[rows], log.at[rows]
    first_response = instants_of(facts, "first_response_at")[row]
    has_answer = _answered_before(mark, row, at >= first_response) & (first_response != MISSING_INSTANT)
    fresh = np.append(True, (row[1:] != row[:-1]) | (mark[:-1] != ASKED)) if len(row) else np.zeros(0, bool)
    turns = np.flatnonzero((mark == ASKED) & fresh & has_answer)
    end, is_answer = _end_of(turns, mark, row, at)
    return _frame(facts, row[turns], at[turns], end, is_answer, as_of)


def _marks(view: LogView) -> tuple[NDArray[np.int8], NDArray[np.intp]]:
    """Customer replies, human replies and finishes, in order."""
    log = view.log
    public = log.type == EventType.PUBLIC_REPLY
    asked = (log.type == EventType.CUSTOMER_REPLY) | (public & (log.actor_role == ActorRole.CUSTOMER))
    answered = is_human_reply(log.type, log.actor_role)
    ended = (log.to_status >= Status.SOLVED) & (log.from_status < Status.SOLVED)
    rows = view.rows_where(asked | answered | ended)
    mark = np.where(asked[rows], ASKED, np.where(answered[rows], ANSWERED, ENDED))
    return mark.astype(np.int8), rows


def _answered_before(mark: NDArray[np.int8], row: Ints, counts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the ticket already had an answer when the mark was made."""
    answers = np.concatenate([[0], np.cumsum((mark == ANSWERED) & counts)])
    start = np.searchsorted(row, row)
    return np.asarray(answers[:-1] > answers[start])


def _end_of(
    turns: NDArray[np.intp], mark: NDArray[np.int8], row: Ints, at: Ints
) -> tuple[Ints, NDArray[np.bool_]]:
    """Instant of the next answer or finish of the same ticket, and whether it was an answer."""
    stops = np.flatnonzero(mark != ASKED)
    place = np.searchsorted(stops, turns)
    known = place < len(stops)
    stop = stops[np.minimum(place, len(stops) - 1)] if len(stops) else np.zeros(len(turns), np.intp)
    known &= row[stop] == row[turns] if len(stops) else False
    end = np.where(known, at[stop] if len(stops) else 0, MISSING_INSTANT)
    return end, known & (mark[stop] == ANSWERED if len(stops) else False)


def _frame(
    facts: pd.DataFrame, row: Ints, asked: Ints, end: Ints, is_answer: NDArray[np.bool_], as_of: int
) -> pd.DataFrame:
    is_open = facts["is_open"].to_numpy()[row]
    ended = ends_of(facts)[row]
    waiting = end == MISSING_INSTANT
    settled = waiting & ~is_open & (ended > asked)
    end = np.where(settled, ended, end)
    keep = np.flatnonzero(~waiting | is_open | settled)
    row, asked, end, is_answer = row[keep], asked[keep], end[keep], is_answer[keep]
    observed = (np.where(end == MISSING_INSTANT, as_of, end) - asked) / MICROSECONDS_PER_MINUTE
    return pd.DataFrame(
        {
            "ticket_row": row,
            "asked_at": as_datetimes(asked),
            "answered_at": as_datetimes(np.where(is_answer, end, MISSING_INSTANT)),
            "waiting_minutes": np.where(is_answer, observed, np.nan),
            "observed_minutes": observed,
        }
    )
