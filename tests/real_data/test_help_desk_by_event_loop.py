"""A recorded help desk: the report's figures against a plain loop over the raw events of every ticket."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import fmean, median, quantiles

import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report

FILE = "rt5_events.jsonl.gz"
FINISHED = {"resolved", "rejected"}


class Walk:
    """One ticket, event by event, in the help desk's own words."""

    def __init__(self, number: str, events: list[dict[str, str]], now: datetime) -> None:
        self.number, self.state, self.since = number, "new", datetime.fromisoformat(events[0]["ts"])
        self.began = self.since
        self.spent: dict[str, float] = defaultdict(float)
        self.first_response: float | None = None
        self.replies = self.reopens = 0
        self.asked: datetime | None = None
        self.waits: list[float] = []
        self.given_up = 0
        self.is_gone = False
        for event in events:
            self.at = datetime.fromisoformat(event["ts"])
            getattr(self, event["type"], self.pass_by)(event)
        self.is_finished = self.state in FINISHED
        self.is_open = not self.is_finished and not self.is_gone
        if self.is_open:
            self.at = now
            self.spend()

    def pass_by(self, event: dict[str, str]) -> None:
        """Nothing that these figures look at."""

    def spend(self) -> None:
        self.spent[self.state] += minutes(self.since, self.at)
        self.since = self.at

    def status_changed(self, event: dict[str, str]) -> None:
        assert event["frm"] == self.state
        self.spend()
        self.reopens += self.state in FINISHED and event["to"] not in FINISHED
        self.state = event["to"]
        if self.state in FINISHED and self.asked is not None:
            self.asked, self.given_up = None, self.given_up + 1

    def public_reply(self, event: dict[str, str]) -> None:
        assert event["actor_role"] == "agent"
        self.replies += 1
        if self.first_response is None:
            self.first_response = minutes(self.began, self.at)
        if self.asked is not None:
            self.waits.append(minutes(self.asked, self.at))
            self.asked = None

    def customer_reply(self, event: dict[str, str]) -> None:
        if self.first_response is not None and self.asked is None:
            self.asked = self.at

    def merged(self, event: dict[str, str]) -> None:
        if event["to"] != self.number and self.state not in FINISHED:
            self.spend()
            self.is_gone, self.asked = True, None

    @property
    def requester_wait(self) -> float:
        return self.spent["new"] + self.spent["open"]


def minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


@pytest.fixture(scope="module")
def walks(shared_data: Path) -> list[Walk]:
    tickets: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(shared_data / FILE, "rt", encoding="utf-8") as lines:
        for event in map(json.loads, lines):
            tickets[event["ticket_id"]].append(event)
    now = max(datetime.fromisoformat(event["ts"]) for events in tickets.values() for event in events)
    return [Walk(number, events, now) for number, events in tickets.items()]


@pytest.fixture(scope="module")
def report(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("desk") / "queuewise.db") as store:
        import_file(store, shared_data / FILE, ImportOptions(profile="canonical-events"))
        yield Report(store)


def assert_shape(report: Report, name: str, values: list[float], waiting: int) -> None:
    """Number, mean, median and p90 of a duration, and how many clocks still run."""
    found = report.metric(name)
    expected = (fmean(values), median(values), quantiles(values, n=10, method="inclusive")[-1])
    assert (found.n, found.still_waiting) == (len(values), waiting)
    assert (found.mean, found.median, found.p90) == pytest.approx(expected, rel=1e-12)


def assert_share(report: Report, name: str, hits: list[bool]) -> None:
    found = report.metric(name)
    assert (round(found.value * found.n), found.n, found.value) == (sum(hits), len(hits), fmean(hits))


def test_first_responses(report: Report, walks: list[Walk]) -> None:
    values = [walk.first_response for walk in walks if walk.first_response is not None]
    waiting = sum(walk.first_response is None and walk.is_open for walk in walks)
    assert_shape(report, "first_response_time", values, waiting)


def test_next_responses(report: Report, walks: list[Walk]) -> None:
    values = [wait for walk in walks for wait in walk.waits]
    waiting = sum(walk.asked is not None and walk.is_open for walk in walks)
    assert_shape(report, "next_response_time", values, waiting)
    turns = report.facts().responses
    assert len(turns) == len(values) + waiting + sum(walk.given_up for walk in walks)


def test_waits_of_both_sides(report: Report, walks: list[Walk]) -> None:
    finished = [walk for walk in walks if walk.is_finished]
    still_open = sum(walk.is_open for walk in walks)
    assert_shape(report, "requester_wait_time", [walk.requester_wait for walk in finished], still_open)
    assert_shape(report, "agent_wait_time", [walk.spent["stalled"] for walk in finished], 0)


def test_one_touch_and_reopenings(report: Report, walks: list[Walk]) -> None:
    finished = [walk for walk in walks if walk.is_finished]
    assert_share(report, "one_touch_rate", [walk.replies == 1 and not walk.reopens for walk in finished])
    assert_share(report, "reopen_rate", [walk.reopens > 0 for walk in finished])
    assert sum(walk.reopens for walk in walks) == 26


def test_every_ticket_has_the_values_of_the_loop(report: Report, walks: list[Walk]) -> None:
    facts = report.facts()
    rows = facts.tickets.set_index("ticket_id")
    answered = facts.responses.dropna(subset=["waiting_minutes"]).groupby("ticket_row")["waiting_minutes"]
    waits = {facts.tickets["ticket_id"].iloc[row]: own.tolist() for row, own in answered}
    assert set(rows.index) == {walk.number for walk in walks}
    for walk in walks:
        row = rows.loc[walk.number]
        assert row["first_response_minutes"] == walk.first_response
        assert row["requester_wait_minutes"] == pytest.approx(walk.requester_wait, rel=1e-12)
        assert row["agent_wait_minutes"] == pytest.approx(walk.spent["stalled"], rel=1e-12)
        assert (row["public_reply_count"], row["reopen_count"]) == (walk.replies, walk.reopens)
        assert (row["is_finished"], row["is_open"]) == (walk.is_finished, walk.is_open)
        assert waits.get(walk.number, []) == pytest.approx(walk.waits)
