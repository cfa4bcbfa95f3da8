"""What the documents say must be true of the program."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
TEXT_ENDINGS = {".py", ".md", ".toml", ".lock", ".yaml", ".txt", ".cfg", ".ini", ".css", ".js", ""}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines()]


def test_every_command_in_the_readme_exists() -> None:
    from typer.main import get_command

    from dashboard.cli import app

    named = set(re.findall(r"^\| `queuewise (\w+)", README, re.MULTILINE))
    assert named == set(get_command(app).commands)


def test_every_profile_in_the_readme_exists() -> None:
    from core.data.sources import SOURCES

    table = README.split("| profile | reads |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `([\w-]+)`", table, re.MULTILINE)) == {source.name for source in SOURCES}


def test_every_link_in_a_document_leads_somewhere() -> None:
    for document in [path for path in tracked_files() if path.suffix == ".md"]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_no_committed_file_names_a_package_index_or_a_home_folder() -> None:
    barred = re.compile(r"--(?:extra-)?index[-]url|--find[-]links\s|/(?:home/\w+|root)/|C:\\Users")
    for path in tracked_files():
        if path.suffix in TEXT_ENDINGS and path != Path(__file__) and path.is_file():
            found = barred.search(path.read_text("utf-8", errors="replace"))
            assert not found, f"{path.relative_to(ROOT)}: {found.group() if found else ''}"


def test_every_decision_that_code_cites_is_written_down() -> None:
    decisions = (ROOT / "core" / "DECISIONS.md").read_text("utf-8")
    known = re.findall(r"^## (QW-\d{3})", decisions, re.MULTILINE)
    assert len(known) == len(set(known))
    for path in tracked_files():
        if path.suffix == ".py" and path != Path(__file__) and path.is_file():
            missing = set(re.findall(r"\bQW-\d{3}\b", path.read_text("utf-8"))) - set(known)
            assert not missing, f"{path.relative_to(ROOT)} cites {missing}"


def test_no_committed_file_is_over_five_megabytes() -> None:
    heavy = [path for path in tracked_files() if path.is_file() and path.stat().st_size > 5_000_000]
    assert not heavy
