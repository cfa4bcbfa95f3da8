"""Ticket facts with some rows replaced where they stand; columns in which nothing changed are shared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.facts.event_log import Ints
from core.facts.splice import are_in

FIXED_CATEGORIES = ("status", "history")
"""Columns whose categories are the same in every frame."""


def places_of(old: Ints, changed: Ints, gone: Ints) -> Ints | None:
    """Where the rows of the keys ``changed`` stand once they are in place; all keys ascend.

    None where rows would have to move: one is taken out for good, or a new one stands between old ones.

    >>> places_of(np.array([1, 4, 6]), np.array([4, 9]), np.array([4, 9])).tolist()
    [1, 3]
    >>> places_of(np.array([1, 4, 6]), np.array([5]), np.array([5])) is None
    True
    """
    at = np.searchsorted(old, changed)
    is_known = at < len(old)
    is_known[is_known] = old[at[is_known]] == changed[is_known]
    new = changed[~is_known]
    if (len(new) and len(old) and new.min() < old[-1]) or are_in(old, gone).sum() != is_known.sum():
        return None
    at[~is_known] = len(old) + np.arange(len(new))
    return at


def placed(old: pd.DataFrame, changed: pd.DataFrame, at: Ints) -> pd.DataFrame:
    """``old`` with the rows of ``changed`` at the positions ``at``, those beyond its end added."""
    known = at < len(old)
    columns: dict[str, Any] = {}
    for name in old.columns:
        before, after = old[name].array, changed[name].array
        if isinstance(before, pd.Categorical) and name not in FIXED_CATEGORIES:
            columns[name] = _placed_words(before, after, at, known)
        else:
            columns[name] = _placed_values(before, after, at, known)
    return pd.DataFrame(columns, copy=False)


def _placed_values(before: Any, after: Any, at: Ints, known: NDArray[np.bool_]) -> Any:
    changes = not _are_equal(before[at[known]], after[known])
    if known.all():
        return _set(before.copy(), at, after) if changes else before
    joined = before._concat_same_type([before, after[~known]])
    return _set(joined, at[known], after[known]) if changes else joined


def _set(values: Any, at: Ints, given: Any) -> Any:
    values[at] = given
    return values


def _are_equal(left: Any, right: Any) -> bool:
    if left.dtype.kind == "f":
        return bool(np.array_equal(np.asarray(left), np.asarray(right), equal_nan=True))
    return bool(left.equals(right))


def _placed_words(
    before: pd.Categorical, after: pd.Categorical, at: Ints, known: NDArray[np.bool_]
) -> pd.Categorical:
    """Categories are united, sorted, and only those in use."""
    words = list(before.categories)
    known_words = set(words)
    more = [word for word in after.categories if word not in known_words]
    number = {word: place for place, word in enumerate([*words, *more])}
    given = np.array([*(number[word] for word in after.categories), -1], np.int64)[after.codes]
    same = known.all() and not more and np.array_equal(before.codes[at[known]], given[known])
    if same:
        return before
    codes = np.concatenate([before.codes.astype(np.int32), np.zeros((~known).sum(), np.int32)])
    codes[at] = given
    names = [*words, *more]
    used = np.flatnonzero(np.bincount(codes + 1, minlength=len(names) + 1)[1:])
    order = sorted(used.tolist(), key=names.__getitem__)
    table = np.full(len(names) + 1, -1, np.int32)
    table[order] = np.arange(len(order))
    kept = [names[place] for place in order]
    return pd.Categorical.from_codes(table[codes], categories=pd.Index(kept, dtype="str"))
