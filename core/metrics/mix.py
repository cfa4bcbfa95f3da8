"""What the work is made of: how urgent it is and looks, through which door it comes, what grows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import RANKED_PRIORITIES, flags, is_known, is_one_of
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import Count, Flags, Share


def p1_share(tickets: pd.DataFrame) -> Share:
    """Share of tickets at P1. Formula: P1 ÷ tickets with a priority P1 to P5; [0, 1], lower is better.

    >>> from core.metrics.reduce import measure
    >>> measure(p1_share(pd.DataFrame({"priority": ["P1", "P3", None]}))).value
    0.5
    """
    known = is_one_of(tickets, "priority", RANKED_PRIORITIES)
    return Share(is_one_of(tickets, "priority", ("P1",)), known, unknown=~known)


def p2_share(tickets: pd.DataFrame) -> Share:
    """Share of tickets at P2. Formula: P2 ÷ tickets with a priority P1 to P5; [0, 1], lower is better.

    >>> from core.metrics.reduce import measure
    >>> measure(p2_share(pd.DataFrame({"priority": ["P2", "P3", "P3", "P4"]}))).value
    0.25
    """
    known = is_one_of(tickets, "priority", RANKED_PRIORITIES)
    return Share(is_one_of(tickets, "priority", ("P2",)), known, unknown=~known)


def priority_accuracy(tickets: pd.DataFrame) -> Share:
    """Share of finished tickets that ended with the priority they began with.

    Formula: first priority = last priority ÷ finished with both known. ``tickets``: ``is_finished``,
    ``first_priority``, ``priority``. Range 0..1, higher is better; undefined where a source records
    no changes of priority. Source: priority_accuracy.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True] * 3, "first_priority": ["P2", "P3", None]}
    >>> rows |= {"priority": ["P2", "P1", "P3"]}
    >>> found = measure(priority_accuracy(pd.DataFrame(rows)))
    >>> found.value, found.excluded
    (0.5, 1)
    """
    finished = flags(tickets, "is_finished")
    known = is_known(tickets, "first_priority") & is_known(tickets, "priority")
    return Share(_is_unchanged(tickets), finished & known, unknown=finished & ~known)


def _is_unchanged(tickets: pd.DataFrame) -> Flags:
    """Where the first and the last priority are the same word."""
    first, last = (tickets[name].astype("category").cat for name in ("first_priority", "priority"))
    place = last.categories.get_indexer(first.categories)
    return np.asarray(np.append(place, -2)[first.codes.to_numpy()] == last.codes.to_numpy())


def main_channel_share(tickets: pd.DataFrame) -> Share:
    """Share of tickets that come through the main channel, the one with the most tickets of all.

    Formula: tickets of the main channel ÷ tickets with a channel. Which channel is the main one is
    decided over all tickets, not over the chosen period or part. ``tickets``: ``channel`` and
    ``is_deleted``. Range 0..1, neither end is better; undefined without channels. Source: channel_mix.

    >>> from core.metrics.reduce import measure
    >>> rows = {"channel": ["email", "chat", "email", None], "is_deleted": [False] * 4}
    >>> round(measure(main_channel_share(pd.DataFrame(rows))).value, 4)
    0.6667
    """
    channel = tickets["channel"].astype("category").cat
    codes, names = channel.codes.to_numpy(), [str(name) for name in channel.categories]
    known = codes >= 0
    counts = np.bincount(codes[known & ~flags(tickets, "is_deleted")], minlength=len(names))
    main = min(range(len(names)), key=lambda code: (-counts[code], names[code]), default=-2)
    return Share(codes == main, known, unknown=~known)


def trending_issue_count(trends: pd.DataFrame) -> Count:
    """Categories that grew at least twofold in the last seven days, to ten tickets or more.

    Formula: number of categories with tickets of the last 7 days ÷ median of the eight weeks before
    ≥ 2 and at least 10 tickets. ``trends``: one row per category with ``is_trending``. 0 or more,
    neither end is better; undefined before four whole weeks of data. Source: trending_issues.

    >>> from core.metrics.reduce import measure
    >>> measure(trending_issue_count(pd.DataFrame({"is_trending": [True, False]}))).value
    1.0
    """
    return Count(flags(trends, "is_trending"))


def _mix(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.SHARE,
        "level": Level.OPERATIONS,
        "attribution": "created_at",
        "min_sample": 20,
        "owner": "team leads",
        "review": "weekly",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


P1_SHARE = _mix(
    id="p1_share",
    name="P1 share",
    question="Is everything urgent, or is priority used with care?",
    direction=Direction.LOWER_IS_BETTER,
    inputs=("priority",),
    formula=p1_share,
    formula_text="P1 tickets ÷ tickets with a priority from P1 to P5",
    sources=("handbook 1.3",),
    catalog_ids=("priority_mix",),
    needs="a priority from P1 to P5",
    gamed_by=("D-077", "D-084"),
)
P2_SHARE = _mix(
    id="p2_share",
    name="P2 share",
    question="Is high priority used with care?",
    direction=Direction.LOWER_IS_BETTER,
    inputs=("priority",),
    formula=p2_share,
    formula_text="P2 tickets ÷ tickets with a priority from P1 to P5",
    sources=("handbook 1.3",),
    needs="a priority from P1 to P5",
    gamed_by=("D-077", "D-084"),
)
PRIORITY_ACCURACY = _mix(
    id="priority_accuracy",
    name="Priority accuracy",
    question="How often is the first priority the right one?",
    direction=Direction.HIGHER_IS_BETTER,
    inputs=("is_finished", "first_priority", "priority"),
    formula=priority_accuracy,
    formula_text="finished tickets whose first priority is their last one ÷ finished tickets",
    attribution="finished_at",
    sources=("handbook 1.3",),
    needs="every change of priority",
    needs_history=True,
    caveats="A wrong priority that nobody corrects counts as right. Where the first change does not tell "
    "what it replaced, what it set counts as the first.",
    alternatives="Against a priority found by review, where tickets are audited.",
    gamed_by=("D-077", "D-084"),
)
MAIN_CHANNEL_SHARE = _mix(
    id="main_channel_share",
    name="Main channel share",
    question="How much of the work comes through one door?",
    direction=Direction.CONTEXT,
    inputs=("channel", "is_deleted"),
    formula=main_channel_share,
    formula_text="tickets of the channel with the most tickets ÷ tickets with a channel",
    sources=("handbook 1.2",),
    catalog_ids=("channel_mix",),
    needs="channels",
    caveats="The whole mix is a table; this is its largest part.",
    owner="managers",
    gamed_by=("D-006",),
)
TRENDING_ISSUE_COUNT = _mix(
    id="trending_issue_count",
    name="Trending issues",
    question="How many subjects suddenly grow?",
    unit=Unit.COUNT,
    direction=Direction.CONTEXT,
    frame=Frame.TRENDS,
    inputs=("is_trending",),
    formula=trending_issue_count,
    formula_text="categories with at least twice their usual week and ten tickets in the last 7 days",
    attribution=None,
    min_sample=0,
    sources=("handbook 1.2", "R-SC-13"),
    catalog_ids=("trending_issues",),
    needs="categories, and four whole weeks of data",
    caveats="Usual is the median of the eight weeks before. Which subjects they are, a table tells.",
    review="daily",
    gamed_by=("D-080", "D-081"),
)

DEFINITIONS = (P1_SHARE, P2_SHARE, PRIORITY_ACCURACY, MAIN_CHANNEL_SHARE, TRENDING_ISSUE_COUNT)
