"""Self-service and people on the Quality page: figures of the report, and a calculator that adds up."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest

from core.data.store import Store
from core.report import Filters, Report
from core.reporting.self_service_tables import SelfServiceInputs
from dashboard import format as fmt
from dashboard.filters import Selection, build_period
from dashboard.view_models.long_view import year_up_to
from dashboard.view_models.people_board import CARDS as PEOPLE_CARDS
from dashboard.view_models.people_board import build_people
from dashboard.view_models.self_service import CARDS, FIGURES, build_self_service, judged, least_helpful
from dashboard.view_models.self_service_roi import (
    BLUEPRINT,
    EXAMPLE,
    OWN,
    build_presets,
    calculate,
    disputed,
)
from sample_data import generate, load_into

KNOWN = SelfServiceInputs(10_000, 0.35, 15.0, 30_000.0, "USD")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("self_service") / "queuewise.db") as store:
        load_into(store, generate(4_000, seed=7))
        yield Report(store)


def asked(report: Report, label: str = "Last 90 days", **filters: tuple[str, ...]) -> Selection:
    as_of, zone = report.as_of(), report.zone()
    return Selection(build_period(label, as_of, zone), as_of=as_of, zone=zone, filters=Filters(**filters))


def plain(text: str) -> str:
    return text.replace(fmt.NO_BREAK, " ")


def test_cards_and_bands_are_the_metrics(report: Report) -> None:
    question = asked(report)
    view = build_self_service(report, question)
    cards = {card.label: card for card in view.cards}
    deflection = report.metric("deflection_rate", period=question.period)
    assert cards[CARDS["deflection_rate"].label].value == fmt.share(deflection.value)
    visits = report.metric("article_views", period=question.period).value
    assert fmt.plural(visits, "visit") in cards["Deflected"].note
    spared = report.metric("deflected_tickets", period=question.period).value
    assert cards["Tickets spared"].value == fmt.count(spared)
    bands = view.bands.frame.set_index("name")
    assert len(bands) == len(FIGURES)
    assert plain(bands.loc["Deflection", "target"]) == "at least 30 %"
    assert plain(bands.loc["Deflection", "critical"]) == "at least 20 %"
    assert "C-13" in bands.loc["Deflection", "note"]
    assert bands.loc["Search success", "note"] == "needs clicks on search results"
    assert bands.loc["Search success", "value"] == fmt.NO_DATA


def test_articles_are_judged_only_where_their_votes_leave_no_doubt() -> None:
    rows = {
        "article_id": list("abcd"), "vote_count": [0.0, 10.0, 500.0, 500.0],
        "helpfulness": [math.nan, 0.7, 0.7, 0.9], "low": [math.nan, 0.4, 0.66, 0.87],
        "high": [math.nan, 0.89, 0.74, 0.93],
    }  # fmt: skip
    articles = judged(pd.DataFrame(rows), 0.8)
    assert articles["status"].tolist() == ["no_data", "too_few", "warning", "on_target"]
    assert least_helpful(articles)["article_id"].tolist() == ["c", "b", "d"]
    assert set(judged(pd.DataFrame(rows), None)["status"]) == {"no_target"}


def test_the_topic_without_an_article_is_named_with_what_to_do(report: Report) -> None:
    topics = build_self_service(report, asked(report)).topics.frame
    assert topics["category"].tolist() == ["data export"]
    due = report.topics().set_index("category").loc["data export", "is_due"]
    assert ("R-KB-001" in topics["todo"].iloc[0]) == bool(due)


def test_the_calculator_starts_from_own_data_or_what_is_printed(report: Report) -> None:
    question = asked(report)
    presets = build_presets(report, question)
    assert presets.values[OWN] == report.self_service_inputs(period=question.period)
    own = calculate(presets.values[OWN])
    savings = report.metric("self_service_savings", period=question.period).value
    assert (
        next(card for card in own.cards if card.label == "Net").value
        == f"{fmt.count(savings)}{fmt.NO_BREAK}USD"
    )
    printed = {card.label: plain(card.value) for card in calculate(presets.values[EXAMPLE]).cards}
    assert (printed["Tickets spared"], printed["Gross"], printed["Net"]) == (
        "3,500",
        "52,500 USD",
        "52,500 USD",
    )
    blueprint = {card.label: plain(card.value) for card in calculate(presets.values[BLUEPRINT]).cards}
    assert (blueprint["Tickets spared"], blueprint["Gross"]) == ("300", "3,750 USD")


def test_the_return_is_net_of_the_investment_and_says_what_pays_for_itself() -> None:
    cards = {card.label: plain(card.value) for card in calculate(KNOWN).cards}
    assert (cards["Gross"], cards["Net"], cards["Pays from"]) == ("52,500 USD", "22,500 USD", "20 %")
    assert cards["Per 1 invested"] == "0.75"
    costs = calculate(KNOWN).costs.frame.set_index("basis")
    assert plain(costs.loc["printed example, 12.50", "gross"]) == "43,750 USD"
    assert plain(costs.loc["printed example, 12.50", "net"]) == "13,750 USD"
    assert plain(costs.loc["with AI assistance, least", "break_even"]) == "never"
    ranges = calculate(KNOWN).ranges.frame.set_index("name")
    assert plain(ranges.loc["handbook", "net_low"]) == "15,000 USD"


def test_an_unknown_input_gives_no_number_and_a_bad_one_a_sentence() -> None:
    unknown = calculate(replace(KNOWN, investment=math.nan))
    cards = {card.label: card.value for card in unknown.cards}
    assert (cards["Net"], cards["Pays from"]) == (fmt.NO_DATA, fmt.NO_DATA)
    assert cards["Gross"] != fmt.NO_DATA
    nothing = calculate(SelfServiceInputs(*[math.nan] * 4))
    assert {card.value for card in nothing.cards} == {fmt.NO_DATA}
    bad = calculate(replace(KNOWN, visits=-1.0, rate=1.2))
    assert bad.cards == ()
    assert [text.partition(":")[0] for text in bad.problems] == ["Visits a month", "Deflected, %"]


def test_under_a_filter_own_data_is_unknown_and_the_page_says_so(report: Report) -> None:
    presets = build_presets(report, asked(report, team=("Billing",)))
    assert math.isnan(presets.values[OWN].visits)
    assert "clear the filters" in presets.note
    assert build_self_service(report, asked(report, team=("Billing",))).articles.is_empty


def test_disagreements_of_the_sources_are_told() -> None:
    assert [topic.rpartition("(")[2] for topic, _ in disputed()] == [f"C-{n})" for n in range(13, 18)]
    assert all("Here: " in words for _, words in disputed())


def test_people_look_at_a_year_and_are_the_metrics(report: Report) -> None:
    question = asked(report, "Last 28 days")
    view = build_people(report, question)
    year = year_up_to(question).period
    cards = {card.label: card for card in view.cards}
    assert len(cards) == len(PEOPLE_CARDS) == 9
    rate = report.metric("training_completion_rate", period=year)
    assert cards["Training finished"].value == fmt.share(rate.value)
    assert cards["Training rated"].note == "needs ratings that newcomers give to their training"
    assert cards["Tenure"].value.endswith("months")
    assert view.due.total == len(report.open_modules())
    assert set(view.staff.frame["assignee"]) == set(report.staff()["assignee"])


def test_the_week_grid_has_a_row_for_each_newcomer_and_eight_weeks(report: Report) -> None:
    view = build_people(report, asked(report))
    board = report.ramp_board(period=year_up_to(asked(report)).period)
    assert list(view.grid.columns) == list(range(1, 9))
    assert list(view.grid.index) == list(board.newcomers["assignee"])
    cell = board.weeks.dropna(subset="load").iloc[0]
    assert view.grid.loc[cell["assignee"], cell["tenure_week"]] == cell["load"]
    words = view.newcomers.frame.set_index("assignee")["reading"]
    for row in board.newcomers.itertuples():
        if abs(row.load - row.planned) > 0.1:
            expected = "less than planned" if row.load < row.planned else "more than planned"
            assert words[row.assignee] == expected


def test_an_empty_store_gives_empty_views(store: Store) -> None:
    report = Report(store)
    question = Selection(build_period("All time", None, "UTC"))
    view, people = build_self_service(report, question), build_people(report, question)
    assert view.articles.is_empty
    assert view.topics.is_empty
    assert all(card.value == fmt.NO_DATA for card in (*view.cards, *people.cards))
    assert people.grid.empty
    assert people.staff.is_empty
