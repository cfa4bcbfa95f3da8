"""Metric results as cards, alerts and comparison rows: the step every page takes first."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from core.metrics.definition import Unit
from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import (
    NO_CLEAR_CHANGE,
    Alert,
    Column,
    KpiCard,
    card_from_result,
    change_words,
    headline_of,
    interval_words,
    statistic_of,
)
from dashboard.view_models.tables import TableView

_PERCENT = re.compile(r"(?<=\d)%")
TROUBLE = ("critical", "warning")


def figures(report: Report, question: Question, ids: Sequence[str]) -> dict[str, MetricResult]:
    """The asked metrics by id, each with its value in the comparison period."""
    found = report.metrics(
        list(ids),
        period=question.period,
        filters=question.filters,
        as_of=question.as_of,
        compare=question.comparison or False,
    )
    return {result.id: result for result in found}


def without_change(report: Report, question: Question, ids: Sequence[str]) -> dict[str, MetricResult]:
    """The asked metrics by id, of the period alone."""
    found = report.metrics(list(ids), period=question.period, filters=question.filters, as_of=question.as_of)
    return {result.id: result for result in found}


def cards(results: Mapping[str, MetricResult], labels: Mapping[str, str]) -> tuple[KpiCard, ...]:
    """One card per metric id, under the label given."""
    return tuple(_card(results[name], label) for name, label in labels.items())


def _card(result: MetricResult, label: str) -> KpiCard:
    if status_of(result) == "no_data":
        return replace(card_from_result(result, label=label), target="", note=spaced(result.reason))
    if result.definition.is_duration:
        return duration_card(result, label)
    is_count = result.definition.unit is Unit.COUNT
    card = card_from_result(result, label=label, note="" if is_count else None)
    return replace(card, target=f"target {short(card.target)}" if card.target else "")


def duration_card(result: MetricResult, label: str) -> KpiCard:
    """A card that heads with the median and says how the mean, which the target is about, stands."""
    business = "business" in result.id
    mean = f"mean{fmt.NO_BREAK}{fmt.duration(result.value, business=business)}"
    slow = fmt.duration(result.p90, business=business)
    waiting = f", {fmt.count(result.still_waiting)} still waiting" if result.still_waiting else ""
    return replace(
        card_from_result(result, label=label),
        target=f"{mean}, target {short(result.target_text)}" if result.target_text else mean,
        note=f"median above; nine in ten within {slow}{waiting}",
    )


def status_of(result: MetricResult) -> str:
    """The status as a plain word."""
    return str(getattr(result.status, "value", result.status))


def _unit(result: MetricResult) -> Unit:
    """The unit to print in: a ratio reads best in percent."""
    return Unit.SHARE if result.definition.unit is Unit.RATIO else result.definition.unit


def _printed(value: float, result: MetricResult) -> str:
    return fmt.value_in_unit(value, _unit(result), business="business" in result.id)


def reason_text(result: MetricResult) -> str:
    """Why a figure stands as it does, in the dashboard's way of writing numbers."""
    words, _, _ = result.reason.partition("; n = ")
    rows = fmt.kept_together(result.definition.row_words(result.n))
    sample = "" if result.definition.unit is Unit.COUNT else f"; from {rows}"
    return spaced(words).replace("the warning of", "the limit of") + sample


def spaced(text: str) -> str:
    """Percent signs and thousands with the spaces that the rest of the dashboard sets.

    >>> spaced("below 85%").replace(chr(160), " ")
    'below 85 %'
    """
    return _PERCENT.sub(f"{fmt.NO_BREAK}%", text)


SIGNS = (("at least ", "≥ "), ("at most ", "≤ "), ("under ", "< "), ("over ", "> "), (" to ", "–"))


def short(target: str) -> str:
    """A target in signs, for cards.

    >>> short("at least 90%").replace(chr(160), " "), short("10% to 20%").replace(chr(160), " ")
    ('≥ 90 %', '10–20 %')
    """
    for words, sign in SIGNS:
        target = target.replace(words, sign)
    return spaced(target.replace("%–", "–")).replace(" ", fmt.NO_BREAK)


def judged_text(result: MetricResult) -> str:
    """The number that a target is about: the mean of durations; shares with a decimal, for near misses."""
    if result.definition.unit is Unit.SHARE:
        return f"{fmt.number(result.value * 100)}{fmt.NO_BREAK}%"
    text = fmt.value_in_unit(result.value, result.unit, business="business" in result.id)
    return f"mean {text}" if result.definition.is_duration else text


def alerts_from(results: Iterable[MetricResult], pages: Mapping[str, str]) -> tuple[Alert, ...]:
    """An alert for every figure that is off target or close to it, with the reason in words."""
    return tuple(
        Alert(status_of(r), f"{r.name}: {judged_text(r)}", reason_text(r), pages.get(r.id))
        for r in results
        if status_of(r) in TROUBLE
    )


COMPARISON_COLUMNS = {
    "metric": Column("Figure", "text", None, "medium"),
    "now": Column("This period", "figure"),
    "before": Column("Before", "figure"),
    "change": Column("Change", "figure"),
    "interval": Column("95 % interval", "figure", "Of the change; where it holds 0, it may be noise"),
    "reading": Column("Reading", "text", "Better or worse only where the interval excludes 0"),
    "status": Column("Status", "status"),
    "n": Column("Tickets", "count", "How many tickets the figure rests on"),
}


def comparison_table(results: Iterable[MetricResult], label: str) -> TableView:
    """Every figure beside its value in the comparison period."""
    rows = [_comparison_row(result) for result in results]
    return TableView(
        title="This period and the one before"
        if label == "Previous period"
        else f"Compared with: {label.lower()}",
        frame=pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS)),
        columns=COMPARISON_COLUMNS,
        empty="Choose a period to compare with in the bar on top.",
        total=len(rows),
    )


def _comparison_row(result: MetricResult) -> dict[str, object]:
    now = statistic_of(result)
    before = float(getattr(result.previous, headline_of(result), math.nan))
    change = fmt.change(now, before, _unit(result))
    return {
        "metric": f"{result.name}, median" if result.definition.is_duration else result.name,
        "now": _printed(now, result),
        "before": _printed(before, result),
        "change": change or "",
        "interval": interval_words(result),
        "reading": _reading(result),
        "status": status_of(result),
        "n": result.n,
    }


def _reading(result: MetricResult) -> str:
    words = change_words(result) or ""
    if words == NO_CLEAR_CHANGE or words.startswith("±"):
        return NO_CLEAR_CHANGE if words == NO_CLEAR_CHANGE else "unchanged"
    better = result.is_better_in(headline_of(result))
    return "" if better is None else "better" if better else "worse"
