"""keep the rules of SLA policies

Revision ID: 0002
Revises: 0001
"""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sla_policy') as table:
        table.add_column(sa.Column('rules', sa.String(), nullable=True))
    with op.batch_alter_table('sla_target') as table:
        table.add_column(sa.Column('source', sa.String(), nullable=True))
        table.add_column(sa.Column('printed', sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('sla_target') as table:
        table.drop_column('printed')
        table.drop_column('source')
    with op.batch_alter_table('sla_policy') as table:
        table.drop_column('rules')
