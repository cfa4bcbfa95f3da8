"""City cases by the own clock beside the city's flag: Monday to Friday, 08:30 to 17:00, with its holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.public_holidays import public_holidays
from core.report import Report
from core.reporting.hours import HoursDraft, save_hours
from core.sla.policy import Policy, Promise, SlaMetric

ZONE = "America/New_York"
COLUMNS = {
    "ticket_id": "CASE_ENQUIRY_ID",
    "created_at": "OPEN_DT",
    "stated_resolved_at": "CLOSED_DT",
    "status": "CASE_STATUS",
    "priority": "TYPE",
}
HOLIDAYS = dict(public_holidays("US", "MA", [2015, 2016]))
OFFICE = HoursDraft(
    ZONE,
    dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("08:30", "17:00"),)),
    date(2015, 1, 1),
    holidays=HOLIDAYS,
)


@pytest.fixture(scope="module")
def cases(shared_data: Path) -> pd.DataFrame:
    file = shared_data / "boston311_2015_sample.csv.gz"
    return pd.read_csv(
        file, parse_dates=["OPEN_DT", "TARGET_DT", "CLOSED_DT"], dtype={"CASE_ENQUIRY_ID": str}
    )


def office_minutes(start: pd.Timestamp, end: pd.Timestamp) -> float:
    """Minutes of opening hours between two wall times, a day at a time."""
    total, day = 0.0, start.normalize()
    while day <= end:
        if day.day_of_week < 5 and day.date() not in HOLIDAYS:
            opens, closes = day + timedelta(hours=8, minutes=30), day + timedelta(hours=17)
            total += max((min(end, closes) - max(start, opens)) / timedelta(minutes=1), 0.0)
        day += timedelta(days=1)
    return total


@pytest.fixture(scope="module")
def limits(cases: pd.DataFrame) -> dict[str, float]:
    """The city's promise per type: the usual span from opening to target, in minutes of opening hours."""
    known = cases.dropna(subset=["TARGET_DT"])
    return {
        str(kind): float(
            np.median([office_minutes(a, b) for a, b in zip(own["OPEN_DT"], own["TARGET_DT"], strict=True)])
        )
        for kind, own in known.groupby("TYPE")
    }


@pytest.fixture(scope="module")
def report(
    cases: pd.DataFrame,
    limits: dict[str, float],
    shared_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("city") / "city.db") as store:
        options = ImportOptions(profile="canonical-tickets", timezone=ZONE, mapping=COLUMNS)
        import_file(store, shared_data / "boston311_2015_sample.csv.gz", options)
        save_hours(store, OFFICE)
        report = Report(store)
        promises = tuple(Promise(SlaMetric.RESOLUTION, 60 * m, kind) for kind, m in limits.items())
        report.save_policy(Policy("city", "The city's targets", promises), in_force=True)
        yield report


def test_the_own_clock_counts_what_a_walk_over_the_days_counts(
    report: Report, cases: pd.DataFrame, limits: dict[str, float]
) -> None:
    clocks = report.sla_clocks(metric="resolution", outcome=("met", "breached")).set_index("ticket_id")
    closed = cases.dropna(subset=["CLOSED_DT"]).drop_duplicates("CASE_ENQUIRY_ID")
    sample = closed[closed["TYPE"].isin(limits)].iloc[::29]
    for case in sample.itertuples():
        expected = office_minutes(case.OPEN_DT, case.CLOSED_DT)
        assert clocks.loc[case.CASE_ENQUIRY_ID, "elapsed_minutes"] == pytest.approx(expected, abs=0.1)


def test_the_share_on_time_stands_beside_the_citys_flag_by_type(
    report: Report, cases: pd.DataFrame, limits: dict[str, float]
) -> None:
    own = report.sla_compliance("priority").query("metric == 'resolution'").set_index("group")
    closed = cases.dropna(subset=["CLOSED_DT"])
    walked = [
        office_minutes(case.OPEN_DT, case.CLOSED_DT) <= limits[case.TYPE] + 1e-6
        for case in closed.itertuples()
    ]
    kept = pd.Series(walked, closed.index).groupby(closed["TYPE"]).sum()
    assert own["met_count"].to_dict() == pytest.approx(
        kept.to_dict(), abs=2
    )  # hours differ by a clock change
    judged = closed.dropna(subset=["TARGET_DT"])
    flag = (judged["OnTime_Status"] == "ONTIME").groupby(judged["TYPE"]).mean()
    beside = {kind: (round(own["met_rate"][kind], 3), round(flag[kind], 3)) for kind in limits}
    assert beside == {
        "Abandoned Vehicles": (0.814, 0.832),
        "Ground Maintenance": (0.769, 0.831),
        "Rodent Activity": (0.622, 0.758),
        "Sign Repair": (0.791, 0.833),
        "Sticker Request": (0.938, 0.948),
        "Street Light Knock Downs": (0.751, 0.798),
    }
