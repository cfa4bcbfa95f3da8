"""The digest as a letter: short sentences, then the tickets to look at, each with a link."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from core.report import MetricResult
from dashboard import format as fmt
from dashboard.view_models.alert_message import PROMISES
from dashboard.view_models.cards import NO_CLEAR_CHANGE, change_words, statistic_of
from dashboard.view_models.digest import Digest
from dashboard.view_models.letter import Letter, Line, Part, ticket_url

LISTED = 8
BALANCE_LIMIT = 1.5
STATE_WORDS = {
    "backlog_count": "Open tickets",
    "queue_depth": "Waiting for us",
    "open_p1_p2": "Open P1 and P2",
    "backlog_24h": "Older than 24 h",
    "unassigned_count": "Without an owner",
    "stuck_tickets": "Stuck",
}


def digest_letter(digest: Digest, address: str) -> Letter:
    """The whole digest; ``address``: where the dashboard is."""
    parts = (
        _state(digest),
        _broken(digest, address),
        _next_up(digest, address),
        _tickets("P1 and P2 first", "No P1 or P2 is open.", digest.urgent, address, "age_minutes", "old"),
        _tickets(
            "Without an owner",
            "Every open ticket has an owner.",
            digest.unassigned,
            address,
            "age_minutes",
            "old",
        ),
        _tickets(
            "Stuck", "Nothing has been quiet for 48 hours.", digest.stuck, address, "idle_minutes", "quiet"
        ),
        _away(digest),
        _balance(digest),
        _flow(digest),
        _call_back(digest, address),
        _trending(digest),
        *_week(digest),
    )
    day = fmt.date(digest.as_of, digest.zone)
    title = f"Support on {day}: {_headline(digest)}"
    return Letter(title, parts, f"{address}/queue-health", "Open Queue health")


def _headline(digest: Digest) -> str:
    opened = fmt.count(digest.state["backlog_count"].value)
    return f"{opened} open, {fmt.count(len(digest.broken))} broken since closing time"


def _state(digest: Digest) -> Part:
    lines = tuple(
        Line(f"{words}: {_figure(digest.state[name])}{_since_yesterday(digest, name)}")
        for name, words in STATE_WORDS.items()
    )
    return Part(f"As of {fmt.date_time(digest.as_of, digest.zone)} ({digest.zone})", (), lines)


def _figure(result: MetricResult) -> str:
    return fmt.value_in_unit(statistic_of(result), result.unit, business="business" in result.id)


def _since_yesterday(digest: Digest, name: str) -> str:
    now, before = digest.state[name], digest.before[name]
    moved = fmt.change(now.value, before.value, now.unit)
    return "" if moved is None else f" ({moved} in 24 hours)"


def _broken(digest: Digest, address: str) -> Part:
    since = fmt.date_time(digest.closed_at, digest.zone)
    count = len(digest.broken)
    if not count:
        return Part("Broken since closing time", (f"No promise broke since {since}.",))
    running = int(digest.broken["is_running"].sum())
    words = (
        f"{fmt.plural(count, 'promise')} broke since {since}; {fmt.count(running)} of them are still open."
    )
    lines = [
        _clock_line(row, address, f"{_late(row)}{'' if row['is_running'] else ', done since'}")
        for row in _rows(digest.broken)
    ]
    return Part("Broken since closing time", (words,), _cut(lines, count))


def _late(row: dict[Any, Any]) -> str:
    return f"{fmt.duration(row['late_minutes'], business=bool(row['is_business']))} late"


def _next_up(digest: Digest, address: str) -> Part:
    if digest.next_up.empty:
        return Part("Breaks next", ("No promise is running.",))
    lines = [
        _clock_line(
            row,
            address,
            f"{fmt.duration(row['remaining_minutes'], business=bool(row['is_business']))} left",
        )
        for row in _rows(digest.next_up)
    ]
    return Part("Breaks next", (), _cut(lines, len(digest.next_up)))


def _clock_line(row: dict[Any, Any], address: str, time: str) -> Line:
    what = PROMISES.get(str(row["metric"]), str(row["metric"]))
    after = f": {what}, {time}{_who(row)}"
    return Line(f"Ticket {row['ticket_id']}", ticket_url(address, row["ticket_id"], row["source_id"]), after)


def _who(row: dict[Any, Any]) -> str:
    words = [str(row[name]) for name in ("priority", "team", "assignee", "category") if _is_told(row[name])]
    return f" ({', '.join(words)})" if words else ""


def _is_told(value: Any) -> bool:
    return value is not None and value == value


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.head(LISTED).to_dict("records")


def _cut(lines: Iterable[Line], total: int) -> tuple[Line, ...]:
    shown = tuple(lines)
    rest = total - len(shown)
    return (*shown, Line(f"and {fmt.count(rest)} more")) if rest > 0 else shown


def _tickets(heading: str, calm: str, frame: pd.DataFrame, address: str, column: str, word: str) -> Part:
    if frame.empty:
        return Part(heading, (calm,))
    lines = [
        Line(
            f"Ticket {row['ticket_id']}",
            ticket_url(address, row["ticket_id"], row["source_id"]),
            f": {fmt.duration(row[column])} {word}{_who(row)}",
        )
        for row in _rows(frame.sort_values(column, ascending=False, kind="stable"))
    ]
    return Part(heading, (f"{fmt.plural(len(frame), 'ticket')}.",), _cut(lines, len(frame)))


def _away(digest: Digest) -> Part:
    """Who is away and how much waits for them (R-QR-04)."""
    if digest.away.empty:
        return Part("To reassign", ("Nobody who is away holds an open ticket, as far as shifts tell.",))
    counts = digest.away.groupby(["assignee", "reason"], observed=True).size().sort_values(ascending=False)
    lines = [
        Line(f"{who}: {fmt.plural(count, 'open ticket')}, {reason}")
        for (who, reason), count in counts.head(LISTED).items()
    ]
    words = f"{fmt.plural(len(digest.away), 'open ticket')} of people who are away:"
    return Part("To reassign", (words,), _cut(lines, len(counts)))


def _balance(digest: Digest) -> Part:
    """Whether work is spread evenly (R-QR-05)."""
    heavy = digest.workload[digest.workload["load_ratio"] > BALANCE_LIMIT]
    if heavy.empty:
        return Part("Workload", ("Nobody holds more than 1.5 times the median agent's open tickets.",))
    lines = [
        Line(
            f"{row['assignee']}: {fmt.plural(row['open_count'], 'open ticket')}, "
            f"{fmt.number(row['load_ratio'])} times the median"
        )
        for row in _rows(heavy)
    ]
    return Part(
        "Workload", ("More than 1.5 times the median agent's open tickets:",), _cut(lines, len(heavy))
    )


def _flow(digest: Digest) -> Part:
    day = fmt.date(digest.yesterday.start, digest.zone)
    lines = tuple(Line(_measured(result)) for result in digest.flow.values())
    return Part(f"Yesterday, {day}, against the same weekday a week earlier", (), lines)


def _measured(result: MetricResult) -> str:
    words = change_words(result)
    name = f"{result.name}, median" if result.definition.is_duration else result.name
    tail = f" ({words})" if words and words != NO_CLEAR_CHANGE and not words.startswith("±") else ""
    return f"{name}: {_figure(result)}{tail}"


def _call_back(digest: Digest, address: str) -> Part:
    """Scores of 1 and 2 that nobody has answered: whom to call (handbook 1.13)."""
    heading = "Low scores to follow up"
    if digest.call_back.empty:
        return Part(
            heading, ("Every score of 1 or 2 of the last seven days was followed up, or there was none.",)
        )
    lines = [
        Line(
            f"Ticket {row['ticket_id']}",
            ticket_url(address, row["ticket_id"], row["source_id"]),
            f": scored {row['score']}, {_time_left(row['left_minutes'])}{_who(row)}",
        )
        for row in _rows(digest.call_back)
    ]
    words = f"{fmt.plural(len(digest.call_back), 'answer')} of 1 or 2 in the last seven days."
    return Part(heading, (words,), _cut(lines, len(digest.call_back)))


def _time_left(minutes: float) -> str:
    return f"due in {fmt.duration(minutes)}" if minutes >= 0 else f"overdue by {fmt.duration(-minutes)}"


def _trending(digest: Digest) -> Part:
    if digest.trending.empty:
        return Part("Trending", ("No category has doubled in the last seven days.",))
    lines = [
        Line(
            f"{row['group']}: {fmt.plural(row['ticket_count'], 'ticket')} in seven days, "
            f"usually {fmt.number(row['usual_count'], 0)}"
        )
        for row in _rows(digest.trending)
    ]
    return Part("Trending", (), _cut(lines, len(digest.trending)))


def _week(digest: Digest) -> tuple[Part, ...]:
    if not digest.week:
        return ()
    lines = tuple(Line(_measured(result)) for result in digest.week.values())
    return (Part("Last week, against the week before", (), lines),)
