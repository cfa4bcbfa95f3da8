"""Schedule: the people needed, the shifts that cover them, and who works which."""

from __future__ import annotations

from dashboard import filters, session
from dashboard.components.schedule_panels import schedule_page

session.require_role()
schedule_page(filters.current())
