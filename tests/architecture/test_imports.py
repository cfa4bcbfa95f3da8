"""The layering is a test, not a wish."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Layer (longest prefix wins) -> what it may import from outside the standard library.
ALLOWED: dict[str, tuple[str, ...]] = {
    layer: tuple(names.split())
    for layer, names in {
        "core/periods.py": "",
        "core/calendars.py": "numpy core.calendar_set core.growing core.opening_hours core.open_time",
        "core/calendar_set.py": "numpy core.calendars core.growing core.open_time",
        "core/growing.py": "numpy core.open_time core.opening_hours core.data.columns",
        "core/open_time.py": "numpy core.opening_hours core.data.columns",
        "core/opening_hours.py": "",
        "core/data": "core.data numpy pandas pyarrow sqlmodel sqlalchemy alembic psycopg python_calamine"
        " adbc_driver_manager adbc_driver_sqlite adbc_driver_postgresql charset_normalizer",
        "core/facts": "core.facts core.calendars core.data.columns numpy pandas pyarrow",
        "core/public_holidays.py": "holidays icalendar recurring_ical_events",
        "core/sla": "core.sla core.facts core.calendars core.calendar_set core.data.columns numpy pandas"
        " pyarrow",
        "core/metrics": "core.metrics numpy pandas scipy",
        "core/capacity": "core.capacity numpy scipy",
        "core/insight": "core.insight core.metrics core.sla core.capacity core.periods core.facts"
        " core.calendars core.data.columns numpy pandas scipy",
        "core/alerts": "core.alerts core.metrics core.periods numpy pandas",
        "core/report.py": "core numpy pandas pyarrow",
        "core/reporting/schedule_calendar.py": "core icalendar",
        "core/reporting": "core numpy pandas pyarrow",
        "core": "core",
        "sample_data": "sample_data core numpy pandas pyarrow holidays",
        "dashboard/pages": "dashboard core.report streamlit",
        "dashboard/view_models": "core dashboard.view_models dashboard.format numpy pandas",
        "dashboard/charts": "dashboard.charts dashboard.theme dashboard.format numpy pandas plotly",
        "dashboard/api": "core dashboard fastapi pandas pydantic starlette",
        "dashboard/monitoring": "core dashboard prometheus_client starlette",
        "dashboard": "core dashboard sample_data apprise fpdf numpy pandas plotly rich starlette streamlit"
        " typer uvicorn xlsxwriter",
    }.items()
}
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "core/data": ("core.facts", "core.metrics", "core.report"),
    "core": ("dashboard", "streamlit", "plotly"),
    "dashboard/charts": ("streamlit", "core.data"),
    "dashboard/view_models": ("streamlit", "plotly"),
}
MODULES = sorted(
    path.relative_to(ROOT)
    for top in ("core", "dashboard", "sample_data")
    for path in (ROOT / top).rglob("*.py")
    if "migrations" not in path.parts
)


def imported_names(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: use absolute imports"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] not in sys.stdlib_module_names}


def starts_with(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_imports_only_what_its_layer_allows(module: Path) -> None:
    place = module.as_posix()
    layers = [key for key in ALLOWED if place == key or place.startswith(key + "/")]
    layer = max(layers, key=len)
    barred = [name for key, names in FORBIDDEN.items() if place.startswith(key) for name in names]
    names = imported_names(ROOT / module)
    outside = [n for n in names if not any(starts_with(n, allowed) for allowed in ALLOWED[layer])]
    crossing = [n for n in names if any(starts_with(n, bar) for bar in barred)]
    assert not outside, f"{module} (layer {layer}) must not import {outside}"
    assert not crossing, f"{module} must not import {crossing}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_is_short_enough_to_read(module: Path) -> None:
    limit = 60 if module.match("dashboard/pages/*.py") else 300
    assert len((ROOT / module).read_text("utf-8").splitlines()) <= limit


def test_only_the_entry_point_of_periods_asks_for_the_time() -> None:
    asking = [
        module
        for module in MODULES
        if module.parts[0] == "core"
        and module.parts[1] in {"facts", "metrics", "calendars.py"}
        and any(word in (ROOT / module).read_text("utf-8") for word in ("datetime.now(", "time.time("))
    ]
    assert not asking
