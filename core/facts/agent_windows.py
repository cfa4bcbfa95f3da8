"""Sums and means over stretches of each agent's own time, for whole columns at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.facts.event_log import Ints
from core.facts.ticket_table import Flags, Floats

Moments = tuple[Floats, Floats]
"""How many values, and their sum."""


@dataclass(frozen=True)
class AgentWindows:
    """Dated values of many agents, in order of agent and time.

    ``keys``: agent and instant in one number; ``counts`` and ``sums`` run over the values before.
    """

    keys: Ints
    counts: Ints
    sums: Floats
    origin: int
    width: int

    @classmethod
    def of(cls, agent: Ints, at: Ints, values: Floats) -> AgentWindows:
        """Keep the values that are known: ``agent`` numbers from 0, ``at`` in microseconds.

        Rows with a NaN or a negative agent are left out.
        """
        known = np.flatnonzero(~np.isnan(values) & (agent >= 0))
        agent, at, values = agent[known], at[known], values[known]
        origin = int(at.min()) if len(at) else 0
        width = int(at.max()) - origin + 2 if len(at) else 2
        keys = agent * width + (at - origin)
        order = np.argsort(keys, kind="stable")
        sums = np.concatenate(([0.0], np.cumsum(values[order])))
        return cls(keys[order], np.arange(len(keys) + 1), sums, origin, width)

    def moments(self, agent: Ints, start: Ints, end: Ints) -> Moments:
        """Number and sum of each asking row's own agent's values with start <= at < end."""
        first, last = (self._before(agent, side) for side in (start, end))
        return (self.counts[last] - self.counts[first]).astype(np.float64), self.sums[last] - self.sums[first]

    def _before(self, agent: Ints, at: Ints) -> NDArray[np.intp]:
        inside = np.clip(at, self.origin, self.origin + self.width - 1) - self.origin
        return np.searchsorted(self.keys, np.where(agent >= 0, agent * self.width + inside, 0))


def mean_of(moments: Moments) -> Floats:
    """Means, NaN where there is nothing.

    >>> mean_of((np.array([2.0, 0.0]), np.array([5.0, 0.0]))).tolist()
    [2.5, nan]
    """
    count, total = moments
    return np.asarray(np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0))


def agent_numbers(*columns: pd.Series) -> list[Ints]:
    """Columns of agents' names as numbers that mean the same in each; -1 for nobody.

    >>> [codes.tolist() for codes in agent_numbers(pd.Series(["bo", "ann"]), pd.Series(["ann", None]))]
    [[0, 1], [1, -1]]
    """
    codes, _ = pd.factorize(pd.concat([column.astype("object") for column in columns], ignore_index=True))
    ends = np.cumsum([len(column) for column in columns])
    return [np.asarray(part, np.int64) for part in np.split(codes, ends[:-1])]


def counted(values: Floats, rows: Flags) -> Floats:
    """Values of some rows, NaN for the others."""
    return np.where(rows, values, np.nan)
