"""The outcome of a setting in words: the line of headline figures, and a board for each chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from core.capacity.cost import TICKET_BANDS, CostLines, cost_per_ticket
from core.capacity.scenario import Assumptions, Outlook
from dashboard import format as fmt
from dashboard.view_models.sliders import Board, Text

FTE, SERVICE, BACKLOG, USE, COST, FORMULA = "fte", "service", "backlog", "use", "cost", "formula"
EXAMPLE = "Printed example: 500 a day × 20 min ÷ (8 h × 60 × 75 %) = 27.78 → 28 agents."


def headline(assumptions: Assumptions, outlook: Outlook) -> tuple[Board, ...]:
    """What stays in sight: need, people, promise, use, cost, first red week, last day to act."""
    return (
        Board("h_need", "Agents needed", (("figure", _span(outlook.required_fte)),)),
        Board("h_there", "Agents there", (("figure", _span(outlook.effective_fte)),)),
        Board("h_level", "Taken up in time, worst week", (_judged_level(assumptions, outlook),)),
        Board("h_use", "Utilisation, highest", (("figure", fmt.share(_most(outlook.utilisation))),)),
        Board("h_cost", "Cost per ticket", (("figure", _span(outlook.cost_per_ticket, 2)),)),
        Board("h_red", "First week in the red", (_red(outlook),)),
        Board("h_open", "Open positions by", (("figure", _day(outlook.latest_requisition)),)),
    )


def boards(assumptions: Assumptions, outlook: Outlook) -> tuple[Board, ...]:
    """A board for each chart, the pictures still missing."""
    return (
        Board(
            FTE,
            "Agents needed against agents there, full-time",
            (("figure", _gap_words(outlook)),),
            foot=(
                ("key-accent", "needed by the formula"),
                ("key-ink", "there, newcomers by what they carry"),
            ),
        ),
        Board(
            SERVICE,
            "Taken up in time, share of tickets",
            _worst_range(outlook),
            foot=(
                ("key-accent", "mean"),
                ("key-band", "5–95 % of chance"),
                ("key-goal", "goal"),
                ("fine", _by_priority(assumptions, outlook)),
            ),
        ),
        Board(
            BACKLOG,
            "Tickets waiting at the end of the week",
            _last_range(outlook),
            foot=(("key-accent", "mean"), ("key-band", "5–95 % of chance")),
        ),
        Board(
            USE,
            "Utilisation of the people there",
            (("figure", _span(100 * outlook.utilisation, 0) + f"{fmt.NO_BREAK}%"),),
            foot=(("fine", "green 70–80 %, yellow 60–70 and 80–90 %, red above 90 %"),),
        ),
    )


def last_boards(assumptions: Assumptions, outlook: Outlook) -> tuple[Board, ...]:
    """Cost, the printed formula, and what a planner should know."""
    cost, formula = _cost_board(assumptions, outlook), _formula_board(assumptions, outlook)
    return (cost, formula, _known_board(outlook))


def refused(found: tuple[Board, ...], words: str) -> tuple[Board, ...]:
    """The same boards without figures, the first with what is wrong: a held slider keeps its panel."""
    empty = [replace(one, result=(), picture="", foot=()) for one in found]
    return (replace(empty[0], result=(("bad", words),)), *empty[1:])


def _known_board(outlook: Outlook) -> Board:
    """Why the first week is in the red, and warnings of the model."""
    week = outlook.first_red_week
    reason = () if week is None else (f"Week {week + 1}: {outlook.states[week]}.",)
    words = (*reason, *outlook.warnings) or ("Nothing stands out.",)
    return Board("known", "What to know", foot=tuple(("fine", each) for each in words), is_wide=True)


def _by_priority(assumptions: Assumptions, outlook: Outlook) -> str:
    """Share in time of each priority, and of calls and chats, in their worst week."""
    rows = zip(assumptions.priorities, outlook.service_level_by_priority, strict=True)
    parts = [f"{name} {fmt.share(_least(row))}" for name, row in rows]
    if _has(outlook.live_service_level):
        parts.append(f"calls and chats {fmt.share(_least(outlook.live_service_level))}")
    return "Worst week: " + ", ".join(parts)


def _cost_board(assumptions: Assumptions, outlook: Outlook) -> Board:
    """Cost of a ticket beside the three published bands, which differ threefold."""
    value = float(np.nanmean(outlook.cost_per_ticket)) if _has(outlook.cost_per_ticket) else float("nan")
    lines = tuple(
        ("fine", f"{band.name}: {band.low:g}–{band.high:g}, {band.place(value)}; ") for band in TICKET_BANDS
    )
    printed = cost_per_ticket(assumptions.cost)
    foot: tuple[Text, ...] = (
        *lines,
        (
            "fine",
            f"By the printed output of {assumptions.cost.tickets_per_day:g} a day it is {printed:,.2f}.",
        ),
        ("fine", f"A year of these people: {fmt.count(outlook.yearly_cost)}."),
    )
    words = f"{_span(outlook.cost_per_ticket, 2)} a ticket"
    return Board(COST, "Cost per ticket", (("figure", words),), foot=(*foot, *_output_note(assumptions)))


def _output_note(assumptions: Assumptions) -> tuple[Text, ...]:
    """The printed output does not fit into the printed day (C-24)."""
    asked = CostLines.minutes_asked(assumptions.cost, 20.0)
    day = assumptions.hours_per_day * 60
    if asked <= day:
        return ()
    each = f"{assumptions.cost.tickets_per_day:g}"
    return (
        ("fine", f"{each} tickets of 20 min take {asked:g} of {day:g} min: the printed output is too high."),
    )


def _formula_board(assumptions: Assumptions, outlook: Outlook) -> Board:
    """The printed formula for these inputs, beside the printed example, and why the queue differs."""
    figure = f"{fmt.number(outlook.formula_exact, 2)} → {fmt.count(outlook.formula_agents)} agents"
    share = f"{assumptions.utilisation:.0%}".replace("%", f"{fmt.NO_BREAK}%")
    how = f"First week: work of a day ÷ ({assumptions.hours_per_day:g} h × 60 × {share}). "
    return Board(
        FORMULA,
        "By the printed formula",
        (("figure", figure),),
        foot=(("fine", how), ("fine", EXAMPLE), ("fine", outlook.formula_sentence)),
        is_wide=True,
    )


def _judged_level(assumptions: Assumptions, outlook: Outlook) -> Text:
    """The worst week, in red where it misses the goal."""
    worst = _least(outlook.service_level)
    return ("bad" if worst < assumptions.sla_goal else "figure", fmt.share(worst))


def _red(outlook: Outlook) -> Text:
    week = outlook.first_red_week
    return ("good", "none") if week is None else ("bad", f"week {week + 1}")


def _gap_words(outlook: Outlook) -> str:
    """The widest gap, in words."""
    if not _has(outlook.gap):
        return fmt.NO_DATA
    worst = int(np.nanargmin(outlook.gap))
    gap = float(outlook.gap[worst])
    if gap >= 0:
        return f"at least {fmt.number(gap)} to spare"
    return f"{fmt.number(-gap)} missing in week {worst + 1}"


def _worst_range(outlook: Outlook) -> tuple[Text, ...]:
    if not _has(outlook.service_level):
        return (("figure", fmt.NO_DATA),)
    week = int(np.nanargmin(outlook.service_level))
    ends = (outlook.service_level_low[week], outlook.service_level_high[week])
    low, high = (fmt.share(float(end)) for end in ends)
    figure = fmt.share(float(outlook.service_level[week]))
    return (("figure", figure), ("fine", f"worst, week {week + 1}; {low} to {high}"))


def _last_range(outlook: Outlook) -> tuple[Text, ...]:
    mean, low, high = (float(row[-1]) for row in (outlook.backlog, outlook.backlog_low, outlook.backlog_high))
    if np.isnan(mean):
        return (("figure", fmt.NO_DATA),)
    words = f"week {len(outlook.backlog)}; {fmt.count(low)} to {fmt.count(high)}"
    return (("figure", fmt.count(mean)), ("fine", words))


def _span(values: np.ndarray, digits: int = 1) -> str:
    """A figure that moves over the weeks: lowest to highest, one number where it stays."""
    if not _has(values):
        return fmt.NO_DATA
    low, high = (fmt.number(float(end(values)), digits) for end in (np.nanmin, np.nanmax))
    return low if low == high else f"{low}–{high}"


def _most(values: np.ndarray) -> float:
    return float(np.nanmax(values)) if _has(values) else float("nan")


def _least(values: np.ndarray) -> float:
    return float(np.nanmin(values)) if _has(values) else float("nan")


def _has(values: np.ndarray) -> bool:
    return bool(np.isfinite(values).any())


def _day(day: str | None) -> str:
    if day is None:
        return "no need"
    found = date.fromisoformat(day)
    return f"{found.day} {found:%b %Y}"
