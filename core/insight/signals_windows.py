"""The windows that rules look at; all end with the data, except those that lie before another one."""

from __future__ import annotations

LAST_7 = "last 7 days"
LAST_14, BEFORE_14 = "last 14 days", "14 days before"
LAST_28, BEFORE_28 = "last 4 weeks", "13 weeks before them"
BASE_26 = "26 weeks before the last 4"
LAST_30, LAST_90, BEFORE_90 = "last 30 days", "last 90 days", "90 days before"
LAST_91, BEFORE_91 = "last 13 weeks", "13 weeks before"
LAST_182, BEFORE_182 = "last 26 weeks", "26 weeks before"
LAST_YEAR = "last 365 days"
NOW = "today"

SPANS: dict[str, tuple[int, int]] = {
    LAST_7: (7, 0),
    LAST_14: (14, 0),
    BEFORE_14: (14, 14),
    LAST_28: (28, 0),
    BEFORE_28: (91, 28),
    BASE_26: (182, 28),
    LAST_30: (30, 0),
    LAST_90: (90, 0),
    BEFORE_90: (90, 90),
    LAST_91: (91, 0),
    BEFORE_91: (91, 91),
    LAST_182: (182, 0),
    BEFORE_182: (182, 182),
    LAST_YEAR: (365, 0),
}
"""Days in each window, and days between its end and the end of the data."""
