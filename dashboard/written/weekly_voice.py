"""The weekly voice-of-customer report: what customers came with, and whom to call (9.3, F-132)."""

from __future__ import annotations

import pandas as pd

from core.report import MetricResult, Report
from core.reporting.written_voice import VoiceOfCustomer
from core.sla.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from dashboard import format as fmt
from dashboard.view_models.cards import change_words
from dashboard.written.figures import Asked, facts_line, figure_table, measured, missing_blocks, value_words

TITLE = "Voice of the customer"
FIGURES = ("ticket_volume", "csat_mean", "csat_rate", "reopen_rate", "repeat_contact_rate", "escalation_rate")
THEMES, REQUESTS, ACCOUNTS = 3, 5, 10
TO_ASSIGN = "to be assigned"
NO_QUOTES = "Texts of tickets are not kept, so the customers' own words have to be added by hand."
NOT_SEEN = (
    "Not looked for, since the store keeps no texts, roles or plans: complaints of executives, mentions of "
    "leaving, interest in more, a contact who left, features that block somebody."
)


def weekly_voice(report: Report, asked: Asked) -> Document:
    """The report of a week."""
    results = measured(report, asked, FIGURES)
    voice = report.voice_of_customer(asked.period, asked.before, as_of=asked.as_of)
    blocks: list[Block] = [
        *_totals(results, voice),
        *_themes(report, asked, voice),
        *_faults(voice),
        *_requests(voice),
        *_wins(report, asked, results),
        *_accounts(voice),
        Heading("Figures of the week"),
        *figure_table(results),
        *missing_blocks(results),
    ]
    return Document(TITLE, facts_line(asked), tuple(blocks))


def _totals(results: list[MetricResult], voice: VoiceOfCustomer) -> list[Block]:
    """Total tickets with their change, mean score with its change, and the top subject."""
    by_id = {result.id: result for result in results}
    volume, score = by_id["ticket_volume"], by_id["csat_mean"]
    sure = "" if volume.is_clear else ", which may be noise"
    against = f", {_percent(volume.change_ratio)} against the week before{sure}"
    moved = "" if fmt.is_missing(volume.change_ratio) else against
    lines = [f"{fmt.plural(volume.value, 'new ticket')}{moved}."]
    if fmt.is_missing(score.value):
        lines.append("No survey answers of this week: satisfaction is not known.")
    else:
        lines.append(f"Mean score {value_words(score)} of 5, {change_words(score) or 'change not known'}.")
    if len(voice.subjects):
        top = voice.subjects.iloc[0]
        lines.append(f"Most tickets: {top['group']} ({fmt.count(top['ticket_count'])}).")
    return [Bullets(tuple(lines))]


def _themes(report: Report, asked: Asked, voice: VoiceOfCustomer) -> list[Block]:
    """The three subjects that hurt most: by pain where there are enough answers, else by time lost."""
    pain = report.pain(period=asked.period, as_of=asked.as_of)
    pain = pain[pain["ticket_volume"] > 0].head(THEMES)
    if pain.empty:
        return [Heading("Themes"), Paragraph("No ticket of this week names a category.")]
    seen = voice.subjects.set_index("group")
    header = ("Theme", "Tickets", "Week before", "Days lost", "Dissatisfied", "Action")
    rows = tuple(_theme(row, seen) for _, row in pain.iterrows())
    widths = (0.24, 0.12, 0.15, 0.14, 0.18, 0.17)
    return [Heading("Themes"), Table(header, rows, widths), Paragraph(NO_QUOTES)]


def _theme(row: pd.Series, seen: pd.DataFrame) -> tuple[str, ...]:
    name = row["group"]
    before = seen.loc[name, "before_count"] if name in seen.index else None
    share = row["dissatisfied_share"]
    unhappy = (
        "no answers" if fmt.is_missing(share) else f"{fmt.share(share)} of {fmt.count(row['answer_count'])}"
    )
    return (
        str(name),
        fmt.count(row["ticket_volume"]),
        fmt.count(before),
        fmt.number(row["waiting_days"], 0),
        unhappy,
        TO_ASSIGN,
    )


def _faults(voice: VoiceOfCustomer) -> list[Block]:
    rows = [
        (str(row["group"]), fmt.count(row["ticket_count"]), _people(voice, row["customer_count"]), TO_ASSIGN)
        for _, row in voice.subjects[voice.subjects["kind"] == "fault"].iterrows()
    ]
    rows += [
        (
            f"Incident: {row['title'] or row['incident_id']} ({row['severity']})",
            fmt.count(row["ticket_count"]),
            _people(voice, row["customer_count"]),
            "running" if row["is_running"] else f"solved after {fmt.duration(row['duration_minutes'])}",
        )
        for _, row in voice.incidents.iterrows()
    ]
    head = Heading("Faults")
    told = "" if voice.knows_incidents else " Incidents are not recorded."
    if not rows:
        return [head, Paragraph(f"No subject of this week names a fault.{told}")]
    note = [Paragraph(told.strip())] if told else []
    return [head, Table(("Fault", "Tickets", "Customers", "Fix"), tuple(rows), (0.4, 0.15, 0.15, 0.3)), *note]


def _people(voice: VoiceOfCustomer, count: float) -> str:
    return fmt.count(count) if voice.knows_customers else "not known"


def _requests(voice: VoiceOfCustomer) -> list[Block]:
    found = voice.subjects[voice.subjects["kind"] == "request"].head(REQUESTS)
    lines = tuple(
        f"{row['group']}: {fmt.plural(row['ticket_count'], 'ticket')}, "
        f"{fmt.count(row['before_count'])} the week before"
        for _, row in found.iterrows()
    )
    head = Heading("Requests")
    return [head, Bullets(lines) if lines else Paragraph("No subject of this week names a request.")]


def _wins(report: Report, asked: Asked, results: list[MetricResult]) -> list[Block]:
    """Top answers, and figures that got better beyond noise."""
    ratings = report.csat_breakdown(period=asked.period, as_of=asked.as_of)
    lines = [
        f"{result.name}: {value_words(result)}, {change_words(result)}"
        for result in results
        if result.is_better
    ]
    whole = int(ratings["answer_count"].sum()) if len(ratings) else 0
    if whole:
        best = int(ratings.loc[ratings["score"] == 5, "answer_count"].sum())
        lines.insert(0, f"{fmt.count(best)} of {fmt.plural(whole, 'answer')} gave 5 of 5")
    head = Heading("Wins")
    return [head, Bullets(tuple(lines)) if lines else Paragraph("None that the figures show.")]


def _accounts(voice: VoiceOfCustomer) -> list[Block]:
    head = Heading("Accounts at risk")
    if not voice.knows_customers:
        return [head, Paragraph("Tickets do not name their customers, so no account can be looked at.")]
    silent = [
        words
        for words, told in (("escalations", voice.knows_escalations), ("survey answers", voice.knows_answers))
        if not told
    ]
    if len(silent) == 2:
        return [head, Paragraph("Neither escalations nor survey answers are told, so risk cannot be seen.")]
    note = Paragraph(f"Nothing is told of {silent[0]}. {NOT_SEEN}" if silent else NOT_SEEN)
    if voice.accounts.empty:
        return [head, Paragraph("No customer shows a sign of risk."), note]
    rows = tuple(_account(voice, row) for _, row in voice.accounts.head(ACCOUNTS).iterrows())
    total = len(voice.accounts)
    shown = (
        f"{fmt.plural(total, 'customer')} with a sign, the first {len(rows)} shown."
        if total > len(rows)
        else ""
    )
    header = ("Customer", "Tickets, 30 d", "Escalated, 30 d", "Scores of 1 or 2, 60 d", "Answers", "CS told?")
    table = Table(header, rows, (0.2, 0.14, 0.16, 0.2, 0.14, 0.16))
    return [head, *([Paragraph(shown)] if shown else []), table, note]


def _account(voice: VoiceOfCustomer, row: pd.Series) -> tuple[str, ...]:
    return (
        fmt.shorten(row["customer_key"], 18),
        fmt.count(row["ticket_count"]),
        fmt.count(row["escalation_count"]) if voice.knows_escalations else "not known",
        fmt.count(row["low_score_count"]) if voice.knows_answers else "not known",
        ("falling" if row["is_falling"] else "not falling") if voice.knows_answers else "not known",
        "not recorded",
    )


def _percent(ratio: float) -> str:
    sign = "+" if ratio >= 0 else fmt.MINUS
    return f"{sign}{abs(ratio) * 100:.0f} %"
