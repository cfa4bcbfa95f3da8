"""What the what-if and the forecast take from a demo company, against plain loops over its tickets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from core.capacity.forecast import forecast_daily
from core.capacity.forecast_check import review
from core.capacity.scenario import Assumptions
from core.capacity.scenario_model import what_if
from core.capacity.seasons import OwnEvent, kinds_of
from core.data.columns import ActorRole, EventType
from core.data.store import Store
from core.report import Filters, Report
from sample_data import generate, load_into

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("capacity") / "queuewise.db") as store:
        load_into(store, generate(4_000, seed=5))
        yield Report(store)


@pytest.fixture(scope="module")
def today(report: Report) -> date:
    as_of = report.as_of()
    assert as_of is not None
    return as_of.astimezone(ZoneInfo(report.zone())).date()


@pytest.fixture(scope="module")
def stories(report: Report) -> list[dict[str, object]]:
    """Tickets that count, each with the local hour of its creation."""
    tickets = report.facts().tickets
    tickets = tickets[~tickets["is_deleted"]]
    zone = ZoneInfo(report.zone())
    rows = tickets.astype(dict.fromkeys(("channel", "tier", "priority"), "object")).to_dict("records")
    return [{**row, "local": row["created_at"].astimezone(zone)} for row in rows]


def write_days(store: Store, first: int, last: int, per_day: int = 1) -> None:
    """So many tickets created on each day before ``last``, and nothing else told of them."""
    days = np.repeat(np.arange(first, last), per_day)
    name, size = f"days from {first}", days.size
    batch = store.begin_batch(
        source_id="desk", profile="p", file_name=name, file_digest=name, timezone="UTC", options=None
    )
    events = pd.DataFrame(
        {
            "ticket_id": [f"{first}-{place}" for place in range(size)],
            "event_id": [f"{first}-{place}" for place in range(size)],
            "at": int(START.timestamp() * 1e6) + days * 86_400_000_000,
            "seq": range(size),
            "type": int(EventType.CREATED),
            "actor_role": int(ActorRole.AGENT),
            "actor_id": "Ann",
            "field": None,
            "from_value": None,
            "to_value": None,
            "value_num": np.nan,
            "line": range(size),
        }
    )
    store.write_chunk(
        int(batch.pk or 0), tickets=None, events=events, rejected=None, read_count=size, cursor=1
    )


def lately(stories: list[dict[str, object]], today: date) -> list[dict[str, object]]:
    first = today - timedelta(days=28)
    return [row for row in stories if first <= row["local"].date() < today]  # type: ignore[attr-defined]


def daily(stories: list[dict[str, object]], today: date) -> tuple[date, np.ndarray]:
    """First day, and tickets by day up to yesterday."""
    count = Counter(row["local"].date() for row in stories)  # type: ignore[attr-defined]
    first = min(count)
    return first, np.array([count[first + timedelta(days=n)] for n in range((today - first).days)], float)


def test_volume_is_that_of_the_last_28_whole_days(
    report: Report, stories: list[dict[str, object]], today: date
) -> None:
    found = report.capacity_inputs()
    rows = lately(stories, today)
    assert (found.days, found.tickets) == (28, len(rows))
    given = found.assumptions
    counts = Counter((row["channel"], row["tier"]) for row in rows)
    for channel, line in zip(given.channels, given.tickets_per_day, strict=True):
        for tier, number in zip(given.tiers, line, strict=True):
            assert number == pytest.approx(counts[channel, tier] / 28 * 7 / given.open_days)
    assert what_if(given, 5).volume[0] == pytest.approx(len(rows) / 4)
    assert found.sources["tickets_per_day"].words.startswith(f"measured from {len(rows):,} tickets")


def test_hours_and_priorities_are_those_of_the_tickets(
    report: Report, stories: list[dict[str, object]], today: date
) -> None:
    given, rows = report.capacity_inputs().assumptions, lately(stories, today)
    hours = Counter(row["local"].weekday() * 24 + row["local"].hour for row in rows)  # type: ignore[attr-defined]
    assert list(given.arrival_shares) == [hours[hour] for hour in range(168)]
    priorities = Counter(row["priority"] for row in rows)
    assert given.priority_shares == pytest.approx([priorities[name] / len(rows) for name in given.priorities])
    promised = {
        one.priority: one.seconds / 60
        for one in report.policy().promises
        if one.metric == "first_response" and one.tier is None and one.channel is None
    }
    assert given.sla_goal == 0.95
    assert given.sla_targets == tuple(promised[name] for name in given.priorities)


def test_handle_times_are_means_of_logged_work_of_resolved_tickets(
    report: Report, stories: list[dict[str, object]], today: date
) -> None:
    given = report.capacity_inputs().assumptions
    zone, first = ZoneInfo(report.zone()), today - timedelta(days=28)
    work: dict[object, list[float]] = {}
    for row in stories:
        at, minutes = row["resolved_at"], row["time_worked_minutes"]
        if not pd.isna(at) and first <= at.astimezone(zone).date() < today and minutes == minutes:  # type: ignore[attr-defined]
            work.setdefault(row["tier"], []).append(float(minutes))  # type: ignore[arg-type]
    for place, tier in enumerate(given.tiers):
        enough = len(work.get(tier, [])) >= 10
        assert given.handle_time[place] == pytest.approx(
            np.mean(work[tier]) if enough else (12.5, 45, 240)[place], rel=1e-6
        )


def test_shares_are_the_metrics_of_those_days(report: Report) -> None:
    found = report.capacity_inputs()
    given = found.assumptions
    assert given.first_contact_now == given.first_contact_target
    assert given.deflection_now == given.deflection_target
    assert given.day_parts.total == pytest.approx(1)
    assert 0 < given.day_parts.shrinkage < 1
    assert sum(given.agents) > 0
    assert (
        found.sources["agents"].words == f"measured from {found.sources['agents'].count} people of the roster"
    )
    assert set(found.sources) == set(Assumptions.__dataclass_fields__)
    assert {"utilisation", "growth_rate", "lead_days"} <= set(found.assumed)


def test_under_a_filter_only_its_tickets_count(
    report: Report, stories: list[dict[str, object]], today: date
) -> None:
    found = report.capacity_inputs(filters=Filters(channel=("email",)))
    assert found.assumptions.channels == ("email",)
    assert found.tickets == sum(row["channel"] == "email" for row in lately(stories, today))


def test_nothing_known_stays_visibly_assumed(store: Store) -> None:
    found = Report(store).capacity_inputs()
    assert found.assumptions == Assumptions()
    assert not any(source.is_measured for source in found.sources.values())
    assert found.sources["handle_time"].words == "assumed: no tickets to measure"


def test_a_log_without_work_or_roster_says_what_is_assumed(store: Store) -> None:
    write_days(store, 0, 41, per_day=3)
    found = Report(store).capacity_inputs()
    assert found.tickets == 28 * 3
    assert found.assumptions.handle_time == (12.5, 45.0, 240.0)
    assert found.sources["handle_time"].words == (
        "assumed: the handbook's middle for L1 12.5 min, L2 45 min, L3 240 min"
    )
    assert not found.sources["agents"].is_measured
    assert sum(found.assumptions.agents) == 0
    assert what_if(found.assumptions, 5).states[0] == "no agents: nothing is taken up"


def test_daily_forecast_is_that_of_the_days_counted_by_hand(
    report: Report, stories: list[dict[str, object]], today: date
) -> None:
    view = report.forecast(14)
    first, counts = daily(stories, today)
    kinds = kinds_of(first, counts.size + 14, ["R-SP-01"], (), report.free_days())
    by_hand = forecast_daily(counts, 14, kinds=kinds)
    assert view.history["ticket_count"].tolist() == counts.tolist()
    assert view.frame["bucket"].tolist() == [today + timedelta(days=n) for n in range(14)]
    for name in ("expected", "low_80", "high_80", "low_95", "high_95"):
        assert view.frame[name].to_numpy() == pytest.approx(getattr(by_hand, name))
    assert view.missing == ""
    assert view.factors["Public holiday"] < 1


def test_hours_and_weeks_add_up_to_the_days(report: Report) -> None:
    days = report.forecast(28).frame
    hours = report.forecast(28, by="hour").frame
    weeks = report.forecast(28, by="week").frame
    assert hours.groupby("bucket")["expected"].sum().to_numpy() == pytest.approx(days["expected"].to_numpy())
    assert weeks["expected"].to_numpy() == pytest.approx(
        days["expected"].to_numpy().reshape(4, 7).sum(axis=1)
    )
    widths = (days["high_80"] - days["low_80"]).to_numpy().reshape(4, 7).sum(axis=1)
    assert np.all((weeks["high_80"] - weeks["low_80"]).to_numpy() < widths)
    for frame in (days, hours, weeks):
        assert np.all(frame["low_95"] <= frame["low_80"])
        assert np.all(frame["low_80"] <= frame["expected"])
        assert np.all(frame["expected"] <= frame["high_80"])
        assert np.all(frame["high_80"] <= frame["high_95"])


def test_groups_are_forecast_from_their_own_days(
    report: Report, stories: list[dict[str, object]], today: date
) -> None:
    view = report.forecast(7, group="channel")
    found = Counter(row["channel"] for row in stories)
    assert list(dict.fromkeys(view.frame["group"])) == [name for name, _ in found.most_common()]
    first, counts = daily(stories, today)
    email = Counter(row["local"].date() for row in stories if row["channel"] == "email")  # type: ignore[attr-defined]
    own = np.array([email[first + timedelta(days=n)] for n in range(counts.size)], float)
    kinds = kinds_of(first, counts.size + 7, ["R-SP-01"], (), report.free_days())
    alone = forecast_daily(own, 7, kinds=kinds).expected
    assert view.frame.loc[view.frame["group"] == "email", "expected"].to_numpy() == pytest.approx(alone)


def test_a_forecast_of_the_past_knows_only_what_was_known(
    report: Report, stories: list[dict[str, object]], today: date
) -> None:
    then = datetime.combine(today - timedelta(days=100), time(12), ZoneInfo(report.zone()))
    view = report.forecast(7, group="channel", as_of=then)
    _, counts = daily(stories, then.date())
    assert view.history["ticket_count"].tolist() == counts.tolist()
    assert view.frame["bucket"].min() == then.date()
    assert set(view.frame["group"]) == {row["channel"] for row in stories}
    inputs = report.capacity_inputs(as_of=then)
    before = [row for row in stories if row["created_at"] <= then]  # type: ignore[operator]
    assert inputs.tickets == len(lately(before, then.date()))
    assert inputs.assumptions.first_day == str(then.date() + timedelta(days=7 - then.weekday()))


def test_channels_with_less_than_a_ticket_a_day_have_a_forecast_too(report: Report) -> None:
    rare = report.forecast(28, filters=Filters(channel=("social",), priority=("P1", "P2")))
    tickets = rare.history["ticket_count"].to_numpy()
    assert tickets[-91:].mean() < 0.5
    assert rare.frame["expected"].mean() == pytest.approx(tickets[-91:].mean(), rel=0.6)


def test_review_is_the_forecast_of_the_first_day_of_each_month(
    report: Report, stories: list[dict[str, object]], today: date
) -> None:
    rows = report.forecast_review(2)
    first, counts = daily(stories, today)
    begin = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    start, end = (begin - first).days, (today.replace(day=1) - first).days
    kinds = kinds_of(first, counts.size, ["R-SP-01"], (), report.free_days())
    said = forecast_daily(counts[:start], end - start, kinds=kinds[:end]).expected
    last = rows.iloc[-1]
    assert (len(rows), last["month"]) == (2, begin)
    assert (last["expected"], last["actual"]) == pytest.approx((said.sum(), counts[start:end].sum()))
    assert last["weighted"] == pytest.approx(review(counts[start:end], said).weighted)


def test_six_methods_are_compared_and_one_is_best(report: Report) -> None:
    table = report.forecast_methods()
    assert len(table) == 6
    assert table.loc[table["is_default"], "method"].tolist() == ["combined"]
    best = table.loc[table["is_best"]]
    assert len(best) == 1
    assert best["mean_percent"].item() == np.nanmin(table["mean_percent"])


def test_an_own_event_without_a_past_changes_its_days_as_said(report: Report, today: date) -> None:
    plain = report.forecast(7).frame["expected"].to_numpy()
    launch = OwnEvent("Launch", today + timedelta(days=1), today + timedelta(days=2), 0.5)
    moved = report.forecast(7, events=[launch]).frame["expected"].to_numpy()
    assert moved / plain == pytest.approx([1, 1.5, 1.5, 1, 1, 1, 1])


def test_kept_events_count_in_forecasts_and_in_the_what_if(store: Store) -> None:
    write_days(store, 0, 41)
    report = Report(store)
    fair = OwnEvent("Fair", date(2026, 2, 17), date(2026, 2, 17), 2.0)
    before = report.forecast(7)
    report.keep_events([fair])
    assert Report(store).known_events() == [fair]
    ahead = report.forecast(7).frame["expected"] / before.frame["expected"]
    assert dict(zip(before.frame["bucket"], ahead, strict=True))[fair.first] == pytest.approx(3)
    assert ahead.sum() == pytest.approx(9)
    event = report.capacity_inputs().assumptions.events[0]
    assert (event.name, event.start_week) == ("Fair", 0)
    assert event.change == pytest.approx(2 / 7)
    with pytest.raises(ValueError, match="events"):
        report.keep_events([OwnEvent(" ", fair.first, fair.last)])


def test_too_little_history_is_said_in_a_sentence(store: Store) -> None:
    report = Report(store)
    assert report.forecast().missing == "There are no tickets yet."
    assert report.forecast_methods().empty
    assert report.forecast_review().empty
    write_days(store, 0, 21)
    report.refresh()
    view = report.forecast(7)
    assert view.missing == "A forecast needs 28 whole days of tickets; 20 are there."
    assert view.frame.empty
    write_days(store, 21, 61)
    report.refresh()
    view = report.forecast(7)
    assert view.missing == "Ranges need 98 whole days of tickets; 60 are there."
    assert view.frame["expected"].to_numpy() == pytest.approx(np.ones(7))
    assert view.frame["low_80"].isna().all()


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"by": "year"}, "by"),
        ({"group": "weather"}, "group"),
        ({"method": "luck"}, "method"),
        ({"horizon": 0}, "horizon"),
        ({"horizon": 3, "by": "week"}, "horizon"),
    ],
)
def test_forecasts_refuse_other_words(report: Report, asked: dict[str, object], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        report.forecast(**asked)  # type: ignore[arg-type]
