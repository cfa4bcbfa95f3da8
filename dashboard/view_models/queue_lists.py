"""The work lists of Queue health: one question each, every one with the same columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from core.report import Report
from dashboard.view_models import sla_words as w
from dashboard.view_models import tables as t
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column
from dashboard.view_models.tables import NOBODY, Shape, TableView, table_from

STATE = Column(
    "State", "text", "Where the ticket is in its life: new, triaged, assigned, in progress, …", "small"
)
NEXT_PROMISE = Column("Promise", "text", "The promise that breaks first, or has been broken longest")
COLUMNS = {
    "ticket_id": t.TICKET,
    "priority": t.PRIORITY,
    "why": Column("Why", "text", None, "medium"),
    "age_minutes": t.AGE,
    "idle_minutes": t.IDLE,
    "lifecycle": STATE,
    "assignee": t.ASSIGNEE,
    "team": t.TEAM,
    "category": t.CATEGORY,
    "promise": NEXT_PROMISE,
    "remaining_minutes": Column("Left", "clock", "Time left on that clock; below zero it is broken"),
    "level": w.LEVEL,
}
Pick = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class WorkList:
    """Which open tickets a list shows, and how it is sorted. ``where``: a list of the report, narrowed or
    explained by ``pick``."""

    title: str
    where: str
    note: str
    empty: str
    sort: str = "age_minutes"
    is_ascending: bool = False
    pick: Pick | None = None


def _on_the_ladder(tickets: pd.DataFrame) -> pd.DataFrame:
    level = tickets["level"].astype(object)
    return tickets[level.notna() & (level != "none")]


def _untriaged(tickets: pd.DataFrame) -> pd.DataFrame:
    found = tickets[tickets["is_untriaged"]]
    lacks = found["priority"].isna().map({True: "no priority", False: ""})
    both = found["priority"].isna() & found["category"].isna()
    why = lacks.where(lacks != "", "no category").where(~both, "no priority, no category")
    return found.assign(why=why)


def _stuck_or_limbo(tickets: pd.DataFrame) -> pd.DataFrame:
    stuck = (tickets["history"] == "full") & (tickets["idle_minutes"] > 48 * 60)
    found = tickets[stuck | tickets["is_limbo"]]
    words = {(True, True): "stuck, in limbo", (True, False): "stuck", (False, True): "in limbo"}
    marks = zip(stuck[found.index].tolist(), found["is_limbo"].tolist(), strict=True)
    return found.assign(why=[words[mark] for mark in marks])


LEFT = "remaining_minutes"
WORK_LISTS: dict[str, WorkList] = {
    "waiting": WorkList(
        "Waiting for us", "waiting", "never answered, or the customer spoke last", "Nobody waits for us."
    ),
    "unanswered": WorkList(
        "No reply yet", "unanswered", "no person has answered, the oldest first", "Everybody has had a reply."
    ),
    "ladder": WorkList(
        "Limits used",
        "open",
        "half of a limit or more, the least time left first",
        "No running promise has used half of its limit.",
        LEFT,
        True,
        _on_the_ladder,
    ),
    "urgent": WorkList("P1 and P2", "urgent", "least time left first", "No P1 or P2 is open.", LEFT, True),
    "old": WorkList(
        "Over 24 h", "old", "least time left first", "No open ticket is older than 24 hours.", LEFT, True
    ),
    "unassigned": WorkList("No owner", "unassigned", "the oldest first", "Every open ticket has an owner."),
    "untriaged": WorkList(
        "Not triaged",
        "open",
        "without priority or category, the oldest first",
        "Every open ticket is triaged.",
        pick=_untriaged,
    ),
    "stuck": WorkList(
        "Stuck",
        "open",
        "no event for 48 h, or owned and no event for 24 opening hours (limbo)",
        "Something happened on every open ticket lately.",
        "idle_minutes",
        pick=_stuck_or_limbo,
    ),
    "open": WorkList("All open", "open", "the oldest first", "No ticket is open."),
}
DEFAULT_LIST = "waiting"


def build_work_list(report: Report, question: Question, name: str) -> TableView:
    """One list as at the moment of the question. Raises ValueError for an unknown one."""
    if name not in WORK_LISTS:
        raise ValueError(f"name: {name!r} is none of {', '.join(WORK_LISTS)}")
    one = WORK_LISTS[name]
    shape = Shape(one.title, COLUMNS, one.empty, note=one.note, fill={"assignee": NOBODY})

    def again() -> pd.DataFrame:
        return work_list(report, question, one)

    return table_from(again(), shape, again, prepare=in_words)


def work_list(report: Report, question: Question, one: WorkList) -> pd.DataFrame:
    """The tickets of a list, sorted."""
    if question.as_of is None:
        return pd.DataFrame({name: [] for name in ("ticket_id", "promise", "level")})
    live = report.live(question.as_of)
    found = live.open_tickets(filters=question.filters, where=one.where)
    found = one.pick(found) if one.pick else found
    return found.sort_values(
        one.sort, ascending=one.is_ascending, na_position="last", kind="stable", ignore_index=True
    )


def counts_of(report: Report, question: Question, names: Iterable[str]) -> dict[str, int]:
    """How many tickets some of the lists have."""
    return {name: len(work_list(report, question, WORK_LISTS[name])) for name in names}


def in_words(tickets: pd.DataFrame) -> pd.DataFrame:
    """Tickets of `Report.open_tickets` with their promise as people call it."""
    promise = tickets["promise"].astype(object).map(w.PROMISES)
    level = tickets["level"].astype(object)
    return tickets.assign(
        promise=promise.where(promise.notna(), None), level=level.where(level.notna(), None)
    )
