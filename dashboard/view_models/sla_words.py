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
LEVELS = {
    "none": "below half",
    "yellow": "Yellow, half used",
    "orange": "Orange, 80 % used",
    "red": "Red, 90 % used",
    "breach": "Broken",
    "severe": "Severe, twice the limit",
}
OUTCOMES = {"met": "kept", "breached": "broken", "running": "running", "paused": "paused"}
GROUPINGS = {
    "priority": "Priority",
    "customer_tier": "Customer tier",
    "team": "Team",
    "channel": "Channel",
    "assignee": "Agent",
    "category": "Category",
    "week": "Week",
}
LIMIT = Column("Limit", "minutes", "The promised time, in its own clock")
ELAPSED = Column("Elapsed", "minutes", "Time on the clock of the promise, pauses and closed hours left out")
LATE = Column("Late by", "minutes", "Beyond the limit, in the clock of the promise; so far while it is open")
LEFT = Column("Left", "minutes", "Time left on the clock of the promise")
DUE = Column("Due", "instant")
COMPLIANCE_COLUMNS = {
    "group": Column("Group"),
    "status": Column("Status", "status"),
    "value": Column("Kept", "share"),
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
        "promise": Column("Promise"),
        "level_word": Column("Level"),
        "late_minutes": LATE,
        "target_minutes": LIMIT,
        "elapsed_minutes": ELAPSED,
        "priority": t.PRIORITY,
        "customer_tier": Column("Customer tier"),
        "team": t.TEAM,
        "assignee": t.ASSIGNEE,
        "category": t.CATEGORY,
        "due_at": DUE,
    },
    "No promise was broken in this period.",
    note="the latest first",
    fill={"assignee": NOBODY},
)
NEXT = Shape(
    "Next to break",
    {
        "ticket_id": t.TICKET,
        "promise": Column("Promise"),
        "remaining_minutes": LEFT,
        "level_word": Column("Level"),
        "outcome_word": Column("Clock", "text", "A paused clock stands still while the customer is awaited"),
        "target_minutes": LIMIT,
        "priority": t.PRIORITY,
        "assignee": t.ASSIGNEE,
        "team": t.TEAM,
        "due_at": DUE,
    },
    "No promise is running.",
    note="least time left first",
    limit=50,
    fill={"assignee": NOBODY},
)
NEAR = Shape(
    "Near misses",
    {
        "ticket_id": t.TICKET,
        "promise": Column("Promise"),
        "remaining_minutes": Column("Spare", "minutes", "What was left of the limit"),
        "target_minutes": LIMIT,
        "priority": t.PRIORITY,
        "team": t.TEAM,
        "assignee": t.ASSIGNEE,
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
        "elapsed_minutes": Column("Since our last word", "minutes", "In the clock of the promise"),
        "target_minutes": Column("Promised every", "minutes"),
        "late_minutes": LATE,
        "priority": t.PRIORITY,
        "assignee": t.ASSIGNEE,
        "team": t.TEAM,
    },
    "Every open ticket has a recent update.",
    note="open tickets, the longest overdue first",
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
