"""Stages by three frameworks, triggers with their first day, the playbook, distance to targets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.insight import transitions as t
from core.insight.distance import share_distance, time_distance
from core.insight.playbook import PLAYBOOK, STEPS, chapter, roadmap
from core.insight.signals_findings import State, Stated
from core.insight.stages import CUSTOMERS, PEOPLE, TICKETS, Override, resolve_stage, stage_by
from core.insight.transitions_past import Past, Track, first_met
from core.metrics.targets import Band, Target

NAN = float("nan")
DAY0 = date(2026, 1, 4)


@pytest.mark.parametrize(
    ("framework", "values", "stages"),
    [
        (CUSTOMERS, (0, 49, 50, 499, 500, 4_999, 5_000), (1, 1, 2, 2, 3, 3, 4)),
        (TICKETS, (0, 499, 500, 2_999, 3_000, 90_000), (1, 1, 2, 2, 3, 3)),
        (PEOPLE, (1, 2, 3, 6, 7, 14, 15), (1, 1, 2, 2, 3, 3, 4)),
    ],
)
def test_a_limit_belongs_to_the_higher_stage(framework, values, stages) -> None:  # type: ignore[no-untyped-def]
    assert tuple(stage_by(framework, value).stage for value in values) == stages


def test_unknown_figures_have_no_stage_and_the_next_framework_decides() -> None:
    nobody = stage_by(PEOPLE, 0)
    assert (stage_by(CUSTOMERS, NAN).stage, nobody.stage) == (None, None)
    found = resolve_stage(stage_by(CUSTOMERS, NAN, "a list"), stage_by(TICKETS, 700), nobody)
    assert (found.stage, found.basis, found.benchmark) == (2, "by tickets a month", "growth")
    empty = resolve_stage(stage_by(CUSTOMERS, NAN), stage_by(TICKETS, NAN), nobody)
    assert (empty.stage, empty.benchmark, empty.reasons) == (None, None, ())


def test_frameworks_that_differ_say_why_with_the_figures() -> None:
    found = resolve_stage(stage_by(CUSTOMERS, 700), stage_by(TICKETS, 90), stage_by(PEOPLE, 8))
    assert found.stage == 3
    assert "13 tickets a month for each 100 customers, within the usual 5 to 15" in found.reasons[0]
    assert "11 tickets a month for each person" in found.reasons[1]
    agree = resolve_stage(stage_by(CUSTOMERS, 700), stage_by(TICKETS, 3_500), stage_by(PEOPLE, 8))
    assert agree.reasons == ()


def test_a_framework_that_ends_at_three_does_not_contradict_a_four() -> None:
    assert (
        resolve_stage(stage_by(CUSTOMERS, 9_000), stage_by(TICKETS, 5_000), stage_by(PEOPLE, 20)).reasons
        == ()
    )


def test_an_override_counts_and_keeps_name_and_date_while_all_answers_stay() -> None:
    chosen = Override(2, "Ada", datetime(2026, 5, 1, tzinfo=UTC))
    found = resolve_stage(stage_by(CUSTOMERS, 700), stage_by(TICKETS, 90), stage_by(PEOPLE, 8), chosen)
    assert (found.stage, found.basis, found.benchmark) == (2, "chosen by Ada on 2026-05-01", "growth")
    assert [answer.stage for answer in found.answers] == [3, 1, 3]


def test_the_playbook_covers_every_stage_and_the_roadmap_shortens() -> None:
    assert [one.stage for one in PLAYBOOK] == [1, 2, 3, 4]
    assert {source for one in PLAYBOOK for source in one.sources} == {f"B-{n:03}" for n in range(5, 12)}
    assert [[step.source for step in roadmap(stage)] for stage in (1, 2, 3, 4)] == [
        [step.source for step in STEPS[first:]] for first in range(4)
    ]
    with pytest.raises(ValueError, match="stage"):
        chapter(5)


def track(name: str, *values: float, step: int = 7, count: int = 100) -> Track:
    ends = tuple(DAY0 + timedelta(days=step * place) for place in range(len(values)))
    return Track(name, ends, tuple(float(value) for value in values), (count,) * len(values), needs="data")


def past(*tracks: Track, said: dict[str, bool] | None = None, **limits: float) -> Past:
    answers = {name: Stated(value, "Ada", date(2026, 2, 2)) for name, value in (said or {}).items()}
    return Past({each.name: each for each in tracks}, answers, **limits)


def slipping(last_volume: float) -> Past:
    volume = track(t.VOLUME, *[100] * 4, *[last_volume] * 4)
    return past(volume, track(t.CSAT, *[0.9] * 4, 0.8, 0.9, 0.8, 0.8), csat_target=0.85)


def led(leads: float, front: tuple[float, ...] = (3, 4)) -> Past:
    return past(track(t.FRONTLINE, *front), track(t.LEADS, *[leads] * len(front)))


def busy_and_slow(minutes: tuple[float, float], utilisation: tuple[float, float]) -> Past:
    return past(track(t.MEAN_REPLY, *minutes), track(t.BUSY, *utilisation), reply_threshold=60)


def at(place: int, step: int = 7) -> date:
    return DAY0 + timedelta(days=step * place)


MET, NOT_MET, NOISE = State.MET, State.NOT_MET, State.NOISE
CASES = [
    ("R-TR-01", past(track(t.FOUNDER_HOURS, 11, 9, 11, 12)), MET, at(3)),
    ("R-TR-01", past(track(t.FOUNDER_HOURS, 11, 9, 11, 10)), NOT_MET, None),
    ("R-TR-01", past(said={"R-TR-01": True}), MET, date(2026, 2, 2)),
    ("R-TR-02", past(track(t.FIRST_REPLY, 1441, 1500, 1441, 1441)), MET, at(1)),
    ("R-TR-02", past(track(t.FIRST_REPLY, 1441, 1440, 1441)), NOT_MET, None),
    ("R-TR-02", past(track(t.FIRST_REPLY, 1441, 1500, 20, 20)), NOT_MET, at(1)),
    ("R-TR-03", past(track(t.DAILY, 49, 50)), MET, at(1)),
    ("R-TR-03", past(track(t.DAILY, 40, 49.9)), NOT_MET, None),
    ("R-TR-04", past(track(t.HOLDERS, 0.7, 0.8)), MET, at(1)),
    ("R-TR-04", past(track(t.HOLDERS, 0.7, 0.79)), NOT_MET, None),
    ("R-TR-05", slipping(130), MET, at(7)),
    ("R-TR-05", slipping(101), NOT_MET, None),
    ("R-TR-06", past(track(t.SHORTAGE, -1, 0.5, 0.5)), MET, at(2)),
    ("R-TR-06", past(track(t.SHORTAGE, 0.5, 0, 0.5)), NOT_MET, None),
    ("R-TR-07", past(said={"R-TR-07": True}), MET, date(2026, 2, 2)),
    ("R-TR-07", past(said={"R-TR-07": False}), NOT_MET, None),
    ("R-TR-08", past(track(t.UPPER, 0.30, 0.31)), MET, at(1)),
    ("R-TR-08", past(track(t.UPPER, 0.30, 0.30), track(t.SPECIAL, 3, 4)), NOT_MET, None),
    ("R-TR-08", past(track(t.SPECIAL, 4, 5)), MET, at(1)),
    ("R-TR-09", past(track(t.NEEDED_GROWTH, 0, 0.1), said={"R-TR-09": True}), MET, at(1)),
    ("R-TR-09", past(track(t.NEEDED_GROWTH, 0, 0.1), said={"R-TR-09": False}), NOT_MET, at(1)),
    ("R-TR-09", past(track(t.NEEDED_GROWTH, 0, 0.0), said={"R-TR-09": True}), NOT_MET, None),
    ("R-TR-10", busy_and_slow((50, 61), (0.7, 0.7)), MET, at(1)),
    (
        "R-TR-10",
        busy_and_slow((61, 60), (0.6, 0.7)),
        NOT_MET,
        None,
    ),
    (
        "R-TR-10",
        busy_and_slow((61, 61), (0.6, 0.69)),
        NOT_MET,
        None,
    ),
    ("R-TR-11", led(0), MET, at(1)),
    ("R-TR-11", led(0, (3, 3)), NOT_MET, None),
    ("R-TR-11", led(1), NOT_MET, None),
    ("R-TR-12", past(track(t.FRONTLINE, 4, 5), track(t.CLUSTERS, 2)), MET, at(1)),
    ("R-TR-12", past(track(t.FRONTLINE, 4, 4), track(t.CLUSTERS, 2)), NOT_MET, None),
    ("R-TR-12", past(track(t.FRONTLINE, 4, 5), track(t.CLUSTERS, 1)), NOT_MET, None),
    ("R-TR-13", past(track(t.EASY_LOAD, 200), track(t.HARD_LOAD, 100)), MET, at(0)),
    ("R-TR-13", past(track(t.EASY_LOAD, 110), track(t.HARD_LOAD, 100)), NOISE, None),
]


@pytest.mark.parametrize(("rule", "given_past", "state", "since"), CASES)
def test_trigger_is_met_as_its_case_asks_since_the_right_day(
    rule: str, given_past: Past, state: State, since: date | None
) -> None:
    found = next(each for each in t.judge_triggers(given_past) if each.rule == rule)
    assert (found.state, found.since) == (state, since), found
    assert found.evidence


def test_every_trigger_has_both_cases_and_needs_something_without_data() -> None:
    rules = {trigger.id for trigger in t.TRIGGERS}
    assert {rule for rule, _, state, _ in CASES if state is MET} == rules
    assert {rule for rule, _, state, _ in CASES if state is not MET} == rules
    assert all(found.needs and not found.since for found in t.judge_triggers(Past()))


@given(st.lists(st.booleans(), max_size=12), st.integers(1, 3))
def test_first_met_equals_a_search_for_the_first_run(flags: list[bool], in_a_row: int) -> None:
    ends = [at(place) for place in range(len(flags))]
    runs = [ends[p] for p in range(in_a_row - 1, len(flags)) if all(flags[p - in_a_row + 1 : p + 1])]
    found = first_met(track("x", *flags), lambda value: value > 0, in_a_row)
    assert found == (runs[0] if runs else None)


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0.6, 0.85, 0.9]), st.booleans())
def test_share_distance_is_the_fewest_tickets_by_trying_all(
    part: int, more: int, limit: float, strict: bool
) -> None:
    whole, target = part + more, Target(Band(limit, strict_low=strict), Band(), ("x",))
    found = share_distance(part, whole, target)
    if not whole:
        assert found.is_met is None
        return
    tried = next(k for k in range(whole + 2) if k == whole + 1 or (part + k) / whole in target.good)
    assert found.ticket_count == tried
    assert found.is_met == (part / whole in target.good)


@given(
    st.lists(st.integers(0, 300).map(float), min_size=1, max_size=25), st.sampled_from([30.0, 60.0, 240.0])
)
def test_time_distance_is_the_fewest_tickets_by_trying_all(minutes: list[float], limit: float) -> None:
    target, slowest = Target(Band.under(limit), Band(), ("x",)), sorted(minutes, reverse=True)
    found = time_distance(np.array([*minutes, NAN]), target)
    assert found.gap == pytest.approx(np.mean(minutes) - limit)
    for count in range(len(minutes) + 1):
        changed = [min(value, limit) for value in slowest[:count]] + slowest[count:]
        if sum(changed) < limit * len(changed):
            assert found.ticket_count == count
            return
    assert found.ticket_count == sum(value >= limit for value in minutes)


def test_distances_of_nothing_are_unknown_and_bad_counts_are_refused() -> None:
    target = Target(Band.under(60), Band(), ("x",))
    assert np.isnan(time_distance(np.array([NAN]), target).ticket_count)
    with pytest.raises(ValueError, match="part"):
        share_distance(3, 2, target)
