"""Satisfaction as help desks write it: words, faces or numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.cleaning import numbers
from core.data.cleaning.draft import Draft
from core.data.files.problem import ImportProblem

LADDER = (
    "extremely unhappy",
    "very unhappy",
    "unhappy",
    "neutral",
    "happy",
    "very happy",
    "extremely happy",
)
BINARY = {"good": 1.0, "good with comment": 1.0, "bad": 0.0, "bad with comment": 0.0}
OFFERED = ("offered", "not rated", "sent")
NOT_OFFERED = ("unoffered", "not offered", "not sent")


def survey_columns(draft: Draft, name: str = "csat_score") -> dict[str, Any]:
    """``csat_score``, ``csat_scale_max`` and ``csat_offered`` of a satisfaction column.

    Good and bad are 1 and 0 of 1; the happy words are steps of as many as the file uses (3, 5
    or 7); numbers are points of 5, 10 or 100, whichever the highest fits.
    """
    words = pc.utf8_lower(draft.cells(name))
    steps = _ladder(words)
    known = {**BINARY, **steps}
    scores, bad = numbers.parse_numbers(_numeric(words, known), _decimal_mark(draft, name))
    scales = np.where(np.isfinite(scores), _scale_of(scores), np.nan)
    for word, score in known.items():
        here = pc.fill_null(pc.equal(words, word), False).to_numpy(zero_copy_only=False)
        scores[here], scales[here] = score, (1.0 if word in BINARY else float(len(steps)))
    draft.faults.add(bad | (scores < 0), name, "is not a survey answer")
    return {"csat_score": scores, "csat_scale_max": scales, "csat_offered": _offered(words, scores)}


def _decimal_mark(draft: Draft, name: str) -> str:
    """The column's mark; "4,125" that might be thousands elsewhere is a score here."""
    try:
        return draft.decimal_mark(name)
    except ImportProblem:
        return ","


def _ladder(words: pa.StringArray) -> dict[str, float]:
    used = set(words.drop_null().unique().to_pylist())
    trim = 2 if not used & set(LADDER[:2] + LADDER[-2:]) else 1 if not used & {LADDER[0], LADDER[-1]} else 0
    rungs = LADDER[trim : len(LADDER) - trim]
    return {word: float(step) for step, word in enumerate(rungs, start=1)}


def _numeric(words: pa.StringArray, known: dict[str, float]) -> pa.StringArray:
    spoken = pc.is_in(words, pa.array([*known, *OFFERED, *NOT_OFFERED]))
    return pc.if_else(spoken, pa.scalar(None, pa.string()), words)


def _scale_of(scores: np.ndarray[Any, Any]) -> float:
    top = float(np.nanmax(scores, initial=0.0))
    return 5.0 if top <= 5 else 10.0 if top <= 10 else 100.0


def _offered(words: pa.StringArray, scores: np.ndarray[Any, Any]) -> pd.api.extensions.ExtensionArray:
    asked = pc.fill_null(pc.is_in(words, pa.array(OFFERED)), False).to_numpy(zero_copy_only=False)
    not_asked = pc.fill_null(pc.is_in(words, pa.array(NOT_OFFERED)), False).to_numpy(zero_copy_only=False)
    asked = asked | np.isfinite(scores)
    return pd.arrays.BooleanArray(asked, ~(asked | not_asked))
