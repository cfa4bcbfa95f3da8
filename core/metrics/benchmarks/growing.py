"""Targets of the guide for growing teams; what it does not print stays with the handbook.

It prints no limits beyond which a figure is critical, but for utilisation and resolution, so
outside its targets everything is a warning. Its limits by priority (B-064 to B-067) are the SLA
policy "Small team". Its mix of roles goes from 60 % at the front in large teams to all of them in
small ones.
"""

from __future__ import annotations

from core.metrics.benchmarks.handbook import DAY, HOUR
from core.metrics.targets import EVERYTHING, Band, BenchmarkSet, Target

SOURCE = "growing"
NOT_IDLE_NOR_BURNT = Band(0.5, 1.0, strict_low=True, strict_high=True)
"""Half of the time means too many people, all of it burnout; 95 % is an obsession."""

GROWING = BenchmarkSet(
    id="growing",
    name="Guide for growing teams",
    source=SOURCE,
    targets={
        "csat_rate": Target(Band.at_least(0.80), EVERYTHING, (SOURCE, "csat_pct", "C-02", "C-03")),
        "csat_mean": Target(Band.at_least(4.0), EVERYTHING, (SOURCE, "csat_mean", "C-03")),
        "customer_effort_score": Target(Band.at_least(5.5), EVERYTHING, (SOURCE, "ces", "C-01")),
        "first_response_time": Target(Band.under(4 * HOUR), EVERYTHING, (SOURCE, "frt_mean", "C-05", "C-09")),
        "resolution_time": Target(Band.under(DAY), Band.under(2 * DAY), (SOURCE, "ttr_mean", "C-10")),
        "first_contact_resolution_rate": Target(
            Band.at_least(0.70), EVERYTHING, (SOURCE, "fcr_pct", "C-11", "C-12")
        ),
        "utilisation": Target(
            Band(0.5, 0.95, strict_low=True, strict_high=True),
            NOT_IDLE_NOR_BURNT,
            (SOURCE, "utilisation_pct", "C-18", "C-19"),
        ),
        "cost_per_ticket": Target(Band.at_most(15), EVERYTHING, (SOURCE, "B-035", "B-036", "C-16")),
        "deflection_rate": Target(Band.at_least(0.20), EVERYTHING, (SOURCE, "B-040", "C-13", "C-14")),
        "reviews_per_agent_week": Target(Band.between(5, 10), EVERYTHING, (SOURCE, "B-118", "C-81")),
        "reviewed_ticket_share": Target(Band.between(0.05, 0.10), EVERYTHING, (SOURCE, "B-118", "C-81")),
        "frontline_share": Target(
            Band.between(0.60, 1.0), EVERYTHING, (SOURCE, "B-019", "B-020", "B-021", "B-022")
        ),
        "founder_support_hours": Target(
            Band.at_most(10), Band.at_most(10), (SOURCE, "B-009", "R-TR-01", "C-101")
        ),
    },
)
