"""The parts of the page "Hiring and cost": each asks for what it shows only while it is open."""

from __future__ import annotations

from dashboard.components.hiring_cost_panels import cost_part
from dashboard.components.hiring_plan_panels import hiring_part
from dashboard.components.replay_panels import replay_part

PARTS = {"Hiring plan": hiring_part, "Cost and return": cost_part, "Assignment replay": replay_part}
