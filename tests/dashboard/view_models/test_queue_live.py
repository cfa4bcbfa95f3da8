"""The moment that Queue health shows, and its views, checked by hand and against the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from core.data.store import Store
from core.periods import Period
from core.report import Report
from core.reporting.arrivals import Arrivals
from core.reporting.breach_forecast import BreachForecast
from core.reporting.day_forecast import UNKNOWN, DayForecast
from dashboard.view_models.live_clock import AUTO, DATA, NOW, follows_the_clock, moment_of, moment_words
from dashboard.view_models.queue_lists import WORK_LISTS, build_work_list
from dashboard.view_models.queue_now import LADDER, build_queue_now, next_table
from dashboard.view_models.queue_past import Presence, build_presence
from dashboard.view_models.queue_people import build_queue_people
from dashboard.view_models.queue_reviews import build_daily, build_weekly
from dashboard.view_models.queue_today import arrivals_view, forecast_view
from sample_data.company import generate
from sample_data.loading import load_into
from tests.dashboard.view_models.asked import Asked

MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 17, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    path = tmp_path_factory.mktemp("live") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(3_000, seed=7))
    report = Report.open(path)
    yield report
    report.close()


def asked(report: Report, later: timedelta = timedelta(hours=2)) -> Asked:
    latest = report.as_of()
    assert latest is not None
    return Asked(Period.last_days(28, latest, report.zone()), latest + later)


@pytest.mark.parametrize(
    ("latest", "delivered", "is_live"),
    [
        (FRIDAY, FRIDAY, True),  # a quiet weekend of a store that webhooks feed
        (FRIDAY, None, False),  # an import of Friday evening
        (MONDAY - timedelta(hours=2), None, True),
        (MONDAY - timedelta(hours=2, seconds=1), None, False),
        (datetime(2025, 6, 30, tzinfo=UTC), MONDAY, False),  # old events played again
        (MONDAY - timedelta(hours=97), MONDAY - timedelta(hours=97), False),
        (MONDAY + timedelta(minutes=4), None, True),
        (MONDAY + timedelta(minutes=6), MONDAY, False),  # made-up data of the future
    ],
)
def test_the_clock_goes_on_by_itself_only_while_the_store_is_fed(
    latest: datetime, delivered: datetime | None, is_live: bool
) -> None:
    assert follows_the_clock(AUTO, MONDAY, latest, delivered) is is_live
    assert follows_the_clock(NOW, MONDAY, latest, delivered)
    assert not follows_the_clock(DATA, MONDAY, latest, delivered)


def test_a_moment_is_never_before_the_latest_event() -> None:
    ahead = MONDAY + timedelta(minutes=3)
    assert moment_of(NOW, MONDAY, ahead, None).as_of == ahead
    assert moment_of(AUTO, MONDAY, FRIDAY, None).as_of == FRIDAY
    assert "stands still" in moment_words(moment_of(DATA, MONDAY, FRIDAY, None), "UTC")


def clocks(*rows: tuple[str, float, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["ticket_id", "remaining_minutes", "outcome", "level"])
    return table.assign(
        metric="resolution", due_at=pd.Timestamp(MONDAY), priority="P2", assignee="ada", team="t"
    )


def test_next_to_break_leaves_out_what_is_broken_and_puts_what_stands_still_last() -> None:
    table = next_table(
        clocks(
            ("late", -5.0, "breached", "breach"),
            ("calm", 90.0, "running", "none"),
            ("paused", 1.0, "paused", "red"),
            ("close", 3.0, "running", "red"),
        )
    )
    assert table.frame["ticket_id"].tolist() == ["close", "calm", "paused"]
    assert table.frame["promise"].tolist() == ["Resolution", "Resolution", "Resolution, paused"]
    assert table.note.startswith("2 running")


def test_the_ladder_counts_every_running_promise_once(demo: Report) -> None:
    question = asked(demo)
    view = build_queue_now(demo, question, Presence())
    whole = demo.sla_clocks(as_of=question.as_of)
    running = whole[whole["stopped_at"].isna() & whole["metric"].isin(["first_response", "resolution"])]
    counts = running["level"].astype(str).value_counts()
    assert {step.level: step.count for step in view.ladder} == {name: counts.get(name, 0) for name in LADDER}


def test_time_alone_moves_promises_up_the_ladder(demo: Report) -> None:
    now, later = (
        {s.level: s.count for s in build_queue_now(demo, asked(demo, by), Presence()).ladder}
        for by in (timedelta(0), timedelta(days=40))
    )
    assert later["severe"] > now["severe"]
    assert sum(later.values()) >= sum(now.values())


@pytest.mark.parametrize("name", WORK_LISTS)
def test_every_list_holds_open_tickets_in_its_order(demo: Report, name: str) -> None:
    question, one = asked(demo), WORK_LISTS[name]
    table = build_work_list(demo, question, name)
    opened = set(demo.tickets(as_of=question.as_of)["ticket_id"])
    rows = table.every_row()
    assert set(rows["ticket_id"]) <= opened
    assert len(rows) == table.total
    order = rows[one.sort].dropna()
    assert order.is_monotonic_increasing if one.is_ascending else order.is_monotonic_decreasing


def test_lists_say_why_a_ticket_is_on_them(demo: Report) -> None:
    stuck = build_work_list(demo, asked(demo, timedelta(days=10)), "stuck").every_row()
    assert set(stuck["why"]) <= {"stuck", "in limbo", "stuck, in limbo"}
    assert (stuck["idle_minutes"] > 24 * 60).all()
    with pytest.raises(ValueError, match="name"):
        build_work_list(demo, asked(demo), "everything")


def test_tickets_of_people_who_are_away_are_the_ones_to_reassign(demo: Report) -> None:
    question = asked(demo, timedelta(0))
    holder = demo.workload().iloc[0]
    view = build_queue_people(demo, question, Presence(away={str(holder["assignee"]): "left the team"}))
    assert view.reassign.total == holder["open_count"] == view.away.frame["open_count"].sum()
    assert set(view.reassign.frame["why"]) == {"left the team"}


def test_reviews_count_what_their_lists_hold(demo: Report) -> None:
    question = asked(demo, timedelta(0))
    daily = {item.rule: item for item in build_daily(demo, question, Presence(), ("login",))}
    for rule, metric in (("R-QR-01", "open_p1_p2"), ("R-QR-02", "backlog_24h")):
        assert daily[rule].finding.split("\xa0")[0] == str(demo.metric(metric).n)
    assert daily["R-QR-03"].finding == "login"
    weekly = {item.rule: item for item in build_weekly(demo, question)}
    assert list(weekly) == ["R-QR-06", "R-QR-07", "R-QR-08", "R-QR-09", "R-QR-10"]
    assert weekly["R-QR-06"].finding.startswith(str(demo.metric("backlog_count").n))
    assert weekly["R-QR-10"].status == "no_data"


def test_presence_knows_who_is_away(demo: Report) -> None:
    presence = build_presence(demo, asked(demo, timedelta(0)))
    assert presence.away == demo.away_agents(demo.as_of() or MONDAY)
    assert 0 < presence.busy < 1


def test_a_forecast_in_words_rounds_its_interval_outwards() -> None:
    frame = pd.DataFrame({"starts_at": pd.to_datetime([MONDAY], utc=True), "due_count": [6]})
    found = BreachForecast(frame.assign(expected=4.4, low=2.2, high=5.1), 6, 4.4, 2.2, 5.1)
    view = forecast_view(found, "UTC")
    assert view.headline == "about 4"
    assert view.detail.startswith("2 to 6 of 6")
    unknown = forecast_view(replace(found, expected=np.nan, low=np.nan, high=np.nan), "UTC")
    assert unknown.headline == "no data"


def test_arrivals_in_words_say_whether_the_day_is_usual() -> None:
    frame = pd.DataFrame({"hour": range(24), "today": 1.0, "usual": 1.0, "low": 1.0, "high": 1.0})
    coming = DayForecast(np.arange(1.0, 25), 24.0, 20.4, 27.7)
    view = arrivals_view(Arrivals(frame, 13, 10, 8, 12, 8, 9.5, coming))
    assert view.headline.endswith("busier than most")
    assert view.forecast == "forecast 10 by now, 24 today (20 to 28 on four days of five)"
    short = Arrivals(frame, 13, 10, 8, 12, 8, 9.5, replace(coming, low=np.nan, high=np.nan))
    assert arrivals_view(short).forecast == "forecast 10 by now, 24 today"
    unknown = arrivals_view(Arrivals(frame, 3, np.nan, np.nan, np.nan, 2, 9.5, UNKNOWN))
    assert "too few weeks" in unknown.headline
    assert unknown.forecast == ""
