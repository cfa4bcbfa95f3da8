"""Glossary: every figure with its value now, its definition, target and sources."""

from __future__ import annotations

from dashboard import data, filters, session
from dashboard.components.glossary import glossary
from dashboard.view_models.glossary import build_glossary

session.require_role()
glossary(data.view(build_glossary, filters.current()))
