"""What the data says about the design of a policy, each figure by a second route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.store import Store
from core.report import Report
from core.reporting.sla_design import as_if_always, staffing
from core.sla.design_inputs import Finding, PromiseRecord, Satisfaction, Verdict
from core.sla.policies import DEFAULT_POLICY
from core.sla.policy import SlaMetric
from sample_data import generate, load_into

MONDAY = datetime(2026, 6, 29, tzinfo=UTC)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("design") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=11))
        yield Report(store)


def inputs_of(report: Report):
    """The inputs as the checks get them."""
    return report.design_inputs(DEFAULT_POLICY)


def findings(report: Report) -> dict[str, Finding]:
    return {rule.rule_id: finding for rule, finding in report.design_findings()}


def test_records_are_the_compliance_of_each_promise(report: Report) -> None:
    clocks = report.sla_clocks(outcome=("met", "breached"))
    named = {promise.tier for promise in DEFAULT_POLICY.promises}
    records: tuple[PromiseRecord, ...] = inputs_of(report).records
    assert sum(record.clock_count for record in records) == len(clocks)
    for record in records:
        tier = clocks["customer_tier"].astype(object)
        own = clocks[
            (clocks["metric"] == record.metric.value)
            & (clocks["priority"] == record.priority)
            & (tier == record.tier if record.tier else ~_has_own(record.metric, tier, named))
        ]
        assert record.clock_count == len(own)
        if len(own):
            assert record.met_share == pytest.approx((own["outcome"] == "met").mean())
            within = (own["elapsed_minutes"] <= record.p95_minutes + 1e-9).mean()
            assert within >= 0.95
            assert (own["elapsed_minutes"] < record.p95_minutes - 1e-9).mean() < 0.95


def _has_own(metric: SlaMetric, tier: pd.Series, named: set[str | None]) -> pd.Series:
    """The handbook has updates for any tier only, everything else also by tier."""
    return tier.isin(named) & (metric is not SlaMetric.PERIODIC_UPDATE)


def test_tickets_history_and_tiers_are_counted(report: Report) -> None:
    found, tickets = inputs_of(report), report.facts().tickets
    mask = report.options()
    assert set(found.tickets_by_priority) == set(mask["priority"])
    assert sum(found.tickets_by_priority.values()) <= len(tickets)
    assert found.history_days == pytest.approx(
        (report.as_of() - tickets["created_at"].min()) / timedelta(days=1)
    )
    assert list(found.customer_tiers) == report.customer_tiers()


def test_answers_of_broken_and_kept_tickets_are_told_apart(report: Report) -> None:
    split: Satisfaction = inputs_of(report).satisfaction
    clocks = report.sla_clocks(outcome=("met", "breached"))
    worst = clocks.groupby("ticket_id")["outcome"].agg(lambda words: (words == "breached").any())
    tickets = report.facts().tickets.set_index("ticket_id")
    rated = tickets[tickets["csat_score"].notna()].join(worst.rename("broke"), how="inner")
    good = rated["csat_score"] >= 0.8 * rated["csat_scale_max"]
    for broke, rate, count in (
        (True, split.breached_rate, split.breached_count),
        (False, split.met_rate, split.met_count),
    ):
        own = rated["broke"].astype(bool) == broke
        assert count == own.sum()
        assert rate == pytest.approx(good[own].mean())


def test_spreads_are_those_of_numpy(report: Report) -> None:
    tickets = report.facts().tickets
    for spread in inputs_of(report).spreads:
        minutes = tickets.loc[tickets["category"] == spread.category, "resolution_minutes"].dropna()
        assert spread.ticket_count == len(minutes)
        assert (spread.median_minutes, spread.p90_minutes) == pytest.approx(
            tuple(np.percentile(minutes, [50, 90]))
        )


def shift(
    agent: str, day: int, start: float, end: float, activity: str | None = "tickets"
) -> dict[str, object]:
    first = MONDAY - timedelta(weeks=4) + timedelta(days=day)
    return {
        "agent_id": agent,
        "starts_at": first + timedelta(hours=start),
        "ends_at": first + timedelta(hours=end),
        "activity": activity,
    }


def plan(*rows: dict[str, object]) -> pd.DataFrame:
    weeks = [
        {**row, "starts_at": row["starts_at"] + week, "ends_at": row["ends_at"] + week}
        for week in (timedelta(weeks=n) for n in range(4))
        for row in rows
    ]
    return pd.DataFrame(weeks).astype({"starts_at": "datetime64[us, UTC]", "ends_at": "datetime64[us, UTC]"})


def test_the_fewest_people_of_each_hour_are_counted() -> None:
    shifts = plan(
        shift("a", 0, 9, 12),
        shift("b", 0, 9.5, 11),
        shift("c", 0, 10, 11, "training"),
        shift("d", 0, 22, 32, "on_call"),
        shift("e", 6, 23, 25, None),
    )
    found = staffing(shifts, "UTC", MONDAY + timedelta(hours=5))
    assert found is not None
    assert found.on_shift[9:12] == (1, 2, 1), "half an hour of b does not make two"
    assert found.reachable[22:32] == (1,) * 10
    assert found.on_shift[22:32] == (0,) * 10, "on call is not at work"
    assert found.on_shift[167] == 1
    assert found.on_shift[0] == 0, "no shift of Sunday comes before the first week"
    assert sum(found.on_shift) == 5


def test_local_hours_count_and_no_plan_is_not_known() -> None:
    found = staffing(plan(shift("a", 0, 13, 14)), "America/New_York", MONDAY + timedelta(hours=5))
    assert found is not None
    assert found.on_shift[9] == 1
    assert staffing(plan(shift("a", 0, 9, 12)), "UTC", MONDAY + timedelta(weeks=30)) is None
    assert staffing(plan(shift("a", 0, 9, 12)).iloc[:0], "UTC", MONDAY) is None


def test_pauses_are_those_of_tickets_not_of_clocks(report: Report) -> None:
    count = inputs_of(report).pause_count
    clocks = report.sla_clocks()
    assert 0 < count < (clocks["paused_minutes"] > 0).sum() * 3
    never = replace(DEFAULT_POLICY, pausing_states=frozenset())
    assert report.design_inputs(never).pause_count == 0


def test_a_limit_that_changed_is_judged_as_it_is_now(report: Report) -> None:
    promises = DEFAULT_POLICY.promises
    changed = replace(
        DEFAULT_POLICY,
        promises=(*promises, replace(promises[0], seconds=60, valid_from=1_700_000_000_000_000)),
    )
    assert {p.seconds for p in as_if_always(changed).promises if p.key == promises[0].key} == {60}
    assert len(as_if_always(changed).promises) == len(promises)
    record = next(r for r in report.design_inputs(changed).records if r.target_minutes == 1)
    assert record.clock_count > 0


def test_every_check_is_answered_and_the_teams_own_answers_count(report: Report) -> None:
    assert len(findings(report)) == 17
    assert findings(report)["R-SD-16"].verdict is Verdict.CANNOT_TELL
    report.answer_design("R-SD-16", True)
    report.answer_design("R-SD-17", False)
    assert findings(report)["R-SD-16"].verdict is Verdict.PASS
    assert findings(report)["R-SD-17"].verdict is Verdict.FAIL
    report.answer_design("R-SD-17", None)
    assert report.design_answers() == {"R-SD-16": True}


def test_an_empty_store_cannot_tell(tmp_path: Path) -> None:
    with Store.open(tmp_path / "empty.db") as store:
        report = Report(store)
        found = findings(report)
        assert found["R-SD-01"].verdict is Verdict.CANNOT_TELL
        assert found["R-SD-11"].verdict is Verdict.FAIL
        assert report.contact_hours().is_assumed
