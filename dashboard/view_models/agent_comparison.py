"""One figure, agent by agent: the funnel, the mix-adjusted comparison, and one agent among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models.agents import COMPARED, EIGHT, enough, in_words, plain_value
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column
from dashboard.view_models.tables import Shape, TableView, table_from

WORDS = {"worse than expected": "critical", "better than expected": "on_target", "too few": "too_few"}


@dataclass(frozen=True)
class Comparison:
    """One figure for all agents; ``frame`` as of `core.reporting.agent_comparison`, plus ``status``."""

    metric: str
    title: str
    unit: str
    frame: pd.DataFrame
    table: TableView
    note: str


def build_comparison(report: Report, question: Question, metric: str) -> Comparison:
    """Raw and mix-adjusted values of a figure with the limits of chance."""
    frame = report.compare_agents(
        metric, period=question.period, filters=question.filters, as_of=question.as_of
    )
    frame["status"] = frame["verdict"].map(WORDS).fillna("no_target")
    unit = str(report.definition(metric).unit.value)
    out = int(frame["verdict"].isin(["better than expected", "worse than expected", "higher", "lower"]).sum())
    note = f"{fmt.plural(out, 'agent')} outside what their tickets let expect" if out else "nobody stands out"
    table = table_from(frame, _shape(COMPARED[metric], unit))
    return Comparison(metric, COMPARED[metric], unit, frame, table, note)


def _shape(title: str, unit: str) -> Shape:
    kind = "minutes" if "minutes" in unit else "share"
    columns = {
        "group": Column("Agent", "text", None, "medium"),
        "observed": Column(title, kind, "Mean or share over the agent's own tickets"),
        "expected": Column("Expected", kind, "What everybody's tickets of the same kinds show"),
        "adjusted": Column("With the team's mix", kind, "What it would be with everybody's kinds of tickets"),
        "verdict": Column("Reading", "text", "Outside only where chance explains it in 2 of 1,000 cases"),
        "n": Column("Tickets", "count"),
        "alone_share": Column("Only theirs", "share", "Tickets of kinds that nobody else had"),
    }
    return Shape(
        f"{title}: seen and expected",
        columns,
        "No agent has a ticket of this figure.",
        note="kinds: category × priority × channel",
    )


@dataclass(frozen=True)
class OneAgent:
    """An agent's own figures among the others, who stay without names."""

    name: str
    rows: TableView
    spread: pd.DataFrame


PLACES = ("metric", "place", "is_own")
ONE = {
    "metric": Column("Figure", "text", None, "small"),
    "own": Column("Own", "figure"),
    "middle": Column("Team's middle", "figure"),
    "place": Column("Half of the team", "figure", "From the lower to the upper quarter of the agents"),
    "n": Column("From", "count", "Tickets, reviews or days that the own figure rests on"),
}


def build_one(results: Sequence[MetricResult], name: str) -> OneAgent:
    """One agent's row, and where the team lies."""
    own = {r.id: r for r in results if r.group == name}
    spreads = {metric: enough(results, metric) for metric in own}
    rows = [_own_row(result, spreads[metric]) for metric, result in own.items()]
    shape = Shape(f"{name} among the team", ONE, "This agent has no ticket in this period.")
    places = [_places(EIGHT[metric].title, plain_value(own[metric]), spreads[metric]) for metric in own]
    spread = pd.concat(places, ignore_index=True) if places else pd.DataFrame(columns=list(PLACES))
    return OneAgent(name, table_from(pd.DataFrame(rows, columns=list(ONE)), shape), spread)


def _own_row(result: MetricResult, values: pd.Series) -> dict[str, object]:
    low, middle, high = (values.quantile(q) if len(values) else float("nan") for q in (0.25, 0.5, 0.75))
    return {
        "metric": EIGHT[result.id].title,
        "own": in_words(plain_value(result), result),
        "middle": in_words(middle, result),
        "place": f"{in_words(low, result)} – {in_words(high, result)}" if len(values) else fmt.NO_DATA,
        "n": result.n,
    }


def _places(title: str, value: float, values: pd.Series) -> pd.DataFrame:
    """Everybody's distance from the middle in quartile ranges; nothing where the agents do not differ."""
    width = values.quantile(0.75) - values.quantile(0.25) if len(values) > 3 else 0.0
    if not width > 0 or fmt.is_missing(value):
        return pd.DataFrame(columns=list(PLACES))
    others = pd.DataFrame({"metric": title, "place": (values - values.median()) / width, "is_own": False})
    mine = pd.DataFrame({"metric": [title], "place": [(value - values.median()) / width], "is_own": [True]})
    return pd.concat([others, mine], ignore_index=True)
