"""What the Glossary page shows: every figure with its value now, and all that is known about one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column, definition_text, statistic_of
from dashboard.view_models.tables import Shape, TableView, table_from

GLOSSARY = Shape(
    "Figures",
    {
        "name": Column("Figure", "text", None, "medium"),
        "now": Column(
            "Now", "figure", "For the period and filters above; durations: median with the waiting"
        ),
        "status": Column("Status", "status"),
        "target": Column("Target", "text", None, "small"),
        "question": Column("Question", "text", None, "large"),
        "formula": Column("How", "text", None, "large"),
        "counted_by": Column("Counts", "text", None, "medium"),
        "better": Column("Better", "text", None, "small"),
        "n": Column("From", "count", "Tickets, answers, reviews or days that the figure rests on"),
        "owner": Column("Watched by", "text", None, "small"),
        "review": Column("How often", "text", None, "small"),
        "warning": Column("Critical unless", "text", None, "small"),
        "needs": Column("Needs", "text", None, "medium"),
        "caveats": Column("Note", "text", None, "large"),
        "alternatives": Column("Others define it", "text", None, "large"),
        "definition": Column("Definition in use", "text", "Where there is a choice, in Settings"),
        "disagreements": Column("Sources disagree about", "text", None, "large"),
        "gamed_by": Column("Bent by", "text", "Detectors of how the figure is made to look better", "small"),
        "sources": Column("Source", "text", None, "medium"),
        "id": Column("Id", "text", "What the command line, the API and exports call it", "medium"),
    },
    "No figure fits these words.",
    note="as this dashboard defines them",
    limit=400,
)
BETTER = {"context": "explains others", "in range": "within the range"}


@dataclass(frozen=True)
class GlossaryView:
    """All figures; ``texts`` has the whole definition of each by its name, as Markdown."""

    table: TableView
    texts: dict[str, str]


def build_glossary(report: Report, question: Question) -> GlossaryView:
    """Every metric of the registry, measured for the question."""
    results = report.metrics(period=question.period, filters=question.filters, as_of=question.as_of)
    words = report.glossary().set_index("id", drop=False)
    rows = [_row(result, words.loc[result.id]) for result in results]
    texts = {result.name: _text(result) for result in results}
    return GlossaryView(table_from(pd.DataFrame(rows, columns=list(GLOSSARY.columns)), GLOSSARY), texts)


def _row(result: MetricResult, words: pd.Series) -> dict[str, object]:
    metric = result.definition
    told = {name: words[name] for name in ("question", "formula", "counted_by", "needs", "caveats")}
    told |= {name: words[name] for name in ("alternatives", "definition", "disagreements", "sources", "id")}
    return {
        "name": result.name,
        "now": now_words(result),
        "status": f.status_of(result),
        "n": result.n,
        "target": f.spaced(str(words["target"])),
        "warning": f.spaced(str(words["warning"])),
        "better": BETTER.get(str(words["better"]), words["better"]),
        "owner": metric.owner,
        "review": metric.review,
        "gamed_by": ", ".join(metric.gamed_by),
        **told,
    }


def now_words(result: MetricResult) -> str:
    """The value as people read it; what is missing instead where there is none.

    A figure that waits for an input that nobody can give yet says which.
    """
    if result.definition.is_waiting:
        return f"needs {result.definition.waits_for}"
    value = statistic_of(result)
    return fmt.value_in_unit(value, result.unit, business="business" in result.id)


def _text(result: MetricResult) -> str:
    metric = result.definition
    lines = [definition_text(metric, result.target)]
    watched = ", ".join(part for part in (metric.owner, metric.review) if part)
    parts = {"Watched by": watched, "Now": f.reason_text(result), "Bent by": ", ".join(metric.gamed_by)}
    lines += [f"*{word}*: {fmt.escape_markdown(text)}" for word, text in parts.items() if text]
    return "\n\n".join(lines)


def matching(view: GlossaryView, words: str) -> TableView:
    """Only figures that have every word in their name, question, formula or id."""
    frame = view.table.frame
    text = (frame["name"] + " " + frame["question"] + " " + frame["formula"] + " " + frame["id"]).str.lower()
    keep = pd.Series(True, frame.index)
    for word in words.lower().split():
        keep &= text.str.contains(word, regex=False)
    return table_from(frame[keep], GLOSSARY)
