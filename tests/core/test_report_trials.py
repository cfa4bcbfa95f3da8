"""The past under other targets and hours is what the clock gives when every ticket is measured anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendars import WEEKDAYS, BusinessCalendar
from core.data.store import Store
from core.report import Filters, Report
from core.reporting.promises import Promises
from core.reporting.trials import Trials
from core.sla.measure import Outcome
from core.sla.policy import Policy, ReopenRule
from core.sla.running import METRICS
from core.sla.tried_past import TRIED, TriedPast
from core.sla.what_if import TriedGroup
from sample_data import generate, load_into

ZONES = ("UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
Counts = dict[tuple[str, str], tuple[int, int]]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("trials") / "queuewise.db") as store:
        load_into(store, generate(800, seed=15))
        yield Report(store)


@pytest.fixture(scope="module")
def promises(report: Report) -> Promises:
    return report._loader.load().promises


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    """Some days open, with a lunch break or over midnight, or every hour of every day."""
    days = draw(st.lists(st.sampled_from(WEEKDAYS), max_size=7, unique=True))
    windows = draw(
        st.sampled_from(
            [[("09:00", "17:00")], [("08:15", "12:00"), ("13:30", "19:00")], [("22:00", "06:00")]]
        )
    )
    zone = draw(st.sampled_from(ZONES))
    if not days:
        return BusinessCalendar.always_open(zone)
    return BusinessCalendar.from_weekly(dict.fromkeys(days, windows), zone, holidays=["2025-12-25"])


def recounted(promises: Promises, policy: Policy, calendar: BusinessCalendar, kept: np.ndarray) -> Counts:
    """Kept and broken promises of some tickets, every clock run under the policy and the hours."""
    clocks = promises.under(policy, calendar)
    counted: Counter[tuple[str, str, int]] = Counter()
    rows = zip(clocks.runs.ticket, clocks.runs.metric, clocks.priority, clocks.measured.outcome, strict=True)
    for ticket, metric, priority, outcome in rows:
        if METRICS[metric] in TRIED and priority >= 0 and kept[ticket]:
            counted[METRICS[metric].value, clocks.priorities[priority], int(outcome)] += 1
    names = {name[:2] for name, count in counted.items() if name[2] != Outcome.NO_POLICY}
    return {
        name: (counted[(*name, int(Outcome.MET))], counted[(*name, int(Outcome.BREACHED))]) for name in names
    }


def tried(groups: list[TriedGroup], factor: float) -> Counts:
    return {(g.metric.value, g.priority): g.counts(g.base_minutes * factor) for g in groups}


@settings(max_examples=25)
@given(
    calendar=calendars(),
    rule=st.sampled_from(list(ReopenRule)),
    factor=st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.0]),
    seed=st.integers(0, 9),
)
def test_other_hours_and_limits_count_as_every_clock_measured_anew(
    promises: Promises, calendar: BusinessCalendar, rule: ReopenRule, factor: float, seed: int
) -> None:
    ruled = replace(promises, policy=replace(promises.policy, reopen_rule=rule))
    kept = np.random.default_rng(seed).random(len(promises.facts.tickets)) < 0.7
    groups = TriedPast.of(ruled.clocks, kept[ruled.clocks.runs.ticket]).groups(calendar)
    scaled = tuple(replace(each, seconds=each.seconds * factor) for each in ruled.policy.promises)
    expected = recounted(ruled, replace(ruled.policy, promises=scaled), calendar, kept)
    assert tried(groups, factor) == expected


def test_the_hours_in_use_tried_give_the_same_as_no_other_hours(report: Report) -> None:
    for now, again in zip(report.sla_trial(), report.sla_trial(calendar=report.opening_hours()), strict=True):
        assert (now.stopped.tolist(), now.running.tolist()) == (
            again.stopped.tolist(),
            again.running.tolist(),
        )


def test_filters_try_their_own_tickets_whatever_was_asked_before(report: Report, promises: Promises) -> None:
    hours = BusinessCalendar.from_weekly({"mon": [("10:00", "14:00")]}, "UTC")
    for filters in (Filters(), Filters(channel=("email",)), Filters(), Filters(channel=("chat", "email"))):
        channel = promises.facts.tickets["channel"]
        kept = np.isin(channel, filters.channel or channel.cat.categories)
        expected = recounted(promises, promises.policy, hours, kept)
        assert tried(report.sla_trial(filters=filters, calendar=hours), 1.0) == expected


def test_the_next_move_of_a_target_measures_nothing_anew(promises: Promises) -> None:
    trials, asked = Trials(promises.clocks), list[int]()

    def everything() -> np.ndarray:
        asked.append(1)
        return np.ones(len(promises.facts.tickets), bool)

    hours = BusinessCalendar.always_open()
    first = trials.groups("all", everything, hours)
    assert trials.groups("all", everything, BusinessCalendar.always_open()) is first
    assert trials.groups("all", everything) is not first
    assert len(asked) == 1


def test_many_limits_at_once_are_each_limit_alone(report: Report) -> None:
    limits = [1.0, 45.0, 240.0, 1e6]
    for group in report.sla_trial():
        assert group.met_rates(limits).tolist() == [group.met_rate(limit) for limit in limits]
        counts = [group.counts(limit) for limit in limits]
        assert group.met_rates(limits).tolist() == [met / (met + broken) for met, broken in counts]


def test_keeping_a_draft_makes_no_figure_anew_and_putting_it_in_force_does(report: Report) -> None:
    facts, revision, policy = report.facts(), report.revision(), report.policy()
    report.save_policy(replace(policy, policy_id="own-draft"))
    assert report.facts() is facts
    assert report.revision() != revision
    report.save_policy(replace(policy, policy_id="own-draft", name="In force"), in_force=True)
    assert report.policy().name == "In force"
    report.choose_policy(policy.policy_id)
