"""One trouble is told once, and then only when it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.alerts.evaluate import Finding, State
from core.alerts.lifecycle import Act, Decision, Manners, OpenAlert, decide
from core.alerts.quiet import QuietHours
from tests.alerts.help_desk import at

NOON = at("2026-03-02 12:00")
OUT = Finding("Queue", "rule|Queue|", "", "warning", State.OUT, NOON)
RAISED = OpenAlert(1, "Queue", OUT.key, "warning", NOON, told_at=NOON)
HOURLY = Manners(again_minutes=60, tells_end=True)


def decided(
    state: State, alert: OpenAlert | None, manners: Manners = HOURLY, now: datetime = NOON
) -> tuple[Act, bool] | None:
    """The act and whether it is told; None for nothing to do."""
    opened = [alert] if alert else []
    found = decide([replace(OUT, state=state)], opened, {"Queue": manners}, now)
    assert len(found) <= 1
    return (found[0].act, found[0].tells) if found else None


@pytest.mark.parametrize(
    ("state", "act"),
    [(State.OUT, (Act.RAISE, True)), (State.PENDING, None), (State.IN_BAND, None), (State.UNKNOWN, None)],
)
def test_only_what_is_out_is_raised(state: State, act: tuple[Act, bool] | None) -> None:
    assert decided(state, None) == act


@pytest.mark.parametrize(
    ("minutes", "act"), [(1, None), (59, None), (60, (Act.REMIND, True)), (600, (Act.REMIND, True))]
)
def test_what_goes_on_is_told_again_after_the_interval(minutes: int, act: tuple[Act, bool] | None) -> None:
    assert decided(State.OUT, RAISED, now=NOON + timedelta(minutes=minutes)) == act


def test_without_an_interval_there_are_no_reminders() -> None:
    assert decided(State.OUT, RAISED, Manners(), NOON + timedelta(days=30)) is None


def test_somebody_who_takes_note_is_not_reminded_but_hears_the_end() -> None:
    noted = replace(RAISED, acknowledged_at=NOON)
    assert decided(State.OUT, noted, now=NOON + timedelta(days=2)) is None
    assert decided(State.IN_BAND, noted, now=NOON + timedelta(days=2)) == (Act.END, True)


def test_a_snoozed_alert_is_silent_until_then_and_told_at_once_after() -> None:
    snoozed = replace(RAISED, snoozed_until=NOON + timedelta(hours=3))
    assert decided(State.OUT, snoozed, now=NOON + timedelta(minutes=179)) is None
    assert decided(State.OUT, snoozed, Manners(), NOON + timedelta(hours=3)) == (Act.REMIND, True)


def test_in_quiet_hours_it_is_written_down_and_told_afterwards_if_it_is_still_there() -> None:
    night = replace(HOURLY, quiet=QuietHours(time(11), time(13), "UTC"))
    assert decided(State.OUT, None, night) == (Act.RAISE, False)
    untold = replace(RAISED, told_at=None)
    assert decided(State.OUT, untold, night, NOON + timedelta(minutes=30)) is None
    assert decided(State.OUT, untold, night, NOON + timedelta(hours=1)) == (Act.TELL, True)
    assert decided(State.IN_BAND, untold, night, NOON + timedelta(hours=1)) == (Act.END, False)


@pytest.mark.parametrize("state", [State.UNKNOWN, State.PENDING])
def test_an_alert_stays_while_nothing_is_known(state: State) -> None:
    assert decided(state, RAISED) is None


def test_an_alert_of_a_rule_that_is_gone_ends_silently() -> None:
    (found,) = decide([], [RAISED], {}, NOON)
    assert (found.act, found.tells) == (Act.END, False)


def carried_out(decisions: list[Decision], opened: list[OpenAlert], now: datetime) -> list[OpenAlert]:
    """What is open once decisions were carried out, in the plainest way."""
    kept = {alert.key: alert for alert in opened}
    for one in decisions:
        if one.act is Act.RAISE and one.finding:
            told = now if one.tells else None
            kept[one.finding.key] = OpenAlert(9, "Queue", one.finding.key, "warning", now, told)
        elif one.alert and one.act is Act.END:
            del kept[one.alert.key]
        elif one.alert:
            kept[one.alert.key] = replace(one.alert, told_at=now)
    return list(kept.values())


STATES = st.lists(st.sampled_from(list(State)), min_size=1, max_size=40)
QUIET = st.sampled_from([None, QuietHours(time(22), time(7), "UTC")])


@given(STATES, QUIET, st.sampled_from([None, 60, 240]), st.integers(5, 90))
def test_the_same_look_again_decides_nothing_new(
    states: list[State], quiet: QuietHours | None, again: int | None, minutes: int
) -> None:
    manners, opened, now = {"Queue": Manners(quiet, again, True)}, list[OpenAlert](), NOON
    for state in states:
        now += timedelta(minutes=minutes)
        findings = [replace(OUT, state=state)]
        opened = carried_out(decide(findings, opened, manners, now), opened, now)
        assert decide(findings, opened, manners, now) == []
        assert len(opened) <= 1


@given(STATES, QUIET, st.integers(5, 90))
def test_nobody_is_told_in_quiet_hours_and_never_twice_within_the_interval(
    states: list[State], quiet: QuietHours | None, minutes: int
) -> None:
    manners, opened, now, told = {"Queue": Manners(quiet, 60, False)}, list[OpenAlert](), NOON, None
    for state in states:
        now += timedelta(minutes=minutes)
        decisions = decide([replace(OUT, state=state)], opened, manners, now)
        for one in decisions:
            if one.tells:
                assert quiet is None or not quiet.is_quiet(now)
                assert one.act is Act.RAISE or told is None or now - told >= timedelta(minutes=60)
                told = now
        opened = carried_out(decisions, opened, now)
        told = told if opened else None
