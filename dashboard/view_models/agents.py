"""What the Agents page shows: each agent's eight figures beside the team's band, and who stands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from core.report import MetricResult, Report
from core.reporting.agent_views import CREDIT
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import groups as g
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column, statistic_of
from dashboard.view_models.tables import Shape, TableView, table_from

EIGHT: Mapping[str, Column] = {
    "resolved_count": Column("Handled", "count", "Tickets resolved: shown for context, never ranked"),
    "csat_rate": Column("Satisfied", "share", "Answers of 4 or 5 of 5"),
    "first_contact_resolution_rate": Column("First contact", "share", "Solved first time"),
    "reopen_rate": Column("Reopened", "share"),
    "escalation_rate": Column("Escalated", "share", "Neither a high nor a low rate is good in itself"),
    "average_handle_time": Column("Handle time", "minutes", "Mean work per ticket; read it beside reopened"),
    "qa_score": Column("QA score", "number", "Mean of the reviews, 0 to 100"),
    "utilisation": Column("Utilisation", "share", "Time on tickets ÷ time available"),
}
"""The eight figures of the agent board (catalogue 1.12), outcome before activity on the page."""
COMPARED = {
    "csat_rate": "Satisfied",
    "first_contact_resolution_rate": "First contact",
    "reopen_rate": "Reopened",
    "escalation_rate": "Escalated",
    "first_response_time": "First response",
    "resolution_time": "Resolution",
    "average_handle_time": "Handle time",
}
"""Figures that are a mean of tickets, so that an agent's mix can be taken into account."""
TABLE = Shape(
    "Agents",
    {
        "group": Column("Agent", "text", None, "small"),
        "worse": Column(
            "Worse at", "text", "Worse than the agent's own kinds of tickets let expect", "medium"
        ),
        "better": Column(
            "Better at", "text", "Better than the agent's own kinds of tickets let expect", "medium"
        ),
        "csat_rate": EIGHT["csat_rate"],
        "first_contact_resolution_rate": EIGHT["first_contact_resolution_rate"],
        "reopen_rate": EIGHT["reopen_rate"],
        "escalation_rate": EIGHT["escalation_rate"],
        "qa_score": EIGHT["qa_score"],
        "average_handle_time": EIGHT["average_handle_time"],
        "utilisation": EIGHT["utilisation"],
        "resolved_count": EIGHT["resolved_count"],
        "open_count": Column("Open now", "count", "Work in progress at the end of the data"),
        "load_ratio": Column("× median", "number", "Open tickets ÷ the agents' median; over 1.5 is uneven"),
        "small": Column("Too few for", "text", "Figures that rest on too few tickets to judge", "medium"),
    },
    "No ticket of this selection names an agent.",
    note="by name, not by rank",
)
BAND = {
    "metric": Column("Figure", "text", None, "small"),
    "low": Column("Lower quarter", "figure", "A quarter of the agents lies below"),
    "middle": Column("Middle", "figure", "Half of the agents lies below"),
    "high": Column("Upper quarter", "figure", "A quarter of the agents lies above"),
    "team": Column("All tickets", "figure", "The figure of all tickets together"),
    "count": Column("Agents", "count", "Only agents with a sample that is large enough"),
}


@dataclass(frozen=True)
class AgentsView:
    """All that the Agents page shows beside the comparison of one figure."""

    agents: TableView
    band: TableView
    recognition: TableView
    names: tuple[str, ...]
    results: tuple[MetricResult, ...]
    credit: str = CREDIT


def build_agents(report: Report, question: Question) -> AgentsView:
    """Everything that does not depend on the chosen figure."""
    results = agent_results(report, question)
    totals = f.figures(report, question, list(EIGHT))
    names = sorted({str(r.group) for r in results if r.id == "resolved_count" or r.n})
    return AgentsView(
        agents=table_from(_table(report, question, results), TABLE),
        band=_band(results, totals),
        recognition=recognised(results),
        names=tuple(names),
        results=tuple(results),
    )


def agent_results(report: Report, question: Question) -> list[MetricResult]:
    """The eight figures of every agent; tickets without one belong to nobody here."""
    found = g.by_group(report, question, list(EIGHT), "assignee")
    return [result for result in found if result.group != "not stated"]


def _table(report: Report, question: Question, results: Sequence[MetricResult]) -> pd.DataFrame:
    frame = g.wide(results, {"average_handle_time": "value"})
    if "resolved_count" not in frame:
        return pd.DataFrame(columns=list(TABLE.columns))
    load = report.workload(filters=question.filters, as_of=question.as_of)
    load = load.rename(columns={"assignee": "group"})[["group", "open_count", "load_ratio"]]
    frame = frame.merge(load, on="group", how="left")
    frame[["open_count", "load_ratio"]] = frame[["open_count", "load_ratio"]].fillna(0)
    stands_out = _stands_out(report, question)
    for name, words in {**stands_out, "small": _small(results)}.items():
        frame[name] = [words.get(agent, "") for agent in frame["group"]]
    idle = (frame["resolved_count"].fillna(0) == 0) & (frame["open_count"] == 0)
    return frame[~idle].sort_values("group", ignore_index=True)


def _stands_out(report: Report, question: Question) -> dict[str, dict[str, str]]:
    """Per agent, the figures outside what the agent's own kinds of tickets let expect."""
    found: dict[str, dict[str, list[str]]] = {"worse": {}, "better": {}}
    asked = {"period": question.period, "filters": question.filters, "as_of": question.as_of}
    for metric, title in COMPARED.items():
        frame = report.compare_agents(metric, **asked)
        for word, agents in found.items():
            for name in frame.loc[frame["verdict"] == f"{word} than expected", "group"]:
                agents.setdefault(str(name), []).append(title)
    return {
        word: {name: ", ".join(titles) for name, titles in agents.items()} for word, agents in found.items()
    }


def _small(results: Sequence[MetricResult]) -> dict[str, str]:
    """Per agent, the figures that rest on too few tickets."""
    marks: dict[str, list[str]] = {}
    for result in results:
        if 0 < result.n < result.definition.min_sample:
            marks.setdefault(str(result.group), []).append(EIGHT[result.id].title)
    return {name: ", ".join(figures) for name, figures in marks.items()}


def enough(results: Sequence[MetricResult], metric: str) -> pd.Series:
    """The figure of every agent with a sample that is large enough."""
    kept = [r for r in results if r.id == metric and r.n >= max(r.definition.min_sample, 1)]
    return pd.Series({str(r.group): plain_value(r) for r in kept}, dtype=float).dropna()


def plain_value(result: MetricResult) -> float:
    """What stands for an agent: the headline, but the mean of work per ticket, which adds up."""
    return result.value if result.id == "average_handle_time" else statistic_of(result)


def _band(results: Sequence[MetricResult], totals: Mapping[str, MetricResult]) -> TableView:
    """Quartiles of the agents: where an agent stands among the others, without names."""
    rows = []
    for name, total in totals.items():
        values = enough(results, name)
        low, middle, high = (values.quantile(q) if len(values) else float("nan") for q in (0.25, 0.5, 0.75))
        words = {key: in_words(v, total) for key, v in (("low", low), ("middle", middle), ("high", high))}
        whole = "" if name == "resolved_count" else in_words(plain_value(total), total)
        rows.append({"metric": EIGHT[name].title, **words, "team": whole, "count": len(values)})
    shape = Shape(
        "The team's band", BAND, "No agent has enough tickets yet.", note="half of the agents lie inside"
    )
    return table_from(pd.DataFrame(rows, columns=list(BAND)), shape)


def in_words(value: float, result: MetricResult) -> str:
    """A figure as the page prints it; QA totals with one decimal."""
    return fmt.number(value) if result.id == "qa_score" else fmt.value_in_unit(value, result.unit)


RECOGNITION = Shape(
    "To recognise",
    {
        "group": Column("Agent", "text", None, "medium"),
        "qa_score": EIGHT["qa_score"],
        "csat_rate": EIGHT["csat_rate"],
        "reopen_rate": EIGHT["reopen_rate"],
        "n": Column("Tickets", "count"),
    },
    "Nobody has a QA score of 90 or more, satisfaction on target and under 5 % reopened with enough tickets.",
    note="QA from 90, satisfaction on target, under 5 % reopened, 20 tickets or more; never volume alone",
)


def recognised(results: Sequence[MetricResult]) -> TableView:
    """Candidates by the rule of catalogue 7.9, best QA first."""
    by_agent: dict[str, dict[str, MetricResult]] = {}
    for result in results:
        by_agent.setdefault(str(result.group), {})[result.id] = result
    rows = [
        {
            "group": name,
            "n": own["resolved_count"].n,
            **{key: own[key].value for key in ("qa_score", "csat_rate", "reopen_rate")},
        }
        for name, own in by_agent.items()
        if _deserves(own)
    ]
    frame = pd.DataFrame(rows, columns=list(RECOGNITION.columns))
    return table_from(frame.sort_values("qa_score", ascending=False, ignore_index=True), RECOGNITION)


def _deserves(own: Mapping[str, MetricResult]) -> bool:
    if not {"qa_score", "csat_rate", "reopen_rate", "resolved_count"} <= own.keys():
        return False
    return (
        own["qa_score"].value >= 90
        and f.status_of(own["csat_rate"]) == "on_target"
        and own["reopen_rate"].value < 0.05
        and own["resolved_count"].n >= 20
    )
