"""Cells as files write them to plain strings: blanks, apostrophes, and the many words for nothing."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

NOTHING = ("", "null", "NULL", "NaN", "nan", "N/A", "#N/A", "-", "None", "NaT", "\\N", "Not set")
NO_INSTANT = ("0000-00-00", "0000-00-00 00:00:00")
"""What MySQL writes for a date that was never set."""
ROUNDED = r"^\d([.,]\d+)?[eE]\+\d+$"
"""What spreadsheets make of whole numbers with more digits than they keep."""
_WIDE_BLANKS = "[\u00a0\u2009\u202f]"


def plain_cells(column: pa.StringArray, missing: tuple[str, ...], *, is_instant: bool) -> pa.StringArray:
    """The strings without surrounding blanks and the apostrophe that disarms a formula.

    Null where the file says nothing; ``missing`` are the source's own words for that.

    >>> plain_cells(pa.array([" a ", "'=b", "?", None]), ("?",), is_instant=False).to_pylist()
    ['a', '=b', None, None]
    """
    plain = pc.utf8_trim_whitespace(column)
    if pc.any(pc.starts_with(plain, "'")).as_py():
        plain = pc.replace_substring_regex(plain, r"^'([=+@-])", r"\1")
    if is_instant and not pc.all(pc.string_is_ascii(plain)).as_py():
        plain = pc.replace_substring_regex(plain, _WIDE_BLANKS, " ")
    nothing = pc.is_in(plain, pa.array((*NOTHING, *NO_INSTANT, *missing)))
    return pc.if_else(nothing, pa.scalar(None, pa.string()), plain)
