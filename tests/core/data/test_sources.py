"""What each kind of file becomes: canonical tickets and events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.data.columns import ActorRole, EventType, History
from core.data.ingest import ImportOptions, ImportProblem, ImportReport, import_file
from core.data.preview import likeliest_source
from core.data.sources import SOURCES
from core.data.sources.eventlog import guess_activity
from core.data.store import Store


def imported(store: Store, folder: Path, text: str, profile: str, **options: Any) -> ImportReport:
    path = folder / f"file{len(list(folder.iterdir()))}.csv"
    path.write_text(text, "utf-8")
    return import_file(store, path, ImportOptions(**{"profile": profile, "timezone": "UTC", **options}))


def tickets(store: Store) -> pd.DataFrame:
    return store.read_frame("ticket").set_index("ticket_id")


def story(store: Store, ticket_id: str) -> list[tuple[str, str, str | None]]:
    """A ticket's events in order: time of day, kind, new value."""
    frame, words = store.read_frame("ticket_event"), dict(enumerate(store.terms()))
    pk = tickets(store).loc[ticket_id, "pk"]
    frame = frame[frame["ticket_pk"] == pk].sort_values(["at", "seq"])
    return [
        (f"{pd.Timestamp(at, unit='us'):%d %H:%M}", EventType(kind).name.lower(), words.get(to))
        for at, kind, to in zip(frame["at"], frame["type"], frame["to_term"], strict=True)
    ]


ZENDESK = """Summation column,Id,Requester,Requester email,Assignee,Group,Subject,Tags,Status,Priority,Via,\
Ticket type,Created at,Updated at,Solved at,Satisfaction Score,Assignee stations,Reopens,Replies,\
First reply time in minutes,First reply time in minutes within business hours
1,101,Ann,ann@example.org,Carol,Support,Secret,vip urgent,Solved,Urgent,Web form,Incident,\
2026-01-05 08:00,2026-01-06 12:00,2026-01-06 11:00,Good,3,1,4,30,5
1,102,Bob,bob@example.org,,Support,Secret,,Pending,,Mail,Question,\
2026-01-05 09:00,2026-01-05 09:45,,Offered,0,0,1,15,15
1,103,Cyd,cyd@example.org,,,Secret,,New,Low,Chat,,2026-01-05 10:00,2026-01-05 10:00,,,,,,,
"""


def test_zendesk_export_gives_stated_figures_and_known_events(store: Store, tmp_path: Path) -> None:
    report = imported(store, tmp_path, ZENDESK, "zendesk")
    found = tickets(store)
    assert (report.read, report.stored, report.partial) == (3, 3, 3)
    assert found.loc["101", ["status", "priority", "channel", "category", "team_id", "tags"]].tolist() == [
        "solved",
        "P1",
        "Web form",
        "Incident",
        "Support",
        "vip urgent",
    ]
    assert found.loc["101", ["stated_reopen_count", "stated_public_reply_count"]].tolist() == [1, 4]
    assert found.loc["101", "stated_reassignment_count"] == 2
    assert found.loc["101", "stated_first_response_at"] == pd.Timestamp("2026-01-05T08:30Z")
    assert found["csat_offered"].astype("object").where(found["csat_offered"].notna(), None).tolist() == [
        True,
        True,
        None,
    ]
    assert found.loc["101", ["csat_score", "csat_scale_max"]].tolist() == [1.0, 1.0]
    assert story(store, "101") == [
        ("05 08:00", "created", None),
        ("05 08:30", "public_reply", None),
        ("06 11:00", "status_changed", "solved"),
    ]
    assert story(store, "102")[-1] == ("05 09:45", "status_changed", "pending")
    assert story(store, "103") == [("05 10:00", "created", None)]


def test_later_zendesk_export_adds_what_happened_since(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, ZENDESK, "zendesk")
    later = ZENDESK.replace("2026-01-06 12:00,2026-01-06 11:00", "2026-01-09 12:00,2026-01-09 11:00")
    report = imported(store, tmp_path, later, "zendesk")
    assert (report.stored, report.unchanged) == (1, 2)
    assert tickets(store).loc["101", "stated_resolved_at"] == pd.Timestamp("2026-01-09T11:00Z")
    assert [to for _, _, to in story(store, "101")][-2:] == ["solved", "solved"]
    reopened = later.replace("Solved,Urgent", "Open,Urgent").replace("2026-01-09 12:00", "2026-01-10 12:00")
    imported(store, tmp_path, reopened, "zendesk")
    assert story(store, "101")[-1] == ("10 12:00", "status_changed", "open")


FRESHDESK = """Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,\
Resolved time,\
Closed time,Last update time,Initial response time,First response time (in hrs),Resolution time (in hrs),\
Agent interactions,Customer interactions,Resolution status,First response status,Tags,\
Survey results,Full name
7,Secret,Closed,High,Email,Problem,Dan,L2 Support,2026-01-05 08:00:00,2026-01-06 08:00:00,\
2026-01-05 18:00:00,\
2026-01-07 18:00:00,2026-01-07 18:00:00,2026-01-05 08:20:00,0:20:00,10:00:00,3,2,Within SLA,\
Within SLA,a,Happy,Ann
8,Secret,Waiting on Customer,Low,Portal,No Type,No Agent,No Group,2026-01-05 09:00:00,\
2026-01-08 08:00:00,,,\
2026-01-05 10:00:00,,,,0,1,SLA Violated,,,Unhappy,Bob
"""


def test_freshdesk_export_gives_instants_and_verdicts(store: Store, tmp_path: Path) -> None:
    report = imported(store, tmp_path, FRESHDESK, "freshdesk")
    found = tickets(store)
    assert (report.stored, report.partial) == (2, 2)
    assert found["sla_met"].tolist() == [True, False]
    assert found["status"].tolist() == ["closed", "pending"]
    assert found.loc["8", ["assignee_id", "team_id", "category"]].isna().all()
    assert found["csat_score"].tolist() == [3.0, 1.0]
    assert set(found["csat_scale_max"]) == {3.0}
    assert story(store, "7") == [
        ("05 08:00", "created", None),
        ("05 08:20", "public_reply", None),
        ("05 18:00", "status_changed", "solved"),
        ("07 18:00", "status_changed", "closed"),
    ]


SERVICENOW = """number,incident_state,sys_mod_count,reopen_count,reassignment_count,made_sla,caller_id,\
opened_at,sys_updated_by,sys_updated_at,assignment_group,assigned_to,priority,resolved_at,closed_at
I1,New,0,0,0,true,Ann,5/1/2026 08:00,u1,5/1/2026 08:00,G1,?,3 - Moderate,6/1/2026 10:00,25/1/2026 10:00
I1,Awaiting User Info,1,0,0,true,Ann,5/1/2026 08:00,u2,5/1/2026 09:00,G1,r1,3 - Moderate,\
6/1/2026 10:00,25/1/2026 10:00
I2,-100,0,0,0,true,?,5/1/2026 08:30,u1,5/1/2026 08:30,?,?,?,?,25/1/2026 10:00
I1,Resolved,2,1,1,false,Ann,5/1/2026 08:00,u2,6/1/2026 11:00,G2,r1,2 - High,6/1/2026 10:00,25/1/2026 10:00
I1,Closed,3,1,1,false,Ann,5/1/2026 08:00,u3,25/1/2026 10:00,G2,r1,2 - High,6/1/2026 10:00,25/1/2026 10:00
"""


def test_servicenow_log_becomes_events_of_changes(store: Store, tmp_path: Path) -> None:
    report = imported(store, tmp_path, SERVICENOW, "servicenow")
    found = tickets(store)
    told = [entry for entry in story(store, "I1") if entry[1] != "field_changed"]
    assert (report.read, report.stored, report.full) == (5, 5, 2)
    assert told == [
        ("05 08:00", "created", None),
        ("05 08:00", "team_changed", "G1"),
        ("05 09:00", "status_changed", "pending"),
        ("05 09:00", "assigned", "r1"),
        ("06 10:00", "status_changed", "solved"),
        ("06 11:00", "status_changed", "solved"),
        ("06 11:00", "team_changed", "G2"),
        ("06 11:00", "priority_changed", "P2"),
        ("25 10:00", "status_changed", "closed"),
    ]
    assert found.loc["I1", ["status", "stated_reopen_count", "sla_met"]].tolist() == ["closed", 1, False]
    assert found.loc["I1", "stated_resolved_at"] == pd.Timestamp("2026-01-06T10:00Z")
    assert found.loc["I2", "status"] == "-100"
    assert found["resolution_is_stated"].all()


def test_servicenow_rows_in_disorder_give_the_same_events(store: Store, tmp_path: Path) -> None:
    header, *rows = SERVICENOW.splitlines()
    imported(store, tmp_path, "\n".join([header, *reversed(rows)]), "servicenow", source_id="disorder")
    disorder = story(store, "I1")
    imported(store, tmp_path, SERVICENOW, "servicenow", source_id="disorder")
    assert story(store, "I1") == disorder


def test_later_part_of_a_servicenow_log_continues_the_earlier(store: Store, tmp_path: Path) -> None:
    header, *rows = SERVICENOW.splitlines()
    for part in (rows[:2], rows[3:]):
        imported(store, tmp_path, "\n".join([header, *part]), "servicenow", date_order="dmy")
    parts = {entry for entry in story(store, "I1") if entry[1] == "status_changed"}
    assert parts == {
        ("05 09:00", "status_changed", "pending"),
        ("06 10:00", "status_changed", "solved"),
        ("06 11:00", "status_changed", "solved"),
        ("25 10:00", "status_changed", "closed"),
    }
    assert [kind for _, kind, _ in story(store, "I1")].count("created") == 1


def events_text(*rows: dict[str, Any]) -> str:
    return "\n".join(json.dumps(row) for row in rows)


def test_canonical_events_accept_aliases_and_give_ticket_state(store: Store, tmp_path: Path) -> None:
    text = events_text(
        {
            "ticket_id": 1,
            "ts": "2026-01-05T08:00:00Z",
            "type": "created",
            "actor": "ann",
            "actor_role": "customer",
        },
        {"ticket_id": 1, "ts": "2026-01-05T08:05:00Z", "type": "assigned", "frm": "Nobody", "to": "bob"},
        {
            "ticket_id": 1,
            "ts": "2026-01-05T08:06:00Z",
            "type": "status_changed",
            "frm": "new",
            "to": "stalled",
        },
        {"ticket_id": 1, "ts": "2026-01-05T08:07:00Z", "type": "csat", "to": "4"},
        {"ticket_id": 1, "ts": "2026-01-05T08:08:00Z", "type": "merged", "to": "rt://desk/ticket/30"},
        {"ticket_id": 1, "ts": "2026-01-05T08:09:00Z", "type": "time_worked", "minutes": 12.5},
        {"ticket_id": 2, "ts": "2026-01-05T08:09:00Z", "type": "priority_changed", "to": "urgent"},
        {"ticket_id": 2, "ts": "2026-01-05T08:10:00Z", "type": "csat", "to": "great"},
        {"ticket_id": 2, "ts": "2026-01-05T08:10:00Z", "type": "yawned"},
    )
    report = imported(store, tmp_path, text, "canonical-events", timezone=None)
    one, two = tickets(store).loc["1"], tickets(store).loc["2"]
    assert (report.stored, report.quarantined, report.full, report.partial) == (7, 2, 1, 1)
    assert one[["status", "assignee_id", "merged_into"]].tolist() == ["pending", "bob", "30"]
    assert one[["csat_score", "csat_scale_max"]].tolist() == [4.0, 5.0]
    assert one["customer_key"].startswith("cust_")
    assert (two["history"], two["priority"]) == (History.PARTIAL, "P1")
    assert pd.isna(two["created_at"])
    worked = store.read_frame("ticket_event").query(f"type == {int(EventType.TIME_WORKED)}")
    assert worked["value_num"].tolist() == [12.5]


def test_events_without_ids_get_the_same_ids_in_every_export(store: Store, tmp_path: Path) -> None:
    reply = {"ticket_id": "1", "at": "2026-01-05T08:00:00Z", "type": "public_reply"}
    note = {"ticket_id": "1", "at": "2026-01-05T09:00:00Z", "type": "internal_note"}
    imported(store, tmp_path, events_text(reply, reply), "canonical-events")
    report = imported(store, tmp_path, events_text(note, reply, reply, reply), "canonical-events")
    assert (report.stored, report.unchanged) == (2, 2)
    assert store.counts()["events"] == 4


def test_events_of_two_help_desks_in_one_file_are_asked_about(store: Store, tmp_path: Path) -> None:
    rows = [
        {"source": name, "ticket_id": "1", "at": "2026-01-05T08:00:00Z", "type": "created"}
        for name in ("a", "b")
    ]
    with pytest.raises(ImportProblem, match="2 sources"):
        imported(store, tmp_path, events_text(*rows), "canonical-events")


EVENTLOG = """Case ID,Activity,Complete Timestamp,Resource
C1,Assign seriousness,2026/01/05 08:00:00,Value 1
C1,Take in charge ticket,2026/01/05 08:10:00,Value 2
C1,Wait,2026/01/05 08:20:00,Value 2
C1,Parked,2026/01/05 08:30:00,Value 2
C1,Schedule intervention,2026/01/05 08:40:00,Value 2
C1,Resolve ticket,2026/01/05 09:00:00,Value 2
C1,Closed,2026/01/09 09:00:00,Value 3
"""


def test_event_log_activities_are_guessed_and_mapped(store: Store, tmp_path: Path) -> None:
    mapping = {"activity.Parked": "hold"}
    report = imported(store, tmp_path, EVENTLOG, "eventlog", mapping=mapping)
    assert (report.read, report.stored, report.full) == (7, 7, 1)
    assert "Schedule intervention" in report.warnings[0]
    assert story(store, "C1") == [
        ("05 08:00", "created", None),
        ("05 08:00", "assigned", "Value 1"),
        ("05 08:10", "assigned", "Value 2"),
        ("05 08:20", "status_changed", "pending"),
        ("05 08:30", "status_changed", "hold"),
        ("05 08:40", "field_changed", "Schedule intervention"),
        ("05 09:00", "status_changed", "solved"),
        ("09 09:00", "status_changed", "closed"),
    ]
    again = imported(store, tmp_path, EVENTLOG, "eventlog", mapping=mapping)
    assert (again.stored, again.unchanged) == (0, 7)


def test_event_log_word_without_meaning_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="neither a kind of event nor a status"):
        imported(store, tmp_path, EVENTLOG, "eventlog", mapping={"activity.Wait": "snooze"})


@pytest.mark.parametrize(
    ("activity", "meaning"),
    [
        ("Ticket created", "created"),
        ("Reopened", "open"),
        ("Customer replied", "customer_reply"),
        ("X", None),
    ],
)
def test_activities_are_guessed_by_their_words(activity: str, meaning: str | None) -> None:
    assert guess_activity(activity) == meaning


def test_tickets_without_any_past_are_snapshots(store: Store, tmp_path: Path) -> None:
    report = imported(store, tmp_path, "id,created,status\n1,2026-01-05 08:00,open\n", "canonical-tickets")
    assert (report.snapshot, report.partial) == (1, 0)


def test_verdict_follows_from_due_and_resolved_where_the_file_names_both(
    store: Store, tmp_path: Path
) -> None:
    text = (
        "id,created,resolved_at,due_at,sla_met\n"
        "1,2026-01-05 08:00,2026-01-05 09:00,2026-01-05 10:00,\n"
        "2,2026-01-05 08:00,2026-01-05 11:00,2026-01-05 10:00,\n"
        "3,2026-01-05 08:00,2026-01-05 11:00,,ONTIME\n"
        "4,2026-01-05 08:00,,2026-01-05 10:00,overdue\n"
        "5,2026-01-05 08:00,,2026-01-05 10:00,\n"
    )
    imported(store, tmp_path, text, "canonical-tickets")
    met = tickets(store)["sla_met"].astype("object")
    assert met.where(met.notna(), None).tolist() == [True, False, None, False, None]


def test_whoever_opens_a_ticket_is_a_customer_unless_the_file_says_otherwise(
    store: Store, tmp_path: Path
) -> None:
    kinds = ["created", "customer_reply", "public_reply"]
    rows = [
        {"ticket_id": "1", "at": f"2026-01-05T08:0{i}:00Z", "type": kind, "actor": "Ann Lee"}
        for i, kind in enumerate(kinds)
    ]
    imported(store, tmp_path, events_text(*rows), "canonical-events")
    events = store.read_frame("ticket_event").sort_values("at")
    names = events["actor_term"].map(dict(enumerate(store.terms()))).tolist()
    assert [name.startswith("cust_") for name in names] == [True, True, False]
    assert tickets(store).loc["1", "customer_key"] == names[0]


ALL_BAD = {
    "canonical-tickets": "ticket_id,created_at\n1,never\n",
    "canonical-events": "ticket_id,at,type\n1,never,created\n",
    "zendesk": "Id,Created at,Solved at\n1,never,never\n",
    "freshdesk": "Ticket ID,Created time\n1,never\n",
    "servicenow": "number,opened_at,sys_updated_at,incident_state\nI1,never,never,New\n",
    "eventlog": "case,activity,timestamp\n1,Close,never\n",
}


@pytest.mark.parametrize("profile", ALL_BAD)
def test_file_of_bad_rows_only_is_quarantined_whole(store: Store, tmp_path: Path, profile: str) -> None:
    report = imported(store, tmp_path, ALL_BAD[profile], profile)
    assert (report.read, report.stored, report.quarantined, report.state) == (1, 0, 1, "done")
    assert store.counts()["tickets"] == 0


def test_roles_decide_who_is_a_customer(store: Store, tmp_path: Path) -> None:
    rows = [
        {
            "ticket_id": "1",
            "at": f"2026-01-05T08:0{i}:00Z",
            "type": "internal_note",
            "actor": "x@example.org",
            "role": r,
        }
        for i, r in enumerate(["customer", "agent", "bot", ""])
    ]
    imported(store, tmp_path, events_text(*rows), "canonical-events")
    events = store.read_frame("ticket_event").sort_values("at")
    names = events["actor_term"].map(dict(enumerate(store.terms()))).tolist()
    assert events["actor_role"].tolist() == [
        ActorRole.CUSTOMER,
        ActorRole.AGENT,
        ActorRole.BOT,
        ActorRole.UNKNOWN,
    ]
    assert [name.startswith("cust_") for name in names] == [True, False, True, True]
    assert names[1] == "x"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_source_is_recognised_by_its_own_signature(source: Any) -> None:
    found = likeliest_source(list(source.signature))
    assert found is not None
    assert found.name == source.name
