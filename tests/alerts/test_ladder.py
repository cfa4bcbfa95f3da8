"""The SLA ladder: who is told at each level, by the passing of time alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pandas as pd
import pytest

from core.alerts.evaluate import Finding, State
from core.alerts.ladder import STEPS, Ladder, Role, ladder_findings, recipients
from core.alerts.quiet import QuietHours
from core.data.store import Store
from core.report import Report
from core.reporting.alert_check import Checked, check_alerts
from core.reporting.alert_log import acknowledge, alert_log
from core.reporting.alert_rules import save_channel, save_ladder
from core.reporting.alert_trial import try_ladder
from dashboard.alert_look import in_words
from sample_data import generate, load_into
from tests.alerts.help_desk import Desk, at

ROLES = {role: (role.value,) for role in Role}
ASKED = "1, 2026-03-02 09:00:00, created, , customer,"
URGENT = "1, 2026-03-02 09:00:00, priority_changed, , system, P1"


@pytest.fixture
def watched(desk: Desk) -> Desk:
    """One ticket of priority P1, created at 9:00: an answer is promised within 15 minutes at any hour."""
    desk.tell(ASKED, URGENT)
    for role in Role:
        save_channel(desk.store, role.value, "json://127.0.0.1:9/never-called")
    save_ladder(desk.store, Ladder(channels=ROLES))
    return desk


def look(desk: Desk, when: str) -> Checked:
    return check_alerts(desk.report, at(f"2026-03-02 {when}"), in_words(desk.report))


def told(desk: Desk) -> list[tuple[str, str]]:
    """Channel and title of every message, the first one first."""
    outbox = desk.store.read_frame("outbox")
    titles = [json.loads(body)["title"] for body in outbox["body"]]
    return list(zip(outbox["channel"], titles, strict=True))


def test_each_level_tells_its_role_by_time_alone(watched: Desk) -> None:
    for minute in range(31):
        for second in (0, 30):
            look(watched, f"09:{minute:02d}:{second:02d}")
    assert told(watched) == [
        ("assignee", "Ticket 1: first response is past 80 % of its time"),
        ("lead", "Ticket 1: first response is past 90 % of its time"),
        ("manager", "Ticket 1: first response is broken"),
        ("director", "Ticket 1: first response is past 200 % of its time"),
    ]
    raised = alert_log(watched.store, at("2026-03-02 10:00"))
    assert raised["raised_at"].dt.strftime("%H:%M:%S").tolist()[::-1] == [
        "09:12:00",  # 80 % of 15 minutes
        "09:13:30",
        "09:15:30",  # just after 15 minutes
        "09:30:00",
    ]


def test_a_look_that_comes_late_tells_the_roles_that_were_jumped_over(watched: Desk) -> None:
    look(watched, "09:16")
    assert {channel for channel, _ in told(watched)} == {"assignee", "lead", "manager"}
    look(watched, "09:31")
    assert [channel for channel, _ in told(watched)][3:] == ["director"]


def test_an_answer_ends_the_alert_without_a_word(watched: Desk) -> None:
    look(watched, "09:12")
    watched.tell("1, 2026-03-02 09:12:30, public_reply, kim, agent,")
    found = look(watched, "09:14")
    assert (found.ended, found.queued) == (1, 0)
    assert alert_log(watched.store, at("2026-03-02 10:00"))["state"].tolist() == ["ended"]


def test_taking_note_of_one_level_does_not_silence_the_next(watched: Desk) -> None:
    look(watched, "09:12")
    assert acknowledge(watched.store, [1], "Kim") == 1
    look(watched, "09:14")
    assert [channel for channel, _ in told(watched)] == ["assignee", "lead"]


def test_in_quiet_hours_the_ladder_waits_and_then_tells_all_that_were_due(watched: Desk) -> None:
    quiet = QuietHours(time(9), time(9, 20), "UTC")
    save_ladder(watched.store, Ladder(channels=ROLES, quiet=quiet))
    for when in ("09:12", "09:14", "09:16"):
        look(watched, when)
    assert told(watched) == []
    look(watched, "09:20")
    assert {channel for channel, _ in told(watched)} == {"assignee", "lead", "manager"}


def test_switching_it_off_ends_what_it_had_raised(watched: Desk) -> None:
    look(watched, "09:12")
    save_ladder(watched.store, Ladder(channels=ROLES, is_on=False))
    assert look(watched, "09:14").ended == 1


def test_a_paused_promise_is_no_news(watched: Desk) -> None:
    watched.tell("1, 2026-03-02 09:05:00, status_changed, , system, pending")
    assert look(watched, "12:00").raised == 0


def test_many_promises_of_one_look_are_one_message(desk: Desk) -> None:
    asked = [ASKED, URGENT]
    desk.tell(*(f"{number}{row[1:]}" for number in range(1, 31) for row in asked))
    desk.tell(
        "99, 2026-03-02 08:00:00, created, , customer,", "99, 2026-03-02 08:01:00, public_reply, kim, agent,"
    )
    save_channel(desk.store, "assignee", "json://127.0.0.1:9/never-called")
    save_ladder(desk.store, Ladder(channels={Role.ASSIGNEE: ("assignee",)}))
    found = look(desk, "09:12")
    assert (found.raised, found.queued) == (30, 1)
    (body,) = desk.store.read_frame("outbox")["body"]
    text = json.loads(body)["text"]
    assert "10 more are not listed" in text
    assert text.count("http://127.0.0.1:8501/ticket?ticket=") == 20


def clock(level: str, minutes: float, **more: object) -> dict[str, object]:
    row = {"source_id": "desk", "ticket_id": "1", "metric": "resolution", "period": 0, "level": level}
    row |= {"outcome": "running", "stopped_at": pd.NaT, "elapsed_minutes": minutes, "target_minutes": 1000.0}
    row |= {"remaining_minutes": 1000.0 - minutes, "late_minutes": max(0.0, minutes - 1000.0)}
    row |= {"priority": "P2", "team": "Billing", "assignee": "kim", "category": None, "is_business": True}
    return {**row, **more}


@pytest.mark.parametrize(
    ("row", "news"),
    [
        (clock("yellow", 600), []),
        (clock("orange", 801), ["orange"]),
        (clock("red", 999), ["red"]),
        (clock("breach", 1479), ["breach"]),  # 479 minutes after it broke
        (clock("breach", 1481), []),  # more than a working day ago: no news
        (clock("severe", 2001), ["severe"]),
        (clock("red", 999, outcome="paused"), []),
        (clock("red", 999, stopped_at=pd.Timestamp("2026-03-02", tz="UTC")), []),
    ],
)
def test_only_what_has_just_reached_a_level_is_news(row: dict[str, object], news: list[str]) -> None:
    found = ladder_findings(Ladder(), pd.DataFrame([row]), at("2026-03-02 12:00"))
    assert [one.level for one in found] == news


def test_what_is_known_is_found_even_when_it_is_old_and_after_a_long_silence_more_is_news() -> None:
    frame, now = pd.DataFrame([clock("breach", 5000)]), at("2026-03-02 12:00")
    key = "ladder|desk|1|resolution|0|breach"
    (found,) = ladder_findings(Ladder(), frame, now, known={key})
    assert (found.key, found.is_news) == (key, False)
    (found,) = ladder_findings(Ladder(), frame, now, news_minutes=4000)
    assert found.is_news


def test_an_own_channel_stands_in_the_place_of_the_roles() -> None:
    ladder = Ladder(channels=ROLES, own={"assignee:kim": ("kims mail",), "lead:Billing": ("billing chat",)})
    detail = {"assignee": "kim", "team": "Billing"}
    red = Finding("SLA ladder", "k", "1", "red", State.OUT, at("2026-03-02 12:00"), detail=detail)
    assert recipients(ladder, red) == {"kims mail": Role.ASSIGNEE, "billing chat": Role.LEAD}
    assert recipients(ladder, replace(red, detail={"assignee": None, "team": "Support"})) == {
        "assignee": Role.ASSIGNEE,
        "lead": Role.LEAD,
    }
    assert recipients(ladder, red, earlier="orange") == {"billing chat": Role.LEAD}


@pytest.mark.parametrize(
    ("bad", "name"),
    [
        ({"metrics": ()}, "metrics"),
        ({"metrics": ("lunch",)}, "metrics"),
        ({"own": {"kim": ("x",)}}, "own"),
        ({"own": {"director:kim": ("x",)}}, "own"),
        ({"filters": {"shoe_size": ("42",)}}, "filters"),
    ],
)
def test_a_ladder_that_would_watch_nothing_is_refused(bad: dict, name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name}"):
        Ladder(**bad)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("ladder") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=11))
        yield Report(store)


def reached(report: Report, when: datetime) -> set[tuple[object, ...]]:
    """Every promise and level that it had reached by an instant, as the table of clocks tells."""
    order = [*STEPS]
    names = ("source_id", "ticket_id", "metric", "period")
    rows = report.sla_clocks(as_of=when).to_dict("records")
    return {
        (*(row[name] for name in names), level, row["priority"], row["target_minutes"])
        for row in rows
        if row["level"] in order
        for level in order[: order.index(row["level"]) + 1]
    }


def test_on_the_past_it_counts_what_two_looks_at_the_clocks_differ_in(company: Report) -> None:
    end = company.as_of()
    assert end is not None
    start = end - timedelta(days=21)
    before, after = reached(company, start), reached(company, end)
    counted = {level: sum(one[4] == level for one in after - before) for level in STEPS}
    assert try_ladder(company, Ladder(), start, end) == counted
    assert counted["breach"] > 10
