"""What if: other targets and other hours, tried on the tickets of the past."""

from __future__ import annotations

from dashboard import session
from dashboard.components.what_if_panel import what_if_panel

session.require_role()
what_if_panel()
