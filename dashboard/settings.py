"""What the environment decides. Read by the server before anything heavy is loaded."""

from __future__ import annotations

import os

DATABASE_VARIABLE = "QUEUEWISE_DATABASE_URL"
ALLOWED_HOSTS_VARIABLE = "QUEUEWISE_ALLOWED_HOSTS"


def database_url() -> str | None:
    """The store of this process; None stands for the default file."""
    return os.environ.get(DATABASE_VARIABLE) or None


def set_database_url(url: str | None) -> None:
    """Choose the store of this process; None leaves the environment's choice."""
    if url:
        os.environ[DATABASE_VARIABLE] = str(url)


def allowed_host_names() -> list[str]:
    """Host names beyond loopback under which the dashboard may be reached."""
    names = os.environ.get(ALLOWED_HOSTS_VARIABLE, "").split(",")
    return [name.strip() for name in names if name.strip()]
