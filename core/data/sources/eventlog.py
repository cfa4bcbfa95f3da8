"""Generic event log: case, activity, timestamp and resource, as process-mining tools write it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.cleaning.draft import Draft, Frames, map_distinct
from core.data.cleaning.mapping import Column, plain_name
from core.data.cleaning.privacy import without_addresses
from core.data.columns import ActorRole, EventType, Status
from core.data.files.problem import ImportProblem
from core.data.sources.canonical_events import event_ids
from core.data.sources.event_values import EVENT_WORDS, UNKNOWN_WORD, word_codes
from core.data.sources.frames import event_frame
from core.data.sources.source import Source
from core.data.sources.ticket_state import tickets_from_events

COLUMNS = (
    Column(
        "ticket_id",
        aliases=("case", "case_id", "case concept:name", "case:concept:name", "caseid", "ticket", "incident"),
        is_required=True,
    ),
    Column(
        "activity", aliases=("concept:name", "event", "action", "task", "activity_name"), is_required=True
    ),
    Column(
        "at",
        "instant",
        ("timestamp", "time:timestamp", "time", "complete timestamp", "date"),
        is_required=True,
    ),
    Column("actor_id", "agent", ("resource", "org:resource", "user", "agent")),
    Column("event_id", aliases=("id",)),
)
_STATUS_NAMES = {status.name.lower() for status in Status if status >= 0}
_STEMS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("reopen", "re open"), "open"),
    (("customer repl", "customer respon", "requester repl", "user repl", "reply received"), "customer_reply"),
    (("wait for vendor", "waiting on third", "vendor", "on hold", "suspend", "hold"), "hold"),
    (("wait", "pending", "stalled", "require upgrade info", "info requested"), "pending"),
    (("resolve", "solve", "complete", "done", "fixed"), "solved"),
    (("close", "cancel", "reject"), "closed"),
    (("delete",), "deleted"),
    (("note", "internal"), "internal_note"),
    (("repl", "respon", "answer", "email sent"), "public_reply"),
    (("reassign", "assign", "take charge", "take in charge"), "assigned"),
    (("creat", "open", "submit", "register", "insert ticket", "log ticket", "received"), "created"),
    (("work", "start", "progress"), "open"),
)


def guess_activity(activity: str) -> str | None:
    """An event type or a status for an activity's name; None where no known word is in it.

    >>> guess_activity("Resolve ticket"), guess_activity("Re-open"), guess_activity("Schedule intervention")
    ('solved', 'open', None)
    """
    words = plain_name(activity).replace("_", " ")
    if plain_name(activity) in EVENT_WORDS:
        return EVENT_WORDS[plain_name(activity)].name.lower()
    return next((meaning for stems, meaning in _STEMS if any(stem in words for stem in stems)), None)


def build(draft: Draft) -> Frames:
    """Events by what their activity means; a case without a start begins with its first event."""
    activities = map_distinct(draft.cells("activity"), without_addresses)
    meanings = _meanings(draft, activities)
    word = map_distinct(activities, meanings.get)
    is_status = pc.fill_null(pc.is_in(word, pa.array(sorted(_STATUS_NAMES - {"deleted"}))), False)
    kinds = _kinds(word, is_status)
    is_other = pa.array(kinds == EventType.FIELD_CHANGED)
    people = draft.agent("actor_id")
    nothing = pa.scalar(None, pa.string())
    to_value = pc.if_else(is_status, word, pc.if_else(is_other, activities, nothing))
    to_value = pc.if_else(pa.array(kinds == EventType.ASSIGNED), people, to_value)
    events = event_frame(
        draft.table.lines,
        ticket_id=draft.cells("ticket_id"),
        at=draft.instants("at"),
        seq=np.arange(draft.count, dtype=np.int64) + 1,
        type=kinds,
        actor_id=people,
        field=pc.if_else(is_other, "activity", nothing),
        to_value=to_value,
    )
    events["event_id"] = event_ids(draft, events)
    good = events[~draft.faults.rows()]
    good = pd.concat([_starts(good), good]).sort_values("line", kind="stable", ignore_index=True)
    return Frames(tickets_from_events(good), good)


def _meanings(draft: Draft, activities: pa.StringArray) -> dict[str, str | None]:
    """Activity to event type or status: the user's word first, then the guess."""
    own = draft.map.words.get("activity", {})
    names = activities.drop_null().unique().to_pylist()
    found = {name: own.get(name.lower(), guess_activity(name)) for name in names}
    known = _STATUS_NAMES | set(EVENT_WORDS)
    for name, meaning in found.items():
        if meaning is not None and plain_name(meaning) not in known:
            raise ImportProblem(f"{meaning} (for {name}) is neither a kind of event nor a status.")
    guessed = [name for name, meaning in found.items() if meaning is None]
    if guessed:
        draft.warnings.append(f"{len(guessed)} activities have no known meaning: {', '.join(guessed[:5])}.")
    return found


def _kinds(word: pa.StringArray, is_status: pa.BooleanArray) -> npt.NDArray[np.int8]:
    codes = word_codes(word, EVENT_WORDS)
    codes[codes == UNKNOWN_WORD] = EventType.FIELD_CHANGED
    codes[is_status.to_numpy(zero_copy_only=False)] = EventType.STATUS_CHANGED
    return codes


def _starts(events: pd.DataFrame) -> pd.DataFrame:
    """A created event for every case that has none, at its first event."""
    begun = events.loc[events["type"] == EventType.CREATED, "ticket_id"]
    others = events[~events["ticket_id"].isin(begun)].sort_values(["at", "seq"], kind="stable")
    firsts = others.drop_duplicates("ticket_id").copy()
    firsts["type"] = np.int8(EventType.CREATED)
    firsts["event_id"] = "created"
    firsts["seq"] = np.int64(0)
    firsts["actor_role"] = np.int8(ActorRole.UNKNOWN)
    firsts[["actor_id", "field", "to_value"]] = np.nan
    return firsts.astype(events.dtypes.to_dict())


SOURCE = Source(
    "eventlog",
    "Event log (case, activity, timestamp, resource)",
    COLUMNS,
    build,
    signature=("case", "activity", "timestamp"),
)
