"""Webhooks: what other systems send about tickets, received, kept and applied."""
