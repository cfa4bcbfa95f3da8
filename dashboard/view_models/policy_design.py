"""How well a policy is designed: every check with its verdict, the figure that decided, and what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from core.report import Report
from core.sla.design import DesignRule
from core.sla.design_inputs import Finding, Verdict
from core.sla.policy import Policy
from dashboard import format as fmt
from dashboard.view_models.cards import Column
from dashboard.view_models.tables import TableView

ORDER = (Verdict.FAIL, Verdict.CANNOT_TELL, Verdict.PASS)
BADGES = {
    Verdict.PASS: ":green-badge[:material/check_circle: pass]",
    Verdict.FAIL: ":red-badge[:material/error: fail]",
    Verdict.CANNOT_TELL: ":gray-badge[:material/help: cannot tell]",
}
QUESTIONS = {
    "R-SD-16": "Are broken promises used to mend the process, never to punish people?",
    "R-SD-17": "Does the monthly review look at what customers answered?",
}
"""What only the team itself can answer."""
COLUMNS = {
    "result": Column("Result"),
    "check": Column("Check"),
    "figure": Column("Figure"),
    "advice": Column("What to do"),
    "id": Column("Rule"),
}
MOST_DETAILS = 30


@dataclass(frozen=True)
class DesignView:
    """The checks: in a line, as a table for export, one by one as Markdown; what lies behind each figure."""

    summary: str
    table: TableView
    checks: tuple[str, ...]
    details: dict[str, tuple[str, ...]]


def build_design(report: Report, policy: Policy, answers: dict[str, bool]) -> DesignView:
    """Check a policy; ``answers`` are the team's own, which the report has too."""
    found = sorted(report.design_findings(policy), key=lambda pair: ORDER.index(pair[1].verdict))
    frame = pd.DataFrame([_row(*pair) for pair in found], columns=list(COLUMNS))
    table = TableView("Check of the design", frame, COLUMNS, "Nothing to check.", total=len(frame))
    checks = tuple(_in_words(rule, finding) for rule, finding in found)
    details = {rule.title: finding.details for rule, finding in found if finding.details}
    return DesignView(_summary([finding for _, finding in found]), table, checks, details)


def _row(rule: DesignRule, finding: Finding) -> dict[str, str]:
    return {
        "result": finding.verdict.value,
        "check": rule.title,
        "figure": finding.figure,
        "advice": finding.advice,
        "id": rule.rule_id,
    }


def _summary(findings: list[Finding]) -> str:
    """How many checks came out how.

    >>> _summary([Finding(Verdict.PASS, ""), Finding(Verdict.FAIL, "")])
    '1 of 2 pass, 1 fails'
    """
    count = Counter(finding.verdict for finding in findings)
    parts = [f"{count[Verdict.PASS]} of {len(findings)} pass"]
    fails, unclear = count[Verdict.FAIL], count[Verdict.CANNOT_TELL]
    parts += [f"{fails} fail{'s' if fails == 1 else ''}"] if fails else []
    parts += [f"{unclear} cannot be told"] if unclear else []
    return ", ".join(parts)


def _in_words(rule: DesignRule, finding: Finding) -> str:
    """One check as Markdown: nothing in it is markup but the verdict, the title and the arrow."""
    figure = fmt.escape_markdown(_capital(finding.figure))
    advice = f"  \n:gray[→ {fmt.escape_markdown(finding.advice)}]" if finding.advice else ""
    return f"{BADGES[finding.verdict]} **{fmt.escape_markdown(rule.title)}**  \n{figure}{advice}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def detail_lines(view: DesignView, title: str) -> tuple[str, str]:
    """What lies behind a figure as a Markdown list, and how many lines were left out in words."""
    lines = view.details.get(title, ())
    shown = "\n".join(f"- {fmt.escape_markdown(_capital(line))}" for line in lines[:MOST_DETAILS])
    rest = len(lines) - MOST_DETAILS
    return shown, f"and {fmt.count(rest)} more" if rest > 0 else ""
