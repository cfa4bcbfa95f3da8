"""Targets by company stage, B-001 to B-004; the handbook's general warnings stay.

One exception: at the startup stage the CSAT target equals the general warning, so the warning is
five points lower there (C-04). First response has the same coincidence and is kept as printed (C-06).
"""

from __future__ import annotations

from core.metrics.benchmarks.handbook import DAY, HOUR
from core.metrics.targets import Band, BenchmarkSet, Target


def _stage(
    id: str, name: str, source: str, csat: float, frt: float, ttr: float, fcr: float, csat_warn: float = 0.85
) -> BenchmarkSet:
    targets = {
        "csat_rate": Target(Band.at_least(csat), Band.at_least(csat_warn), (source, "C-02", "C-04")),
        "first_response_time": Target(Band.under(frt), Band.at_most(4 * HOUR), (source, "C-05", "C-06")),
        "resolution_time": Target(Band.under(ttr), Band.at_most(3 * DAY), (source, "C-10")),
        "first_contact_resolution_rate": Target(Band.at_least(fcr), Band.at_least(0.5), (source, "C-11")),
    }
    return BenchmarkSet(id, name, source, targets)


STARTUP = _stage("startup", "Startup", "B-001", 0.85, 4 * HOUR, 48 * HOUR, 0.60, csat_warn=0.80)
GROWTH = _stage("growth", "Growth", "B-002", 0.88, 2 * HOUR, 24 * HOUR, 0.65)
SCALE = _stage("scale", "Scale", "B-003", 0.90, HOUR, 12 * HOUR, 0.70)
ENTERPRISE = _stage("enterprise", "Enterprise", "B-004", 0.92, HOUR / 2, 8 * HOUR, 0.75)
