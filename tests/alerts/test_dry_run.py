"""A rule tried on the past, against a plain loop over the whole report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest

from core.alerts.dry_run import DryRun, dry_run
from core.alerts.evaluate import Reading
from core.alerts.quiet import QuietHours
from core.alerts.rule import Against, AlertRule
from core.alerts.windows import Step, Window
from core.data.store import Store
from core.metrics.assess import Status
from core.report import Filters, Report
from core.reporting.alert_trial import LONGEST, try_rule
from sample_data import generate, load_into
from tests.alerts.help_desk import at

DAYS = 25


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("past") / "queuewise.db") as store:
        load_into(store, generate(1_200, seed=6))
        yield Report(store)


def plain(
    report: Report, rule: AlertRule, scope: str | None, start: datetime, end: datetime
) -> list[datetime]:
    """When the rule began to be out, by measuring every period on the whole report."""
    zone, just_before = report.zone(), timedelta(microseconds=1)
    ends = rule.window.last_ends(start, zone, rule.periods - 1)[::-1]
    ends += rule.window.ends_between(start, end, zone)
    was_out, run, fired = False, 0, []
    for each in ends:
        (total, *groups) = report.metrics(
            [rule.figure],
            period=rule.window.period(each, zone),
            as_of=each - just_before,
            filters=Filters(**rule.filters),
            by=rule.by,
        )
        chosen = total if scope is None else next((one for one in groups if one.group == scope), None)
        if chosen is None or chosen.value != chosen.value or chosen.n < chosen.definition.min_sample:
            run = 0
            continue
        if rule.against is Against.LIMITS:
            low = rule.low if rule.low is not None else -float("inf")
            high = rule.high if rule.high is not None else float("inf")
            out = not low <= chosen.value <= high
        else:
            if chosen.status not in (Status.ON_TARGET, Status.WARNING, Status.CRITICAL):
                run = 0
                continue
            out = chosen.status is not Status.ON_TARGET
        run = run + 1 if out else 0
        was_out = was_out and out
        if run >= rule.periods and not was_out and each > start:
            fired.append(each)
            was_out = True
    return fired


RULES = [
    AlertRule(name="depth", figure="queue_depth", high=2, window=Window(Step.DAY)),
    AlertRule(name="volume", figure="ticket_volume", high=2, window=Window(Step.DAY), periods=1),
    AlertRule(name="net", figure="net_resolved", low=0, window=Window(Step.DAY), periods=2),
    AlertRule(
        name="kept", figure="response_sla_met_rate", against=Against.TARGET, window=Window(Step.DAY, 7)
    ),
    AlertRule(
        name="some",
        figure="backlog_count",
        high=1,
        window=Window(Step.DAY),
        filters={"priority": ("P2", "P3")},
    ),
]


@pytest.fixture(scope="module")
def tried(report: Report) -> dict[str, DryRun]:
    end = report.as_of()
    assert end is not None
    return {rule.name: try_rule(report, rule, end - timedelta(days=DAYS), end) for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_it_fires_when_a_plain_loop_says_so(
    report: Report, tried: dict[str, DryRun], rule: AlertRule
) -> None:
    end = report.as_of()
    assert end is not None
    expected = plain(report, rule, None, end - timedelta(days=DAYS), end)
    assert [firing.raised_at for firing in tried[rule.name].firings] == expected
    assert tried[rule.name].looks == DAYS


def test_the_rules_of_this_test_fire_more_than_once(tried: dict[str, DryRun]) -> None:
    fired = [len(one.firings) for one in tried.values()]
    assert sum(fired) > 6
    assert max(fired) > 2


def test_each_team_fires_by_itself(report: Report) -> None:
    end = report.as_of()
    assert end is not None
    start = end - timedelta(days=DAYS)
    rule = AlertRule(name="team", figure="backlog_count", high=1, window=Window(Step.DAY), by="team")
    found = try_rule(report, rule, start, end)
    scopes = {firing.scope for firing in found.firings}
    assert len(scopes) > 1
    for scope in scopes:
        mine = [firing.raised_at for firing in found.firings if firing.scope == scope]
        assert mine == plain(report, rule, scope, start, end)


def test_it_goes_no_further_back_than_it_can_step_quickly(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LONGEST, Step.HOUR, timedelta(days=3))
    end = report.as_of()
    assert end is not None
    rule = AlertRule(name="depth", figure="queue_depth", high=2, window=Window(Step.HOUR))
    seen: list[float] = []
    found = try_rule(report, rule, end - timedelta(days=300), end, seen.append)
    assert found.looks == 72
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def stepped(rule: AlertRule, values: list[float]) -> DryRun:
    """Readings of one hour after the other, from 1:00 on."""
    ends = [at("2026-03-02 01:00") + timedelta(hours=hour) for hour in range(len(values))]
    readings = {end: {"": Reading(end, value)} for end, value in zip(ends, values, strict=True)}
    return dry_run(rule, ends, readings)


def test_reminders_count_as_messages() -> None:
    rule = AlertRule(
        name="q", figure="queue_depth", high=5, window=Window(Step.HOUR), periods=1, again_minutes=120
    )
    found = stepped(rule, [9, 9, 9, 9, 9, 1, 9])
    assert [firing.told for firing in found.firings] == [3, 1]  # at 1, 3 and 5; at 7
    assert [firing.ended_at for firing in found.firings] == [at("2026-03-02 06:00"), None]
    assert found.told == 4


def test_quiet_hours_hold_messages_back_and_not_the_firing() -> None:
    quiet = QuietHours(time(0), time(4), "UTC")
    rule = AlertRule(name="q", figure="queue_depth", high=5, window=Window(Step.HOUR), periods=1, quiet=quiet)
    found = stepped(rule, [9, 1, 9, 9, 9])
    assert [(firing.raised_at.hour, firing.told) for firing in found.firings] == [(1, 0), (3, 1)]


def test_what_is_not_known_is_counted_and_fires_nothing() -> None:
    rule = AlertRule(name="q", figure="queue_depth", high=5, window=Window(Step.HOUR))
    found = stepped(rule, [float("nan")] * 4)
    assert (found.firings, found.looks, found.unknown) == ((), 3, 3)
