"""The tickets behind a figure: what a bar, a cell or a row of a page was counted from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from core.metrics.columns import is_one_of
from core.metrics.definition import Frame
from core.metrics.evaluate import Evaluation, Span
from core.metrics.measure import Flags, Floats, Integers
from core.reporting.backlog import open_at
from core.reporting.breakdowns import WEEK, csat_points, main_channel, trending, weekday_of
from core.reporting.lists import list_frame
from core.reporting.quality_tables import inside
from core.reporting.team_flows import paths
from core.reporting.team_satisfaction import repeat_rows
from core.reporting.team_states import JOURNEYS

PART_MINUTES = "part_minutes"


@dataclass(frozen=True, slots=True)
class Behind:
    """Which tickets: ``kind`` is one of `KINDS`, ``values`` is what that kind needs.

    "created", "finished": nothing. "hour": weekday (0 Monday) and hour of creation. "state": a state
    that took time. "change": from and to. "stop": by, step, place; "link": by, step, place, step,
    place, see `core.reporting.team_flows`. "open at": UTC microseconds, just before which they were
    open. "rated": scores on 1 to 5, none for all. "escalated": nothing. "broken": a promise's metric.
    "repeat": nothing. "main channel": created by the channel with the most tickets of all. "trending":
    of the last seven days, in categories that trend.
    """

    kind: str
    values: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class TicketsBehind:
    """``frame``: the first of the ``total`` tickets, with the columns of a list; for a state also
    ``part_minutes``, the time in it."""

    frame: pd.DataFrame
    total: int


class Picked(NamedTuple):
    """Positions of tickets, what they are sorted by (largest first), and time to show beside them."""

    rows: Integers
    order: Floats | Integers
    part: Floats | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the tickets are looked for."""

    evaluation: Evaluation
    spells: pd.DataFrame
    mask: Flags
    span: Span
    as_of: int

    def created(self) -> Integers:
        """Positions of tickets created in the span."""
        return self.evaluation.rows(self.mask, self.span)

    def at(self, date: str, rows: Integers) -> Integers:
        """A date of some tickets."""
        return self.evaluation.instants(Frame.TICKETS, date)[rows]

    def newest(self, rows: Integers) -> Picked:
        """Some tickets, the last created first."""
        return Picked(rows, self.at("created_at", rows))

    def owners(self, frame: str, keep: Flags) -> Picked:
        """The tickets of some rows of another frame, the last created first."""
        row = self.evaluation.frames[frame]["ticket_row"].to_numpy()[keep]
        return self.newest(np.unique(row))


def tickets_behind(asked: Asked, behind: Behind, limit: int | None = None) -> TicketsBehind:
    """The tickets behind a figure, at most ``limit`` of them.

    Raises ValueError for an unknown kind and for values that it cannot read.
    """
    if behind.kind not in KINDS:
        raise ValueError(f"kind: {behind.kind!r} is none of {', '.join(KINDS)}")
    try:
        picked = KINDS[behind.kind](asked, *behind.values)
    except (TypeError, KeyError) as problem:
        raise ValueError(f"values: {behind.values!r} do not fit the kind {behind.kind!r}") from problem
    first = np.argsort(-picked.order.astype(np.float64), kind="stable")[:limit]
    frame = list_frame(asked.evaluation.tickets, picked.rows[first])
    if picked.part is not None:
        frame[PART_MINUTES] = picked.part[first]
    return TicketsBehind(frame, len(picked.rows))


def _created(asked: Asked) -> Picked:
    return asked.newest(asked.created())


def _finished(asked: Asked) -> Picked:
    rows = asked.evaluation.rows(asked.mask, asked.span, "finished_at")
    rows = rows[asked.evaluation.tickets["is_finished"].to_numpy()[rows]]
    return Picked(rows, asked.at("finished_at", rows))


def _hour(asked: Asked, weekday: int, hour: int) -> Picked:
    rows = asked.created()
    number = asked.evaluation.bucket(Frame.TICKETS, "created_at", "hour")[rows]
    return asked.newest(rows[(weekday_of(number) == weekday) & (number % 24 == hour)])


def _state(asked: Asked, state: str) -> Picked:
    rows = asked.created()
    minutes = asked.evaluation.frames[JOURNEYS][f"{state}_minutes"].to_numpy()[rows]
    there = minutes > 0
    return Picked(rows[there], minutes[there], minutes[there])


def _change(asked: Asked, source: str, target: str) -> Picked:
    rows = asked.created()
    count = asked.evaluation.frames[JOURNEYS][f"{source}_to_{target}_count"].to_numpy()[rows]
    return Picked(rows[count > 0], count[count > 0])


def _stop(asked: Asked, by: str, step: int, place: str) -> Picked:
    found = paths(asked.evaluation, asked.mask, asked.span, by)
    here = found.at[step] == found.code(step, place)
    on = found.goes_on(step)[here]
    return Picked(found.rows[here], ~on)


def _link(asked: Asked, by: str, step: int, place: str, to_step: int, to_place: str) -> Picked:
    found = paths(asked.evaluation, asked.mask, asked.span, by)
    here = found.follows(step, to_step) & (found.at[step] == found.code(step, place))
    return asked.newest(found.rows[here & (found.at[to_step] == found.code(to_step, to_place))])


def _open_at(asked: Asked, instant: int) -> Picked:
    rows = np.unique(asked.spells["ticket_row"].to_numpy()[open_at(asked.spells, asked.mask, instant)])
    return Picked(rows, -asked.at("created_at", rows))


def _rated(asked: Asked, *scores: int) -> Picked:
    rows, points = csat_points(asked.evaluation, asked.mask, asked.span)
    wanted = np.isin(points, scores) if scores else np.ones(len(rows), bool)
    return Picked(rows[wanted], -points[wanted])


def _escalated(asked: Asked) -> Picked:
    frame = asked.evaluation.frames[Frame.ESCALATIONS]
    keep = asked.mask[frame["ticket_row"].to_numpy()]
    return asked.owners(
        Frame.ESCALATIONS, keep & inside(asked.evaluation.instants(Frame.ESCALATIONS, "at"), asked.span)
    )


def _broken(asked: Asked, metric: str) -> Picked:
    clocks = asked.evaluation.frames[Frame.SLA_CLOCKS]
    keep = asked.mask[clocks["ticket_row"].to_numpy()] & is_one_of(clocks, "outcome", ("breached",))
    keep &= is_one_of(clocks, "metric", (metric,))
    at = asked.evaluation.instants(Frame.SLA_CLOCKS, "decided_at")
    return asked.owners(Frame.SLA_CLOCKS, keep & inside(at, asked.span))


def _repeat(asked: Asked) -> Picked:
    rows, before = repeat_rows(asked.evaluation, asked.mask, asked.span)
    return Picked(rows, -before, before)


def _main_channel(asked: Asked) -> Picked:
    codes, labels = asked.evaluation.groups("channel")
    name = main_channel(asked.evaluation)
    rows = asked.created()
    return asked.newest(rows[codes[rows] == (-1 if name is None else labels.index(name))])


def _trending(asked: Asked) -> Picked:
    found = trending(asked.evaluation, asked.mask, asked.as_of)
    codes, labels = asked.evaluation.groups("category")
    grown = [labels.index(name) for name in found.loc[found["is_trending"], "group"]]
    rows = asked.evaluation.rows(asked.mask, (asked.as_of - WEEK + 1, asked.as_of + 1))
    return asked.newest(rows[np.isin(codes[rows], grown)])


KINDS: dict[str, Callable[..., Any]] = {
    "created": _created,
    "finished": _finished,
    "hour": _hour,
    "state": _state,
    "change": _change,
    "stop": _stop,
    "link": _link,
    "open at": _open_at,
    "rated": _rated,
    "escalated": _escalated,
    "broken": _broken,
    "repeat": _repeat,
    "main channel": _main_channel,
    "trending": _trending,
}
