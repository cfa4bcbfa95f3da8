"""Open work in pictures: how old it is, how urgent, and who carries how much."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import format as fmt
from dashboard.view_models.cards import Alert, Column

BALANCE_LIMIT = 1.5
"""Most open tickets of one agent divided by the median agent's; above it work is uneven (R-QR-05)."""


@dataclass(frozen=True)
class PriorityShare:
    """Part of the open tickets at one priority, and the limits that apply to it."""

    priority: str
    count: int
    share: float
    status: str
    target: float | None
    limit: float | None


PRIORITY_LIMITS: dict[str, tuple[float, float | None]] = {"P1": (0.05, 0.10), "P2": (0.15, None)}
"""Share of open tickets: wanted below the first, a warning above the second."""


AGE_STATUSES = {"up to 24 h": "on_target", "1 to 3 d": "warning"}
"""The daily review looks at everything over 24 h (R-QR-02); over 3 days is a warning of its own (B-046)."""


def age_frame(histogram: pd.DataFrame) -> pd.DataFrame:
    """Open tickets by age with the status of each band; an empty band is no trouble."""
    if not histogram["ticket_count"].sum():
        histogram = histogram.head(0)
    statuses = histogram["age"].map(lambda age: AGE_STATUSES.get(age, "critical"))
    return histogram.assign(status=statuses.where(histogram["ticket_count"] > 0, "on_target"))


def priority_status(priority: str, share: float) -> str:
    """Where a priority's share of the open tickets stands.

    >>> [priority_status("P1", v) for v in (.04, .05, .10, .11)], priority_status("P3", .9)
    (['on_target', 'warning', 'warning', 'critical'], 'no_target')
    """
    if priority not in PRIORITY_LIMITS:
        return "no_target"
    target, limit = PRIORITY_LIMITS[priority]
    if share < target:
        return "on_target"
    return "critical" if limit is not None and share > limit else "warning"


def priority_shares(priorities: pd.Series) -> tuple[PriorityShare, ...]:
    """The mix of priorities among open tickets; tickets without one are a row of their own."""
    known = priorities.astype(object).where(priorities.notna(), "none")
    counts = known.value_counts().sort_index()
    total = int(counts.sum())
    return tuple(
        PriorityShare(
            str(name), int(n), n / total, priority_status(str(name), n / total), *_limits(str(name))
        )
        for name, n in counts.items()
    )


def _limits(priority: str) -> tuple[float | None, float | None]:
    return PRIORITY_LIMITS.get(priority, (None, None))


def load_frame(workload: pd.DataFrame) -> pd.DataFrame:
    """Open tickets per agent with a reading: more than 1.5 times the median is heavy (R-QR-05)."""
    heavy = workload["is_overloaded"].astype(bool)
    return workload.assign(
        reading=heavy.map({True: "heavy", False: ""}),
        status=heavy.map({True: "warning", False: "no_target"}),
    )


def load_alert(workload: pd.DataFrame) -> tuple[Alert, ...]:
    """A warning where the most loaded agent holds far more than the median one."""
    heavy = workload[workload["is_overloaded"].astype(bool)]
    if heavy.empty:
        return ()
    most = heavy.iloc[0]
    others = f"; {fmt.plural(len(heavy) - 1, 'other')} above that line as well" if len(heavy) > 1 else ""
    detail = (
        f"{fmt.shorten(most['assignee'])} holds {fmt.plural(most['open_count'], 'open ticket')}, "
        f"{fmt.number(most['load_ratio'])} times the median agent; above {BALANCE_LIMIT} is uneven{others}"
    )
    return (Alert("warning", "Work is spread unevenly", detail),)


LOAD_COLUMNS = {
    "assignee": Column("Agent"),
    "open_count": Column("Open", "count"),
    "waiting_count": Column("Waiting for us", "count"),
    "urgent_count": Column("P1 and P2", "count"),
    "oldest_minutes": Column("Oldest", "minutes"),
    "load_ratio": Column("Times median", "number"),
    "reading": Column("Reading", "text", "More than 1.5 times the median agent's open tickets is heavy"),
}
AGE_COLUMNS = {
    "age": Column("Age"),
    "ticket_count": Column("Open tickets", "count"),
}
PRIORITY_COLUMNS = {
    "priority": Column("Priority"),
    "count": Column("Open tickets", "count"),
    "share": Column("Share", "share"),
    "status": Column("Status", "status"),
}
NONE_OPEN = "No ticket is open."
PRIORITY_HELP = (
    "P1 should stay below 5 % and is a warning above 10 %; P2 should stay below 15 %. "
    "More than that and priority no longer tells what to do first."
)
AGE_HELP = (
    "Time since creation, at the moment shown. The daily review looks at everything over 24 hours; on "
    "average open tickets should be younger than a day, and three days is a warning."
)
LOAD_HELP = (
    "Open tickets by the agent who holds them. More than 1.5 times the median agent's is heavy: spread it."
)
