"""Create the canonical schema

Revision ID: 0001
Revises: nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

EVENT_TYPES = (
    "created", "public_reply", "customer_reply", "internal_note", "assigned", "team_changed", "status_changed",
    "priority_changed", "tier_changed", "merged", "csat", "time_worked", "field_changed", "deleted",
)
ACTOR_ROLES = ("unknown", "agent", "customer", "bot", "system")
INSTANTS = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%fZ', event.at / 1000000.0, 'unixepoch')",
    "postgresql": "timestamptz 'epoch' + event.at * interval '1 microsecond'",
}
READABLE = """
CREATE VIEW ticket_event_readable AS
SELECT ticket.source_id, ticket.ticket_id, event.event_id, {instant} AS at, event.seq,
       {type} AS type, {role} AS actor_role, actor.value AS actor_id, field.value AS field,
       before.value AS from_value, after.value AS to_value, event.value_num, event.batch_id
FROM ticket_event AS event
JOIN ticket ON ticket.pk = event.ticket_pk
LEFT JOIN term AS actor ON actor.pk = event.actor_term
LEFT JOIN term AS field ON field.pk = event.field_term
LEFT JOIN term AS before ON before.pk = event.from_term
LEFT JOIN term AS after ON after.pk = event.to_term
"""


def names_of(column: str, names: tuple[str, ...]) -> str:
    cases = " ".join(f"WHEN {code} THEN '{name}'" for code, name in enumerate(names))
    return f"CASE {column} {cases} END"


def create_readable_view() -> None:
    """Show events with words instead of numbers, for people who query the database themselves."""
    op.execute(READABLE.format(
        instant=INSTANTS[op.get_bind().dialect.name],
        type=names_of("event.type", EVENT_TYPES),
        role=names_of("event.actor_role", ACTOR_ROLES),
    ))


def upgrade() -> None:
    op.create_table('agent',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=True),
    sa.Column('is_bot', sa.Boolean(), nullable=False),
    sa.Column('tier', sa.String(), nullable=True),
    sa.Column('role', sa.String(), nullable=True),
    sa.Column('timezone', sa.String(), nullable=True),
    sa.Column('weekly_hours', sa.Float(), nullable=True),
    sa.Column('hired_at', sa.BigInteger(), nullable=True),
    sa.Column('left_at', sa.BigInteger(), nullable=True),
    sa.Column('monthly_cost', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('source_id', 'agent_id')
    )
    op.create_table('agent_state',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('starts_at', sa.BigInteger(), nullable=False),
    sa.Column('ends_at', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('pk'),
    sa.UniqueConstraint('source_id', 'agent_id', 'starts_at', 'state')
    )
    op.create_table('alert_event',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('rule_pk', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('delivered_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('pk')
    )
    op.create_table('alert_rule',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('is_enabled', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('pk'),
    sa.UniqueConstraint('name')
    )
    op.create_table('audit_log',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor', sa.String(), nullable=True),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=True),
    sa.Column('detail', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('pk')
    )
    op.create_table('calendar',
    sa.Column('calendar_id', sa.String(), nullable=False),
    sa.Column('valid_from', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('timezone', sa.String(), nullable=False),
    sa.Column('weekly', sa.String(), nullable=False),
    sa.Column('special_days', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('calendar_id', 'valid_from')
    )
    op.create_table('cost_entry',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('month', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('amount', sa.Float(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('source_id', 'month', 'kind')
    )
    op.create_table('csat',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('survey_id', sa.String(), nullable=False),
    sa.Column('ticket_id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('offered_at', sa.BigInteger(), nullable=True),
    sa.Column('rated_at', sa.BigInteger(), nullable=True),
    sa.Column('score', sa.Float(), nullable=True),
    sa.Column('scale_max', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('source_id', 'survey_id')
    )
    op.create_index('ix_csat_ticket_id', 'csat', ['ticket_id'])
    op.create_table('customer',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('customer_key', sa.String(), nullable=False),
    sa.Column('org', sa.String(), nullable=True),
    sa.Column('tier', sa.String(), nullable=True),
    sa.Column('segment', sa.String(), nullable=True),
    sa.Column('mrr', sa.Float(), nullable=True),
    sa.Column('signup_at', sa.BigInteger(), nullable=True),
    sa.Column('left_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('source_id', 'customer_key')
    )
    op.create_table('holiday',
    sa.Column('calendar_id', sa.String(), nullable=False),
    sa.Column('day', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('calendar_id', 'day')
    )
    op.create_table('import_batch',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('profile', sa.String(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=True),
    sa.Column('file_digest', sa.String(), nullable=True),
    sa.Column('timezone', sa.String(), nullable=True),
    sa.Column('started_at', sa.BigInteger(), nullable=False),
    sa.Column('finished_at', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('options', sa.String(), nullable=True),
    sa.Column('cursor', sa.BigInteger(), nullable=False),
    sa.Column('read_count', sa.Integer(), nullable=False),
    sa.Column('stored_count', sa.Integer(), nullable=False),
    sa.Column('unchanged_count', sa.Integer(), nullable=False),
    sa.Column('quarantined_count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('pk')
    )
    op.create_index('ix_import_batch_file_digest', 'import_batch', ['file_digest'])
    op.create_table('incident',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('incident_id', sa.String(), nullable=False),
    sa.Column('severity', sa.String(), nullable=True),
    sa.Column('title', sa.String(), nullable=True),
    sa.Column('starts_at', sa.BigInteger(), nullable=False),
    sa.Column('resolved_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('source_id', 'incident_id')
    )
    op.create_table('kb_stat',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('day', sa.String(), nullable=False),
    sa.Column('article_id', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=True),
    sa.Column('view_count', sa.Integer(), nullable=False),
    sa.Column('helpful_yes_count', sa.Integer(), nullable=False),
    sa.Column('helpful_no_count', sa.Integer(), nullable=False),
    sa.Column('search_count', sa.Integer(), nullable=False),
    sa.Column('failed_search_count', sa.Integer(), nullable=False),
    sa.Column('ticket_after_count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('pk'),
    sa.UniqueConstraint('source_id', 'day', 'article_id')
    )
    op.create_table('mapping_profile',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('base', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('timezone', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('qa_review',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('review_id', sa.String(), nullable=False),
    sa.Column('ticket_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('reviewer_id', sa.String(), nullable=True),
    sa.Column('reviewed_at', sa.BigInteger(), nullable=False),
    sa.Column('coached_at', sa.BigInteger(), nullable=True),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('dimensions', sa.String(), nullable=True),
    sa.Column('is_critical_fail', sa.Boolean(), nullable=False),
    sa.Column('selection', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('source_id', 'review_id')
    )
    op.create_table('rejected_row',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('batch_id', sa.BigInteger(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(), nullable=True),
    sa.Column('value', sa.String(), nullable=True),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('row', sa.String(), nullable=True),
    sa.Column('is_fixed', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('pk')
    )
    op.create_index('ix_rejected_row_batch', 'rejected_row', ['batch_id'])
    op.create_table('saved_view',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('page', sa.String(), nullable=False),
    sa.Column('query', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('pk'),
    sa.UniqueConstraint('name')
    )
    op.create_table('scenario',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('pk'),
    sa.UniqueConstraint('name')
    )
    op.create_table('setting',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('shift',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('starts_at', sa.BigInteger(), nullable=False),
    sa.Column('ends_at', sa.BigInteger(), nullable=False),
    sa.Column('activity', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('pk'),
    sa.UniqueConstraint('source_id', 'agent_id', 'starts_at')
    )
    op.create_table('sla_policy',
    sa.Column('policy_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('calendar_id', sa.String(), nullable=True),
    sa.Column('pausing_states', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('policy_id')
    )
    op.create_table('sla_target',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('policy_id', sa.String(), nullable=False),
    sa.Column('metric', sa.String(), nullable=False),
    sa.Column('priority', sa.String(), nullable=True),
    sa.Column('tier', sa.String(), nullable=True),
    sa.Column('channel', sa.String(), nullable=True),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('is_business_time', sa.Boolean(), nullable=False),
    sa.Column('valid_from', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('pk')
    )
    op.create_index('ix_sla_target_policy', 'sla_target', ['policy_id'])
    op.create_table('sync_state',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('stream', sa.String(), nullable=False),
    sa.Column('cursor', sa.String(), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('source_id', 'stream')
    )
    op.create_table('target_override',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('metric_id', sa.String(), nullable=False),
    sa.Column('stage', sa.String(), nullable=True),
    sa.Column('team_id', sa.String(), nullable=True),
    sa.Column('target_low', sa.Float(), nullable=True),
    sa.Column('target_high', sa.Float(), nullable=True),
    sa.Column('warn_low', sa.Float(), nullable=True),
    sa.Column('warn_high', sa.Float(), nullable=True),
    sa.Column('author', sa.String(), nullable=True),
    sa.Column('valid_from', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('pk')
    )
    op.create_table('team',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('team_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=True),
    sa.Column('is_escalation', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('source_id', 'team_id')
    )
    op.create_table('team_member',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('team_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('valid_from', sa.BigInteger(), nullable=False),
    sa.Column('valid_to', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('source_id', 'team_id', 'agent_id', 'valid_from')
    )
    op.create_table('term',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('pk'),
    sa.UniqueConstraint('value')
    )
    op.create_table('ticket',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('ticket_id', sa.String(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=True),
    sa.Column('source_rev', sa.String(), nullable=True),
    sa.Column('status', sa.String(), nullable=True),
    sa.Column('priority', sa.String(), nullable=True),
    sa.Column('category', sa.String(), nullable=True),
    sa.Column('product_area', sa.String(), nullable=True),
    sa.Column('channel', sa.String(), nullable=True),
    sa.Column('customer_key', sa.String(), nullable=True),
    sa.Column('assignee_id', sa.String(), nullable=True),
    sa.Column('team_id', sa.String(), nullable=True),
    sa.Column('tier', sa.String(), nullable=True),
    sa.Column('merged_into', sa.String(), nullable=True),
    sa.Column('tags', sa.String(), nullable=True),
    sa.Column('history', sa.SmallInteger(), nullable=False),
    sa.Column('stated_first_response_at', sa.BigInteger(), nullable=True),
    sa.Column('stated_resolved_at', sa.BigInteger(), nullable=True),
    sa.Column('stated_closed_at', sa.BigInteger(), nullable=True),
    sa.Column('stated_reopen_count', sa.Integer(), nullable=True),
    sa.Column('stated_reassignment_count', sa.Integer(), nullable=True),
    sa.Column('stated_public_reply_count', sa.Integer(), nullable=True),
    sa.Column('csat_score', sa.Float(), nullable=True),
    sa.Column('csat_scale_max', sa.Float(), nullable=True),
    sa.Column('csat_offered', sa.Boolean(), nullable=True),
    sa.Column('sla_met', sa.Boolean(), nullable=True),
    sa.Column('sla_due_at', sa.BigInteger(), nullable=True),
    sa.Column('resolution_is_stated', sa.Boolean(), nullable=False),
    sa.Column('batch_id', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('pk'),
    sa.UniqueConstraint('source_id', 'ticket_id')
    )
    op.create_index('ix_ticket_batch', 'ticket', ['batch_id'])
    op.create_table('ticket_event',
    sa.Column('ticket_pk', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('event_id', sa.String(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('type', sa.SmallInteger(), nullable=False),
    sa.Column('actor_role', sa.SmallInteger(), nullable=False),
    sa.Column('actor_term', sa.BigInteger(), nullable=True),
    sa.Column('field_term', sa.BigInteger(), nullable=True),
    sa.Column('from_term', sa.BigInteger(), nullable=True),
    sa.Column('to_term', sa.BigInteger(), nullable=True),
    sa.Column('value_num', sa.Float(), nullable=True),
    sa.Column('batch_id', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('ticket_pk', 'event_id'),
    sqlite_with_rowid=False
    )
    op.create_table('time_entry',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('entry_id', sa.String(), nullable=False),
    sa.Column('ticket_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('minutes', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('source_id', 'entry_id')
    )
    op.create_table('training',
    sa.Column('source_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('module', sa.String(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=True),
    sa.Column('due_at', sa.BigInteger(), nullable=True),
    sa.Column('completed_at', sa.BigInteger(), nullable=True),
    sa.Column('score', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('source_id', 'agent_id', 'module', 'attempt')
    )
    create_readable_view()


def downgrade() -> None:
    op.execute('DROP VIEW ticket_event_readable')
    op.drop_table('training')
    op.drop_table('time_entry')
    op.drop_table('ticket_event')
    op.drop_index('ix_ticket_batch', 'ticket')
    op.drop_table('ticket')
    op.drop_table('term')
    op.drop_table('team_member')
    op.drop_table('team')
    op.drop_table('target_override')
    op.drop_table('sync_state')
    op.drop_index('ix_sla_target_policy', 'sla_target')
    op.drop_table('sla_target')
    op.drop_table('sla_policy')
    op.drop_table('shift')
    op.drop_table('setting')
    op.drop_table('scenario')
    op.drop_table('saved_view')
    op.drop_index('ix_rejected_row_batch', 'rejected_row')
    op.drop_table('rejected_row')
    op.drop_table('qa_review')
    op.drop_table('mapping_profile')
    op.drop_table('kb_stat')
    op.drop_table('incident')
    op.drop_index('ix_import_batch_file_digest', 'import_batch')
    op.drop_table('import_batch')
    op.drop_table('holiday')
    op.drop_table('customer')
    op.drop_index('ix_csat_ticket_id', 'csat')
    op.drop_table('csat')
    op.drop_table('cost_entry')
    op.drop_table('calendar')
    op.drop_table('audit_log')
    op.drop_table('alert_rule')
    op.drop_table('alert_event')
    op.drop_table('agent_state')
    op.drop_table('agent')
