"""One look at the alert rules, and what comes of it sent: by the server every minute, or by cron."""

from __future__ import annotations

from datetime import datetime

from core.report import Report
from core.reporting.alert_check import Checked, check_alerts
from core.reporting.alert_notices import Message, Notice, Write
from core.reporting.alert_readings import Memory
from core.reporting.alert_rules import dashboard_address
from dashboard.outbox import send_due
from dashboard.view_models.alert_message import message_of


def in_words(report: Report) -> Write:
    """What puts notices into words for this store: in its zone, with links to its dashboard."""
    zone, address = report.zone(), dashboard_address(report.store)

    def write(notice: Notice) -> Message:
        return message_of(notice, zone=zone, address=address)

    return write


def look_and_send(report: Report, now: datetime, memory: Memory | None = None) -> Checked:
    """One look, and everything that is due is sent, also what an earlier look left behind."""
    checked = check_alerts(report, now, in_words(report), memory=memory)
    send_due(report.store)
    return checked
