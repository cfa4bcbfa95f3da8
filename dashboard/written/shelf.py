"""The written reports by name, and their forms: Markdown, HTML, PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.report import Report
from core.sla.blocks import Document
from dashboard.sla_pdf import sla_pdf
from dashboard.written.figures import Asked, last_month, last_week
from dashboard.written.founder_status import founder_status
from dashboard.written.html import html_page
from dashboard.written.monthly_review import monthly_review
from dashboard.written.weekly_voice import weekly_voice


@dataclass(frozen=True)
class WrittenReport:
    """A report: its name on the command line, its title, for whom, which period, and what makes it."""

    name: str
    title: str
    readers: str
    asks: Callable[[datetime, str], Asked]
    make: Callable[[Report, Asked], Document]

    def document(self, report: Report, as_of: datetime | None = None) -> Document:
        """The report as of an instant, by default the latest in the data.

        Raises ValueError on an empty store.
        """
        instant = as_of or report.as_of()
        if instant is None:
            raise ValueError("there is no data yet")
        return self.make(report, self.asks(instant, report.zone()))


REPORTS: dict[str, WrittenReport] = {
    each.name: each
    for each in (
        WrittenReport(
            "voice",
            "Voice of the customer",
            "product and customer success, every week",
            last_week,
            weekly_voice,
        ),
        WrittenReport(
            "monthly",
            "Monthly business review",
            "directors and executives, every month",
            last_month,
            monthly_review,
        ),
        WrittenReport(
            "status",
            "Status for the founder",
            "the founder, every week on one page",
            last_week,
            founder_status,
        ),
    )
}
FORMS: dict[str, str] = {"md": "text/markdown", "html": "text/html", "pdf": "application/pdf"}
"""File endings, and what they hold."""


def written(document: Document, form: str, created_at: datetime) -> bytes:
    """A document in a form. ``created_at``: the date that a PDF bears. Raises ValueError for another form."""
    if form not in FORMS:
        raise ValueError(f"form: must be one of {', '.join(FORMS)}, not {form!r}")
    if form == "pdf":
        return sla_pdf(document, created_at)
    return (document.markdown() if form == "md" else html_page(document)).encode("utf-8")
