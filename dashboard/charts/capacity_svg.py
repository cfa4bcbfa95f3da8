"""Charts of the coming weeks that follow a held slider. SVG as text, not Plotly (see `target_curve`).

Places are shares of the width, so a chart fits whatever room it has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.charts.base import nice_step
from dashboard.charts.target_curve import svg_attribute
from dashboard.theme import Mode, Tokens, tokens

HEIGHT = 168
LEFT, WIDTH = "12.5%", "85%"
ABOVE, BELOW = 8, 22
ROW = 34
NO_VALUE = float("nan")
Values = Sequence[float]
Words = Callable[[float], str]


@dataclass(frozen=True)
class Line:
    """One line over the weeks; ``colour`` names a token of the theme."""

    values: Values
    colour: str = "accent"
    dash: str = ""


@dataclass(frozen=True)
class Shade:
    """A stretch of the value axis with a colour of its own."""

    low: float
    high: float
    colour: str


@dataclass(frozen=True)
class Bar:
    """One row of a tornado: what the result is with less and with more of something."""

    name: str
    low: float
    high: float


def week_chart(
    lines: Sequence[Line],
    *,
    mode: Mode,
    words: Words,
    ticks: Sequence[str],
    alt: str,
    band: tuple[Values, Values] | None = None,
    shades: Sequence[Shade] = (),
    goal: float | None = None,
    marked: int | None = None,
    top: float = NO_VALUE,
) -> str:
    """Lines over the coming weeks, with a range around the first, a goal and a marked week.

    ``words``: how a value is written on the axis; ``ticks``: what each week is called; ``top``: end of
    the axis, found from the values where left out. Missing values (NaN) leave a gap.
    """
    t = tokens(mode)
    ends = [value for line in lines for value in line.values]
    ends += [*(band[1] if band else ()), *(() if goal is None else (goal,))]
    end = top if top == top else max((value for value in ends if value == value), default=1.0) * 1.08 or 1.0
    weeks = len(ticks)
    parts = [_shade(shade, end, t) for shade in shades if shade.low < end]
    parts += _grid(end, words, t)
    parts.append(_stretched([*_area(band, end, weeks, t), *(_path(line, end, weeks, t) for line in lines)]))
    if goal is not None:
        parts.append(_level(goal / end, t.muted, "3 3"))
    if marked is not None and weeks > 1:
        parts.append(_upright(marked / (weeks - 1), t.critical))
    parts += _week_words(ticks, t)
    return _framed(parts, HEIGHT, alt)


def tornado_chart(bars: Sequence[Bar], *, base: float, mode: Mode, words: Words, alt: str) -> str:
    """Bars to both sides of where things stand, the longest on top; text on both ends."""
    t = tokens(mode)
    known = [bar for bar in bars if bar.low == bar.low and bar.high == bar.high]
    reach = max((abs(end - base) for bar in known for end in (bar.low, bar.high)), default=0.0) or 1.0
    parts = [_mark(0.5, 0, len(known) * ROW, t.border)]
    for row, bar in enumerate(known):
        parts += _row(bar, row * ROW, base, reach, words, t)
    name = f'role="img" aria-label="{svg_attribute(alt)}"'
    height = max(len(known), 1) * ROW
    return f'<svg {name} width="100%" height="{height}" overflow="visible">{"".join(parts)}</svg>'


def _row(bar: Bar, y: int, base: float, reach: float, words: Words, t: Tokens) -> list[str]:
    """Name above the bar, results of both ends beside the name."""
    places = [0.5 + 0.5 * (end - base) / reach for end in (bar.low, bar.high)]
    parts = [_text("0%", y + 11, bar.name, t.ink, "start")]
    parts.append(_text("100%", y + 11, f"{words(bar.low)} to {words(bar.high)}", t.muted, "end"))
    for place, colour in zip(places, (t.context, t.accent), strict=True):
        left, width = min(place, 0.5), abs(place - 0.5)
        parts.append(
            f'<rect x="{left:.2%}" y="{y + 16}" width="{width:.2%}" height="10" rx="2" fill="{colour}"/>'
        )
    return parts


def _framed(parts: Sequence[str], height: int, alt: str) -> str:
    """The drawing inside its margins."""
    inner = (
        f'<svg x="{LEFT}" y="{ABOVE}" width="{WIDTH}" height="{height - ABOVE - BELOW}" overflow="visible">'
        f"{''.join(parts)}</svg>"
    )
    return (
        f'<svg role="img" aria-label="{svg_attribute(alt)}" width="100%" height="{height}" '
        f'overflow="visible">{inner}</svg>'
    )


def _stretched(parts: Sequence[str]) -> str:
    return (
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" '
        f'overflow="visible">{"".join(parts)}</svg>'
    )


def _points(values: Values, end: float, weeks: int) -> list[tuple[float, float] | None]:
    """Where each value stands, None for missing ones."""
    step = 100 / max(weeks - 1, 1)
    places = []
    for week, value in enumerate(values):
        places.append((week * step, 100 - 100 * min(value / end, 1.02)) if value == value else None)
    return places


def _path(line: Line, end: float, weeks: int, t: Tokens) -> str:
    """A line with gaps; a value between two gaps shows as a short dash."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in _points(line.values, end, weeks):
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    drawn = [
        run if len(run) > 1 else [(run[0][0] - 1, run[0][1]), (run[0][0] + 1, run[0][1])]
        for run in runs
        if run
    ]
    path = " ".join("M" + " L".join(f"{x:.2f},{y:.2f}" for x, y in run) for run in drawn)
    dash = f' stroke-dasharray="{line.dash}"' if line.dash else ""
    colour = getattr(t, line.colour)
    look = f'fill="none" stroke="{colour}" stroke-width="2"{dash} vector-effect="non-scaling-stroke"'
    return f'<path d="{path}" {look}/>'


def _area(band: tuple[Values, Values] | None, end: float, weeks: int, t: Tokens) -> list[str]:
    """The range around the first line, one piece for each pair of known weeks."""
    if band is None:
        return []
    low, high = (_points(values, end, weeks) for values in band)
    pieces = []
    for (low_a, low_b), (high_a, high_b) in zip(pairwise(low), pairwise(high), strict=True):
        if low_a and low_b and high_a and high_b:
            corners = " ".join(f"{x:.2f},{y:.2f}" for x, y in (low_a, high_a, high_b, low_b))
            pieces.append(f'<polygon points="{corners}" fill="{t.accent}" fill-opacity="0.16"/>')
    return pieces


def _shade(shade: Shade, end: float, t: Tokens) -> str:
    high = min(shade.high, end)
    place = f'y="{1 - high / end:.2%}" height="{(high - shade.low) / end:.2%}"'
    return f'<rect x="0" width="100%" {place} fill="{getattr(t, shade.colour)}" fill-opacity="0.13"/>'


def _grid(end: float, words: Words, t: Tokens) -> list[str]:
    step = nice_step(end, 3)
    parts = []
    for number in range(int(end / step + 1e-9) + 1):
        share = number * step / end
        parts.append(_level(share, t.grid if number else t.border, ""))
        parts.append(_text("-6", f"{1 - share:.2%}", words(number * step), t.muted, "end", 'dy="4"'))
    return parts


def _week_words(ticks: Sequence[str], t: Tokens) -> list[str]:
    """At most four weeks are named, so that the words never touch."""
    last = len(ticks) - 1
    places = sorted({round(last * part / 3) for part in range(4)}) if last > 0 else [0] * bool(ticks)
    parts = []
    for place in places:
        anchor = "end" if place == last and last else "start" if place == 0 else "middle"
        share = place / last if last else 0.0
        parts.append(_text(f"{share:.2%}", "100%", ticks[place], t.muted, anchor, 'dy="16"'))
    return parts


def _level(share: float, colour: str, dash: str) -> str:
    stroke = f' stroke-dasharray="{dash}"' if dash else ""
    place = f'y1="{1 - share:.2%}" y2="{1 - share:.2%}"'
    return f'<line x1="0" x2="100%" {place} stroke="{colour}" stroke-width="1"{stroke}/>'


def _upright(share: float, colour: str) -> str:
    return (
        f'<line x1="{share:.2%}" x2="{share:.2%}" y1="0" y2="100%" stroke="{colour}" '
        'stroke-width="1.5" stroke-dasharray="4 3"/>'
    )


def _mark(share: float, top: int, bottom: int, colour: str) -> str:
    return f'<line x1="{share:.2%}" x2="{share:.2%}" y1="{top}" y2="{bottom}" stroke="{colour}"/>'


def _text(x: str, y: str | int, words: str, colour: str, anchor: str, more: str = "") -> str:
    style = f'fill="{colour}" font-size="11" text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}" {style} {more}>{svg_attribute(words)}</text>'
