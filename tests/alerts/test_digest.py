"""The digest against the figures of the report and plain counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from core.data.store import Store
from core.periods import Period
from core.report import Report
from core.reporting.alert_rules import save_channel
from dashboard.cli import main
from dashboard.format import count
from dashboard.view_models.digest import STATE, Digest, build_digest, closing_before
from dashboard.view_models.digest_letter import digest_letter
from sample_data import generate, load_into
from tests.alerts.help_desk import Desk, Mailbox, Receiver, at

MONDAY = datetime(2026, 6, 29, 14, 30, tzinfo=UTC)
ADDRESS = "https://desk.example.org"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("digest") / "queuewise.db") as store:
        load_into(store, generate(12_000, seed=9))
        yield Report(store)


@pytest.fixture(scope="module")
def digest(report: Report) -> Digest:
    found = build_digest(report, MONDAY)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def text(digest: Digest) -> str:
    return digest_letter(digest, ADDRESS).text


def section(text: str, heading: str) -> list[str]:
    """The lines below a heading."""
    lines = text.split("\n")
    start = next(place for place, line in enumerate(lines) if line.startswith(heading))
    rest = lines[start + 2 :]
    return rest[: rest.index("")] if "" in rest else rest


def test_the_state_is_what_the_report_says_now_and_a_day_before(report: Report, text: str) -> None:
    lines = section(text, "As of 29 Jun 2026, 10:30")
    now = report.metrics(STATE, as_of=MONDAY)
    before = report.metrics(STATE, as_of=MONDAY - timedelta(days=1))
    for line, mine, old in zip(lines, now, before, strict=True):
        moved = mine.value - old.value
        sign = "±0" if not moved else f"{moved:+.0f}"
        assert line.split(": ")[1] == f"{count(mine.value)} ({sign} in 24 hours)"


def test_the_state_is_what_a_plain_count_says(report: Report, digest: Digest) -> None:
    tickets = report.facts(MONDAY).tickets
    open_ones = tickets[tickets["is_open"] & ~tickets["is_deleted"]]
    age = pd.Timestamp(MONDAY) - open_ones["created_at"]
    assert digest.state["backlog_count"].value == len(open_ones)
    assert digest.state["backlog_24h"].value == (age > pd.Timedelta(hours=24)).sum()
    assert digest.state["open_p1_p2"].value == open_ones["priority"].isin(["P1", "P2"]).sum()


def test_overnight_begins_when_the_team_went_home(report: Report, digest: Digest) -> None:
    calendar, at_noon = report.opening_hours(), MONDAY
    closed = digest.closed_at
    morning = datetime(2026, 6, 29, 4, tzinfo=UTC)  # midnight in New York
    assert closed < morning < at_noon
    spans = calendar.intervals_between(int(closed.timestamp() * 1e6), int(morning.timestamp() * 1e6))
    assert spans == []
    just_before = int((closed - timedelta(minutes=1)).timestamp() * 1e6)
    assert calendar.intervals_between(just_before, int(closed.timestamp() * 1e6)) != []


def test_broken_promises_are_those_whose_time_ran_out_since_then(report: Report, digest: Digest) -> None:
    clocks = report.sla_clocks(as_of=MONDAY)
    since = pd.Timestamp(digest.closed_at)
    mine = clocks[(clocks["outcome"] == "breached") & (clocks["due_at"] >= since)]
    assert len(digest.broken) == len(mine) > 0
    assert digest.broken["is_running"].sum() == mine["stopped_at"].isna().sum()


def test_what_breaks_next_comes_first(report: Report, digest: Digest, text: str) -> None:
    running = report.sla_clocks(as_of=MONDAY, outcome=("running",))
    assert digest.next_up["remaining_minutes"].tolist() == sorted(running["remaining_minutes"])
    first = digest.next_up.iloc[0]
    lines = section(text, "Breaks next")
    assert lines[0].startswith(f"- Ticket {first['ticket_id']}: ")
    assert lines[1] == f"  {ADDRESS}/ticket?ticket={first['ticket_id']}&source=demo"
    assert lines[-1] == f"- and {len(running) - 8} more"


def test_yesterday_is_the_whole_local_day_against_the_same_weekday(report: Report, digest: Digest) -> None:
    start, end = pd.Timestamp("2026-06-28 04:00", tz="UTC"), pd.Timestamp("2026-06-29 04:00", tz="UTC")
    assert (digest.yesterday.start, digest.yesterday.end) == (start, end)
    created = report.facts(MONDAY).tickets["created_at"]
    week = pd.Timedelta(days=7)
    found = digest.flow["ticket_volume"]
    assert found.value == ((created >= start) & (created < end)).sum()
    assert found.previous is not None
    assert found.previous.value == ((created >= start - week) & (created < end - week)).sum()


def test_customers_to_call_back_gave_one_or_two_and_heard_nothing(report: Report, digest: Digest) -> None:
    period = Period.last_days(7, MONDAY, report.zone())
    all_low = report.low_scores(period=period, as_of=MONDAY)
    expected = all_low[(all_low["score"] <= 2) & all_low["follow_up_minutes"].isna()]
    assert sorted(digest.call_back["ticket_id"]) == sorted(expected["ticket_id"])
    assert digest.call_back["follow_up_minutes"].isna().all()


def test_the_weekly_part_comes_on_mondays_only(report: Report, digest: Digest) -> None:
    assert set(digest.week) == {
        "net_resolved", "priority_accuracy", "response_sla_met_rate", "resolution_sla_met_rate", "csat_rate"
    }  # fmt: skip
    tuesday = build_digest(report, MONDAY + timedelta(days=1))
    assert tuesday is not None
    assert tuesday.week == {}


def test_all_three_ways_of_writing_say_the_same(digest: Digest) -> None:
    letter = digest_letter(digest, ADDRESS)
    for heading in ("Broken since closing time", "Breaks next", "Without an owner", "Stuck", "Workload"):
        assert heading in letter.text
        assert f">{heading}</h3>" in letter.html
        assert f"**{heading}**" in letter.markdown
    links = letter.text.count(f"{ADDRESS}/ticket?")
    assert (
        links == letter.html.count(f'href="{ADDRESS}/ticket?') == letter.markdown.count(f"({ADDRESS}/ticket?")
    )


def test_ticket_text_is_escaped_in_the_digest(desk: Desk) -> None:
    desk.tell(
        "1, 2026-03-02 09:00:00, created, , customer,",
        "1, 2026-03-02 09:00:00, team_changed, , system, <b>x</b> [l](http://h)",
    )
    found = build_digest(desk.report, at("2026-03-02 10:00"))
    assert found is not None
    letter = digest_letter(found, ADDRESS)
    assert "<b>" not in letter.html
    assert "&lt;b&gt;x&lt;/b&gt; [l](http://h)" in letter.html
    assert "[l](http://h)" not in letter.markdown


def test_a_team_that_never_closes_looks_a_day_back(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.calendars import BusinessCalendar

    monkeypatch.setattr(report, "opening_hours", BusinessCalendar.always_open)
    assert closing_before(report, MONDAY) == MONDAY - timedelta(days=1)


def test_the_command_prints_and_sends_it_once_a_day(
    desk: Desk, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.tell("1, 2026-03-02 09:00:00, created, , customer,")
    save_channel(desk.store, "lead", mailbox.url())
    run = ["--db", desk.store.url, "digest", "--as-of", "2026-03-02T10:00"]
    for form, sign in (
        ("text", "Support on 2 Mar 2026"),
        ("html", "<!doctype html>"),
        ("md", "# Support on"),
    ):
        assert main([*run, "--format", form]) == 0
        assert sign in capsys.readouterr().out
    for _ in range(2):
        assert main([*run, "--send", "lead"]) == 0
    assert "before, or waits to" in capsys.readouterr().out
    assert main([*run, "--send", "lead", "--again"]) == 0
    assert [letter["Subject"] for _, _, letter in mailbox.letters] == [
        "Support on 2 Mar 2026: 1 open, 0 broken since closing time"
    ] * 2
    assert len({letter["Message-Id"] for _, _, letter in mailbox.letters}) == 2
    assert main([*run, "--send", "nobody"]) == 1
    assert main([*run, "--format", "pdf"]) == 1


def test_a_digest_that_is_not_taken_stays_in_the_outbox(
    desk: Desk, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.tell("1, 2026-03-02 09:00:00, created, , customer,")
    save_channel(desk.store, "hook", f"json://127.0.0.1:{receiver.port}/")
    receiver.status = 500
    assert main(["--db", desk.store.url, "digest", "--send", "hook"]) == 1
    assert "stays in the outbox" in capsys.readouterr().err
    (body,) = desk.store.read_frame("outbox")["body"]
    assert json.loads(body)["title"].startswith("Support on 2 Mar 2026")


def test_tickets_to_reassign_belong_to_people_who_are_away(report: Report, digest: Digest, text: str) -> None:
    away = report.away_agents(MONDAY)
    opened = report.tickets(as_of=MONDAY)
    expected = opened[opened["assignee"].astype(object).isin(set(away))]
    assert sorted(digest.away["ticket_id"]) == sorted(expected["ticket_id"])
    assert set(digest.away["reason"]) <= set(away.values())
    assert section(text, "To reassign")
