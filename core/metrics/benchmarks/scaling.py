"""Targets of the guide to scaling support; what it does not print stays with the handbook.

Figures that it prints for a trade are those of complex software (B-024, B-031); set your own where
yours is another. Simple shops have 2,000 to 5,000 customers per agent (B-025) and spend 2 to 5 % of
their revenue (B-032), enterprise software 10 to 20 % (B-033).
"""

from __future__ import annotations

from core.metrics.benchmarks.handbook import DAY
from core.metrics.targets import EVERYTHING, Band, BenchmarkSet, Target

SOURCE = "scaling"

SCALING = BenchmarkSet(
    id="scaling",
    name="Guide to scaling support",
    source=SOURCE,
    targets={
        "first_contact_resolution_rate": Target(
            Band.at_least(0.70), EVERYTHING, (SOURCE, "B-030", "R-SC-04", "C-11")
        ),
        "deflection_rate": Target(
            Band.at_least(0.20), Band.at_least(0.15), (SOURCE, "B-041", "C-13", "C-15")
        ),
        "agent_turnover": Target(Band.under(0.30), Band.at_most(0.40), (SOURCE, "B-028", "R-RD-03")),
        "customers_per_agent": Target(Band.at_least(200), EVERYTHING, (SOURCE, "B-024", "B-025", "C-70")),
        "budget_share_of_revenue": Target(
            Band.between(0.05, 0.15), EVERYTHING, (SOURCE, "B-031", "B-032", "B-033")
        ),
        "people_cost_share": Target(Band.between(0.60, 0.70), EVERYTHING, (SOURCE, "B-031", "C-91")),
        "time_to_proficiency": Target(Band.at_most(60 * DAY), EVERYTHING, (SOURCE, "B-038", "C-76")),
        "hiring_backlog": Target(Band.at_most(0), EVERYTHING, (SOURCE, "R-RD-05")),
        "backup_coverage": Target(Band.at_least(1), EVERYTHING, (SOURCE, "R-RD-07")),
        "documents_current": Target(Band.at_least(1), EVERYTHING, (SOURCE, "R-RD-06", "C-89")),
        "founder_support_hours": Target(Band.at_most(10), Band.at_most(10), (SOURCE, "R-TR-01", "C-101")),
    },
)
