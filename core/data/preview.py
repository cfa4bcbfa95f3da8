"""What a file seems to be, before anything is stored: format, columns, dates, open questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.compute as pc

from core.data.cleaning.draft import Draft
from core.data.cleaning.mapping import resolve, suggest
from core.data.cleaning.options import ImportOptions
from core.data.files.opening import read_table
from core.data.files.problem import ImportProblem, Question
from core.data.files.string_table import StringTable
from core.data.mapping_profiles import source_named
from core.data.sources import SOURCES
from core.data.sources.source import Source

SHOWN_ROWS = 10
SHOWN_CHARACTERS = 60
LIKELY = 0.6


@dataclass(frozen=True)
class DateFormat:
    """How a date column will be read: "dmy", "mdy" or "ymd"; None where that has to be asked."""

    column: str
    pattern: str
    order: str | None
    example: str
    is_zoned: bool


@dataclass(frozen=True)
class FilePreview:
    """What was found out about a file.

    ``mapping`` goes from canonical to file columns; ``questions`` must be answered before the
    import; ``rows`` are the first ten as the file has them, cut short for display.
    """

    file_name: str
    format: str
    encoding: str | None
    separator: str | None
    columns: tuple[str, ...]
    row_count: int
    broken_count: int
    profile: str | None
    mapping: dict[str, str]
    dates: tuple[DateFormat, ...]
    questions: tuple[Question, ...]
    rows: tuple[dict[str, str], ...] = field(repr=False)
    warnings: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


def preview(
    path: str | Path, *, profile: str | None = None, separator: str | None = None, sheet: str | None = None
) -> FilePreview:
    """Read a file and say how it would be imported, with ``profile`` or the one that fits best.

    Raises ImportProblem for a file that cannot be read at all.
    """
    path = Path(path)
    table = read_table(path, separator=separator, sheet=sheet)
    source = source_named(profile) if profile else likeliest_source(table.names)
    draft, questions = _draft(table, source) if source else (None, [_which_profile()])
    dates = _date_formats(draft) if draft else ()
    return FilePreview(
        file_name=path.name,
        format=table.format,
        encoding=table.encoding,
        separator=table.separator,
        columns=tuple(table.names),
        row_count=len(table.lines),
        broken_count=len(table.broken),
        profile=source.name if source else None,
        mapping=suggest(source.columns, table.names) if source else {},
        dates=dates,
        questions=(*questions, *_date_questions(dates), *(_number_questions(draft) if draft else ())),
        rows=_first_rows(table),
        warnings=table.warnings,
        sheets=table.sheets,
    )


def likeliest_source(names: list[str]) -> Source | None:
    """The profile whose marks the column names bear most; None where none is likely."""
    best = max(SOURCES, key=lambda source: (source.likeness(names), len(suggest(source.columns, names))))
    return best if best.likeness(names) >= LIKELY else None


def _which_profile() -> Question:
    return Question("profile", "What kind of file is this?", tuple(source.name for source in SOURCES))


def _draft(table: StringTable, source: Source) -> tuple[Draft | None, list[Question]]:
    options = ImportOptions(profile=source.name)
    try:
        mapping = resolve(source.columns, table.names, {})
    except ImportProblem as problem:
        return None, [problem.question] if problem.question else []
    columns = {column.name: column for column in source.columns}
    return Draft(table, columns, mapping, options, b"", source.missing), []


def _date_formats(draft: Draft) -> tuple[DateFormat, ...]:
    found = []
    for name, column in draft.columns.items():
        cells = draft.cells(name)
        if column.kind == "instant" and draft.has(name) and cells.null_count < len(cells):
            parts, is_zoned = draft.date_format(name)
            example = pc.drop_null(cells)[0].as_py()
            order = draft.known_order(name, parts) if parts else "ymd"
            pattern = parts.pattern if parts else "ISO 8601"
            found.append(DateFormat(draft.map.files[name], pattern, order, example, is_zoned))
    return tuple(found)


def _date_questions(dates: tuple[DateFormat, ...]) -> list[Question]:
    questions = [
        Question(
            "date_order", f"Is {d.example} in {d.column} day first or month first?", ("dmy", "mdy"), d.column
        )
        for d in dates
        if d.order is None
    ][:1]
    if any(not d.is_zoned for d in dates):
        questions.append(Question("timezone", "In which time zone are the file's times?"))
    return questions


def _number_questions(draft: Draft) -> list[Question]:
    for name, column in draft.columns.items():
        if column.kind == "number" and draft.has(name):
            try:
                draft.decimal_mark(name)
            except ImportProblem as problem:
                return [problem.question] if problem.question else []
    return []


def _first_rows(table: StringTable) -> tuple[dict[str, str], ...]:
    head = table.columns.slice(0, SHOWN_ROWS).to_pylist()
    return tuple({name: (cell or "")[:SHOWN_CHARACTERS] for name, cell in row.items()} for row in head)
