"""The API against its own description: whatever is asked, no answer is a server error."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.report import Report
from core.reporting.tokens import add_token
from dashboard.api.app import api_app

PATHS = ("/metrics", "/tickets", "/queue", "/sla", "/sla/clocks", "/glossary")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 25


@pytest.fixture(scope="session")
def described(report: Report) -> Any:
    """The description that the application gives of itself."""
    return schemathesis.openapi.from_asgi("/openapi.json", api_app(lambda: report))


@pytest.fixture(scope="session")
def shown(report: Report) -> dict[str, str]:
    """The header of somebody with a token."""
    return {"Authorization": f"Bearer {add_token(report.store, 'schema')}"}


def test_every_operation_is_tried(described: Any) -> None:
    found = [result.ok() for result in described.get_all_operations()]
    assert {(each.method.upper(), each.path) for each in found} == {("GET", path) for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("mode", GenerationMode)
def test_every_answer_is_as_described_and_none_is_a_server_error(
    described: Any, shown: dict[str, str], path: str, mode: GenerationMode
) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=described[path]["GET"].as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        case.call_and_validate(headers=shown, checks=CHECKS)

    asked()
