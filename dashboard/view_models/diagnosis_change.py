"""Why a figure changed: its parts, and the groups of each trait with the tickets behind them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.insight.factors import DIMENSIONS, METRICS
from core.periods import Period
from core.report import Report
from core.reporting.insight_change import ChangeAnalysis
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.behind import Drills, drill, stated
from dashboard.view_models.cards import Column, KpiCard, card_from_result
from dashboard.view_models.change_words import change_sentence, part_meaning, part_name, signed
from dashboard.view_models.tables import TableView

FIGURES = dict(zip(METRICS, ("First response", "Satisfaction", "First contact"), strict=True))
TRAITS = {
    "category": "Category",
    "assignee": "Agent",
    "priority": "Priority",
    "channel": "Channel",
    "tier": "Level",
    "hour": "Hour of creation",
    "load": "Tickets in hand per person at work",
}
KINDS = {"csat_rate": "rated", "first_contact_resolution_rate": "finished"}
"""Which tickets lie behind a figure; others count those created."""
NO_COMPARISON = "Choose a period with two ends and something to compare it with."
HOW = (
    "One additive model of all tickets of both periods gives each part at equal effects, whatever the order; "
    "the parts add up to the change. They say what goes together, not what causes what."
)
NOT_SEPARABLE = (
    "Here the traits alone tell which period a ticket is from, as after a change of the whole team: "
    "then nothing tells a part from the rest."
)
LISTED = 30


@dataclass(frozen=True)
class ChangeView:
    """All that is shown of a figure's change; ``missing`` stands in place of the rest."""

    card: KpiCard | None
    sentence: str
    parts: pd.DataFrame
    columns: dict[str, Column]
    unit: str
    note: str = ""
    missing: str = ""


@dataclass(frozen=True)
class GroupsView:
    """The groups of one trait, with the tickets behind each."""

    table: TableView
    drills: Drills


PART_COLUMNS = {
    "group": Column("Part", "text", None, "medium"),
    "adds": Column("Adds", "figure"),
    "interval": Column("95 % interval", "figure"),
    "share": Column("Of the change", "share", "Only where the change is beyond noise; parts may be opposed"),
    "beyond": Column("Beyond noise"),
    "meaning": Column("What it means", "text", None, "large"),
}


def compared(question: Question) -> Period | None:
    """The period to compare with: the chosen one, else the one before with the same weekdays."""
    if question.period.start is None or question.period.end is None:
        return None
    return question.comparison or question.period.previous(aligned=True)


def build_change(report: Report, question: Question, name: str) -> ChangeView:
    """A figure's change and its parts."""
    before = compared(question)
    if before is None:
        return _nothing(NO_COMPARISON)
    found = _analysis(report, question, name, before)
    if found.parts is None:
        return _nothing(found.missing, card_from_result(found.result, statistic="value"))
    note = f"{fmt.sentence(question.period.label)} against {before.label}. {HOW}"
    return ChangeView(
        card_from_result(found.result, statistic="value"),
        change_sentence(found),
        _parts(found),
        PART_COLUMNS,
        found.result.unit.value,
        note if found.parts.is_separable else f"{note} {NOT_SEPARABLE}",
    )


def _analysis(report: Report, question: Question, name: str, before: Period) -> ChangeAnalysis:
    return report.change_analysis(
        name, period=question.period, before=before, filters=question.filters, as_of=question.as_of
    )


def _nothing(missing: str, card: KpiCard | None = None) -> ChangeView:
    empty = pd.DataFrame(columns=[*PART_COLUMNS, "difference", "low", "high", "n", "status"])
    return ChangeView(card, "", empty, PART_COLUMNS, "number", missing=missing)


def _parts(found: ChangeAnalysis) -> pd.DataFrame:
    assert found.parts is not None
    rows = []
    for key, part in found.parts.parts.items():
        known = not fmt.is_missing(part.low)
        rows.append(
            {
                "group": part_name(key),
                "difference": part.value,
                "low": part.low if known else part.value,
                "high": part.high if known else part.value,
                "n": found.parts.before_count + found.parts.now_count,
                "status": "no_target",
                "adds": signed(found, part.value),
                "interval": f"{signed(found, part.low)} to {signed(found, part.high)}"
                if known
                else "not known",
                "share": part.value / found.parts.change
                if found.is_clear and found.parts.change
                else float("nan"),
                "beyond": "yes" if part.is_beyond_noise else "no",
                "meaning": part_meaning(key),
            }
        )
    return pd.DataFrame(rows)


def build_groups(report: Report, question: Question, name: str, trait: str) -> GroupsView:
    """The groups of one trait: what each adds to the change, by its share of tickets and by its own mean."""
    before = compared(question)
    found = None if before is None else _analysis(report, question, name, before)
    title = f"By {TRAITS[trait].lower()}"
    if found is None or trait not in found.groups:
        return GroupsView(TableView(title, pd.DataFrame(), {}, NO_COMPARISON), Drills([]))
    frame = found.groups[trait].head(LISTED)
    shown = pd.DataFrame(
        {
            "group": [stated(group) for group in frame["group"]],
            "now_count": frame["now_count"],
            "before_count": frame["before_count"],
            "now": [_value(found, value) for value in frame["now"]],
            "before": [_value(found, value) for value in frame["before"]],
            "mix": [signed(found, value) for value in frame["mix"]],
            "within": [signed(found, value) for value in frame["within"]],
            "total": [signed(found, value) for value in frame["total"]],
        }
    )
    table = TableView(
        title,
        shown,
        _group_columns(trait),
        "No ticket of either period is counted.",
        f"adds up to {signed(found, found.parts.change)}" if found.parts is not None else "",
        len(found.groups[trait]),
    )
    return GroupsView(table, _drills(question, name, trait, list(frame["group"])))


def _value(found: ChangeAnalysis, value: float) -> str:
    return fmt.value_in_unit(value, found.result.unit)


def _group_columns(trait: str) -> dict[str, Column]:
    return {
        "group": Column(TRAITS[trait], "text", None, "medium"),
        "total": Column("Adds", "figure", "What the group adds to the change of the mean"),
        "mix": Column("By its share", "figure", "Its share of the tickets moved"),
        "within": Column("By itself", "figure", "Its own mean moved"),
        "now": Column("Mean now", "figure"),
        "before": Column("Mean before", "figure"),
        "now_count": Column("Tickets now", "count"),
        "before_count": Column("Tickets before", "count"),
    }


def _drills(question: Question, name: str, trait: str, groups: list[str]) -> Drills:
    """The later period's tickets of each group; hours and loads lead to none."""
    if trait not in DIMENSIONS:
        return Drills([None] * len(groups), "Tickets are listed by the other traits.")
    kind = KINDS.get(name, "created")
    return Drills([drill(question, f"Tickets: {stated(one)}", kind, **{trait: str(one)}) for one in groups])
