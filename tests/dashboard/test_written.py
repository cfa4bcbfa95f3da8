"""The written reports: figures are the report's, what is not known is said, every form has every word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.insight.blueprint import EXAMPLE, blueprint
from core.insight.blueprint_policy import blueprint_policy
from core.report import Report
from core.sla.blocks import Bullets, Document, Heading, Paragraph, Table
from dashboard import format as fmt
from dashboard.view_models.document_text import page_markdown
from dashboard.written.blueprint import blueprint_document
from dashboard.written.figures import last_month, last_week, value_words
from dashboard.written.founder_status import STAGE
from dashboard.written.html import html_page
from dashboard.written.monthly_review import SECTIONS
from dashboard.written.shelf import FORMS, REPORTS, written
from sample_data import generate, load_into

CREATED = datetime(2026, 7, 1, tzinfo=UTC)
SILENT = "ticket_id,created_at,status,priority,category,stated_resolved_at\n" + "".join(
    f"{n},2026-03-{2 + n % 7:02d}T09:00:00Z,solved,P3,Login,2026-03-{2 + n % 7:02d}T11:00:00Z\n"
    for n in range(40)
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("written") / "queuewise.db") as store:
        load_into(store, generate(3_000, seed=7))
        yield Report(store)


@pytest.fixture
def silent(store: Store, tmp_path) -> Report:
    """A log without surveys, people, events or customers."""
    file = tmp_path / "silent.csv"
    file.write_text(SILENT, "utf-8")
    import_file(store, file, ImportOptions(profile="canonical-tickets", timezone="UTC"))
    return Report(store)


def cells(document: Document, title: str) -> tuple[str, ...]:
    """The row of a figure, in whichever table it stands."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return next(row for table in tables for row in table.rows if row[0] == title)


def words(document: Document) -> list[str]:
    found = [document.title, *document.facts]
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, Bullets):
            found += block.items
        else:
            found += [cell for row in (block.header, *block.rows) for cell in row]
    return found


def test_figures_of_the_monthly_review_are_those_of_the_report(report: Report) -> None:
    document = REPORTS["monthly"].document(report)
    asked = last_month(report.as_of(), report.zone())
    names = [name for section in SECTIONS.values() for name in section]
    compared = 0
    for name in names:
        result = report.metric(name, period=asked.period)
        if not fmt.is_missing(result.value):
            assert cells(document, result.name)[1] == value_words(result)
            compared += 1
    assert compared > 10


def test_figures_of_the_week_are_those_of_the_report(report: Report) -> None:
    asked = last_week(report.as_of(), report.zone())
    voice, status = (REPORTS[name].document(report) for name in ("voice", "status"))
    volume = report.metric("ticket_volume", period=asked.period)
    assert cells(voice, volume.name)[1] == fmt.count(volume.value)
    assert words(voice)[3].startswith(fmt.plural(volume.value, "new ticket"))
    for name in STAGE:
        result = report.metric(name, period=asked.period)
        assert cells(status, result.name)[1] == value_words(result)
    pain = report.pain(period=asked.period).query("ticket_volume > 0")
    themes = next(block for block in voice.blocks if isinstance(block, Table))
    assert [row[0] for row in themes.rows] == list(pain["group"][:3])


@pytest.mark.parametrize("name", REPORTS)
def test_a_log_without_surveys_says_so_and_shows_no_zero_for_them(silent: Report, name: str) -> None:
    document = REPORTS[name].document(silent, datetime(2026, 4, 1, tzinfo=UTC) if name == "monthly" else None)
    told = words(document)
    assert any(line.startswith("CSAT: no data; it needs") for line in told)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert not [row for table in tables for row in table.rows if row[0].startswith("CSAT")]
    assert not [
        line
        for line in told
        if re.search(r"satisf|CSAT|score", line, re.I) and re.search(r"\b0( %|\.0)", line)
    ]


def test_accounts_are_not_judged_where_nothing_tells_of_them(silent: Report) -> None:
    told = words(REPORTS["voice"].document(silent))
    assert "Tickets do not name their customers, so no account can be looked at." in told


@pytest.mark.parametrize("name", REPORTS)
def test_every_form_of_a_report_holds_every_word(report: Report, name: str) -> None:
    document = REPORTS[name].document(report)
    markdown, html = (written(document, form, CREATED).decode() for form in ("md", "html"))
    plain = re.sub(r"\\(.)", r"\1", markdown).replace("\xa0", " ")
    page = unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ")
    for word in words(document):
        line = " ".join(word.replace("\xa0", " ").split())
        assert line in plain
        assert line in " ".join(page.split())
    pdf = written(document, "pdf", CREATED)
    assert pdf.startswith(b"%PDF")
    assert pdf == written(document, "pdf", CREATED)


def test_html_has_no_markup_of_tickets_and_needs_nothing_from_outside() -> None:
    evil = "<img src=x onerror=alert(1)>"
    document = Document(
        evil, (evil,), (Heading(evil), Paragraph(evil), Bullets((evil,)), Table((evil,), ((evil,),)))
    )
    page = html_page(document)
    assert "<img" not in page
    assert "src=" not in page.replace("src=x", "")
    assert "http" not in page
    assert "<" not in page_markdown(document).replace("\\<", "")


def test_reports_of_a_date_look_at_the_whole_week_or_month_before_its_end(report: Report) -> None:
    end_of_may = datetime(2026, 6, 1, tzinfo=UTC).astimezone()
    month = last_month(end_of_may, "UTC")
    assert month.period.label == "May 2026"
    assert (month.period.start, month.before.end) == (month.before.end, month.period.start)
    week = last_week(datetime(2026, 6, 8, tzinfo=UTC), "UTC")
    assert (week.period.label, week.before.label) == ("2026-06-01 to 2026-06-07", "2026-05-25 to 2026-05-31")


def test_an_unknown_form_and_an_empty_store_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="no data yet"):
        REPORTS["voice"].document(Report(store))
    with pytest.raises(ValueError, match="form"):
        written(Document("A", (), ()), "docx", CREATED)
    assert set(FORMS) == {"md", "html", "pdf"}


def test_the_blueprint_of_the_printed_example_reads_as_printed() -> None:
    policy = blueprint_policy([tier.name for tier in EXAMPLE.tiers])
    document = blueprint_document(blueprint(EXAMPLE), policy)
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [row[2:] for row in table.rows] == [
        ("15 minutes", "4 hours"),
        ("1 business hour", "8 business hours"),
        ("30 minutes", "8 hours"),
        ("2 business hours", "24 business hours"),
        ("1 hour", "24 hours"),
        ("4 business hours", "48 business hours"),
    ]
    assert cells(document, "First response")[1:] == (fmt.duration(252), fmt.duration(90), "within 90 days")
    assert cells(document, "Satisfied customers")[1:3] == (fmt.share(0.78), fmt.share(0.88))
    assert any("67.6 %" in line for line in words(document))
