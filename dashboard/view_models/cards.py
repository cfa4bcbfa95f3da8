"""Small frozen pieces shared by pages: figure cards, alerts, table columns. No Streamlit, no Plotly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from core.metrics.definition import MetricDefinition
from dashboard import format as fmt

_IDS = re.compile(r" \((?:[A-Z]{1,2}-[A-Z0-9-]*\d+(?:, | and )?)+\)")
"""Ids of sources: the glossary has them, a tooltip does not need them."""

Kind = Literal[
    "text",
    "count",
    "number",
    "minutes",
    "clock",
    "share",
    "instant",
    "status",
    "level",
    "trend",
    "figure",
    "ticket",
]
"""``clock``: minutes of a clock that may stand still at night, never written in days; ``level``: a step of
the ladder of breaches."""


@dataclass(frozen=True)
class KpiCard:
    """One figure as a card shows it; every text is ready to print."""

    label: str
    value: str
    definition: str = ""
    delta: str | None = None
    delta_is_good: bool | None = None
    target: str = ""
    status: str = "no_target"
    note: str = ""


@dataclass(frozen=True)
class Alert:
    """One thing that needs attention, worst first; ``page`` names the page that tells more."""

    status: str
    title: str
    detail: str = ""
    page: str | None = None


@dataclass(frozen=True)
class Column:
    """How a table shows and exports one column of a frame."""

    title: str
    kind: Kind = "text"
    help: str | None = None
    width: Literal["small", "medium", "large"] | None = None


def statistic_of(result: Any, statistic: str | None = None) -> float:
    """A metric result's headline: for durations the median with the still waiting, else the value."""
    if statistic:
        return float(getattr(result, statistic))
    headline = getattr(result, "median_with_waiting", None)
    return float(result.value if headline is None or fmt.is_missing(headline) else headline)


def is_better(delta: float, direction: object) -> bool | None:
    """Whether a change is an improvement; None where neither direction is better."""
    word = str(getattr(direction, "value", direction)).lower()
    if not delta or fmt.is_missing(delta):
        return None
    if "low" in word or "down" in word:
        return delta < 0
    if "high" in word or "up" in word:
        return delta > 0
    return None


def card_from_result(
    result: Any, *, label: str | None = None, statistic: str | None = None, note: str | None = None
) -> KpiCard:
    """The card of one metric result, with its change against ``result.previous``, target and definition."""
    now = statistic_of(result, statistic)
    before = statistic_of(result.previous, statistic) if result.previous is not None else None
    business = "business" in result.id
    return KpiCard(
        label=label or result.name,
        value=fmt.value_in_unit(now, result.unit, business=business),
        definition=definition_text(result.definition),
        delta=fmt.change(now, before, result.unit),
        delta_is_good=None if before is None else is_better(now - before, result.definition.direction),
        target=str(result.target_text or ""),
        status=str(getattr(result.status, "value", result.status)),
        note=_note(result) if note is None else note,
    )


def _note(result: Any) -> str:
    base = fmt.plural(result.n, "ticket")
    waiting = getattr(result, "still_waiting", None)
    if waiting is None or fmt.is_missing(waiting) or not waiting:
        return base
    return f"{base}, {fmt.count(waiting)} still waiting"


def definition_text(definition: MetricDefinition) -> str:
    """The tooltip of a metric as Markdown: question, formula, what is counted, caveats, alternatives."""
    parts = (
        ("How", definition.formula_text),
        ("Counts", definition.counted_by),
        ("Note", definition.caveats),
        ("Others define it", definition.alternatives),
    )
    lines = [f"**{fmt.escape_markdown(definition.name)}**", fmt.escape_markdown(definition.question)]
    lines += [f"*{word}*: {fmt.escape_markdown(_IDS.sub('', text))}" for word, text in parts if text]
    return "\n\n".join(lines)


def with_previous(results: Iterable[Any], earlier: Iterable[Any]) -> list[Any]:
    """Results paired with those of an earlier period, by metric and group."""
    before = {(result.id, result.group): result for result in earlier}
    return [replace(result, previous=before.get((result.id, result.group))) for result in results]
