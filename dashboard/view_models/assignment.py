"""The past given out again by three rules, side by side and in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from core.capacity.assignment import Rule
from core.capacity.assignment_figures import ReplayFigures
from core.report import Report
from core.reporting.assignment_views import MOST_TICKETS, AssignmentReplay
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column
from dashboard.view_models.tables import Shape, TableView, table_from

NAMES = {
    Rule.ROUND_ROBIN: "Round-robin",
    Rule.LOAD: "Smallest backlog",
    Rule.SKILL: "Skill",
}
AS_IT_WAS = "As it was"
RULES = Shape(
    "The same tickets under three rules",
    {
        "rule": Column("Rule"),
        "wait": Column("First look, median", "minutes", "From arrival until somebody begins to look"),
        "wait_p90": Column("First look, 90 %", "minutes", "Nine of ten are looked at by then"),
        "begun": Column("Right person, median", "minutes", "Until the one who does the work begins"),
        "begun_p90": Column("Right person, 90 %", "minutes", "For nine of ten"),
        "handoffs": Column("Handoffs per 100", "number", "Tickets that change hands, of a hundred"),
        "right": Column("At its level at once", "share", "Went first to somebody of the level it ended at"),
        "above": Column("Above its level", "share", "Took time of somebody who is needed elsewhere"),
        "spread": Column(
            "Unevenness of load", "figure", "Standard deviation ÷ mean of agents' load; 0 is even"
        ),
        "undone": Column("Not done", "share", "Did not fit into the shifts"),
    },
    "Nothing to replay.",
    note="nights and weekends are part of the waits",
)
BARS = {
    "begun_p90": ("Nine of ten reach the right person within", "minutes"),
    "handoffs": ("Handoffs per 100 tickets", "number"),
    "right": ("At its level at once", "share"),
}
"""What the charts compare: title and unit by column of the table."""
REASONS = {
    "no tickets": "No tickets in this period: choose a longer one.",
    "no logged work": "No work is logged on the tickets of this period, so nothing says how long each takes.",
    "no people": "No people: a replay needs the roster, and shifts or tickets with an assignee.",
}
MEANINGS = (
    "Round-robin: the next in turn among those at work.",
    "Smallest backlog: whoever has the fewest open tickets.",
    "Skill: somebody of the ticket's level, else above it.",
)


@dataclass(frozen=True)
class ReplayView:
    """The rules side by side; ``problem`` says what is missing instead."""

    table: TableView
    differences: tuple[str, ...]
    notes: tuple[str, ...]
    problem: str = ""


def build_replay(report: Report, question: Question, look: float, on_tickets: float) -> ReplayView:
    """Replay the period's tickets; ``look`` minutes before handing up, ``on_tickets`` the part of a shift."""
    found = report.assignment_replay(
        period=question.period, as_of=question.as_of, look=look, on_tickets=on_tickets
    )
    if found.reason:
        return ReplayView(table_from(pd.DataFrame(), RULES), (), (), REASONS[found.reason])
    rows = [_row(NAMES[rule], figures) for rule, figures in found.rules.items()]
    table = table_from(pd.DataFrame([*rows, _past_row(found)]), RULES)
    return ReplayView(table, tuple(_differences(found)), tuple(_notes(found, question)))


def _row(name: str, figures: ReplayFigures) -> dict[str, object]:
    return {
        "rule": name,
        "wait": _finite(figures.wait_median),
        "wait_p90": _finite(figures.wait_p90),
        "begun": _finite(figures.begun_median),
        "begun_p90": _finite(figures.begun_p90),
        "handoffs": 100 * figures.handoff_rate,
        "right": figures.right_level_rate,
        "above": figures.above_level_rate,
        "spread": fmt.number(figures.load_spread, 2),
        "undone": figures.unfinished_rate,
    }


def _past_row(found: AssignmentReplay) -> dict[str, object]:
    """What was measured; the rest nobody told."""
    was = found.was
    return {
        "rule": AS_IT_WAS,
        "wait": was.wait_median,
        "wait_p90": was.wait_p90,
        "begun": math.nan,
        "begun_p90": math.nan,
        "handoffs": 100 * was.handoff_rate,
        "right": 1 - was.escalated_rate,
        "above": math.nan,
        "spread": fmt.number(was.load_spread, 2),
        "undone": math.nan,
    }


def _finite(value: float) -> float:
    """A wait that never ended is no number of minutes."""
    return value if math.isfinite(value) else math.nan


def _differences(found: AssignmentReplay) -> list[str]:
    """The rules compared in words, skill and backlog with the turn."""
    turn = found.rules[Rule.ROUND_ROBIN]
    said = []
    for rule in (Rule.LOAD, Rule.SKILL):
        other = found.rules[rule]
        parts = [
            _faster(other.begun_p90, turn.begun_p90),
            _per_hundred(other.handoff_rate, turn.handoff_rate),
            f"{fmt.share(other.right_level_rate)} of tickets at their level at once "
            f"({fmt.share(turn.right_level_rate)} in turn)",
            _evenness(other.load_spread, turn.load_spread),
        ]
        said.append(f"{NAMES[rule]} instead of turns: {'; '.join(parts)}.")
    return said


def _faster(value: float, base: float) -> str:
    """Nine of ten tickets, how long until the right person begins."""
    if not (math.isfinite(value) and math.isfinite(base)):
        return "too many tickets stay undone to compare the waits"
    if round(value) == round(base):
        return f"nine of ten reach the right person within {fmt.duration(value)}, as in turn"
    word = "sooner" if value < base else "later"
    apart = f"{fmt.duration(abs(value - base))} {word}"
    return f"nine of ten reach the right person within {fmt.duration(value)}, {apart}"


def _per_hundred(value: float, base: float) -> str:
    """Handoffs of a hundred tickets."""
    now, before = f"{100 * value:.0f}", f"{100 * base:.0f}"
    return f"{now} handoffs per 100 tickets" + (", as in turn" if now == before else f" instead of {before}")


def _evenness(value: float, base: float) -> str:
    """How evenly load lies on people."""
    if math.isnan(value + base) or abs(value - base) < 0.005:
        return "load lies as evenly"
    return f"load lies {'more' if value < base else 'less'} evenly ({value:.2f} to {base:.2f})"


def _notes(found: AssignmentReplay, question: Question) -> list[str]:
    """What the replay assumes."""
    where = "in their planned shifts" if found.has_shifts else "in the opening hours, for no shifts are told"
    notes = [
        f"{fmt.count(found.tickets)} tickets ({question.period.label.lower()}) and "
        f"{fmt.plural(found.agents, 'agent')} {where}; all tickets count, whatever the filters.",
        "Each ticket takes its logged work in one piece and is taken to need the level that it ended at. "
        "Real tickets wait for customers and come back, so compare the rules with each other; the last row "
        "was measured: its wait is that of the first response, its handoffs are changes of hands.",
    ]
    if found.filled:
        notes.append(f"{fmt.count(found.filled)} of them without logged work take the mean of their level.")
    if found.left_out:
        notes.append(
            f"Only the last {fmt.count(MOST_TICKETS)} are replayed; {fmt.count(found.left_out)} are left out."
        )
    return notes
