"""Pieces of the report: `core.report` is the facade that everything outside calls."""
