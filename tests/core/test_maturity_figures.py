"""Figures that the rules of growth read, against plain loops over the same tickets, events and people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.columns import EventType
from core.data.store import Store
from core.insight import transitions as t
from core.insight.assessment_evidence import HANDOFF_NOTES, HOURS, OFFERED
from core.insight.failure_patterns import EARLY_LEAVERS
from core.insight.paired_signs import LOW_SCORES
from core.insight.signals import AGENT_QA
from core.insight.signals_spread import accuracy_spread
from core.insight.signals_windows import BEFORE_90, LAST_28, LAST_90, LAST_91, LAST_YEAR
from core.insight.warning_signs import HEADS, TURNOVER
from core.report import Report
from core.reporting.insight_signal_people import Roster, people_figures
from core.reporting.insight_signal_sight import Sight
from core.reporting.insight_signal_tickets import largest_shares, ticket_figures
from core.reporting.insight_signal_work import review_figures, shift_figures
from core.reporting.insight_stage_past import tracks
from core.reporting.insight_stage_windows import kinds_of_work
from core.reporting.targets import targets_at
from sample_data.company import generate
from sample_data.loading import load_into

DAY = pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def sight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sight]:
    with Store.open(tmp_path_factory.mktemp("figures") / "queuewise.db") as store:
        load_into(store, generate(4_000, seed=5))
        report = Report(store)
        loaded, settings = report._loader.load(), report._loader.settings()
        as_of = report.as_of()
        assert as_of is not None
        yield Sight(
            loaded.evaluation,
            loaded.facts,
            loaded.promises.log,
            settings,
            targets_at(),
            as_of,
            store.read_frame,
        )


def days(sight: Sight, window: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    period = sight.period(window)
    return pd.Timestamp(period.start), pd.Timestamp(period.end)


def kept(sight: Sight) -> pd.DataFrame:
    return sight.tickets[~sight.tickets["is_deleted"]]


def test_people_are_counted_as_a_walk_over_days_counts_them(sight: Sight) -> None:
    agents = sight.read("agent")
    agents = agents[~agents["is_bot"]]
    found = people_figures(sight, Roster.of(sight))
    for window in (LAST_90, BEFORE_90, LAST_YEAR):
        start, end = days(sight, window)
        left = ((agents["left_at"] >= start) & (agents["left_at"] < end)).sum()
        heads, day = [], start
        while day < end:
            heads.append(((agents["hired_at"] <= day) & ~(agents["left_at"] <= day)).sum())
            day += DAY
        expected = left / np.mean(heads) * 365 / ((end - start) / DAY)
        assert found[TURNOVER, window].value == pytest.approx(expected)
        assert found[TURNOVER, window].low <= expected <= found[TURNOVER, window].high
    start, end = days(sight, LAST_YEAR)
    hired = agents[(agents["hired_at"] >= start) & (agents["hired_at"] <= end - 90 * DAY)]
    early = ((hired["left_at"] - hired["hired_at"]) <= 90 * DAY).sum()
    assert (found[EARLY_LEAVERS, LAST_YEAR].n, found[EARLY_LEAVERS, LAST_YEAR].value) == (
        len(hired),
        early / len(hired),
    )
    assert found[HEADS, LAST_91].value > 0


def test_surveys_and_low_scores_equal_plain_columns(sight: Sight) -> None:
    found, tickets = ticket_figures(sight), kept(sight)
    start, end = days(sight, LAST_28)
    rated = tickets[tickets["csat_score"].notna() & (tickets["resolved_at"] >= start)]
    rated = rated[rated["resolved_at"] < end]
    low = (rated["csat_score"] <= 2).sum()
    assert found[LOW_SCORES, LAST_28].n == len(rated)
    assert found[LOW_SCORES, LAST_28].value == pytest.approx(low / len(rated))
    start, end = days(sight, LAST_90)
    done = tickets[
        tickets["is_finished"] & (tickets["resolved_at"] >= start) & (tickets["resolved_at"] < end)
    ]
    assert found[OFFERED, LAST_90].value == pytest.approx((done["csat_offered"] > 0).mean())


def test_notes_at_handoffs_equal_a_loop_over_events(sight: Sight) -> None:
    start, end = days(sight, LAST_90)
    log, tickets = sight.log, kept(sight).set_index("ticket_pk")
    wanted = tickets.index[(tickets["created_at"] >= start) & (tickets["created_at"] < end)]
    handoffs, with_note = 0, 0
    for place, pk in enumerate(log.ticket_pk.tolist()):
        if pk not in wanted:
            continue
        rows = range(log.offsets[place], log.offsets[place + 1])
        notes = [int(log.at[row]) for row in rows if log.type[row] == EventType.INTERNAL_NOTE]
        for row in [row for row in rows if log.type[row] == EventType.ASSIGNED][1:]:
            handoffs += 1
            with_note += any(abs(note - int(log.at[row])) <= 30 * 60_000_000 for note in notes)
    found = ticket_figures(sight)[HANDOFF_NOTES, LAST_90]
    assert (found.n, round(found.value * found.n)) == (handoffs, with_note)
    assert 0 < with_note < handoffs


def test_staffed_hours_and_the_median_agent_equal_plain_loops(sight: Sight) -> None:
    start, end = days(sight, LAST_28)
    shifts = sight.read("shift").query("activity != 'on_call'")
    hours = pd.date_range(start, end - pd.Timedelta(microseconds=1), freq="h")
    staffed = sum(
        ((shifts["starts_at"] < hour + DAY / 24) & (shifts["ends_at"] > hour)).any() for hour in hours
    )
    found = shift_figures(sight)[HOURS, LAST_28]
    assert round(found.value * found.n) == staffed
    start, end = days(sight, LAST_91)
    reviews = sight.read("qa_review")
    reviews = reviews[(reviews["selection"] != "calibration") & (reviews["reviewed_at"] >= start)]
    means = [group["score"].mean() for _, group in reviews.groupby("agent_id") if len(group) >= 2]
    assert review_figures(sight)[AGENT_QA, LAST_91].value == pytest.approx(np.median(means))


def test_tracks_equal_plain_counts_window_by_window(sight: Sight) -> None:
    found, tickets = tracks(sight, Roster.of(sight)), kept(sight)
    local = tickets["created_at"].dt.tz_convert(sight.zone).dt.date
    daily, calendar = found[t.DAILY], sight.settings.calendar
    for place in (0, len(daily.ends) // 2, len(daily.ends) - 1):
        end = daily.ends[place]
        span = [end - timedelta(days=back) for back in range(30)]
        count = local.isin(span).sum()
        opened = sum(opens(calendar, day, sight.zone) for day in span)
        assert daily.counts[place] == count
        assert daily.values[place] == pytest.approx(count / opened)
    replies = found[t.FIRST_REPLY]
    for place in (0, len(replies.ends) - 1):
        end = replies.ends[place]
        rows = tickets[(local > end - timedelta(days=14)) & (local <= end)]
        waited = rows["first_response_observed_minutes"].dropna()
        assert replies.counts[place] == len(waited)
        assert replies.values[place] == pytest.approx(np.quantile(waited, 0.9))


def opens(calendar: object, day: date, zone: str) -> bool:
    edges = [pd.Timestamp(each, tz=zone).value // 1000 for each in (day, day + timedelta(days=1))]
    elapsed = calendar.elapsed(np.array(edges[:1]), np.array(edges[1:]))  # type: ignore[attr-defined]
    return bool(elapsed[0] > 0)


@given(st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("abc")), min_size=1, max_size=60))
def test_largest_shares_equal_counting_by_hand(pairs: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(pairs, columns=["category", "assignee"], dtype="category")
    names, shares = largest_shares(frame)
    by_hand = {}
    for category in sorted({name for name, _ in pairs}):
        held = Counter(agent for name, agent in pairs if name == category)
        if held.total() >= 10:
            by_hand[category] = max(held.values()) / held.total()
    assert dict(zip(names, shares.tolist(), strict=True)) == pytest.approx(by_hand)


def test_spread_of_accuracy_pools_deviations_within_categories() -> None:
    rng = np.random.default_rng(3)
    rows = [(c, a, rng.normal(20 + 5 * (c == "x"), 1)) for c in "xy" for a in "abcd" for _ in range(3)]
    frame = pd.DataFrame(rows, columns=["category", "assignee", "solution_quality"])
    means = frame.groupby(["category", "assignee"])["solution_quality"].mean()
    within = sum(means.loc[category].var(ddof=1) * 3 for category in "xy") / 6
    found = accuracy_spread(frame, "window")
    assert found.value == pytest.approx(np.sqrt(within))
    assert found.low < found.value < found.high
    assert not accuracy_spread(frame[frame["assignee"] < "c"].query("category == 'x'"), "window").is_known


def test_work_is_of_two_kinds_only_with_a_wide_gap_and_enough_on_both_sides() -> None:
    sizes = np.array([40, 40, 40])
    assert kinds_of_work(np.array([10.0, 12.0, 24.0]), sizes) == 2
    assert kinds_of_work(np.array([10.0, 12.0, 23.9]), sizes) == 1
    assert kinds_of_work(np.array([10.0, 12.0, 24.0]), np.array([400, 400, 30])) == 1
