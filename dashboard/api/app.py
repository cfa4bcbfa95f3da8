"""The API: the same report calls as the pages, as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from core.report import Filters, Report
from core.reporting.tokens import token_owner
from dashboard.api import lists
from dashboard.api.asking import From, Text, Values, Wanted
from dashboard.api.models import Glossary, MetricsDocument, Page, Problem
from dashboard.metrics_request import MetricsRequest, measured, period_of

DESCRIPTION = (
    "Figures, tickets and SLA clocks as the pages show them. Durations are minutes, shares are 0 to 1, "
    "and null means that there is no data. Make a token with `queuewise token add NAME`."
)
REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The request cannot be answered; the reason says why"},
    401: {"model": Problem, "description": "No valid token"},
}
bearer = HTTPBearer(auto_error=False, description="A token made with `queuewise token add NAME`")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def api_app(report: Callable[[], Report]) -> FastAPI:
    """The application; ``report`` gives the open report of the store."""

    def known(credentials: Bearer) -> str:
        token = credentials.credentials if credentials else ""
        owner = token_owner(report().store, token)
        if owner is None:
            raise HTTPException(401, "A valid token is needed.", {"WWW-Authenticate": "Bearer"})
        return owner

    app = FastAPI(
        title="Queuewise", version="1", description=DESCRIPTION, docs_url=None, redoc_url=None,
        dependencies=[Depends(known), Depends(_tagging(report))], responses=REFUSED,
    )  # fmt: skip
    app.exception_handler(ValueError)(_problem)
    _add_metrics(app, report)
    lists.add_lists(app, report)
    return app


async def _problem(request: Request, error: Exception) -> JSONResponse:
    """Bad parameters are the asker's: 400 with the sentence."""
    return JSONResponse({"detail": str(error)}, 400)


def _tagging(report: Callable[[], Report]) -> Callable[[Request, Response], None]:
    """Marks every answer with the data's revision; an asker who has it gets no answer, and none is made.

    The revision is read before the answer is made: where the data change in between, the next one to
    ask gets the newer answer.
    """

    def tag(request: Request, response: Response) -> None:
        content = f"{report().revision()}|{request.url.path}|{request.url.query}"
        mark = f'W/"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
        headers = {"etag": mark, "cache-control": "private, no-cache"}
        if mark in [each.strip() for each in request.headers.get("if-none-match", "").split(",")]:
            raise HTTPException(304, headers=headers)
        response.headers.update(headers)

    return tag


def _add_metrics(app: FastAPI, report: Callable[[], Report]) -> None:
    @app.get("/metrics")
    def metrics(
        filters: Wanted,
        id: Values,
        from_: From = None,
        to: Text = None,
        as_of: Text = None,
        by: Text = None,
        stage: Text = None,
    ) -> MetricsDocument:
        """Metrics by id (none: all) for a period, at an instant, by a dimension or a unit of time."""
        request = MetricsRequest(tuple(id), from_, to, as_of, by, stage, filters)
        return MetricsDocument.model_validate(measured(report(), request)[1])

    @app.get("/glossary")
    def glossary(stage: Text = None) -> Glossary:
        """What every metric means: question, formula, dates, target, sources."""
        rows = report().glossary(stage).to_dict("records")
        return Glossary.model_validate({"metrics": rows})

    @app.get("/sla")
    def sla(
        filters: Wanted,
        by: Text = None,
        from_: From = None,
        to: Text = None,
    ) -> Page:
        """Promises kept and broken, by metric and by one more column or week."""
        current = report()
        period = period_of(from_, to, current.zone())
        frame = current.sla_compliance(by, period=period, filters=Filters(**filters))
        return lists.page_of(frame, len(frame), 0)
