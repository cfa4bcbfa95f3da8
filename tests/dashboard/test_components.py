"""Components as Streamlit draws them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components.table import display_frame, in_words, raw_frame
from dashboard.format import duration
from dashboard.view_models.cards import Column, KpiCard, is_better


def draw(script: Callable[[], None]) -> AppTest:
    app = AppTest.from_function(script, default_timeout=30).run()
    assert not app.exception
    return app


def _cards() -> None:
    from dashboard.components import kpi_row
    from dashboard.view_models.cards import KpiCard

    cards = [
        KpiCard(
            "Open [x](http://h)", "612", "What *is* open", "+48", False, "under 550", "critical", "3 new"
        ),
        KpiCard("First response", "1 h", "", "-12 min", True, "under 2 h", "on_target"),
        KpiCard("CSAT", "no data", "", None, None, "", "no_data"),
        KpiCard("Volume", "12", "", "±0", None, "", "no_target", "12 tickets"),
    ]
    kpi_row(cards, key="row")


def test_a_card_shows_value_change_definition_status_and_note() -> None:
    app = draw(_cards)
    first = app.metric[0]
    assert (first.value, first.delta, first.proto.help) == ("612", "+48", "What *is* open")
    assert "Off target" in app.markdown[0].value
    assert "under 550" in app.markdown[0].value.replace("\\", "")


def test_the_colour_of_a_change_follows_whether_it_is_good_and_not_its_sign() -> None:
    metrics = draw(_cards).metric
    colours = [metric.proto.color for metric in metrics]
    red, green, gray = (metrics[0].proto.RED, metrics[0].proto.GREEN, metrics[0].proto.GRAY)
    assert colours[:2] == [red, green]
    assert colours[3] == gray


def test_a_label_from_tickets_is_shown_as_typed() -> None:
    label = draw(_cards).metric[0].label
    assert "](" not in label


def _alerts() -> None:
    from dashboard.components import warning_list
    from dashboard.view_models.cards import Alert

    mild = [Alert("warning", f"Mild {i}") for i in range(6)]
    warning_list([*mild, Alert("critical", "Worst", "![x](http://h/e.png)")], key="a", limit=3)
    warning_list([], key="b", calm="All is calm.")


def test_warnings_come_worst_first_and_the_rest_folds_away() -> None:
    app = draw(_alerts)
    lines = [line.value for line in app.markdown]
    assert "Off target" in lines[0]
    assert lines[1].startswith("**Worst**")
    assert "![" not in lines[1]
    assert app.expander[0].label.replace("\u00a0", " ") == "4 more warnings"
    assert any("All is calm" in line for line in lines)


def _table() -> None:
    import pandas as pd

    from dashboard.components import table_with_export
    from dashboard.view_models.cards import Column

    frame = pd.DataFrame({"team": ["=A", None], "frt": [90.0, float("nan")], "hidden": [1, 2]})
    columns = {"team": Column("Team"), "frt": Column("First response", "minutes")}
    table_with_export(frame, key="t", title="Teams", columns=columns)
    table_with_export(frame.head(0), key="e", title="None", columns=columns, empty="Nothing here.")


def test_a_table_shows_only_its_columns_and_offers_both_exports() -> None:
    app = draw(_table)
    assert list(app.dataframe[0].value.columns) == ["team", "frt"]
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["CSV", "Excel"]


def test_an_empty_table_says_so_and_offers_no_export() -> None:
    app = draw(_table)
    assert any("Nothing here" in line.value for line in app.markdown)
    assert len(app.dataframe) == 1


def _cut_table() -> None:
    import pandas as pd
    import streamlit as st

    from dashboard.components.lists import show_table
    from dashboard.view_models.cards import Column
    from dashboard.view_models.tables import Shape, TableView, table_from

    frame = pd.DataFrame({"n": range(1234)})
    show_table(table_from(frame, Shape("Long", {"n": Column("N", "count")}, "")), key="long")
    some, columns = frame.head(5), {"n": Column("N", "count")}
    detail = lambda row: st.caption("none" if row is None else f"row {row['n']}")  # noqa: E731
    show_table(TableView("Endless", some, columns, "", total=2_000_000), key="endless", detail=detail)


def test_a_table_that_was_cut_says_how_many_rows_its_export_has() -> None:
    app = draw(_cut_table)
    assert "200 of 1,234 shown; the export has all" in app.markdown[0].value.replace("\\", "")
    assert len(app.dataframe[0].value) == 200
    assert app.caption[0].value == "none"


def test_more_rows_than_a_sheet_holds_are_offered_as_csv_only() -> None:
    buttons = [button.proto for button in draw(_cut_table).get("download_button")]
    assert [(button.label, button.disabled) for button in buttons] == [
        ("CSV", False), ("Excel", False), ("CSV", False), ("Excel", True),
    ]  # fmt: skip


def test_the_table_shows_units_and_the_export_holds_raw_values() -> None:
    frame = pd.DataFrame({"s": [0.25], "m": [90.4], "st": ["critical"], "t": [7]})
    columns = {
        "s": Column("SLA met", "share"),
        "m": Column("First response", "minutes"),
        "st": Column("Status", "status"),
        "t": Column("Id"),
    }
    shown, raw = display_frame(frame, columns), raw_frame(frame, columns)
    assert shown["s"].tolist() == [25.0]
    assert shown["m"].tolist() == [90.4]
    assert shown["st"].tolist() == [["Off target"]]
    assert shown["t"].tolist() == ["7"]
    assert list(raw.columns) == ["SLA met", "First response (minutes)", "Status", "Id"]
    assert raw.iloc[0].tolist() == [0.25, 90.4, "critical", 7]


def test_durations_in_a_table_read_as_on_the_cards_and_sort_as_numbers() -> None:
    frame = pd.DataFrame({"m": [90.4, float("nan"), 4560.0], "t": ["a", None, "c"]})
    columns = {"m": Column("Age", "minutes"), "t": Column("T")}
    words = in_words(display_frame(frame, columns), columns)
    assert words.data["m"].tolist()[::2] == [90.4, 4560.0]
    cells = [[cell["display_value"] for cell in row[1:]] for row in words._translate(False, False)["body"]]
    assert cells == [[duration(90.4), "a"], ["no data", "no data"], [duration(4560), "c"]]


def test_time_on_a_clock_is_never_written_in_days() -> None:
    frame = pd.DataFrame({"late": [3 * 1440.0, 30.0]})
    columns = {"late": Column("Late by", "clock")}
    shown = in_words(display_frame(frame, columns), columns)
    assert "72\u00a0h" in shown.to_html()
    assert list(raw_frame(frame, columns).columns) == ["Late by (minutes)"]


def test_levels_are_chips_in_the_table_and_words_of_the_core_in_the_export() -> None:
    frame = pd.DataFrame({"level": ["red", "severe"]})
    columns = {"level": Column("Level", "level")}
    assert display_frame(frame, columns)["level"].tolist() == [["Red: 90 %"], ["Severe: 200 %"]]
    assert raw_frame(frame, columns)["Level"].tolist() == ["red", "severe"]


def test_missing_figures_stay_missing_in_the_table() -> None:
    frame = pd.DataFrame({"m": [float("nan")], "s": [float("nan")], "t": [None]})
    columns = {"m": Column("M", "minutes"), "s": Column("S", "share"), "t": Column("T")}
    assert display_frame(frame, columns).isna().all(axis=None)


def _chart() -> None:
    import pandas as pd

    from dashboard.charts import trend
    from dashboard.components import chart_with_table

    frame = pd.DataFrame({"day": pd.date_range("2026-01-01", periods=3), "n": [1, 2, 3]})
    chart_with_table(
        lambda: trend(frame, "day", {"n": "N"}, mode="light"), frame, key="c", title="Flow", alt="N by day"
    )


def test_every_chart_can_be_read_as_a_table() -> None:
    app = draw(_chart)
    assert len(app.get("plotly_chart")) == 1
    assert len(app.dataframe) == 0
    app.button_group[0].set_value("Table").run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 0
    assert app.dataframe[0].value["n"].tolist() == [1, 2, 3]


def _states() -> None:
    from dashboard.components import empty_state, error_state, freshness_stamp, status_summary

    empty_state("No [tickets]", "Import some")
    error_state("ab12")
    freshness_stamp(None, "UTC")
    status_summary({"critical": 1, "on_target": 0})


def test_states_speak_in_sentences() -> None:
    app = draw(_states)
    assert "ab12" in app.error[0].value
    assert "Traceback" not in app.error[0].value
    assert any("no data yet" in caption.value for caption in app.caption)
    assert next(line for line in app.markdown if "badge" in line.value).value.startswith(":red-badge[")


@pytest.mark.parametrize(
    ("delta", "direction", "expected"),
    [
        (1.0, "higher_is_better", True),
        (1.0, "lower_is_better", False),
        (-1.0, "lower_is_better", True),
        (1.0, "in_range", None),
        (0.0, "higher_is_better", None),
        (float("nan"), "higher_is_better", None),
    ],
)
def test_a_change_is_good_by_the_direction_of_the_metric(
    delta: float, direction: str, expected: bool | None
) -> None:
    assert is_better(delta, direction) is expected


def test_a_card_is_frozen() -> None:
    card = KpiCard("Open", "1")
    with pytest.raises(AttributeError):
        card.value = "2"  # type: ignore[misc]
