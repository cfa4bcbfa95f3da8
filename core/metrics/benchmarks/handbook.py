"""Targets of the handbook that hold for every stage (catalogue sections 1.1 to 1.4 and 4.4)."""

from __future__ import annotations

from core.metrics.targets import EVERYTHING, Band, BenchmarkSet, Target

HOUR = 60.0
DAY = 24 * HOUR

HANDBOOK = BenchmarkSet(
    id="handbook",
    name="Handbook, any stage",
    source="handbook",
    targets={
        "csat_rate": Target(Band.at_least(0.90), Band.at_least(0.85), ("csat_pct", "C-02")),
        "csat_mean": Target(Band.at_least(4.0), EVERYTHING, ("csat_mean", "C-03")),
        "first_response_time": Target(Band.under(HOUR), Band.at_most(4 * HOUR), ("frt_mean", "C-05")),
        "resolution_time": Target(Band.under(DAY), Band.at_most(3 * DAY), ("ttr_mean", "C-10")),
        "first_contact_resolution_rate": Target(
            Band.at_least(0.70), Band.at_least(0.50), ("fcr_pct", "C-11")
        ),
        "reopen_rate": Target(Band.under(0.05), Band.at_most(0.10), ("reopen_pct",)),
        "escalation_rate": Target(Band.between(0.10, 0.20), Band.at_most(0.30), ("escalation_pct", "C-54")),
        "backlog_age": Target(Band.under(DAY), Band.at_most(3 * DAY), ("backlog_age_days",)),
        "queue_depth": Target(Band.under(10), Band.at_most(25), ("R-RT-02", "C-53")),
        "p1_share": Target(Band.under(0.05), Band.at_most(0.10), ("priority_mix",)),
        "p2_share": Target(Band.under(0.15), EVERYTHING, ("priority_mix",)),
        "response_sla_met_rate": Target(Band.at_least(0.95), EVERYTHING, ("B-073",)),
        "resolution_sla_met_rate": Target(Band.at_least(0.90), EVERYTHING, ("B-074",)),
        "response_share_of_target": Target(Band.under(0.50), EVERYTHING, ("B-075",)),
        "resolution_share_of_target": Target(Band.under(0.75), EVERYTHING, ("B-076",)),
        "severe_breach_count": Target(Band.at_most(0), EVERYTHING, ("B-078",)),
        "sla_met_rate": Target(Band.at_least(0.90), EVERYTHING, ("sla_resolution_pct", "C-48")),
    },
)
