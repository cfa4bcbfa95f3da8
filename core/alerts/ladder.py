"""The SLA ladder: who is told at 80, 90, 100 and 200 % of a promise's time (R-BR-01 to R-BR-05)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from core.alerts.evaluate import Finding, State
from core.alerts.quiet import QuietHours
from core.alerts.rule import AlertRule

LADDER = "SLA ladder"
"""The ladder's name; no rule may have it."""
NEWS_MINUTES = 480.0
"""A step is still news for a working day on the promise's own clock, whenever it is first looked at."""
METRICS = ("first_response", "next_response", "periodic_update", "resolution")


class Role(StrEnum):
    """Who is told; at 50 % a promise only shows in the queue (R-BR-01)."""

    ASSIGNEE = "assignee"
    LEAD = "lead"
    MANAGER = "manager"
    DIRECTOR = "director"


STEPS: Mapping[str, tuple[float, Role]] = {
    "orange": (0.8, Role.ASSIGNEE),
    "red": (0.9, Role.LEAD),
    "breach": (1.0, Role.MANAGER),
    "severe": (2.0, Role.DIRECTOR),
}
"""By level: the share of the target at which it begins, and who is told."""
OWN = {Role.ASSIGNEE: "assignee", Role.LEAD: "team"}
"""The column that names the person or team, for roles of which there are several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Which promises are watched, and the channel of every role.

    ``metrics``: kinds of promises. ``filters``: wanted ``team`` and ``priority`` values. ``channels``: by
    role. ``own``: channels of one assignee or of the lead of one team, by "assignee:NAME" or "lead:TEAM",
    in the place of the role's. Raises ValueError naming the argument.

    >>> ladder = Ladder(channels={Role.LEAD: ("chat",)}, own={"lead:Billing": ("billing",)})
    >>> Ladder.from_json(ladder.to_json()) == ladder
    True
    """

    metrics: tuple[str, ...] = METRICS
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    channels: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quiet: QuietHours | None = None
    is_on: bool = True

    def __post_init__(self) -> None:
        """Refuse what would watch nothing or tell nobody without saying so."""
        if not self.metrics or not set(self.metrics) <= set(METRICS):
            raise ValueError(f"metrics: one or more of {', '.join(METRICS)}")
        if not set(self.filters) <= {"team", "priority"}:
            raise ValueError("filters: the ladder can be narrowed to teams and priorities")
        for name in self.own:
            role, colon, who = name.partition(":")
            if role not in (Role.ASSIGNEE, Role.LEAD) or not colon or not who.strip():
                raise ValueError(f"own: {name!r} is neither an assignee nor the lead of a team")

    def to_json(self) -> dict[str, Any]:
        """As JSON can say it."""
        return {
            "metrics": list(self.metrics),
            "filters": {name: list(values) for name, values in self.filters.items()},
            "channels": {role.value: list(names) for role, names in self.channels.items()},
            "own": {name: list(channels) for name, channels in self.own.items()},
            "quiet": self.quiet.to_json() if self.quiet else None,
            "is_on": self.is_on,
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Ladder:
        """A ladder as `to_json` wrote it."""
        return cls(
            metrics=tuple(body["metrics"]),
            filters={name: tuple(values) for name, values in body["filters"].items()},
            channels={Role(role): tuple(names) for role, names in body["channels"].items()},
            own={name: tuple(channels) for name, channels in body["own"].items()},
            quiet=QuietHours.from_json(body["quiet"]) if body["quiet"] else None,
            is_on=bool(body["is_on"]),
        )

    def watches(self, clocks: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table of clocks that this ladder is about."""
        keep = clocks["metric"].isin(self.metrics)
        for name, values in self.filters.items():
            keep &= clocks[name].isin(values) if values else True
        return clocks[keep]


def ladder_findings(
    ladder: Ladder,
    clocks: pd.DataFrame,
    at: datetime,
    *,
    known: Collection[str] = (),
    news_minutes: float = NEWS_MINUTES,
) -> list[Finding]:
    """What the running promises have to say at an instant: one finding for each that needs telling.

    ``clocks``: rows of `Report.sla_clocks` as at that instant. Of clocks that have not stopped, those at 80 %
    and above are found: the ones that reached their level no longer than ``news_minutes`` of their own time
    ago (others are no news, so that switching on does not tell everything that is broken already), and those
    of which ``known`` has the key. A clock that stands still is no news.
    """
    rows = ladder.watches(clocks)
    rows = rows[rows["stopped_at"].isna() & rows["level"].isin(list(STEPS))]
    shares = rows["level"].astype(str).map({level: share for level, (share, _) in STEPS.items()})
    past = rows["elapsed_minutes"] - shares.astype(float) * rows["target_minutes"]
    is_running = (rows["outcome"] != "paused").to_numpy()
    is_news = is_running & (past.to_numpy() <= news_minutes)
    names = ("source_id", "ticket_id", "metric", "period", "level")
    keys = ["|".join(("ladder", *map(str, parts))) for parts in zip(*(rows[n] for n in names), strict=True)]
    wanted = is_news | np.fromiter((key in known for key in keys), bool, len(keys))
    return [
        _finding(row, keys[place], at, is_news=bool(is_news[place]))
        for place, row in zip(np.flatnonzero(wanted), rows[wanted].to_dict("records"), strict=True)
    ]


def _finding(row: Mapping[Any, Any], key: str, at: datetime, *, is_news: bool) -> Finding:
    return Finding(
        rule=LADDER,
        key=key,
        scope=str(row["ticket_id"]),
        level=str(row["level"]),
        state=State.OUT,
        since=at,
        is_news=is_news,
        figure=str(row["metric"]),
        clock=clock_of(key),
        detail=_detail(row),
    )


def clock_of(key: str) -> str:
    """The part of a key that names the promise, whatever its level.

    >>> clock_of("ladder|desk|17|resolution|0|red")
    'ladder|desk|17|resolution|0'
    """
    return key.rpartition("|")[0]


def _detail(row: Mapping[Any, Any]) -> dict[str, Any]:
    words = {name: _text(row[name]) for name in ("ticket_id", "source_id", "metric", "priority", "team")}
    words |= {name: _text(row[name]) for name in ("assignee", "category")}
    minutes = ("target_minutes", "elapsed_minutes", "remaining_minutes", "late_minutes")
    return words | {name: float(row[name]) for name in minutes} | {"is_business": bool(row["is_business"])}


def _text(value: Any) -> str | None:
    return None if value is None or value != value else str(value)


def recipients(ladder: Ladder, finding: Finding, earlier: str | None = None) -> dict[str, Role]:
    """The channels to tell and in which role: that of the level, and those of levels that were jumped over.

    ``earlier``: the level of the same promise that was told last. A channel of several roles is told once,
    in the highest.
    """
    levels = list(STEPS)
    first = levels.index(earlier) + 1 if earlier in levels else 0
    found: dict[str, Role] = {}
    for level in levels[first : levels.index(finding.level) + 1]:
        role = STEPS[level][1]
        found |= dict.fromkeys(_channels(ladder, role, finding.detail), role)
    return found


def _channels(ladder: Ladder, role: Role, detail: Mapping[str, Any]) -> tuple[str, ...]:
    who = detail.get(OWN[role]) if role in OWN else None
    return ladder.own.get(f"{role.value}:{who}") or ladder.channels.get(role, ())


def refuse_ladder_name(rule: AlertRule) -> None:
    """Raises ValueError for a rule that has the ladder's name."""
    if rule.name.strip().casefold() == LADDER.casefold():
        raise ValueError(f"name: {LADDER!r} is the ladder's own name")
