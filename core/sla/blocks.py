"""A document as headings, paragraphs, lists and tables, and its Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPECIAL = re.compile(r"([\\`*_\[\]<>|$~#&])")


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a section (level 2) or a part of one (level 3)."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list in which order does not matter."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A row of headings and rows of the same width; the first column names the row.

    ``widths``: shares of a page's width, where the columns are not to be as wide as their texts ask.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows of another width."""
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("rows: every row must have as many cells as the header")
        if self.widths and len(self.widths) != len(self.header):
            raise ValueError("widths: every column must have one")


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A title, a line of facts below it (who, which version, from when), and the text."""

    title: str
    facts: tuple[str, ...]
    blocks: tuple[Block, ...]

    def markdown(self) -> str:
        """The document as Markdown; all its words show as they are, none of them as markup."""
        parts = [f"# {escaped(self.title)}", " · ".join(map(escaped, self.facts))]
        parts += ["\n".join(_lines(block)) for block in self.blocks]
        return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    r"""Text in which nothing is markup, on one line.

    >>> print(escaped("a|b *c*\n<d>"))
    a\|b \*c\* \<d\>
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {escaped(block.text)}"
    elif isinstance(block, Paragraph):
        yield escaped(block.text)
    elif isinstance(block, Bullets):
        yield from (f"- {escaped(item)}" for item in block.items)
    else:
        yield from (_row(cells) for cells in (block.header, ("---",) * len(block.header), *block.rows))


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"
