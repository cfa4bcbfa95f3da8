"""Customers by month, worked out by hand and by a plain loop; queues of the same hour in earlier weeks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.models import Customer
from core.facts.customers import customer_months
from core.facts.queue_weeks import queue_weeks, same_hours

NAN = np.nan
WEEK = 7 * 24 * 60.0


def instants(*texts: str | None) -> pd.DatetimeIndex:
    stamps = [pd.NaT if text is None else pd.Timestamp(text, tz="UTC") for text in texts]
    return pd.DatetimeIndex(stamps, tz="UTC").as_unit("us")


def micros(text: str) -> int:
    return int(pd.Timestamp(text, tz="UTC").as_unit("us").asm8.astype(np.int64))


def customer_table(*rows: tuple[str | None, str | None, float]) -> pd.DataFrame:
    """Customers c0, c1, ... as (signup, departure, monthly revenue)."""
    frame = pd.DataFrame({name: [None] * len(rows) for name in Customer.model_fields})
    return frame.assign(
        customer_key=[f"c{number}" for number in range(len(rows))],
        signup_at=instants(*(row[0] for row in rows)),
        left_at=instants(*(row[1] for row in rows)),
        mrr=np.array([row[2] for row in rows], float),
    )


def created(*texts: str | None) -> pd.DataFrame:
    return pd.DataFrame({"created_at": instants(*texts), "is_deleted": [False] * len(texts)})


CUSTOMERS = customer_table(
    ("2025-01-01", None, 100.0),
    ("2025-01-01", "2026-02-10", 50.0),
    ("2026-01-20", None, NAN),
    ("2026-02-05", "2026-02-20", 10.0),
    ("2026-03-15", None, 10.0),
)


def test_months_count_customers_tickets_and_departures_by_hand() -> None:
    tickets = created("2026-01-01 12:00", "2026-01-31 23:59", "2026-02-01 00:00", "2026-03-05", None)
    found = customer_months(CUSTOMERS, tickets, as_of=micros("2026-03-20"))
    assert found["month"].tolist() == list(instants("2026-01-01", "2026-02-01"))
    assert found["ticket_count"].tolist() == [2, 1]
    assert found["customer_count"].tolist() == [3, 4]
    assert found["start_count"].tolist() == [2, 3]
    assert found["lost_count"].tolist() == [0, 1]
    assert found["kept_count"].tolist() == [2, 2]
    assert found["start_mrr"].tolist() == [150, 150]
    assert found["paying_lost_count"].tolist() == [0, 1]


def test_month_in_which_tickets_begin_is_not_whole() -> None:
    found = customer_months(CUSTOMERS, created("2026-01-03", "2026-02-02"), as_of=micros("2026-03-01"))
    assert found["month"].tolist() == list(instants("2026-02-01"))


def test_months_end_at_local_midnight() -> None:
    tickets = created("2025-12-20", "2026-01-31 22:59", "2026-01-31 23:00")
    found = customer_months(CUSTOMERS, tickets, as_of=micros("2026-02-28 23:00"), timezone="Europe/Berlin")
    assert found["month"].tolist() == list(instants("2025-12-31 23:00", "2026-01-31 23:00"))
    assert found["ticket_count"].tolist() == [1, 1]


def test_departure_after_the_instant_is_not_known_yet() -> None:
    later = customer_table(("2025-01-01", "2026-02-10", 1.0), ("2025-01-01", "2025-12-01", 1.0))
    found = customer_months(later, created("2026-01-01"), as_of=micros("2026-02-05"))
    assert found["lost_count"].tolist() == [0]


@pytest.mark.parametrize(
    "customers",
    [
        customer_table(*[("2025-01-01", None, 5.0)] * 25),
        customer_table((None, "2026-01-10", 5.0), (None, None, 5.0)),
    ],
    ids=["nobody ever left", "no signups"],
)
def test_retention_is_unknown_where_the_table_cannot_tell_it(customers: pd.DataFrame) -> None:
    found = customer_months(customers, created("2026-01-01"), as_of=micros("2026-02-02"))
    assert found["customer_count"].tolist() == [len(customers)]
    assert found[["start_count", "kept_count", "start_mrr"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("customers", "tickets"),
    [(CUSTOMERS, created()), (customer_table(), created("2026-01-01")), (CUSTOMERS, created("2026-02-25"))],
    ids=["no tickets", "no customers", "no whole month"],
)
def test_there_are_no_months_without_tickets_customers_or_a_whole_month(
    customers: pd.DataFrame, tickets: pd.DataFrame
) -> None:
    assert customer_months(customers, tickets, as_of=micros("2026-03-20")).empty


@settings(max_examples=60, deadline=None)
@given(
    people=st.lists(st.tuples(st.integers(0, 200), st.none() | st.integers(0, 200)), min_size=1, max_size=12),
    last=st.integers(32, 200),
)
def test_months_equal_a_plain_loop_over_customers(people: list[tuple[int, int | None]], last: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    day = [start + timedelta(days=number) for number in range(201)]
    stays = [
        (joined, joined + gone if gone is not None and joined + gone <= 200 else None)
        for joined, gone in people
    ]
    table = customer_table(
        *(
            (day[joined].isoformat()[:10], None if left is None else day[left].isoformat()[:10], 1.0)
            for joined, left in stays
        )
    )
    found = customer_months(table, created("2026-01-01"), as_of=micros(day[last].isoformat()[:10]))
    for row in found.itertuples():
        begin = (row.month.to_pydatetime() - start).days
        end = (begin_of_next(row.month.to_pydatetime()) - start).days
        known = [(joined, left if left is not None and left <= last else None) for joined, left in stays]
        there = [left for joined, left in known if joined <= begin and (left is None or left > begin)]
        ever = [left for joined, left in known if joined < end and (left is None or left > begin)]
        assert (row.start_count, row.customer_count) == (len(there), len(ever))
        assert row.kept_count == sum(1 for left in there if left is None or left >= end)


def begin_of_next(month: datetime) -> datetime:
    return (month + timedelta(days=40)).replace(day=1)


def test_queue_of_earlier_weeks_is_read_from_waits(desk: Any) -> None:
    """Looked at 8 weeks on: ticket 1 waited in all weeks, 2 in the first, 3 after a later question."""
    now = 8 * WEEK
    desk.ticket(1, created=-10)
    desk.ticket(2, created=-10)
    desk.reply(WEEK / 2, pk=2)
    desk.ticket(3, created=-10)
    desk.reply(0, pk=3)
    desk.customer(2 * WEEK - 5, pk=3)
    desk.reply(2 * WEEK + 5, pk=3)
    desk.ticket(4, created=now - 3)
    found = desk.facts(now)
    frame = queue_weeks(found.tickets, found.responses, as_of=desk.at(now))
    assert frame["ticket_row"].tolist() == [0, 1, 2, 3]
    assert frame["is_waiting"].tolist() == [True, False, False, True]
    assert frame["waited_weeks"].tolist() == [0b11111111, 0b10000000, 0b00100000, 0]
    assert frame["known_weeks"].tolist() == [8] * 4


def test_queue_of_earlier_weeks_needs_four_weeks_of_data(desk: Any) -> None:
    desk.ticket(created=0)
    for weeks, expected in ((3.9, 0), (4.1, 1)):
        found = desk.facts(weeks * WEEK)
        frame = queue_weeks(found.tickets, found.responses, as_of=desk.at(weeks * WEEK))
        assert len(frame) == expected


@settings(max_examples=10, deadline=None)
@given(waits=st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(1, 40)), min_size=1, max_size=8))
def test_queue_of_earlier_weeks_equals_facts_built_for_that_instant(
    new_desk: Any, waits: list[tuple[int, int | None]]
) -> None:
    desk, day = new_desk(), 24 * 60.0
    desk.ticket(99, created=-1)
    for pk, (first, wait) in enumerate(waits, start=1):
        desk.ticket(pk, created=first * day + 0.5)
        if wait is not None:
            desk.reply((first + wait) * day, pk=pk)
    found = desk.facts(60 * day)
    frame = queue_weeks(found.tickets, found.responses, as_of=desk.at(60 * day))
    bits = frame["waited_weeks"].to_numpy()
    for week in range(1, int(frame["known_weeks"].max()) + 1):
        then = desk.facts(60 * day - week * WEEK).tickets
        assert (bits >> (week - 1) & 1).sum() == then["is_waiting_for_agent"].sum()


def test_same_hour_of_earlier_weeks_follows_the_wall_clock() -> None:
    as_of = micros("2026-04-01 08:00")
    week = same_hours(as_of, "Europe/Berlin", 1)[0]
    assert week == micros("2026-03-25 09:00")
