"""The part of the SLA document that states targets: which priorities there are, and the matrix per tier."""

from __future__ import annotations

from core.sla.blocks import Block, Bullets, Heading, Paragraph, Table
from core.sla.dates import date_words, local_date
from core.sla.matrix import (
    TierMatrix,
    announced,
    channels_of,
    metrics_of,
    priorities_of,
    tier_matrices,
    tiers_of,
)
from core.sla.policy import Policy, Promise, SlaMetric
from core.sla.wording import METRIC_WORDS, limit_words, promise_words

NO_TARGET = "no target"
UNDEFINED = "–"


def priority_blocks(policy: Policy) -> list[Block]:
    """What belongs to each priority that the policy names; empty where it names none."""
    names = priorities_of(policy)
    written = {name.strip().lower(): text.strip() for name, text in policy.definitions.items()}
    rows = tuple((name, written.get(name.lower(), "") or UNDEFINED) for name in names)
    if not names:
        return []
    if all(text == UNDEFINED for _, text in rows):
        return [Heading("Priorities"), Bullets(tuple(names))]
    return [Heading("Priorities"), Table(("Priority", "What belongs there"), rows)]


def target_blocks(policy: Policy, at: int, timezone: str) -> list[Block]:
    """A table per customer tier and channel as they hold at an instant, and the changes announced."""
    tables = tier_matrices(policy, at)
    blocks: list[Block] = [Heading("Targets"), Paragraph(_reading(tables, policy))]
    for table in tables:
        title = group_words(table.tier, table.channel, others=bool(tiers_of(policy)))
        blocks += [Heading(title, 3), _table(table, metrics_of(policy))]
    later = announced(policy, at)
    if later:
        lines = tuple(_change(promise, timezone) for promise in later)
        blocks += [Heading("Announced changes", 3), Bullets(lines)]
    return blocks


def group_words(tier: str | None, channel: str | None, *, others: bool) -> str:
    """Whom a table is about; ``others``: there are tables for single tiers.

    >>> group_words("Gold", None, others=True), group_words(None, "chat", others=False)
    ('Gold customers', 'All customers, requests by chat')
    """
    rest = "All other customers" if others else "All customers"
    customers = f"{tier} customers" if tier is not None else rest
    return f"{customers}, requests by {channel}" if channel is not None else customers


def _reading(tables: list[TierMatrix], policy: Policy) -> str:
    """For whom there are targets, and for whom there are none."""
    if not tables:
        return "No target is in force yet."
    depends = ["the priority"] if priorities_of(policy) else []
    depends += ["your customer tier"] if tiers_of(policy) else []
    depends += ["the channel"] if channels_of(policy) else []
    sentences = [f"The target of a request depends on {_joined(depends)}."] if depends else []
    sentences.append("Where no target is stated, none applies.")
    if all(table.tier is not None for table in tables):
        sentences.append("Customers of other tiers have no targets.")
    return " ".join(sentences)


def _joined(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _table(table: TierMatrix, metrics: list[SlaMetric]) -> Table:
    """Only what the group is promised at all has a column."""
    shown = [metric for metric in metrics if any(row.cells[metric] for row in table.rows)]
    named = any(row.priority is not None for row in table.rows)
    rest = "any other" if named else "any"
    rows = [(row.priority or rest, *(_cell(row.cells[metric]) for metric in shown)) for row in table.rows]
    return Table(("Priority", *(METRIC_WORDS[metric].capitalize() for metric in shown)), tuple(rows))


def _cell(promise: Promise | None) -> str:
    return NO_TARGET if promise is None else limit_words(promise)


def _change(promise: Promise, timezone: str) -> str:
    day = date_words(local_date(promise.valid_from, timezone))
    about = promise_words(promise.metric, promise.priority, promise.tier, promise.channel)
    return f"From {day}: {about} {limit_words(promise)}"
