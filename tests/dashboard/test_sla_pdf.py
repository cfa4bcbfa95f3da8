"""The SLA document as PDF: valid, the same every time, and with every word of the document."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, date, datetime, timedelta

import pytest

from core.sla.blocks import Bullets, Document, Heading, Paragraph, Table
from core.sla.contact_hours import ContactHours
from core.sla.document import Edition, sla_document
from core.sla.policies import POLICIES
from core.sla.policy import Policy
from dashboard.sla_pdf import printable, sla_pdf

AS_OF = datetime(2026, 1, 15, 12, tzinfo=UTC)
HOURS = ContactHours(
    "Europe/Warsaw",
    dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "18:00"),)),
    {date(2026, 11, 11): "Święto Niepodległości", date(2026, 5, 1): "Święto Pracy"},
)
EDITION = Edition("Müller & Söhne (“Service”) – €", AS_OF)
STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
SHOWN = re.compile(rb"\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)


def pages_of(pdf: bytes) -> list[list[str]]:
    """The lines that each page shows, read back from its content stream."""
    contents = [zlib.decompress(stream) for stream in STREAM.findall(pdf)]
    drawn = [content for content in contents if b" Tj" in content]
    return [
        [re.sub(rb"\\(.)", rb"\1", line).decode("windows-1252") for line in SHOWN.findall(content)]
        for content in drawn
    ]


def words_of(pdf: bytes) -> str:
    return " ".join(line for page in pages_of(pdf) for line in page)


def texts_of(document: Document) -> list[str]:
    """Every text of the document, cell by cell."""
    found = [document.title, *document.facts]
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, Bullets):
            found += block.items
        else:
            found += [cell for row in (block.header, *block.rows) for cell in row]
    return found


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_the_file_is_a_pdf_with_every_word_of_the_document(policy: Policy) -> None:
    document = sla_document(policy, HOURS, EDITION)
    pdf = sla_pdf(document, AS_OF)
    assert pdf.startswith(b"%PDF-1.")
    assert pdf.rstrip().endswith(b"%%EOF")
    start = int(re.findall(rb"startxref\n(\d+)", pdf)[-1])
    assert pdf[start:].startswith(b"xref")
    shown = words_of(pdf)
    for text in texts_of(document):
        assert printable(text) in shown
    for word in ("None", "nan", "?"):
        assert word not in shown


def test_rows_of_the_matrix_stand_together_on_a_page() -> None:
    pages = pages_of(sla_pdf(sla_document(POLICIES["handbook"], HOURS, EDITION), AS_OF))
    for tier in ("Enterprise", "Business", "Professional", "Starter", "Free", "All other"):
        page = next(page for page in pages if f"{tier} customers" in page)
        after = page[page.index(f"{tier} customers") :]
        assert [line for line in after if re.fullmatch(r"P\d", line)][:5] == ["P1", "P2", "P3", "P4", "P5"]


def test_every_page_bears_its_number_and_the_facts() -> None:
    pages = pages_of(sla_pdf(sla_document(POLICIES["handbook"], HOURS, EDITION), AS_OF))
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert page[-2:] == [f"Page {number} of ", f"{len(pages)}"]
        assert page[-3].startswith("Müller & Söhne (“Service”) – € · Version 1")


def test_the_same_document_and_date_give_the_same_bytes() -> None:
    document = sla_document(POLICIES["severity"], HOURS, EDITION)
    pdf = sla_pdf(document, AS_OF)
    assert pdf == sla_pdf(document, AS_OF)
    assert b"/CreationDate (D:20260115120000Z" in pdf
    assert pdf == sla_pdf(document, AS_OF.replace(tzinfo=None))
    assert pdf != sla_pdf(document, AS_OF + timedelta(days=1))


def test_a_table_longer_than_a_page_goes_on_with_its_headings() -> None:
    rows = tuple((f"row {number}", "text") for number in range(120))
    pages = pages_of(sla_pdf(Document("T", ("x",), (Heading("H"), Table(("Name", "Text"), rows))), AS_OF))
    assert len(pages) > 2
    assert all(page.count("Name") == 1 for page in pages)
    assert [line for page in pages for line in page if line.startswith("row ")] == [row[0] for row in rows]


def test_long_names_do_not_run_into_the_page_number() -> None:
    document = Document("T" * 200, ("A very long company name " * 10,), (Paragraph("text"),))
    assert pages_of(sla_pdf(document, AS_OF))[0][-3].endswith("…")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – “quoted” €", "plain – “quoted” €"),
        ("Święto Łódź", "Swieto Lódz"),
        ("Tết Đầu", "Tet Dau"),
        ("a\u0301\x00\u200bb", "áb"),
        ("日本", "??"),
        ("two\nlines\tand  more", "two lines and more"),
        ("", ""),
    ],
)
def test_letters_that_the_fonts_lack_lose_their_accents_or_become_question_marks(
    text: str, shown: str
) -> None:
    assert printable(text) == shown
