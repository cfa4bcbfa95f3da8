"""The Quality page run by Streamlit: every part opens, a scored ticket counts at once, nonsense does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.metrics.scorecard import DIMENSIONS
from core.periods import Period
from core.report import Report
from dashboard import format as fmt
from dashboard.components.quality_panels import PARTS
from dashboard.components.score_form import REVIEWER
from dashboard.navigation import page_by_url
from sample_data.company import generate
from sample_data.loading import load_into

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"
ONE_TICKET = "ticket_id,created_at,status,priority,team_id\n1,2026-03-02T09:00:00Z,open,P2,Billing\n"
SCORES = (25, 15, 20, 12, 6)
TOTAL = sum(SCORES)


@pytest.fixture(scope="module")
def demo_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(3_000, seed=7))
    return str(path)


@pytest.fixture(scope="module")
def one_ticket_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("one")
    file = folder / "one.csv"
    file.write_text(ONE_TICKET, "utf-8")
    with Store.open(folder / "one.db") as store:
        import_file(store, file, ImportOptions(profile="canonical-tickets"))
    return str(folder / "one.db")


@pytest.fixture
def store_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    import streamlit as st

    url = request.getfixturevalue(request.param)
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", url)
    yield url
    st.cache_resource.clear()
    st.cache_data.clear()


DEMO = pytest.mark.parametrize("store_url", ["demo_db"], indirect=True)
ANY = pytest.mark.parametrize("store_url", ["demo_db", "one_ticket_db"], indirect=True)


def show(*, reviewer: str = "", **address: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    app.session_state[REVIEWER] = reviewer
    return app.switch_page(str(page_by_url("quality").path)).run()


def text(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.markdown, *app.caption)).replace("\\", "")


def messages(app: AppTest, kind: str) -> list[str]:
    return [message.value.replace("\\", "") for message in getattr(app, kind)]


def tile(app: AppTest, label: str) -> str:
    return next(metric.value for metric in app.metric if metric.label == label)


def form_of(app: AppTest, ticket: str) -> AppTest:
    app.text_input(key="score_ticket").set_value(ticket).run()
    assert not app.exception
    return app


def fill(app: AppTest, scores: tuple[int | None, ...]) -> AppTest:
    for dimension, points in zip(DIMENSIONS, scores, strict=True):
        control = next(c for c in app.segmented_control if c.key.startswith(f"score_{dimension.id}_"))
        if points is not None:
            control.set_value(points)
    return app.run()


def finished(url: str) -> tuple[str, str]:
    """A finished ticket that nobody has reviewed, and who held it last."""
    report = Report.open(url)
    tickets = report.tickets(where="finished", limit=200)
    free = tickets[~tickets["ticket_id"].isin(report.reviews()["ticket_id"])].iloc[0]
    report.close()
    return str(free["ticket_id"]), str(free["assignee"])


@ANY
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_without_an_error(store_url: str, part: str) -> None:
    for period in ("All time", "Last 28 days"):
        app = show(section=part, period=period)
        assert not app.exception
        assert not app.error


@DEMO
def test_cards_show_the_figures_of_the_report(store_url: str) -> None:
    report = Report.open(store_url)
    period = Period.last_days(28, report.as_of(), report.zone())
    app = show()
    for label, name, words in (
        ("QA score", "qa_score", fmt.number),
        ("At 90 or more", "high_score_share", fmt.share),
        ("Reviewed each week", "review_coverage", fmt.share),
        ("Critical fails", "critical_fail_rate", fmt.share),
    ):
        assert tile(app, label) == words(report.metric(name, period=period).value)


def test_a_scored_ticket_is_listed_counted_and_talked_over(show_company: Callable[..., str]) -> None:
    url = show_company(600, seed=2)
    ticket, holder = finished(url)
    before = tile(show(period="All time"), "QA score")
    app = form_of(show(section="Score a ticket", reviewer="Kim"), ticket)
    assert next(box.value for box in app.selectbox if box.key.startswith("score_agent_")) == holder
    app = fill(app, SCORES)
    assert tile(app, "Total of 100") == str(TOTAL)
    assert "R-CO-02" in text(app)
    app.button(key="score_save").click().run()
    assert not app.exception
    assert messages(app, "success") == [f"Saved: {TOTAL} of 100 for {holder} on {ticket}."]
    assert app.dataframe[-1].value[["reviewer", "score"]].values.tolist() == [["Kim", TOTAL]]
    assert tile(app, "Total so far") == "0"
    app.button(key="score_talked").click().run()
    assert messages(app, "success") == ["Noted: the review was talked over."]
    listed = show(period="All time")
    report = Report.open(url)
    row = report.reviews().set_index("reviewer").loc["Kim"]
    assert (row["ticket_id"], row["assignee"], row["score"]) == (ticket, holder, TOTAL)
    assert row["coached_at"] is not None
    assert tile(listed, "QA score") == fmt.number(report.metric("qa_score").value) != before
    assert ticket in list(listed.dataframe[-1].value["ticket_id"])


@pytest.mark.parametrize(
    ("ticket", "scores", "reviewer", "message"),
    [
        ("", SCORES, "Kim", "Ticket: type the number of the ticket"),
        ("no such", SCORES, "Kim", "Ticket: no ticket has the number “no such”"),
        (None, (25, None, 20, None, 6), "Kim", "Not scored yet: Communication, Efficiency."),
        (None, SCORES, "", "Reviewer: say who reviews."),
        (None, SCORES, "x" * 121, "Reviewer: at most 120 characters."),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_in_words(
    show_company: Callable[..., str],
    ticket: str | None,
    scores: tuple[int | None, ...],
    reviewer: str,
    message: str,
) -> None:
    url = show_company(300, seed=2)
    number = finished(url)[0] if ticket is None else ticket
    with Store.open(url) as store:
        before = len(store.read_frame("qa_review"))
    app = fill(form_of(show(section="Score a ticket", reviewer=reviewer), number), scores)
    app.button(key="score_save").click().run()
    assert not app.exception
    assert any(message in error for error in messages(app, "error"))
    assert not app.success
    with Store.open(url) as store:
        assert len(store.read_frame("qa_review")) == before


@DEMO
def test_only_the_allowed_points_can_be_chosen(store_url: str) -> None:
    app = show(section="Score a ticket")
    for dimension in DIMENSIONS:
        control = next(c for c in app.segmented_control if c.key.startswith(f"score_{dimension.id}_"))
        words = [option.content for option in control.proto.options]
        assert words == [f"{band.points} {band.word}" for band in dimension.bands]


@DEMO
def test_names_typed_into_the_form_show_as_typed(store_url: str) -> None:
    app = form_of(show(section="Score a ticket"), "![x](http://h/evil.png)")
    app.button(key="score_save").click().run()
    assert not app.exception
    assert not any("![x](" in message.value for message in (*app.error, *app.markdown, *app.caption))


@DEMO
def test_the_sample_is_the_report_s_and_another_seed_draws_others(store_url: str) -> None:
    app = show(section="Sample")
    report = Report.open(store_url)
    drawn = report.review_sample()
    table = app.dataframe[-1].value
    assert set(table["ticket_id"]) == set(drawn.tickets["ticket_id"])
    seed = app.number_input(key=f"sample_seed_{drawn.week}")
    assert seed.value == drawn.seed
    assert drawn.rule is not None
    assert drawn.rule.source in app.number_input(key=f"sample_each_{drawn.week}").help.replace("\\", "")
    seed.set_value(3).run()
    assert set(app.dataframe[-1].value["ticket_id"]) == set(report.review_sample(seed=3).tickets["ticket_id"])


@DEMO
def test_a_preset_fills_the_calculator_and_a_changed_input_changes_the_return(store_url: str) -> None:
    app = show(section="Self-service")
    app.segmented_control(key="roi_from").set_value("Printed example").run()
    assert tile(app, "Gross") == f"52,500{fmt.NO_BREAK}USD"
    investment = next(field for field in app.number_input if field.key.startswith("roi_investment_"))
    investment.set_value(30_000.0).run()
    assert tile(app, "Net") == f"22,500{fmt.NO_BREAK}USD"
    assert tile(app, "Pays from") == f"20{fmt.NO_BREAK}%"


ONE = pytest.mark.parametrize("store_url", ["one_ticket_db"], indirect=True)


@ONE
def test_where_nobody_compared_scores_the_page_explains_how_to(store_url: str) -> None:
    words = text(show(section="Calibration"))
    assert "Nobody has compared scores yet" in words
    assert "the same three tickets" in words


@ONE
def test_without_costs_the_calculator_stays_empty_and_says_so(store_url: str) -> None:
    app = show(section="Self-service", period="All time")
    assert tile(app, "Net") == fmt.NO_DATA
    assert (
        "Not told for this period: visits a month, deflected, %, cost per ticket, investment a month"
        in text(app)
    )
