"""What an import promises whoever starts it: sums, quarantine, questions, privacy."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.data.ingest import (
    ImportOptions,
    ImportProblem,
    Progress,
    import_file,
    load_profile,
    preview,
    rejected_as_csv,
    save_profile,
    saved_profiles,
)
from core.data.store import Store

HEADER = "ticket_id,created_at,status,customer,team,resolved_at"
GOOD = "1,2026-01-05T08:00:00Z,open,ann@example.org,Billing,"


def write(folder: Path, *lines: str, name: str = "tickets.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def tickets_of(store: Store, path: Path, **options: Any) -> pd.DataFrame:
    import_file(store, path, ImportOptions(**{"profile": "canonical-tickets", "timezone": "UTC", **options}))
    return store.read_frame("ticket").set_index("ticket_id")


def test_bad_rows_are_quarantined_with_line_column_value_and_rule(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEADER,
        GOOD,
        "2,2026-13-05T08:00:00Z,open,bob,Billing,",
        ",2026-01-05T08:00:00Z,open,bob,Billing,",
        "4,2026-01-05T08:00:00Z,solved,bob,Billing,2026-01-04T08:00:00Z",
        "5,2026-01-05T08:00:00Z,open",
    )
    report = import_file(store, path, ImportOptions(profile="canonical-tickets"))
    rejected = store.rejected_rows().sort_values("line")
    assert (report.read, report.stored, report.unchanged, report.quarantined) == (5, 1, 0, 4)
    assert rejected["line"].tolist() == [3, 4, 5, 6]
    assert rejected["column"].fillna("").tolist() == ["created_at", "ticket_id", "resolved_at", ""]
    assert rejected["value"].fillna("").tolist() == ["2026-13-05T08:00:00Z", "", "2026-01-04T08:00:00Z", ""]
    rules = rejected["rule"].tolist()
    assert "is not a date" in rules[0]
    assert "is missing" in rules[1]
    assert "is earlier than created_at" in rules[2]
    assert "has 3 columns instead of 6" in rules[3]


def test_row_with_several_faults_is_rejected_once_and_names_all(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, GOOD, ",never,open,bob,Billing,")
    report = import_file(store, path, ImportOptions(profile="canonical-tickets"))
    (rule,) = store.rejected_rows()["rule"]
    assert report.quarantined == 1
    assert "is missing" in rule
    assert "created_at is not a date" in rule


def test_importing_twice_stores_nothing_more(any_store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, GOOD, "2,2026-01-05T09:00:00Z,solved,bob,Billing,2026-01-06T09:00:00Z")
    options = ImportOptions(profile="canonical-tickets")
    first = import_file(any_store, path, options)
    revision = any_store.revision()
    second = import_file(any_store, path, options)
    assert (first.stored, second.stored, second.unchanged) == (2, 0, 2)
    assert any_store.revision() == revision


def test_older_export_does_not_overwrite_a_newer_one(store: Store, tmp_path: Path) -> None:
    header = "ticket_id,created_at,updated_at,status"
    new = write(tmp_path, header, "1,2026-01-01T00:00:00Z,2026-02-02T00:00:00Z,pending", name="new.csv")
    old = write(tmp_path, header, "1,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,open", name="old.csv")
    tickets_of(store, new)
    assert tickets_of(store, old).loc["1", "status"] == "pending"


def test_of_two_rows_about_a_ticket_the_later_update_counts(store: Store, tmp_path: Path) -> None:
    header = "ticket_id,created_at,updated_at,status"
    path = write(
        tmp_path,
        header,
        "1,2026-01-01T00:00:00Z,2026-02-02T00:00:00Z,pending",
        "1,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,open",
    )
    report = import_file(store, path, ImportOptions(profile="canonical-tickets"))
    assert store.read_frame("ticket")["status"].tolist() == ["pending"]
    assert (report.read, report.stored, report.unchanged) == (2, 1, 1)


def test_rejected_rows_can_be_mended_and_imported(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, GOOD, "2,yesterday,=cmd(),bob@example.org,+Sales,")
    report = import_file(store, path, ImportOptions(profile="canonical-tickets"))
    text = rejected_as_csv(store, report.batch_id).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["ticket_id"], row["status"], row["team"]) == ("2", "'=cmd()", "'+Sales")
    assert (row["queuewise_line"], row["queuewise_column"]) == ("3", "created_at")
    mended = tmp_path / "mended.csv"
    mended.write_text(text.replace("yesterday", "2026-01-05T10:00:00Z"), "utf-8-sig")
    options = ImportOptions(profile="canonical-tickets")
    again = import_file(store, mended, options)
    tickets = store.read_frame("ticket").set_index("ticket_id")
    assert (again.stored, again.quarantined) == (1, 0)
    assert tickets.loc["2", ["status", "team_id"]].tolist() == ["=cmd()", "+Sales"]
    direct = write(tmp_path, HEADER, GOOD.replace("ann@", "bob@").replace("1,", "3,", 1), name="direct.csv")
    import_file(store, direct, options)
    keys = store.read_frame("ticket").set_index("ticket_id")["customer_key"]
    assert keys["2"] == keys["3"], "the mended row still belongs to the same customer"


def test_no_text_address_or_name_of_a_customer_reaches_the_database(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEADER + ",subject,body,ip,agent,category",
        GOOD
        + ",Secret subject,Secret body,203.0.113.9,carol@example.org,VPN for dave@example.org from 10.1.2.3",
        "2,bad date,open,eve@example.org,Billing,,Secret subject,Secret body,203.0.113.9,carol@example.org,x",
        "3,2026-01-05T08:00:00Z,open,Secret body shifted,too,many,columns,are,here,in,this,row",
    )
    import_file(store, path, ImportOptions(profile="canonical-tickets"))
    store.close()
    data = b"".join(part.read_bytes() for part in tmp_path.glob("queuewise.db*") if part.suffix != ".key")
    for secret in (b"Secret", b"203.0.113", b"10.1.2.3", b"example.org", b"ann@", b"eve@"):
        assert secret not in data, secret


def test_events_keep_no_message_text(store: Store, tmp_path: Path) -> None:
    rows = [
        {"ticket_id": "1", "at": "2026-01-05T08:00:00Z", "type": "created", "actor": "ann@example.org"},
        {"ticket_id": "1", "at": "2026-01-05T08:01:00Z", "type": "public_reply", "to": "Dear Secret"},
        {
            "ticket_id": "1",
            "at": "2026-01-05T08:02:00Z",
            "type": "field_changed",
            "field": "Subject",
            "to": "Secret",
        },
        {
            "ticket_id": "1",
            "at": "2026-01-05T08:03:00Z",
            "type": "field_changed",
            "field": "Category",
            "to": "Login",
        },
    ]
    rows += [{**row, "at": "never"} for row in rows[:3]]
    path = write(tmp_path, *(json.dumps(row) for row in rows), name="events.jsonl")
    import_file(store, path, ImportOptions(profile="canonical-events"))
    quarantined = " ".join(store.rejected_rows()["row"])
    assert "never" in quarantined
    assert "Secret" not in quarantined
    assert "@" not in quarantined
    words = [word for word in store.terms() if word]
    assert "Login" in words
    assert not [word for word in words if "Secret" in word or "@" in word]


def test_customers_keep_their_pseudonym_across_imports_but_not_across_installations(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, HEADER, GOOD, GOOD.replace("1,", "2,", 1).replace("ann@", "ANN@"))
    keys = []
    for name in ("one.db", "two.db"):
        with Store.open(tmp_path / name) as store:
            keys.append(tickets_of(store, path)["customer_key"].tolist())
    assert keys[0][0] == keys[0][1]
    assert keys[0][0] != keys[1][0]


def test_key_file_is_private_and_another_key_is_refused(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, GOOD)
    tickets_of(store, path)
    key = tmp_path / "queuewise.db.key"
    assert key.stat().st_mode & 0o077 == 0
    key.write_text("ab" * 32 + "\n")
    with pytest.raises(ImportProblem, match="another key"):
        tickets_of(store, path)


def test_ambiguous_dates_are_asked_for(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "ticket_id,created_at", "1,03/04/2026 10:00", "2,05/06/2026 11:00")
    with pytest.raises(ImportProblem, match="ambiguous") as caught:
        tickets_of(store, path)
    assert caught.value.question is not None
    assert (caught.value.question.name, caught.value.question.choices) == ("date_order", ("dmy", "mdy"))
    assert store.counts()["batches"] == 0
    created = tickets_of(store, path, date_order="mdy")["created_at"]
    assert created["1"] == pd.Timestamp("2026-03-04T10:00Z")


def test_column_that_is_silent_follows_the_files_other_columns(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "ticket_id,created_at,resolved_at",
        "1,03/04/2026 10:00,25/04/2026 10:00",
        "2,05/06/2026 11:00,26/06/2026 10:00",
    )
    report = import_file(store, path, ImportOptions(profile="canonical-tickets", timezone="UTC"))
    assert "created_at were read as dmy" in report.warnings[0]
    assert store.read_frame("ticket")["created_at"].min() == pd.Timestamp("2026-04-03T10:00Z")


def test_column_that_contradicts_itself_is_asked_about(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "ticket_id,created_at", "1,25/04/2026 10:00", "2,04/25/2026 11:00")
    with pytest.raises(ImportProblem, match="only the other way"):
        tickets_of(store, path)


@pytest.mark.parametrize("header", ["ticket_id,ticket_id,created_at", "ticket_id,created_at,created_at"])
def test_column_that_occurs_twice_is_refused_where_it_is_needed(
    store: Store, tmp_path: Path, header: str
) -> None:
    path = write(tmp_path, header, "1,2,3")
    with pytest.raises(ImportProblem, match="occurs more than once"):
        tickets_of(store, path)


def test_doubled_column_nobody_reads_is_only_mentioned(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "ticket_id,created_at,Others,Others", "1,2026-01-05T08:00Z,a,b")
    report = import_file(store, path, ImportOptions(profile="canonical-tickets"))
    assert report.stored == 1
    assert "Others" in report.warnings[0]


def test_long_text_and_nul_characters_are_quarantined(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path, HEADER, GOOD, GOOD.replace("Billing", "B" * 256), GOOD.replace("Billing", "Bill\0ing")
    )
    report = import_file(store, path, ImportOptions(profile="canonical-tickets"))
    rejected = store.rejected_rows().sort_values("line")
    assert report.quarantined == 2
    assert [rule.split(" characters")[0] for rule in rejected["rule"]] == [
        "is longer than 255",
        "holds a NUL character",
    ]
    assert not rejected["row"].str.contains("\0", regex=False).any()


def test_one_telling_value_decides_the_whole_column(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "ticket_id,created_at", "1,03/04/2026 10:00", "2,25/06/2026 11:00")
    assert tickets_of(store, path).loc["1", "created_at"] == pd.Timestamp("2026-04-03T10:00Z")


def test_times_without_zone_are_asked_for_and_the_zone_is_kept(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "ticket_id,created_at", "1,2026-07-01 10:00:00")
    with pytest.raises(ImportProblem) as caught:
        tickets_of(store, path, timezone=None)
    assert caught.value.question is not None
    assert caught.value.question.name == "timezone"
    created = tickets_of(store, path, timezone="Europe/Berlin")["created_at"]
    assert created["1"] == pd.Timestamp("2026-07-01T08:00Z")
    assert store.batches()["timezone"].tolist() == ["Europe/Berlin"]


def test_comma_that_may_be_decimal_is_asked_for(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "ticket_id;created_at;replies", "1;2026-07-01T10:00:00Z;1,234")
    with pytest.raises(ImportProblem) as caught:
        tickets_of(store, path)
    assert caught.value.question is not None
    assert caught.value.question.name == "decimal"
    assert tickets_of(store, path, decimal=".").loc["1", "stated_public_reply_count"] == 1234


def test_missing_column_is_asked_for_with_the_files_columns(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "CASE;OPEN_DT", "1;2026-07-01T10:00:00Z")
    with pytest.raises(ImportProblem, match="no column for ticket_id") as caught:
        tickets_of(store, path)
    assert caught.value.question is not None
    assert caught.value.question.choices == ("CASE", "OPEN_DT")
    mapping = {"ticket_id": "CASE", "created_at": "OPEN_DT"}
    assert tickets_of(store, path, mapping=mapping).index.tolist() == ["1"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"profile": "jira"}, "no profile jira"),
        ({"timezone": "Mars/Olympus"}, "no time zone Mars/Olympus"),
        ({"mapping": {"ticket_id": "Nothing"}}, "no column Nothing"),
        ({"mapping": {"mood": "status"}}, "no column mood"),
        ({"date_order": "ydm"}, "date_order must be"),
        ({"decimal": ";"}, "decimal must be"),
    ],
)
def test_wrong_options_are_explained(
    store: Store, tmp_path: Path, options: dict[str, Any], sentence: str
) -> None:
    path = write(tmp_path, "ticket_id,created_at,status", "1,2026-07-01 10:00,open")
    with pytest.raises(ImportProblem, match=sentence):
        tickets_of(store, path, **options)


def test_words_of_the_user_are_translated(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path, "ticket_id,created_at,status", "1,2026-07-01T10:00Z,Parked", "2,2026-07-01T10:00Z,Odd"
    )
    states = tickets_of(store, path, mapping={"status.Parked": "hold"})["status"]
    assert states.to_dict() == {"1": "hold", "2": "Odd"}


def test_saved_mapping_is_a_profile_of_its_own(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "CASE;OPEN_DT", "1;2026-07-01 10:00")
    mapping = {"ticket_id": "CASE", "created_at": "OPEN_DT"}
    options = ImportOptions(profile="canonical-tickets", timezone="Europe/Paris", mapping=mapping)
    save_profile(store, "our desk", options)
    assert saved_profiles(store) == ["our desk"]
    assert load_profile(store, "our desk") == replace(options, source_id="our desk")
    report = import_file(store, path, ImportOptions(profile="our desk"))
    assert (report.stored, report.source_id, report.profile) == (1, "our desk", "canonical-tickets")
    with pytest.raises(ImportProblem, match="choose another name"):
        save_profile(store, "zendesk", options)


def test_progress_goes_from_reading_to_all_rows_stored(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, *(GOOD.replace("1,", f"{i},", 1) for i in range(25)))
    seen: list[Progress] = []
    import_file(store, path, ImportOptions(profile="canonical-tickets"), progress=seen.append, chunk_rows=10)
    storing = [step.done for step in seen if step.phase == "storing"]
    assert [step.phase for step in seen][:2] == ["reading", "checking"]
    assert storing == [0, 10, 20, 25]
    assert seen[-1] == Progress("storing", 25, 25)


def test_report_is_plain_json(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, GOOD)
    report = import_file(store, path, ImportOptions(profile="canonical-tickets"))
    plain = json.loads(json.dumps(report.to_json()))
    assert {name: plain[name] for name in ("read", "stored", "unchanged", "quarantined", "state")} == {
        "read": 1,
        "stored": 1,
        "unchanged": 0,
        "quarantined": 0,
        "state": "done",
    }
    assert plain["history"] == {"full": 0, "partial": 1, "snapshot": 0}


def test_preview_finds_profile_mapping_dates_and_questions(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Ticket ID;Created time;Due by Time;Agent interactions;Resolution status;Subject",
        "1;03/04/2026 10:00;04/04/2026 10:00;2;Within SLA;" + "long " * 50,
    )
    found = preview(path)
    assert (found.profile, found.separator, found.encoding, found.row_count) == ("freshdesk", ";", "utf-8", 1)
    assert found.mapping["created_at"] == "Created time"
    assert [(date.column, date.order) for date in found.dates] == [
        ("Created time", None),
        ("Due by Time", None),
    ]
    assert [question.name for question in found.questions] == ["date_order", "timezone"]
    assert max(len(cell) for cell in found.rows[0].values()) <= 60


def test_preview_of_an_unknown_file_asks_what_it_is(tmp_path: Path) -> None:
    found = preview(write(tmp_path, "a,b", "1,2"))
    assert found.profile is None
    assert [question.name for question in found.questions] == ["profile"]


def test_a_ticket_may_be_created_in_a_state_of_its_own(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "ticket_id,at,type,to_value",
        "1,2026-01-05T08:00:00Z,created,Pending",
        "2,2026-01-05T08:00:00Z,created,Printer is on fire",
        name="events.csv",
    )
    import_file(store, path, ImportOptions(profile="canonical-events"))
    words = store.terms()
    kept = [words[number] if number else None for number in store.read_events()["to_term"].to_pylist()]
    assert kept == ["pending", None]
