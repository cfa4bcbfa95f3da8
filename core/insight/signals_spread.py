"""How far agents differ in accuracy on the same kind of ticket."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from core.insight.signals_findings import Reading
from core.metrics.definition import Unit

LEAST_REVIEWS = 2
"""An agent with fewer reviews of a kind of ticket has no accuracy there."""


def accuracy_spread(reviews: pd.DataFrame, window: str) -> Reading:
    """Standard deviation between agents of their mean solution quality within a category.

    ``reviews`` has assignee, category and solution_quality. Agents count in a category with two reviews
    or more; deviations are pooled over the categories with two such agents. The interval is that of a
    standard deviation (χ² with as many degrees of freedom as agents less categories). Points, lower is
    better. Undefined with fewer than two degrees of freedom. Source: R-WS-04.

    >>> rows = {"assignee": list("aabbcc"), "category": ["x"] * 6}
    >>> found = accuracy_spread(pd.DataFrame(rows | {"solution_quality": [20.0, 20, 24, 24, 28, 28]}), "w")
    >>> found.value, found.n
    (4.0, 6)
    """
    known = reviews[reviews["solution_quality"].notna()]
    cells = known.groupby(["category", "assignee"], observed=True)["solution_quality"].agg(["mean", "size"])
    cells = cells[cells["size"] >= LEAST_REVIEWS].reset_index()
    groups = cells.groupby("category", observed=True)["mean"]
    squares = ((cells["mean"] - groups.transform("mean")) ** 2).sum()
    free = len(cells) - cells["category"].nunique()
    name = "Spread of agents' accuracy"
    if free < 2:
        needs = "in one category, three agents with two reviews each, scored by dimension"
        return Reading(unit=Unit.POINTS, window=window, needs=needs, name=name)
    value = float(np.sqrt(squares / free))
    low, high = (float(np.sqrt(squares / stats.chi2.ppf(p, free))) for p in (0.975, 0.025))
    return Reading(value, int(cells["size"].sum()), low, high, Unit.POINTS, window, "", name)
