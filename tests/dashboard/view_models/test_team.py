"""The Team page's tabs: figures are the report's, and every bar leads to the tickets it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest

from core.data.store import Store
from core.periods import Period
from core.report import Filters, Report
from dashboard import format as fmt
from dashboard.view_models.behind import Drills, build_behind
from dashboard.view_models.team import build_team
from dashboard.view_models.team_flow import build_streams, build_team_flow
from dashboard.view_models.team_levels import build_levels
from dashboard.view_models.team_satisfaction import BY, build_ratings, build_satisfaction
from dashboard.view_models.team_trends import build_trends
from dashboard.view_models.team_work import FEWEST, build_work
from sample_data.company import generate
from sample_data.loading import load_into
from tests.dashboard.view_models.asked import Asked


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    path = tmp_path_factory.mktemp("team") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(3_000, seed=7))
    opened = Report.open(path)
    yield opened
    opened.close()


def asked(report: Report, days: int = 90, **filters: tuple[str, ...]) -> Asked:
    as_of = report.as_of()
    assert as_of is not None
    period = Period.last_days(days, as_of, report.zone())
    return Asked(period, as_of, period.previous(aligned=True), filters=Filters(**filters))


def counted(report: Report, drills: Drills, rows: Sequence[int] | range) -> list[int]:
    """How many tickets lie behind some rows."""
    found = [drills.rows[row] for row in rows]
    return [0 if each is None else build_behind(report, each).total for each in found]


def test_the_scorecard_never_shows_speed_quality_or_volume_alone(report: Report) -> None:
    view = build_team(report, asked(report))
    assert list(view.scorecard) == ["Speed", "Quality", "Volume"]
    assert all(view.scorecard.values())
    for team in ("first_response_time", "csat_rate", "ticket_volume"):
        assert team in view.teams.columns


def test_every_card_says_how_often_it_is_reviewed(report: Report) -> None:
    for card in build_team(report, asked(report)).cards:
        assert "reviewed " in card.note
    assert "reviewed daily" in next(
        card.note for card in build_team(report, asked(report)).cards if card.label == "Satisfied customers"
    )


def test_net_resolved_is_resolved_less_reopened(report: Report) -> None:
    question = asked(report)
    tickets = report.facts().tickets
    ended = (tickets["resolved_at"] >= question.period.start) & (tickets["resolved_at"] < question.period.end)
    done = tickets[ended & tickets["is_finished"] & ~tickets["is_deleted"]]
    cards = {card.label: card.value for card in build_team(report, question).cards}
    assert cards["Resolved"] == fmt.count(len(done))
    assert cards["Net resolved"] == fmt.count(len(done) - (done["reopen_count"] > 0).sum())


def test_the_teams_dashboard_names_cadence_and_owner_of_its_seven_figures(report: Report) -> None:
    view = build_team(report, asked(report))
    table = view.seven.frame.set_index("metric")
    assert table.loc["Backlog", "review"] == "real-time"
    assert table.loc["Escalations", "review"] == "daily"
    assert table.loc["Main channel", "review"] == "weekly"
    assert (table["owner"] != "").all()
    rows = dict(zip(table.index, counted(report, view.seven_drills, range(len(table))), strict=True))
    question = asked(report)
    assert rows["Backlog"] == report.metric("backlog_count").value
    assert rows["Satisfied customers"] == report.metric("csat_rate", period=question.period).n
    assert sum(rows.values()) > 0


def test_a_team_leads_to_its_new_tickets(report: Report) -> None:
    view = build_team(report, asked(report))
    assert counted(report, view.team_drills, range(len(view.teams.frame))) == list(
        view.teams.frame["ticket_volume"]
    )


def test_parts_of_the_channel_mix_are_a_whole_and_lead_to_their_tickets(report: Report) -> None:
    channels = build_work(report, asked(report, 200)).channels
    whole = channels.frame.groupby("bucket")["share"].sum()
    assert whole.to_numpy() == pytest.approx(1)
    rows = range(0, len(channels.frame), 7)
    assert counted(report, channels.drills, rows) == list(channels.frame["ticket_count"].iloc[::7])
    for bucket in range(3):
        for part, name in enumerate(channels.parts):
            row = channels.frame.iloc[channels.row_of(part, bucket)]
            assert row["channel"] == name
            assert row["ticket_count"] == channels.wide[name].iloc[bucket]


def test_hours_of_the_week_lead_to_their_tickets_and_small_ones_stay_empty(report: Report) -> None:
    work = build_work(report, asked(report, 365))
    rows = [9, 24 + 14, 6 * 24 + 3]
    assert counted(report, work.inflow_drills, rows) == list(work.inflow.frame["ticket_count"].iloc[rows])
    small = work.responses.frame["n"] + work.responses.frame["waiting"] < FEWEST
    assert work.responses.matrix.to_numpy().ravel()[small.to_numpy()].tolist() == pytest.approx(
        [float("nan")] * int(small.sum()), nan_ok=True
    )


def test_categories_by_volume_and_pain_lead_to_their_tickets(report: Report) -> None:
    work = build_work(report, asked(report, 200))
    assert work.by_volume["ticket_volume"].is_monotonic_decreasing
    assert work.by_pain["pain_days"].is_monotonic_decreasing
    for frame, drills in ((work.by_volume, work.volume_drills), (work.by_pain, work.pain_drills)):
        assert counted(report, drills, range(len(frame))) == list(frame["ticket_volume"])
    trending = work.trending.frame
    assert counted(report, work.trending_drills, range(len(trending))) == list(trending["ticket_count"])


def test_states_changes_and_the_backlog_lead_to_their_tickets(report: Report) -> None:
    flow = build_team_flow(report, asked(report))
    states = flow.states.frame
    assert counted(report, flow.states.drills, range(len(states))) == list(states["ticket_count"])
    assert states["time_share"].sum() == pytest.approx(1)
    changes = flow.changes.frame
    assert counted(report, flow.change_drills, range(len(changes))) == list(changes["ticket_count"])
    last = len(flow.backlog.frame) - 1
    assert counted(report, flow.backlog.drills, [last]) == [report.metric("backlog_count").value]


@pytest.mark.parametrize("by", ["tier", "team"])
def test_streams_lead_to_their_tickets_and_lose_none(report: Report, by: str) -> None:
    streams = build_streams(report, asked(report), by)
    links, stops = streams.links, streams.stops
    assert counted(report, streams.link_drills, range(len(links))) == list(links["ticket_count"])
    assert counted(report, streams.stop_drills, range(len(stops))) == list(stops["in_count"])
    first = stops[stops["step"] == 0]
    assert first["in_count"].sum() == stops["still_there_count"].sum()


def test_levels_stand_side_by_side_with_their_bands(report: Report) -> None:
    levels = build_levels(report, asked(report, 365))
    assert len(levels.frame) == len(levels.drills.rows) == 18
    for panel in levels.panels:
        row = levels.frame.iloc[panel.first]
        assert row["figure"] == panel.title
        assert list(panel.frame["name"]) == ["L1", "L2", "L3"]
    csat = next(panel for panel in levels.panels if panel.title == "Satisfied customers")
    assert csat.frame["band_low"].tolist() == [0.90, 0.90, 0.85]
    assert levels.frame["band"].iloc[1] == "none printed"
    assert any("24 to 36 tickets fit" in note for note in levels.notes)


@pytest.mark.parametrize("by", BY)
def test_ratings_are_sorted_inside_their_intervals_and_count_every_score(report: Report, by: str) -> None:
    ratings = build_ratings(report, asked(report, 365), by)
    frame = ratings.frame
    assert frame["value"].is_monotonic_increasing
    assert (frame["low"] <= frame["value"] + 1e-9).all()
    assert (frame["value"] <= frame["high"] + 1e-9).all()
    scores = frame[[f"score_{score}" for score in range(1, 6)]]
    assert (scores.sum(axis=1) == frame["n"]).all()
    satisfied = scores[["score_4", "score_5"]].sum(axis=1) / frame["n"]
    assert satisfied.to_numpy() == pytest.approx(frame["value"].to_numpy())
    assert counted(report, ratings.drills, range(3)) == list(frame["n"].head(3))


def test_low_scores_come_with_what_to_do_and_the_time_left(report: Report) -> None:
    view = build_satisfaction(report, asked(report))
    assert view.knows_surveys
    assert set(view.low.frame["score"]) <= {1, 2, 3}
    assert view.low.frame["left_minutes"].dropna().is_monotonic_increasing
    assert "overdue" in view.low.note
    assert counted(report, view.category_drills, range(len(view.by_category))) == list(
        view.by_category["ticket_count"]
    )
    assert view.by_category["ticket_count"].sum() == view.repeats.total
    surveys = view.surveys.frame
    assert counted(report, view.survey_drills, range(len(surveys))) == list(surveys["finished_count"])


def test_trends_are_weekly_figures_with_the_bands_of_their_targets(report: Report) -> None:
    question = asked(report)
    trends = build_trends(report, question)
    panels = {panel.title: panel for panel in trends.panels}
    assert panels["Satisfied customers"].good[0] == 0.90
    assert panels["Satisfied customers"].warn[0] == 0.85
    assert panels["First response, mean"].good[1] == 60
    assert panels["Backlog, end of week"].good == (-float("inf"), float("inf"))
    assert len(trends.frame) == sum(len(panel.frame) for panel in trends.panels) == len(trends.drills.rows)
    csat = panels["Satisfied customers"]
    for place in (2, 5):
        (tickets,) = counted(report, trends.drills, [csat.first + place])
        assert tickets == trends.frame["n"].iloc[csat.first + place]
    backlog = panels["Backlog, end of week"]
    last = backlog.first + len(backlog.frame) - 1
    assert counted(report, trends.drills, [last]) == [backlog.frame["value"].iloc[-1]]


def test_speed_panels_lead_to_the_tickets_of_their_week(report: Report) -> None:
    speed = build_team(report, asked(report)).speed
    assert len(speed.frame) == len(speed.drills.rows)
    panel = next(panel for panel in speed.panels if panel.name == "Resolution")
    assert speed.frame["name"].iloc[panel.first] == "Resolution"
    assert counted(report, speed.drills, [panel.first + 1]) == [panel.frame["n"].iloc[1]]


def test_filters_hold_in_every_tab(report: Report) -> None:
    question = asked(report, priority=("P1", "P2"))
    drills = [
        build_team(report, question).team_drills,
        build_work(report, question).volume_drills,
        build_team_flow(report, question).states.drills,
        build_ratings(report, question, "category").drills,
    ]
    for each in drills:
        found = next(one for one in each.rows if one is not None)
        assert set(build_behind(report, found).frame["priority"]) <= {"P1", "P2"}


def test_a_long_list_of_tickets_is_cut_and_its_export_is_not(report: Report) -> None:
    work = build_work(report, asked(report, 500))
    first = work.volume_drills.rows[0]
    assert first is not None
    view = build_behind(report, first)
    assert view.total > len(view.frame) == 200
    assert len(view.every_row()) == view.total
    assert "the export has all" in view.note


def test_no_row_leads_nowhere_but_to_a_hint() -> None:
    drills = Drills([None])
    assert drills.at(None) is None
    assert drills.at(pd.Series({"a": 1}, name=0)) is None
    assert drills.at(pd.Series({"a": 1}, name=7)) is None


@pytest.mark.parametrize(
    "build", [build_team, build_work, build_team_flow, build_levels, build_satisfaction, build_trends]
)
def test_an_empty_store_has_nothing_to_show_and_no_error(tmp_path: Path, build: object) -> None:
    with Store.open(tmp_path / "empty.db") as store:
        assert callable(build)
        build(Report(store), Asked(Period.all_time("UTC"), None, zone="UTC"))
