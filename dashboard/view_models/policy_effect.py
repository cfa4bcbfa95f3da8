"""What a policy would have meant: promises kept by priority, under the one in force and under another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from core.report import Report
from core.reporting.sla_design import as_if_always
from core.sla.policy import Policy
from dashboard import format as fmt
from dashboard.view_models.cards import Column, KpiCard, is_better
from dashboard.view_models.policy_words import METRICS
from dashboard.view_models.sla_words import PROMISES
from dashboard.view_models.tables import TableView

COLUMNS = {
    "promise": Column("Promise"),
    "group": Column("Priority", "text", None, "small"),
    "rate_now": Column("Kept now", "share", "Under the policy in force", "small"),
    "rate_then": Column("Kept then", "share", "Under the policy below, as edited", "small"),
    "change": Column("Change", "figure", "In percentage points", "small"),
    "met_now": Column("Kept now, tickets", "count"),
    "met_then": Column("Kept then, tickets", "count"),
    "broken_now": Column("Broken now", "count"),
    "broken_then": Column("Broken then", "count"),
    "more": Column("More broken", "figure", "Broken only then, less those that it saves"),
}
NOTE = "every ticket of the past, as if the latest limits had always counted"
COUNTED = ["met_count", "breached_count"]


@dataclass(frozen=True)
class PolicyEffect:
    """Two policies side by side on the tickets of the past."""

    cards: tuple[KpiCard, ...]
    table: TableView
    words: str
    is_same: bool
    """Whether every promise would have ended alike."""


def build_effect(report: Report, in_force: Policy, tried: Policy) -> PolicyEffect:
    """Compare a policy with the one in force, both with their latest limits."""
    now, then = (report.sla_under(as_if_always(policy)) for policy in (in_force, tried))
    frame = _side_by_side(now, then)
    cards = tuple(_card(metric.value, frame) for metric in METRICS if (frame["metric"] == metric.value).any())
    shown = frame[list(COLUMNS)]
    empty = "No ticket has come to a promise yet, so there is nothing to compare."
    table = TableView("By priority", shown, COLUMNS, empty, "now beside then", len(shown))
    is_same = bool(
        (frame[["met_now", "broken_now"]].to_numpy() == frame[["met_then", "broken_then"]]).all(axis=None)
    )
    return PolicyEffect(cards, table, f"beside “{in_force.name}”, {NOTE}", is_same)


def _side_by_side(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    keys = ["metric", "group"]
    both = now[keys + COUNTED].merge(then[keys + COUNTED], "outer", keys, suffixes=("_now", "_then"))
    both = both.rename(columns=lambda name: name.replace("_count", "").replace("breached", "broken"))
    counts = ["met_now", "met_then", "broken_now", "broken_then"]
    both[counts] = both[counts].fillna(0).astype(int)
    for when in ("now", "then"):
        total = both[f"met_{when}"] + both[f"broken_{when}"]
        both[f"rate_{when}"] = both[f"met_{when}"] / total.where(total > 0)
    both["change"] = [_points(a, b) for a, b in zip(both["rate_then"], both["rate_now"], strict=True)]
    both["more"] = [_signed(gap) for gap in both["broken_then"] - both["broken_now"]]
    both["promise"] = both["metric"].map(PROMISES)
    order = both["metric"].map({metric.value: place for place, metric in enumerate(METRICS)})
    return both.assign(order=order).sort_values(["order", "group"], kind="stable", ignore_index=True)


def _points(then: float, now: float) -> str:
    return fmt.change(then, now, "share") or fmt.NO_DATA


def _signed(gap: int) -> str:
    return fmt.change(gap, 0, "count") or ""


def _card(metric: str, frame: pd.DataFrame) -> KpiCard:
    """All priorities of a promise together."""
    total = frame.loc[frame["metric"] == metric, ["met_now", "met_then", "broken_now", "broken_then"]].sum()
    now, then = (_rate(total, when) for when in ("now", "then"))
    more = int(total["broken_then"] - total["broken_now"])
    return KpiCard(
        label=PROMISES[metric],
        value=fmt.share(then),
        delta=fmt.change(then, now, "share"),
        delta_is_good=is_better(then - now, "higher"),
        target=f"now {fmt.share(now)}",
        status="no_target",
        note=_note(more),
    )


def _note(more: int) -> str:
    if not more:
        return "as many broken as now"
    return f"{fmt.plural(abs(more), 'ticket')} {'more' if more > 0 else 'fewer'} broken"


def _rate(total: Mapping[str, int], when: str) -> float:
    met, broken = int(total[f"met_{when}"]), int(total[f"broken_{when}"])
    return met / (met + broken) if met + broken else float("nan")
