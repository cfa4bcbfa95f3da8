"""Sliders that report their value while they are held, with the result drawn above each track.

Streamlit's own slider reports on release only. This one sends its value as it moves: one question
at a time, and when the answer is there the newest value. It needs a fragment around it, so that
only the panel is computed anew. Streamlit's slider is the other way to set the same values.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.format import escape_markdown
from dashboard.view_models.sliders import Board, LiveSlider, SliderGroup, SliderPanel, Text

HERE = Path(__file__).parent
PLAIN = "__plain_"
SVG = "http://www.w3.org/2000/svg"
_mount = st.components.v2.component(
    "queuewise_live_sliders",
    html='<div class="live"></div>',
    css=(HERE / "live_slider.css").read_text("utf-8"),
    js=(HERE / "live_slider.js").read_text("utf-8"),
)


@dataclass
class _Kept:
    """What a session remembers of a panel; it outlives a visit to another page."""

    values: dict[str, int]
    epoch: int = 0
    is_at_rest: bool = True
    answered: int = 0


def slider_values(key: str, *, plain: bool = False) -> dict[str, int]:
    """Positions by slider id as the browser last sent them; nothing before the first move."""
    kept = _kept(key)
    if plain:
        mark = f"{key}{PLAIN}"
        state = {str(name): value for name, value in st.session_state.items()}
        found = {n.removeprefix(mark): int(v) for n, v in state.items() if n.startswith(mark)}
        if not found.items() <= kept.values.items():
            kept.values, kept.epoch, kept.is_at_rest = kept.values | found, kept.epoch + 1, True
    else:
        asked = _asked(key)
        if asked.get("epoch") == kept.epoch:
            kept.values = {str(name): int(value) for name, value in dict(asked.get("values") or {}).items()}
            kept.is_at_rest = bool(asked.get("at_rest"))
    return dict(kept.values)


def is_at_rest(key: str) -> bool:
    """Whether nobody holds a slider, as `slider_values` last saw it; then there is time for slow figures."""
    return _kept(key).is_at_rest


def set_sliders(key: str, values: Mapping[str, int]) -> None:
    """Put sliders somewhere, for a button or an address; the others go back to their start."""
    reset_sliders(key)
    _kept(key).values = dict(values)


def reset_sliders(key: str) -> None:
    """Put every slider back to where the view model has it without any move; for a button."""
    kept = _kept(key)
    kept.values, kept.epoch, kept.is_at_rest = {}, kept.epoch + 1, True
    for name in [str(name) for name in st.session_state if str(name).startswith(f"{key}{PLAIN}")]:
        del st.session_state[name]


def live_sliders(panel: SliderPanel, *, key: str) -> None:
    """Draw the panel; call `slider_values` before to learn where the sliders are."""
    kept, asked = _kept(key), _asked(key)
    number = int(asked.get("number") or 0)
    data = {"key": key} | _data(panel, number, kept.epoch)
    is_new = panel.tells_rest and number > kept.answered and not kept.is_at_rest
    if is_new and asked.get("scales_id") == data["scales_id"]:
        data["scales"] = ""  # the browser has them, and hands are on a slider: half as much to send
    kept.answered = number
    _mount(key=key, data=data, on_asked_change=_nothing)


def plain_sliders(panel: SliderPanel, *, key: str) -> None:
    """The same sliders as Streamlit's own, which report on release."""
    for boards, width in ((panel.headline, 150), (panel.boards, 300)):
        if boards:
            with st.grid(min(len(boards), 6 if width < 200 else 3), min_column_width=width, gap="small"):
                for board in boards:
                    with st.container(border=True, gap="xxsmall", height="stretch"):
                        _plain_board(board)
    for group in panel.groups:
        with _plain_group(group), st.grid(5, min_column_width=215, gap="small"):
            for slider in group.sliders:
                with st.container(border=True, gap="xxsmall", height="stretch"):
                    _plain(slider, panel.scales[slider.scale].words, key)


def _plain_group(group: SliderGroup) -> DeltaGenerator:
    """Where a group's sliders go: below its title, or folded away under it."""
    title = f"**{escape_markdown(group.title)}** :gray[{escape_markdown(group.note)}]"
    if group.is_folded:
        return st.expander(title)
    st.markdown(title)
    return st.container()


def _plain_board(board: Board) -> None:
    title = f"**{escape_markdown(board.title)}**"
    if not board.is_folded:
        st.markdown(title)
    with st.expander(title) if board.is_folded else st.container():
        _plain_texts(board.result, board.picture, board.foot)


def _plain(slider: LiveSlider, words: Sequence[str], key: str) -> None:
    st.select_slider(
        escape_markdown(slider.spoken or slider.label),
        range(len(words)),
        slider.position,
        format_func=words.__getitem__,
        key=f"{key}{PLAIN}{slider.slider_id}",
    )
    _plain_texts(slider.result, slider.picture, slider.foot)


def _plain_texts(result: Sequence[Text], picture: str, foot: Sequence[Text]) -> None:
    if result:
        st.markdown(" ".join(_in_markdown(*text) for text in result))
    if picture:
        st.html(_as_image(picture) if picture.startswith("<svg") else picture)
    if foot:
        st.markdown("  \n".join(_in_markdown(*text) for text in foot))


def _as_image(picture: str) -> str:
    """SVG as an image of its own, with room for dots on its edge: `st.html` leaves out bare SVG."""
    own = re.search(r' height="(\d+)"', picture)
    height = int(own[1]) if own else 64
    place = f'x="6" y="6" height="{height}" overflow="visible" style="width:calc(100% - 12px)"'
    inset = f"<svg {place}>{picture}</svg>"
    roomy = f'<svg xmlns="{SVG}" width="100%" height="{height + 12}">{inset}</svg>'
    name = re.search(r'aria-label="([^"]*)"', picture)
    source = base64.b64encode(roomy.encode()).decode()
    style = f"display:block;width:100%;height:{height + 12}px"
    return f'<img alt="{name[1] if name else ""}" src="data:image/svg+xml;base64,{source}" style="{style}">'


def _in_markdown(kind: str, words: str) -> str:
    text = escape_markdown(words)
    style = {"figure": "**{}**", "good": ":green[{}]", "bad": ":red[{}]"}.get(kind, ":small[:gray[{}]]")
    return style.format(text)


def _kept(key: str) -> _Kept:
    name = f"_queuewise_sliders_{key}"
    kept = st.session_state.get(name)
    if not isinstance(kept, _Kept):
        kept = st.session_state[name] = _Kept({})
    return kept


def _asked(key: str) -> dict[str, Any]:
    state = st.session_state.get(key)
    asked = state.get("asked") if state is not None else None
    return dict(asked) if isinstance(asked, dict) else {}


def _data(panel: SliderPanel, number: int, epoch: int) -> dict[str, Any]:
    scales = json.dumps({name: scale.words for name, scale in panel.scales.items()})
    return {
        "number": number,
        "epoch": epoch,
        "scales": scales,
        "scales_id": f"{zlib.crc32(scales.encode()):x}",
        "groups": [
            {
                "title": group.title,
                "note": group.note,
                "folded": group.is_folded,
                "sliders": [_one(slider) for slider in group.sliders],
            }
            for group in panel.groups
        ],
        "headline": [_board(board) for board in panel.headline],
        "boards": [_board(board) for board in panel.boards],
        "tells_rest": panel.tells_rest,
    }


def _board(board: Board) -> dict[str, Any]:
    return {
        "id": board.board_id,
        "title": board.title,
        "wide": board.is_wide,
        "folded": board.is_folded,
        "result": [list(text) for text in board.result],
        "foot": [list(text) for text in board.foot],
        "picture": board.picture,
    }


def _one(slider: LiveSlider) -> dict[str, Any]:
    return {
        "id": slider.slider_id,
        "label": slider.label,
        "spoken": slider.spoken,
        "position": slider.position,
        "scale": slider.scale,
        "result": [list(text) for text in slider.result],
        "foot": [list(text) for text in slider.foot],
        "picture": slider.picture,
    }


def _nothing() -> None:
    """A state value needs a callback; there is nothing to do beyond the rerun."""
