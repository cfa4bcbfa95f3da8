"""What the editor of SLA policies starts from, and the versions of a policy's limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import pandas as pd

from core.periods import instant_from
from core.report import NOT_STATED, Report
from core.sla.policies import POLICIES
from core.sla.policy import ALWAYS, Policy, Promise
from core.sla.wording import listed
from dashboard import format as fmt
from dashboard.view_models.cards import Column
from dashboard.view_models.policy_matrix import MatrixTable, rank
from dashboard.view_models.policy_words import ANY, CLOCKS, METRICS, limit_words
from dashboard.view_models.sla_words import PROMISES
from dashboard.view_models.tables import TableView

SOURCES = {
    "handbook": "The handbook's matrix; for P1 each customer tier has the times printed for it.",
    "handbook_strict": "The handbook's matrix; each customer tier's times are exact multiples of it.",
    "blueprint": "The handbook's worked example: P1 and P2 for three customer tiers.",
    "small_team": "For small teams: looser response times, four priorities.",
    "contract": "The handbook's contract template: four priorities, no updates.",
    "severity": "The handbook's response and update times by severity, SEV1 to SEV5.",
}
MOST_WORDS = 20
COLUMNS = {
    "promise": Column("Promise"),
    "priority": Column("Priority", "text", None, "small"),
    "tier": Column("Customer tier"),
    "channel": Column("Channel", "text", None, "small"),
    "limit": Column("Limit", "figure"),
    "clock": Column("Clock", "text", "Whether only opening hours count"),
    "since": Column("Valid from"),
    "until": Column("Until"),
    "source": Column("Source", "text", "The row of the catalogue from which the figure was taken"),
}


@dataclass(frozen=True)
class PolicyDesk:
    """All policies, the one in force, today's date, and the words that the data uses."""

    policies: Mapping[str, Policy]
    in_force: str
    today: date
    zone: str
    priorities: tuple[str, ...]
    tiers: tuple[str, ...]
    channels: tuple[str, ...]

    def is_own(self, policy_id: str) -> bool:
        """Whether a policy may be changed: shipped ones are copied first."""
        return self.policies[policy_id] != POLICIES.get(policy_id)

    def label(self, policy_id: str) -> str:
        """The name of a policy; with its id where another one has the same."""
        name = self.policies[policy_id].name
        same = sum(policy.name == name for policy in self.policies.values())
        return f"{name} ({policy_id})" if same > 1 else name

    def reach(self, tables: Iterable[MatrixTable], table: MatrixTable) -> str:
        """For which customers of the data a table's limits count."""
        own = {
            _folded(one.tier) for one in tables if one.tier and any(any(r.texts.values()) for r in one.rows)
        }
        if table.tier is None:
            rest = [tier for tier in self.tiers if _folded(tier) not in own]
            such = f", as for {listed(rest)}" if rest else ""
            return f"Counts where no other table names a limit for the customer's tier{such}." if own else ""
        known = _folded(table.tier) in {_folded(tier) for tier in self.tiers}
        return "" if known else "No customer in the data has this tier."

    def source(self, policy_id: str) -> str:
        """Where a policy comes from, in a sentence."""
        policy = self.policies[policy_id]
        if self.is_own(policy_id):
            return "Your own: type into the tables below to change it."
        sources = policy.source_ids
        figures = f" Figures {sources[0]} to {sources[-1]} of the catalogue." if sources else ""
        return SOURCES.get(policy_id, "Shipped.") + figures


@dataclass(frozen=True)
class DataWords:
    """The day of the latest data, and the words that tickets use for what promises distinguish."""

    day: date | None
    priorities: tuple[str, ...]
    tiers: tuple[str, ...]
    channels: tuple[str, ...]


def data_words(report: Report) -> DataWords:
    """What the data says; at most twenty words each."""
    as_of = report.as_of()
    if as_of is None:
        return DataWords(None, (), (), ())
    day, options = pd.Timestamp(as_of).tz_convert(report.zone()).date(), report.options()
    tiers = tuple(report.customer_tiers()[:MOST_WORDS])
    return DataWords(day, _words(options["priority"]), tiers, _words(options["channel"]))


def build_desk(report: Report, words: DataWords, today: date) -> PolicyDesk:
    """What is in the store; "today" is the day of the latest data, ``today`` while there is none."""
    return PolicyDesk(
        report.policies(),
        report.policy().policy_id,
        words.day or today,
        report.zone(),
        words.priorities,
        words.tiers,
        words.channels,
    )


def _folded(word: str | None) -> str:
    return (word or "").strip().lower()


def _words(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in values if value != NOT_STATED)[:MOST_WORDS]


def versions_table(policy: Policy, zone: str) -> TableView:
    """Every limit that a policy has had, with the dates between which it counts."""
    rows = [
        {
            "promise": PROMISES[promise.metric.value],
            "priority": promise.priority or ANY,
            "tier": promise.tier or ANY,
            "channel": promise.channel or ANY,
            "limit": limit_words(promise),
            "clock": CLOCKS[promise.clock],
            "since": _day(promise.valid_from, zone, "the beginning"),
            "until": until,
            "source": promise.source_id,
        }
        for promise, until in _with_end(policy, zone)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    note = "every limit and when it counts"
    return TableView("Versions", frame, COLUMNS, "This policy promises nothing.", note, len(frame))


def _with_end(policy: Policy, zone: str) -> Iterator[tuple[Promise, str]]:
    """By promise, priority and tier; of each the latest first, with the day before which it ends."""
    for _, members in groupby(sorted(policy.promises, key=_order), key=lambda promise: promise.key):
        ends = "further notice"
        for promise in sorted(members, key=lambda p: p.valid_from, reverse=True):
            yield promise, ends
            ends = f"before {_day(promise.valid_from, zone, '')}"


def _order(promise: Promise) -> tuple[object, ...]:
    place = METRICS.index(promise.metric)
    tier, channel = (word is not None for word in (promise.tier, promise.channel))
    return (place, tier, channel, promise.key[2] or "", promise.key[3] or "", *rank(promise.priority or "~"))


def _day(instant: int, zone: str, always: str) -> str:
    return always if instant == ALWAYS else fmt.date(instant_from(instant), zone)
