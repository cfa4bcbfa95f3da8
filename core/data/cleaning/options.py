"""What the person importing a file decides, what an import says while it runs and at its end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.data.cleaning.zones import zone_named
from core.data.files.problem import ImportProblem

DATE_ORDERS = ("dmy", "mdy", "ymd")


@dataclass(frozen=True)
class ImportOptions:
    """How to read a file.

    ``profile`` is a shipped profile or a saved mapping; ``timezone`` an IANA name, needed where
    the file's times carry no offset; ``source_id`` names the help desk (default: the profile);
    ``mapping`` says which file column holds a canonical one, and what a word means
    (``{"ticket_id": "CASE", "status.Parked": "hold"}``); the rest overrides what is sniffed.
    """

    profile: str
    timezone: str | None = None
    source_id: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    date_order: str | None = None
    decimal: str | None = None
    separator: str | None = None
    sheet: str | None = None

    def __post_init__(self) -> None:
        if self.timezone is not None:
            object.__setattr__(self, "timezone", zone_named(self.timezone).key)
        if self.date_order not in (None, *DATE_ORDERS):
            raise ImportProblem(f"date_order must be one of {', '.join(DATE_ORDERS)}, not {self.date_order}.")
        if self.decimal not in (None, ".", ","):
            raise ImportProblem(f"decimal must be . or , and not {self.decimal}.")
        separator = self.separator
        if separator is not None and not (len(separator) == 1 and separator.isascii()):
            raise ImportProblem("separator must be a single ASCII character.")
        if separator is not None and separator in '"\r\n\0':
            raise ImportProblem("separator must be neither a quote nor a line break.")

    def to_json(self) -> str:
        """The options as JSON text with sorted keys: equal options give equal text."""
        return json.dumps({**asdict(self), "mapping": dict(self.mapping)}, sort_keys=True)


@dataclass(frozen=True)
class Progress:
    """How far an import is: ``phase`` is reading, checking or storing; ``done`` of ``total`` rows."""

    phase: str
    done: int
    total: int


@dataclass(frozen=True)
class ImportReport:
    """What became of a file's rows: read = stored + unchanged + quarantined.

    ``full``, ``partial`` and ``snapshot`` count the file's tickets by how much of their history
    it tells; ``seconds`` is the time this run took.
    """

    batch_id: int
    source_id: str
    profile: str
    file_name: str
    read: int
    stored: int
    unchanged: int
    quarantined: int
    state: str
    warnings: tuple[str, ...] = ()
    full: int = 0
    partial: int = 0
    snapshot: int = 0
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The report as plain values."""
        plain = asdict(self)
        plain["warnings"] = list(self.warnings)
        plain["history"] = {name: plain.pop(name) for name in ("full", "partial", "snapshot")}
        return plain
