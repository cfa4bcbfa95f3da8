"""A schedule made in a process of its own, so that it can be stopped at any moment.

``python -m core.capacity.scheduling_process`` reads a pickled `ScheduleOrder` from its input and writes
pickled messages to its output: ("step", words, share) while it works, then ("done", `Schedule`),
("cannot", reasons) or ("failed", details).
"""

from __future__ import annotations

import pickle
import sys
import traceback
from typing import BinaryIO

from core.capacity.scheduling import PlanError
from core.capacity.scheduling_plan import plan_schedule


def serve(given: BinaryIO, told: BinaryIO) -> None:
    """Plan the order on ``given`` and tell of it on ``told``; see the module."""

    def send(*message: object) -> None:
        pickle.dump(message, told)
        told.flush()

    try:
        order = pickle.load(given)
        send("done", plan_schedule(order, lambda words, share: send("step", words, share)))
    except PlanError as reason:
        send("cannot", reason.reasons)
    except ValueError as error:
        send("cannot", (str(error),))
    except Exception:
        send("failed", traceback.format_exc())


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
