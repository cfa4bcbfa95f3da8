"""Rows of the frames beside the tickets, as filters and a period leave them: for lists, not for metrics."""

from __future__ import annotations

import pandas as pd

from core.metrics.definition import Frame
from core.metrics.evaluate import ALL_TIME, Evaluation, Span
from core.metrics.groups import Wanted, having
from core.reporting.quality_tables import inside


def told_rows(
    evaluation: Evaluation, frame: Frame, wanted: Wanted, at: str | None = None, span: Span = ALL_TIME
) -> pd.DataFrame:
    """Rows with the wanted values in their own columns, and with the instant ``at`` inside the span.

    None where a filter asks for what the rows do not tell, just as metrics have no value then (QW-053).
    """
    rows = evaluation.frames[frame]
    if any(values and name not in rows.columns for name, values in wanted.items()):
        return rows.iloc[:0]
    keep = having(rows, wanted)
    if at is not None:
        keep &= inside(evaluation.instants(frame, at), span)
    return rows[keep]
