"""The SLA document as a PDF: fonts that every reader has, the same bytes for the same document and date."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, TableCellFillMode, TextEmphasis
from fpdf.fonts import FontFace

from core.sla.blocks import Block, Bullets, Document, Heading, Paragraph, Table

INK, MUTED, ACCENT = (15, 23, 40), (75, 88, 112), (42, 82, 190)
SURFACE, RULE = (245, 247, 250), (221, 226, 234)
FONT, ENCODING = "helvetica", "windows-1252"
MARGIN, LINE = 20.0, 5.2
FOOT_LETTERS = 70
HEADING_SIZES = {2: 13.0, 3: 10.5}
NARROWEST = 0.13
"""Share of the width that a column has at least, and the names of rows in a wide table."""
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ħ": "h", "‑": "-", "−": "-", "\u202f": " ", "≤": "<="}
)


def sla_pdf(document: Document, created_at: datetime) -> bytes:
    """The document as PDF, A4; ``created_at`` is the date it bears as a file.

    Letters that the standard fonts lack are shown without their accents, and as "?" where nothing is left.
    """
    pdf = _Pages(document, created_at)
    pdf.add_page()
    _title(pdf, document)
    for group in _kept_together(document.blocks):
        if _breaks(pdf, group):
            pdf.add_page()
        _draw(pdf, group)
    return bytes(pdf.output())


def printable(text: str) -> str:
    """Text in letters that the standard fonts have, on one line.

    >>> printable("Trzech Króli – 5 €"), printable("Święto Łódź"), printable("新年")
    ('Trzech Króli – 5 €', 'Swieto Lódz', '??')
    """
    plain = unicodedata.normalize("NFC", " ".join(text.split())).translate(_LETTERS)
    return "".join(map(_letter, plain))


def _letter(letter: str) -> str:
    """The letter; without its accents where it is not in the fonts; a question mark otherwise."""
    for form in (letter, unicodedata.normalize("NFKD", letter)[:1]):
        if _has(form):
            return form
    return "" if unicodedata.category(letter) in ("Mn", "Cf", "Cc") else "?"


def _has(letter: str) -> bool:
    try:
        letter.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return bool(letter) and unicodedata.category(letter) != "Cc"


class _Pages(FPDF):
    """Pages with the document's facts and the page number at the foot."""

    def __init__(self, document: Document, created_at: datetime) -> None:
        super().__init__(format="A4")
        self.facts = _clipped(" · ".join(printable(fact) for fact in document.facts))
        self.core_fonts_encoding = ENCODING
        self.set_creation_date(created_at if created_at.tzinfo else created_at.replace(tzinfo=UTC))
        self.set_title(printable(document.title))
        self.set_author(printable(document.facts[0]) if document.facts else "")
        self.set_creator("Queuewise")
        self.set_lang("en")
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.c_margin = 0.0
        self.set_auto_page_break(True, margin=MARGIN + 4)
        self.set_text_shaping(False)

    def footer(self) -> None:
        """Facts to the left, the page number to the right."""
        self.set_y(-MARGIN + 2)
        self.set_font(FONT, size=8)
        self.set_text_color(*MUTED)
        self.cell(self.epw * 0.7, 5, self.facts)
        self.cell(self.epw * 0.3, 5, f"Page {self.page_no()} of {{nb}}", align="R")

    def ink(self, size: float, style: str = "", colour: tuple[int, int, int] = INK) -> None:
        """Write in this size, style and colour from here on."""
        self.set_font(FONT, style, size)
        self.set_text_color(*colour)

    def lines(self, text: str, height: float = LINE) -> None:
        """A paragraph over the full width; the next line begins below it."""
        self.multi_cell(self.epw, height, printable(text), align="L", new_x="LMARGIN", new_y="NEXT")


def _clipped(text: str) -> str:
    """As much as fits beside the page number."""
    return text if len(text) <= FOOT_LETTERS else f"{text[: FOOT_LETTERS - 1]}…"


def _title(pdf: _Pages, document: Document) -> None:
    pdf.ink(22, "B")
    pdf.lines(document.title, 10)
    pdf.ink(10, colour=MUTED)
    pdf.lines(" · ".join(document.facts), 6)
    pdf.ln(2)
    pdf.set_draw_color(*ACCENT)
    pdf.set_line_width(0.7)
    pdf.line(MARGIN, pdf.get_y(), MARGIN + 26, pdf.get_y())
    pdf.ln(2)


def _kept_together(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """A heading stays with what follows it, an introduction with its list or table."""
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        introduces = isinstance(block, Paragraph) and block.text.endswith(":")
        if not (introduces or isinstance(block, Heading)):
            yield group
            group = []
    if group:
        yield group


def _breaks(pdf: _Pages, group: list[Block]) -> bool:
    """Whether a group would be cut here and not on a page of its own."""
    with pdf.offset_rendering() as trial:
        _draw(trial, group)
    return bool(trial.page_break_triggered) and pdf.get_y() > pdf.h / 4


def _draw(pdf: _Pages, group: Sequence[Block]) -> None:
    for block in group:
        if isinstance(block, Heading):
            _heading(pdf, block)
        elif isinstance(block, Paragraph):
            pdf.ink(10)
            pdf.lines(block.text)
            pdf.ln(1.5)
        elif isinstance(block, Bullets):
            _bullets(pdf, block)
        else:
            _table(pdf, block)


def _heading(pdf: _Pages, heading: Heading) -> None:
    is_section = heading.level == 2
    pdf.ln(5 if is_section else 2.5)
    pdf.ink(HEADING_SIZES[heading.level], "B", ACCENT if is_section else INK)
    pdf.start_section(printable(heading.text), level=heading.level - 2, strict=False)
    pdf.lines(heading.text, 6)
    pdf.ln(1)


def _bullets(pdf: _Pages, bullets: Bullets) -> None:
    pdf.ink(10)
    for item in bullets.items:
        pdf.cell(5, LINE, "•")
        pdf.multi_cell(pdf.epw - 5, LINE, printable(item), align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(0.8)
    pdf.ln(1)


def _table(pdf: _Pages, table: Table) -> None:
    pdf.ink(9)
    pdf.set_draw_color(*RULE)
    pdf.set_line_width(0.25)
    style = FontFace(emphasis=TextEmphasis.B, color=MUTED, fill_color=SURFACE, size_pt=8.5)
    with pdf.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        cell_fill_mode=TableCellFillMode.NONE,
        col_widths=_widths(table),
        headings_style=style,
        line_height=4.4,
        padding=(1.3, 1.6),
        text_align="LEFT",
        v_align="TOP",
    ) as drawn:
        for cells in (table.header, *table.rows):
            row = drawn.row()
            for index, cell in enumerate(cells):
                bold = FontFace(emphasis=TextEmphasis.B) if index == 0 and cells is not table.header else None
                row.cell(printable(cell), style=bold)
    pdf.ln(2)


def _widths(table: Table) -> tuple[float, ...]:
    """Shares of the width: the table's own; else two follow their texts, more are equal after the first."""
    if table.widths:
        return table.widths
    if len(table.header) > 2:
        others = len(table.header) - 1
        return (NARROWEST, *[(1 - NARROWEST) / others] * others)
    longest = [max(len(cell) for cell in column) for column in zip(table.header, *table.rows, strict=True)]
    wanted = [min(length, 60) for length in longest]
    shares = [max(length / sum(wanted), NARROWEST) for length in wanted]
    return tuple(share / sum(shares) for share in shares)
