"""A schedule made in a process beside the page: ends with a plan, with reasons, or at once when stopped."""

from __future__ import annotations

import os
import time

import numpy as np

from core.capacity.roster_rules import Person
from core.capacity.scheduling_plan import ScheduleOrder
from core.capacity.scheduling_shifts import HANDBOOK_SHIFTS
from dashboard.components.schedule_job import ScheduleJob


def order(people: int, need: int) -> ScheduleOrder:
    wanted = np.zeros((7, 96))
    wanted[:, 36:72] = need
    team = tuple(Person(f"P{n}", prefers="Late" if n % 2 else "Early") for n in range(people))
    return ScheduleOrder(wanted, HANDBOOK_SHIFTS, team)


def test_a_plan_comes_back_whole() -> None:
    job = ScheduleJob(order(8, 1), "stamp").start()
    job.wait(120)
    assert not job.is_running
    assert job.error_id is None
    assert job.schedule is not None
    assert job.schedule.roster is not None
    assert job.schedule.roster.is_complete
    assert job.schedule.coverage.short_hours == 0
    assert job.words == "Placing lunch and breaks"


def test_reasons_come_back_in_words() -> None:
    wanted = np.zeros((7, 96))
    wanted[1, :4] = 1
    job = ScheduleJob(ScheduleOrder(wanted, HANDBOOK_SHIFTS), "stamp").start()
    job.wait(120)
    assert job.schedule is None
    assert job.reasons == ("Tuesday, 00:00 to 01:00: somebody is needed and no shift is there.",)


def test_a_stopped_plan_ends_at_once_and_leaves_no_process() -> None:
    job = ScheduleJob(order(900, 150), "stamp").start()
    process = job._process
    assert process is not None
    job.cancel()
    started = time.monotonic()
    job.wait(60)
    assert time.monotonic() - started < 30
    assert not job.is_running
    assert job.was_stopped
    assert job.schedule is None
    assert job.error_id is None
    assert not os.path.exists(f"/proc/{process.pid}/stat") or process.returncode is not None


def test_a_process_that_dies_is_told_with_an_error_id() -> None:
    job = ScheduleJob(order(900, 150), "stamp").start()
    assert job._process is not None
    job._process.kill()
    job.wait(60)
    assert job.schedule is None
    assert not job.was_stopped
    assert job.error_id is not None
