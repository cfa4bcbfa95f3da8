"""What promises, levels and columns of SLA tables are called."""

from __future__ import annotations

from dashboard.view_models import tables as t
from dashboard.view_models.cards import Column
from dashboard.view_models.tables import NOBODY, Shape

PROMISES = {
    "first_response": "First response",
    "next_response": "Next response",
    "periodic_update": "Status update",
    "resolution": "Resolution",
}
MAIN = ("first_response", "resolution")
"""The promises that the figures of breaches are about; the others are followed on their own."""
OTHERS = ("next_response", "periodic_update")
TARGETS = {"first_response": 0.95, "resolution": 0.90}
"""B-073 and B-074."""
USED_TARGETS = {"first_response": 0.50, "resolution": 0.75}
"""B-075 and B-076: the mean has to stay below."""
OUTCOMES = {"met": "kept", "breached": "broken", "running": "running", "paused": "paused"}
STILL, OVER = "still running", "stopped"
GROUPINGS = {
    "priority": "Priority",
    "customer_tier": "Customer tier",
    "team": "Team",
    "channel": "Channel",
    "assignee": "Agent",
    "category": "Category",
    "week": "Week",
}
PROMISE = Column("Promise", "text", None, "small")
LEVEL = Column("Level", "level", "Share of the limit used: 50, 80, 90 %, over it, twice over")
LIMIT = Column("Limit", "clock", "The promised time, in its own clock")
ELAPSED = Column("Elapsed", "clock", "Time on the clock of the promise, pauses and closed hours left out")
LATE = Column("Late by", "clock", "Beyond the limit, in the clock of the promise; so far while it runs")
LEFT = Column("Left", "clock", "Time left on the clock of the promise")
DUE = Column("Due", "instant")
CUSTOMER_TIER = Column("Customer tier", "text", None, "small")
PRIORITY = Column("Priority", "text", "As it was when the clock stopped, or now", "small")
COUNTED_BY = Column("Hours", "text", "Which hours the clock counts: opening hours or all", "small")
COMPLIANCE_COLUMNS = {
    "group": Column("Group"),
    "status": Column("Status", "status"),
    "value": Column("In time", "share"),
    "low": Column("at least", "share", "Lower end of the 95 % interval"),
    "high": Column("at most", "share", "Upper end of the 95 % interval"),
    "met_count": Column("Kept", "count"),
    "breached_count": Column("Broken", "count"),
    "running_count": Column("Running", "count", "Not decided yet"),
    "used_share": Column("Limit used", "share", "Mean of elapsed time ÷ limit"),
}
BREACHES = Shape(
    "Broken promises",
    {
        "ticket_id": t.TICKET,
        "promise": PROMISE,
        "level": LEVEL,
        "clock_word": Column("Clock", "text", "Whether the promise is still to be kept", "small"),
        "late_minutes": LATE,
        "target_minutes": LIMIT,
        "elapsed_minutes": ELAPSED,
        "counted_by": COUNTED_BY,
        "priority": PRIORITY,
        "customer_tier": CUSTOMER_TIER,
        "team": t.TEAM,
        "assignee": t.ASSIGNEE,
        "category": t.CATEGORY,
        "due_at": DUE,
    },
    "No promise was broken in this period.",
    note="first responses and resolutions, the latest first",
    fill={"assignee": NOBODY},
)
SEVERE = Shape(
    "Log of severe breaches",
    {
        "due_at": DUE,
        "ticket_id": t.TICKET,
        "promise": PROMISE,
        "times": Column("Times the limit", "number", "Elapsed time ÷ limit"),
        "late_minutes": LATE,
        "clock_word": Column("Clock", "text", "Whether the promise is still to be kept", "small"),
        "priority": PRIORITY,
        "customer_tier": CUSTOMER_TIER,
        "team": t.TEAM,
        "assignee": t.ASSIGNEE,
        "category": t.CATEGORY,
    },
    "No promise took twice its limit in this period.",
    note="at least twice the limit, the newest first",
    fill={"assignee": NOBODY},
)
NEXT = Shape(
    "Next to break",
    {
        "ticket_id": t.TICKET,
        "promise": PROMISE,
        "remaining_minutes": LEFT,
        "level": LEVEL,
        "outcome_word": Column("Clock", "text", "A paused clock stands still while the customer is awaited"),
        "target_minutes": LIMIT,
        "counted_by": COUNTED_BY,
        "priority": PRIORITY,
        "customer_tier": CUSTOMER_TIER,
        "assignee": t.ASSIGNEE,
        "team": t.TEAM,
        "due_at": DUE,
    },
    "No promise is running inside its limit.",
    note="least time left first",
    limit=50,
    fill={"assignee": NOBODY},
)
NEAR = Shape(
    "Near misses",
    {
        "ticket_id": t.TICKET,
        "promise": PROMISE,
        "remaining_minutes": Column("Spare", "clock", "What was left of the limit"),
        "target_minutes": LIMIT,
        "priority": PRIORITY,
        "customer_tier": CUSTOMER_TIER,
        "team": t.TEAM,
        "assignee": t.ASSIGNEE,
        "category": t.CATEGORY,
        "due_at": DUE,
    },
    "No promise was kept with less than a tenth of its limit to spare.",
    note="kept with less than a tenth of the limit to spare",
    limit=50,
    fill={"assignee": NOBODY},
)
UPDATES = Shape(
    "Updates that customers wait for",
    {
        "ticket_id": t.TICKET,
        "level": LEVEL,
        "elapsed_minutes": Column("Since our last word", "clock", "In the clock of the promise"),
        "target_minutes": Column("Promised every", "clock", "In the clock of the promise"),
        "late_minutes": LATE,
        "counted_by": COUNTED_BY,
        "priority": PRIORITY,
        "customer_tier": CUSTOMER_TIER,
        "assignee": t.ASSIGNEE,
        "team": t.TEAM,
        "due_at": DUE,
    },
    "Every open ticket has a recent update.",
    note="open tickets, late or past 80 % of the interval",
    limit=50,
    fill={"assignee": NOBODY},
)
LATE_COLUMNS = {
    "late": Column("Late by"),
    "first_response": Column("First responses", "count"),
    "resolution": Column("Resolutions", "count"),
}
TREND_COLUMNS = {
    "week": Column("Week from", "text"),
    "breach_share": Column("Broken", "share"),
    "n": Column("Promises", "count"),
}
HOUR_COLUMNS = {
    "weekday": Column("Weekday"),
    "hour": Column("Hour"),
    "count": Column("Broken promises", "count"),
}
