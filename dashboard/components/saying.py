"""Doing what a form asks, and saying on the next run that it was done or why it was not."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.data.store import StoreError
from dashboard.format import escape_markdown

InWords = Callable[[Exception], str]


def act(place: str, do: Callable[[], None], said: str, in_words: InWords = str) -> None:
    """Do something and run the page again, which then says so; a refusal is said here and now."""
    try:
        do()
    except (ValueError, StoreError) as error:
        st.error(escape_markdown(in_words(error)), icon=":material/error:")
        return
    st.session_state[_key(place)] = said
    st.rerun()


def say(place: str) -> None:
    """What the run before has done, once."""
    said = st.session_state.pop(_key(place), None)
    if said:
        st.success(escape_markdown(said), icon=":material/check_circle:")


def _key(place: str) -> str:
    return f"_queuewise_said_{place}"
