"""The JSON API for other tools, under /api/v1; every request needs a token."""
