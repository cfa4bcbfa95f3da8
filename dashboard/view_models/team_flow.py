"""How tickets move: where their time goes, how they change state, between levels and teams, what is left."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from core.periods import microseconds
from core.report import Report
from core.reporting.team_flows import REOPENED, SOLVED, SOLVED_AGAIN, STEPS, Flows
from core.reporting.team_states import StateTimes
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.behind import BAR_HINT, Drill, Drills, drill
from dashboard.view_models.cards import Column
from dashboard.view_models.flow import BUCKET_TITLES, grain_for, instants
from dashboard.view_models.tables import WORDS, Shape, TableView, table_from

BY = {"tier": "Levels", "team": "Teams"}
"""What tickets move between."""
HEADINGS = {0: "in", 1: "1st move", 2: "later", 3: "outcome", 4: "reopened", 5: "end"}
STATE_WORDS = WORDS["status"]
STATE_COLUMNS = {
    "name": Column("State", "text", None, "medium"),
    "ticket_count": Column("Tickets", "count", "That spent time in it"),
    "ticket_share": Column("of all tickets", "share"),
    "total_minutes": Column("Time in all", "minutes", "Of all these tickets together"),
    "time_share": Column("of all time", "share"),
    "median_minutes": Column("Median", "minutes", "Per ticket that was in it"),
    "p90_minutes": Column("Nine in ten within", "minutes", "Per ticket that was in it"),
}
CHANGES = Shape(
    "Changes of state",
    {
        "from_state": Column("From"),
        "to_state": Column("To"),
        "change_count": Column("Changes", "count"),
        "change_share": Column("of all leaving", "share", "Part of all changes out of the first state"),
        "ticket_count": Column("Tickets", "count"),
    },
    "No history of states is told for this selection.",
)
LINKS = Shape(
    "Moves and outcomes",
    {
        "from_words": Column("From", "text", None, "medium"),
        "to_words": Column("To", "text", None, "medium"),
        "kind": Column("What happened"),
        "ticket_count": Column("Tickets", "count"),
        "share": Column("of all there", "share", "Part of the tickets that came to the first place"),
    },
    "No ticket of this selection tells where it went.",
)
STOPS = Shape(
    "Stops: what came in, went on, and is still there",
    {
        "stop_words": Column("Stop", "text", None, "medium"),
        "in_count": Column("Came in", "count"),
        "out_count": Column("Went on", "count"),
        "still_there_count": Column("Still there", "count", "Came in less went on"),
    },
    "No ticket of this selection tells where it went.",
)
TONES = {
    "escalated": "warning",
    "moved": "context",
    "solved": "good",
    "solved again": "good",
    "reopened": "critical",
    "merged": "context",
}
LABELS = {REOPENED: "", SOLVED_AGAIN: SOLVED}
"""What the heading of the column says already is not said again."""
STOP_TONES = {SOLVED: "good", SOLVED_AGAIN: "good", REOPENED: "critical"}


@dataclass(frozen=True)
class States:
    """Time per state (``frame``), and what a state leads to."""

    frame: pd.DataFrame
    note: str
    drills: Drills


@dataclass(frozen=True)
class Streams:
    """The picture's stops and links, and both as tables."""

    stops: pd.DataFrame
    links: pd.DataFrame
    note: str
    link_table: TableView
    link_drills: Drills
    stop_table: TableView
    stop_drills: Drills


@dataclass(frozen=True)
class BacklogHistory:
    """Open tickets at the end of each bucket of time."""

    frame: pd.DataFrame
    columns: dict[str, Column]
    note: str
    drills: Drills


@dataclass(frozen=True)
class TeamFlow:
    """All that the tab shows but the streams."""

    states: States
    changes: TableView
    change_drills: Drills
    backlog: BacklogHistory
    default_by: str


def build_team_flow(report: Report, question: Question) -> TeamFlow:
    """Where time goes, changes of state, and the backlog."""
    asked = {"period": question.period, "filters": question.filters, "as_of": question.as_of}
    found = report.state_times(**asked)
    changes = found.changes.assign(
        from_state=found.changes["from_state"].map(_state), to_state=found.changes["to_state"].map(_state)
    )
    moves = report.flows("tier", **asked)
    return TeamFlow(
        states=_states(found, question),
        changes=table_from(changes, replace(CHANGES, note="how often tickets went from one to another")),
        change_drills=Drills([_change(question, row) for row in found.changes.to_dict("records")]),
        backlog=_backlog(report, question),
        default_by="tier" if moves.moves else "team",
    )


def _state(name: str) -> str:
    return STATE_WORDS.get(name, name)


def _states(found: StateTimes, question: Question) -> States:
    frame = found.states.assign(name=found.states["state"].map(_state)).drop(columns="state")
    left = f"; {fmt.plural(found.untold, 'ticket')} without a history left out" if found.untold else ""
    rows = [
        drill(question, f"Time in “{_state(state)}”, longest first", "state", state)
        for state in found.states["state"]
    ]
    note = f"{fmt.plural(found.told, 'new ticket')} up to their end or now{left}"
    return States(frame if found.told else frame.head(0), note, Drills(rows, BAR_HINT))


def _change(question: Question, row: dict[str, object]) -> Drill:
    source, target = str(row["from_state"]), str(row["to_state"])
    return drill(question, f"From “{_state(source)}” to “{_state(target)}”", "change", source, target)


def _backlog(report: Report, question: Question) -> BacklogHistory:
    grain = grain_for(report, question)
    asked = {"period": question.period, "filters": question.filters, "as_of": question.as_of}
    found = report.backlog_history(by=grain, **asked)
    drills = [
        drill(
            question,
            f"Open at the end of {label}, oldest first",
            "open at",
            microseconds(end.to_pydatetime()),
        )
        for label, end in zip(found["bucket"], found["ends_at"], strict=True)
    ]
    frame = pd.DataFrame({"bucket": instants(found["bucket"]), "backlog": found["open_count"]})
    columns = {
        "bucket": Column(BUCKET_TITLES[grain], "instant"),
        "backlog": Column("Open tickets", "count"),
    }
    note = f"open at the end of each {grain}"
    return BacklogHistory(frame, columns, note, Drills(drills, "Select a day or a row to see its tickets."))


def build_streams(report: Report, question: Question, by: str) -> Streams:
    """Moves between levels or teams, to the solution, and back."""
    found = report.flows(by, period=question.period, filters=question.filters, as_of=question.as_of)
    links, stops = _links(found), _stops(found)
    return Streams(
        stops=stops.assign(
            tone=stops["place"].map(STOP_TONES).fillna("accent"), label=stops["place"].replace(LABELS)
        ),
        links=links.assign(
            tone=links["kind"].map(TONES),
            words=links["from_words"] + " → " + links["to_words"],
            more=_shares(links),
        ),
        note=_note(found),
        link_table=table_from(links, LINKS),
        link_drills=Drills([_link(question, by, row) for row in links.to_dict("records")]),
        stop_table=table_from(stops, replace(STOPS, note="came in = went on + still there")),
        stop_drills=Drills([_stop(question, by, row) for row in stops.to_dict("records")]),
    )


def _place(step: int, place: str) -> str:
    """A stop in words; the first steps tell when a ticket was there."""
    return f"{place} ({STEPS[step]})" if step < 3 else place


def _links(found: Flows) -> pd.DataFrame:
    came = found.stops.set_index(["step", "place"])["in_count"].to_dict()
    links = found.links
    rows = [
        (_place(first, source), _place(second, target), count / came[first, source])
        for first, source, second, target, count in zip(
            links["from_step"],
            links["from_place"],
            links["to_step"],
            links["to_place"],
            links["ticket_count"],
            strict=True,
        )
    ]
    words = pd.DataFrame(rows, columns=["from_words", "to_words", "share"])
    return pd.concat([links, words], axis=1)


def _stops(found: Flows) -> pd.DataFrame:
    stops = found.stops
    words = [_place(step, place) for step, place in zip(stops["step"], stops["place"], strict=True)]
    return stops.assign(stop_words=words)


def _shares(links: pd.DataFrame) -> list[str]:
    rows = zip(links["ticket_count"], links["share"], links["kind"], strict=True)
    return [
        f"{fmt.plural(count, 'ticket')}, {fmt.share(share)} of those there: {kind}"
        for count, share, kind in rows
    ]


def _note(found: Flows) -> str:
    parts = [fmt.plural(found.told, "new ticket")]
    if found.untold:
        parts.append(f"{fmt.plural(found.untold, 'ticket')} without a history left out")
    if found.moves > found.drawn:
        parts.append(f"{fmt.count(found.drawn)} of {fmt.plural(found.moves, 'move')} drawn")
    return "; ".join(parts)


def _link(question: Question, by: str, row: dict[str, object]) -> Drill:
    ends = (
        int(str(row["from_step"])),
        str(row["from_place"]),
        int(str(row["to_step"])),
        str(row["to_place"]),
    )
    return drill(question, f"{row['from_words']} → {row['to_words']}", "link", by, *ends)


def _stop(question: Question, by: str, row: dict[str, object]) -> Drill:
    title = f"{row['stop_words']}, those still there first"
    return drill(question, title, "stop", by, int(str(row["step"])), str(row["place"]))
