"""The team's views of a demo company, each against a plain loop over the tickets' own stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from core.data.columns import FINISHED_STATUSES, status_from_word
from core.data.store import Store
from core.metrics import METRICS
from core.metrics.evaluate import Evaluation
from core.periods import Period, microseconds
from core.report import Filters, Report
from core.reporting.team_flows import MERGED, OTHERS, REOPENED, SOLVED, SOLVED_AGAIN, flows, paths
from core.reporting.team_levels import SIX, load_notes
from core.reporting.team_satisfaction import (
    ACTIONS,
    DONE,
    DUE,
    FOLLOW_UP_MINUTES,
    LATE,
    OVERDUE,
    low_scores,
)
from core.reporting.team_tickets import KINDS, Behind
from core.reporting.team_work import response_hours, trending_by_week
from sample_data import generate, load_into

UNFINISHED = ("new", "open", "pending", "hold", "unknown")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("team") / "queuewise.db") as store:
        load_into(store, generate(2_500, seed=5))
        yield Report(store)


@pytest.fixture(scope="module")
def period(report: Report) -> Period:
    as_of = report.as_of()
    assert as_of is not None
    return Period.last_days(120, as_of, report.zone())


def created_in(report: Report, period: Period) -> pd.DataFrame:
    tickets = report.facts().tickets
    inside = (tickets["created_at"] >= period.start) & (tickets["created_at"] < period.end)
    return tickets[inside & ~tickets["is_deleted"]]


@pytest.fixture(scope="module")
def stories(report: Report, period: Period) -> dict[str, Any]:
    return {number: report.ticket(number)[0] for number in created_in(report, period)["ticket_id"]}


def changes_of(story: Any) -> list[tuple[str, str]]:
    """Changes of state as the ticket's own events tell them."""
    state, found = "new", []
    for event in story.events.itertuples():
        if event.type == "deleted":
            after = "deleted"
        elif event.type == "status_changed":
            after = status_from_word(event.to_value).name.lower()
        else:
            continue
        if after != state:
            found.append((state, after))
        state = after
    return found


def test_time_in_states_is_what_every_ticket_tells(
    report: Report, period: Period, stories: dict[str, Any]
) -> None:
    minutes: dict[str, list[float]] = {state: [] for state in UNFINISHED}
    for story in stories.values():
        for state, passed in story.stretches.groupby("status")["minutes"].sum().items():
            minutes[state].append(passed)
    found = report.state_times(period=period)
    whole = sum(map(sum, minutes.values()))
    assert found.told == len(stories)
    for row in found.states.itertuples():
        own = minutes[row.state]
        assert row.ticket_count == len(own)
        assert row.total_minutes == pytest.approx(sum(own))
        assert row.time_share == pytest.approx(sum(own) / whole)
        assert row.median_minutes == pytest.approx(median(own))


def test_changes_of_state_are_those_of_the_events(
    report: Report, period: Period, stories: dict[str, Any]
) -> None:
    every = [changes_of(story) for story in stories.values()]
    counts = Counter(change for changes in every for change in changes)
    tickets = Counter(change for changes in every for change in set(changes))
    out_of = Counter(before for changes in every for before, _ in changes)
    found = report.state_times(period=period).changes
    assert {(row.from_state, row.to_state): row.change_count for row in found.itertuples()} == counts
    for row in found.itertuples():
        assert row.ticket_count == tickets[row.from_state, row.to_state]
        assert row.change_share == pytest.approx(row.change_count / out_of[row.from_state])


def walk(story: Any, kind: str, now: str) -> list[str]:
    """The stops of a ticket as the flows draw them, from a plain walk over its events."""
    places, state, solved, reopened = [], "new", False, False
    for event in story.events.itertuples():
        if event.type == "status_changed":
            before, state = state, status_from_word(event.to_value)
            solved = solved or state in FINISHED_STATUSES
            reopened = reopened or (before in FINISHED_STATUSES and state not in FINISHED_STATUSES)
        if event.type == kind:
            if not places:
                places.append(event.from_value)
            if not solved:
                places.append(event.to_value)
    places = places or [now]
    path = places[:2] + places[-1:] if len(places) > 2 else places
    path = [f"{step}:{place}" for step, place in enumerate(path)]
    finished, gone = story.facts["is_finished"], pd.notna(story.facts["merged_away_at"])
    if solved:
        path.append(f"3:{SOLVED}")
    elif gone:
        path.append(f"3:{MERGED}")
    if reopened:
        path.append(f"4:{REOPENED}")
        path += [f"5:{SOLVED_AGAIN}"] if finished else [f"5:{MERGED}"] if gone else []
    return path


@pytest.mark.parametrize(("by", "kind"), [("tier", "tier_changed"), ("team", "team_changed")])
def test_flows_are_the_walks_of_the_tickets(
    report: Report, period: Period, stories: dict[str, Any], by: str, kind: str
) -> None:
    walks = [walk(story, kind, str(story.facts[by])) for story in stories.values()]
    found = report.flows(by, period=period)
    links = Counter(pair for path in walks for pair in pairwise(path))
    got = {
        (f"{row.from_step}:{row.from_place}", f"{row.to_step}:{row.to_place}"): row.ticket_count
        for row in found.links.itertuples()
    }
    assert got == links
    came = Counter(stop for path in walks for stop in path)
    stay = Counter(path[-1] for path in walks)
    for row in found.stops.itertuples():
        stop = f"{row.step}:{row.place}"
        assert (row.in_count, row.still_there_count) == (came[stop], stay[stop])


@pytest.mark.parametrize("by", ["tier", "team"])
def test_what_comes_in_goes_on_or_is_still_there(report: Report, by: str) -> None:
    found = report.flows(by)
    into = found.links.groupby(["to_step", "to_place"])["ticket_count"].sum()
    out_of = found.links.groupby(["from_step", "from_place"])["ticket_count"].sum()
    for row in found.stops.itertuples():
        key = (row.step, row.place)
        assert row.in_count == row.out_count + row.still_there_count
        assert row.out_count == out_of.get(key, 0)
        if row.step:
            assert row.in_count == into[key]
    assert found.stops.loc[found.stops["step"] == 0, "in_count"].sum() == found.told
    assert found.stops["still_there_count"].sum() == found.told


def test_escalations_of_a_picture_are_moves_to_a_higher_level(report: Report) -> None:
    links = report.flows("tier").links
    moves = links[links["to_step"] < 3]
    higher = moves["to_place"].str[1:].astype(int) > moves["from_place"].str[1:].astype(int)
    assert set(moves.loc[higher, "kind"]) == {"escalated"}
    assert set(moves.loc[~higher, "kind"]) <= {"moved"}


def test_many_places_leave_the_most_used_by_name_and_lose_no_ticket(report: Report) -> None:
    loaded = report._loader.load()
    found = flows(
        paths(loaded.evaluation, loaded.evaluation.mask(), (None, None), "team", 2), lambda *_: False
    )
    names = set(found.stops.loc[found.stops["step"] == 0, "place"])
    assert OTHERS in names
    assert len(names) == 3
    assert found.stops["still_there_count"].sum() == found.told


def test_an_unknown_way_of_moving_is_refused(report: Report) -> None:
    with pytest.raises(ValueError, match="by: 'channel' must be tier or team"):
        report.flows("channel")


def test_response_hours_are_medians_of_the_tickets_of_that_hour(report: Report, period: Period) -> None:
    tickets = created_in(report, period)
    local = tickets["created_at"].dt.tz_convert(ZoneInfo(report.zone()))
    found = report.response_hours(period=period).set_index(["weekday", "hour"])
    grouped = tickets.groupby([local.dt.day_of_week, local.dt.hour])
    waits = tickets["is_open"] & ~tickets["is_answered"]
    assert (
        len(found)
        == tickets[tickets["is_answered"] | waits].groupby([local.dt.day_of_week, local.dt.hour]).ngroups
    )
    for key, own in grouped:
        if key not in found.index:
            continue
        assert found.loc[key, "n"] == own["is_answered"].sum()
        assert found.loc[key, "waiting"] == (own["is_open"] & ~own["is_answered"]).sum()
        if own["is_answered"].all():
            assert found.loc[key, "median_minutes"] == pytest.approx(own["first_response_minutes"].median())


def test_response_hours_need_a_duration() -> None:
    frame = pd.DataFrame({"created_at": pd.to_datetime(["2026-03-02"], utc=True), "is_open": [True]})
    evaluation = Evaluation({"tickets": frame})
    with pytest.raises(ValueError, match="ticket_volume is no duration"):
        response_hours(evaluation, METRICS["ticket_volume"], np.ones(1, bool), (None, None))


def test_pain_is_days_lost_times_dissatisfaction(report: Report, period: Period) -> None:
    tickets = report.facts().tickets
    ended = (tickets["resolved_at"] >= period.start) & (tickets["resolved_at"] < period.end)
    done = tickets[ended & tickets["is_finished"] & ~tickets["is_deleted"]]
    found = report.pain(period=period)
    told = found.dropna(subset=["pain_days"])
    assert len(told)
    assert told["pain_days"].is_monotonic_decreasing
    for row in found.itertuples():
        own = done[done["category"] == row.group]
        scores = own["csat_score"].dropna()
        assert row.answer_count == len(scores)
        if len(scores) >= 5:
            days = own["resolution_minutes"].sum() / 1440
            assert row.pain_days == pytest.approx(days * (scores < 4).mean())
        else:
            assert np.isnan(row.pain_days)


def test_trending_by_week_is_the_rule_of_trending_issues_week_by_week() -> None:
    """Eleven weeks of eight tickets, then one with twenty: twice as many and ten or more."""
    weeks = [8] * 11 + [20, 15]
    monday = pd.Timestamp("2026-01-05", tz="UTC")
    at = [monday + pd.Timedelta(weeks=w, hours=n) for w, count in enumerate(weeks) for n in range(count)]
    frame = pd.DataFrame({"created_at": pd.DatetimeIndex(at).as_unit("us"), "category": "login"})
    evaluation = Evaluation({"tickets": frame})
    first = int(evaluation.bucket("tickets", "created_at", "week")[0])
    found = trending_by_week(evaluation, evaluation.mask(), first, first + 12)
    counts = found["trending_count"].tolist()
    assert np.isnan(counts[:5]).all()
    assert counts[5:] == [0, 0, 0, 0, 0, 0, 1, 0]
    assert found["categories"].iloc[11] == ("login",)


def test_levels_are_judged_by_their_own_bands_only(report: Report, period: Period) -> None:
    found = report.levels(period=period)
    assert [each.result.id for each in found[::3]] == list(SIX)
    by = {(each.result.id, each.level): each.result for each in found}
    assert "B-087" in by["csat_rate", 3].target.sources
    assert by["csat_rate", 3].target.good.low == 0.85
    assert by["first_contact_resolution_rate", 1].target.good.low == 0.70
    assert by["first_contact_resolution_rate", 2].target is None
    assert by["average_handle_time", 3].target is None
    for name, level in (("csat_rate", 2), ("escalation_rate", 1), ("tickets_per_agent_day", 1)):
        alone = report.metric(name, period=period, filters=Filters(tier=(f"L{level}",)))
        assert by[name, level].value == pytest.approx(alone.value)


def test_the_printed_bands_of_a_level_do_not_fit_into_a_day() -> None:
    first, second, flow = load_notes()
    assert "24 to 36 tickets fit" in first
    assert "6 to 12 tickets fit" in second
    assert "0.75 to 2.50 %" in flow
    assert "inside its limit of 5 %" in flow


def test_low_scores_are_followed_up_within_a_day_or_overdue(report: Report, period: Period) -> None:
    answers = report.store.read_frame("csat")
    given = (answers["rated_at"] >= period.start) & (answers["rated_at"] < period.end)
    low = answers[given & (answers["score"] <= 3)]
    found = report.low_scores(period=period)
    assert sorted(found["ticket_id"]) == sorted(low["ticket_id"])
    now = pd.Timestamp(report.as_of())
    by_ticket = found.set_index("ticket_id")
    for row in low.itertuples():
        own = by_ticket.loc[row.ticket_id]
        assert own["score"] == row.score
        assert own["action"] == ACTIONS[int(row.score)]
        replies = report.ticket(row.ticket_id)[0].events
        replies = replies[(replies["type"] == "public_reply") & (replies["actor_role"] == "agent")]
        after = replies.loc[replies["at"] > row.rated_at, "at"]
        if len(after):
            passed = (after.iloc[0] - row.rated_at).total_seconds() / 60
            assert own["follow_up_minutes"] == pytest.approx(passed)
            assert np.isnan(own["left_minutes"])
        else:
            left = FOLLOW_UP_MINUTES - (now - row.rated_at).total_seconds() / 60
            assert own["left_minutes"] == pytest.approx(left)
            assert (own["state"] == OVERDUE) == (left < 0)
    waiting = found["left_minutes"].dropna()
    assert waiting.is_monotonic_increasing
    assert found["left_minutes"].isna().sum() == len(found) - len(waiting)


def test_the_first_contact_after_the_answer_stops_the_timer() -> None:
    at = pd.DatetimeIndex(["2026-03-02"] * 6, tz="UTC").as_unit("us")
    tickets = pd.DataFrame({"ticket_id": list("abcdef"), "created_at": at})
    surveys = pd.DataFrame({"ticket_row": [0, 1, 2, 3, 4, 5], "kind": "csat", "rated_at": at})
    surveys["score"], surveys["scale_max"] = [1.0, 2.0, 3.0, 3.0, 4.0, 1.0], 5.0
    surveys["follow_up_minutes"] = [60.0, np.nan, np.nan, 2000.0, np.nan, np.nan]
    surveys["follow_up_observed_minutes"] = [60.0, 1500.0, 200.0, 2000.0, 100.0, np.nan]
    evaluation = Evaluation({"tickets": tickets, "surveys": surveys})
    found = low_scores(evaluation, np.ones(6, bool), (None, None))
    assert found["ticket_id"].tolist() == ["b", "c", "a", "d"]
    assert found["state"].tolist() == [OVERDUE, DUE, DONE, LATE]
    assert found["left_minutes"].tolist()[:2] == [-60, 1240]


def test_survey_operations_count_every_resolved_ticket_once(report: Report, period: Period) -> None:
    found = report.survey_operations(period=period)
    tickets = report.facts().tickets
    ended = (tickets["resolved_at"] >= period.start) & (tickets["resolved_at"] < period.end)
    done = tickets[ended & tickets["is_finished"] & ~tickets["is_deleted"]]
    for row in found.itertuples():
        own = done[done["channel"] == row.group]
        assert row.finished_count == len(own)
        assert row.offered_count == (own["csat_offered"] == 1).sum()
        assert row.not_offered_count == (own["csat_offered"] == 0).sum()
        assert row.answered_count == own["csat_score"].notna().sum()
        assert row.response_rate == pytest.approx(row.answered_count / row.offered_count)


def test_repeat_contacts_have_an_earlier_ticket_of_the_same_matter(report: Report, period: Period) -> None:
    tickets = report.facts().tickets
    tickets = tickets[~tickets["is_deleted"]]
    expected = {}
    for row in created_in(report, period).itertuples():
        same = tickets[(tickets["customer_key"] == row.customer_key) & (tickets["category"] == row.category)]
        before = same.loc[same["created_at"] < row.created_at, "created_at"]
        if len(before) and row.created_at - before.max() <= pd.Timedelta(days=7):
            expected[row.ticket_id] = (row.created_at - before.max()).total_seconds() / 60
    found = report.repeat_contacts(period=period)
    got = dict(zip(found["ticket_id"], found["previous_contact_minutes"], strict=True))
    assert got == pytest.approx(expected)
    rate = report.metric("repeat_contact_rate", period=period)
    assert len(found) / rate.n == pytest.approx(rate.value)


def behind(report: Report, kind: str, *values: str | int, **asked: Any) -> int:
    return report.tickets_behind(Behind(kind, values), **asked).total


def test_every_figure_leads_to_as_many_tickets_as_it_counts(report: Report, period: Period) -> None:
    times = report.state_times(period=period)
    for row in times.states.itertuples():
        assert behind(report, "state", row.state, period=period) == row.ticket_count
    for row in times.changes.itertuples():
        assert behind(report, "change", row.from_state, row.to_state, period=period) == row.ticket_count
    flows = report.flows(period=period)
    for row in flows.links.itertuples():
        ends = (row.from_step, row.from_place, row.to_step, row.to_place)
        assert behind(report, "link", "tier", *ends, period=period) == row.ticket_count
    for row in flows.stops.itertuples():
        assert behind(report, "stop", "tier", row.step, row.place, period=period) == row.in_count
    history = report.backlog_history(period=period, by="week")
    for row in history.itertuples():
        instant = microseconds(row.ends_at.to_pydatetime())
        assert behind(report, "open at", instant, period=period) == row.open_count
    hours = report.response_hours(period=period)
    inflow = report.inflow(period=period).groupby(["weekday", "hour"])["ticket_count"].sum()
    for row in hours.head(20).itertuples():
        assert behind(report, "hour", row.weekday, row.hour, period=period) == inflow[row.weekday, row.hour]
    scores = report.csat_breakdown(period=period)
    for row in scores.itertuples():
        assert behind(report, "rated", row.score, period=period) == row.answer_count
    assert behind(report, "rated", period=period) == report.metric("csat_rate", period=period).n
    assert behind(report, "created", period=period) == report.metric("ticket_volume", period=period).value
    assert behind(report, "repeat", period=period) == len(report.repeat_contacts(period=period))


def test_promises_escalations_and_the_main_channel_lead_to_their_tickets(
    report: Report, period: Period
) -> None:
    clocks = report.sla_clocks(period=period, metric="resolution", outcome=("breached",))
    assert behind(report, "broken", "resolution", period=period) == clocks["ticket_id"].nunique()
    moved = report.facts().escalations
    inside = moved[(moved["at"] >= period.start) & (moved["at"] < period.end)]
    deleted = report.facts().tickets["is_deleted"].to_numpy()
    rows = [row for row in inside["ticket_row"].unique() if not deleted[row]]
    assert behind(report, "escalated", period=period) == len(rows)
    share = report.metric("main_channel_share", period=period)
    assert behind(report, "main channel", period=period) == round(share.value * share.n)
    done = report.tickets_behind(Behind("finished"), period=period, limit=3)
    assert done.total == report.metric("resolved_count", period=period).value
    assert len(done.frame) == 3


def test_filters_reach_the_tickets_behind_a_figure(report: Report, period: Period) -> None:
    only = Filters(priority=("P2",))
    found = report.tickets_behind(Behind("created"), period=period, filters=only)
    assert set(found.frame["priority"]) == {"P2"}
    assert found.total == report.metric("ticket_volume", period=period, filters=only).value


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Behind("unknown"), "kind: 'unknown' is none of"),
        (Behind("hour", (1,)), r"values: \(1,\) do not fit the kind 'hour'"),
        (Behind("state", ("asleep",)), "do not fit the kind 'state'"),
    ],
)
def test_what_nobody_can_look_up_is_refused(report: Report, asked: Behind, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        report.tickets_behind(asked)


def test_every_kind_answers_on_an_empty_store(tmp_path: Any) -> None:
    values: dict[str, tuple[str | int, ...]] = {
        "hour": (0, 9),
        "state": ("open",),
        "stop": ("tier", 0, "L1"),
        "link": ("tier", 0, "L1", 3, SOLVED),
        "open at": (0,),
        "broken": ("resolution",),
    }
    with Store.open(tmp_path / "empty.db") as store:
        report = Report(store)
        for kind in sorted(set(KINDS) - {"change"}):
            assert report.tickets_behind(Behind(kind, values.get(kind, ()))).total == 0
        assert report.state_times().told == 0
        assert report.flows().links.empty
        assert not report.levels()
        for table in (report.low_scores(), report.repeat_contacts(), report.pain(), report.response_hours()):
            assert table.empty
