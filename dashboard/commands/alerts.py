"""``queuewise alerts``: look, list, take note, try a rule on the past."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta

import typer
from rich.console import Console
from rich.table import Table

from core.data.store import Store
from core.report import Report
from core.reporting.alert_check import check_alerts
from core.reporting.alert_log import acknowledge, alert_log, snooze
from core.reporting.alert_rules import alert_ladder, all_rules
from core.reporting.alert_trial import LONGEST, try_rule
from dashboard.alert_look import in_words
from dashboard.cli import print_json
from dashboard.format import date_time
from dashboard.instants import parse_instant
from dashboard.outbox import Sent, send_due
from dashboard.view_models.alert_desk import level_words, log_value_words
from dashboard.view_models.alert_words import period_words, value_words, wanted_words


def check(url: str | None, *, as_of: str | None, send: bool, as_json: bool) -> None:
    """Look once, write down, send."""
    with closing(Report.open(url)) as report:
        at = parse_instant(as_of, report.zone(), argument="--as-of") if as_of else None
        found = check_alerts(report, datetime.now(UTC), in_words(report), as_of=at)
        sent = send_due(report.store) if send else Sent()
    document = {
        "as_of": found.at.isoformat() if found.at else None,
        "note": found.note,
        **{name: getattr(found, name) for name in ("raised", "reminded", "ended", "queued")},
        "sent": sent.sent,
        "failed": sent.failed,
    }
    if as_json:
        print_json(document)
        return
    if found.note:
        typer.echo(f"Nothing was looked at: {found.note}.", err=True)
    counts = ("raised", "reminded", "ended", "sent", "failed")
    typer.echo(", ".join(f"{document[name]} {name}" for name in counts))


def show(url: str | None, *, everything: bool, as_json: bool) -> None:
    """Print the log."""
    with closing(Report.open(url)) as report:
        log, zone = alert_log(report.store, datetime.now(UTC), open_only=not everything), report.zone()
    rows = log.to_dict("records")
    if as_json:
        dated = log.astype(dict.fromkeys(log.select_dtypes("datetimetz").columns, "str"))
        print_json({"alerts": dated.astype(object).where(log.notna(), None).to_dict("records")})
        return
    table = _table("id", "rule", "what", "level", "value", "raised", "state")
    for row in rows:
        cells = (row["pk"], row["rule"], row["scope"], level_words(row["level"]), log_value_words(row))
        table.add_row(*map(str, cells), date_time(row["raised_at"], zone), row["state"])
    Console().print(table) if rows else typer.echo("No alert is open.")


def note(url: str | None, pks: Sequence[int], by: str) -> None:
    """Take note of alerts."""
    with Store.open(url) as store:
        _say(acknowledge(store, pks, by), len(pks), "noted")


def quieten(url: str | None, pks: Sequence[int], hours: float) -> None:
    """Stay silent about alerts for a while."""
    with Store.open(url) as store:
        _say(snooze(store, pks, datetime.now(UTC) + timedelta(hours=hours)), len(pks), "snoozed")


def _say(done: int, asked: int, word: str) -> None:
    if not done:
        raise ValueError("none of these alerts is open")
    typer.echo(f"{done} {word}" + (f"; {asked - done} not open" if done < asked else ""))


def show_rules(url: str | None) -> None:
    """Print every rule with what it wants."""
    with Store.open(url) as store:
        rules, ladder = all_rules(store).values(), alert_ladder(store)
    table = _table("rule", "is", "wants", "looks at", "tells")
    table.add_row("SLA ladder", _on(ladder.is_on), "80, 90, 100, 200 % of a promise", "running promises", "")
    for rule in rules:
        looks = period_words(rule.window, rule.periods)
        table.add_row(rule.name, _on(rule.is_on), wanted_words(rule), looks, ", ".join(rule.channels))
    Console().print(table)


def try_past(url: str | None, name: str, days: int, *, as_json: bool) -> None:
    """Step a rule through the past and print when it would have fired."""
    with closing(Report.open(url)) as report:
        rules, at, zone = all_rules(report.store), report.as_of(), report.zone()
        if name not in rules:
            raise ValueError(f"there is no rule {name!r}; see `queuewise alerts rules`")
        if at is None:
            raise ValueError("there is no data yet")
        rule = rules[name]
        back = min(timedelta(days=days), LONGEST[rule.window.step])
        found = try_rule(report, rule, at - back, at)
    if as_json:
        firings = [
            {
                "scope": firing.scope,
                "raised_at": firing.raised_at.isoformat(),
                "ended_at": firing.ended_at.isoformat() if firing.ended_at else None,
                "value": firing.value,
                "told": firing.told,
            }
            for firing in found.firings
        ]
        print_json({"rule": name, "days": back.days, "looks": found.looks, "firings": firings})
        return
    typer.echo(f"{name} would have fired {len(found.firings)} times in {back.days} days.")
    for firing in found.firings:
        scope = f"  {firing.scope}" if firing.scope else ""
        typer.echo(f"{date_time(firing.raised_at, zone)}{scope}  {value_words(rule.figure, firing.value)}")


def _on(is_on: bool) -> str:
    return "on" if is_on else "off"


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    return table
