"""Newcomers, modules and staff: beside plain loops over tickets and training records."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from core.data.store import Store
from core.periods import Period
from core.report import Filters, Report
from core.reporting.people_tables import PLANNED, module_table, open_modules, ramp_board
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("ramp") / "queuewise.db") as store:
        load_into(store, generate(6_000, seed=11))
        yield Report(store)


def test_the_plan_is_the_printed_ramp() -> None:
    assert PLANNED == (0, 0, 0.25, 0.5, 0.75, 0.75, 1, 1)


def test_the_grid_is_what_a_loop_over_days_of_work_counts(report: Report) -> None:
    days, agents = report.facts().agent_days, report.store.read_frame("agent").set_index("agent_id")
    zone = ZoneInfo(report.zone())

    def monday(day: pd.Timestamp) -> pd.Timestamp:
        return day - pd.Timedelta(days=day.weekday())

    hired = {
        name: monday(at.tz_convert(zone).tz_localize(None).normalize())
        for name, at in agents["hired_at"].dropna().items()
    }
    handled: Counter[tuple[str, pd.Timestamp]] = Counter()
    for name, day, count in zip(days["agent"].astype(str), days["day"], days["resolved_count"], strict=True):
        handled[name, monday(pd.Timestamp(day))] += count
    grown: dict[tuple[pd.Timestamp, str], list[int]] = defaultdict(list)
    for (name, week), count in handled.items():
        if name in hired and count and (week - hired[name]).days // 7 >= 8:
            grown[week, agents.loc[name, "tier"]].append(count)
    board = report.ramp_board()
    assert len(board.weeks) > 30
    for row in board.weeks.itertuples():
        week = row.week.tz_convert(zone).tz_localize(None).normalize()
        assert row.tenure_week == (week - hired[row.assignee]).days // 7 + 1
        assert row.planned == PLANNED[row.tenure_week - 1]
        assert row.resolved_count == handled[row.assignee, week]
        peers = grown[week, agents.loc[row.assignee, "tier"]]
        full = statistics.median(peers) if peers else float("nan")
        assert row.load == pytest.approx(row.resolved_count / full if peers else float("nan"), nan_ok=True)


def test_newcomers_are_those_hired_in_the_period_last_first(report: Report) -> None:
    as_of = report.as_of()
    assert as_of is not None
    year = Period.last_days(365, as_of, report.zone())
    board = report.ramp_board(period=year)
    hired = report.store.read_frame("agent").set_index("agent_id")["hired_at"]
    assert set(board.newcomers["assignee"]) == set(hired[hired >= year.start].index)
    assert board.newcomers["hired_at"].is_monotonic_decreasing
    assert set(board.weeks["assignee"]) == set(board.newcomers["assignee"])
    whole = report.ramp_board(filters=Filters(team=("Billing",)))
    assert set(whole.newcomers["team"]) == {"Billing"}


def test_load_and_plan_of_a_newcomer_weigh_weeks_by_the_full_load() -> None:
    who = {
        "assignee": ["ann"], "team": ["A"], "tier": ["L1"], "left_at": [pd.NaT],
        "hired_at": pd.to_datetime(["2026-01-05"], utc=True), "proficiency_minutes": [2_880.0],
        "is_learning": [False],
    }  # fmt: skip
    weeks = {
        "assignee": ["ann"] * 3, "tenure_week": [3.0, 4.0, 5.0], "resolved_count": [10, 20, 9],
        "full_load": [40.0, 20.0, float("nan")], "week": pd.to_datetime(["2026-01-19"] * 3, utc=True),
    }  # fmt: skip
    row = ramp_board(pd.DataFrame(who), pd.DataFrame(weeks)).newcomers.iloc[0]
    assert row["load"] == pytest.approx(30 / 60)
    assert row["planned"] == pytest.approx((0.25 * 40 + 0.5 * 20) / 60)
    assert (row["weeks_seen"], row["proficiency_days"]) == (3, 2)


def test_open_modules_are_the_records_that_nobody_finished(report: Report) -> None:
    records = report.store.read_frame("training")
    done = set(
        zip(*records.loc[records["completed_at"].notna(), ["agent_id", "module"]].T.values, strict=True)
    )
    waiting = {
        (row["agent_id"], row["module"]): row["due_at"]
        for row in records.to_dict("records")
        if (row["agent_id"], row["module"]) not in done
    }
    found = report.open_modules()
    assert (
        dict(zip(zip(found["assignee"], found["module"], strict=True), found["due_at"], strict=True))
        == waiting
    )
    assert found["overdue_days"].is_monotonic_decreasing
    completion = report.metric("training_completion_rate")
    overdue = int(found["is_due"].sum())
    assert round(completion.n * (1 - completion.value)) == overdue > 0


def test_a_module_repeated_until_it_is_passed_is_finished_once() -> None:
    at = pd.to_datetime(["2026-01-10", "2026-01-20", None], utc=True)
    rows = {
        "assignee": ["ann", "ann", "bob"], "team": ["A"] * 3, "module": ["core"] * 3, "kind": ["quiz"] * 3,
        "due_at": pd.to_datetime(["2026-01-12"] * 3, utc=True), "completed_at": at,
        "score": [60.0, 90.0, None],
        "is_module": [True, False, True], "is_due": [True] * 3, "is_completed": [True, True, False],
    }  # fmt: skip
    table = module_table(pd.DataFrame(rows)).iloc[0]
    assert (table["due_count"], table["completed_count"], table["again_count"]) == (2, 1, 1)
    assert (table["first_score"], table["completion"]) == (60, 0.5)
    now = pd.Timestamp("2026-01-15", tz="UTC")
    late = open_modules(pd.DataFrame(rows), int(now.value // 1_000)).iloc[0]
    assert (late["assignee"], late["overdue_days"]) == ("bob", 3)


def test_staff_are_those_employed_with_their_last_refresh_quiz(report: Report) -> None:
    agents = report.store.read_frame("agent")
    here = agents[agents["left_at"].isna() & ~agents["is_bot"]]
    table = report.staff().set_index("assignee")
    assert set(table.index) == set(here["agent_id"])
    quizzes = report.store.read_frame("training").query("kind == 'refresh'").dropna(subset="completed_at")
    last = quizzes.sort_values("completed_at").groupby("agent_id")["score"].last()
    for name, row in table.iterrows():
        assert row["refresh_score"] == pytest.approx(last.get(name, float("nan")), nan_ok=True)
    as_of = report.as_of()
    assert as_of is not None
    earlier = report.staff(as_of=as_of - timedelta(days=330))
    assert set(earlier["assignee"]) != set(table.index)


def test_an_empty_store_has_no_newcomers_no_modules_and_no_staff(store: Store) -> None:
    report = Report(store)
    assert report.ramp_board().newcomers.empty
    assert report.open_modules().empty
    assert report.modules().empty
    assert report.staff().empty
