"""Agents' time and the staff that is needed: printed cases, and formulas by an independent route."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.metrics import METRICS, resolve
from core.metrics.assess import Status, assess
from core.metrics.benchmarks import BENCHMARKS, target_for
from core.metrics.capacity import agents_gap, effective_fte, handle_time_trend, required_agents
from core.metrics.implied_load import flow_share, implied_load, load_warning
from core.metrics.reduce import measure
from core.metrics.targets import Band, Target
from core.metrics.workload import occupancy, overtime_rate, shrinkage, tickets_per_agent_day, utilisation

NAN = np.nan


def judged(name: str, frame: pd.DataFrame, stage: str = "handbook") -> tuple[float, Status, str]:
    metric = METRICS[name]
    found = measure(metric.formula(frame))._replace(n=1_000)
    verdict = assess(metric, found, target_for(name, stage))
    return found.value, verdict.status, verdict.reason


def test_324_of_360_minutes_are_above_the_band_and_not_yet_critical() -> None:
    frame = pd.DataFrame({"ticket_minutes": [324.0], "available_minutes": [360.0]})
    value, status, reason = judged("utilisation", frame)
    assert (value, status) == (0.9, Status.WARNING)
    assert reason.startswith("above the target of 80%, at the warning of 90%")


@pytest.mark.parametrize(
    ("minutes", "status"),
    [
        (215, Status.CRITICAL),
        (216, Status.WARNING),
        (252, Status.ON_TARGET),
        (288, Status.ON_TARGET),
        (289, Status.WARNING),
        (325, Status.CRITICAL),
    ],
)
def test_utilisation_is_judged_by_the_printed_band(minutes: float, status: Status) -> None:
    frame = pd.DataFrame({"ticket_minutes": [minutes], "available_minutes": [360.0]})
    assert judged("utilisation", frame)[1] is status


def test_utilisation_weighs_days_by_their_length_and_skips_days_nobody_logged() -> None:
    frame = pd.DataFrame({"ticket_minutes": [100.0, 300.0, NAN], "available_minutes": [200.0, 400.0, 480.0]})
    assert measure(utilisation(frame)).value == pytest.approx(400 / 600)
    assert measure(utilisation(frame)).n == 2


def test_ticket_time_waiting_and_shrinkage_make_the_whole_of_paid_time() -> None:
    rng = np.random.default_rng(1)
    names = ("ticket", "idle", "training", "meeting", "admin", "break", "other")
    parts = {f"{name}_minutes": rng.uniform(0, 100, 50) for name in names}
    frame = pd.DataFrame(parts | {"available_minutes": sum(parts.values()), "absent_minutes": np.zeros(50)})
    idle = frame["idle_minutes"].sum() / frame["available_minutes"].sum()
    whole = measure(utilisation(frame)).value + measure(shrinkage(frame)).value + idle
    assert whole == pytest.approx(1)


def test_absence_is_paid_time_that_is_not_there_for_tickets() -> None:
    none = {f"{name}_minutes": [0.0, 0.0] for name in ("training", "meeting", "admin", "other")}
    frame = pd.DataFrame(none | {"break_minutes": [60.0, 0.0], "available_minutes": [480.0, 0.0]})
    assert measure(shrinkage(frame.assign(absent_minutes=[0.0, 480.0]))).value == pytest.approx(540 / 960)
    assert measure(shrinkage(frame.assign(absent_minutes=NAN))).value == pytest.approx(60 / 480)


def test_occupancy_needs_states_that_tell_waiting() -> None:
    assert math.isnan(
        measure(occupancy(pd.DataFrame({"ticket_minutes": [60.0], "idle_minutes": [NAN]}))).value
    )


def test_planned_days_without_known_overtime_do_not_thin_it_out() -> None:
    frame = pd.DataFrame({"overtime_minutes": [48.0, NAN], "planned_minutes": [480.0, 480.0]})
    assert measure(overtime_rate(frame)).value == pytest.approx(0.1)


def test_tickets_of_a_day_off_count_without_making_it_a_working_day() -> None:
    frame = pd.DataFrame({"resolved_count": [10.0, 2.0], "worked_count": [1.0, 0.0]})
    assert measure(tickets_per_agent_day(frame)).value == 12


def company_days(created: list[float], handle: float = 20.0) -> pd.DataFrame:
    weekday = [float(day % 7) for day in range(len(created))]
    return pd.DataFrame(
        {"created_count": created, "handle_minutes": handle, "weekday": weekday, "share": 1.0}
    )


def test_500_tickets_a_day_of_20_minutes_need_28_agents() -> None:
    value = measure(required_agents(company_days([500.0] * 5))).value
    assert value == pytest.approx(27.78, abs=0.005)
    assert math.ceil(value) == 28


def test_tickets_of_the_weekend_are_work_for_the_week() -> None:
    even = measure(required_agents(company_days([500.0] * 5 + [0.0, 0.0]))).value
    spread = measure(required_agents(company_days([2500 / 7] * 7))).value
    assert spread == pytest.approx(even)


def test_a_day_half_over_is_half_a_day_of_work() -> None:
    frame = company_days([250.0]).assign(share=0.5)
    assert measure(required_agents(frame)).value == pytest.approx(27.78, abs=0.005)


def test_effective_agents_leave_out_management_and_those_who_left() -> None:
    rows: dict[str, Any] = {"is_employed": [True, True, True, False, True], "fte": [1.0, 0.5, 1.0, 1.0, NAN]}
    rows["role"] = ["frontline", "specialist", "management", "frontline", "frontline"]
    found = measure(effective_fte(pd.DataFrame(rows | {"ramp_share": [0.25, 1.0, 1.0, 1.0, 1.0]})))
    assert (found.value, found.n, found.excluded) == (0.75, 2, 1)


def test_a_gap_is_unknown_where_nobody_is_planned_or_there() -> None:
    nobody = pd.DataFrame({"present_count": [0.0, NAN], "planned_count": [0.0, NAN]})
    assert math.isnan(measure(agents_gap(nobody)).value)


@pytest.mark.parametrize(
    ("gap", "status"),
    [(0, "on_target"), (-1, "on_target"), (-2, "warning"), (-3, "warning"), (-4, "critical")],
)
def test_missing_agents_are_judged_as_printed(gap: int, status: str) -> None:
    frame = pd.DataFrame({"present_count": [0.0] * -gap + [1.0], "planned_count": 1.0})
    value, found, _ = judged("agents_gap", frame)
    assert (value, found) == (gap, status)


def trend_rows(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    count = rng.poisson(8, 80).astype(float)
    count[rng.random(80) < 0.1] = NAN
    return pd.DataFrame(
        {"days_ago": np.arange(80.0), "handled_count": count, "handled_minutes": rng.gamma(4, 30, 80)}
    )


def test_the_trend_is_the_quotient_of_two_means() -> None:
    frame = trend_rows(3)
    known = frame.dropna()
    now, before = known[known["days_ago"] < 28], known[known["days_ago"].between(28, 55)]
    means = [part["handled_minutes"].sum() / part["handled_count"].sum() for part in (now, before)]
    found = measure(handle_time_trend(frame))
    assert found.value == pytest.approx(means[0] / means[1] - 1)
    assert found.n == len(now) + len(before)


def test_the_interval_of_the_trend_holds_the_truth_in_nineteen_of_twenty_cases() -> None:
    """Both stretches come from the same source of work, so the true trend is 0."""
    found = [measure(handle_time_trend(trend_rows(seed))) for seed in range(400)]
    held = np.mean([one.low <= 0 <= one.high for one in found])
    assert 0.91 <= held <= 0.98


def test_without_earlier_work_there_is_no_trend() -> None:
    frame = pd.DataFrame(
        {"days_ago": [0.0, 3.0], "handled_count": [5.0, 5.0], "handled_minutes": [50.0, 60.0]}
    )
    assert math.isnan(measure(handle_time_trend(frame)).value)


def test_the_output_printed_for_the_front_line_does_not_fit_into_its_day() -> None:
    found = implied_load(Band.between(30, 50), Band.between(10, 15))
    assert (found.needed.low, found.needed.high) == (300, 750)
    assert (found.possible.low, found.possible.high) == (24, 36)
    assert not found.is_feasible
    assert load_warning(BENCHMARKS["level_1"].targets) == found.warning
    assert "6 to 12 tickets fit" in load_warning(BENCHMARKS["level_2"].targets)
    assert load_warning(BENCHMARKS["level_3"].targets) == ""


def test_a_load_is_feasible_exactly_where_no_pair_of_figures_exceeds_the_day() -> None:
    for low, more, short, longer in product((1, 5, 20), (0, 10), (5, 12), (0, 20)):
        tickets, work = range(low, low + more + 1), range(short, short + longer + 1)
        found = implied_load(Band.between(low, low + more), Band.between(short, short + longer))
        assert found.is_feasible == all(a * b <= 360 for a, b in product(tickets, work))
        assert bool(found.warning) is not found.is_feasible


def test_loads_that_make_no_sense_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="tickets"):
        implied_load(Band.between(-1, 5), Band.between(10, 15))
    with pytest.raises(ValueError, match="handle_minutes"):
        implied_load(Band.between(1, 5), Band.at_least(10))
    with pytest.raises(ValueError, match="productive_minutes"):
        implied_load(Band.between(1, 5), Band.between(10, 15), productive_minutes=0)
    with pytest.raises(ValueError, match="escalation_rates"):
        flow_share(Band.between(0.1, 1.5))


def test_escalations_of_both_levels_stay_below_the_printed_share_of_level_three() -> None:
    through = flow_share(
        *(BENCHMARKS[level].targets["escalation_rate"].good for level in ("level_1", "level_2"))
    )
    assert through.low == pytest.approx(0.0075)
    third = target_for("tier_three_share")
    assert third is not None
    assert through.high in third.good


PRINTED = {
    ("level_1", "first_contact_resolution_rate"): Band.at_least(0.70),
    ("level_1", "average_handle_time"): Band.between(10, 15),
    ("level_2", "average_handle_time"): Band.between(30, 60),
    ("level_1", "tickets_per_agent_day"): Band.between(30, 50),
    ("level_2", "tickets_per_agent_day"): Band.between(10, 20),
    ("level_3", "tickets_per_agent_day"): Band.between(3, 8),
    ("level_1", "escalation_rate"): Band.between(0.15, 0.25),
    ("level_2", "escalation_rate"): Band.between(0.05, 0.10),
    ("level_1", "csat_rate"): Band.at_least(0.90),
    ("level_2", "csat_rate"): Band.at_least(0.90),
    ("level_3", "csat_rate"): Band.at_least(0.85),
    ("level_1", "technical_accuracy"): Band.at_least(0.95),
    ("level_2", "technical_accuracy"): Band.at_least(0.98),
    ("level_3", "technical_accuracy"): Band.at_least(0.99),
}


def test_levels_have_the_printed_targets_and_no_others() -> None:
    sets = ("level_1", "level_2", "level_3")
    found = {(name, key): target.good for name in sets for key, target in BENCHMARKS[name].targets.items()}
    assert found == PRINTED


def test_a_set_without_both_figures_has_no_load_to_warn_of() -> None:
    assert load_warning({"tickets_per_agent_day": Target(Band.between(30, 50), Band(), ("B-085",))}) == ""


@pytest.mark.parametrize(
    "name", ["aht_trend", "utilisation_pct", "available_agents_gap", "forecast_error_pct"]
)
def test_ids_of_the_catalogue_lead_here(name: str) -> None:
    assert name in resolve(name).catalog_ids
