"""The kinds of webhooks that can be received."""

from __future__ import annotations

from core.data.sources import chatwoot_hook, generic_hook, zendesk_hook
from core.data.sources.delivery import Translate

KINDS: dict[str, Translate] = {
    "generic": generic_hook.translate,
    "zendesk": zendesk_hook.translate,
    "chatwoot": chatwoot_hook.translate,
}
