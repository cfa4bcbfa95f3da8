"""Run every suite (or those named) and write README.md: ``python -m benchmarks [facts calendar …]``."""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
SUITES = tuple(sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py")))
PACKAGES = ("numpy", "pandas", "pyarrow", "duckdb", "polars", "streamlit", "plotly", "sqlalchemy")


def processor() -> str:
    """The processor's name as the system tells it."""
    info = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line]
    return names[0] if names else platform.processor()


def run_suite(name: str) -> list[dict[str, object]]:
    """Run one suite in a process of its own, so that suites do not warm each other up."""
    code = "import json,sys,dataclasses,importlib as i;m=i.import_module(sys.argv[1]);"
    code += "print('\\n@'+json.dumps([dict(dataclasses.asdict(r),ratio=r.ratio) for r in m.suite()]))"
    command = [sys.executable, "-c", code, f"benchmarks.bench_{name}"]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True)
    rows: list[dict[str, object]] = json.loads(done.stdout.rsplit("@", 1)[1])
    return rows


def as_markdown(results: dict[str, dict[str, object]]) -> str:
    """The results page."""
    lines = [(HERE / "preface.md").read_text("utf-8").strip(), ""]
    for name, suite in sorted(results.items()):
        lines += [f"## {name}", "", f"{suite['when']} · {suite['machine']} · {suite['versions']}", ""]
        lines += ["| what | ours | peer | peer's time | ratio | goal | met | note |"]
        lines += ["|---|--:|---|--:|--:|---|---|---|"]
        rows = suite["rows"]
        assert isinstance(rows, list)
        lines += [_row(row) for row in rows]
        lines.append("")
    return "\n".join(lines)


def _row(row: dict[str, float]) -> str:
    met = "yes" if row["met"] else "**no**"
    ours, peer = (_figure(row[name], str(row["unit"])) for name in ("ours_seconds", "peer_seconds"))
    cells = (row["what"], ours, row["peer"], peer, f"{row['ratio']:.2f}", row["goal"], met, row["note"])
    return f"| {' | '.join(map(str, cells))} |"


def _figure(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:.0f} {unit}"
    return (
        f"{value:.2f} s"
        if value >= 1
        else f"{value * 1000:.1f} ms"
        if value >= 0.001
        else f"{value * 1e6:.1f} µs"
    )


def main(names: list[str]) -> None:
    """Run the suites, keep the figures in results.json, and write README.md."""
    kept = HERE / "results.json"
    results = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    machine = (
        f"{processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    for name in names or SUITES:
        importlib.import_module(f"benchmarks.bench_{name}")
        print(f"running {name}", flush=True)
        when = datetime.now(UTC).strftime("%Y-%m-%d")
        results[name] = {"when": when, "machine": machine, "versions": versions, "rows": run_suite(name)}
        kept.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        (HERE / "README.md").write_text(as_markdown(results) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
