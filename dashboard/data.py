"""Cached access to the core: one open report per store, view models by data revision.

Big frames stay inside the report; finished view models are cached here. Both are shared between
sessions and never changed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import streamlit as st

from core.report import Report
from dashboard.settings import database_url

ViewModel = TypeVar("ViewModel")
REVISION_SECONDS = 0.2
_asked = threading.local()


@st.cache_resource(show_spinner=False)
def _open(url: str | None) -> Report:
    return Report.open(url)


def report() -> Report:
    """The open report of the configured store."""
    return _open(database_url())


@dataclass(frozen=True)
class Overall:
    """What the frame around every page needs to know of the store."""

    as_of: datetime | None
    zone: str
    options: dict[str, list[str]]


def overall() -> Overall:
    """Freshness, display zone and the values of the filter bar."""
    return view(_overall)


def _overall(current: Report) -> Overall:
    return Overall(current.as_of(), current.zone(), current.options())


def view(build: Callable[..., ViewModel], *args: Any) -> ViewModel:
    """``build(report, *args)``, computed once per data revision and arguments.

    ``build`` is a module-level function; ``args`` are small values (a `Selection`, texts, numbers),
    never frames. The result is shared between sessions: view models are frozen.
    """
    current = report()
    key = (f"{build.__module__}.{build.__qualname__}", database_url(), _revision(current))
    return _build(key, repr(args), build, current, args)


def _revision(current: Report) -> str:
    """The data revision, asked at most once per script run (each runs in its own thread)."""
    now = time.monotonic()
    known = getattr(_asked, "revision", None)
    if known is None or known[0] is not current or now - known[1] > REVISION_SECONDS:
        known = (current, now, current.revision())
        _asked.revision = known
    return known[2]


def changed() -> None:
    """Ask for the revision anew in this run, after it wrote to the store."""
    _asked.revision = None


@st.cache_resource(show_spinner=False, max_entries=256)
def _build(key: tuple[Any, ...], words: str, _build: Callable[..., Any], _report: Report, _args: Any) -> Any:
    return _build(_report, *_args)
