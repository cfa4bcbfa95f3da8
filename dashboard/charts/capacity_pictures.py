"""The pictures of the Capacity page's boards, from plain rows of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dashboard import format as fmt
from dashboard.charts.capacity_svg import Bar, Line, Shade, Values, tornado_chart, week_chart
from dashboard.theme import Mode

USE_SHADES = (
    Shade(0.6, 0.7, "warning"),
    Shade(0.7, 0.8, "good"),
    Shade(0.8, 0.9, "warning"),
    Shade(0.9, 9.9, "critical"),
)
"""The bands of utilisation: 70 to 80 % is the printed one, above 90 % nobody lasts."""


@dataclass(frozen=True)
class Weeks:
    """What every picture of coming weeks shares: the weeks' names, and the first one in the red."""

    ticks: Sequence[str]
    red: int | None
    mode: Mode


def people_picture(needed: Values, there: Values, weeks: Weeks) -> str:
    """Agents needed and there."""
    lines = (Line(needed), Line(there, "ink"))
    alt = "Agents needed and agents there, by week"
    return week_chart(lines, mode=weeks.mode, words=_number, ticks=weeks.ticks, alt=alt, marked=weeks.red)


def service_picture(mean: Values, low: Values, high: Values, goal: float, weeks: Weeks) -> str:
    """Share in time with its range and its goal."""
    return week_chart(
        (Line(mean),),
        mode=weeks.mode,
        words=_percent,
        ticks=weeks.ticks,
        alt="Share of tickets taken up in time, by week",
        band=(low, high),
        goal=goal,
        marked=weeks.red,
        top=1.0,
    )


def backlog_picture(mean: Values, low: Values, high: Values, weeks: Weeks) -> str:
    """Waiting tickets with their range."""
    return week_chart(
        (Line(mean),),
        mode=weeks.mode,
        words=_number,
        ticks=weeks.ticks,
        alt="Tickets waiting at the end of each week",
        band=(low, high),
        marked=weeks.red,
    )


def use_picture(use: Values, weeks: Weeks) -> str:
    """Utilisation over its bands."""
    top = max([1.1, *(1.05 * value for value in use if value == value)])
    return week_chart(
        (Line(use, "ink"),),
        mode=weeks.mode,
        words=_percent,
        ticks=weeks.ticks,
        alt="Utilisation of the people there, by week",
        shades=USE_SHADES,
        marked=weeks.red,
        top=top,
    )


class Swung(Protocol):
    """An input, how far it was moved, and the answers at both ends."""

    @property
    def label(self) -> str:
        """The input's name."""

    @property
    def range_words(self) -> str:
        """How far it was moved."""

    @property
    def low(self) -> Mapping[str, float]:
        """Answers at the low end."""

    @property
    def high(self) -> Mapping[str, float]:
        """Answers at the high end."""


class Answer(Protocol):
    """The answer that swings."""

    @property
    def output(self) -> str:
        """Its name."""

    @property
    def title(self) -> str:
        """What the chart is called."""

    def words(self, value: float) -> str:
        """A value as it is written."""


def tornado_picture(rows: Sequence[Swung], base: float, answer: Answer, mode: Mode) -> str:
    """Inputs by how far the answer goes with them."""
    bars = [
        Bar(f"{row.label} {row.range_words}", row.low[answer.output], row.high[answer.output]) for row in rows
    ]
    return tornado_chart(bars, base=base, mode=mode, words=answer.words, alt=answer.title)


def _number(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:,.0f}k"
    return f"{round(value, 1):,.1f}".removesuffix(".0")


def _percent(value: float) -> str:
    return f"{round(100 * value)}{fmt.NO_BREAK}%"
