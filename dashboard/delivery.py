"""Channels and how a message gets there: mail, Slack, Teams, Mattermost, PagerDuty and webhooks, by Apprise.

A channel is an address such as ``mailto://user:secret@example.org?to=lead@example.org``. It is a secret:
nothing here shows or logs it; `describe` says in words where it leads.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType
from apprise.plugins.base import NotifyBase
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.mattermost import NotifyMattermost
from apprise.plugins.pagerduty import NotifyPagerDuty
from apprise.plugins.slack import NotifySlack
from apprise.plugins.workflows import NotifyWorkflows

from dashboard.mail import build_mail, send_mail

KINDS: Mapping[type[NotifyBase], str] = {
    NotifyEmail: "Mail",
    NotifySlack: "Slack",
    NotifyWorkflows: "Teams",
    NotifyMattermost: "Mattermost",
    NotifyPagerDuty: "PagerDuty",
    NotifyJSON: "Webhook",
}
EXAMPLES: Mapping[str, str] = {
    "Mail": "mailtos://user:password@example.org?to=lead@example.org",
    "Slack": "https://hooks.slack.com/services/…",
    "Teams": "the address of a “When a webhook request is received” workflow",
    "Mattermost": "mmosts://chat.example.org/key",
    "PagerDuty": "pagerduty://integration-key@api-key",
    "Webhook": "jsons://example.org/alerts",
}
TYPES = {"critical": NotifyType.FAILURE, "warning": NotifyType.WARNING, "over": NotifyType.SUCCESS}
MARKDOWN = (NotifyWorkflows, NotifyMattermost)
"""Those who read Markdown as it comes; ticket text is escaped in it."""
NO_PGP = "no"


log = logging.getLogger("apprise")
log.propagate = False
log.addHandler(logging.NullHandler())
"""What it logs is in the error that is raised, once."""


class DeliveryError(Exception):
    """A message was not taken; the text says why and holds no secret."""


@dataclass(frozen=True, slots=True)
class Described:
    """A channel in words."""

    kind: str
    where: str


def describe(url: str) -> Described:
    """What a channel is and where it leads, without anything secret.

    >>> describe("mailto://me:secret@example.org?to=lead@example.org")
    Described(kind='Mail', where='lead@example.org by example.org')
    >>> describe("json://me:secret@example.org:8080/a/secret/path").where
    'example.org'
    """
    try:
        plugin = _plugin(url)
    except ValueError:
        return Described("Not understood", "")
    return Described(KINDS[type(plugin)], _where(plugin))


def check_channel(url: str) -> None:
    """Raises ValueError naming ``url`` where an address cannot be a channel."""
    _plugin(url)


def deliver(url: str, message: Mapping[str, Any], *, key: str) -> None:
    """Send a message once. Raises `DeliveryError` where it was not taken, ValueError for a bad address.

    ``message``: title, text, html, markdown_title, markdown, severity, link and thread, as the outbox keeps
    them; ``key`` goes along, so that whoever gets it twice can tell.
    """
    plugin = _plugin(url)
    title, thread = str(message["title"]), str(message.get("thread", key))
    if isinstance(plugin, NotifyEmail) and str(plugin.pgp_mode) == NO_PGP:
        parts = (title, str(message["text"]), str(message["html"]))
        problem = send_mail(plugin, build_mail(plugin, *parts, key=key, thread=thread))
    else:
        _prepare(plugin, message, key, thread)
        problem = _notify(plugin, message)
    if problem:
        raise DeliveryError(problem)


def _plugin(url: str) -> NotifyBase:
    """The service behind an address."""
    plugin = Apprise.instantiate(url.strip(), asset=_asset())
    if plugin is None or type(plugin) not in KINDS:
        raise ValueError(f"url: this is no address of {', '.join(KINDS.values())}")
    if isinstance(plugin, NotifyEmail) and not plugin.targets:
        raise ValueError("url: say who gets the mail, as in ?to=lead@example.org")
    if getattr(plugin, "template", None):
        raise ValueError("url: a channel cannot read a template from this machine")
    return plugin


def _asset() -> AppriseAsset:
    return AppriseAsset(app_id="Queuewise", app_desc="Queuewise", app_url="", image_url_mask="")


def _where(plugin: NotifyBase) -> str:
    if isinstance(plugin, NotifyEmail):
        return f"{', '.join(address for _, address in plugin.targets)} by {plugin.smtp_host}"
    if isinstance(plugin, NotifySlack):
        return ", ".join(str(name) for name in plugin.channels if name)
    return "" if isinstance(plugin, NotifyPagerDuty) else str(plugin.host or "")


def _prepare(plugin: NotifyBase, message: Mapping[str, Any], key: str, thread: str) -> None:
    """What a service knows beside title and text."""
    severity, link = str(message.get("severity", "")), str(message.get("link", ""))
    if isinstance(plugin, NotifyJSON):
        plugin.payload_extras |= {"key": key, "thread": thread, "severity": severity, "link": link}
        plugin.headers |= {"Idempotency-Key": key}
    elif isinstance(plugin, NotifyPagerDuty):
        plugin.dedup, plugin.click = thread, link or None
        plugin.action = "resolve" if severity == "over" else "trigger"
        plugin.source, plugin.component = "Queuewise", "alerts"


def _notify(plugin: NotifyBase, message: Mapping[str, Any]) -> str:
    for name in ("include_image", "include_footer"):
        if hasattr(plugin, name):
            setattr(plugin, name, False)
    is_markdown = isinstance(plugin, MARKDOWN)
    sender = Apprise(asset=plugin.asset)
    sender.add(plugin)
    result = sender.notify(
        title=str(message["markdown_title" if is_markdown else "title"]),
        body=str(message["markdown" if is_markdown else "text"]),
        body_format=None if is_markdown else NotifyFormat.TEXT,
        notify_type=TYPES.get(str(message.get("severity")), NotifyType.INFO),
    )
    if result:
        return ""
    said = " ".join(entry.message for entry in result.logs())
    return said or f"{KINDS[type(plugin)]} did not take the message"
