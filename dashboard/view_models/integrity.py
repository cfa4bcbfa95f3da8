"""Integrity: which figures may look better than the work behind them, with what to ask first."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from core.insight.integrity.evidence import EffectUnit, Evidence
from core.insight.integrity.findings import Finding, Verdict
from core.metrics import METRICS
from core.report import Report
from core.reporting.insight_integrity import Integrity
from dashboard import format as fmt
from dashboard.view_models import tables as t
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column
from dashboard.view_models.sla import dated
from dashboard.view_models.tables import Shape, TableView, table_from

MOST_TIMES = 50
"""A group with next to no hits elsewhere stands out endlessly; from here on the number says nothing."""
SMALL_CHANCE = 0.001
NO_FINDINGS = "Nothing was found beyond its limit and beyond chance."
FOUND = Shape(
    "Found",
    {
        "name": Column("What was found", "text", None, "medium"),
        "size": Column("Size", "figure", "The effect; the limit is beside it"),
        "limit": Column("Limit", "figure", "From here on it counts; a proposal that fits most teams"),
        "chance": Column(
            "By chance", "figure", "How likely by luck, corrected for all detectors that were tried"
        ),
        "n": Column("Cases", "count", "How many cases were looked at"),
        "area": Column("Area", "text", None, "small"),
        "id": Column("Detector", "text", None, "small"),
    },
    NO_FINDINGS,
    note="the least likely by chance first; select one for its tickets",
)
NOT_FOUND = Shape(
    "Looked at, not found",
    {
        "name": Column("Looked for", "text", None, "medium"),
        "verdict": Column(
            "Verdict", "text", "Beyond its limit, but perhaps by luck; or too few cases", "small"
        ),
        **{name: FOUND.columns[name] for name in ("size", "limit", "chance", "n")},
        "words": Column("Counts", "text", None, "large"),
        "id": FOUND.columns["id"],
    },
    "No detector could look at this period.",
    note="with what it would have taken",
    limit=100,
)
WAITING = Shape(
    "Not looked at",
    {
        "name": Column("Would look for", "text", None, "medium"),
        "needs": Column("Needs", "text", "What the data would have to tell", "medium"),
        "sees": Column("How", "text", None, "large"),
        "area": FOUND.columns["area"],
        "id": FOUND.columns["id"],
    },
    "Every detector could look.",
    note="these need records that tickets do not hold, or that this source does not tell",
    limit=200,
)
TICKETS = Shape(
    "Tickets behind it",
    {
        "ticket_id": t.TICKET,
        "status": t.STATE,
        "priority": t.PRIORITY,
        "category": t.CATEGORY,
        "team": t.TEAM,
        "assignee": t.ASSIGNEE,
        "created_at": Column("Created", "instant"),
        "resolved_at": Column("Resolved", "instant"),
    },
    "This finding does not rest on single tickets.",
    note="newest first",
    limit=100,
)
UNITS = {
    EffectUnit.PLACES: "place",
    EffectUnit.WEEKS: "week",
}


@dataclass(frozen=True)
class FoundView:
    """One finding in words; ``who`` names people only where ``is_personal`` is False or names are wanted."""

    id: str
    name: str
    question: str
    counts: str
    sees: str
    innocent: str
    ask: str
    bends: str
    who: str
    is_personal: bool


@dataclass(frozen=True)
class IntegrityView:
    """All that the page shows; ``missing`` says what is needed where nothing could be looked at."""

    sentence: str
    note: str
    found: TableView
    details: tuple[FoundView, ...]
    not_found: TableView
    waiting: TableView
    missing: str = ""


def build_integrity(report: Report, question: Question, with_names: bool = False) -> IntegrityView:
    """Findings of the period; people's names only on demand."""
    found = report.integrity(**dated(question))
    if found is None:
        empty = pd.DataFrame(columns=list(FOUND.columns))
        tables = (table_from(empty, shape) for shape in (FOUND, NOT_FOUND, WAITING))
        first, second, third = tables
        return IntegrityView("", "", first, (), second, third, "Import tickets with their events first.")
    own = [each for each in found.findings if not each.detector.same_as]
    hits = [each for each in own if each.verdict is Verdict.FOUND]
    misses = [each for each in own if each.verdict not in (Verdict.FOUND, Verdict.WAITS)]
    waits = [each for each in own if each.verdict is Verdict.WAITS]
    return IntegrityView(
        sentence=_sentence(found, question.zone),
        note=_note(found),
        found=table_from(_rows(hits), FOUND),
        details=tuple(detail_of(each, with_names) for each in hits),
        not_found=table_from(_rows(misses), NOT_FOUND),
        waiting=table_from(_rows(waits), WAITING),
    )


def build_tickets(
    report: Report, question: Question, number: str, is_personal: bool, with_names: bool = False
) -> TableView:
    """The tickets of a finding; whose they are only on demand, where the finding is about people."""

    def again() -> pd.DataFrame:
        rows = report.integrity_tickets(number, **dated(question))
        return rows.drop(columns="assignee") if is_personal and not with_names else rows

    return table_from(again(), TICKETS, again)


def _rows(findings: list[Finding]) -> pd.DataFrame:
    rows = [
        {
            "id": each.detector.id,
            "name": each.detector.name,
            "area": each.detector.area,
            "verdict": each.verdict.value,
            "sees": each.detector.sees,
            "needs": "; ".join(each.needs),
            **_effect(each),
        }
        for each in findings
    ]
    names = {*FOUND.columns, *NOT_FOUND.columns, *WAITING.columns}
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=sorted(names))


def _effect(finding: Finding) -> dict[str, object]:
    evidence = finding.evidence
    if evidence is None:
        return {"size": fmt.NO_DATA, "limit": fmt.NO_DATA, "chance": fmt.NO_DATA, "n": 0, "words": ""}
    return {
        "size": effect_words(evidence.value, evidence.unit),
        "limit": effect_words(evidence.limit, evidence.unit),
        "chance": chance_words(finding.p, evidence),
        "n": evidence.n,
        "words": evidence.words,
    }


def effect_words(value: float, unit: EffectUnit) -> str:
    """An effect with its unit.

    >>> effect_words(0.125, EffectUnit.SHARE), effect_words(240.0, EffectUnit.RATIO)
    ('12.5 %', '>50 times')
    >>> effect_words(-0.2, EffectUnit.CHANGE), effect_words(3.0, EffectUnit.WEEKS)
    ('-20 %', '3 weeks')
    """
    if fmt.is_missing(value):
        return fmt.NO_DATA
    if unit is EffectUnit.SHARE:
        return f"{100 * value:.3g} %"
    if unit is EffectUnit.RATIO:
        return f">{MOST_TIMES} times" if value > MOST_TIMES else f"{value:.2g} times"
    if unit is EffectUnit.POINTS:
        return f"{value:+.3g} points"
    if unit is EffectUnit.CHANGE:
        return f"{100 * value:+.3g} %"
    if unit is EffectUnit.BITS:
        return f"{value:.2f} bits"
    rounded = f"{value:.1f}".removesuffix(".0")
    return f"{rounded} {UNITS[unit]}{'' if value == 1 else 's'}" if unit in UNITS else rounded


def chance_words(p: float, evidence: Evidence) -> str:
    """How likely an effect is by luck.

    >>> from core.insight.integrity.evidence import NAN
    >>> found = Evidence(0.5, 0.1, EffectUnit.SHARE, 40, 0.01, True, "20 of 40")
    >>> chance_words(0.0, found), chance_words(0.031, found)
    ('under 0.1 %', '3.1 %')
    """
    if math.isnan(evidence.p):
        return "counted" if not math.isnan(evidence.value) else fmt.NO_DATA
    if math.isnan(p):
        return fmt.NO_DATA
    return "under 0.1 %" if p < SMALL_CHANCE else f"{100 * p:.{0 if p >= 0.1 else 1}f} %"


def detail_of(finding: Finding, with_names: bool) -> FoundView:
    """A finding in words."""
    each, evidence = finding.detector, finding.evidence
    bends = [METRICS[name].name for name in each.bends]
    return FoundView(
        id=each.id,
        name=each.name,
        question=each.question or each.sees,
        counts=evidence.words[:1].upper() + evidence.words[1:] if evidence else "",
        sees=each.sees,
        innocent=each.innocent,
        ask=each.ask,
        bends=", ".join(bends),
        who=_who(evidence) if with_names or not each.is_personal else "",
        is_personal=each.is_personal,
    )


def _who(evidence: Evidence | None) -> str:
    people = evidence.people if evidence else ()
    return ", ".join(f"{each.name} ({fmt.count(each.n)} cases)" for each in people)


def _sentence(found: Integrity, zone: str) -> str:
    n = Counter(each.verdict for each in found.findings if not each.detector.same_as)
    looked = sum(n.values()) - n[Verdict.WAITS]
    hits = fmt.plural(n[Verdict.FOUND], "finding")
    span = f"{fmt.date(found.start, zone)} to {fmt.date(found.end, zone)}"
    tickets = fmt.plural(found.ticket_count, "ticket")
    return f"{hits} of {fmt.plural(looked, 'detector')} that could look at {span}, {tickets} created."


def _note(found: Integrity) -> str:
    past = f"Changes are against the {fmt.plural(round(found.past_days), 'day')} before it. "
    past = past if found.past_days >= 1 else "Nothing is known before it, so no change can be told. "
    return past + (
        "A finding is a reason to ask, never a verdict on a person: read what is innocent about it first."
        " It takes 20 cases, an effect beyond its limit and a chance of at most 5 % after correcting for all"
        " detectors tried (Benjamini–Hochberg). Tickets that come in bursts vary more than the tests assume."
    )
