"""The quality scorecard: five weighted dimensions, the points each allows, and what a pattern asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class RubricBand:
    """Points that a dimension allows, in a word, and how to recognise them."""

    points: int
    word: str
    reading: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One question of the scorecard. Its weight in percent is also the most points it gives.

    At ``coach_from`` points or fewer the finding ``rule`` asks for ``approach``.
    """

    id: str
    name: str
    weight: int
    asks: str
    source: str
    bands: tuple[RubricBand, ...]
    rule: str
    finding: str
    coach_from: int
    approach: str

    @property
    def allowed(self) -> tuple[int, ...]:
        """The points that may be given, most first."""
        return tuple(band.points for band in self.bands)


def _bands(*bands: tuple[int, str, str]) -> tuple[RubricBand, ...]:
    return tuple(RubricBand(*band) for band in bands)


DIMENSIONS = (
    Dimension(
        id="solution_quality",
        name="Solution quality",
        weight=30,
        asks="Was the answer correct and complete the first time?",
        source="B-108",
        bands=_bands(
            (30, "perfect", "correct and complete at the first attempt"),
            (25, "good", "small details are missing"),
            (20, "adequate", "mostly right, a follow-up is needed"),
            (15, "needs work", "partly right, the customer is confused"),
            (10, "poor", "wrong, the customer is frustrated"),
            (0, "fail", "a critical error that others must repair"),
        ),
        rule="R-CO-01",
        finding="technical gaps",
        coach_from=20,
        approach="pair with a specialist and assign training",
    ),
    Dimension(
        id="communication",
        name="Communication",
        weight=25,
        asks="Was it clear, professional and empathetic?",
        source="B-109",
        bands=_bands(
            (25, "excellent", "clear, warm, professional and personal"),
            (20, "good", "little of it is personal"),
            (15, "adequate", "understandable, but impersonal"),
            (10, "needs work", "confusing, or the wrong register"),
            (5, "poor", "unclear or rude"),
            (0, "fail", "offensive or damaging"),
        ),
        rule="R-CO-02",
        finding="communication",
        coach_from=15,
        approach="go through examples and practise rewriting",
    ),
    Dimension(
        id="process_adherence",
        name="Process adherence",
        weight=20,
        asks="Were the procedure and the documentation followed?",
        source="B-110",
        bands=_bands(
            (20, "perfect", "every step, and documented"),
            (15, "good", "small gaps"),
            (10, "adequate", "some steps were skipped"),
            (5, "needs work", "several steps were skipped"),
            (0, "fail", "a critical violation"),
        ),
        rule="R-CO-03",
        finding="process",
        coach_from=10,
        approach="explain why, and let them shadow strong performers",
    ),
    Dimension(
        id="efficiency",
        name="Efficiency",
        weight=15,
        asks="Did the time spent fit how hard it was?",
        source="B-111",
        bands=_bands(
            (15, "excellent", "as fast as it could be for what it was"),
            (12, "good", "slightly off"),
            (9, "adequate", "visibly slow, but fair"),
            (6, "needs work", "much of the time was wasted"),
            (3, "poor", "extremely slow, or rushed"),
            (0, "fail", "the way it was handled broke a promise"),
        ),
        rule="R-CO-04",
        finding="efficiency",
        coach_from=9,
        approach="share tips on time and train the tools",
    ),
    Dimension(
        id="customer_experience",
        name="Customer experience",
        weight=10,
        asks="Was it personal, helpful and well-toned?",
        source="B-112",
        bands=_bands(
            (10, "delightful", "more than the customer expected"),
            (8, "good", "pleasant"),
            (6, "adequate", "impersonal"),
            (4, "needs work", "hard for the customer"),
            (2, "poor", "frustrating"),
            (0, "fail", "the customer complained about it"),
        ),
        rule="R-CO-05",
        finding="empathy",
        coach_from=6,
        approach="role play, and listen to customers' stories",
    ),
)
"""The shipped scorecard, B-108 to B-112; where sources name other dimensions (C-87), weights decide."""
BY_ID: Mapping[str, Dimension] = MappingProxyType({dimension.id: dimension for dimension in DIMENSIONS})
MAXIMA: Mapping[str, float] = MappingProxyType({d.id: float(d.weight) for d in DIMENSIONS})
"""The most points of each dimension; they add up to 100."""


@dataclass(frozen=True, slots=True)
class CoachingFinding:
    """What a score asks to be talked about, and how."""

    rule: str
    finding: str
    approach: str
    dimension: Dimension
    band: RubricBand


def check_points(points: Mapping[str, int]) -> None:
    """Refuse points that no scorecard can hold.

    Parameters
    ----------
    points : points by dimension id, one for each of `DIMENSIONS`, each one of its allowed points

    Raises ValueError naming the argument: for a dimension that is unknown or missing, and for
    points that the rubric does not allow. Sources: 7.2.

    >>> check_points({"solution_quality": 17})
    Traceback (most recent call last):
    ...
    ValueError: points['solution_quality']: 17 is not allowed; allowed are 30, 25, 20, 15, 10, 0
    """
    for name, given in points.items():
        if name not in BY_ID:
            raise ValueError(f"points: {name!r} is no dimension; known are {', '.join(BY_ID)}")
        if isinstance(given, bool) or given not in BY_ID[name].allowed:
            allowed = ", ".join(str(each) for each in BY_ID[name].allowed)
            raise ValueError(f"points[{name!r}]: {given!r} is not allowed; allowed are {allowed}")
    missing = [name for name in BY_ID if name not in points]
    if missing:
        raise ValueError(f"points: {', '.join(missing)} not given")


def total_score(points: Mapping[str, int]) -> int:
    """The score of a review. Formula: Σ points over the five dimensions.

    Parameters
    ----------
    points : points by dimension id, as `check_points` wants them

    Whole points, 0 to 100, higher is better; the weights are the most points, so nothing is
    multiplied. Raises ValueError as `check_points`. Sources: 7.1, 7.2.

    >>> given = {"solution_quality": 25, "communication": 20, "process_adherence": 20}
    >>> total_score(given | {"efficiency": 9, "customer_experience": 10})
    84
    """
    check_points(points)
    return sum(points.values())


def is_critical_fail(points: Mapping[str, int]) -> bool:
    """Whether a review is a critical fail: any dimension at 0, whatever the total says.

    Parameters
    ----------
    points : points by dimension id, as `check_points` wants them

    Raises ValueError as `check_points`. Source: R-QA-01.

    >>> given = {"solution_quality": 30, "communication": 25, "process_adherence": 20}
    >>> is_critical_fail(given | {"efficiency": 0, "customer_experience": 10})
    True
    """
    check_points(points)
    return 0 in points.values()


def band_of(dimension_id: str, points: int) -> RubricBand:
    """The band of a dimension that gives these points: its word and how to recognise it.

    Parameters
    ----------
    dimension_id : id of one of `DIMENSIONS`
    points : points that the dimension allows

    Raises ValueError naming the argument for an unknown dimension and for points between the
    bands. Source: 7.2.

    >>> band_of("efficiency", 9).word
    'adequate'
    """
    if dimension_id not in BY_ID:
        raise ValueError(f"dimension_id: {dimension_id!r} is none of {', '.join(BY_ID)}")
    found = [band for band in BY_ID[dimension_id].bands if band.points == points]
    if not found:
        allowed = ", ".join(str(each) for each in BY_ID[dimension_id].allowed)
        raise ValueError(f"points: {points!r} is not allowed; allowed are {allowed}")
    return found[0]


def coaching_findings(points: Mapping[str, int]) -> tuple[CoachingFinding, ...]:
    """What a review asks to be talked over, the dimension that lost the largest part first.

    A finding is a dimension at its limit or below: solution 20, communication 15, process 10,
    efficiency 9, customer experience 6. Of equal losses the heavier dimension comes first.

    Parameters
    ----------
    points : points by dimension id, as `check_points` wants them

    Empty where nothing is that low. Raises ValueError as `check_points`. Sources: R-CO-01 to
    R-CO-05.

    >>> given = {"solution_quality": 20, "communication": 5, "process_adherence": 15}
    >>> [found.rule for found in coaching_findings(given | {"efficiency": 12, "customer_experience": 8})]
    ['R-CO-02', 'R-CO-01']
    """
    check_points(points)
    low = [each for each in DIMENSIONS if points[each.id] <= each.coach_from]
    low.sort(key=lambda each: points[each.id] / each.weight)
    return tuple(
        CoachingFinding(each.rule, each.finding, each.approach, each, band_of(each.id, points[each.id]))
        for each in low
    )
