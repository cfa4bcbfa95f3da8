"""A file on its way to canonical frames: sources ask it for columns, it keeps the faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.cleaning import dates, numbers
from core.data.cleaning.cells import ROUNDED, plain_cells
from core.data.cleaning.faults import Faults
from core.data.cleaning.mapping import Column, ColumnMap
from core.data.cleaning.options import ImportOptions
from core.data.cleaning.privacy import agent_name, has_address, pseudonym, without_addresses
from core.data.cleaning.zones import local_to_utc, zone_named
from core.data.columns import MISSING_INSTANT, priority_from_word, status_from_word
from core.data.files.problem import ImportProblem, Question
from core.data.files.string_table import StringTable

Instants = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MAX_TEXT = 255
MAX_TAGS = 2_000
TICKET_NUMBERS = ("ticket_id", "merged_into")


@dataclass(frozen=True)
class Frames:
    """What a source makes of a file: canonical ticket and event columns, each with "line"."""

    tickets: pd.DataFrame | None = None
    events: pd.DataFrame | None = None


@dataclass
class Draft:
    """The mapped columns of one file and what was found wrong with its rows."""

    table: StringTable
    columns: Mapping[str, Column]
    map: ColumnMap
    options: ImportOptions
    key: bytes
    missing: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.faults = Faults(len(self.table.lines))
        self._cells: dict[str, pa.StringArray] = {}
        self._dates: dict[str, dates.DateColumn] = {}
        self._kept: dict[str, pa.StringArray] = {}

    @property
    def count(self) -> int:
        """How many rows the file has."""
        return len(self.table.lines)

    def has(self, name: str) -> bool:
        """Whether the file has a column for that canonical name."""
        return name in self.map.files

    def cells(self, name: str) -> pa.StringArray:
        """The trimmed strings of a column; null where the file says nothing."""
        if name not in self._cells:
            self._cells[name] = self._read_cells(name)
        return self._cells[name]

    def _read_cells(self, name: str) -> pa.StringArray:
        if not self.has(name):
            return pa.nulls(self.count, pa.string())
        column = self.table.column(self.map.files[name])
        cells = plain_cells(column, self.missing, is_instant=self.columns[name].kind == "instant")
        limit = MAX_TAGS if name == "tags" else MAX_TEXT
        self._flag(pc.greater(pc.utf8_length(cells), limit), name, f"is longer than {limit} characters")
        self._flag(pc.match_substring(cells, "\x00"), name, "holds a NUL character")
        if self.columns[name].is_required:
            self._flag(pc.is_null(cells), name, "is missing")
        if name in TICKET_NUMBERS:
            self._refuse_bad_numbers(name, cells)
        return cells

    def _refuse_bad_numbers(self, name: str, cells: pa.StringArray) -> None:
        """A spreadsheet keeps 15 digits: longer ticket numbers are no longer told apart."""
        self._flag(
            pc.match_substring_regex(cells, ROUNDED),
            name,
            "was rounded by a spreadsheet; export the ticket numbers as text",
        )
        if pc.any(pc.match_substring(cells, "@")).as_py():
            found = [cell is not None and has_address(cell) for cell in cells.to_pylist()]
            self.faults.add(np.array(found, dtype=bool), name, "holds an e-mail address, which is not kept")

    def _flag(self, mask: pa.BooleanArray, name: str, rule: str) -> None:
        self.faults.add(pc.fill_null(mask, False).to_numpy(zero_copy_only=False), name, rule)

    def map_words(self, name: str, translate: Callable[[str], str | None]) -> pa.StringArray:
        """A column with every distinct word translated once."""
        return map_distinct(self.cells(name), self._own_words(name, translate))

    def _own_words(self, name: str, translate: Callable[[str], str | None]) -> Callable[[str], str | None]:
        own = self.map.words.get(name, {})
        return (lambda word: translate(own.get(word.lower(), word))) if own else translate

    def text(self, name: str) -> pa.StringArray:
        """Plain words, addresses taken out."""
        return self.map_words(name, lambda word: without_addresses(word)[:MAX_TAGS])

    def status(self, name: str = "status") -> pa.StringArray:
        """Canonical status names in lower case; unknown words as the source wrote them."""
        return self.map_words(name, status_name)

    def priority(self, name: str = "priority") -> pa.StringArray:
        """P1 to P5, unknown words as the source wrote them."""
        return self.map_words(name, priority_from_word)

    def agent(self, name: str) -> pa.StringArray:
        """Agents' names; no addresses, "nobody" is null."""
        return self.map_words(name, person_or_nobody)

    def customer(self, name: str = "customer_key") -> pa.StringArray:
        """Customers' pseudonyms."""
        return self.map_words(name, lambda word: pseudonym(word, self.key))

    def kept(self, name: str) -> pa.StringArray:
        """A column as the quarantine may keep it: customers as pseudonyms, no addresses."""
        if name in self._kept:
            return self._kept[name]
        if self.columns[name].kind == "customer":
            return map_distinct(self.cells(name), lambda word: pseudonym(word, self.key))
        is_agent = self.columns[name].kind == "agent"
        return map_distinct(self.cells(name), agent_name if is_agent else without_addresses)

    def keep_instead(self, name: str, column: pa.StringArray) -> None:
        """What the quarantine may keep of a column that can hold message text or customers."""
        self._kept[name] = column

    def flag(self, name: str) -> pd.api.extensions.ExtensionArray:
        """True, false or missing."""
        own = self.map.words.get(name, {})
        words = self.map_words(name, lambda word: own.get(word.lower(), word))
        flags, bad = numbers.parse_flags(words)
        self.faults.add(bad, name, "is neither yes nor no")
        return pd.arrays.BooleanArray(
            pc.fill_null(flags, False).to_numpy(zero_copy_only=False).copy(),
            pc.is_null(flags).to_numpy(zero_copy_only=False).copy(),
        )

    def number(self, name: str, low: float = -np.inf, high: float = np.inf) -> npt.NDArray[np.float64]:
        """Numbers within limits, NaN where missing."""
        cells = self.cells(name)
        values, bad = numbers.parse_numbers(cells, self.decimal_mark(name))
        self.faults.add(bad, name, "is not a number")
        outside = (values < low) | (values > high)
        self.faults.add(outside, name, f"is not between {low:g} and {high:g}")
        return np.where(outside, np.nan, values)

    def decimal_mark(self, name: str) -> str:
        """The column's decimal mark; asks where it cannot be known."""
        file_column = self.map.files.get(name, name)
        return numbers.decimal_mark(self.cells(name), file_column, self.options.decimal)

    def counts(self, name: str) -> pd.api.extensions.ExtensionArray:
        """Whole numbers from 0 on; missing stays missing."""
        values = self.number(name, 0, 1e9)
        fractional = np.isfinite(values) & (values != np.floor(values))
        self.faults.add(fractional, name, "is not a whole number")
        missing = fractional | ~np.isfinite(values)
        return pd.arrays.IntegerArray(np.where(missing, 0, values).astype(np.int64), missing)

    def instants(self, name: str) -> Instants:
        """UTC microseconds; missing and bad values are MISSING_INSTANT, the bad ones are faults."""
        cells = self.cells(name)
        present = pc.is_valid(cells).to_numpy(zero_copy_only=False)
        if not present.any():
            return np.full(self.count, MISSING_INSTANT)
        values, valid = self._parse_instants(name, cells)
        in_range = (values >= dates.EARLIEST) & (values < dates.LATEST)
        self.faults.add(present & ~valid, name, self._date_rule(name))
        self.faults.add(present & valid & ~in_range, name, "lies outside the years 1970 to 2199")
        known = present & valid & in_range & (values != 0)
        if name in self.columns and self.columns[name].is_required:
            self.faults.add(
                present & valid & (values == 0), name, "is missing (1970-01-01 stands for nothing)"
            )
        return np.where(known, values, MISSING_INSTANT)

    def _parse_instants(self, name: str, cells: pa.StringArray) -> tuple[Instants, Flags]:
        fast = dates.fast_iso(cells)
        if fast is not None:
            values, is_utc = fast
            return (values if is_utc else local_to_utc(values, self.zone)), values != MISSING_INSTANT
        parts = self._taken_apart(name)
        values, valid, has_offset = dates.assemble(parts, self._order(name, parts))
        naive = valid & ~has_offset
        if naive.any():
            values[naive] = local_to_utc(values[naive], self.zone)
        return values, valid

    def date_format(self, name: str) -> tuple[dates.DateColumn | None, bool]:
        """The column taken apart (None: plain ISO throughout), and whether every value has a zone."""
        fast = dates.fast_iso(self.cells(name))
        if fast is not None:
            return None, fast[1]
        parts = self._taken_apart(name)
        _, valid, has_offset = dates.assemble(parts, dates.DAY_FIRST)
        return parts, bool((has_offset | ~valid).all())

    def known_order(self, name: str, parts: dates.DateColumn) -> str | None:
        """Day, month and year as the column (else the file) tells them; None where they do not."""
        if parts.pattern != "day and month":
            return dates.YEAR_FIRST
        if self.options.date_order in (dates.DAY_FIRST, dates.MONTH_FIRST):
            return self.options.date_order
        return (None if parts.is_contradictory else parts.order) or self._file_order

    def _taken_apart(self, name: str) -> dates.DateColumn:
        if name not in self._dates:
            self._dates[name] = dates.take_apart(self.cells(name))
        return self._dates[name]

    def _date_rule(self, name: str) -> str:
        parts = self._dates.get(name)
        if parts is None:
            return "is not a date"
        order = f" ({self._order(name, parts)})" if parts.pattern == "day and month" else ""
        return f"is not a date in the column's format, {parts.pattern}{order}"

    def _order(self, name: str, parts: dates.DateColumn) -> str:
        order = self.known_order(name, parts) or self._ask_order(name, parts)
        if parts.is_ambiguous and self.options.date_order is None:
            warning = (
                f"The dates in {self.map.files[name]} were read as {order}, like those in other columns."
            )
            self.warnings.extend([warning] if warning not in self.warnings else [])
        return order

    @cached_property
    def _file_order(self) -> str | None:
        """The order that the file's other date columns agree on."""
        names = [n for n, c in self.columns.items() if c.kind == "instant" and self.has(n)]
        columns = [self._taken_apart(n) for n in names if self.cells(n).null_count < self.count]
        orders = {c.order for c in columns if c.pattern == "day and month" and not c.is_contradictory} - {
            None
        }
        return orders.pop() if len(orders) == 1 else None

    def _ask_order(self, name: str, parts: dates.DateColumn) -> str:
        column = self.map.files[name]
        example = pc.drop_null(self.cells(name))[0].as_py()
        why = "no value tells the day from the month"
        if parts.is_contradictory:
            why = "some values can only be read one way, others only the other way"
        question = Question(
            "date_order", f"Is {example} in {column} day first or month first?", ("dmy", "mdy"), column
        )
        raise ImportProblem(f"The dates in {column} are ambiguous: {why} ({example}).", question)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of times without an offset; asks where none was given."""
        if self.options.timezone is None:
            question = Question("timezone", "In which time zone are the file's times?")
            raise ImportProblem("The file's times carry no time zone; say which one they are in.", question)
        return zone_named(self.options.timezone)


def map_distinct(column: pa.StringArray, translate: Callable[[str], str | None]) -> pa.StringArray:
    """Every distinct string translated once; null stays null.

    >>> map_distinct(pa.array(["a", None, "a"]), str.upper).to_pylist()
    ['A', None, 'A']
    """
    coded = pc.dictionary_encode(column)
    words = pa.array([translate(word) for word in coded.dictionary.to_pylist()], pa.string())
    return words.take(coded.indices)


def status_name(word: str) -> str:
    """The lower-case canonical status of a word, or the word itself where none fits."""
    status = status_from_word(word)
    return without_addresses(word) if status < 0 else status.name.lower()


def person_or_nobody(word: str) -> str | None:
    """An agent's name, None for the words that mean unassigned."""
    return None if word.lower() in ("nobody", "unassigned", "no agent", "none") else agent_name(word)
