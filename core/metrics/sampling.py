"""Which tickets are reviewed: how many by team size, and a seeded random draw in strata."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.metrics.columns import flags
from core.metrics.measure import Flags, Integers

SMALL_TEAM, LARGE_TEAM = 5, 3
"""Tickets per agent and week where the sources leave a choice (C-81)."""
SHARE_OF_TICKETS = (0.05, 0.10)
"""B-118: the part of a week's tickets that another source reviews."""
WEEKS_OF_MONTH = {"four weeks": 4.0, "a twelfth of a year": 52 / 12}
RANDOM, FLAGGED = "random", "flagged"


@dataclass(frozen=True, slots=True)
class SampleSize:
    """Tickets per agent and week for teams of ``least`` to ``most`` agents (most None: any size above)."""

    least: int
    most: int | None
    low: int
    high: int
    source: str

    @property
    def default(self) -> int:
        """Five for small teams, three for larger ones, inside the printed range (C-81)."""
        wanted = SMALL_TEAM if self.most is not None and self.most <= SMALL_TEAM else LARGE_TEAM
        return min(max(wanted, self.low), self.high)

    def month(self, weeks: float = 4.0) -> tuple[int, int | None]:
        """Reviews of a month, computed: least agents × low to most agents × high, × weeks (C-82).

        Raises ValueError for weeks that are not above 0.

        >>> SIZES[0].month(), SIZES[1].month(52 / 12)
        ((20, 100), (78, 260))
        """
        if not weeks > 0:
            raise ValueError(f"weeks must be above 0, not {weeks!r}")
        high = None if self.most is None else _rounded(self.most * self.high * weeks)
        return _rounded(self.least * self.low * weeks), high


SIZES = (
    SampleSize(1, 5, 5, 5, "B-113"),
    SampleSize(6, 15, 3, 4, "B-114"),
    SampleSize(16, 30, 2, 3, "B-115"),
    SampleSize(30, None, 2, 2, "B-116"),
)
WEEKLY_WORKFLOW = SampleSize(1, None, 3, 5, "B-117")
"""What the weekly routine asks of a team of any size."""
GROWING_TEAMS = SampleSize(1, None, 5, 10, "B-118")
"""What another source asks of a team of any size."""


def sample_size(agents: int) -> SampleSize:
    """How many tickets to review per agent and week in a team of this size.

    Parameters
    ----------
    agents : people who handle tickets, at least 1

    Where two rows meet (30 agents), the row that begins there holds (C-66). Raises ValueError
    below 1. Sources: B-113 to B-116, C-81.

    >>> [(size.source, size.default) for size in map(sample_size, (4, 12, 29, 30))]
    [('B-113', 5), ('B-114', 3), ('B-115', 3), ('B-116', 2)]
    """
    if agents < 1:
        raise ValueError(f"agents must be at least 1, not {agents!r}")
    return next(size for size in reversed(SIZES) if agents >= size.least)


def weekly_share(tickets: int) -> tuple[int, int]:
    """How many of a week's tickets are reviewed at 5 to 10 % (B-118). Formula: tickets × share, rounded.

    Parameters
    ----------
    tickets : tickets of the week, 0 or more

    Raises ValueError below 0.

    >>> weekly_share(125)
    (6, 13)
    """
    if tickets < 0:
        raise ValueError(f"tickets must not be below 0, not {tickets!r}")
    low, high = (_rounded(tickets * share) for share in SHARE_OF_TICKETS)
    return low, high


def _rounded(value: float) -> int:
    """To the next whole number, halves upwards, as people do."""
    return math.floor(value + 0.5 + 1e-9)


def draw_sample(
    tickets: pd.DataFrame, per_agent: int, *, seed: int, flagged: Collection[str] = ()
) -> pd.DataFrame:
    """Draw tickets to review, at random and the same ones for the same seed.

    For every agent apart: bad tickets (``is_bad``) and good ones are drawn separately, so that both
    are there wherever the agent has both; bad ones get their share of the places, but at least one.
    Inside each, tickets lie in order of category and priority (shuffled), and every n-th is taken
    from a random start: the mix of categories and priorities is that of the agent's work, and each
    ticket of a kind has the same chance. Flagged tickets come on top (7.4).

    Parameters
    ----------
    tickets : one row per ticket that may be drawn: ``key`` (unique text), ``assignee``,
        ``category``, ``priority``, ``is_bad``, ``is_reviewed`` (never drawn)
    per_agent : tickets per agent, at least 1
    seed : 0 or more; another seed gives another draw
    flagged : keys of tickets to review in any case

    Returns ``key``, ``assignee``, ``selection`` ("random" or "flagged"), ``is_bad`` and ``weight``
    (how many of the agent's tickets one drawn stands for, 1 for flagged), by agent and key. The
    order of the rows given does not matter. Raises ValueError naming the argument for bad numbers
    and for keys that are not unique. Sources: 7.4, B-113 to B-118, D-137.

    >>> rows = {"key": ["1", "2", "3"], "assignee": ["ann"] * 3, "category": ["bug"] * 3}
    >>> rows |= {"priority": ["P1"] * 3, "is_bad": [True, False, False], "is_reviewed": [False] * 3}
    >>> draw_sample(pd.DataFrame(rows), 2, seed=1)["weight"].tolist()
    [1.0, 2.0]
    """
    if per_agent < 1:
        raise ValueError(f"per_agent must be at least 1, not {per_agent!r}")
    if seed < 0:
        raise ValueError(f"seed must not be below 0, not {seed!r}")
    if tickets["key"].duplicated().any():
        raise ValueError("tickets: key must be unique")
    free = tickets[~flags(tickets, "is_reviewed") & tickets["assignee"].notna().to_numpy()]
    free = free.assign(assignee=free["assignee"].astype("str")).sort_values(["assignee", "key"])
    special = free["key"].isin(list(flagged)).to_numpy()
    weight = np.where(special, 1.0, 0.0)
    traits = _Traits(flags(free, "is_bad"), _codes(free["category"]), _codes(free["priority"]))
    for name, rows in _by_agent(free["assignee"], ~special):
        rng = np.random.default_rng([seed, *name.encode()])
        for place, each in _drawn(rows, traits, per_agent, rng):
            weight[place] = each
    drawn = free.assign(selection=np.where(special, FLAGGED, RANDOM), weight=weight)[weight > 0]
    return drawn[["key", "assignee", "selection", "is_bad", "weight"]].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class _Traits:
    """What the strata are made of, as numbers."""

    is_bad: Flags
    category: Integers
    priority: Integers


def _codes(column: pd.Series) -> Integers:
    words = column.astype("object").where(column.notna(), "").astype("str")
    return np.asarray(pd.factorize(words, sort=True)[0], np.int64)


def _by_agent(assignee: pd.Series, wanted: Flags) -> list[tuple[str, Integers]]:
    """The wanted rows of every agent; rows come in order of agents."""
    rows = np.flatnonzero(wanted)
    codes, names = pd.factorize(assignee.iloc[rows])
    ends = np.cumsum(np.bincount(codes, minlength=len(names)))
    parts = np.split(rows, ends[:-1]) if len(names) else []
    return list(zip([str(name) for name in names], parts, strict=True))


def _drawn(
    rows: Integers, traits: _Traits, wanted: int, rng: np.random.Generator
) -> list[tuple[Integers, float]]:
    """One agent's tickets, bad and good ones apart, each with how many one drawn stands for."""
    bad = traits.is_bad[rows]
    kinds = (rows[bad], rows[~bad])
    places = _places(len(kinds[0]), len(kinds[1]), wanted)
    return [
        (_every_nth(kind, traits, count, rng), len(kind) / count)
        for kind, count in zip(kinds, places, strict=True)
        if count
    ]


def _places(bad: int, good: int, wanted: int) -> tuple[int, int]:
    """How many bad and good ones are drawn: by their share, and of both at least one where possible."""
    wanted = min(wanted, bad + good)
    first = _rounded(wanted * bad / (bad + good))
    if bad and good and wanted > 1:
        first = min(max(first, 1), wanted - 1)
    first = min(max(first, wanted - good), bad)
    return first, wanted - first


def _every_nth(rows: Integers, traits: _Traits, count: int, rng: np.random.Generator) -> Integers:
    """Every n-th ticket from a random start, tickets in order of category and priority, both shuffled."""
    shuffled = [rng.permutation(codes.max() + 1)[codes[rows]] for codes in (traits.category, traits.priority)]
    order = np.lexsort((rng.random(len(rows)), shuffled[1], shuffled[0]))
    step = len(rows) / count
    place = (rng.random() * step + step * np.arange(count)).astype(np.int64)
    return rows[order[np.minimum(place, len(rows) - 1)]]
