"""The sources files come from, in the order they are offered."""

from core.data.sources.canonical_events import SOURCE as CANONICAL_EVENTS
from core.data.sources.canonical_tickets import SOURCE as CANONICAL_TICKETS
from core.data.sources.eventlog import SOURCE as EVENTLOG
from core.data.sources.freshdesk import SOURCE as FRESHDESK
from core.data.sources.servicenow import SOURCE as SERVICENOW
from core.data.sources.source import Source
from core.data.sources.zendesk import SOURCE as ZENDESK

SOURCES: tuple[Source, ...] = (
    CANONICAL_TICKETS,
    CANONICAL_EVENTS,
    ZENDESK,
    FRESHDESK,
    SERVICENOW,
    EVENTLOG,
)
