"""Exceptions that events tell of, against a loop over each ticket's events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.columns import ActorRole, EventType
from core.facts.event_log import cluster_events
from core.facts.ticket_table import as_datetimes
from core.sla.duplicates import Originals
from core.sla.exceptions import duplicates, silent_pauses
from core.sla.running import TicketFrames

WORDS = ["open", "pending", "solved", "2", "https://desk.example/t/3/", "1"]
PENDING = "pending"
KINDS = {
    "agent": (EventType.PUBLIC_REPLY, ActorRole.AGENT),
    "unknown": (EventType.PUBLIC_REPLY, ActorRole.UNKNOWN),
    "bot": (EventType.PUBLIC_REPLY, ActorRole.BOT),
    "customer": (EventType.CUSTOMER_REPLY, ActorRole.CUSTOMER),
    "own reply": (EventType.PUBLIC_REPLY, ActorRole.CUSTOMER),
    "note": (EventType.INTERNAL_NOTE, ActorRole.AGENT),
    "merged": (EventType.MERGED, ActorRole.AGENT),
}
AS_OF = 25
Event = tuple[int, int, str]
"""Ticket, instant, kind or the status that it changes to."""


def frames_of(events: list[Any], count: int = 3, **columns: Any) -> TicketFrames:
    kinds = [KINDS.get(e[2], (EventType.STATUS_CHANGED, ActorRole.AGENT)) for e in events]
    terms = [WORDS.index(e[3]) if len(e) > 3 else WORDS.index(e[2]) if e[2] in WORDS else -1 for e in events]
    none = [-1] * len(events)
    log = cluster_events(
        {
            "ticket_pk": [e[0] for e in events], "at": [e[1] for e in events],
            "seq": list(range(len(events))), "type": [kind for kind, _ in kinds],
            "actor_role": [role for _, role in kinds], "actor_term": none, "field_term": none,
            "from_term": none, "to_term": terms, "value_num": [np.nan] * len(events),
        },
        WORDS,
    )  # fmt: skip
    given = {
        "ticket_pk": np.arange(1, count + 1),
        "ticket_id": [str(number) for number in range(1, count + 1)],
        "source_id": pd.Categorical(["desk"] * count),
        "created_at": as_datetimes(np.zeros(count, np.int64)),
        "is_deleted": np.zeros(count, bool),
        "is_merged": np.zeros(count, bool),
    }
    empty = pd.DataFrame()
    return TicketFrames(log, pd.DataFrame(given | columns), empty, empty, AS_OF)


def found_duplicates(frames: TicketFrames, stated: dict[int, str]) -> pd.DataFrame:
    originals = Originals.of(frames.view, frames.tickets, WORDS, stated)
    return duplicates(frames.tickets, originals)


def looped(events: list[Event]) -> list[tuple[int, int, int, int]]:
    found = []
    for row in range(3):
        own = sorted((e for e in events if e[0] == row + 1 and e[1] <= AS_OF), key=lambda e: e[1])
        since = None
        for _, at, kind in own:
            speaks = kind in ("customer", "own reply")
            if since is not None and (kind in WORDS or speaks):
                found.append((row, since, at))
                since = None
            if kind in WORDS:
                since = at if kind == PENDING else None
        if since is not None:
            found.append((row, since, AS_OF))
    pauses = [(row, begin, end) for row, begin, end in found if end > begin]
    return [(row, begin, end, messages(events, row + 1, begin)) for row, begin, end in pauses]


def messages(events: list[Event], ticket: int, until: int) -> int:
    count = 0
    for _, _, kind in sorted((e for e in events if e[0] == ticket and e[1] <= until), key=lambda e: e[1]):
        if kind in ("customer", "own reply"):
            count = 0
        count += kind in ("agent", "unknown")
    return count


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.integers(0, 30),
            st.sampled_from(["open", PENDING, PENDING, "solved", *list(KINDS)[:-1]]),
        ),
        max_size=18,
    )
)
def test_pauses_and_the_messages_before_them_equal_a_loop(events: list[Event]) -> None:
    found = silent_pauses(frames_of(events))
    instants = [column.astype("int64") for column in (found["began_at"], found["ended_at"])]
    rows = zip(found["ticket_row"], *instants, found["message_count"], strict=True)
    assert list(rows) == looped(events)


def test_a_message_of_the_same_instant_counts_and_a_bot_does_not() -> None:
    events = [(1, 1, "agent"), (1, 2, "bot"), (1, 5, PENDING), (1, 5, "agent")]
    assert silent_pauses(frames_of(events))["message_count"].tolist() == [2]


def test_the_customers_word_starts_the_count_anew() -> None:
    events = [(1, 1, "agent"), (1, 2, "agent"), (1, 3, "customer"), (1, 4, "agent"), (1, 5, PENDING)]
    assert silent_pauses(frames_of(events))["message_count"].tolist() == [1]


def test_duplicates_and_deleted_tickets_have_no_pauses() -> None:
    events = [(ticket, 5, PENDING) for ticket in (1, 2, 3)]
    frames = frames_of(events, is_merged=[True, False, False], is_deleted=[False, True, False])
    assert silent_pauses(frames)["ticket_row"].tolist() == [2]


def test_a_duplicate_older_than_its_original_is_found_by_event_by_link_and_by_row() -> None:
    created = as_datetimes(np.array([5, 1, 3, 2, 9]))
    events = [(2, 6, "merged", "1"), (4, 6, "merged", "https://desk.example/t/3/")]
    frames = frames_of(events, 5, created_at=created, is_merged=[False, True, False, True, True])
    found = found_duplicates(frames, {5: "1"})
    assert found["ticket_row"].tolist() == [1, 3, 4]
    assert found["original_id"].tolist() == ["1", "3", "1"]
    assert found["original_row"].tolist() == [0, 2, 0]
    assert found["is_older"].tolist() == [True, True, False]


def test_an_original_that_is_not_in_the_data_makes_no_duplicate_older() -> None:
    frames = frames_of([], 2, is_merged=[True, False])
    found = found_duplicates(frames, {1: "77"})
    assert (found["original_row"].tolist(), found["is_older"].tolist()) == ([-1], [False])


def test_the_same_number_in_another_help_desk_is_no_original() -> None:
    sources = pd.Categorical(["desk", "other"])
    frames = frames_of([], 2, is_merged=[True, False], source_id=sources)
    assert found_duplicates(frames, {1: "2"})["original_row"].tolist() == [-1]


def test_a_merge_after_the_moment_looked_at_is_not_known_yet() -> None:
    frames = frames_of([(1, 30, "merged", "2")], 2, is_merged=[True, False])
    assert found_duplicates(frames, {})["original_id"].tolist() == [None]
