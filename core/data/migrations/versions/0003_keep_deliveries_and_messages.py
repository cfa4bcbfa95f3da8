"""keep deliveries that came in and messages that wait to go out

Revision ID: 0003
Revises: 0002
"""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
ALERT_COLUMNS = (
    ('metric_id', sa.String()),
    ('scope', sa.String()),
    ('level', sa.String()),
    ('acknowledged_at', sa.BigInteger()),
    ('acknowledged_by', sa.String()),
    ('snoozed_until', sa.BigInteger()),
    ('resolved_at', sa.BigInteger()),
    ('dedup_key', sa.String()),
)


def upgrade() -> None:
    _create_inbox()
    _create_outbox()
    with op.batch_alter_table('alert_event') as table:
        for name, kind in ALERT_COLUMNS:
            table.add_column(sa.Column(name, kind, nullable=True))
        table.create_index('ix_alert_event_dedup_key', ['dedup_key'])


def downgrade() -> None:
    with op.batch_alter_table('alert_event') as table:
        table.drop_index('ix_alert_event_dedup_key')
        for name, _ in reversed(ALERT_COLUMNS):
            table.drop_column(name)
    op.drop_table('outbox')
    op.drop_table('inbox')


def _create_inbox() -> None:
    op.create_table(
        'inbox',
        sa.Column('pk', KEY, autoincrement=True, nullable=False),
        sa.Column('source_id', sa.String(), nullable=False),
        sa.Column('delivery_id', sa.String(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('received_at', sa.BigInteger(), nullable=False),
        sa.Column('sent_at', sa.BigInteger(), nullable=True),
        sa.Column('seq', sa.BigInteger(), nullable=True),
        sa.Column('body', sa.String(), nullable=True),
        sa.Column('applied_at', sa.BigInteger(), nullable=True),
        sa.Column('error', sa.String(), nullable=True),
        sa.PrimaryKeyConstraint('pk'),
        sa.UniqueConstraint('source_id', 'delivery_id'),
    )
    pending = sa.text('applied_at IS NULL')
    op.create_index('ix_inbox_pending', 'inbox', ['pk'], sqlite_where=pending, postgresql_where=pending)
    op.create_index('ix_inbox_seq', 'inbox', ['source_id', 'seq'])


def _create_outbox() -> None:
    op.create_table(
        'outbox',
        sa.Column('pk', KEY, autoincrement=True, nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('dedup_key', sa.String(), nullable=False),
        sa.Column('alert_event_pk', sa.BigInteger(), nullable=True),
        sa.Column('channel', sa.String(), nullable=False),
        sa.Column('body', sa.String(), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('due_at', sa.BigInteger(), nullable=False),
        sa.Column('attempt_count', sa.Integer(), nullable=False),
        sa.Column('last_error', sa.String(), nullable=True),
        sa.Column('sent_at', sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint('pk'),
        sa.UniqueConstraint('dedup_key'),
    )
    unsent = sa.text('sent_at IS NULL')
    op.create_index('ix_outbox_unsent', 'outbox', ['due_at'], sqlite_where=unsent, postgresql_where=unsent)
    op.create_index('ix_outbox_alert_event_pk', 'outbox', ['alert_event_pk'])
