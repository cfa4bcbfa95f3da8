"""Logs that contradict themselves, imported as files: what facts and clocks make of them, worked out by
hand, and that the data page's list names them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from core.data.columns import Status
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report
from core.sla.policies import DEFAULT_POLICY
from core.sla.policy import ClockKind, Promise, ReopenRule, SlaMetric

START = pd.Timestamp("2026-03-02T09:00:00Z")
HEADER = "ticket_id,at,type,actor_role,actor_id,to_value,event_id\n"
ROLES = {"created": "customer", "customer_reply": "customer"}
POLICY = replace(
    DEFAULT_POLICY,
    policy_id="own",
    promises=(
        Promise(SlaMetric.FIRST_RESPONSE, 60 * 60, clock=ClockKind.ALWAYS_ON),
        Promise(SlaMetric.PERIODIC_UPDATE, 60 * 60, clock=ClockKind.ALWAYS_ON),
        Promise(SlaMetric.RESOLUTION, 240 * 60, clock=ClockKind.ALWAYS_ON),
    ),
)

Row = tuple[str, float, str] | tuple[str, float, str, str] | tuple[str, float, str, str, str]
"""Ticket, minute after the start, kind (a state stands for the change to it), new value, event id."""
STATES = ("new", "open", "pending", "hold", "solved", "closed", "parked")
OTHER: Row = ("other", 1000, "created")
"""Moves "now" to minute 1000."""


class Desk:
    """A store filled by files of events."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.report = Report(store)
        self.report.save_policy(POLICY, in_force=True)
        self.files = itertools.count()

    def imports(self, *rows: Row) -> Desk:
        file = self.folder / f"events{next(self.files)}.csv"
        file.write_text(HEADER + "".join(_line(*row) for row in rows), "utf-8")
        options = ImportOptions(profile="canonical-events", timezone="UTC", source_id="desk")
        assert import_file(self.store, file, options).quarantined == 0
        return self

    def facts(self, ticket: str = "1") -> pd.Series:
        return self.report.facts().tickets.set_index("ticket_id").loc[ticket]

    def minute(self, name: str, ticket: str = "1") -> float:
        return (self.facts(ticket)[name] - START) / pd.Timedelta(minutes=1)

    def clocks(self, metric: str = "resolution", ticket: str = "1") -> list[tuple[str, float, float]]:
        """Outcome, elapsed and paused minutes of the ticket's clocks, in order."""
        found = self.report.sla_clocks(metric=metric)
        own = found[found["ticket_id"] == ticket].sort_values("period")
        columns = (own["outcome"].astype(str), own["elapsed_minutes"], own["paused_minutes"])
        return list(zip(*columns, strict=True))

    def anomalies(self) -> dict[str, tuple[int, int]]:
        """Tickets and events of every kind that is told from events."""
        found = self.report.data_quality().anomalies
        return {a.id: (a.count, a.event_count) for a in found if a.event_count}

    def listed(self, anomaly: str) -> pd.DataFrame:
        return self.report.anomaly_tickets(anomaly).set_index("ticket_id")


def _line(ticket: str, minute: float, kind: str, value: str = "", event_id: str = "") -> str:
    at = START + pd.Timedelta(minutes=minute)
    if kind in STATES:
        kind, value = "status_changed", kind
    role = ROLES.get(kind, "agent")
    return f"{ticket},{at.isoformat()},{kind},{role},{role},{value},{event_id}\n"


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def test_a_resolve_before_the_creation_ends_the_ticket_but_measures_nothing(desk: Desk) -> None:
    desk.imports(("1", -60, "solved"), ("1", 0, "created"), ("1", 10, "public_reply"), OTHER)
    facts = desk.facts()
    assert facts["is_finished"]
    assert (desk.minute("created_at"), desk.minute("resolved_at")) == (0, -60)
    assert pd.isna(facts["resolution_minutes"])
    assert facts["first_response_minutes"] == 10
    assert desk.clocks("first_response") == [("met", 10, 0)]
    assert desk.clocks("resolution") == desk.clocks("periodic_update") == []
    assert desk.anomalies() == {"resolved_before_created": (1, 1)}
    row = desk.listed("resolved_before_created").loc["1"]
    assert (row["event_count"], row["type"], row["to_value"]) == (1, "status_changed", "solved")
    assert row["at"] == START - pd.Timedelta(minutes=60)


def test_replies_and_pauses_before_the_creation_do_not_count(desk: Desk) -> None:
    early = [("1", -30, "pending"), ("1", -20, "public_reply"), ("1", 0, "created"), ("1", 40, "open")]
    desk.imports(*early, ("1", 50, "public_reply"), ("1", 100, "solved"), OTHER)
    facts = desk.facts()
    assert (facts["first_response_minutes"], facts["public_reply_count"]) == (50, 2)
    assert (facts["resolution_minutes"], facts["agent_wait_minutes"]) == (100, 40)
    assert desk.clocks("first_response") == [("met", 10, 40)]
    assert desk.clocks("resolution") == [("met", 60, 40)]
    assert desk.anomalies() == {"events_before_created": (1, 2)}


LIFE: list[Row] = [
    ("1", 0, "created"),
    ("1", 5, "open"),
    ("1", 20, "public_reply"),
    ("1", 30, "pending"),
    ("1", 90, "customer_reply"),
    ("1", 130, "solved"),
]


@pytest.mark.parametrize(
    ("order", "odd"),
    [
        ((0, 1, 2, 3, 4, 5), {}),
        ((5, 4, 3, 2, 1, 0), {}),
        ((0, 3, 1, 2, 5, 4), {"out_of_order": (1, 2)}),
        ((5, 4, 2, 3, 1, 0), {"out_of_order": (1, 1)}),
    ],
    ids=["oldest first", "newest first", "shuffled", "newest first but one"],
)
def test_time_decides_whatever_the_order_of_the_file(
    desk: Desk, order: tuple[int, ...], odd: dict[str, tuple[int, int]]
) -> None:
    desk.imports(*(LIFE[place] for place in order), OTHER)
    facts = desk.facts()
    assert (facts["first_response_minutes"], facts["resolution_minutes"]) == (20, 130)
    assert (facts["agent_wait_minutes"], facts["reopen_count"]) == (100, 0)
    assert desk.clocks("first_response") == [("met", 20, 0)]
    assert desk.clocks("resolution") == [("met", 70, 60)]
    assert desk.anomalies() == odd


def test_the_order_in_which_files_arrive_is_no_contradiction(desk: Desk) -> None:
    desk.imports(*LIFE[3:], OTHER).imports(*LIFE[:3])
    assert desk.facts()["resolution_minutes"] == 130
    assert desk.clocks("resolution") == [("met", 70, 60)]
    assert desk.anomalies() == {}


def test_a_state_that_is_not_understood_counts_as_open(desk: Desk) -> None:
    desk.imports(
        ("1", 0, "created"), ("1", 10, "parked"), ("1", 20, "public_reply"), ("1", 60, "solved"),
        ("2", 0, "created"), ("2", 30, "solved"), ("2", 100, "parked"), OTHER,
    )  # fmt: skip
    assert (desk.facts("1")["resolution_minutes"], desk.facts("1")["requester_wait_minutes"]) == (60, 60)
    assert desk.clocks("resolution", "1") == [("met", 60, 0)]
    again = desk.facts("2")
    assert (again["is_open"], again["status"], again["reopen_count"]) == (True, "unknown", 1)
    assert desk.clocks("resolution", "2") == [("met", 30, 0), ("breached", 900, 0)]
    assert desk.anomalies() == {"unknown_status": (2, 2)}
    assert desk.listed("unknown_status")["to_value"].to_dict() == {"1": "parked", "2": "parked"}


def test_a_pause_that_begins_twice_is_taken_off_once(desk: Desk) -> None:
    twice = [("1", 10, "pending"), ("1", 20, "pending"), ("1", 30, "open"), ("1", 40, "open")]
    desk.imports(("1", 0, "created"), ("1", 5, "public_reply"), *twice, ("1", 100, "solved"), OTHER)
    facts = desk.facts()
    assert (facts["agent_wait_minutes"], facts["net_resolution_minutes"]) == (20, 80)
    assert desk.clocks("resolution") == [("met", 80, 20)]
    assert desk.anomalies() == {"overlapping_pauses": (1, 1)}


@pytest.mark.parametrize(
    ("states", "paused"), [({Status.PENDING}, 10), ({Status.PENDING, Status.HOLD}, 20)], ids=["one", "two"]
)
def test_pauses_of_two_states_that_overlap_end_one_another(
    desk: Desk, states: set[Status], paused: float
) -> None:
    desk.report.save_policy(replace(POLICY, pausing_states=frozenset(states)), in_force=True)
    both = [("1", 10, "pending"), ("1", 20, "hold"), ("1", 30, "open"), ("1", 40, "open")]
    desk.imports(("1", 0, "created"), *both, ("1", 100, "solved"), OTHER)
    assert (desk.facts()["agent_wait_minutes"], desk.facts()["hold_minutes"]) == (10, 10)
    assert desk.clocks("resolution") == [("met", 100 - paused, paused)]
    assert desk.anomalies() == {"overlapping_pauses": (1, 1)}


@pytest.mark.parametrize(
    "between", [("1", 15, "customer_reply"), ("1", 15, "open")], ids=["the customer wrote", "it was open"]
)
def test_a_second_pause_after_the_end_of_the_first_is_in_order(desk: Desk, between: Row) -> None:
    desk.imports(("1", 0, "created"), ("1", 10, "pending"), between, ("1", 20, "pending"), ("1", 30, "hold"))
    desk.imports(("1", 50, "open"), ("1", 100, "solved"), OTHER)
    assert desk.clocks("resolution") == [("met", 85, 15)]
    assert desk.anomalies() == {}


@pytest.mark.parametrize(
    ("rule", "clocks"),
    [
        (ReopenRule.NEW_PERIOD, [("met", 60, 0), ("breached", 260, 0)]),
        (ReopenRule.CONTINUE, [("breached", 320, 140)]),
        (ReopenRule.EXTEND, [("met", 320, 140)]),
    ],
)
def test_a_closed_ticket_that_is_opened_again_is_reopened(
    desk: Desk, rule: ReopenRule, clocks: list[tuple[str, float, float]]
) -> None:
    desk.report.save_policy(replace(POLICY, reopen_rule=rule), in_force=True)
    desk.imports(("1", 0, "created"), ("1", 60, "solved"), ("1", 100, "closed"), ("1", 200, "open"))
    desk.imports(("1", 460, "solved"), OTHER)
    facts = desk.facts()
    assert (facts["reopen_count"], facts["resolution_minutes"]) == (1, 460)
    assert (desk.minute("first_resolved_at"), desk.minute("resolved_at")) == (60, 460)
    assert desk.clocks("resolution") == clocks
    assert desk.anomalies() == {"reopened_after_close": (1, 1)}


def test_what_follows_a_merge_or_a_deletion_brings_a_ticket_back_only_by_its_state(desk: Desk) -> None:
    desk.imports(
        *((ticket, 0, "created") for ticket in "1234"),
        ("1", 50, "merged", "4"), ("1", 60, "customer_reply"),
        ("2", 50, "deleted"), ("2", 60, "customer_reply"),
        ("3", 50, "deleted"), ("3", 60, "open"), ("3", 90, "solved"), OTHER,
    )  # fmt: skip
    assert not desk.facts("1")["is_open"]
    assert desk.minute("merged_away_at", "1") == 50
    assert desk.facts("2")["is_deleted"]
    assert desk.clocks("resolution", "1") == desk.clocks("resolution", "2") == []
    assert (desk.facts("3")["is_finished"], desk.facts("3")["resolution_minutes"]) == (True, 90)
    assert desk.clocks("resolution", "3") == [("met", 50, 0), ("met", 30, 0)]
    assert desk.anomalies() == {"after_the_end": (3, 3)}


def test_the_first_of_two_creations_counts(desk: Desk) -> None:
    desk.imports(("1", 0, "created"), ("1", 30, "created"), ("1", 40, "public_reply"), OTHER)
    assert desk.minute("created_at") == 0
    assert desk.clocks("first_response") == [("met", 40, 0)]
    assert desk.anomalies() == {"created_twice": (1, 1)}


def test_an_event_that_comes_twice_counts_twice_but_moves_no_clock(desk: Desk) -> None:
    reply, end = ("1", 20, "public_reply"), ("1", 60, "solved")
    desk.imports(("1", 0, "created"), reply, reply, end, end, OTHER)
    facts = desk.facts()
    assert (facts["public_reply_count"], facts["first_response_minutes"]) == (2, 20)
    assert (facts["resolution_minutes"], facts["reopen_count"]) == (60, 0)
    assert desk.clocks("first_response") == [("met", 20, 0)]
    assert desk.clocks("resolution") == [("met", 60, 0)]
    assert desk.anomalies() == {"recorded_twice": (1, 2)}


def test_an_event_that_comes_again_under_its_id_is_known(desk: Desk) -> None:
    reply = ("1", 20, "public_reply", "", "e7")
    desk.imports(("1", 0, "created"), reply, reply, OTHER).imports(reply)
    assert desk.facts()["public_reply_count"] == 1
    assert desk.anomalies() == {}


def test_back_and_forth_within_one_instant_is_no_repetition(desk: Desk) -> None:
    moves = [("1", 20, "team_changed", team) for team in ("A", "B", "A")]
    desk.imports(("1", 0, "created"), *moves, ("1", 30, "open"), ("1", 30, "solved"), ("1", 30, "open"))
    assert desk.facts()["team"] == "A"
    assert desk.anomalies() == {}


def test_odd_events_are_told_by_every_state_of_the_store(desk: Desk) -> None:
    """Also after an import that only adds to what is in memory."""
    desk.imports(("1", 0, "created"), ("1", 20, "pending"), ("1", 10, "open"), ("1", 30, "pending"), OTHER)
    before = desk.anomalies()
    assert set(before) == {"out_of_order", "overlapping_pauses"}
    desk.imports(("2", 0, "created"), ("2", 5, "parked"))
    found = desk.anomalies()
    assert found == before | {"unknown_status": (1, 1)}
    assert Desk.anomalies(desk) == {
        a.id: (a.count, a.event_count) for a in Report(desk.store).data_quality().anomalies if a.event_count
    }


def test_lists_are_cut_and_begin_with_the_newest_ticket(desk: Desk) -> None:
    desk.imports(*(row for n in range(5) for row in ((f"t{n}", n, "created"), (f"t{n}", n + 9, "parked"))))
    listed = desk.report.anomaly_tickets("unknown_status", 2)
    assert listed["ticket_id"].tolist() == ["t4", "t3"]
    assert [(at - START) / pd.Timedelta(minutes=1) for at in listed["at"]] == [13, 12]
    with pytest.raises(ValueError, match="anomaly: 'mood'"):
        desk.report.anomaly_tickets("mood")
