"""Inputs of a schedule from the store, choices that are kept, and files read back by other means."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from icalendar import Calendar

from core.calendars import BusinessCalendar
from core.capacity.roster_rules import Person, RosterRules
from core.capacity.scheduling_plan import Schedule, ScheduleOrder, plan_schedule
from core.capacity.scheduling_shifts import HANDBOOK_SHIFTS, Shift, shift_of
from core.report import Filters, Report
from core.reporting.schedule_calendar import calendar_file
from core.reporting.schedule_rows import schedule_frame, stretches
from core.reporting.schedule_setup import AT_ONCE, NeedChoice, ScheduleSetup
from core.reporting.schedule_views import regular_week
from sample_data.company import generate
from sample_data.loading import load_into

ZONE = "America/New_York"
NIGHT = Shift("Night", ((1320, 1800),))


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    report = Report.open(tmp_path_factory.mktemp("schedule") / "demo.db")
    load_into(report.store, generate(3_000, seed=7))
    report.refresh()
    yield report
    report.close()


def test_arrivals_are_tickets_an_hour_of_each_weekday(company: Report) -> None:
    inputs = company.schedule_inputs()
    created = company.facts().tickets.loc[lambda rows: ~rows["is_deleted"], "created_at"].dropna()
    local = created.dt.tz_convert(company.zone())
    latest = company.as_of().astimezone(ZoneInfo(company.zone())).date()
    days = np.bincount(pd.date_range(local.min().date(), latest, freq="D").day_of_week, minlength=7)
    counted = np.zeros((7, 24))
    for instant in local:
        counted[instant.weekday(), instant.hour] += 1
    assert inputs.ticket_count == company.inflow()["ticket_count"].sum() > 0
    np.testing.assert_allclose(inputs.arrivals, counted / days[:, None])
    assert inputs.handle_minutes == company.metric("average_handle_time").value


def test_filters_choose_the_tickets(company: Report) -> None:
    email = company.schedule_inputs(filters=Filters(channel=("email",)))
    whole = company.inflow()
    assert email.arrivals.sum() == pytest.approx(whole.loc[whole["channel"] == "email", "per_day"].sum())


def test_people_are_those_employed_without_management(company: Report) -> None:
    agents = company.store.read_frame("agent").set_index("agent_id")
    now = company.as_of()
    found = {person.name: person for person in company.schedule_people()}
    for name, row in agents.iterrows():
        stays = not row["is_bot"] and row["role"] != "management" and row["hired_at"] <= now
        stays = stays and (pd.isna(row["left_at"]) or row["left_at"] > now)
        assert (name in found) == stays
        if stays:
            assert found[str(name)].level == int(row["tier"][1])
            assert found[str(name)].weekly_hours == row["weekly_hours"]
    shifts = company.store.read_frame("shift")
    local = shifts["starts_at"].dt.tz_convert(company.zone())
    recent = (shifts["starts_at"] > now - timedelta(days=28)) & (shifts["starts_at"] <= now)
    recent &= shifts["ends_at"] - shifts["starts_at"] <= timedelta(days=1)
    weekend = shifts[recent & (local.dt.day_of_week >= 5)].assign(day=local.dt.date)
    counted = weekend.drop_duplicates(["agent_id", "day"])["agent_id"].value_counts()
    assert {name: person.weekends for name, person in found.items() if person.weekends} == {
        name: count for name, count in counted.items() if name in found
    }
    assert counted.sum() > 0


def test_opening_hours_are_those_of_a_week_without_holidays() -> None:
    holidays = [date(2026, 3, 9) + timedelta(days=n) for n in range(7)]
    hours = {"mon": [("09:00", "17:00")], "sat": [("22:00", "02:00")]}
    calendar = BusinessCalendar.from_weekly(hours, "Europe/Berlin", holidays)
    noon = int(datetime(2026, 3, 11, 12, tzinfo=UTC).timestamp()) * 1_000_000
    week = regular_week(calendar, "Europe/Berlin", noon)
    assert week[0].nonzero()[0].tolist() == list(range(36, 68))
    assert week[5].nonzero()[0].tolist() == list(range(88, 96))
    assert week[6].nonzero()[0].tolist() == list(range(8))
    assert week[1:5].sum() == 0


def test_choices_survive_and_broken_ones_are_left(company: Report) -> None:
    assert company.schedule_setup() == ScheduleSetup()
    days = (True, False, True, True, True, True, False)
    setup = ScheduleSetup(
        (Person("Ana", 3, 32.0, days, "Night", 2, 1.0),),
        (*HANDBOOK_SHIFTS, NIGHT, shift_of("Short", (540, 780), cost=3.5)),
        RosterRules(rest_hours=12.0, most_days=4),
        NeedChoice(AT_ONCE, 12.5, hours=(7, 22, False), level_2=0.3),
    )
    company.save_schedule_setup(setup)
    again = Report(company.store)
    assert again.schedule_setup() == setup
    company.store.set_setting("schedule_setup", {"people": [{"name": "x", "level": 9}]})
    assert again.schedule_setup() == ScheduleSetup()
    company.store.set_setting("schedule_setup", {})


@pytest.fixture(scope="module")
def made() -> Schedule:
    """A week in which the clock goes forward on Sunday night, with a shift through that night."""
    need = np.zeros((7, 96))
    need[:, 40:72] = 1
    need[5, 90:] = 1
    need[6, :20] = 1
    team = tuple(Person(name) for name in ("Ana", "Ben, the 2nd", "=Cleo", "Dan"))
    return plan_schedule(ScheduleOrder(need, (*HANDBOOK_SHIFTS, NIGHT), team))


MONDAY = date(2026, 3, 2)


def test_calendar_file_holds_every_stretch_at_its_instant(made: Schedule) -> None:
    assert made.roster is not None
    assert made.roster.is_complete
    content = calendar_file(stretches(made, MONDAY, ZONE), now=datetime(2026, 1, 1, tzinfo=UTC))
    events = Calendar.from_ical(content).walk("VEVENT")
    found = {(str(e["summary"]), e.decoded("dtstart"), e.decoded("dtend")) for e in events}
    expected = set()
    for person, row in zip(made.roster.people, made.roster.assigned, strict=True):
        for day, number in enumerate(row):
            if number < 0:
                continue
            shift = made.roster.shifts[number]
            for low, high in shift.stretches:
                walls = [datetime(2026, 3, 2) + timedelta(days=day, minutes=minute) for minute in (low, high)]
                starts, ends = (wall.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC) for wall in walls)
                expected.add((f"{shift.name} · {person.name}", starts, ends))
    assert found == expected
    assert len({str(event["uid"]) for event in events}) == len(events) == len(expected)
    assert all(len(line.encode()) <= 75 for line in content.decode().split("\r\n"))


def test_table_adds_up_and_the_night_of_the_clock_change_is_an_hour_short(made: Schedule) -> None:
    assert made.roster is not None
    rows = list(csv.DictReader(io.StringIO(schedule_frame(stretches(made, MONDAY, ZONE)).to_csv())))
    for row in rows:
        first, last = (datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at"))
        assert (last - first).total_seconds() / 3600 == float(row["hours"])
    nights = [float(row["hours"]) for row in rows if row["shift"] == "Night"]
    assert nights == [7.0]
    total = sum(float(row["hours"]) for row in rows)
    assert total == made.roster.hours.sum() - 1
    assert sum(row["breaks"].count("-") for row in rows) == sum(len(each) for each in made.breaks.values())


def test_a_week_begins_on_a_monday(made: Schedule) -> None:
    with pytest.raises(ValueError, match="monday"):
        stretches(made, date(2026, 3, 3), ZONE)
