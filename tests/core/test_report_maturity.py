"""Stage, self-assessment, distances and signals of a store, against plain columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.assessment_book import read_history
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.insight.signals_findings import State
from core.report import Report
from core.reporting.insight_signal_views import PairView
from core.reporting.results import Filters
from sample_data.company import generate
from sample_data.loading import load_into

AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
DAY = pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("maturity") / "queuewise.db") as store:
        load_into(store, generate(6_000, seed=11))
        yield Report(store)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Report]:
    with Store.open(tmp_path / "queuewise.db") as store:
        load_into(store, generate(600, seed=3))
        yield Report(store)


def columns(report: Report) -> tuple[pd.DataFrame, pd.Timestamp]:
    tickets = report.facts().tickets
    return tickets[~tickets["is_deleted"]], pd.Timestamp(report.as_of())


def test_frameworks_count_what_plain_columns_count(report: Report) -> None:
    found = report.stage_report()
    assert found is not None
    tickets, now = columns(report)
    local = tickets["created_at"].dt.tz_convert(report.zone())
    months = local.dt.strftime("%Y-%m").value_counts().sort_index()
    months = months[months.index < now.tz_convert(report.zone()).strftime("%Y-%m")]
    customers, volume, people = (answer.value for answer in found.resolution.answers)
    assert volume == pytest.approx(months.iloc[-3:].mean())
    agents = report.store.read_frame("agent")
    there = agents[~agents["is_bot"] & (agents["left_at"].isna() | (agents["left_at"] > now))]
    assert people == len(there)
    clients = report.store.read_frame("customer")
    midnight = now.tz_convert(report.zone()).normalize()
    there = (clients["signup_at"] <= midnight) & ~(clients["left_at"] <= midnight)
    assert customers == there.sum()


def test_a_chosen_stage_is_kept_with_name_and_date_and_can_be_released(small: Report) -> None:
    before = small.company_stage()
    small.choose_company_stage(4, " Ada ", AT)
    chosen = small.company_stage()
    assert chosen is not None
    assert before is not None
    assert (chosen.stage, chosen.override.author, chosen.override.at) == (4, "Ada", AT)  # type: ignore[union-attr]
    assert [a.stage for a in chosen.answers] == [a.stage for a in before.answers]
    small.choose_company_stage(None, "Bo", AT)
    released = small.company_stage()
    assert released is not None
    assert (released.stage, released.override) == (before.stage, None)
    log = small.store.read_frame("audit_log")
    assert list(log["actor"]) == ["Ada", "Bo"]
    for stage, author in ((5, "Ada"), (2, "  ")):
        with pytest.raises(ValueError, match=r"stage|author"):
            small.choose_company_stage(stage, author, AT)


def test_answers_are_kept_changed_and_taken_back_and_each_saving_is_history(small: Report) -> None:
    revision = small.revision()
    small.save_self_assessment({"R-MA-05": True, "R-MA-06": False, "R-RD-06": True}, "Ada", AT)
    assert small.revision() != revision
    small.save_self_assessment({"R-MA-05": None, "R-MA-06": True}, "Bo", AT + timedelta(days=1))
    kept = small.assessment_answers()
    assert {name: (body["value"], body["author"]) for name, body in kept.items()} == {
        "R-MA-06": (True, "Bo"),
        "R-RD-06": (True, "Ada"),
    }
    newest, first = small.assessment_history()
    assert (newest.author, newest.changed, first.author) == ("Bo", ("R-MA-05", "R-MA-06"), "Ada")
    found = small.self_assessment()
    assert newest.shares["2"] == found.by_stage[2].share
    assert newest.answered_count == found.answered_count
    assert read_history(small.store)[1]["answers"] == {"R-MA-05": True, "R-MA-06": False, "R-RD-06": True}
    with pytest.raises(ValueError, match="R-XX-01"):
        small.save_self_assessment({"R-XX-01": True}, "Ada", AT)
    with pytest.raises(ValueError, match="author"):
        small.save_self_assessment({"R-MA-05": True}, " ", AT)
    assert len(small.assessment_history()) == 2


def test_answers_reach_the_rules_that_ask_for_them(small: Report) -> None:
    small.save_self_assessment({"R-SC-12": True, "R-RD-05": False, "R-TR-07": True}, "Ada", AT)
    signals, stage = small.signal_report(), small.stage_report()
    assert signals is not None
    assert stage is not None
    assert {f.rule: f.state for f in signals.signals}["R-SC-12"] is State.MET
    assert {i.id: i.tick.value for i in signals.readiness.items}["R-RD-05"] == "yes"
    trigger = next(f for f in stage.triggers if f.rule == "R-TR-07")
    assert (trigger.state, trigger.since) == (State.MET, AT.date())


def test_distances_rest_on_the_same_tickets_as_the_metrics(report: Report) -> None:
    rows = {row.result.id: row for row in report.stage_distances()}
    tickets, now = columns(report)
    start = (now.tz_convert(report.zone()).normalize() - 89 * DAY).tz_convert("UTC")
    recent = tickets[tickets["created_at"] >= start]
    minutes = recent["first_response_minutes"].dropna().to_numpy()
    row = rows["first_response_time"]
    assert row.result.n == len(minutes)
    assert row.result.value == pytest.approx(minutes.mean())
    limit, ordered = row.gaps[0].distance.target, np.sort(minutes)[::-1]  # type: ignore[union-attr]
    tried = next(
        k for k in range(len(ordered) + 1)
        if np.concatenate([np.minimum(ordered[:k], limit), ordered[k:]]).mean() < limit
    )  # fmt: skip
    assert row.gaps[0].distance.ticket_count == tried  # type: ignore[union-attr]
    csat = rows["csat_rate"]
    good, n = round(csat.result.value * csat.result.n), csat.result.n
    more = csat.gaps[0].distance.ticket_count  # type: ignore[union-attr]
    assert more > 0
    assert (good + more) / n >= csat.gaps[0].target.good.low > (good + more - 1) / n  # type: ignore[union-attr]


def test_evidence_for_assignment_by_the_system_equals_a_loop_over_events(report: Report) -> None:
    answer = next(a for a in report.self_assessment().answers if a.question.id == "R-MA-08")
    tickets, now = columns(report)
    start = (now.tz_convert(report.zone()).normalize() - 89 * DAY).tz_convert("UTC")
    recent = set(tickets.loc[tickets["created_at"] >= start, "ticket_pk"])
    events = report.store.read_events().to_pandas().sort_values(["ticket_pk", "at", "seq"], kind="stable")
    first: dict[int, int] = {}
    for row in events[events["type"] == 4].itertuples():
        if row.ticket_pk in recent:
            first.setdefault(row.ticket_pk, row.actor_role)
    known = [role for role in first.values() if role != 0]
    part = 100 * sum(role in (3, 4) for role in known) / len(known)
    assert f"{part:,.1f}".rstrip("0").rstrip(".") + " %" in answer.seen.words
    assert f"n = {len(known):,}" in answer.seen.words


def test_slower_replies_of_the_last_quarter_are_seen_and_unchanged_ones_are_not(
    tmp_path: Path,
) -> None:
    for slower, expected in ((1.0, State.NOT_MET), (2.0, State.MET)):
        report = quarters(tmp_path / f"{slower}.csv", slower)
        found = report.signal_report()
        assert found is not None
        states = {each.rule: each for each in found.signals}
        assert states["R-SC-01"].state is expected
        assert states["R-SC-03"].state is State.UNKNOWN
        report.close()


def quarters(file: Path, slower: float) -> Report:
    """Ten tickets a day for half a year; those of the second quarter are answered so much slower."""
    rng, rows = np.random.default_rng(5), []
    begin = datetime(2026, 1, 5, tzinfo=UTC)
    for day in range(182):
        for number in range(10):
            created = begin + timedelta(days=day, hours=9, minutes=number)
            wait = float(rng.gamma(4, 30)) * (slower if day >= 91 else 1.0)
            answered = created + timedelta(minutes=wait)
            rows.append((f"{day}-{number}", created.isoformat(), "solved", answered.isoformat()))
    names = ["ticket_id", "created_at", "status", "stated_first_response_at"]
    pd.DataFrame(rows, columns=names).to_csv(file, index=False)
    store = Store.open(file.with_suffix(".db"))
    batch = import_file(store, file, ImportOptions(profile="canonical-tickets"))
    assert batch.stored == len(rows)
    return Report(store)


def test_pairs_have_both_lines_of_the_same_weeks_as_the_metrics(report: Report) -> None:
    found = report.signal_report(2)
    assert found is not None
    pair: PairView = found.pairs[0]
    assert pair.good.weeks == pair.bad.weeks
    by_week = {
        r.group: r.value
        for r in report.metrics(["first_response_time"], by="week", filters=Filters())
        if r.group
    }
    for week, reading in zip(pair.good.weeks, pair.good.readings, strict=True):
        assert reading.value == pytest.approx(by_week[str(week)])


def test_an_empty_store_has_no_stage_no_distance_and_only_open_questions(tmp_path: Path) -> None:
    with Store.open(tmp_path / "empty.db") as store:
        report = Report(store)
        assert report.stage_report() is None
        assert report.signal_report() is None
        assert report.company_stage() is None
        assert report.stage_distances() == ()
        assert report.self_assessment().answered_count == 0
        report.save_self_assessment({"R-MA-05": True}, "Ada", AT)
        assert report.self_assessment().answered_count == 1
        assert json.loads(store.read_frame("audit_log")["detail"].iloc[0])["answered_count"] == 1
