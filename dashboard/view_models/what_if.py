"""Other targets and other hours, tried on the tickets of the past: what the What if page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.calendars import WEEKDAYS, BusinessCalendar
from core.report import Report
from core.sla.policy import Policy, SlaMetric
from core.sla.what_if import TriedGroup
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.policy_edit import copied
from dashboard.view_models.sla_words import PROMISES
from dashboard.view_models.sliders import LiveSlider, Scale, SliderGroup, SliderPanel, Text, duration_scale

GOAL = 0.95
BUFFER = 1.2
OPENS, CLOSES, DAYS = "opens", "closes", "days"
DAY_CHOICES = ("as now", "Mon–Fri", "Mon–Sat", "every day")
DAY_COUNT = (0, 5, 6, 7)
OPENING = Scale(tuple(float(h) for h in range(13)), tuple(f"{h:02d}:00" for h in range(13)))
CLOSING = Scale(tuple(float(h) for h in range(12, 25)), tuple(f"{h:02d}:00" for h in range(12, 25)))
CHOICE = Scale(tuple(float(n) for n in range(4)), DAY_CHOICES)


@dataclass(frozen=True)
class Curve:
    """The share that would have met each place of the scale, and the places of interest on it."""

    shares: tuple[float, ...]
    now: int
    tried: int
    goal_at: int | None
    alt: str


@dataclass(frozen=True, eq=False)
class WhatIf:
    """The groups by the hours in use and by the tried ones, and what the sliders say of both."""

    panel: SliderPanel
    curves: Mapping[str, Curve]
    targets: Mapping[tuple[str, str], float]
    """Tried limits in minutes by metric and priority; only those that were moved."""
    summary: str


def slider_id(group: TriedGroup) -> str:
    """What a slider of a promise is called in the browser."""
    return f"{group.metric.value}|{group.priority}"


def tried_calendar(values: Mapping[str, int], now: BusinessCalendar) -> BusinessCalendar | None:
    """The hours that the sliders stand for; None where they are left as they are."""
    days = DAY_COUNT[values.get(DAYS, 0)]
    if not days:
        return None
    opens = int(OPENING.value(values.get(OPENS, 9)))
    closes = int(CLOSING.value(values.get(CLOSES, 5)))
    window = (f"{opens:02d}:00", f"{closes:02d}:00")
    if closes <= opens:
        return None
    weekly = dict.fromkeys(WEEKDAYS[:days], (window,))
    latest = now.later[-1][1] if now.later else now.hours
    return BusinessCalendar.from_weekly(weekly, now.timezone, latest.holidays, name="tried hours")


def build_what_if(report: Report, question: Question, values: Mapping[str, int]) -> WhatIf:
    """All sliders with their results, for the positions that the browser sent."""
    now = report.sla_trial(filters=question.filters, as_of=question.as_of)
    calendar = tried_calendar(values, report.opening_hours())
    tried = report.sla_trial(filters=question.filters, as_of=question.as_of, calendar=calendar)
    scale = duration_scale(group.base_minutes for group in now)
    pairs = list(zip(now, tried, strict=True))
    groups = [_slider_group(metric, pairs, scale, values) for metric in ("first_response", "resolution")]
    panel = SliderPanel(
        (*(group for group in groups if group.sliders), _hours_group(values, calendar)),
        {"duration": scale, OPENS: OPENING, CLOSES: CLOSING, DAYS: CHOICE},
    )
    moved = {
        (group.metric.value, group.priority): scale.value(values[slider_id(group)])
        for group in now
        if slider_id(group) in values and scale.value(values[slider_id(group)]) != group.base_minutes
    }
    curves = {slider_id(g): _curve(g, t, scale, values) for g, t in pairs}
    return WhatIf(panel, curves, moved, _summary(pairs, scale, values))


def _slider_group(
    metric: str,
    pairs: list[tuple[TriedGroup, TriedGroup]],
    scale: Scale,
    values: Mapping[str, int],
) -> SliderGroup:
    own = [pair for pair in pairs if pair[0].metric == metric]
    note = "share of past tickets that would have met the target"
    return SliderGroup(PROMISES[metric], tuple(_slider(*pair, scale, values) for pair in own), note)


def _slider(now: TriedGroup, tried: TriedGroup, scale: Scale, values: Mapping[str, int]) -> LiveSlider:
    position = _position(now, scale, values)
    before, after = now.met_rate(now.base_minutes), tried.met_rate(scale.value(position))
    return LiveSlider(
        slider_id=slider_id(now),
        label=now.priority,
        position=position,
        spoken=f"{PROMISES[now.metric.value]} target of {now.priority}",
        result=_result(before, after),
        foot=_foot(tried.limit_for(GOAL), tried),
    )


def _position(group: TriedGroup, scale: Scale, values: Mapping[str, int]) -> int:
    return values.get(slider_id(group), scale.position(group.base_minutes))


def _curve(now: TriedGroup, tried: TriedGroup, scale: Scale, values: Mapping[str, int]) -> Curve:
    shares = tuple(tried.met_rates(scale.values).tolist())
    goal_at = next((place for place, share in enumerate(shares) if share >= GOAL), None)
    alt = f"Share in time by target, {now.priority}"
    return Curve(shares, scale.position(now.base_minutes), _position(now, scale, values), goal_at, alt)


def _result(before: float, after: float) -> tuple[Text, ...]:
    texts: list[Text] = [("figure", fmt.share(after))]
    change = fmt.change(after, before, "share")
    if change and not change.startswith("±"):
        texts.append(("good" if after > before else "bad", change))
    return (*texts, ("fine", f"now {fmt.share(before)}"))


def _foot(reach: float, group: TriedGroup) -> tuple[Text, ...]:
    words = fmt.duration(reach, business=group.is_business)
    spare = fmt.duration(reach * BUFFER, business=group.is_business)
    count = fmt.plural(len(group.stopped), "ticket")
    return (("fine", f"95 % would have met {words}; with a fifth to spare {spare}"), ("fine", count))


def _hours_group(values: Mapping[str, int], tried: BusinessCalendar | None) -> SliderGroup:
    note = "holidays stay as they are"
    if tried is None:
        has_days = bool(DAY_COUNT[values.get(DAYS, 0)])
        note = "the hours must end after they begin" if has_days else "choose days to try other hours"
    return SliderGroup(
        "Hours of coverage",
        (
            LiveSlider(DAYS, "Days", values.get(DAYS, 0), DAYS),
            LiveSlider(OPENS, "Opens", values.get(OPENS, 9), OPENS),
            LiveSlider(CLOSES, "Closes", values.get(CLOSES, 5), CLOSES),
        ),
        note,
    )


def _summary(pairs: list[tuple[TriedGroup, TriedGroup]], scale: Scale, values: Mapping[str, int]) -> str:
    """All groups together: kept promises now and as tried."""
    parts = []
    for metric in (SlaMetric.FIRST_RESPONSE, SlaMetric.RESOLUTION):
        own = [(now, tried) for now, tried in pairs if now.metric == metric]
        before = [now.counts(now.base_minutes) for now, _ in own]
        after = [
            tried.counts(scale.value(values.get(slider_id(now), scale.position(now.base_minutes))))
            for now, tried in own
        ]
        if own:
            parts.append(f"{PROMISES[metric.value]}: {_rate(before)} now, {_rate(after)} as tried")
    return " · ".join(["All time", *parts]) if parts else "No promise was decided yet."


def _rate(counts: list[tuple[int, int]]) -> str:
    met, broken = (sum(column) for column in zip(*counts, strict=True))
    return fmt.share(met / (met + broken)) if met + broken else fmt.NO_DATA


def drafted(
    policy: Policy, targets: Mapping[tuple[str, str], float], name: str, known: Iterable[str] = ()
) -> Policy:
    """A copy of a policy with the tried limits: every tier's limit scaled like the moved one.

    Its id is none of the ``known`` ones, so that a draft never takes the place of a policy in force.
    """
    base: dict[tuple[str, str], float] = {}
    for promise in policy.promises:
        if promise.tier is None and promise.channel is None and promise.priority:
            base[promise.metric.value, promise.priority] = promise.seconds / 60
    changed = tuple(
        replace(promise, seconds=float(max(round(promise.seconds * factor), 1)), printed="", source_id="")
        if (factor := _factor(promise.metric.value, promise.priority, targets, base)) != 1.0
        else promise
        for promise in policy.promises
    )
    return replace(copied(policy, name, known), promises=changed)


def _factor(
    metric: str,
    priority: str | None,
    targets: Mapping[tuple[str, str], float],
    base: Mapping[tuple[str, str], float],
) -> float:
    key = (metric, priority or "")
    return targets[key] / base[key] if key in targets and key in base else 1.0
