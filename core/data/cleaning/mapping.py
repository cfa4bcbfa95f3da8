"""Which file column holds which canonical one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.data.files.problem import ImportProblem, Question


@dataclass(frozen=True)
class Column:
    """A canonical column a source can read: its kind, and the names files give it."""

    name: str
    kind: str = "text"
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ColumnMap:
    """Canonical name to file column, and the user's own word translations by column."""

    files: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def plain_name(name: str) -> str:
    """A column name without case, blanks and signs; letters of every script stay.

    >>> plain_name("First response time (in Hrs)"), plain_name("OPEN_DT"), plain_name("Größe (m²)")
    ('first_response_time_in_hrs', 'open_dt', 'größe_m²')
    """
    return re.sub(r"[\W_]+", "_", name.lower()).strip("_")


def suggest(columns: Sequence[Column], names: Sequence[str]) -> dict[str, str]:
    """Canonical name to the file column whose name fits it best; first alias first.

    >>> suggest([Column("at", aliases=("ts", "timestamp"))], ["Timestamp", "Id"])
    {'at': 'Timestamp'}
    """
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(plain_name(name), name)
    found = {}
    for column in columns:
        for alias in (column.name, *column.aliases):
            if plain_name(alias) in by_plain:
                found[column.name] = by_plain[plain_name(alias)]
                break
    return found


def resolve(columns: Sequence[Column], names: Sequence[str], given: Mapping[str, str]) -> ColumnMap:
    """The suggested mapping with the user's answers on top.

    Raises ImportProblem for unknown names, doubled columns and missing required ones.
    """
    known = {column.name for column in columns}
    files = suggest(columns, names)
    words: dict[str, dict[str, str]] = {}
    for key, value in given.items():
        head, dot, word = key.partition(".")
        if head not in known:
            raise ImportProblem(f"The profile has no column {head}; it has {', '.join(sorted(known))}.")
        if dot:
            words.setdefault(head, {})[word.strip().lower()] = value
        elif value == "":
            files.pop(head, None)
        else:
            files[head] = _existing(value, names)
    _refuse_doubled(files, names)
    _refuse_missing(columns, files, names)
    return ColumnMap(files, words)


def _existing(wanted: str, names: Sequence[str]) -> str:
    if wanted in names:
        return wanted
    plain = plain_name(wanted)
    for name in names:
        if plain and plain_name(name) == plain:
            return name
    raise ImportProblem(f"The file has no column {wanted}; it has {', '.join(names[:30])}.")


def _refuse_doubled(files: Mapping[str, str], names: Sequence[str]) -> None:
    for name in files.values():
        if f"{name} (2)" in names:
            raise ImportProblem(
                f"The column {name} occurs more than once; remove or rename the one not meant."
            )


def _refuse_missing(columns: Sequence[Column], files: Mapping[str, str], names: Sequence[str]) -> None:
    for column in columns:
        if column.is_required and column.name not in files:
            text = f"Which column holds {column.name}?"
            raise ImportProblem(
                f"The file has no column for {column.name}. Its columns are {', '.join(names[:30])}.",
                Question(f"mapping.{column.name}", text, tuple(names)),
            )
