"""The blueprint of an organisation in words: promises, targets, levels, staffing, first articles (F-107)."""

from __future__ import annotations

import math

from core.insight.blueprint import AGENTS_PER_LEAD, WORKING_DAYS, Aim, Blueprint
from core.metrics.contradictions import of_ids
from core.sla.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from core.sla.matrix import tier_matrices
from core.sla.policy import ClockKind, Policy, Promise, SlaMetric
from core.sla.wording import duration_words
from dashboard import format as fmt

TITLE = "Support blueprint"
DISPUTED = ("C-35", "C-02", "C-11", "C-13", "C-54", "C-68")
COUNTED = "The first priority counts around the clock, all others in opening hours."


def blueprint_document(found: Blueprint, policy: Policy) -> Document:
    """The blueprint with its draft policy."""
    inputs = found.inputs
    facts = (
        f"{fmt.plural(inputs.agents, 'agent')}, {fmt.plural(inputs.leads, 'lead')}",
        f"{fmt.plural(inputs.tickets, 'ticket')} a month",
    )
    blocks: list[Block] = [
        Heading("Promises by customer tier"),
        _matrix(found, policy),
        Paragraph(COUNTED),
        Heading("Targets"),
        Table(
            ("Target", "Today", "Aim", "By when"),
            tuple(_aim(aim) for aim in found.aims),
            (0.34, 0.2, 0.2, 0.26),
        ),
        Heading("Levels"),
        _levels(found),
        Heading("Staffing"),
        Bullets(tuple(_staffing(found))),
        Heading("First articles"),
        *_articles(found),
        Heading("Where the sources disagree"),
        Bullets(tuple(fmt.sentence(one.in_words()) for one in of_ids(DISPUTED))),
    ]
    return Document(TITLE, facts, tuple(blocks))


def _matrix(found: Blueprint, policy: Policy) -> Table:
    shares = {tier.name: tier.share for tier in found.inputs.tiers}
    rows = [
        (
            _with_share(str(table.tier), shares.get(str(table.tier), math.nan)),
            str(row.priority),
            _limit(row.cells.get(SlaMetric.FIRST_RESPONSE)),
            _limit(row.cells.get(SlaMetric.RESOLUTION)),
        )
        for table in tier_matrices(policy)
        if table.tier is not None
        for row in table.rows
        if row.priority is not None
    ]
    return Table(("Tier", "Priority", "First response", "Resolution"), tuple(rows), (0.34, 0.14, 0.26, 0.26))


def _with_share(name: str, share: float) -> str:
    return name if fmt.is_missing(share) else f"{name}, {fmt.share(share)}"


def _limit(promise: Promise | None) -> str:
    if promise is None:
        return "none"
    return duration_words(promise.seconds, business=promise.clock is ClockKind.BUSINESS)


def _aim(aim: Aim) -> tuple[str, ...]:
    is_time = aim.metric == "first_response_time"
    words = [
        "not known" if fmt.is_missing(value) else (fmt.duration(value) if is_time else fmt.share(value))
        for value in (aim.today, aim.target)
    ]
    if fmt.is_missing(aim.today):
        words[1] = f"{words[1]}, set a baseline first" if words[1] != "not known" else "measure it first"
    if aim.today >= aim.target and not is_time:
        return (aim.name, *words, "reached: hold it")
    return (aim.name, *words, f"within {aim.days} days" if aim.days else "no date")


def _levels(found: Blueprint) -> Table:
    rows = tuple(
        (level.name, fmt.count(level.agents), fmt.share(level.share), fmt.count(level.tickets), level.work)
        for level in found.levels
    )
    header = ("Level", "Agents", "Resolves", "Tickets a month", "Works on")
    return Table(header, rows, (0.1, 0.12, 0.13, 0.17, 0.48))


def _staffing(found: Blueprint) -> list[str]:
    lines = [
        f"{fmt.number(found.per_agent_month)} tickets per agent and month, "
        f"{fmt.number(found.per_agent_day)} per agent and day at {WORKING_DAYS} working days.",
        f"{fmt.plural(found.leads_needed, 'lead')} for {fmt.plural(found.inputs.agents, 'agent')}, one for "
        f"every {AGENTS_PER_LEAD}.",
    ]
    if fmt.is_missing(found.required):
        return [*lines, "Agents needed by work: not known without the minutes of work on a ticket."]
    needed = math.ceil(found.required - 1e-9)
    gap = needed - found.inputs.agents
    says = f"{gap} more than there are" if gap > 0 else "there are enough"
    return [*lines, f"Agents needed by work: {fmt.number(found.required, 2)}, so {needed}; {says}."]


def _articles(found: Blueprint) -> list[Block]:
    if not found.seeds:
        return [Paragraph("No subjects are named.")]
    rows = tuple(
        (seed.name, fmt.count(seed.tickets), "articles first" if seed.has_article else "later")
        for seed in found.seeds
    )
    table = Table(("Subject", "Tickets a month", "Articles"), rows, (0.5, 0.25, 0.25))
    if fmt.is_missing(found.deflect_share):
        return [
            table,
            Paragraph("Mark the subjects whose articles come first to see what they must deflect."),
        ]
    target = found.aims[3].target
    need = f"{found.deflect_share * 100:.1f} %"
    out_of_reach = " That is more than there are: choose more subjects." if found.deflect_share > 1 else ""
    return [
        table,
        Paragraph(
            f"{fmt.share(target)} deflection from the subjects with articles alone means deflecting {need} "
            f"of their tickets.{out_of_reach}"
        ),
    ]
