"""How tickets move: between levels or teams, to their solution, and back (escalations and reopenings)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.metrics.evaluate import Evaluation, Span
from core.metrics.groups import NOT_STATED
from core.metrics.measure import Flags, Integers
from core.reporting.team_states import JOURNEYS

STEPS = ("came in at", "first move", "later move", "outcome", "reopened", "second outcome")
"""What a ticket passes, each at most once; most tickets skip some."""
SOLVED, MERGED, REOPENED, SOLVED_AGAIN = "Solved", "Merged", "Reopened", "Solved again"
OUTCOMES = (SOLVED, MERGED, REOPENED, SOLVED_AGAIN)
PATHS = ((0, 1), (1, 2), (0, 3), (1, 3), (2, 3), (3, 4), (4, 5))
"""Pairs of steps that may follow each other."""
OTHERS = "others"
PLACES_SHOWN = 6
LINK_COLUMNS = ("from_step", "from_place", "to_step", "to_place", "kind", "ticket_count")
STOP_COLUMNS = ("step", "place", "in_count", "out_count", "still_there_count")

Codes = NDArray[np.int32]
IsUp = Callable[[str, str], bool]


@dataclass(frozen=True)
class Paths:
    """Per ticket (``rows``: its position) and step the number of the place in ``names``; -1: skipped.

    ``moves``: all moves of these tickets before their first solution; ``untold``: tickets left out
    because their history does not tell.
    """

    rows: Integers
    at: tuple[Codes, ...]
    names: tuple[str, ...]
    moves: int
    untold: int

    def code(self, step: int, place: str) -> int:
        """The number of a place at a step; -2 where no ticket can be there."""
        begin, end = (0, len(self.names) - len(OUTCOMES)) if step < 3 else (-len(OUTCOMES), None)
        known = self.names[begin:end]
        return known.index(place) + begin % len(self.names) if place in known else -2

    def follows(self, first: int, second: int) -> Flags:
        """Tickets that came from one step straight to another."""
        here = (self.at[first] >= 0) & (self.at[second] >= 0)
        for between in self.at[first + 1 : second]:
            here &= between < 0
        return here

    def goes_on(self, step: int) -> Flags:
        """Tickets that passed any later step."""
        later = np.zeros(len(self.rows), bool)
        for each in self.at[step + 1 :]:
            later |= each >= 0
        return later


@dataclass(frozen=True)
class Flows:
    """``links`` and ``stops`` as `flows` says, out of ``told`` tickets; ``untold`` tell no history.

    ``moves``: how often the tickets moved before they were first solved; ``drawn``: how many of these
    moves are links (a ticket's moves after the first are one link to where it was solved).
    """

    links: pd.DataFrame
    stops: pd.DataFrame
    told: int
    untold: int
    moves: int
    drawn: int


def paths(
    evaluation: Evaluation, mask: Flags, span: Span, by: str = "tier", shown: int = PLACES_SHOWN
) -> Paths:
    """The way of every ticket created in a span between the values of ``by`` ("tier" or "team").

    The most used ``shown`` places keep their names, all others are one. Raises ValueError for another ``by``.
    """
    if by not in {"tier", "team"}:
        raise ValueError(f"by: {by!r} must be tier or team")
    journeys, rows = evaluation.frames[JOURNEYS], evaluation.rows(mask, span)
    told = journeys["is_told"].to_numpy()[rows]
    rows, untold = rows[told], int(np.count_nonzero(~told))
    categories = [str(name) for name in journeys[f"{by}_first"].cat.categories]
    stops = [journeys[f"{by}_{stop}"].cat.codes.to_numpy()[rows] for stop in ("first", "next", "last")]
    stops[0] = np.where(stops[0] < 0, len(categories), stops[0])
    stops, names = _few([np.asarray(each, np.int32) for each in stops], [*categories, NOT_STATED], shown)
    moves = int(journeys[f"{by}_moves"].to_numpy()[rows].sum())
    ends = _ends(evaluation, rows, len(names))
    return Paths(rows, (*stops, *ends), (*names, *OUTCOMES), moves, untold)


def _few(stops: list[Codes], names: Sequence[str], shown: int) -> tuple[list[Codes], list[str]]:
    """The same with few places: the most used ones in their order, then one for all others."""
    used = sum(np.bincount(each[each >= 0], minlength=len(names)) for each in stops)
    ranked = np.argsort(-np.asarray(used), kind="stable")
    kept = sorted(int(code) for code in ranked[:shown] if np.asarray(used)[code])
    table = np.full(len(names) + 1, len(kept), np.int32)
    table[-1] = -1
    table[kept] = np.arange(len(kept))
    return [table[each] for each in stops], [*(names[code] for code in kept), OTHERS]


def _ends(evaluation: Evaluation, rows: Integers, base: int) -> tuple[Codes, Codes, Codes]:
    """Steps of the outcome: solved or merged; reopened; solved again or merged then."""
    journeys, tickets = evaluation.frames[JOURNEYS], evaluation.tickets
    solved, reopened = (journeys[name].to_numpy()[rows] for name in ("was_solved", "was_reopened"))
    finished, running = (tickets[name].to_numpy()[rows] for name in ("is_finished", "is_open"))
    gone = ~finished & ~running
    again = solved & reopened
    nowhere = np.full(len(rows), -1, np.int32)
    outcome = np.where(solved, base, np.where(gone, base + 1, nowhere))
    second = np.where(again & finished, base + 3, np.where(again & gone, base + 1, nowhere))
    back = np.where(again, base + 2, nowhere)
    return tuple(each.astype(np.int32) for each in (outcome, back, second))  # type: ignore[return-value]


def flows(found: Paths, is_up: IsUp) -> Flows:
    """The ways of tickets added up; ``is_up`` says whether a move from one place to another escalates.

    ``links``: how many tickets came from a step and place straight to another, and the ``kind``:
    "escalated", "moved", "solved", "merged", "reopened", "solved again". ``stops``: how many tickets
    came to each step and place, how many went on, and how many are still there: in = out + still there.
    """
    size = len(found.names)
    links = []
    for first, second in PATHS:
        here = found.follows(first, second)
        pairs = found.at[first][here].astype(np.int64) * size + found.at[second][here]
        counts = np.bincount(pairs, minlength=size * size)
        for pair in np.flatnonzero(counts).tolist():
            source, target = (found.names[code] for code in divmod(pair, size))
            kind = _kind(second, source, target, is_up)
            links.append((first, source, second, target, kind, int(counts[pair])))
    frame = pd.DataFrame(links, columns=list(LINK_COLUMNS))
    drawn = int(frame.loc[frame["to_step"] < 3, "ticket_count"].sum())
    return Flows(frame, _stops(found), len(found.rows), found.untold, found.moves, drawn)


def _kind(step: int, source: str, target: str, is_up: IsUp) -> str:
    if step >= 3:
        return target.lower()
    return "escalated" if is_up(source, target) else "moved"


def _stops(found: Paths) -> pd.DataFrame:
    rows = []
    for step in range(len(STEPS)):
        there, on = found.at[step] >= 0, found.goes_on(step)
        came = np.bincount(found.at[step][there], minlength=len(found.names))
        left = np.bincount(found.at[step][there & on], minlength=len(found.names))
        for code in np.flatnonzero(came).tolist():
            rows.append(
                (step, found.names[code], int(came[code]), int(left[code]), int(came[code] - left[code]))
            )
    return pd.DataFrame(rows, columns=list(STOP_COLUMNS))
