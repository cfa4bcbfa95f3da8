"""The Quality page says what the report says: reviews, scoring, sample, calibration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from core.data.store import Store
from core.metrics.measure import Measure
from core.metrics.scorecard import BY_ID, DIMENSIONS
from core.report import Filters, Report
from core.reporting.quality_tables import ScoreDistribution
from dashboard import format as fmt
from dashboard.filters import Selection, build_period
from dashboard.view_models.calibration import alpha_card, build_calibration
from dashboard.view_models.long_view import year_up_to
from dashboard.view_models.quality_reviews import CARDS, KEPT, build_reviews, spread_of
from dashboard.view_models.quality_words import dimension_lines
from dashboard.view_models.review_sample import SampleWish, build_sample
from dashboard.view_models.score_form import ScoreForm, build_score_desk, in_words, read_score
from sample_data import generate, load_into

POINTS = {
    "solution_quality": 20,
    "communication": 5,
    "process_adherence": 15,
    "efficiency": 12,
    "customer_experience": 0,
}
WHOLE = ScoreForm("QW-1", "demo", POINTS, "ann", "lee", "random")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("quality") / "queuewise.db") as store:
        load_into(store, generate(4_000, seed=7))
        yield Report(store)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Report]:
    """To write to; nobody was reviewed yet."""
    made = generate(400, seed=5)
    nothing = made.inputs["qa_review"].head(0)
    with Store.open(tmp_path / "own.db") as store:
        load_into(store, replace(made, inputs=made.inputs | {"qa_review": nothing}))
        yield Report(store)


def asked(report: Report, label: str = "Last 365 days", **filters: tuple[str, ...]) -> Selection:
    as_of, zone = report.as_of(), report.zone()
    return Selection(build_period(label, as_of, zone), as_of=as_of, zone=zone, filters=Filters(**filters))


def test_cards_are_the_seven_metrics_and_the_latency_of_talks(report: Report) -> None:
    question = asked(report)
    cards = {card.label: card for card in build_reviews(report, question).cards}
    for name, words in (
        ("qa_score", fmt.number),
        ("high_score_share", fmt.share),
        ("review_coverage", fmt.share),
    ):
        assert cards[CARDS[name].label].value == words(report.metric(name, period=question.period).value)
    found = report.metric("qa_csat_correlation")
    card = cards["QA and CSAT"]
    assert card.value == fmt.number(found.value, 2)
    assert f"{fmt.number(found.low, 2)} to {fmt.number(found.high, 2)}" in card.note
    assert len(cards) == 8


def test_under_a_filter_the_correlation_is_that_of_the_picture(report: Report) -> None:
    question = asked(report, priority=("P3",))
    view = build_reviews(report, question)
    agents, found = report.qa_and_csat(filters=question.filters)
    card = next(card for card in view.cards if card.label == "QA and CSAT")
    assert len(view.agreement.agents) == len(agents)
    assert card.value == fmt.number(found.value, 2)
    assert fmt.number(found.value, 2) in view.agreement.note or fmt.is_missing(found.value)


def test_the_list_is_the_period_s_reviews_newest_first_with_their_points(report: Report) -> None:
    question = asked(report)
    view = build_reviews(report, question).reviews
    table = report.reviews(period=question.period)
    assert view.total == len(table) > len(view.frame)
    assert view.frame["review_id"].tolist() == table["review_id"].head(len(view.frame)).tolist()
    assert set(KEPT) <= set(view.frame.columns)
    assert not set(KEPT) & set(view.columns)
    assert len(view.every_row()) == view.total
    assert set(view.frame["talked"][view.frame["is_calibration"]]) == {""}
    talked = view.frame["coached_at"].notna() & ~view.frame["is_calibration"]
    assert "not yet" not in set(view.frame["talked"][talked])


@pytest.mark.parametrize(
    ("shares", "deviation", "n", "is_inflated"),
    [
        ([0.1, 0.1, 0.8], 6.0, 20, True),
        ([0.1, 0.11, 0.79], 6.0, 20, False),
        ([0.2, 0.7, 0.1], 2.9, 20, True),
        ([0.2, 0.7, 0.1], 3.0, 20, False),
        ([0.0, 0.0, 1.0], 0.5, 9, False),
    ],
)
def test_totals_are_inflated_at_four_fifths_of_90_or_where_they_hardly_differ(
    shares: list[float], deviation: float, n: int, is_inflated: bool
) -> None:
    bands = pd.DataFrame({"band": ["70", "80", "90"], "review_count": 1, "share": shares})
    found = spread_of(ScoreDistribution(bands, 90.0, deviation, n))
    assert found.is_inflated is is_inflated
    assert ("D-065" in found.note) is is_inflated


def test_months_reach_over_a_year_whatever_the_period(report: Report) -> None:
    months = build_reviews(report, asked(report, "Last 7 days")).months
    assert 11 <= len(months) <= 13
    year = report.metrics(["qa_score"], period=year_up_to(asked(report, "Last 7 days")).period, by="month")
    assert months["value"].tolist() == [r.value for r in year if r.group and not fmt.is_missing(r.value)]


def test_a_whole_form_has_a_total_findings_and_its_critical_fail() -> None:
    found = read_score(WHOLE, is_known=True)
    assert (found.so_far, found.is_whole, found.is_critical, found.problems) == (52, True, True, ())
    assert [each.rule for each in found.findings] == ["R-CO-05", "R-CO-02", "R-CO-01"]


def test_a_half_filled_form_says_what_is_missing() -> None:
    form = replace(WHOLE, points=POINTS | {"efficiency": None}, assignee=" ", reviewer="x" * 121)
    found = read_score(form, is_known=False)
    assert (found.so_far, found.scored, found.is_whole, found.findings) == (40, 4, False, ())
    assert found.problems == (
        "Ticket: no ticket has the number “QW-1”.",
        "Not scored yet: Efficiency.",
        "Agent: say whose work it is.",
        "Reviewer: at most 120 characters.",
    )
    nothing = ScoreForm("", "", dict.fromkeys(BY_ID), "", "", "random")
    assert read_score(nothing, is_known=False).problems[0].startswith("Ticket: type the number")


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("reviewer must not be empty", "Reviewer must not be empty."),
        ("ticket_id: 'demo' has no ticket '9'", "Ticket: 'demo' has no ticket '9'."),
        ("points['efficiency']: 7 is not allowed", "Points['efficiency']: 7 is not allowed."),
    ],
)
def test_a_refusal_of_the_core_names_the_field_that_the_reader_sees(raised: str, said: str) -> None:
    assert in_words(ValueError(raised)) == said


def test_the_desk_starts_from_who_held_the_ticket_last(report: Report) -> None:
    ticket = report.tickets(where="finished", limit=1).iloc[0]
    desk = build_score_desk(report, ticket["ticket_id"])
    assert (desk.agent, desk.source_id, desk.is_known) == (ticket["assignee"], "demo", True)
    assert ticket["category"] in desk.line
    assert {"LD-01", "BL-01", "L3-01"} <= set(desk.reviewers)
    assert not build_score_desk(report, "no such ticket").is_known
    assert build_score_desk(report, "").sources == ()


def test_a_saved_review_is_listed_on_the_desk_and_counted_on_the_cards(own: Report) -> None:
    ticket = own.tickets(where="finished", limit=1).iloc[0]
    assert build_reviews(own, asked(own)).cards[0].value == fmt.NO_DATA
    own.save_review(ticket["ticket_id"], ticket["source_id"], POINTS, assignee="ann", reviewer="lee")
    desk = build_score_desk(own, ticket["ticket_id"], ticket["source_id"])
    assert desk.earlier.frame[["reviewer", "score"]].values.tolist() == [["lee", 52]]
    view = build_reviews(own, asked(own))
    assert view.cards[0].value == "52.0"
    assert view.coaching.frame["assignee"].tolist() == ["ann"]


def test_a_review_is_told_dimension_by_dimension() -> None:
    lines = dimension_lines(POINTS | {"efficiency": 7.0, "process_adherence": float("nan")})
    assert [line.points for line in lines] == ["20 of 30", "5 of 25", "7 of 15", "0 of 10"]
    assert [line.word for line in lines] == ["adequate", "poor", "between the bands", "fail"]
    assert [line.is_low for line in lines] == [True, True, True, True]


def test_the_sample_names_the_rule_of_the_team_s_size_and_marks_what_is_done(report: Report) -> None:
    view = build_sample(report, Filters(), SampleWish())
    assert view is not None
    drawn = report.review_sample()
    size = drawn.rule
    assert size is not None
    assert (view.week, view.seed, view.per_agent) == (drawn.week, drawn.seed, size.default)
    assert all(word in view.rule for word in (size.source, "C-81", "B-117", "B-118"))
    assert size.source in view.table.note
    past = build_sample(report, Filters(), SampleWish(min(view.weeks)))
    assert past is not None
    states = past.table.frame["state"].value_counts()
    assert states.get("reviewed", 0) == past.done == report.review_sample(past.week).tickets["is_done"].sum()


def test_seed_number_and_flagged_tickets_shape_the_draw(report: Report) -> None:
    old = report.tickets(where="finished", limit=400)["ticket_id"].iloc[-1]
    view = build_sample(report, Filters(), SampleWish(None, 3, 1, (old, "no-such")))
    assert view is not None
    assert (view.seed, view.per_agent) == (3, 1)
    frame = view.table.frame
    assert frame.loc[frame["why"] == "flagged", "ticket_id"].tolist() in ([old], [])
    assert "no-such" in view.unknown
    assert frame.loc[frame["why"] == "drawn", "assignee"].value_counts().max() == 1


def test_calibration_shows_the_cases_of_the_period_and_the_agreement_of_the_year(report: Report) -> None:
    question = asked(report, "Last 28 days")
    view = build_calibration(report, question)
    found, year = (
        report.calibration(period=question.period),
        report.calibration(period=year_up_to(question).period),
    )
    assert view.cases.total == len(found.cases)
    assert view.cards[2].value == fmt.number(year.agreement.value, 2)
    assert view.cards[0].value == fmt.number(found.spread.value)
    assert (view.cases.frame["verdict"] == "aligned").tolist() == (found.cases["spread"] < 5).tolist()
    assert len(view.dots) == len(year.cases)
    assert len(view.next.frame) == 3
    assert not view.is_empty


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        (Measure(float("nan"), 0), "no_data", "two tickets"),
        (Measure(0.4, 3), "too_few", "an interval needs 5"),
        (Measure(0.8, 12, 0.6, 0.9), "no_target", "0.60 to 0.90"),
    ],
)
def test_agreement_comes_with_its_interval_or_says_what_it_needs(
    found: Measure, status: str, words: str
) -> None:
    card = alpha_card("Agreement", found)
    assert card.status == status
    assert words in card.note.replace(fmt.NO_BREAK, " ")


def test_where_nobody_compared_the_page_explains_how(own: Report) -> None:
    view = build_calibration(own, asked(own))
    assert view.is_empty
    assert len(view.next.frame) == 3


def test_an_empty_store_gives_empty_views(store: Store) -> None:
    report = Report(store)
    question = Selection(build_period("All time", None, "UTC"))
    view = build_reviews(report, question)
    assert view.reviews.is_empty
    assert view.coaching.is_empty
    assert all(card.value == fmt.NO_DATA for card in view.cards)
    assert build_sample(report, Filters(), SampleWish()) is None
    assert build_calibration(report, question).is_empty
    assert not build_score_desk(report, "1").is_known


def test_a_year_ends_where_the_period_ends_and_longer_periods_stay(report: Report) -> None:
    short, long = asked(report, "Last 28 days"), asked(report, "All time")
    year = year_up_to(short).period
    assert year.end == short.period.end
    assert year.start is not None
    assert year.end is not None
    assert 364 <= (year.end - year.start).days <= 365
    assert year_up_to(long).period == long.period
    assert len(DIMENSIONS) == 5
