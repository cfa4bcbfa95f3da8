"""Is the database sound? Asked by ``queuewise doctor``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

CHECKS = {
    "{count} events belong to no ticket": (
        "SELECT count(*) FROM ticket_event e LEFT JOIN ticket t ON t.pk = e.ticket_pk WHERE t.pk IS NULL"
    ),
    "{count} imports whose rows do not add up": (
        "SELECT count(*) FROM import_batch"
        " WHERE state = 'done' AND read_count <> stored_count + unchanged_count + quarantined_count"
    ),
    "{count} events refer to a word that is not in the dictionary": (
        "SELECT count(*) FROM ticket_event e LEFT JOIN term t ON t.pk = e.to_term"
        " WHERE e.to_term IS NOT NULL AND t.pk IS NULL"
    ),
}


def faults(connection: Connection, *, is_file: bool) -> Iterator[str]:
    """Sentences about damage: a broken file, orphaned events, counts that do not add up."""
    if is_file:
        found = [str(row[0]) for row in connection.execute(text("PRAGMA quick_check(5)"))]
        if found != ["ok"]:
            yield f"the database file is damaged ({found[0]}); restore a copy"
            return
    for sentence, query in CHECKS.items():
        count = int(connection.execute(text(query)).scalar_one())
        if count:
            yield sentence.format(count=f"{count:,}")
