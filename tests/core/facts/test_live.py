"""Changes folded into the live part give the same facts as the whole history built anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.facts.event_log import EVENT_FIELDS, EventLog
from core.facts.fact_set import FactSet, build_fact_set
from core.facts.live import LivePart, rows_replaced, unsettled
from core.facts.placing import placed, places_of
from core.facts.splice import LONG_STRETCH, spliced
from core.facts.traits import SourceTraits
from tests.core.facts.test_merge import add, two_batches

FRAMES = ("tickets", "responses", "spells", "escalations")
PER_TICKET = {"responses": "ticket_row", "spells": "ticket_row", "escalations": "ticket_row"}


def of_some(facts: FactSet, pk: np.ndarray) -> dict[str, pd.DataFrame]:
    """The rows of some tickets, categories as plain words and tickets by their key."""
    keys = facts.tickets["ticket_pk"].to_numpy()
    frames = {"tickets": facts.tickets}
    frames |= {
        name: getattr(facts, name).assign(ticket_row=lambda f: keys[f["ticket_row"]]) for name in PER_TICKET
    }
    chosen = {
        name: frame[frame["ticket_pk" if name == "tickets" else "ticket_row"].isin(pk)]
        for name, frame in frames.items()
    }
    return {
        name: frame.astype({c: object for c in frame if frame[c].dtype == "category"}).reset_index(drop=True)
        for name, frame in chosen.items()
    }


def some_events(desk: Any, pk: set[int]) -> dict[str, np.ndarray]:
    columns = {name: np.array(values) for name, values in desk.columns().items()}
    touched = np.isin(columns["ticket_pk"], list(pk))
    return {name: values[touched] for name, values in columns.items()}


def some_rows(desk: Any, pk: set[int]) -> pa.Table:
    table = desk.table()
    return table.filter(pa.array(np.isin(table.column("pk").to_numpy(), list(pk))))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=two_batches(), as_of=st.integers(10, 60), twice=st.booleans(), again=st.booleans())
def test_folded_changes_give_the_facts_of_the_whole_history(
    new_desk: Callable[[], Any], story: Any, as_of: int, twice: bool, again: bool
) -> None:
    early, late, first_tickets, all_tickets, later = story
    desk = new_desk()
    for pk in range(1, first_tickets + 1):
        desk.ticket(pk, created=pk, tier="L1")
    add(desk, early)
    old = desk.facts(as_of)
    live = unsettled(old.tickets, desk.at(as_of - 20))
    part = LivePart.of(desk.log(), desk.table(), SourceTraits.of(desk.log(), desk.table()), live)
    for pk in range(first_tickets + 1, all_tickets + 1):
        desk.ticket(pk, created=pk, tier="L2")
    add(desk, late)
    changed = {event["pk"] for event in late} | set(range(first_tickets + 1, all_tickets + 1))
    halves = [changed] if not twice else [set(sorted(changed)[::2]), set(sorted(changed)[1::2])]
    for some in [*halves, *(halves if again else [])]:
        if some:
            part = part.fold(some_events(desk, some), some_rows(desk, some), desk.words)
    now = desk.at(as_of + later)
    built = build_fact_set(
        part.log, part.tickets, desk.words, as_of=now, calendar=desk.office_hours(), traits=part.traits
    )
    whole, inside = desk.facts(as_of + later), built.tickets["ticket_pk"].to_numpy()
    still = whole.tickets
    missing = set(still["ticket_pk"][still["is_open"]]) - set(inside)
    assert not missing
    ours, theirs = of_some(built, inside), of_some(whole, inside)
    for name in FRAMES:
        pd.testing.assert_frame_equal(ours[name], theirs[name], check_dtype=False, obj=name)


def test_traits_follow_the_changes_as_if_looked_for_anew(desk: Any) -> None:
    for pk in range(1, 25):
        desk.ticket(pk, created=pk, source_id="a")
    part = LivePart.of(desk.log(), desk.table(), SourceTraits.of(desk.log(), desk.table()), np.arange(1, 5))
    desk.ticket(30, created=1, source_id="b", stated_first_response_at=5)
    desk.reply(50, pk=3)
    part = part.fold(some_events(desk, {3, 30}), some_rows(desk, {3, 30}), desk.words)
    anew = SourceTraits.of(desk.log(), desk.table())
    assert part.traits.sources == anew.sources
    for name in ("ticket_count", "types", "response_stated"):
        np.testing.assert_array_equal(getattr(part.traits, name), getattr(anew, name), err_msg=name)
    assert part.last_pk == 30


def test_the_live_part_holds_open_duplicate_recent_and_a_few_other_tickets(desk: Any) -> None:
    for pk in range(1, 61):
        desk.ticket(pk, created=pk)
        desk.status(100 + pk, "solved", pk=pk)
    desk.event(500, "status_changed", "open", pk=40)
    desk.event(120, "merged", "7", pk=50)
    desk.event(900, "csat", pk=45, value=5.0)
    facts = desk.facts(1_000)
    found = unsettled(facts.tickets, desk.at(800)).tolist()
    assert set(found) == {*range(1, 21), 40, 45, 50}
    assert found == sorted(found)


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=8),
    st.lists(st.integers(0, 3), min_size=1, max_size=8),
    st.randoms(),
)
def test_splicing_equals_picking_whether_stretches_are_long_or_short(
    first: list[int], second: list[int], chance: Any
) -> None:
    logs = [a_log(sizes, base) for sizes, base in ((first, 0), (second, 1_000))]
    tickets = [(number, row) for number, log in enumerate(logs) for row in range(log.ticket_count)]
    chosen = chance.sample(tickets, chance.randint(1, len(tickets)))
    which, row = (np.array(column, np.int64) for column in zip(*chosen, strict=True))
    long = spliced(logs, which, row)
    for place, (number, at) in enumerate(chosen):
        one = logs[number].tickets(np.array([at]))
        begin, end = long.offsets[place], long.offsets[place + 1]
        for name in EVENT_FIELDS:
            np.testing.assert_array_equal(getattr(long, name)[begin:end], getattr(one, name))


def a_log(sizes: list[int], base: int) -> EventLog:
    total, factor = sum(sizes), LONG_STRETCH if base == 0 and len(sizes) == 1 else 1
    offsets = np.cumsum([0, *(size * factor for size in sizes)]).astype(np.int64)
    columns = {name: base + np.arange(total * factor) % 100 for name in EVENT_FIELDS}
    columns = {n: c.astype(np.int8 if n in ("type", "actor_role") else np.int64) for n, c in columns.items()}
    return EventLog(ticket_pk=base + np.arange(len(sizes)), offsets=offsets, **columns)


def test_rows_are_put_in_their_place_by_key(desk: Any) -> None:
    for pk in range(1, 400):
        desk.ticket(pk, status="open")
    table = desk.table()
    changed = [{**row, "status": "solved"} for row in table.slice(9, 3).to_pylist()]
    added = [{**changed[0], "pk": pk} for pk in (500, 501)]
    rows = pa.Table.from_pylist([*changed, *added], schema=table.schema)
    found = rows_replaced(table, rows).to_pylist()
    assert [row["pk"] for row in found] == [*range(1, 400), 500, 501]
    assert [row["pk"] for row in found if row["status"] == "solved"] == [10, 11, 12, 500, 501]


def test_columns_in_which_nothing_changed_are_shared() -> None:
    old = pd.DataFrame({"ticket_pk": [1, 2, 3], "same": [1.0, np.nan, 3.0], "other": [1, 2, 3]})
    new = pd.DataFrame({"ticket_pk": [2], "same": [np.nan], "other": [9]})
    at = places_of(old["ticket_pk"].to_numpy(), np.array([2]), np.array([2]))
    assert at is not None
    merged = placed(old, new, at)
    assert merged["other"].tolist() == [1, 9, 3]
    assert np.shares_memory(merged["same"].to_numpy(), old["same"].to_numpy())
    assert old["other"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(("changed", "gone"), [([2], [2]), ([5], [1, 5]), ([], [4])])
def test_rows_that_would_have_to_move_are_not_placed(changed: list[int], gone: list[int]) -> None:
    assert places_of(np.array([1, 4, 6]), np.array(changed, np.int64), np.array(gone, np.int64)) is None
