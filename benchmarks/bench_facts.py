"""Ticket facts of a whole log: the product's fold beside pandas, DuckDB SQL and Polars, one core each.

Every peer gets the clustered, stamped log in its own memory format, loaded before the clock starts, and
the same telescoping sums; results are compared value by value. Times are the best processor seconds of
some rounds, because other programs on the machine must not decide the comparison.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from benchmarks.event_data import NOW, TERMS, make_log, make_mapped_log, open_mapped_log
from benchmarks.harness import Result
from core.calendars import WEEKDAYS, BusinessCalendar
from core.data.columns import MISSING_INSTANT
from core.facts.event_log import EventLog
from core.facts.fold import fold_tickets
from core.facts.rules import TermRules

CREATED, REPLY, ASKED, ASSIGNED, TEAM, CSAT = 0, 1, 2, 4, 5, 10
FACTS = (
    "created_at",
    "first_response_at",
    "first_resolved_at",
    "finished_at",
    "closed_at",
    "last_event_at",
    "waiting_since_at",
    "status",
    "assignee",
    "team",
    "csat_score",
    "public_reply_count",
    "customer_reply_count",
    "reopen_count",
    "escalation_count",
    "reassignment_count",
    "team_change_count",
    "new_clock",
    "open_clock",
    "pending_clock",
    "response_business",
    "resolution_business",
)
CLOCKS = {"new_clock": 0, "open_clock": 1, "pending_clock": 2}
ESCALATIONS = TERMS.index("Escalations")


def office_hours() -> BusinessCalendar:
    """Split days in a zone with clock changes."""
    week = {day: [("08:30", "12:15"), ("13:00", "18:00")] for day in WEEKDAYS[:5]}
    return BusinessCalendar.from_weekly(week, "Europe/Berlin", holidays=["2024-12-25", "2025-12-25"])


def product(log: EventLog, calendar: BusinessCalendar) -> dict[str, Any]:
    """The product's own fold, and business time of response and resolution."""
    unknown = np.broadcast_to(np.int64(MISSING_INSTANT), log.ticket_count)
    facts = fold_tickets(log, NOW, unknown, unknown, TermRules.of(TERMS))
    for name, end in (("response", "first_response_at"), ("resolution", "finished_at")):
        facts[f"{name}_business"] = np.empty(log.ticket_count, np.int64)
        for first in range(0, log.ticket_count, 1 << 17):
            part = slice(first, first + (1 << 17))
            created = facts["created_at"][part]
            until = np.maximum(facts[end][part], created)
            facts[f"{name}_business"][part] = calendar.elapsed(created, until)
    return facts


def with_pandas(events: pd.DataFrame, opens: Any, passed: Any, closes: Any) -> pd.DataFrame:
    """Filters and grouped firsts, lasts, sizes and sums."""
    kind = events["type"]
    human = events[kind == REPLY]
    asked = events[kind == ASKED]
    states = events[events["to_status"] > -2]
    before, after = states["from_status"], states["to_status"]
    finishing = states[(after >= 4) & (before < 4)].groupby("ticket")["at"]
    closing = states[(after == 5) & (before != 5)].groupby("ticket")["at"]
    every = events.groupby("ticket")["at"]
    facts = pd.DataFrame({"last_event_at": every.last()})
    facts["created_at"] = events[kind == CREATED].groupby("ticket")["at"].first()
    facts["first_response_at"] = human.groupby("ticket")["at"].first()
    facts["first_resolved_at"], facts["finished_at"] = finishing.first(), finishing.last()
    facts["closed_at"] = closing.last()
    facts["status"] = states.groupby("ticket")["to_status"].last()
    facts["status"] = facts["status"].fillna(0)
    facts.loc[facts["status"] < 4, "finished_at"] = np.nan
    facts.loc[facts["status"] != 5, "closed_at"] = np.nan
    for name, code, column in (
        ("assignee", ASSIGNED, "to_term"),
        ("team", TEAM, "to_term"),
        ("csat_score", CSAT, "value"),
    ):
        facts[name] = events[kind == code].groupby("ticket")[column].last()
    moved = events[
        ((kind == ASSIGNED) | (kind == TEAM)) & (events["from_term"] > 0) & (events["to_term"] > 0)
    ]
    moved = moved[moved["from_term"] != moved["to_term"]]
    is_team = moved["type"] == TEAM
    raised = moved[is_team & (moved["to_term"] == ESCALATIONS) & (moved["from_term"] != ESCALATIONS)]
    reopened = states[(before >= 4) & (after < 4)]
    for name, rows in (
        ("public_reply_count", human),
        ("customer_reply_count", asked),
        ("reopen_count", reopened),
        ("escalation_count", raised),
        ("reassignment_count", moved[~is_team]),
        ("team_change_count", moved[is_team]),
    ):
        facts[name] = rows.groupby("ticket").size()
        facts[name] = facts[name].fillna(0)
    position = pd.Series(human.index, index=human["ticket"].to_numpy()).groupby(level=0).last()
    open_questions = asked[asked.index > asked["ticket"].map(position)]
    facts["waiting_since_at"] = open_questions.groupby("ticket")["at"].first()
    facts["waiting_since_at"] = facts["waiting_since_at"].where(
        facts["first_response_at"].notna(), facts["created_at"]
    )
    for name, code in CLOCKS.items():
        signed = ((before == code).astype("int64") - (after == code).astype("int64")) * states["at"]
        total = signed.groupby(states["ticket"]).sum().reindex(facts.index, fill_value=0)
        facts[name] = total + NOW * (facts["status"] == code) - facts["created_at"] * (code == 0)

    def open_time(at: Any) -> Any:
        place = np.searchsorted(opens, at, side="right") - 1
        return passed[place] + np.minimum(at - opens[place], closes[place] - opens[place])

    begin = open_time(facts["created_at"].to_numpy())
    for name, end in (("response", "first_response_at"), ("resolution", "finished_at")):
        until = facts[end].fillna(facts["created_at"]).astype("int64").to_numpy()
        facts[f"{name}_business"] = open_time(until) - begin
    return facts


RAW_CLOCKS = ",\n    ".join(
    f"coalesce(sum(moment * ((from_status = {s})::int - (to_status = {s})::int))"
    f" filter (where to_status > -2), 0)::bigint raw_{name}"
    for name, s in CLOCKS.items()
)
ALL_CLOCKS = ",\n    ".join(
    f"raw_{name} + case when status = {s} then {NOW} else 0 end - {'created_at' if s == 0 else 0} {name}"
    for name, s in CLOCKS.items()
)
MOVED = "from_term > 0 and to_term > 0 and from_term <> to_term"
SQL = f"""
with base as (
  select ticket,
    min(moment) filter (where type = {CREATED}) created_at,
    max(moment) last_event_at,
    min(moment) filter (where type = {REPLY}) first_response_at,
    max(n) filter (where type = {REPLY}) last_human,
    min(moment) filter (where to_status >= 4 and from_status < 4) first_resolved_at,
    max(moment) filter (where to_status >= 4 and from_status < 4) finished,
    max(moment) filter (where to_status = 5 and from_status <> 5) closed,
    coalesce(arg_max(to_status, n) filter (where to_status > -2), 0) status,
    arg_max(to_term, n) filter (where type = {ASSIGNED}) assignee,
    arg_max(to_term, n) filter (where type = {TEAM}) team,
    arg_max(value, n) filter (where type = {CSAT}) csat_score,
    count(*) filter (where type = {REPLY}) public_reply_count,
    count(*) filter (where type = {ASKED}) customer_reply_count,
    count(*) filter (where from_status >= 4 and to_status between -1 and 3) reopen_count,
    count(*) filter (where type = {TEAM} and {MOVED} and to_term = {ESCALATIONS}) escalation_count,
    count(*) filter (where type = {ASSIGNED} and {MOVED}) reassignment_count,
    count(*) filter (where type = {TEAM} and {MOVED}) team_change_count,
    {RAW_CLOCKS}
  from events group by ticket),
asked as (
  select ticket, min(moment) since from events join base using (ticket)
  where type = {ASKED} and n > last_human group by ticket),
facts as (
  select base.*,
    case when status >= 4 then finished end finished_at,
    case when status = 5 then closed end closed_at,
    case when first_response_at is null then created_at else since end waiting_since_at,
    {ALL_CLOCKS}
  from base left join asked using (ticket)),
ends as (
  select ticket, 0 part, created_at moment from facts union all
  select ticket, 1, coalesce(first_response_at, created_at) from facts union all
  select ticket, 2, coalesce(finished_at, created_at) from facts),
open_time as (
  select ticket, part, passed + least(moment - opens, closes - opens) b
  from ends asof join hours on moment >= opens),
wide as (
  select ticket, max(b) filter (where part = 0) b0, max(b) filter (where part = 1) b1,
    max(b) filter (where part = 2) b2
  from open_time group by ticket)
select facts.*, b1 - b0 response_business, b2 - b0 resolution_business
from facts join wide using (ticket) order by ticket
"""


def with_polars(events: pl.DataFrame, hours: pl.DataFrame) -> pl.DataFrame:
    """One lazy aggregation over the sorted log, and a second one for open questions."""
    c = pl.col
    human, asked, states = c("type") == REPLY, c("type") == ASKED, c("to_status") > -2
    finishing = (c("to_status") >= 4) & (c("from_status") < 4)
    moved = (c("from_term") > 0) & (c("to_term") > 0) & (c("from_term") != c("to_term"))
    base = (
        events.lazy()
        .group_by("ticket")
        .agg(
            c("at").filter(c("type") == CREATED).first().alias("created_at"),
            c("at").last().alias("last_event_at"),
            c("at").filter(human).first().alias("first_response_at"),
            c("n").filter(human).last().alias("last_human"),
            c("at").filter(finishing).first().alias("first_resolved_at"),
            c("at").filter(finishing).last().alias("finished"),
            c("at").filter((c("to_status") == 5) & (c("from_status") != 5)).last().alias("closed"),
            c("to_status").filter(states).last().fill_null(0).alias("status"),
            c("to_term").filter(c("type") == ASSIGNED).last().alias("assignee"),
            c("to_term").filter(c("type") == TEAM).last().alias("team"),
            c("value").filter(c("type") == CSAT).last().alias("csat_score"),
            human.sum().alias("public_reply_count"),
            asked.sum().alias("customer_reply_count"),
            ((c("from_status") >= 4) & c("to_status").is_between(-1, 3)).sum().alias("reopen_count"),
            (moved & (c("type") == TEAM) & (c("to_term") == ESCALATIONS)).sum().alias("escalation_count"),
            (moved & (c("type") == ASSIGNED)).sum().alias("reassignment_count"),
            (moved & (c("type") == TEAM)).sum().alias("team_change_count"),
            *(
                (c("at") * ((c("from_status") == s).cast(pl.Int64) - (c("to_status") == s).cast(pl.Int64)))
                .filter(states)
                .sum()
                .alias(f"raw_{name}")
                for name, s in CLOCKS.items()
            ),
        )
    )
    facts = base.sort("ticket").collect()
    positions = facts.lazy().select("ticket", "last_human")
    waiting = (
        events.lazy()
        .filter(asked)
        .join(positions, on="ticket")
        .filter(c("n") > c("last_human"))
        .group_by("ticket")
    ).agg(c("at").first().alias("since"))
    facts = facts.lazy().join(waiting, on="ticket", how="left", maintain_order="left").collect()
    facts = facts.with_columns(
        pl.when(c("status") >= 4).then(c("finished")).alias("finished_at"),
        pl.when(c("status") == 5).then(c("closed")).alias("closed_at"),
        pl.when(c("first_response_at").is_null())
        .then(c("created_at"))
        .otherwise(c("since"))
        .alias("waiting_since_at"),
        *(
            (
                c(f"raw_{name}")
                + (c("status") == s).cast(pl.Int64) * NOW
                - (c("created_at") if s == 0 else 0)
            ).alias(name)
            for name, s in CLOCKS.items()
        ),
    )
    opens, closes, passed = hours["opens"], hours["closes"], hours["passed"]

    def open_time(at: pl.Series) -> pl.Series:
        place = opens.search_sorted(at, side="right") - 1
        inside = pl.select(pl.min_horizontal(at - opens[place], closes[place] - opens[place])).to_series()
        return passed[place] + inside

    begin = open_time(facts["created_at"])
    ends = {"response": "first_response_at", "resolution": "finished_at"}
    return facts.with_columns(
        **{
            f"{name}_business": open_time(facts[end].fill_null(facts["created_at"])) - begin
            for name, end in ends.items()
        }
    )


def timed(run: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """Best processor seconds of some rounds, after one to warm up."""
    result, best = run(), float("inf")
    for _ in range(rounds):
        start = time.process_time()
        result = run()
        best = min(best, time.process_time() - start)
    return best, result


def anonymous_megabytes() -> float:
    """Memory of this process that is not a mapped file."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


def extra_megabytes(folder: str, tickets: int) -> float:
    """Growth of the process at its highest while it folds a memory-mapped log; for a fresh process."""
    log, calendar = open_mapped_log(Path(folder), tickets), office_hours()
    product(log.slice(0, 20_000), calendar)
    start, peak, running = anonymous_megabytes(), [0.0], [True]

    def watch() -> None:
        while running[0]:
            peak[0] = max(peak[0], anonymous_megabytes())
            time.sleep(0.002)

    thread = threading.Thread(target=watch)
    thread.start()
    facts = product(log, calendar)
    peak[0] = max(peak[0], anonymous_megabytes())
    running[0] = False
    thread.join()
    assert len(facts["status"]) == tickets
    return peak[0] - start


def first_seconds(folder: str, tickets: int) -> float:
    """Processor seconds of the first fold in a process, with fresh memory for its results."""
    log, calendar = open_mapped_log(Path(folder), tickets), office_hours()
    product(log.slice(0, 20_000), calendar)
    start = time.process_time()
    facts = product(log, calendar)
    seconds = time.process_time() - start
    assert len(facts["status"]) == tickets
    return seconds


def in_new_process(function: str, folder: str, tickets: int) -> float:
    """The result of a function of this module in a process of its own."""
    code = "import sys; from benchmarks import bench_facts as b;"
    code += "print(getattr(b, sys.argv[1])(sys.argv[2], int(sys.argv[3])))"
    command = [sys.executable, "-c", code, function, folder, str(tickets)]
    return float(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def differences(facts: dict[str, Any], peer: Callable[[str], Any]) -> dict[str, int]:
    """Rows in which a peer's column differs from the product's; missing values are equal."""
    wrong = {}
    for name in FACTS:
        mine = np.asarray(facts[name], np.float64)
        mine[mine <= (0 if name.endswith("_at") else -2)] = np.nan
        theirs = np.asarray(peer(name), np.float64)
        count = int((~((mine == theirs) | (np.isnan(mine) & np.isnan(theirs)))).sum())
        if count:
            wrong[name] = count
    return wrong


def compare(tickets: int = 1_000_000, rounds: int = 6) -> list[Result]:
    """All engines on one log."""
    log, calendar = make_log(tickets), office_hours()
    seconds, facts = timed(lambda: product(log, calendar), rounds)
    names = ("at", "type", "from_status", "to_status", "from_term", "to_term", "value")
    columns = {"ticket": np.repeat(np.arange(tickets), np.diff(log.offsets)), "n": np.arange(len(log.at))}
    columns |= {name: getattr(log, name) for name in names}
    rows = []
    for name, (run, goal) in peers(columns, open_hours(calendar)).items():
        peer_seconds, result = timed(run, max(rounds // 3, 1))
        wrong = differences(facts, lambda column, result=result: as_array(result, column))
        met = peer_seconds >= goal * seconds and not wrong
        note = f"{len(log.at):,} events, {len(FACTS)} facts, differing values: {sum(wrong.values())}"
        what = f"facts of {tickets:,} tickets"
        rows.append(Result(what, seconds, name, peer_seconds, f"peer takes {goal}x or more", met, note))
    return rows


def as_array(result: Any, column: str) -> Any:
    """A column of any engine's result as an array with NaN for missing."""
    if isinstance(result, pa.Table):
        return result.column(column).to_pandas().to_numpy()
    return result[column].to_numpy()


def open_hours(calendar: BusinessCalendar) -> dict[str, Any]:
    """Open intervals and the open time before each, for engines that look instants up."""
    built = calendar.open_time(NOW - 800 * 86_400_000_000, NOW)
    return {"opens": built.opens, "closes": built.closes, "passed": built.passed[:-1]}


def peers(columns: dict[str, Any], hours: dict[str, Any]) -> dict[str, tuple[Callable[[], Any], int]]:
    """Each engine with the log already in its own memory format."""
    frame = pd.DataFrame(columns)
    polars_events = pl.DataFrame(columns).with_columns(pl.col("ticket").set_sorted())
    polars_hours = pl.DataFrame(hours)
    database = duckdb.connect(config={"threads": 1})
    renamed = {"moment" if name == "at" else name: column for name, column in columns.items()}
    database.register("arrow_events", pa.table(renamed))
    database.register("arrow_hours", pa.table(hours))
    database.execute("create table events as from arrow_events; create table hours as from arrow_hours")
    return {
        "pandas": (lambda: with_pandas(frame, hours["opens"], hours["passed"], hours["closes"]), 4),
        "DuckDB SQL": (lambda: database.sql(SQL).to_arrow_table(), 4),
        "Polars": (lambda: with_polars(polars_events, polars_hours), 5),
    }


def growth(small: int = 1_000_000, large: int = 10_000_000) -> Result:
    """Time of ten times the tickets: memory-mapped logs, each folded first thing in a new process."""
    seconds = []
    for tickets in (small, large):
        with tempfile.TemporaryDirectory() as folder:
            make_mapped_log(tickets, Path(folder))
            seconds.append(min(in_new_process("first_seconds", folder, tickets) for _ in range(3)))
    times = seconds[1] / seconds[0]
    what, peer = f"facts of {large:,} tickets", f"{small:,} tickets"
    note = f"{times:.2f} times; first run of a new process, best of three"
    return Result(what, seconds[1], peer, seconds[0], "12x the time or less", times <= 12, note)


def memory(tickets: int = 1_000_000) -> Result:
    """Memory beside the log itself, results included."""
    with tempfile.TemporaryDirectory() as folder:
        make_mapped_log(tickets, Path(folder))
        extra = in_new_process("extra_megabytes", folder, tickets)
    return Result(
        f"extra memory for facts of {tickets:,} tickets",
        extra,
        "the limit",
        150,
        "150 MB or less",
        extra <= 150,
        "the facts themselves included",
        "MB",
    )


def suite() -> list[Result]:
    """Everything, on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return [*compare(), memory(), growth()]


if __name__ == "__main__":
    for result in suite():
        print(result)
