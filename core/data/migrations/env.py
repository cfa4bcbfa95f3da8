"""Alembic's entry point; the store hands over its open connection."""

from __future__ import annotations

from alembic import context

import core.data.inputs
import core.data.live_tables
import core.data.state  # noqa: F401
from core.data.models import StoreModel

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=StoreModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
