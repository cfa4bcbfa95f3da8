"""The big screen: plain HTML in large type, no controls, drawn again every few seconds."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import live, session
from dashboard.filters import Selection
from dashboard.theme import Tokens, level_style, status_style, tokens
from dashboard.view_models.live_clock import Moment, moment_words
from dashboard.view_models.queue_now import build_queue_now
from dashboard.view_models.queue_past import build_arrivals, build_forecast, build_presence
from dashboard.view_models.queue_today import arrivals_view, forecast_view
from dashboard.view_models.queue_tv import BigScreen, Row, Tile, build_big_screen

BARE = """<style>
[data-testid="stHeader"],[data-testid="stSidebar"],.st-key-head,.st-key-more_filters,.st-key-active_filters,
.st-key-quiet_notice{display:none}
[data-testid="stMainBlockContainer"]{max-width:none;padding:1.2vw 1.6vw!important}
</style>"""
LOOK = """<style>
.qw-tv{{color:{ink};font-size:1.6vw;line-height:1.25;font-variant-numeric:tabular-nums}}
.qw-tv .grid{{display:grid;grid-template-columns:repeat(4,1fr);gap:1vw;margin-bottom:1vw}}
.qw-tv .tile{{border:2px solid {border};border-left:.8vw solid {context};border-radius:.6vw;
padding:.8vw 1.2vw}}
.qw-tv .tile b{{display:block;font-size:4vw;line-height:1.15;font-weight:650;white-space:nowrap}}
.qw-tv .word{{font-weight:650}}
.qw-tv table{{width:100%;border-collapse:collapse;font-size:2.2vw}}
.qw-tv td,.qw-tv th{{padding:.6vw .6vw;border-bottom:1px solid {border};text-align:left;white-space:nowrap}}
.qw-tv th{{font-size:1.3vw;color:{muted};font-weight:500}}
.qw-tv td.left{{font-weight:650;text-align:right}}.qw-tv th.left{{text-align:right}}
.qw-tv .two{{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,1fr);gap:2vw}}
.qw-tv .step{{display:flex;justify-content:space-between;font-size:2.1vw;line-height:1.75;
border-bottom:1px solid {border}}}
.qw-tv .foot{{margin-top:1vw;font-size:2vw}}.qw-tv .quiet{{color:{muted};font-size:1.3vw}}
@media (max-width:800px){{.qw-tv{{font-size:14px}}.qw-tv .grid{{grid-template-columns:1fr 1fr}}
.qw-tv .two{{display:block}}
.qw-tv td{{white-space:normal}}.qw-tv .tile b{{font-size:26px}}.qw-tv table,.qw-tv .step,.qw-tv .foot
{{font-size:15px}}.qw-tv .quiet,.qw-tv th{{font-size:12px}}.qw-tv .who{{display:none}}}}
</style>"""


def big_screen(selection: Selection) -> None:
    """Everything else goes; the filters of the address still count."""
    st.html(BARE)
    _screen(selection)


@st.fragment(run_every=live.REFRESH_SECONDS)
def _screen(selection: Selection) -> None:
    look = live.look(selection)
    if look is None:
        return
    presence = live.slow(look, build_presence).value
    now = live.view(look, build_queue_now, look.now, presence)
    forecast = forecast_view(live.slow(look, build_forecast).value, selection.zone)
    arrivals = arrivals_view(live.slow(look, build_arrivals).value)
    screen = build_big_screen(now, forecast, arrivals)
    st.html(screen_html(screen, look.moment, selection, tokens(session.current_mode())))


def screen_html(screen: BigScreen, moment: Moment, selection: Selection, t: Tokens) -> str:
    """The screen as one piece of HTML; every word from a ticket is escaped."""
    style = LOOK.format(ink=t.ink, border=t.border, context=t.context, muted=t.muted)
    tiles = "".join(_tile(tile, t) for tile in screen.tiles)
    rows = "".join(_row(row, t) for row in screen.rows) or '<tr><td colspan="5">Nothing is running.</td></tr>'
    steps = "".join(_step(level, name, number, t) for level, name, number in screen.ladder)
    lines = "".join(f"<div><b>{escape(name)}:</b> {escape(words)}</div>" for name, words in screen.lines)
    chosen = f" · {selection.label}" if selection.chosen() else ""
    moment_line = (
        f"{'Live' if moment.is_live else 'Not live'} · {moment_words(moment, selection.zone)}{chosen}"
    )
    return (
        f'{style}<div class="qw-tv"><div class="grid">{tiles}</div><div class="two"><table><thead><tr>'
        '<th>Next to break</th><th>Promise</th><th class="left">Left</th><th>Level</th>'
        f'<th class="who">Who</th></tr></thead><tbody>{rows}</tbody></table><div>{steps}</div></div>'
        f'<div class="foot">{lines}</div><div class="quiet">{escape(moment_line)}</div></div>'
    )


def _tile(tile: Tile, t: Tokens) -> str:
    style = status_style(tile.status)
    note = f"<div>{escape(tile.note)}</div>" if tile.note else ""
    return (
        f'<div class="tile" style="border-left-color:{style.line(t)}">{escape(tile.name)}'
        f'<b>{escape(tile.value)}</b><span class="word" style="color:{style.ink(t)}">'
        f"{escape(tile.word)}</span>{note}</div>"
    )


def _row(row: Row, t: Tokens) -> str:
    style = level_style(row.level)
    return (
        f"<tr><td>{escape(row.ticket)}</td><td>{escape(row.promise)}</td>"
        f'<td class="left">{escape(row.left)}</td>'
        f'<td style="color:{_level_ink(row.level, t)}">{escape(style.word)}</td>'
        f'<td class="who">{escape(row.who)}</td></tr>'
    )


def _step(level: str, name: str, number: int, t: Tokens) -> str:
    ink = _level_ink(level, t) if number else t.muted
    return f'<div class="step" style="color:{ink}"><span>{escape(name)}</span><b>{number:,}</b></div>'


def _level_ink(level: str, t: Tokens) -> str:
    inks = {"severe": t.critical_ink, "breach": t.critical_ink, "red": t.critical_ink}
    inks |= {"orange": t.warning_ink, "yellow": t.warning_ink}
    return inks.get(level, t.ink)
