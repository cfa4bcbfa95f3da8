"""Is the team composed as its size asks? Levels (B-015 to B-018), mix (B-019 to B-023), R-MR-01."""

from __future__ import annotations

from dataclasses import dataclass

from core.insight.signals_findings import Evidence, Outcome, State, missing, unknown
from core.insight.signals_windows import NOW

LEVELS = ("L1", "L2", "L3")
KINDS = ("frontline", "specialist", "management")
LEVEL_RATIOS = {1: (5, 2, 1), 2: (8, 3, 1), 3: (10, 3, 1), 4: (6, 4, 2)}
LEVEL_SOURCES = {1: "B-015", 2: "B-016", 3: "B-017", 4: "B-018"}
LEVELS_FROM = 8
"""C-64: levels are worth little in a smaller team."""
MIXES = {1: (1.0, 0.0, 0.0), 2: (0.80, 0.15, 0.05), 3: (0.65, 0.25, 0.10), 4: (0.60, 0.30, 0.10)}
MIX_SOURCES = {1: "B-019", 2: "B-020", 3: "B-021", 4: "B-022"}
GROWN, EXECUTIVE_FROM = 1.20, 100
A_YEAR_AGO = "a year ago"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: heads there, heads that the ratio asks for, and shares of both."""

    name: str
    heads: int
    share: float
    asked_share: float

    def gap(self, total: int) -> float:
        """Heads more (or fewer) than the ratio asks for, of so many in all."""
        return self.heads - self.asked_share * total


@dataclass(frozen=True, slots=True)
class Composition:
    """How a team is composed beside a benchmark, and in words what that says."""

    parts: tuple[Part, ...]
    total: int
    source: str
    words: str
    needs: str = ""


def level_ratio(counts: tuple[int, int, int], stage: int) -> Composition:
    """Heads at levels 1, 2 and 3 beside the ratio of the stage.

    Parameters
    ----------
    counts : people who answer tickets, at L1, L2 and L3
    stage : 1 to 4

    Below eight heads it is shown but not judged (C-64). A head is too many where the gap is one or
    more. Undefined without anybody at a level. Raises ValueError for another stage. Source: B-015 to
    B-018.

    >>> level_ratio((5, 2, 1), 1).words
    'as B-015 asks, to within one head (n = 8)'
    >>> level_ratio((7, 0, 1), 1).words
    'against B-015: L1 +2.0, L2 -2.0 (n = 8)'
    """
    if stage not in LEVEL_RATIOS:
        raise ValueError(f"stage: {stage} is not 1 to 4")
    asked = LEVEL_RATIOS[stage]
    shares = tuple(part / sum(asked) for part in asked)
    return _composition(LEVELS, counts, shares, LEVEL_SOURCES[stage], "people with a level", LEVELS_FROM)


def team_mix(counts: tuple[int, int, int], band: int) -> Composition:
    """Frontline, specialists and management beside the mix of the team's size.

    Parameters
    ----------
    counts : heads by kind; executives and founders count as management
    band : 1 early, 2 growing, 3 scaled, 4 enterprise (R-ST-03)

    Undefined without roles. Raises ValueError for another band. Source: B-019 to B-022.

    >>> team_mix((4, 1, 0), 2).words
    'as B-020 asks, to within one head (n = 5)'
    >>> team_mix((10, 0, 0), 3).words
    'against B-021: frontline +3.5, specialist -2.5, management -1.0 (n = 10)'
    """
    if band not in MIXES:
        raise ValueError(f"band: {band} is not 1 to 4")
    return _composition(KINDS, counts, MIXES[band], MIX_SOURCES[band], "people with a role", 1)


def _composition(
    names: tuple[str, ...],
    counts: tuple[int, ...],
    shares: tuple[float, ...],
    source: str,
    needs: str,
    least: int,
) -> Composition:
    total = sum(counts)
    if not total:
        return Composition((), 0, source, "not known", f"{needs} on the roster")
    parts = tuple(Part(n, c, c / total, s) for n, c, s in zip(names, counts, shares, strict=True))
    off = [(part.name, part.gap(total)) for part in parts if abs(part.gap(total)) >= 1 - 1e-9]
    if total < least:
        words = f"not judged below {least} heads (C-64; n = {total})"
    elif off:
        told = ", ".join(f"{name} {gap:+.1f}" for name, gap in off)
        words = f"against {source}: {told} (n = {total})"
    else:
        words = f"as {source} asks, to within one head (n = {total})"
    return Composition(parts, total, source, words)


def frozen_management(evidence: Evidence) -> Outcome:
    """R-MR-01: the front line grew 20 % in a year while managers did not, or too few executives.

    The second part counts only from a hundred frontline people on (B-023).
    """
    front, earlier = evidence.figure("frontline", NOW), evidence.figure("frontline", A_YEAR_AGO)
    led, led_earlier = evidence.figure("managers", NOW), evidence.figure("managers", A_YEAR_AGO)
    lacking = missing(front, led)
    if lacking:
        return lacking
    words = f"frontline {front.value:.0f}, managers and executives {led.value:.0f}"
    bosses = evidence.figure("executives", NOW)
    if front.value >= EXECUTIVE_FROM and bosses.is_known and 100 * bosses.value < front.value:
        return Outcome(State.MET, f"{words}, executives {bosses.value:.0f}: fewer than 1 for each 100")
    if not earlier.is_known or not led_earlier.is_known or earlier.value <= 0:
        return unknown("the roster with dates of hire, a year back")
    is_past = front.value >= GROWN * earlier.value - 1e-9 and led.value <= led_earlier.value
    words += f"; a year ago {earlier.value:.0f} and {led_earlier.value:.0f}"
    return Outcome(State.MET if is_past else State.NOT_MET, words)
