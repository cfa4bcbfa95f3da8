"""``queuewise export``: tickets, metrics, the glossary or quarantined rows as a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pandas as pd
import typer

from core.data.ingest import rejected_table
from core.report import Report
from dashboard.cli import print_json
from dashboard.export import to_csv, to_excel
from dashboard.instants import parse_instant

CONTENT: dict[str, Callable[[Report, datetime | None], pd.DataFrame]] = {
    "tickets": lambda report, as_of: report.tickets(as_of=as_of, where="all"),
    "metrics": lambda report, as_of: report.metrics_frame(as_of=as_of),
    "glossary": lambda report, as_of: report.glossary(),
    "rejected": lambda report, as_of: rejected_table(report.store),
}
WRITERS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    ".csv": to_csv,
    ".xlsx": to_excel,
    ".json": lambda frame: frame.to_json(orient="records", date_format="iso", date_unit="us").encode(),
    ".parquet": lambda frame: frame.to_parquet(index=False),
}


def write_export(url: str | None, what: str, file: Path, *, as_of: str | None, as_json: bool) -> None:
    """Write one kind of content; the file's ending chooses the format."""
    if what not in CONTENT:
        raise ValueError(f"what must be one of {', '.join(CONTENT)}, not {what!r}")
    if file.suffix.lower() not in WRITERS:
        raise ValueError(f"file must end in one of {', '.join(WRITERS)}, not {file.suffix!r}")
    if not file.absolute().parent.is_dir():
        raise ValueError(f"there is no folder {file.parent}")
    with closing(Report.open(url)) as report:
        instant = parse_instant(as_of, report.zone(), argument="--as-of") if as_of else None
        frame = CONTENT[what](report, instant)
    file.write_bytes(WRITERS[file.suffix.lower()](frame))
    summary = {"rows": len(frame), "columns": len(frame.columns), "file": file.name}
    if as_json:
        print_json(summary)
    else:
        typer.echo(f"{summary['rows']:,} rows written to {file}")
