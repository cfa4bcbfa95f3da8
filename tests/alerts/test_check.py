"""A look at a real store: what is raised, reminded and ended, and that two looks do not do it twice."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest

from core.alerts.ladder import Ladder
from core.alerts.rule import AlertRule
from core.alerts.windows import Step, Window
from core.data.store import Store
from core.report import Report
from core.reporting.alert_check import Checked, check_alerts
from core.reporting.alert_log import acknowledge, alert_log, close_alerts, snooze
from core.reporting.alert_readings import Memory
from core.reporting.alert_rules import (
    SHIPPED_RULES,
    all_rules,
    remove_channel,
    remove_rule,
    save_channel,
    save_ladder,
    save_rule,
)
from dashboard.alert_look import in_words
from tests.alerts.help_desk import Desk, at

NOWHERE = "json://127.0.0.1:9/never-called"
DEPTH = AlertRule(
    name="Queue depth",
    figure="queue_depth",
    high=1,
    window=Window(Step.QUARTER),
    again_minutes=60,
    channels=("lead",),
    is_on=True,
    advice="All hands.",
)


@pytest.fixture
def watched(desk: Desk) -> Desk:
    """Two tickets wait from 9:00 on; more than one is too many."""
    rows = [f"{number}, 2026-03-02 09:00:00, created, , customer," for number in (1, 2)]
    desk.tell(
        "9, 2026-03-02 08:00:00, created, , customer,", "9, 2026-03-02 08:01:00, public_reply, kim, agent,"
    )
    desk.tell(*rows)
    save_channel(desk.store, "lead", NOWHERE)
    save_ladder(desk.store, Ladder(is_on=False))
    save_rule(desk.store, DEPTH)
    return desk


def look(desk: Desk, when: str, memory: Memory | None = None) -> Checked:
    return check_alerts(desk.report, at(f"2026-03-02 {when}"), in_words(desk.report), memory=memory)


def titles(desk: Desk) -> list[str]:
    return [json.loads(body)["title"] for body in desk.store.read_frame("outbox")["body"]]


def test_raised_after_two_periods_reminded_after_an_hour_and_over_with_the_queue(watched: Desk) -> None:
    memory = Memory()
    found = {}
    for minute in range(0, 160, 5):
        when = f"{9 + minute // 60:02d}:{minute % 60:02d}"
        if when == "11:00":
            watched.tell("1, 2026-03-02 10:58:00, public_reply, kim, agent,")
        found[when] = look(watched, when, memory)
    acts = {when: (one.raised, one.reminded, one.ended, one.queued) for when, one in found.items()}
    assert {when: act for when, act in acts.items() if any(act)} == {
        "09:30": (1, 0, 0, 1),  # the periods that ended at 9:15 and 9:30
        "10:30": (0, 1, 0, 1),
        "11:00": (0, 0, 1, 1),
    }
    assert titles(watched) == ["Queue depth: 2", "Still: Queue depth: 2", "Over: Queue depth: 1"]
    (row,) = alert_log(watched.store, at("2026-03-02 12:00")).to_dict("records")
    assert row["since"] == at("2026-03-02 09:15")
    assert (row["raised_at"], row["ended_at"]) == (at("2026-03-02 09:30"), at("2026-03-02 11:00"))


def test_what_is_kept_between_looks_changes_nothing(watched: Desk) -> None:
    memory = Memory()
    look(watched, "09:31", memory)
    assert len(memory.kept) == 2
    assert look(watched, "09:32", memory).raised == 0
    look(watched, "11:00", memory)
    assert {end for _, end in memory.kept} == {at("2026-03-02 10:45"), at("2026-03-02 11:00")}


def test_data_that_comes_in_late_counts_after_a_while(watched: Desk) -> None:
    memory = Memory()
    look(watched, "09:31", memory)
    watched.tell("1, 2026-03-02 09:10:00, public_reply, kim, agent,")
    assert look(watched, "09:40", memory).ended == 0
    assert look(watched, "09:46", memory).ended == 1


def test_taking_note_snoozing_and_closing(watched: Desk) -> None:
    look(watched, "09:31")
    (pk,) = alert_log(watched.store, at("2026-03-02 09:31"))["pk"]
    with pytest.raises(ValueError, match="who"):
        acknowledge(watched.store, [pk], " ")
    with pytest.raises(ValueError, match="until"):
        snooze(watched.store, [pk], at("2026-03-02 09:00"), at("2026-03-02 09:31"))
    assert snooze(watched.store, [pk, 999], at("2026-03-02 12:00"), at("2026-03-02 09:31")) == 1
    assert look(watched, "11:00").queued == 0
    assert look(watched, "12:00").reminded == 1
    assert acknowledge(watched.store, [pk], "Kim") == 1
    assert look(watched, "18:00").queued == 0
    state = alert_log(watched.store, at("2026-03-02 18:00"))[["state", "noted_by"]].iloc[0].tolist()
    assert state == ["noted", "Kim"]
    assert close_alerts(watched.store, [pk]) == 1
    assert acknowledge(watched.store, [pk], "Kim") == 0
    assert look(watched, "18:05").raised == 1


def test_a_rule_that_is_switched_off_ends_its_alert_without_a_word(watched: Desk) -> None:
    look(watched, "09:31")
    save_rule(watched.store, replace(DEPTH, is_on=False))
    found = look(watched, "09:46")
    assert (found.ended, found.queued) == (1, 0)


def test_without_a_channel_it_is_written_down_and_told_once_there_is_one(watched: Desk) -> None:
    remove_channel(watched.store, "lead")
    assert look(watched, "09:31").queued == 0
    assert look(watched, "09:35") == Checked(at("2026-03-02 09:35"))
    save_channel(watched.store, "lead", NOWHERE)
    assert look(watched, "09:36").queued == 1
    assert look(watched, "09:37").queued == 0


def test_each_team_has_an_alert_and_one_message_tells_them_all(desk: Desk) -> None:
    for number, team in enumerate(["Billing", "Billing", "Support", "Support", "Web"], 1):
        desk.tell(
            f"{number}, 2026-03-02 09:00:00, created, , customer,",
            f"{number}, 2026-03-02 09:00:00, team_changed, , system, {team}",
        )
    save_channel(desk.store, "lead", NOWHERE)
    save_ladder(desk.store, Ladder(is_on=False))
    save_rule(desk.store, replace(DEPTH, figure="backlog_count", by="team"))
    found = look(desk, "09:31")
    assert (found.raised, found.queued) == (2, 1)
    assert titles(desk) == ["Queue depth: 2 teams"]
    scopes = alert_log(desk.store, at("2026-03-02 09:31"))["scope"]
    assert sorted(scopes) == ["Billing", "Support"]


def test_nothing_is_looked_at_without_data_and_when_it_is_stale(desk: Desk) -> None:
    assert "no data" in look(desk, "09:00").note
    desk.tell("1, 2026-02-27 09:00:00, created, , customer,")
    found = look(desk, "09:00")
    assert found.at is None
    assert "48 hours" in found.note
    again = check_alerts(
        desk.report, at("2026-03-02 09:00"), in_words(desk.report), as_of=at("2026-02-27 09:30")
    )
    assert again.at == at("2026-02-27 09:30")


def test_silence_is_told_before_the_data_is_too_old_to_look(desk: Desk) -> None:
    desk.tell("1, 2026-03-02 01:00:00, created, , customer,")
    save_ladder(desk.store, Ladder(is_on=False))
    save_rule(desk.store, replace(SHIPPED_RULES["Nothing heard"], is_on=True))
    assert look(desk, "05:15").raised == 0
    assert look(desk, "05:30").raised == 1
    assert alert_log(desk.store, at("2026-03-02 06:00"))["value"].tolist() == [pytest.approx(270.0)]


def test_two_processes_that_look_at_once_raise_once(watched: Desk) -> None:
    ready, found = threading.Barrier(3), []

    def one_look() -> None:
        with Store.open(watched.store.url) as store:
            report = Report(store)
            report.facts()
            ready.wait()
            found.append(check_alerts(report, at("2026-03-02 09:31"), in_words(report)))

    threads = [threading.Thread(target=one_look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.raised for one in found) == [0, 0, 1]
    assert len(watched.store.read_frame("outbox")) == 1


def test_decisions_are_the_same_on_every_database(database_url: str, tmp_path) -> None:
    with Store.open(database_url) as store:
        desk = Desk(Report(store), tmp_path)
        desk.tell(*(f"{number}, 2026-03-02 09:00:00, created, , customer," for number in (1, 2)))
        save_channel(store, "lead", NOWHERE)
        save_rule(store, DEPTH)
        assert (look(desk, "09:31").raised, look(desk, "09:32").raised) == (1, 0)
        assert acknowledge(store, [1], "Kim") == 1
        assert alert_log(store, at("2026-03-02 09:33"))["unsent_count"].tolist() == [1]


def test_shipped_rules_can_be_changed_and_taken_back_and_own_ones_removed(store: Store) -> None:
    assert all_rules(store) == SHIPPED_RULES
    changed = replace(SHIPPED_RULES["Stuck tickets"], high=3.0, is_on=True)
    own = replace(DEPTH, name="Mine")
    for rule in (changed, own):
        save_rule(store, rule)
    assert all_rules(store) == {**SHIPPED_RULES, changed.name: changed, own.name: own}
    for rule in (changed, own):
        remove_rule(store, rule.name)
    assert all_rules(store) == SHIPPED_RULES
    with pytest.raises(ValueError, match="nothing to take back"):
        remove_rule(store, "Stuck tickets")
    with pytest.raises(ValueError, match="ladder"):
        save_rule(store, replace(DEPTH, name="sla ladder"))
    assert store.read_frame("audit_log")["action"].value_counts().to_dict() == {
        "alert rule saved": 2,
        "alert rule removed": 2,
    }


def test_a_rule_that_a_newer_version_wrote_is_left_out_and_the_others_stay(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    import pandas as pd

    bodies = ['{"figure": "queue_depth", "novelty": 1}', "[]"]
    frame = pd.DataFrame({"name": ["Odd", "Odder"], "body": bodies, "is_enabled": [True, True]})
    store.upsert_frame("alert_rule", frame)
    assert all_rules(store) == SHIPPED_RULES
    assert "Odd" in caplog.text
