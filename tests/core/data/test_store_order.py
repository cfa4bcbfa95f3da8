"""However an import is cut, repeated and reordered, the store ends up with the same content."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.data.columns import EVENT_COLUMNS, TICKET_COLUMNS, EventType, History
from core.data.store import Store

TICKETS = ("T1", "T2", "T3")
CREATED = {name: 1_000 * number for number, name in enumerate(TICKETS, 1)}
WORDS = st.sampled_from([None, "Ann", "Bob", "vpn", "printer"])


@st.composite
def file_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Lines of a file; each describes a version of a ticket, or events, or both."""
    version = st.tuples(st.sampled_from(TICKETS), st.integers(1, 4))
    content = draw(st.dictionaries(version, st.tuples(WORDS, WORDS, st.booleans()), max_size=8))
    log = draw(st.dictionaries(st.tuples(st.sampled_from(TICKETS), st.integers(0, 9)), WORDS, max_size=12))
    rows = [{"version": key, "content": words, "events": []} for key, words in sorted(content.items())]
    for key, word in sorted(log.items()):
        beside = [row for row in rows if row["version"] and row["version"][0] == key[0]]
        if beside and draw(st.booleans()):
            draw(st.sampled_from(beside))["events"].append((*key, word))
        else:
            rows.append({"version": None, "content": None, "events": [(*key, word)]})
    return [row | {"line": line} for line, row in enumerate(rows, 1)]


def frames(rows: list[dict[str, Any]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    described, happened = [], []
    for row in rows:
        if row["version"]:
            (name, version), (assignee, category, is_told) = row["version"], row["content"]
            described.append(
                dict.fromkeys(TICKET_COLUMNS)
                | {"ticket_id": name, "updated_at": version // 2, "source_rev": str(version * 6)}
                | {"assignee_id": assignee, "category": category, "created_at": CREATED[name]}
                | {"channel": f"channel of {name}" if is_told else None, "customer_key": f"c-{name}"}
                | {"history": int(History.PARTIAL), "line": row["line"]}
            )
        for name, number, word in row["events"]:
            happened.append(
                dict.fromkeys(EVENT_COLUMNS)
                | {"ticket_id": name, "event_id": f"e{number}", "at": CREATED[name] + number, "seq": number}
                | {"type": EventType.CREATED if number == 0 else EventType.ASSIGNED, "actor_role": 1}
                | {"to_value": word, "line": row["line"]}
            )
    return (
        pd.DataFrame(described, columns=[*TICKET_COLUMNS, "line"], dtype=object),
        pd.DataFrame(happened, columns=[*EVENT_COLUMNS, "line"], dtype=object),
    )


def send(store: Store, chunks: list[list[dict[str, Any]]]) -> None:
    batch = store.begin_batch(
        source_id="desk", profile="p", file_name="f", file_digest="d", timezone=None, options=None
    )
    for number, rows in enumerate(chunks):
        tickets, events = frames(rows)
        result = store.write_chunk(
            batch.pk or 0, tickets=tickets, events=events, rejected=None, read_count=len(rows), cursor=number
        )
        assert result.stored_count + result.unchanged_count == len(rows)


def content(store: Store) -> tuple[list[Any], list[Any]]:
    """What the store holds, whatever its own numbers are."""
    terms = store.terms()
    assert len(set(terms)) == len(terms)
    tickets = {row["pk"]: row for row in store.read_tickets().to_pylist()}
    events = [
        (tickets[e["ticket_pk"]]["ticket_id"], e["at"], e["seq"], e["type"], terms[e["to_term"] or 0])
        for e in store.read_events().to_pylist()
    ]
    kept = [tuple(v for k, v in row.items() if k not in ("pk", "batch_id")) for row in tickets.values()]
    return sorted(kept, key=str), sorted(events, key=str)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_chunks_in_any_order_with_repeats_give_what_sending_once_gives(data: st.DataObject) -> None:
    rows = data.draw(file_rows())
    size = data.draw(st.integers(1, 6))
    chunks = [rows[at : at + size] for at in range(0, len(rows), size)]
    repeats = data.draw(st.lists(st.sampled_from(chunks), max_size=3)) if chunks else []
    shuffled = data.draw(st.permutations(chunks + repeats))
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "once.db") as once,
        Store.open(Path(folder) / "many.db") as many,
    ):
        send(once, [rows])
        send(many, shuffled)
        assert content(many) == content(once)
        before = many.revision()
        send(many, chunks)
        assert many.revision() == before, "an import sent again must change nothing"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_counts_do_not_depend_on_where_a_file_is_cut(data: st.DataObject) -> None:
    rows = data.draw(file_rows())
    size = data.draw(st.integers(1, 4))
    chunks = [rows[at : at + size] for at in range(0, len(rows), size)]
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "once.db") as once,
        Store.open(Path(folder) / "cut.db") as cut,
    ):
        send(once, [rows])
        send(cut, chunks)
        counted = ["read_count", "stored_count", "unchanged_count"]
        assert cut.batches()[counted].to_dict() == once.batches()[counted].to_dict()
