"""Where open tickets are in their life (catalogue 4.1), read from what is known of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.measure import Flags

STATES = (
    "new",
    "triaged",
    "assigned",
    "in progress",
    "waiting for customer",
    "on hold",
    "escalated",
    "engineering",
)
ENGINEERING_TIER = "L3"
LIMBO_MINUTES = 24 * 60.0
"""D-079: so many minutes of opening hours without an event on a ticket that somebody works on."""


def lifecycle(tickets: pd.DataFrame) -> pd.Series:
    """The state of every open ticket, as an ordered category of `STATES`.

    Of several that fit the first counts: waiting for the customer and on hold are what the source says;
    engineering is support tier L3; escalated has been escalated; in progress is owned and answered by a
    person; assigned is owned; triaged has priority and category; the others are new.

    ``tickets``: ``status``, ``priority``, ``category``, ``is_assigned``, ``is_answered``, ``tier``,
    ``escalation_count``.

    >>> row = {"status": "open", "priority": "P2", "category": None, "tier": "L1", "escalation_count": 0}
    >>> lifecycle(pd.DataFrame([row | {"is_assigned": True, "is_answered": False}])).tolist()
    ['assigned']
    """
    owned, answered = tickets["is_assigned"].to_numpy(bool), tickets["is_answered"].to_numpy(bool)
    status = tickets["status"].astype(object).to_numpy()
    tests = [
        status == "pending",
        status == "hold",
        (tickets["tier"] == ENGINEERING_TIER).to_numpy(bool),
        (tickets["escalation_count"] > 0).to_numpy(bool),
        owned & answered,
        owned,
        ~is_untriaged(tickets),
    ]
    names = (
        "waiting for customer",
        "on hold",
        "engineering",
        "escalated",
        "in progress",
        "assigned",
        "triaged",
    )
    return pd.Series(pd.Categorical(np.select(tests, names, "new"), STATES, ordered=True), tickets.index)


def is_untriaged(tickets: pd.DataFrame) -> Flags:
    """Tickets that lack a priority or a category (R-FD-01)."""
    return np.asarray((tickets["priority"].isna() | tickets["category"].isna()).to_numpy(bool))


def is_in_limbo(tickets: pd.DataFrame, idle_business_minutes: np.ndarray) -> Flags:
    """Tickets that somebody works on, and on which nothing happened for 24 hours of opening time (D-079).

    Waiting for the customer is no limbo. ``idle_business_minutes``: one number per ticket.
    """
    status = tickets["status"].astype(object).to_numpy()
    works = tickets["is_assigned"].to_numpy(bool) & (status != "pending")
    return np.asarray(works & (idle_business_minutes > LIMBO_MINUTES))
