"""Numbers, durations and yes-or-no words, a column at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.data.files.problem import ImportProblem, Question

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_COMMA_DECIMAL = r"^[+-]?\d{1,3}(\.?\d{3})*,\d+$|^[+-]?\d+,\d+$"
_COMMA_THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$"
_GROUPED = {
    ".": r"^[+-]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?$",
    ",": r"^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$",
}
"""By decimal mark, where its opposite may stand: between thousands (and lakhs), nowhere else."""
_BLANKS = "[\\s\u00a0\u202f']"
_CLOCK = r"^(?P<hours>\d{1,6}):(?P<minutes>\d{2})(?::(?P<seconds>\d{2}))?$"

YES = ("true", "yes", "y", "1", "t", "ontime", "on time", "met", "achieved", "within sla", "ok", "offered")
NO = (
    "false",
    "no",
    "n",
    "0",
    "f",
    "overdue",
    "missed",
    "breached",
    "violated",
    "sla violated",
    "late",
    "unoffered",
)


def decimal_mark(column: pa.StringArray, name: str, given: str | None = None) -> str:
    """ "." or ",", decided for the whole column; asks where "1,234" could be either.

    >>> decimal_mark(pa.array(["4,5", "3"]), "score"), decimal_mark(pa.array(["1,234.5"]), "score")
    (',', '.')
    """
    if given is not None:
        return given
    column = pc.replace_substring_regex(column, _BLANKS, "")
    with_comma = column.filter(pc.fill_null(pc.match_substring(column, ","), False))
    if len(with_comma) == 0:
        return "."
    decimal = _all_match(with_comma, _COMMA_DECIMAL)
    thousands = _all_match(with_comma, _COMMA_THOUSANDS)
    if decimal and thousands:
        question = Question(
            "decimal", f"In the column {name}, is the comma a decimal mark?", (",", "."), name
        )
        raise ImportProblem(
            f"The comma in the column {name} could be a decimal mark or part of thousands.", question
        )
    return "," if decimal else "."


def _all_match(column: pa.StringArray, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(column, pattern)).as_py())


def parse_numbers(column: pa.StringArray, mark: str) -> tuple[Floats, Flags]:
    """Floats (missing: NaN) and where a value is there but is no finite number.

    >>> values, bad = parse_numbers(pa.array(["1.250,5", "4.5", None]), ",")
    >>> values.tolist(), bad.tolist()
    ([1250.5, nan, nan], [False, True, False])
    """
    opposite = "." if mark == "," else ","
    close = pc.replace_substring_regex(column, _BLANKS, "")
    misplaced = pc.and_(
        pc.match_substring(close, opposite), pc.invert(pc.match_substring_regex(close, _GROUPED[mark]))
    )
    plain = pc.replace_substring(pc.replace_substring(close, opposite, ""), mark, ".")
    good = pc.and_not(pc.match_substring_regex(plain, _NUMBER), misplaced)
    numbers = pc.cast(pc.if_else(pc.fill_null(good, False), plain, None), pa.float64())
    values: Floats = pc.fill_null(numbers, np.nan).to_numpy().copy()
    bad = (pc.is_valid(column).to_numpy(zero_copy_only=False)) & ~np.isfinite(values)
    values[bad] = np.nan
    return values, bad


def parse_clock_minutes(column: pa.StringArray) -> tuple[Floats, Flags]:
    """Minutes of "hh:mm:ss" durations (hours may exceed 24), and where a value is none.

    >>> parse_clock_minutes(pa.array(["26:30:30", "2:05"]))[0].tolist()
    [1590.5, 125.0]
    """
    parts = pc.extract_regex(column, _CLOCK)
    hours, minutes, seconds = (
        parse_numbers(pc.if_else(pc.equal(parts.field(i), ""), "0", parts.field(i)), ".")[0] for i in range(3)
    )
    total = hours * 60 + minutes + np.nan_to_num(seconds) / 60
    bad = pc.is_valid(column).to_numpy(zero_copy_only=False) & ~np.isfinite(total)
    return total, bad


def parse_flags(column: pa.StringArray) -> tuple[pa.BooleanArray, Flags]:
    """True, false or null for the usual words, and where a word is none of them.

    >>> flags, bad = parse_flags(pa.array(["ONTIME", "overdue", None, "maybe"]))
    >>> flags.to_pylist(), bad.tolist()
    ([True, False, None, None], [False, False, False, True])
    """
    words = pc.utf8_lower(column)
    yes, no = (pc.is_in(words, pa.array(known)) for known in (YES, NO))
    flags = pc.if_else(yes, True, pc.if_else(no, False, None))
    bad = pc.and_(pc.is_valid(column), pc.is_null(flags)).to_numpy(zero_copy_only=False)
    return flags, bad
