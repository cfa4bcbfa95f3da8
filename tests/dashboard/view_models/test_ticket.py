"""What the Ticket page says of a ticket, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report
from dashboard.charts.clock_lines import clock_lines
from dashboard.components.table import raw_frame
from dashboard.export import to_csv
from dashboard.view_models.clocks import FILE_COLUMNS, clock_rows
from dashboard.view_models.ticket import build_ticket

EVENTS = """ticket_id,event_id,at,type,actor_id,actor_role,field,from_value,to_value,value_num
7,a,2026-03-02T09:00:00Z,created,,customer,,,,
7,b,2026-03-02T09:00:05Z,public_reply,ack,bot,,,,
7,c,2026-03-02T09:10:00Z,assigned,kim,agent,,,kim,
7,d,2026-03-02T09:10:00Z,status_changed,kim,agent,,,open,
7,e,2026-03-02T09:30:00Z,public_reply,kim,agent,,,,
7,f,2026-03-02T09:30:00Z,status_changed,kim,agent,,,pending,
7,g,2026-03-02T11:00:00Z,customer_reply,,customer,,,,
7,h,2026-03-02T11:00:00Z,status_changed,,system,,,open,
7,i,2026-03-02T11:30:00Z,priority_changed,kim,agent,,P3,P1,
7,j,2026-03-02T12:00:00Z,time_worked,kim,agent,,,,45
7,k,2026-03-02T12:00:00Z,status_changed,kim,agent,,,solved,
7,l,2026-03-03T09:00:00Z,csat,,customer,,,,4
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    folder = tmp_path_factory.mktemp("ticket")
    with Store.open(folder / "ticket.db") as store:
        _import(store, folder / "one.csv", "desk one", EVENTS)
        _import(store, folder / "two.csv", "desk two", "\n".join(EVENTS.splitlines()[:2]))
        yield Report(store)


def _import(store: Store, file: Path, source: str, text: str) -> None:
    file.write_text(text, "utf-8")
    import_file(store, file, ImportOptions(profile="canonical-events", source_id=source))


def test_every_event_is_told_in_words(report: Report) -> None:
    happened = build_ticket(report, "7", "desk one").happened.frame
    assert list(happened["what"]) == [
        "Created", "Public reply", "Owner: nobody → kim", "State: New → Open", "Public reply",
        "State: Open → Waiting for customer", "Customer wrote", "State: Waiting for customer → Open",
        "Priority: P3 → P1", "Worked 45\xa0min", "State: Open → Solved", "Rated 4",
    ]  # fmt: skip
    assert list(happened["who"][:3]) == ["customer", "ack (bot)", "kim (agent)"]
    assert list(happened["after"][:4]) == ["", "5\xa0s", "10\xa0min", ""]


def test_cards_say_what_the_facts_say(report: Report) -> None:
    cards = {
        card.label: card.value.replace("\xa0", " ") for card in build_ticket(report, "7", "desk one").cards
    }
    assert cards == {
        "State": "Solved",
        "First response": "30 min",
        "Resolved in": "3 h",
        "Waited for us": "1 h 30 min",
        "Waited for customer": "1 h 30 min",
        "Replies": "1",
    }


def test_a_bot_has_a_lane_of_its_own_and_the_ticket_is_the_customers_first_message(report: Report) -> None:
    marks = build_ticket(report, "7", "desk one").marks
    assert list(marks["lane"]) == ["Customer wrote", "Bot replied", "We replied", "Customer wrote"]


def test_the_source_chooses_between_tickets_of_one_number(report: Report) -> None:
    view = build_ticket(report, "7", "desk two")
    assert view.sources == ("desk one", "desk two")
    assert view.line.startswith("desk two")
    assert build_ticket(report, "7", None).line.startswith("desk one")


def test_an_unknown_number_is_nobodys(report: Report) -> None:
    view = build_ticket(report, "8", None)
    assert view.sources == ()
    assert view.happened.is_empty


def test_a_waiting_ticket_says_how_long_nobody_has_answered(report: Report) -> None:
    cards = {card.label: card for card in build_ticket(report, "7", "desk two").cards}
    assert cards["First response"].value in ("not yet", "no data")
    assert cards["Age"].note == "not resolved yet"


def test_clocks_say_how_they_came_out_and_how_their_time_adds_up(report: Report) -> None:
    clocks = build_ticket(report, "7", "desk one").clocks
    first = clocks.lines[0].replace("\xa0", " ")
    assert first.startswith("First response: ")
    assert "30 min in all = 30 min running" in first
    assert set(clocks.parts["kind"]) <= {"Running", "Paused", "Outside opening hours"}
    assert build_ticket(report, "8", None).clocks.lines == ()


def test_the_file_of_a_clock_tells_every_minute_and_why_it_counts(report: Report) -> None:
    rows = clock_rows(report, "7", "desk one", "resolution", 0)
    # Round the clock for P1: half an hour, then the customer is awaited until 11:00, then an hour.
    assert rows[["kind", "reason", "minutes", "counted_minutes"]].to_numpy().tolist() == [
        ["Running", "", 30, 30],
        ["Paused", "customer awaited", 90, 30],
        ["Running", "", 60, 90],
    ]
    assert set(rows["outcome"]) == {"kept"}
    assert set(clock_rows(report, "7", "desk one")["clock"]) > {"First response", "Resolution"}
    assert clock_rows(report, "8", "desk one").empty


def test_no_cell_of_the_file_of_a_clock_runs_as_a_formula(tmp_path: Path) -> None:
    with Store.open(tmp_path / "hostile.db") as store:
        _import(store, tmp_path / "one.csv", "desk", EVENTS.replace("\n7,", "\n=1+1,"))
        rows = clock_rows(Report(store), "=1+1", "desk")
        lines = to_csv(raw_frame(rows, FILE_COLUMNS)).decode("utf-8-sig").splitlines()
        assert len(lines) == len(rows) + 1 > 1
        assert all(line.startswith("'=1+1,") for line in lines[1:])


def test_the_picture_and_its_lines_name_the_duplicate_that_a_clock_began_with(tmp_path: Path) -> None:
    older = "6,z,2026-03-02T08:30:00Z,created,,customer,,,,\n6,y,2026-03-02T09:20:00Z,merged,kim,agent,,,7,\n"
    with Store.open(tmp_path / "merged.db") as store:
        _import(store, tmp_path / "one.csv", "desk", EVENTS + older)
        clocks = build_ticket(Report(store), "7", "desk").clocks
    assert "1\xa0h in all" in clocks.lines[0]
    assert clocks.lines[0].endswith("Counted from ticket 6, merged into this one.")
    figure = clock_lines(clocks.parts, clocks.marks, mode="light")
    assert "Asked in 6" in {trace.name for trace in figure.data}
