"""When a ticket's clocks stand still: its pausing states, until the customer answers (R-CK-03, R-CK-04)."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from core.data.columns import ActorRole, EventType, Status
from core.facts.event_log import NO_STATUS, EventLog, Ints
from core.sla.measure import Pauses


def state_pauses(
    log: EventLog, as_of: int, pausing_states: Collection[Status], ticket: Ints | None = None
) -> Pauses:
    """Pauses of every ticket of the log; ``clock`` is ``ticket`` of its events (default: the row in the log).

    A pause begins when a status event enters a pausing state and ends with the next status event,
    with the customer's next message while the ticket is pending, or at ``as_of``. Pauses without
    any length are left out.
    """
    if ticket is None:
        ticket = np.repeat(np.arange(log.ticket_count), np.diff(log.offsets))
    asks = (log.type == EventType.CUSTOMER_REPLY) | (
        (log.type == EventType.PUBLIC_REPLY) & (log.actor_role == ActorRole.CUSTOMER)
    )
    changes = log.to_status != NO_STATUS
    marks = np.flatnonzero((changes | asks) & (log.at <= as_of))
    begins = changes[marks] & np.isin(log.to_status[marks], [int(state) for state in pausing_states])
    pending = log.to_status[marks] == Status.PENDING
    held = np.flatnonzero(begins)
    change = np.flatnonzero(changes[marks])
    next_change = np.append(change, len(marks))[np.searchsorted(change, held, side="right")]
    after = np.where(pending[held], held + 1, next_change)
    known = after < len(marks)
    safe = np.minimum(after, len(marks) - 1)
    same = known & (ticket[marks[safe]] == ticket[marks[held]])
    end = np.where(same, log.at[marks[safe]], as_of)
    begin = log.at[marks[held]]
    keep = end > begin
    return Pauses(ticket[marks[held]][keep], begin[keep], end[keep])
