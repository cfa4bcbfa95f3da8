"""A letter: a title, sections of sentences and lines, some with links; written as text, HTML or Markdown.

All texts go in plain. Whatever a ticket brought along (a category, a team, a name) is escaped here.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from dashboard.format import JOINER, NO_BREAK, escape_markdown

FONT = "font-family:Inter,Segoe UI,Helvetica,Arial,sans-serif"
INK, QUIET, RULE, PAPER = "#0f1728", "#4a5568", "#d8dee9", "#ffffff"
BODY = f"margin:0;padding:16px;background:{PAPER};color:{INK};{FONT};font-size:14px;line-height:1.5"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list; ``url``: where its first part leads, ``after``: what follows in plain."""

    text: str
    url: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A section: a heading, sentences, and a list."""

    heading: str = ""
    sentences: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """The whole of it; ``link``: where to read on, under ``link_text``."""

    title: str
    parts: tuple[Part, ...]
    link: str = ""
    link_text: str = "Open Queuewise"

    @property
    def plain_title(self) -> str:
        """The title with ordinary spaces."""
        return _spaced(self.title)

    @property
    def text(self) -> str:
        """As plain text, every address written out."""
        blocks = [_text_of(part) for part in self.parts]
        blocks += [f"{self.link_text}: {self.link}"] if self.link else []
        return _spaced("\n\n".join(block for block in blocks if block)) + "\n"

    @property
    def html(self) -> str:
        """As a page of HTML with inline styles, as mail readers want it."""
        head = f'<h2 style="margin:0 0 12px;font-size:18px">{escape(self.title)}</h2>'
        foot = f'<p style="margin:16px 0 0"><a href="{escape(self.link)}">{escape(self.link_text)}</a></p>'
        body = "".join([head, *(_html_of(part) for part in self.parts), foot if self.link else ""])
        return _spaced(
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>{escape(self.title)}</title></head><body style="{BODY}">'
            f'<div style="max-width:680px">{body}</div></body></html>'
        )

    @property
    def markdown_title(self) -> str:
        """The title, safe in Markdown."""
        return _spaced(_marked(self.title))

    @property
    def markdown(self) -> str:
        """As Markdown without the title."""
        blocks = [_markdown_of(part) for part in self.parts]
        blocks += [_markdown_link(self.link_text, self.link)] if self.link else []
        return _spaced("\n\n".join(block for block in blocks if block)) + "\n"


def _text_of(part: Part) -> str:
    head = [part.heading, "-" * len(part.heading)] if part.heading else []
    lines = []
    for line in part.lines:
        lines.append(f"- {line.text}{line.after}")
        lines += [f"  {line.url}"] if line.url else []
    return "\n".join([*head, *part.sentences, *lines])


def _html_of(part: Part) -> str:
    style = f"margin:18px 0 4px;font-size:15px;border-bottom:1px solid {RULE};padding-bottom:2px"
    head = f'<h3 style="{style}">{escape(part.heading)}</h3>' if part.heading else ""
    sentences = "".join(f'<p style="margin:4px 0">{escape(each)}</p>' for each in part.sentences)
    items = "".join(f'<li style="margin:2px 0">{_html_line(line)}</li>' for line in part.lines)
    return (
        f'{head}{sentences}<ul style="margin:4px 0;padding-left:20px">{items}</ul>'
        if items
        else head + sentences
    )


def _html_line(line: Line) -> str:
    after = f'<span style="color:{QUIET}">{escape(line.after)}</span>' if line.after else ""
    text = escape(line.text)
    return (f'<a href="{escape(line.url)}">{text}</a>' if line.url else text) + after


def _markdown_of(part: Part) -> str:
    head = [f"**{_marked(part.heading)}**\n"] if part.heading else []
    sentences = [f"{_marked(each)}\n" for each in part.sentences]
    lines = [
        f"- {_markdown_link(line.text, line.url) if line.url else _marked(line.text)}{_after(line.after)}"
        for line in part.lines
    ]
    return "\n".join([*head, *sentences, *lines]).rstrip()


def _after(text: str) -> str:
    """What follows a link, with the space that escaping would cut off."""
    return f"{' ' if text.startswith(' ') else ''}{_marked(text)}" if text else ""


def _markdown_link(text: str, url: str) -> str:
    return f"[{_marked(text)}]({url})"


def _marked(text: str) -> str:
    """Text that shows as typed in Markdown and that no chat takes for somebody's name to call."""
    return escape_markdown(text).replace("@", f"@{JOINER}")


def _spaced(text: str) -> str:
    """With ordinary spaces: mail and chat break lines by themselves."""
    return text.replace(NO_BREAK, " ")


def ticket_url(address: str, ticket_id: object, source_id: object) -> str:
    """The page of a ticket; nothing in its number can lead anywhere else.

    >>> ticket_url("http://h", "a&b", "desk one")
    'http://h/ticket?ticket=a%26b&source=desk%20one'
    """
    return f"{address}/ticket?ticket={quote(str(ticket_id), safe='')}&source={quote(str(source_id), safe='')}"
