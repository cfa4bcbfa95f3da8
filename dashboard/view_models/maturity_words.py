"""Findings of rules in the words and colours of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.insight.readiness import Item, Tick
from core.insight.signals_findings import Finding, State
from dashboard import format as fmt
from dashboard.view_models.cards import KpiCard

SEEN = {
    State.MET: ("warning", "Seen"),
    State.NOISE: ("too_few", "Maybe, within noise"),
    State.NOT_MET: ("on_target", "Not seen"),
    State.UNKNOWN: ("no_data", "Cannot be said"),
}
TICKS = {
    Tick.YES: ("on_target", "Met"),
    Tick.NO: ("critical", "Not met"),
    Tick.OPEN: ("too_few", "Open"),
    Tick.UNKNOWN: ("no_data", "Cannot be said"),
}
ORDER = (State.MET, State.NOISE, State.NOT_MET, State.UNKNOWN)


@dataclass(frozen=True)
class FindingLine:
    """One rule as a line: how it stands, what it is about, and the figures behind it."""

    rule: str
    name: str
    status: str
    word: str
    meaning: str
    words: str
    is_open: bool
    """Whether it is shown at once; the others lie behind a switch."""


@dataclass(frozen=True)
class FindingList:
    """Rules of one kind, those that were seen first."""

    title: str
    note: str
    lines: tuple[FindingLine, ...]

    @property
    def shown(self) -> tuple[FindingLine, ...]:
        """What was seen, for sure or maybe."""
        return tuple(line for line in self.lines if line.is_open)

    @property
    def quiet(self) -> tuple[FindingLine, ...]:
        """What was looked for and not seen."""
        return tuple(each for each in self.lines if not each.is_open and each.status != "no_data")

    @property
    def unknown(self) -> tuple[FindingLine, ...]:
        """What cannot be said, with what it needs."""
        return tuple(line for line in self.lines if line.status == "no_data")

    def counts(self) -> dict[str, int]:
        """How many lines have each word."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.word] = found.get(line.word, 0) + 1
        return found


def finding_list(title: str, note: str, findings: Iterable[Finding]) -> FindingList:
    """Findings as lines, the gravest first."""
    ordered = sorted(findings, key=lambda each: ORDER.index(each.state))
    return FindingList(title, note, tuple(finding_line(each) for each in ordered))


def finding_line(found: Finding) -> FindingLine:
    """One finding as a line; the day on which it was first met stands in the words."""
    status, word = SEEN[found.state]
    words = found.evidence
    if found.state is State.UNKNOWN:
        words = "; ".join(part for part in (found.evidence, f"needs {bare(found.needs)}") if part)
    if found.since is not None:
        words = f"first met {found.since}; {words}"
    is_open = found.state in {State.MET, State.NOISE}
    return FindingLine(found.rule, found.name, status, word, found.meaning, words, is_open)


def bare(needs: str) -> str:
    """What is needed, without a second "needs" before it.

    >>> bare("needs quality reviews")
    'quality reviews'
    """
    return needs.removeprefix("needs ")


def item_line(item: Item) -> FindingLine:
    """One item of the checklist as a line."""
    status, word = TICKS[item.tick]
    words = item.evidence or f"needs {bare(item.needs)}"
    return FindingLine(item.id, item.name, status, word, "", words, is_open=True)


def silence_words(as_of: datetime, end_of_data: datetime, zone: str) -> str:
    """Where the windows end before the data do, and why; "" where they do not."""
    if as_of >= end_of_data:
        return ""
    return (
        f"No ticket came in after {fmt.date(as_of, zone)}, though the data reach up to "
        f"{fmt.date(end_of_data, zone)}: every window here ends with the last ticket."
    )


def plain_card(label: str, value: str, note: str = "", status: str = "no_target", help: str = "") -> KpiCard:
    """A card without a change; ``help`` is its tooltip."""
    return KpiCard(label, value, fmt.escape_markdown(help) if help else "", status=status, note=note)
