"""What an event may keep of its values, by the kind of event."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.data.cleaning.draft import person_or_nobody, status_name
from core.data.cleaning.mapping import plain_name
from core.data.cleaning.privacy import agent_name, pseudonym, without_addresses
from core.data.columns import ActorRole, EventType, priority_from_word, status_from_word

Codes = npt.NDArray[np.int8]
Translate = Callable[[str], str | None]

KEPT_FIELDS = frozenset(
    [
        "category",
        "product_area",
        "product",
        "channel",
        "type",
        "ticket_type",
        "severity",
        "impact",
        "urgency",
        "component",
        "region",
        "language",
        "brand",
        "tier",
        "segment",
        "resolution",
        "closed_code",
        "reason",
        "root_cause",
        "subcategory",
        "activity",
        "update",
    ]
)
"""Fields whose values are kept; of any other field only the fact that it changed is."""

EVENT_WORDS: dict[str, EventType] = {
    **{member.name.lower(): member for member in EventType},
    "create": EventType.CREATED,
    "opened": EventType.CREATED,
    "reply": EventType.PUBLIC_REPLY,
    "agent_reply": EventType.PUBLIC_REPLY,
    "comment": EventType.PUBLIC_REPLY,
    "requester_reply": EventType.CUSTOMER_REPLY,
    "note": EventType.INTERNAL_NOTE,
    "private_note": EventType.INTERNAL_NOTE,
    "internal_comment": EventType.INTERNAL_NOTE,
    "assign": EventType.ASSIGNED,
    "assignee_changed": EventType.ASSIGNED,
    "group_changed": EventType.TEAM_CHANGED,
    "queue_changed": EventType.TEAM_CHANGED,
    "status": EventType.STATUS_CHANGED,
    "priority": EventType.PRIORITY_CHANGED,
    "merge": EventType.MERGED,
    "satisfaction": EventType.CSAT,
    "rated": EventType.CSAT,
    "worked": EventType.TIME_WORKED,
    "time_entry": EventType.TIME_WORKED,
}
ROLE_WORDS: dict[str, ActorRole] = {
    **{member.name.lower(): member for member in ActorRole},
    "requester": ActorRole.CUSTOMER,
    "end_user": ActorRole.CUSTOMER,
    "user": ActorRole.CUSTOMER,
    "contact": ActorRole.CUSTOMER,
    "admin": ActorRole.AGENT,
    "staff": ActorRole.AGENT,
    "automation": ActorRole.SYSTEM,
    "trigger": ActorRole.SYSTEM,
    "chatbot": ActorRole.BOT,
}
UNKNOWN_WORD = -1


def word_codes(cells: pa.StringArray, words: dict[str, EventType] | dict[str, ActorRole]) -> Codes:
    """Codes of known words; -1 for unknown ones and for null.

    >>> word_codes(pa.array(["created", "Team changed", "?", None]), EVENT_WORDS).tolist()
    [0, 5, -1, -1]
    """
    coded = pc.dictionary_encode(cells)
    table = [words.get(plain_name(word), UNKNOWN_WORD) for word in coded.dictionary.to_pylist()]
    lookup = np.array([*table, UNKNOWN_WORD], dtype=np.int8)
    codes: Codes = lookup[pc.fill_null(coded.indices, len(table)).to_numpy(zero_copy_only=False)]
    return codes


def translate_by(
    groups: npt.NDArray[np.int64], cells: pa.StringArray, by: Sequence[Translate]
) -> pa.StringArray:
    """Every distinct (group, string) pair translated once by its group's function.

    >>> translate_by(np.array([0, 1, 0]), pa.array(["a", "a", None]), [str.upper, str.title]).to_pylist()
    ['A', 'A', None]
    """
    coded = pc.dictionary_encode(cells)
    count = max(1, len(coded.dictionary))
    pairs = groups * count + pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)
    distinct, place = _distinct(pairs, len(by) * count)
    words = coded.dictionary.to_pylist() or [""]
    translated = pa.array([by[pair // count](words[pair % count]) for pair in distinct.tolist()], pa.string())
    present = pc.is_valid(cells)
    return pc.if_else(present, translated.take(pa.array(place)), pa.scalar(None, pa.string()))


def _distinct(
    pairs: npt.NDArray[np.int64], bound: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """`np.unique` with places, by counting: pairs are small integers."""
    seen = np.zeros(bound, dtype=bool)
    seen[pairs] = True
    distinct = np.flatnonzero(seen)
    lookup = np.zeros(bound, dtype=np.int64)
    lookup[distinct] = np.arange(len(distinct))
    return distinct, lookup[pairs]


def actors(roles: Codes, cells: pa.StringArray, key: bytes) -> pa.StringArray:
    """Customers as pseudonyms, agents by name; an unknown actor's address makes a pseudonym."""

    def customer(word: str) -> str:
        return pseudonym(word, key)

    def other(word: str) -> str | None:
        return pseudonym(word, key) if "@" in word else without_addresses(word)

    by: list[Translate] = [other] * len(ActorRole)
    by[ActorRole.CUSTOMER] = customer
    by[ActorRole.AGENT] = agent_name
    return translate_by(roles.astype(np.int64), cells, by)


def event_values(kinds: Codes, is_kept: npt.NDArray[np.bool_], cells: pa.StringArray) -> pa.StringArray:
    """Old or new values in canonical words; nothing for kinds whose values may be message text.

    ``is_kept`` says for field changes whether the field's values may be kept.
    """
    by: list[Translate] = [_nothing] * (len(EventType) + 1)
    by[EventType.CREATED] = known_status
    by[EventType.STATUS_CHANGED] = status_name
    by[EventType.PRIORITY_CHANGED] = priority_from_word
    by[EventType.ASSIGNED] = person_or_nobody
    by[EventType.TEAM_CHANGED] = by[EventType.TIER_CHANGED] = without_addresses
    by[EventType.MERGED] = ticket_of_link
    by[len(EventType)] = without_addresses
    groups = np.where(is_kept & (kinds == EventType.FIELD_CHANGED), len(EventType), kinds.astype(np.int64))
    return translate_by(groups, cells, by)


def known_status(word: str) -> str | None:
    """The state a ticket is created in; any other word may be message text.

    >>> known_status("Pending"), known_status("Printer is on fire")
    ('pending', None)
    """
    return status_name(word) if status_from_word(word) >= 0 else None


def _nothing(word: str) -> str | None:
    return None


def ticket_of_link(word: str) -> str | None:
    """The ticket a link or a "ticket/30" points to.

    >>> ticket_of_link("fsck.com-rt://example/ticket/30"), ticket_of_link("30")
    ('30', '30')
    """
    return word.rstrip("/").rpartition("/")[2] or None
