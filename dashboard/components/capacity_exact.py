"""What the background found: exact figures instead of fast ones, and which inputs matter most."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.capacity.tornado import Tornado
from dashboard import session
from dashboard.background_play import Play, Player
from dashboard.charts.capacity_pictures import tornado_picture
from dashboard.components.capacity_state import Setting
from dashboard.view_models.capacity_tornado import SWINGS, tornado_board
from dashboard.view_models.sliders import Board

_PLAY, _SEEN, _TORNADO = ("_queuewise_capacity_" + name for name in ("play", "seen", "tornado"))
WATCH_SECONDS = 1.0
FAST = "Fast figures; the exact simulation begins when the slider rests."
RUNNING = "Fast figures; the exact simulation is running in the background."


@st.cache_resource(show_spinner=False)
def _player() -> Player:
    return Player()


def with_background(now: Setting, *, at_rest: bool) -> tuple[Setting, tuple[Board, ...]]:
    """The setting, with exact figures where they must replace the fast ones; and the boards about it."""
    before = st.session_state.get(_PLAY)
    if isinstance(before, Play) and before.given != now.assumptions:
        before.stop()
    if now.assumptions is None or not at_rest:
        return now, (*_tornado_boards(is_old=True), _board(FAST))
    play = st.session_state[_PLAY] = _player().ask(now.assumptions)
    st.session_state[_SEEN] = not play.is_running
    if play.tornado is not None:
        st.session_state[_TORNADO] = play.tornado
    swings = _tornado_boards(is_old=play.tornado is None)
    if play.found is None:
        words = f"The exact simulation failed: {play.error}" if play.error else RUNNING
        return now, (*swings, _board(words))
    shown = replace(now, outlook=play.found.outlook) if play.found.replaces else now
    return shown, (*swings, _board(play.found.reason, replaced=play.found.replaces))


@st.fragment(run_every=WATCH_SECONDS)
def watch_background() -> None:
    """Look every second whether something has ended that nobody has seen yet, and show it."""
    play = st.session_state.get(_PLAY)
    if isinstance(play, Play) and not play.is_running and not st.session_state.get(_SEEN, True):
        st.session_state[_SEEN] = True
        st.rerun()


def _board(words: str, *, replaced: bool = False) -> Board:
    result = (("good", "Exact figures replaced the fast ones."),) if replaced else ()
    return Board("exact", "Exact simulation", result, foot=(("fine", words),))


def _tornado_boards(*, is_old: bool) -> tuple[Board, ...]:
    """What matters most: of this setting, or still of the last one that rested."""
    found = st.session_state.get(_TORNADO)
    known = found if isinstance(found, Tornado) else None
    boards = []
    for swing in SWINGS:
        board, rows = tornado_board(known, swing, is_old=is_old)
        picture = (
            ""
            if known is None
            else tornado_picture(rows, known.base[swing.output], swing, session.current_mode())
        )
        boards.append(replace(board, picture=picture))
    return tuple(boards)
