"""Channels: where messages go. An address is a secret and is never shown again once it is kept."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.data.store import Store
from core.reporting.alert_rules import (
    CHANNEL_LENGTH,
    channels,
    remove_channel,
    save_address,
    save_channel,
)
from dashboard.components.header import panel_title
from dashboard.components.saying import act, say
from dashboard.format import escape_markdown
from dashboard.view_models.alert_form import in_words

PLACE = "alert_channels"
ADDRESS_HELP = (
    "Mail: `mailtos://user:password@example.org?to=lead@example.org` (mailto:// without encryption)\n\n"
    "Slack: the address of an incoming webhook, `https://hooks.slack.com/services/…`\n\n"
    "Teams: the address of a workflow that begins with a webhook request\n\n"
    "Mattermost: `mmosts://chat.example.org/key`\n\n"
    "PagerDuty: `pagerduty://integration-key@api-key`\n\n"
    "Webhook: `jsons://example.org/alerts` (json:// without encryption)"
)


def channel_editor(store: Store, address: str) -> None:
    """The channels there are, a form for a new one, and the address that links lead to."""
    with st.container(border=True, height="stretch", gap="small", key="alert_channels_panel"):
        panel_title("Channels", "where messages go")
        known = channels(store)
        if not known:
            st.caption("No channel yet: alerts are only written down.")
        for name, url in known.items():
            _channel(store, name, url)
        _new(store)
        _links(store, address)
        say(PLACE)


def _channel(store: Store, name: str, url: str) -> None:
    from dashboard.delivery import describe

    found = describe(url)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"channel_{name}"):
        where = f" :gray[{escape_markdown(found.where)}]" if found.where else ""
        st.markdown(f"**{escape_markdown(name)}** {escape_markdown(found.kind)}{where}", width="stretch")
        test = st.button("Test", icon=":material/send:", key=f"channel_test_{name}")
        remove = st.button("Remove", icon=":material/delete:", key=f"channel_remove_{name}")
    if test:
        act(PLACE, partial(_test, store, name), f"The test message was taken by {name}.", in_words)
    if remove:
        act(PLACE, partial(remove_channel, store, name), f"{name} is gone.", in_words)


def _test(store: Store, name: str) -> None:
    from dashboard.commands.alert_channels import send_test

    send_test(store, name)


def _new(store: Store) -> None:
    row = st.form("channel_new", clear_on_submit=True, border=False)
    with row, st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.text_input("Name", max_chars=CHANNEL_LENGTH, key="channel_name", width=150)
        url = st.text_input("Address", help=ADDRESS_HELP, key="channel_url", width=260, autocomplete="off")
        wanted = st.form_submit_button("Keep", icon=":material/save:", key="channel_keep")
    if wanted:
        act(PLACE, partial(_keep, store, name or "", url or ""), f"{name} is kept.", in_words)


def _keep(store: Store, name: str, url: str) -> None:
    from dashboard.delivery import check_channel

    check_channel(url)
    save_channel(store, name, url)


def _links(store: Store, address: str) -> None:
    found = st.text_input(
        "Address of the dashboard",
        address,
        help="Links in messages lead here.",
        key=f"alert_address_{address}",
        width=300,
    )
    if found is not None and found.strip().rstrip("/") != address:
        act(PLACE, partial(save_address, store, found), "Links lead there from now on.", in_words)
