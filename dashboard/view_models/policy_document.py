"""The SLA document of a policy, for customers."""

from __future__ import annotations

import re
from datetime import datetime

from core.report import Report
from core.sla.blocks import Document
from core.sla.document import Edition, sla_document
from core.sla.policy import Policy

COMPANY = "company_name"
"""The setting with the name that stands on the document."""
UNNAMED = "Our company"
NAME_LENGTH = 80


def company(report: Report) -> str:
    """The name on the document."""
    return str(report.store.setting(COMPANY, UNNAMED))


def rename_company(report: Report, name: str) -> None:
    """Keep the name on the document; an empty one stands for the default."""
    report.store.set_setting(COMPANY, name.strip()[:NAME_LENGTH] or UNNAMED)


def version_of(policy: Policy) -> str:
    """The number of a policy's version: it grows with every date from which limits change."""
    return str(len({promise.valid_from for promise in policy.promises}))


def document_of(report: Report, policy: Policy, name: str, now: datetime) -> Document:
    """The document as of now, or of the latest data where that is later."""
    as_of = max(report.as_of() or now, now)
    edition = Edition(name.strip() or UNNAMED, as_of, version_of(policy))
    return sla_document(policy, report.contact_hours(), edition)


def preview_text(document: Document) -> str:
    """The document as Markdown inside a page: its headings stand below those of the page.

    >>> preview_text(Document("SLA", (), ()))
    '### SLA\\n'
    """
    return re.sub(r"^#", "###", document.markdown(), flags=re.MULTILINE)
