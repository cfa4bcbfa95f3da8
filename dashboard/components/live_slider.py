"""Sliders that report their value while they are held, with the result drawn above each track.

Streamlit's own slider reports on release only. This one sends its value as it moves: one question
at a time, and when the answer is there the newest value. It needs a fragment around it, so that
only the panel is computed anew. Streamlit's slider is the other way to set the same values.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.format import escape_markdown
from dashboard.view_models.sliders import LiveSlider, SliderPanel

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


def slider_values(key: str, *, plain: bool = False) -> dict[str, int]:
    """Positions by slider id as the browser last sent them; nothing before the first move."""
    kept = _kept(key)
    if plain:
        mark = f"{key}{PLAIN}"
        state = {str(name): value for name, value in st.session_state.items()}
        found = {n.removeprefix(mark): int(v) for n, v in state.items() if n.startswith(mark)}
        if not found.items() <= kept.values.items():
            kept.values, kept.epoch = kept.values | found, kept.epoch + 1
    else:
        asked = _asked(key)
        if asked.get("epoch") == kept.epoch:
            kept.values = {str(name): int(value) for name, value in dict(asked.get("values") or {}).items()}
    return dict(kept.values)


def reset_sliders(key: str) -> None:
    """Put every slider back to where the view model has it without any move; for a button."""
    kept = _kept(key)
    kept.values, kept.epoch = {}, kept.epoch + 1
    for name in [str(name) for name in st.session_state if str(name).startswith(f"{key}{PLAIN}")]:
        del st.session_state[name]


def live_sliders(panel: SliderPanel, *, key: str) -> None:
    """Draw the panel; call `slider_values` before to learn where the sliders are."""
    _mount(
        key=key,
        data=_data(panel, int(_asked(key).get("number") or 0), _kept(key).epoch),
        on_asked_change=_nothing,
    )


def plain_sliders(panel: SliderPanel, *, key: str) -> None:
    """The same sliders as Streamlit's own, which report on release."""
    for group in panel.groups:
        st.markdown(f"**{escape_markdown(group.title)}** :gray[{escape_markdown(group.note)}]")
        with st.grid(5, min_column_width=215, gap="small"):
            for slider in group.sliders:
                with st.container(border=True, gap="xxsmall", height="stretch"):
                    _plain(slider, panel.scales[slider.scale].words, key)


def _plain(slider: LiveSlider, words: Sequence[str], key: str) -> None:
    st.select_slider(
        escape_markdown(slider.spoken or slider.label),
        range(len(words)),
        slider.position,
        format_func=words.__getitem__,
        key=f"{key}{PLAIN}{slider.slider_id}",
    )
    if slider.result:
        st.markdown(" ".join(_in_markdown(*text) for text in slider.result))
    if slider.picture:
        st.html(_as_image(slider.picture))
    if slider.foot:
        st.markdown("  \n".join(_in_markdown(*text) for text in slider.foot))


def _as_image(picture: str) -> str:
    """SVG as an image of its own, with room for dots on its edge: `st.html` leaves out bare SVG."""
    inset = f'<svg x="6" y="6" height="64" overflow="visible" style="width:calc(100% - 12px)">{picture}</svg>'
    roomy = f'<svg xmlns="{SVG}" width="100%" height="76">{inset}</svg>'
    name = re.search(r'aria-label="([^"]*)"', picture)
    source = base64.b64encode(roomy.encode()).decode()
    style = "display:block;width:100%;height:76px"
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
    return {
        "number": number,
        "epoch": epoch,
        "scales": {name: list(scale.words) for name, scale in panel.scales.items()},
        "groups": [
            {"title": group.title, "note": group.note, "sliders": [_one(slider) for slider in group.sliders]}
            for group in panel.groups
        ],
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
