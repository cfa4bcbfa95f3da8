"""A page that stays open: which moment it shows, and views that many open pages share.

The wall clock is read here and nowhere else; the core is told the instant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import streamlit as st

from core.report import Report
from dashboard import data
from dashboard.filters import Selection
from dashboard.settings import database_url
from dashboard.shelf import Kept, Shelf
from dashboard.view_models.live_clock import AUTO, CHOICES, Moment, moment_of, stamp

ViewModel = TypeVar("ViewModel")
REFRESH_SECONDS = 3
"""How often a page asks again. Pages that ask within the same step share one computation."""
SLOW_SECONDS = 60
"""How often the past that the present is compared with is looked up again."""
KEY = "live"


def choice() -> str:
    """What the reader chose, from the control or the address."""
    chosen = str(st.session_state.get(KEY, st.query_params.get(KEY, AUTO)))
    return chosen if chosen in CHOICES else AUTO


@dataclass(frozen=True)
class Look:
    """A moment, the selection to ask with (of this moment, and of the past that changes slowly), and the
    data revision."""

    moment: Moment
    now: Selection
    lately: Selection
    revision: str


def look(selection: Selection) -> Look | None:
    """The moment that is to be shown; None while there are no tickets."""
    report = data.report()
    latest, revision = report.latest_event(), report.live_revision()
    if latest is None:
        return None
    wall = _floor(datetime.now(UTC), REFRESH_SECONDS)
    moment = moment_of(choice(), wall, latest, report.last_delivery())
    if not moment.is_live:
        asked = replace(selection, as_of=moment.as_of)
        return Look(moment, asked, asked, revision)
    minute = max(_floor(moment.as_of, SLOW_SECONDS), _floor(latest, SLOW_SECONDS))
    plain = replace(selection, comparison=None)
    return Look(moment, replace(plain, as_of=moment.as_of), replace(plain, as_of=minute), revision)


def _floor(instant: datetime, seconds: int) -> datetime:
    whole = int(instant.timestamp()) // seconds * seconds
    return datetime.fromtimestamp(whole, UTC)


def view(look_: Look, build: Callable[..., ViewModel], *args: Any) -> ViewModel:
    """``build(report, *args)``, once per data revision and arguments; only the latest few are kept."""
    return _recent(_key(build, look_.revision), repr(args), build, data.report(), args)


def slow(look_: Look, build: Callable[..., ViewModel], *more: Any) -> Kept[ViewModel]:
    """``build(report, selection, *more)`` of the past, with the instant that it is about.

    While the clock goes on it is made anew every minute, and nobody waits for it; else once per revision.
    """
    asked = look_.lately
    as_of = asked.as_of or look_.moment.as_of
    if not look_.moment.is_live:
        return Kept(view(look_, build, asked, *more), as_of)
    key = (*_key(build, ""), repr((replace(asked, as_of=None), more)))
    report = data.report()
    return _shelf().get(key, as_of, lambda: build(report.past(as_of), asked, *more))


def stamp_of(look_: Look, kept: Kept[Any]) -> str:
    """How fresh a value of the past is, as tiles print it."""
    return stamp(replace(look_.moment, as_of=kept.as_of), look_.now.zone)


@st.cache_resource(show_spinner=False)
def _shelf() -> Shelf:
    return Shelf()


def _key(build: Callable[..., Any], revision: str) -> tuple[str, str | None, str]:
    return f"{build.__module__}.{build.__qualname__}", database_url(), revision


@st.cache_resource(show_spinner=False, max_entries=48)
def _recent(key: tuple[Any, ...], words: str, _build: Callable[..., Any], _report: Report, _args: Any) -> Any:
    return _build(_report, *_args)
