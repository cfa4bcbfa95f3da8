"""The report's diagnosis of a demo company, each figure by an independent route."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest

from core.data.store import Store
from core.insight.diagnosis import Answer
from core.insight.factors import METRICS
from core.metrics.groups import NOT_STATED
from core.periods import Period
from core.report import Filters, Report
from core.reporting.hours import read_hours
from core.reporting.insight_advice import AdviceAnswers
from core.reporting.insight_advice_views import whole_weeks
from core.reporting.insight_rows import Side, day_loads
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("diagnosis") / "queuewise.db") as store:
        load_into(store, generate(3_000, seed=5))
        yield Report(store)


@pytest.fixture(scope="module")
def period(report: Report) -> Period:
    as_of = report.as_of()
    assert as_of is not None
    return Period.last_days(90, as_of, report.zone())


@pytest.mark.parametrize("name", METRICS)
def test_parts_and_groups_add_up_to_the_change_that_the_metric_shows(
    report: Report, period: Period, name: str
) -> None:
    found = report.change_analysis(name, period=period)
    shown = report.metrics([name], period=period, compare=True)[0]
    assert found.parts is not None
    assert shown.previous is not None
    assert (found.parts.now, found.parts.before) == pytest.approx((shown.value, shown.previous.value))
    assert (found.parts.now_count, found.parts.before_count) == (shown.n, shown.previous.n)
    assert sum(p.value for p in found.parts.parts.values()) == pytest.approx(shown.change, abs=1e-9)
    for frame in found.groups.values():
        assert frame["total"].sum() == pytest.approx(shown.change, abs=1e-9)
        assert frame["now_count"].sum() == shown.n


def test_groups_of_a_change_have_the_means_that_the_metric_shows_by_group(
    report: Report, period: Period
) -> None:
    found = report.change_analysis("csat_rate", period=period).groups["category"].set_index("group")
    by_group = report.metrics(["csat_rate"], period=period, by="category")[1:]
    for result in by_group:
        if result.n:
            assert found.loc[result.group, "now"] == pytest.approx(result.value)


def test_a_filter_narrows_the_change(report: Report, period: Period) -> None:
    category = report.options()["category"][0]
    only = Filters(category=(category,))
    found = report.change_analysis("first_response_time", period=period, filters=only)
    assert set(found.groups["category"]["group"]) == {category}
    assert found.parts is not None
    assert found.parts.parts["category"].value == pytest.approx(0, abs=1e-9)


def test_load_of_a_day_is_what_a_loop_over_the_tickets_counts(report: Report, period: Period) -> None:
    facts, zone = report.facts(), report.zone()
    evaluation, mask = report._selected(Filters(), None)
    loads = day_loads(Side(evaluation, facts, mask, period.span()))
    spells = facts.spells[mask[facts.spells["ticket_row"].to_numpy()]]
    opened, closed = (spells[name].dt.tz_convert(zone) for name in ("opened_at", "closed_at"))
    created = facts.tickets.loc[mask, "created_at"].dt.tz_convert(zone)
    busy = loads[np.isfinite(loads)]
    for number, load in busy.iloc[:: max(1, len(busy) // 12)].items():
        day = np.datetime64(int(number), "D")
        start = Period.of_days(day.item(), day.item(), zone).start
        held = int(((opened < start) & ~(closed < start)).sum())
        arrived = int((created.dt.date == day.item()).sum())
        people = int((facts.agent_days["day"].to_numpy().astype("M8[D]") == day).sum())
        assert load == pytest.approx((held + arrived) / people)


def test_a_metric_that_is_no_mean_of_tickets_and_an_endless_period_are_refused(
    report: Report, period: Period
) -> None:
    with pytest.raises(ValueError, match="metric"):
        report.change_analysis("utilisation", period=period)
    with pytest.raises(ValueError, match="period"):
        report.change_analysis("csat_rate", period=Period.all_time())


def test_symptoms_follow_the_figures_of_the_report(report: Report, period: Period) -> None:
    found = report.examine(period=period)
    by_id = {each.symptom.id: each for each in found.diagnoses}
    csat = report.metrics(["csat_rate"], period=period)[0]
    assert csat.target is not None
    assert (by_id["R-DX-01"].is_there is Answer.YES) is (csat.value < csat.target.good.low)
    assert found.results["csat_rate"].value == csat.value
    needed, there = report.metrics(["required_agents", "effective_fte"], period=period)
    assert found.readings["agents_short"].value == pytest.approx(needed.value - there.value)


def test_early_reopenings_are_those_that_each_ticket_tells(report: Report, period: Period) -> None:
    reading = report.examine(period=period).readings["early_reopen_rate"]
    facts = report.facts()
    tickets = facts.tickets
    resolved = tickets["first_resolved_at"]
    inside = (resolved >= period.start) & (resolved < period.end) & ~tickets["is_deleted"]
    early = 0
    for row in np.flatnonzero(inside):
        later = facts.spells.loc[facts.spells["ticket_row"] == row, "opened_at"]
        gap = later - resolved.iloc[row]
        early += bool(((gap > timedelta(0)) & (gap <= timedelta(hours=72))).any())
    assert reading.n == int(inside.sum())
    assert reading.value == pytest.approx(early / reading.n)


def test_advice_has_the_weeks_that_the_metrics_show(report: Report) -> None:
    as_of = report.as_of()
    assert as_of is not None
    weeks = whole_weeks(as_of, report.zone())[-4:]
    kept = [report.metric("response_sla_met_rate", period=week).value for week in weeks]
    advice = {each.id: each for each in report.advice()}
    reason = next(each for each in advice["R-DC-01"].reasons if each.rule == "R-SC-09")
    assert (reason.holds is Answer.YES) is (sum(value < 0.95 for value in kept) >= 3)
    assert ", ".join(f"{value * 100:.1f} %" for value in kept) in reason.figures


def test_what_people_say_is_kept_and_changes_the_advice(report: Report) -> None:
    def answer() -> Answer:
        advice = next(each for each in report.advice() if each.id == "R-DC-05")
        return next(each.holds for each in advice.reasons if "critical" in each.name)

    assert answer() is Answer.UNKNOWN
    report.save_advice_answers(AdviceAnswers(is_critical=True, tool_price=80.0))
    assert report.advice_answers() == AdviceAnswers(is_critical=True, tool_price=80.0)
    assert answer() is Answer.YES
    report.save_advice_answers(AdviceAnswers())
    assert answer() is Answer.UNKNOWN


def test_answers_that_are_not_understood_count_as_not_said() -> None:
    kept = {"is_critical": "yes", "tool_price": True, "hour_cost": 40, "unknown": 1}
    assert AdviceAnswers.of(kept) == AdviceAnswers(hour_cost=40)
    assert AdviceAnswers.of(None) == AdviceAnswers()


def test_the_blueprint_starts_from_what_the_data_tells(report: Report) -> None:
    inputs = report.blueprint_inputs()
    as_of = report.as_of()
    assert inputs is not None
    assert as_of is not None
    weeks = Period.last_days(84, as_of, report.zone())
    assert inputs.csat == report.metric("csat_rate", period=weeks).value
    mix = report.mix("category", period=weeks)
    most = mix[mix["group"] != NOT_STATED].nlargest(3, "ticket_count")
    assert [topic.name for topic in inputs.topics] == list(most["group"])
    assert [tier.name for tier in inputs.tiers] == ["Enterprise", "Mid-Market", "SMB"]


def test_an_empty_store_has_no_advice_and_no_blueprint(store: Store) -> None:
    empty = Report(store)
    assert empty.advice() == ()
    assert empty.blueprint_inputs() is None


def reason_of(report: Report, advice: str, words: str) -> str:
    found = next(each for each in report.advice() if each.id == advice)
    return next(each.figures for each in found.reasons if words in each.name)


def test_simple_and_complex_tickets_are_those_that_a_loop_counts(report: Report) -> None:
    as_of = report.as_of()
    assert as_of is not None
    months = Period.last_days(84, as_of, report.zone())
    tickets = report.facts().tickets
    simple = hard = total = 0
    for row in tickets[tickets["is_finished"] & ~tickets["is_deleted"]].itertuples():
        if not (months.start <= row.resolved_at < months.end):
            continue
        moved = row.reopen_count + row.escalation_count
        if np.isnan(moved + row.public_reply_count):
            continue
        total += 1
        simple += moved == 0 and row.public_reply_count <= 1
        hard += moved > 0 or row.public_reply_count >= 3
    for words, part in (("Simple", simple), ("Complex", hard)):
        expected = f"{part / total * 100:.1f} % of {total:,} "
        assert reason_of(report, "R-DC-04", words).startswith(expected)


def test_tickets_out_of_hours_are_those_created_outside_the_stored_week(report: Report) -> None:
    as_of = report.as_of()
    hours = read_hours(report.store)[-1]
    assert not hours.special_days
    assert as_of is not None
    months = Period.last_days(84, as_of, report.zone())
    tickets = report.facts().tickets
    mine = tickets[(tickets["created_at"] >= months.start) & ~tickets["is_deleted"]]
    late = 0
    for at in mine["created_at"].dt.tz_convert(hours.timezone):
        windows = hours.weekly.get(("mon", "tue", "wed", "thu", "fri", "sat", "sun")[at.weekday()], ())
        day_off = at.date() in hours.holidays
        late += day_off or not any(start <= at.strftime("%H:%M") < end for start, end in windows)
    share = late / len(mine) * 100
    assert reason_of(report, "R-DC-05", "closed").startswith(f"{share:.1f} % of {len(mine):,} ")


def test_weeks_with_overtime_are_those_that_each_agent_tells(report: Report) -> None:
    as_of = report.as_of()
    assert as_of is not None
    time = report._selected(Filters(), None)[0].frames["agent_time"]
    told = []
    for week in whole_weeks(as_of, report.zone())[-4:]:
        mine = time[(time["day"] >= week.start) & (time["day"] < week.end)].dropna(subset="overtime_minutes")
        extra = {
            name
            for name, minutes in zip(mine["assignee"], mine["overtime_minutes"], strict=True)
            if minutes > 0
        }
        told.append(len(extra) / mine["assignee"].nunique())
    words = ", ".join(f"{share * 100:.1f} %" for share in told)
    assert reason_of(report, "R-DC-01", "Overtime").endswith(words)


def test_subjects_of_a_week_are_counted_as_a_loop_counts_them(report: Report) -> None:
    as_of = report.as_of()
    assert as_of is not None
    before, week = whole_weeks(as_of, report.zone())[-2:]
    voice = report.voice_of_customer(week, before)
    tickets = report.facts().tickets
    tickets = tickets[~tickets["is_deleted"]]
    for row in voice.subjects.itertuples():
        of_kind = tickets[tickets["category"] == row.group]
        now = of_kind[(of_kind["created_at"] >= week.start) & (of_kind["created_at"] < week.end)]
        past = of_kind[(of_kind["created_at"] >= before.start) & (of_kind["created_at"] < before.end)]
        assert (row.ticket_count, row.before_count) == (len(now), len(past))
        assert row.customer_count == now["customer_key"].nunique()
    assert voice.subjects["ticket_count"].sum() > 0
    assert voice.knows_answers
    assert voice.knows_escalations


def test_points_of_low_scores_are_those_of_the_reviewed_tickets_rated_one_or_two(report: Report) -> None:
    as_of = report.as_of()
    assert as_of is not None
    year = Period.last_days(360, as_of, report.zone())
    reading = report.examine(period=year).readings["low_score_solution"]
    tickets, reviews = report.facts().tickets, report.reviews(period=year)
    score = dict(zip(tickets["ticket_id"], tickets["csat_score"], strict=True))
    points = [
        row.solution_quality
        for row in reviews.itertuples()
        if row.selection != "calibration" and score.get(row.ticket_id, np.nan) <= 2
    ]
    assert reading.n == len(points) > 0
    assert reading.value == pytest.approx(np.mean(points))
