"""Groups of rows by a column: numbers, labels in display order, and rows with wanted values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import pandas as pd

from core.metrics.measure import Flags, Integers

NOT_STATED = "not stated"
"""Label of rows without a value."""
Wanted: TypeAlias = Mapping[str, tuple[str, ...]]


def group_codes(column: pd.Series) -> tuple[Integers, list[str]]:
    """Numbers and labels of a column's groups: labels in order, missing last as "not stated"."""
    categories = column.astype("category").cat
    names = [str(name) for name in categories.categories]
    order = sorted(range(len(names)), key=lambda i: names[i])
    rank = np.empty(len(names) + 1, dtype=np.int32)
    rank[order] = np.arange(len(names))
    rank[-1] = len(names)
    return rank.take(categories.codes.to_numpy()), [*(names[i] for i in order), NOT_STATED]


def present_groups(codes: Integers, labels: list[str], chosen: Flags) -> tuple[Integers, list[str]]:
    """Groups numbered again without those that no chosen row belongs to (-1)."""
    present = np.bincount(codes.take(np.flatnonzero(chosen)), minlength=len(labels)) > 0
    if present.all():
        return codes, labels
    place = np.where(present, np.cumsum(present) - 1, -1).astype(codes.dtype)
    return place.take(codes), [label for label, there in zip(labels, present, strict=True) if there]


def having(frame: pd.DataFrame, wanted: Wanted) -> Flags:
    """Rows with one of the wanted values in each of their own columns."""
    keep = np.ones(len(frame), bool)
    for name, values in wanted.items():
        if values:
            keep &= frame[name].astype("object").fillna(NOT_STATED).isin(values).to_numpy()
    return keep
