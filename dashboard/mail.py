"""A mail as its own sender writes it: text and HTML, and an id that stays the same when it is sent again."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from apprise.exception import AppriseException
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.email.smtp import AppriseSMTPController

DOMAIN = "queuewise"


def build_mail(
    account: NotifyEmail, title: str, text: str, html: str, *, key: str, thread: str
) -> EmailMessage:
    """The mail to all addresses of the account.

    ``key`` becomes its Message-Id, so that a reader who gets it twice sees it once; mails of the same
    ``thread`` are one conversation.
    """
    mail = EmailMessage()
    for name, value in account.headers.items():
        mail[name] = value
    mail["Subject"] = " ".join(title.split())
    mail["From"] = formataddr((account.from_addr[0] or "Queuewise", account.from_addr[1]))
    mail["To"] = ", ".join(formataddr((name or "", address)) for name, address in account.targets)
    if account.cc:
        mail["Cc"] = ", ".join(sorted(account.cc))
    if account.reply_to:
        mail["Reply-To"] = ", ".join(sorted(account.reply_to))
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-Id"] = f"<{key}@{DOMAIN}>"
    mail["References"] = f"<{thread}@{DOMAIN}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    return mail


def send_mail(account: NotifyEmail, mail: EmailMessage) -> str:
    """Hand a mail to the account's server; returns what went wrong, "" where it was taken."""
    addresses = [address for _, address in account.targets]
    try:
        with AppriseSMTPController(
            host=account.smtp_host,
            port=account.port,
            secure_mode=account.secure_mode,
            user=account.user,
            password=account.password,
            verify_certificate=account.verify_certificate,
            socket_connect_timeout=account.socket_connect_timeout,
        ) as server:
            everybody = [*addresses, *sorted({*account.cc, *account.bcc} - set(addresses))]
            taken = server.sendmail(account.from_addr[1], everybody, mail.as_string())
    except (OSError, smtplib.SMTPException, RuntimeError, AppriseException) as error:
        return f"the mail server {account.smtp_host} could not be used: {_words(error)}"
    return "" if taken else f"the mail server {account.smtp_host} did not take the message"


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
