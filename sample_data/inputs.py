"""The catalogue's other inputs, gathered from the tickets and from the calendar."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sample_data import people, surroundings
from sample_data import settings as s
from sample_data.calibration import calibrations, candidate_rows
from sample_data.frames import instants, numbered, ticket_ids
from sample_data.quality import review_rows, reviews
from sample_data.raw import Plan, RawChunk
from sample_data.world import World


class InputRows:
    """Collects, chunk by chunk, what the other tables need to know of the tickets."""

    def __init__(self, plan: Plan) -> None:
        """Start empty."""
        self.plan = plan
        self.surveys: list[dict[str, NDArray[Any]]] = []
        self.reviews: list[dict[str, NDArray[Any]]] = []
        self.candidates: list[dict[str, NDArray[Any]]] = []
        self.categories: list[NDArray[np.int64]] = []

    def add(self, chunk: RawChunk) -> None:
        """Take what is needed from a chunk."""
        self.surveys.append(chunk.survey)
        self.reviews.append(review_rows(self.plan.seed, chunk))
        self.candidates.append(candidate_rows(self.plan, chunk, self.reviews[-1]["ticket"]))
        day = chunk.tickets["created_at"] // s.DAY
        self.categories.append(day * len(s.CATEGORIES) + chunk.tickets["category"])


def joined(parts: list[dict[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """Columns of all parts, one after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def input_frames(plan: Plan, world: World, rows: InputRows) -> dict[str, pd.DataFrame]:
    """Every other table by name, in the columns of `core.data.inputs`."""
    frames = people.frames(plan, world)
    frames |= surroundings.frames(plan, world, np.concatenate(rows.categories))
    frames["csat"] = survey_frame(joined(rows.surveys))
    scored = reviews(plan, world, joined(rows.reviews))
    compared = calibrations(plan, world, joined(rows.candidates))
    frames["qa_review"] = pd.concat([scored, compared], ignore_index=True)
    return dict(sorted(frames.items()))


def survey_frame(rows: dict[str, NDArray[Any]]) -> pd.DataFrame:
    """Surveys, offered and perhaps answered."""
    count = len(rows["ticket"])
    return pd.DataFrame(
        {
            "source_id": s.SOURCE_ID,
            "survey_id": numbered("s-", rows["ticket"] + 1).to_pandas(),
            "ticket_id": ticket_ids(rows["ticket"]).to_pandas(),
            "kind": "csat",
            "offered_at": instants(rows["offered_at"]),
            "rated_at": instants(rows["rated_at"]),
            "score": rows["score"],
            "scale_max": np.where(np.isnan(rows["score"]), np.nan, 5.0),
        },
        index=range(count),
    )
