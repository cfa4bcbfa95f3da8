"""Alerts: when to tell whom, from figures that others measured. Pure: no store, no clock, no sending."""
