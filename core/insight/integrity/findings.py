"""All detectors over one case: what was found beyond chance, what was not, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.insight.integrity.case import Case
from core.insight.integrity.chance import corrected
from core.insight.integrity.detector import Detector
from core.insight.integrity.evidence import ENOUGH, Evidence, Missing, Outcome
from core.insight.integrity.registry import DETECTORS

ALPHA = 0.05


class Verdict(StrEnum):
    """What can be said: never that somebody did something."""

    FOUND = "found"
    MAY_BE_CHANCE = "may be chance"
    NOT_FOUND = "not found"
    TOO_FEW = "too few"
    WAITS = "waits"


@dataclass(frozen=True)
class Finding:
    """One detector's outcome; ``p`` after the correction for all looks (NaN: counted, not tested)."""

    detector: Detector
    verdict: Verdict
    evidence: Evidence | None
    p: float
    needs: tuple[str, ...] = ()


def look_at(case: Case, detectors: tuple[Detector, ...] = DETECTORS) -> list[Finding]:
    """Ask every detector, correct the p-values together (Benjamini–Hochberg), the clearest finding first.

    A finding needs an effect beyond its limit, at least 20 cases and a corrected p of at most 0.05 (or an
    effect that was counted).
    """
    outcomes = {each.id: each.look(case) for each in detectors if each.look is not None}
    tested = [name for name, outcome in outcomes.items() if is_tested(outcome)]
    raw = [outcomes[name].p for name in tested]  # type: ignore[union-attr]
    adjusted = dict(zip(tested, corrected(raw), strict=True))
    found = [_finding(each, outcomes, adjusted) for each in detectors]
    return sorted(found, key=_order)


def is_tested(outcome: Outcome) -> bool:
    """Whether an outcome has enough cases and a p-value."""
    return isinstance(outcome, Evidence) and outcome.n >= ENOUGH and not np.isnan(outcome.p)


def _finding(each: Detector, outcomes: dict[str, Outcome], adjusted: dict[str, float]) -> Finding:
    outcome = outcomes.get(each.same_as or each.id)
    if outcome is None:
        return Finding(each, Verdict.WAITS, None, float("nan"), each.needs)
    if isinstance(outcome, Missing):
        return Finding(each, Verdict.WAITS, None, float("nan"), (outcome.needs,))
    p = adjusted.get(each.same_as or each.id, float("nan"))
    return Finding(each, verdict_of(outcome, p), outcome, p)


def verdict_of(evidence: Evidence, p: float) -> Verdict:
    """What an effect with a corrected chance is worth.

    >>> from core.insight.integrity.evidence import EffectUnit
    >>> few = Evidence(0.9, 0.1, EffectUnit.SHARE, 19, 0.0, True, "17 of 19")
    >>> verdict_of(few, 0.001)
    <Verdict.TOO_FEW: 'too few'>
    """
    is_counted = np.isnan(evidence.p) and not np.isnan(evidence.value)
    if evidence.n < ENOUGH and not (is_counted and evidence.n):
        return Verdict.TOO_FEW
    if np.isnan(evidence.value):
        return Verdict.TOO_FEW
    if not evidence.is_beyond:
        return Verdict.NOT_FOUND
    return Verdict.FOUND if is_counted or p <= ALPHA else Verdict.MAY_BE_CHANCE


def _order(finding: Finding) -> tuple[int, float, float, str]:
    evidence = finding.evidence
    size = abs(evidence.value / evidence.limit) if evidence is not None and evidence.limit else 1.0
    p = -1.0 if evidence is not None and np.isnan(finding.p) else float(np.nan_to_num(finding.p, nan=2.0))
    place = list(Verdict).index(finding.verdict)
    return place, p, -float(np.nan_to_num(size)), finding.detector.id
