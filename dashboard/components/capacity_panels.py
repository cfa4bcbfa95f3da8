"""The parts of the Capacity page: each asks for what it shows only while it is open."""

from __future__ import annotations

from dashboard.components.calculator_panels import calculators_part
from dashboard.components.capacity_compare import scenarios_part
from dashboard.components.capacity_forecast import forecast_part
from dashboard.components.capacity_what_if import what_if_part

PARTS = {
    "What if": what_if_part,
    "Forecast": forecast_part,
    "Scenarios": scenarios_part,
    "Calculators": calculators_part,
}
