"""The share that would have met each target, drawn over a slider's track. SVG as text, not Plotly.

A figure that follows a held slider has to be there within a few hundredths of a second; Plotly builds
its figure anew for every value. Colours are those of the mode, positions are shares of the width.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.theme import Mode, tokens

HEIGHT = 64


def target_curve(
    shares: Sequence[float],
    *,
    mode: Mode,
    now: int | None,
    tried: int,
    goal: float = 0.95,
    goal_at: int | None = None,
    alt: str = "",
) -> str:
    """One curve over the positions of a scale.

    ``shares``: share met with the target at each position, NaN without tickets. ``now``: position of
    today's target, ``tried`` of the one that is looked at, ``goal_at`` of the first one that ``goal``
    would have met.
    """
    t = tokens(mode)
    count = len(shares)
    parts = [
        _line(0, 1 - goal, 1, 1 - goal, t.grid, dash="2 3"),
        _line(0, 1, 1, 1, t.border),
    ]
    if count < 2 or any(share != share for share in shares):
        return _svg(parts, alt)
    places = [(i / (count - 1), 1 - share) for i, share in enumerate(shares)]
    points = " ".join(f"{100 * x:.2f},{100 * y:.2f}" for x, y in places)
    parts.append(
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" overflow="visible">'
        f'<polygon points="0,100 {points} 100,100" fill="{t.accent}" fill-opacity="0.09"/>'
        f'<polyline points="{points}" fill="none" stroke="{t.context}" stroke-width="1.5" '
        'vector-effect="non-scaling-stroke"/></svg>'
    )
    if goal_at is not None:
        x, y = places[goal_at]
        parts.append(_line(x, y, x, 1, t.good, dash="2 2"))
        parts.append(_dot(x, y, 3, t.page, t.good))
    if now is not None:
        x, y = places[now]
        parts.append(_line(x, y, x, 1, t.muted, dash="2 2"))
        parts.append(_dot(x, y, 4, t.page, t.muted))
    x, y = places[tried]
    parts.append(_line(x, y, x, 1, t.accent))
    parts.append(_dot(x, y, 4.5, t.accent, t.page))
    return _svg(parts, alt)


def _svg(parts: Sequence[str], alt: str) -> str:
    name = f'role="img" aria-label="{svg_attribute(alt)}"' if alt else 'aria-hidden="true"'
    return f'<svg {name} width="100%" height="{HEIGHT}" overflow="visible">{"".join(parts)}</svg>'


def svg_attribute(text: str) -> str:
    """Text that may stand in an attribute or between tags.

    >>> svg_attribute('a "<b>"')
    'a &quot;&lt;b&gt;&quot;'
    """
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return plain.replace(">", "&gt;").replace('"', "&quot;")


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, *, dash: str = "") -> str:
    stroke = f' stroke-dasharray="{dash}"' if dash else ""
    places = f'x1="{x1:.2%}" y1="{y1:.2%}" x2="{x2:.2%}" y2="{y2:.2%}"'
    return f'<line {places} stroke="{colour}" stroke-width="1"{stroke}/>'


def _dot(x: float, y: float, radius: float, fill: str, edge: str) -> str:
    place = f'cx="{x:.2%}" cy="{y:.2%}" r="{radius:g}"'
    return f'<circle {place} fill="{fill}" stroke="{edge}" stroke-width="1.5"/>'
