"""The demo company: a seeded generator of a support organisation grown over 18 months."""

from __future__ import annotations

from sample_data.committed import committed_company
from sample_data.company import DEFAULT_END, DEFAULT_SEED, DemoCompany, generate
from sample_data.loading import load_into

__all__ = ["DEFAULT_END", "DEFAULT_SEED", "DemoCompany", "committed_company", "generate", "load_into"]
