"""Continuous integration must not pass because a browser or a database was missing."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
SKIPPING = """
import pytest

@pytest.mark.{marker}
def test_needs_something():
    pytest.skip("it is not here")
"""


@pytest.mark.parametrize("marker", ["browser", "postgres", "real_data"])
@pytest.mark.parametrize("strict", [True, False])
def test_a_skip_fails_only_where_nothing_may_be_skipped(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, marker: str, strict: bool
) -> None:
    pytester.makeini("[pytest]\nmarkers =\n    browser\n    postgres\n    real_data\n")
    pytester.makeconftest(CONFTEST.read_text("utf-8"))
    pytester.makepyfile(SKIPPING.format(marker=marker))
    monkeypatch.delenv("QUEUEWISE_FAIL_ON_SKIP", raising=False)
    if strict:
        monkeypatch.setenv("QUEUEWISE_FAIL_ON_SKIP", "1")
    outcome = pytester.runpytest_inprocess("-p", "no:cacheprovider").parseoutcomes()
    assert outcome == {"failed": 1} if strict else outcome == {"skipped": 1}


def test_other_tests_may_be_skipped_anywhere(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]\nmarkers =\n    slow\n")
    pytester.makeconftest(CONFTEST.read_text("utf-8"))
    pytester.makepyfile(SKIPPING.format(marker="slow"))
    monkeypatch.setenv("QUEUEWISE_FAIL_ON_SKIP", "1")
    assert pytester.runpytest_inprocess("-p", "no:cacheprovider").parseoutcomes() == {"skipped": 1}
