"""What lies beside the promises: tickets without any, sources that tell no states, and exceptions (R-EX)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.columns import Status
from core.metrics.evaluate import Evaluation, Span, microseconds
from core.metrics.groups import NOT_STATED
from core.metrics.measure import Flags
from core.reporting.promises import Promises
from core.sla.exceptions import duplicates, silent_pauses
from core.sla.measure import Outcome

OF_THE_TICKET = ("ticket_id", "source_id", "priority", "team", "assignee", "category", "status")


@dataclass(frozen=True)
class Coverage:
    """Tickets created in a period, each in one group; ``without_history`` are some of ``promised``."""

    promised: int
    unpromised: int
    """No promise of the policy fits them ("no policy")."""
    unpromised_by_priority: dict[str, int]
    set_aside: int
    """Duplicates: the original's promise counts (R-EX-05). Deleted tickets are left out altogether."""
    unmeasured: int
    """The source tells neither when they were answered nor when they were resolved."""
    without_history: int
    """Their source tells no changes of state, so no pause is known."""

    @property
    def total(self) -> int:
        """All tickets."""
        return self.promised + self.unpromised + self.set_aside + self.unmeasured


@dataclass(frozen=True)
class SlaExceptions:
    """``pauses``: see `core.sla.exceptions.silent_pauses`; ``duplicates`` likewise; both with columns of
    the ticket. ``pausing_states``: those in which the policy lets its clocks stand still."""

    pauses: pd.DataFrame
    duplicates: pd.DataFrame
    pausing_states: frozenset[Status]


def coverage(evaluation: Evaluation, mask: Flags, span: Span) -> Coverage:
    """How many tickets a promise fits, and why the others have none."""
    tickets, clocks = evaluation.tickets, evaluation.frames["sla_clocks"]
    chosen = mask & _inside(tickets["created_at"], span)
    row = clocks["ticket_row"].to_numpy()
    fits = clocks["outcome"].to_numpy() != Outcome.NO_POLICY.name.lower()
    has_promise = np.bincount(row[fits], minlength=len(tickets)) > 0
    has_clock = np.bincount(row, minlength=len(tickets)) > 0
    aside = (tickets["is_merged"] | tickets["is_deleted"]).to_numpy(dtype=bool)
    unpromised = chosen & has_clock & ~has_promise
    priority = tickets["priority"].astype("object")[unpromised].fillna(NOT_STATED)
    told = (tickets["history"] == "full").to_numpy()
    return Coverage(
        promised=int((chosen & has_promise).sum()),
        unpromised=int(unpromised.sum()),
        unpromised_by_priority={str(name): int(n) for name, n in priority.value_counts().items()},
        set_aside=int((chosen & ~has_clock & aside).sum()),
        unmeasured=int((chosen & ~has_clock & ~aside).sum()),
        without_history=int((chosen & has_promise & ~told).sum()),
    )


def exceptions(promises: Promises, mask: Flags, span: Span) -> SlaExceptions:
    """Pauses that began and duplicates that were created in the span."""
    facts, frames = promises.facts, promises.frames
    states = promises.policy.pausing_states
    pauses = silent_pauses(frames) if Status.PENDING in states else silent_pauses(frames).head(0)
    pauses = _with_ticket(pauses, facts.tickets, mask)
    doubles = _with_ticket(duplicates(facts.tickets, promises.originals), facts.tickets, mask)
    born = facts.tickets["created_at"]
    doubles = doubles.assign(
        created_at=born.take(doubles["ticket_row"]).array,
        original_created_at=_at(born, doubles["original_row"].to_numpy()),
    )
    return SlaExceptions(
        pauses[_inside(pauses["began_at"], span)].reset_index(drop=True),
        doubles[_inside(doubles["created_at"], span)].reset_index(drop=True),
        frozenset(states),
    )


def _at(instants: pd.Series, row: np.ndarray) -> pd.Series:
    """The instant of each row, none for -1."""
    if not len(instants):
        return instants
    return instants.take(row.clip(0)).reset_index(drop=True).where(row >= 0)


def _with_ticket(frame: pd.DataFrame, tickets: pd.DataFrame, mask: Flags) -> pd.DataFrame:
    frame = frame[mask[frame["ticket_row"].to_numpy()]].reset_index(drop=True)
    row = frame["ticket_row"].to_numpy()
    return frame.assign(**{name: tickets[name].array[row] for name in OF_THE_TICKET})


def _inside(instants: pd.Series, span: Span) -> Flags:
    at, (start, end) = microseconds(instants), span
    inside = np.ones(len(at), bool)
    inside &= at >= start if start is not None else True
    inside &= at < end if end is not None else True
    return inside
