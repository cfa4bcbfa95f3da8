"""Every detector of catalogue section 12: those that look at tickets, and those that wait."""

from __future__ import annotations

from core.insight.integrity.answering import ANSWERING
from core.insight.integrity.closing import CLOSING
from core.insight.integrity.detector import Detector
from core.insight.integrity.handing_over_list import HANDING_OVER
from core.insight.integrity.knowing import KNOWING
from core.insight.integrity.priorities import PRIORITIES
from core.insight.integrity.promises import PROMISES
from core.insight.integrity.queueing_list import QUEUEING
from core.insight.integrity.sameness import SAMENESS
from core.insight.integrity.trends import TRENDS
from core.insight.integrity.waiting import WAITING

LOOKING = (
    *CLOSING, *PROMISES, *HANDING_OVER, *QUEUEING, *PRIORITIES, *ANSWERING, *SAMENESS, *KNOWING, *TRENDS,
)  # fmt: skip
SAME = (
    Detector("D-062", "Pending to stop the clock", "metrics", "", "The same look as D-069.", same_as="D-069"),
    Detector(
        "D-088", "Handoff without context, by tier", "tiers", "", "The same look as D-030.", same_as="D-030"
    ),
)
DETECTORS: tuple[Detector, ...] = tuple(sorted((*LOOKING, *SAME, *WAITING), key=lambda each: each.id))


def detector(number: str) -> Detector:
    """The detector with an id. Raises ValueError for an unknown one.

    >>> detector("D-061").name
    'Cherry-picking'
    """
    for each in DETECTORS:
        if each.id == number:
            return each
    raise ValueError(f"number: there is no detector {number!r}")
