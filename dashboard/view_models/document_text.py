"""A document as Markdown inside a page: headings below those of the page, no word of it as markup or link."""

from __future__ import annotations

from collections.abc import Iterator

from core.sla.blocks import Block, Bullets, Document, Heading, Paragraph
from dashboard.format import escape_markdown


def page_markdown(document: Document) -> str:
    """The document for a page.

    >>> print(page_markdown(Document("A", ("b",), (Heading("C"), Bullets(("*d*",))))))
    ### A
    <BLANKLINE>
    b
    <BLANKLINE>
    #### C
    <BLANKLINE>
    - \\*d\\*
    """
    parts = [f"### {escape_markdown(document.title)}"]
    if document.facts:
        parts.append(escape_markdown(" · ".join(document.facts)))
    parts += ["\n".join(_lines(block)) for block in document.blocks]
    return "\n\n".join(parts)


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * (block.level + 2)} {escape_markdown(block.text)}"
    elif isinstance(block, Paragraph):
        yield escape_markdown(block.text)
    elif isinstance(block, Bullets):
        yield from (f"- {escape_markdown(item)}" for item in block.items)
    else:
        yield _row(block.header)
        yield f"|{' --- |' * len(block.header)}"
        yield from (_row(cells) for cells in block.rows)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(escape_markdown, cells))} |"
