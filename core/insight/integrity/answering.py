"""Detectors of answers and surveys that serve the figure: quick nothings, and asking only the happy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.data.columns import Status
from core.facts.event_log import Ints
from core.facts.ticket_table import Flags
from core.insight.integrity.case import DAY, HOUR, Case
from core.insight.integrity.detector import Detector
from core.insight.integrity.effects import group_beside_rest, share_over, share_ratio
from core.insight.integrity.evidence import Missing, Outcome, either
from core.insight.integrity.marks import dissatisfied

QUICK = HOUR // 30
NO_SURVEYS = Missing("which customers were asked, one flag a ticket")


def survey_selection(case: Case) -> Outcome:
    """D-052: hard tickets, or one person's, are not asked about."""
    rows = case.resolved_in()
    offered = case.column("csat_offered")
    rows = rows[~np.isnan(offered[rows])]
    if not len(rows):
        return NO_SURVEYS
    minutes = case.column("resolution_minutes")[rows]
    slow = (
        minutes > np.nanquantile(minutes, 0.75) if np.isfinite(minutes).any() else np.zeros(len(rows), bool)
    )
    count = np.nan_to_num(case.column("reopen_count")[rows]) + np.nan_to_num(
        case.column("escalation_count")[rows]
    )
    hard, unasked = (count > 0) | slow, offered[rows] == 0
    agent, names = case.agents
    words = "resolved tickets were never asked about"
    beside = share_ratio(unasked[hard], unasked[~hard], rows[hard], 1.0, words + ", hard against easy ones")
    if hard.any() and not hard.all():
        sent = float((1 - unasked[hard].mean()) / max(1 - unasked[~hard].mean(), 1e-9))
        beside = replace(beside, value=sent, limit=0.8, is_beyond=sent < 0.8)
    return either(beside, group_beside_rest(unasked, rows, agent[rows], names, words))


def reply_then_silence(case: Case) -> Outcome:
    """D-053: a quick first reply, then nothing while the customer still waits."""
    rows = case.created_in()
    answered = case.answered[rows]
    told = case.column("public_reply_count")[rows] >= 1
    rows = rows[(answered > 0) & told & (answered + DAY <= case.as_of)]
    first = case.answered[rows]
    frt = first - case.created[rows]
    log = case.log
    done = case.rows_of(np.isin(log.to_status, [Status.PENDING, Status.HOLD, Status.SOLVED, Status.CLOSED]))
    stopped = case.next_at(done, rows, first - 1)
    following = case.next_at(case.replies, rows, first)
    gap = np.minimum(np.minimum(following, stopped), case.as_of) - first
    hit = gap >= np.maximum(3 * frt, DAY)
    return share_over(hit, rows, 0.30, "first replies were followed by a day of silence, the ticket open")


def quick_answers(case: Case) -> Outcome:
    """D-007: answers within two minutes that did not help."""
    events = case.replies[case.inside(case.at(case.replies))]
    rows, at = case.row(events), case.at(events)
    asked = np.maximum(case.last_at(case.questions, rows, at), case.created[rows])
    quick = (at - asked <= QUICK) & (asked > 0)
    events, rows, at = events[quick], rows[quick], at[quick]
    if not len(events):
        return Missing("answers given within two minutes")
    hit = (case.next_at(case.questions, rows, at) <= at + DAY) | dissatisfied(case)[rows]
    return group_beside_rest(
        hit, rows, case.actor(events), case.words, "answers within two minutes did not help"
    )


def channel_forcing(case: Case) -> Outcome:
    """D-006: the same customer asks the same in another channel within a day of our answer."""
    customer, channel = case.codes("customer_key")[0], case.codes("channel")[0]
    if not (customer >= 0).any() or not (channel >= 0).any():
        return Missing("customers and channels")
    rows = case.created_in()
    rows = rows[(case.answered[rows] > 0) & (customer[rows] >= 0) & (case.kind[rows] >= 0)]
    return share_over(
        _elsewhere(case, rows, customer, channel), rows, 0.10, "answered customers asked again elsewhere"
    )


def _elsewhere(case: Case, rows: Ints, customer: Ints, channel: Ints) -> Flags:
    """Whether the customer's next ticket of the kind, within a day after an answer, came another way."""
    group = customer * (case.kind.max(initial=0) + 2) + case.kind
    order = np.lexsort((case.created, group))
    key, at, way = group[order], case.created[order], channel[order]
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    hit = np.zeros(len(rows), bool)
    answered = case.answered[rows]
    for step in (1, 2):
        following = np.minimum(place[rows] + step, len(order) - 1)
        same = (key[following] == group[rows]) & (place[rows] + step < len(order))
        soon = (at[following] >= answered) & (at[following] <= answered + DAY)
        hit |= same & soon & (way[following] != channel[rows]) & (way[following] >= 0)
    return hit


ANSWERING = (
    Detector(
        "D-052", "Survey selection", "metrics", "Are only happy customers asked?",
        "Customers of hard tickets (opened again, escalated or in the slowest quarter) asked less"
        " than 0.8 times as often as those of easy ones, or one agent's tickets left unasked at"
        " twice the others' share.",
        "Customers who opted out, channels without surveys, bulk closures.",
        "Who can switch the survey off, and where is it written when?",
        ("csat_rate", "csat_mean", "csat_response_rate"), look=survey_selection, is_personal=True,
    ),
    Detector(
        "D-053", "First reply, then silence", "metrics", "Is the first reply an answer or a stopwatch?",
        "First replies after which the open ticket heard nothing for a day and three times as long"
        " as the first reply took: over 30 %. Texts are not stored, so an empty first reply is told"
        " by what follows.",
        "A weekend in between, or work that takes days and was announced.",
        "What did the first reply promise, and did the next one keep it?",
        ("first_response_time", "response_sla_met_rate"), look=reply_then_silence,
    ),
    Detector(
        "D-007", "Copy-paste answers", "overview", "Do quick answers answer?",
        "Answers within two minutes after which the customer wrote again within a day, or gave two"
        " of five points or fewer: one agent at twice the others' share. Texts and templates are not"
        " stored.",
        "Chat, where short turns are how people talk.",
        "Read five with the agent: which template was near, and what was missing in it?",
        ("first_response_time", "average_handle_time"), look=quick_answers, is_personal=True,
    ),
    Detector(
        "D-006", "Channel forcing", "overview", "Do customers have to ask again elsewhere?",
        "Answered customers who asked about the same in another channel within a day: over 10 %.",
        "Customers who prefer to follow up by phone.",
        "What did the first answer ask them to do?",
        ("first_contact_resolution_rate", "main_channel_share"), look=channel_forcing,
    ),
)  # fmt: skip
