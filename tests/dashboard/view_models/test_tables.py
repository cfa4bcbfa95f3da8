"""Tables show a part and export the whole, which is made only when somebody asks for it."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.view_models.cards import Column
from dashboard.view_models.tables import Shape, table_from

SHAPE = Shape("Tickets", {"n": Column("N"), "status": Column("State"), "word": Column("Word")}, "", limit=3)
FRAME = pd.DataFrame({"n": range(10), "status": ["open"] * 10, "source_id": "desk", "unused": "x"})


def test_the_export_has_the_rows_beyond_the_limit_in_the_same_words() -> None:
    table = table_from(FRAME, SHAPE)
    assert (table.total, len(table.frame)) == (10, 3)
    every = table.every_row()
    assert every["n"].tolist() == list(range(10))
    assert set(every["status"]) == {"Open"}
    assert list(every.columns) == list(table.frame.columns) == ["n", "status", "source_id"]


def test_rows_are_made_again_only_when_asked_for() -> None:
    asked = []

    def again() -> pd.DataFrame:
        asked.append(1)
        return FRAME

    def worded(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(word=[f"w{n}" for n in rows["n"]])

    table = table_from(FRAME, SHAPE, again, prepare=worded)
    assert (table.frame["word"].tolist(), asked) == (["w0", "w1", "w2"], [])
    assert table.every_row()["word"].tolist() == [f"w{n}" for n in range(10)]
    assert asked == [1]


def test_a_table_that_was_not_cut_is_its_own_export() -> None:
    table = table_from(FRAME.head(3), SHAPE, lambda: pytest.fail("nothing to make again"))
    assert table.every_row() is table.frame
