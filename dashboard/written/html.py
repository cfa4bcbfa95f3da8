"""A document as one HTML file that needs nothing else: for mail, for the browser, for printing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from core.sla.blocks import Block, Bullets, Document, Heading, Paragraph

STYLE = """
:root { color-scheme: light dark; --ink: #0f1728; --muted: #4b5870; --paper: #fff; --rule: #dde2ea; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf4; --muted: #aab4c6; --paper: #0f1728; --rule: #33405a; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 1.8rem 0 .4rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; } .facts { color: var(--muted); margin: .2rem 0 1rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0;
  border-bottom: 1px solid var(--rule); } th { color: var(--muted); }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } h2 { break-after: avoid; }
  tr { break-inside: avoid; } }
"""


def html_page(document: Document) -> str:
    """The document as a whole HTML page; all its words show as they are, none of them as markup.

    >>> "<h1>A &amp; B</h1>" in html_page(Document("A & B", (), ()))
    True
    """
    title = escape(document.title)
    body = "\n".join(_block(block) for block in document.blocks)
    facts = escape(" · ".join(document.facts))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f'<p class="facts">{facts}</p>\n{body}\n</body>\n</html>\n'
    )


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{escape(block.text)}</p>"
    if isinstance(block, Bullets):
        items = "".join(f"<li>{escape(item)}</li>" for item in block.items)
        return f"<ul>{items}</ul>"
    rows = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in block.rows)
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in block.header)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cells(row: tuple[str, ...]) -> Iterator[str]:
    """The first names the row."""
    for place, cell in enumerate(row):
        yield f'<th scope="row">{escape(cell)}</th>' if place == 0 else f"<td>{escape(cell)}</td>"
