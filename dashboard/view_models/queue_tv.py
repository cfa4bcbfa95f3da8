"""Queue health for a screen on the wall: few figures, readable from across the room."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import format as fmt
from dashboard.view_models.queue_now import QueueNow
from dashboard.view_models.queue_today import ArrivalsView, ForecastView

ROWS = 6


@dataclass(frozen=True)
class Tile:
    """One figure: what it is, how it reads, its status in a word, and one short line below."""

    name: str
    value: str
    status: str
    word: str
    note: str


@dataclass(frozen=True)
class Row:
    """One promise that breaks next."""

    ticket: str
    promise: str
    left: str
    level: str
    who: str


@dataclass(frozen=True)
class BigScreen:
    """All that the screen shows."""

    tiles: tuple[Tile, ...]
    rows: tuple[Row, ...]
    ladder: tuple[tuple[str, str, int], ...]
    lines: tuple[tuple[str, str], ...]


def build_big_screen(now: QueueNow, forecast: ForecastView, arrivals: ArrivalsView) -> BigScreen:
    """The same figures as on the page, in fewer words."""
    return BigScreen(
        tiles=tuple(
            Tile(
                gauge.name,
                gauge.value,
                gauge.status,
                gauge.colour_word,
                gauge.action if gauge.status == "critical" else "",
            )
            for gauge in now.gauges
        ),
        rows=tuple(
            Row(
                str(row.ticket_id),
                str(row.promise),
                fmt.duration(row.remaining_minutes, business=True),
                str(row.level),
                fmt.shorten(row.assignee, 14),
            )
            for row in now.next.frame.head(ROWS).itertuples()
        ),
        ladder=tuple((step.level, step.name, step.count) for step in now.ladder),
        lines=(("Will break", f"{forecast.headline} · {forecast.detail}"), ("New today", arrivals.headline)),
    )
