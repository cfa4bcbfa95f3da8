"""Targets by level of support, B-083 to B-088; what a level does not print stays with the handbook.

Choose the set of a level and filter to its tier. At level 3 the CSAT target equals the general
warning, so the warning is five points lower there, as for startups (C-04). "Hours to days" of handle
time at level 3 is no figure to judge by.
"""

from __future__ import annotations

from core.metrics.targets import EVERYTHING, Band, BenchmarkSet, Target


def _csat(least: float, warn: float) -> Target:
    return Target(Band.at_least(least), Band.at_least(warn), ("B-087", "C-02", "C-04"))


def _tickets(low: float, high: float) -> Target:
    return Target(Band.between(low, high), EVERYTHING, ("B-085", "C-24", "C-25", "C-26"))


def _accuracy(least: float) -> Target:
    return Target(Band.at_least(least), EVERYTHING, ("B-088",))


def _handle_time(low: float, high: float) -> Target:
    return Target(Band.between(low, high), EVERYTHING, ("B-084", "C-25", "C-27"))


def _escalation(low: float, high: float) -> Target:
    return Target(Band.between(low, high), Band.at_most(0.30), ("B-086", "C-54"))


LEVEL_1 = BenchmarkSet(
    id="level_1",
    name="Level 1, front line",
    source="B-083 to B-088",
    targets={
        "first_contact_resolution_rate": Target(Band.at_least(0.70), Band.at_least(0.50), ("B-083", "C-11")),
        "average_handle_time": _handle_time(10, 15),
        "tickets_per_agent_day": _tickets(30, 50),
        "escalation_rate": _escalation(0.15, 0.25),
        "csat_rate": _csat(0.90, 0.85),
        "technical_accuracy": _accuracy(0.95),
    },
)
LEVEL_2 = BenchmarkSet(
    id="level_2",
    name="Level 2, specialists",
    source="B-084 to B-088",
    targets={
        "average_handle_time": _handle_time(30, 60),
        "tickets_per_agent_day": _tickets(10, 20),
        "escalation_rate": _escalation(0.05, 0.10),
        "csat_rate": _csat(0.90, 0.85),
        "technical_accuracy": _accuracy(0.98),
    },
)
LEVEL_3 = BenchmarkSet(
    id="level_3",
    name="Level 3, engineering",
    source="B-085 to B-088",
    targets={
        "tickets_per_agent_day": _tickets(3, 8),
        "csat_rate": _csat(0.85, 0.80),
        "technical_accuracy": _accuracy(0.99),
    },
)
