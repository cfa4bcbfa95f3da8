"""The state of tickets that follows from their events alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.arrow_frames import as_array
from core.data.columns import MISSING_INSTANT, ActorRole, EventType, History
from core.data.sources.frames import ticket_frame

Places = npt.NDArray[np.int64]
NONE = -1


def tickets_from_events(events: pd.DataFrame) -> pd.DataFrame:
    """One row per ticket: what its last event of each kind says, nothing where none speaks.

    ``updated_at`` is the last event's instant. The row belongs to the ticket's last line.
    """
    events = events.reset_index(drop=True)
    coded = pc.dictionary_encode(as_array(events["ticket_id"], pa.string()))
    owner = coded.indices.to_numpy().astype(np.int64)
    count = len(coded.dictionary)
    order = np.lexsort((events["seq"].to_numpy(), events["at"].to_numpy(), owner))
    last = _Last(events, owner, order, count)
    created = last.place(EventType.CREATED)
    lines = np.zeros(count, dtype=np.int64)
    np.maximum.at(lines, owner, events["line"].to_numpy())
    frame = ticket_frame(
        lines,
        ticket_id=coded.dictionary,
        created_at=last.instants(created),
        updated_at=last.instants(last.of_any()),
        status=_status(last, created),
        priority=last.new_value(last.place(EventType.PRIORITY_CHANGED)),
        assignee_id=last.new_value(last.place(EventType.ASSIGNED)),
        team_id=last.new_value(last.place(EventType.TEAM_CHANGED)),
        tier=last.new_value(last.place(EventType.TIER_CHANGED)),
        category=last.new_value(last.place_of_field("category")),
        product_area=last.new_value(last.place_of_field("product_area", "product", "subcategory")),
        channel=last.new_value(last.place_of_field("channel")),
        customer_key=_customers(last, created),
        merged_into=_merged_into(last, coded.dictionary),
        history=np.where(created != NONE, History.FULL, History.PARTIAL).astype(np.int8),
        **_survey(last),
    )
    return frame.sort_values("line", kind="stable", ignore_index=True)


class _Last:
    """Row numbers of tickets' last events of a kind, and what those rows say."""

    def __init__(self, events: pd.DataFrame, owner: Places, order: Places, count: int) -> None:
        self._events, self._owner, self._order, self._count = events, owner, order, count
        self._kinds = events["type"].to_numpy()

    def of_any(self) -> Places:
        return self._of(np.ones(len(self._kinds), dtype=bool))

    def place(self, kind: EventType) -> Places:
        return self._of(self._kinds == kind)

    def place_of_field(self, *names: str) -> Places:
        fields = self._events["field"].str.lower().str.replace(" ", "_")
        return self._of((self._kinds == EventType.FIELD_CHANGED) & fields.isin(names).to_numpy())

    def _of(self, mask: npt.NDArray[np.bool_]) -> Places:
        rows = self._order[mask[self._order]]
        place = np.full(self._count, NONE, dtype=np.int64)
        place[self._owner[rows]] = rows
        return place

    def instants(self, place: Places) -> Places:
        at = self._events["at"].to_numpy()
        return np.where(place == NONE, MISSING_INSTANT, at[place])

    def text(self, column: str, place: Places) -> pa.StringArray:
        values = as_array(self._events[column], pa.string())
        return values.take(pa.array(place, mask=place == NONE))

    def new_value(self, place: Places) -> pa.StringArray:
        return self.text("to_value", place)

    def numbers(self, place: Places) -> npt.NDArray[np.float64]:
        return np.where(place == NONE, np.nan, self._events["value_num"].to_numpy()[place])

    def roles(self, place: Places) -> npt.NDArray[np.int8]:
        return np.where(place == NONE, ActorRole.UNKNOWN, self._events["actor_role"].to_numpy()[place])


def _status(last: _Last, created: Places) -> pa.StringArray:
    """The last status; a created ticket without one is new, a deleted one is deleted."""
    changed = last.new_value(last.place(EventType.STATUS_CHANGED))
    start = pc.if_else(pa.array(created != NONE), "new", pa.scalar(None, pa.string()))
    deleted = pa.array(last.place(EventType.DELETED) != NONE)
    return pc.if_else(deleted, "deleted", pc.coalesce(changed, start))


def _customers(last: _Last, created: Places) -> pa.StringArray:
    by_customer = pa.array(last.roles(created) == ActorRole.CUSTOMER)
    return pc.if_else(by_customer, last.text("actor_id", created), pa.scalar(None, pa.string()))


def _merged_into(last: _Last, ticket_ids: pa.StringArray) -> pa.StringArray:
    """The ticket that took this one over; the surviving ticket names itself and gets none."""
    target = last.new_value(last.place(EventType.MERGED))
    itself = pc.fill_null(pc.equal(target, ticket_ids), False)
    return pc.if_else(itself, pa.scalar(None, pa.string()), target)


def _survey(last: _Last) -> dict[str, object]:
    place = last.place(EventType.CSAT)
    scores = last.numbers(place)
    known = np.isfinite(scores)
    top = float(np.max(scores[known])) if known.any() else 0.0
    scale = 5.0 if top <= 5 else 10.0 if top <= 10 else 100.0
    return {
        "csat_score": scores,
        "csat_scale_max": np.where(known, scale, np.nan),
        "csat_offered": pd.arrays.BooleanArray(place != NONE, place == NONE),
    }
