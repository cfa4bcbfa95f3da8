"""What a detector is: the question, what it sees, what is innocent about it, what to ask first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.insight.integrity.case import Case
from core.insight.integrity.evidence import Outcome


@dataclass(frozen=True)
class Detector:
    """One row of catalogue section 12.

    ``question`` it answers; ``sees`` how it looks, with its limits; ``innocent`` what else explains the
    same sight; ``ask`` what to ask before accusing anybody; ``bends`` the metrics that look better for
    it; ``look`` computes it (None: it waits for ``needs``, or is the detector ``same_as``);
    ``is_personal``: its evidence is about people.
    """

    id: str
    name: str
    area: str
    question: str
    sees: str = ""
    innocent: str = ""
    ask: str = ""
    bends: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    look: Callable[[Case], Outcome] | None = None
    same_as: str = ""
    is_personal: bool = False
