"""Promises kept by priority, customer tier, team, channel, agent, category or week."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.report import Report
from dashboard import format as fmt
from dashboard.view_models import sla_words as w
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column
from dashboard.view_models.sla import dated
from dashboard.view_models.tables import Shape, TableView, table_from

FEWEST = 20
"""Below it a share is not judged."""
ORDERED = ("priority", "customer_tier", "week")
"""Groupings with an order of their own; all others come worst first."""
ENDS = "weeks at both ends may be incomplete"
SIDES = {"first_response": "response", "resolution": "resolution"}


@dataclass(frozen=True)
class Compliance:
    """One row per group in ``responses``, ``resolutions`` (for charts) and ``both`` (the table)."""

    responses: pd.DataFrame
    resolutions: pd.DataFrame
    both: TableView
    order: str

    def of(self, metric: str) -> pd.DataFrame:
        """The frame of one promise."""
        return self.responses if metric == "first_response" else self.resolutions


def build_compliance(report: Report, question: Question, by: str) -> Compliance:
    """Compliance by a key of `sla_words.GROUPINGS`, responses beside resolutions in the same order."""
    found = report.sla_compliance(by, **dated(question))
    names = _order(found, by)
    frames = {metric: judged(found, metric, names) for metric in w.MAIN}
    order = ENDS if by == "week" else "" if by in ORDERED else "worst first"
    table = _beside(frames, names)
    shape = Shape(
        f"By {w.GROUPINGS[by].lower()}",
        {"group": Column("Week from" if by == "week" else w.GROUPINGS[by]), **_columns()},
        "No promise was decided in this period.",
        note=order,
    )
    return Compliance(frames["first_response"], frames["resolution"], table_from(table, shape), order)


def judged(compliance: pd.DataFrame, metric: str, names: list[str] | None = None) -> pd.DataFrame:
    """One promise by group with ``value`` and ``status``; promises without a target are not judged."""
    own = compliance[(compliance["metric"] == metric) & (compliance["n"] > 0)]
    own = own.rename(columns={"met_rate": "value"}).reset_index(drop=True)
    if names is not None:
        place = {name: number for number, name in enumerate(names)}
        own = own.sort_values("group", key=lambda group: group.map(place), ignore_index=True)
    if metric not in w.TARGETS:
        return own.assign(status="no_target")
    status = own["value"].map(lambda share: "on_target" if share >= w.TARGETS[metric] else "warning")
    return own.assign(status=status.where(own["n"] >= FEWEST, "too_few"))


def _order(compliance: pd.DataFrame, by: str) -> list[str]:
    """Groups in display order: their own, or the largest share of broken promises first.

    Groups with too few promises to judge, of either kind, come last.
    """
    own = compliance[compliance["metric"].isin(w.MAIN) & (compliance["n"] > 0)]
    groups = own.groupby("group", sort=False)
    sums = groups[["breached_count", "n"]].sum()
    if by in ORDERED:
        return sorted(sums.index)
    share = (sums["breached_count"] / sums["n"]).where(groups["n"].max() >= FEWEST, -1.0)
    return list(share.sort_values(ascending=False, kind="stable").index)


def _beside(frames: dict[str, pd.DataFrame], names: list[str]) -> pd.DataFrame:
    table = pd.DataFrame({"group": pd.Series(names, dtype=object)})
    for metric, side in SIDES.items():
        own = frames[metric].set_index("group").reindex(names)
        between = [_between(low, high) for low, high in zip(own["low"], own["high"], strict=True)]
        columns = {
            "status": own["status"].astype(object).where(own["status"].notna(), "no_data"),
            "value": own["value"],
            "between": between,
            "n": own["n"].fillna(0).astype(int),
            "used": own["used_share"],
        }
        for name, values in columns.items():
            table[f"{side}_{name}"] = list(values)
    return table


def _between(low: float, high: float) -> str | None:
    if fmt.is_missing(low) or fmt.is_missing(high):
        return None
    return f"{low * 100:.0f}–{high * 100:.0f}{fmt.NO_BREAK}%"


def _columns() -> dict[str, Column]:
    found: dict[str, Column] = {}
    for metric, side in SIDES.items():
        word = side.capitalize()
        target, used = fmt.share(w.TARGETS[metric]), fmt.share(w.USED_TARGETS[metric])
        found |= {
            f"{side}_status": Column(f"{word}s", "status", f"Target: at least {target} in time"),
            f"{side}_value": Column("In time", "share", f"{word}s inside their limit"),
            f"{side}_between": Column("Likely", "figure", "The 95 % interval of the share"),
            f"{side}_n": Column("Promises", "count", f"{word}s that were decided"),
            f"{side}_used": Column(
                "Limit used", "share", f"Mean of elapsed time ÷ limit; target below {used}"
            ),
        }
    return found
