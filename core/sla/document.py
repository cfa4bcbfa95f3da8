"""The SLA as customers read it: what is promised, which hours count, and how it is measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.data.columns import Status
from core.sla.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from core.sla.contact_hours import ContactHours
from core.sla.dates import date_words, microseconds_of
from core.sla.document_targets import priority_blocks, target_blocks
from core.sla.matrix import metrics_of
from core.sla.policy import ClockKind, Policy, SlaMetric
from core.sla.policy_words import counting_words, reopen_words
from core.sla.wording import METRIC_WORDS, listed

TITLE = "Service level agreement for support"
FEATURE_REQUESTS = "requests for new features"
OUT_OF_SCOPE = "requests outside the scope of our support"
UNANSWERED = "delays while we wait for an answer from you"
"""What the contract template excludes."""
_FEATURE_WORDS = ("feature request", "enhancement")


@dataclass(frozen=True, slots=True)
class Edition:
    """Who publishes the document, as of when, and as which version.

    ``exclusions`` None stands for those of the contract template that do not contradict the policy;
    ``reporting`` holds sentences on when and to whom results are reported, of which a policy knows nothing.
    """

    company: str
    as_of: datetime
    version: str = "1"
    exclusions: tuple[str, ...] | None = None
    reporting: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a document of nobody."""
        if not self.company.strip():
            raise ValueError("company: must not be empty")


def sla_markdown(policy: Policy, hours: ContactHours, edition: Edition) -> str:
    """The SLA document of a policy as Markdown."""
    return sla_document(policy, hours, edition).markdown()


def sla_document(policy: Policy, hours: ContactHours, edition: Edition) -> Document:
    """The SLA document of a policy, with the targets and holidays as of the edition's date."""
    day = date_words(hours.today(edition.as_of))
    facts = (edition.company.strip(), f"Version {edition.version}", day)
    at = microseconds_of(edition.as_of)
    blocks = [
        *_coverage(policy, edition.company.strip()),
        *priority_blocks(policy),
        *target_blocks(policy, at, hours.timezone),
        *_opening_hours(policy, hours, edition.as_of),
        Heading("How time is counted"),
        Bullets(tuple(counting_words(policy))),
        Heading("Reopened requests"),
        Paragraph(reopen_words(policy)),
        *_exclusions(policy, edition),
        *_reporting(edition),
    ]
    return Document(TITLE, facts, tuple(blocks))


def _coverage(policy: Policy, company: str) -> list[Block]:
    words = {**METRIC_WORDS, SlaMetric.PERIODIC_UPDATE: "status updates"}
    promised = listed(words[metric] for metric in metrics_of(policy))
    text = (
        f"This document states the targets of {company} (“we”) for the {promised} of support requests, and"
        " how the time is counted. It covers requests for support by customers (“you”), except those listed"
        " under “What is not covered”."
    )
    return [Heading("What this document covers"), Paragraph(text)]


def _opening_hours(policy: Policy, hours: ContactHours, as_of: datetime) -> Iterator[Block]:
    yield Heading("Opening hours")
    yield Paragraph(f"Support is open at these times, in the time zone {hours.timezone}:")
    yield Bullets(tuple(hours.week_words()))
    if all(promise.clock is ClockKind.ALWAYS_ON for promise in policy.promises):
        yield Paragraph("All targets count around the clock, whatever the opening hours.")
    special = tuple((date_words(day, with_weekday=True), times) for day, times in hours.special_ahead(as_of))
    if special:
        yield Heading("Days with other hours", 3)
        yield Table(("Day", "Open"), special)
    yield Heading("Holidays of the next twelve months", 3)
    yield from _holidays(hours, as_of)


def _holidays(hours: ContactHours, as_of: datetime) -> Iterator[Block]:
    ahead = hours.holidays_ahead(as_of)
    if not ahead:
        yield Paragraph("No holidays are set.")
        return
    yield Paragraph("Support is closed on these days:")
    yield Table(("Day", "Holiday"), tuple((date_words(day, with_weekday=True), name) for day, name in ahead))


def _exclusions(policy: Policy, edition: Edition) -> list[Block]:
    found = default_exclusions(policy) if edition.exclusions is None else edition.exclusions
    head = Heading("What is not covered")
    if not found:
        return [head, Paragraph("Nothing is excluded.")]
    return [head, Paragraph("The targets do not apply to:"), Bullets(found)]


def default_exclusions(policy: Policy) -> tuple[str, ...]:
    """The exclusions of the contract template, without those that the policy itself contradicts.

    A policy with a priority for feature requests does not exclude them, and one whose clocks go on while
    a customer is awaited counts that time.
    """
    defined = " ".join(policy.definitions.values()).lower()
    takes_features = any(word in defined for word in _FEATURE_WORDS)
    found = [] if takes_features else [FEATURE_REQUESTS]
    return (*found, OUT_OF_SCOPE, *([UNANSWERED] if Status.PENDING in policy.pausing_states else []))


def _reporting(edition: Edition) -> list[Block]:
    lines = (
        "A target is met when its clock stops within the limit. It is missed as soon as the limit has passed,"
        " even where the request is answered or solved later.",
        "A clock that still runs within its limit counts as neither.",
        "The share of targets met is the number met, divided by the number met and missed together.",
    )
    return [Heading("How we report"), Bullets((*lines, *edition.reporting))]
