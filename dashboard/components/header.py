"""Freshness and panels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import streamlit as st

from dashboard.format import date_time, escape_markdown


def freshness_text(as_of: datetime | None, zone: str) -> str:
    """How things stood when.

    >>> freshness_text(None, "UTC")
    'no data yet'
    """
    return "no data yet" if as_of is None else f"as of {date_time(as_of, zone)} ({zone})"


def freshness_stamp(as_of: datetime | None, zone: str, *, note: str = "") -> None:
    """One quiet line about how fresh the data is."""
    text = freshness_text(as_of, zone)
    st.caption(":material/schedule: " + escape_markdown(" · ".join(part for part in (text, note) if part)))


@contextmanager
def section(title: str, note: str = "", *, key: str | None = None, help: str | None = None) -> Iterator[None]:
    """A bordered panel with a title line."""
    with st.container(border=True, height="stretch", gap="small", key=key):
        panel_title(title, note, help=help)
        yield


def panel_title(title: str, note: str = "", *, help: str | None = None) -> None:
    """The title line of a panel: what it shows, then how to read it."""
    tail = f" :gray[{escape_markdown(note)}]" if note else ""
    st.markdown(f"**{escape_markdown(title)}**{tail}", help=help, width="stretch")
