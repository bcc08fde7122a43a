"""Every table of the ground and of the idea boxes."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

# For rows written as SQL; the platform makes its own, of 32 letters and digits.
CODE = sa.text(
    "substr(translate(md5(gen_random_uuid()::text), '0123456789abcdef', 'abcdefghijklmnop'), 1, 10)"
)


def upgrade() -> None:
    op.create_table('administration',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('region', 'province', 'commune', 'agency', 'other', name='administrationkind', native_enum=False, length=32), nullable=False),
    sa.Column('name', postgresql.JSONB(), nullable=False),
    sa.Column('about', postgresql.JSONB(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('website', sa.Text(), nullable=False),
    sa.Column('accent', sa.Text(), nullable=False),
    sa.Column('logo_key', sa.Text(), nullable=True),
    sa.Column('logo_alt', sa.Text(), nullable=False),
    sa.Column('is_listed', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_administration')),
    sa.UniqueConstraint('slug', name=op.f('uq_administration_slug'))
    )
    op.create_table('audit',
    sa.Column('number', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('administration_id', sa.Uuid(), nullable=True),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('object_ref', sa.Text(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_audit'))
    )
    op.create_index(op.f('ix_audit_administration_id'), 'audit', ['administration_id'], unique=False)
    op.create_table('job',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('administration_id', sa.Uuid(), nullable=True),
    sa.Column('project_id', sa.Uuid(), nullable=True),
    sa.Column('asked_by_id', sa.Uuid(), nullable=True),
    sa.Column('arguments', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'running', 'done', 'failed', 'cancelled', name='jobstate', native_enum=False, length=32), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('share', sa.Float(), nullable=False),
    sa.Column('result', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('starts', sa.Integer(), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('code', name=op.f('uq_job_code'))
    )
    op.create_index(op.f('ix_job_administration_id'), 'job', ['administration_id'], unique=False)
    op.create_index('ix_job_open', 'job', ['created_at'], unique=False, postgresql_where=sa.text("state IN ('waiting', 'running')"))
    op.create_index(op.f('ix_job_project_id'), 'job', ['project_id'], unique=False)
    op.create_table('mail',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('once_key', sa.Text(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail')),
    sa.UniqueConstraint('message_id', name=op.f('uq_mail_message_id')),
    sa.UniqueConstraint('once_key', name=op.f('uq_mail_once_key'))
    )
    op.create_index('ix_mail_due_at', 'mail', ['due_at'], unique=False, postgresql_where=sa.text('sent_at IS NULL AND attempts < 10'))
    op.create_index(op.f('ix_mail_person_id'), 'mail', ['person_id'], unique=False)
    op.create_table('old_slug',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('target_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'slug', name=op.f('pk_old_slug'))
    )
    op.create_table('outbox',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handler', sa.Text(), nullable=False),
    sa.Column('payload', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    op.create_index('ix_outbox_due_at', 'outbox', ['due_at'], unique=False, postgresql_where=sa.text('attempts < 8'))
    op.create_table('person',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('account', 'guest', 'paper', 'gone', name='kind', native_enum=False, length=32), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('theme', sa.Text(), nullable=False),
    sa.Column('title', postgresql.JSONB(), nullable=False),
    sa.Column('welcomed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('demo_key', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('code', name=op.f('uq_person_code')),
    sa.UniqueConstraint('demo_key', name=op.f('uq_person_demo_key'))
    )
    op.create_table('security_note',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('path', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_security_note'))
    )
    op.create_index(op.f('ix_security_note_kind'), 'security_note', ['kind'], unique=False)
    op.create_index(op.f('ix_security_note_person_id'), 'security_note', ['person_id'], unique=False)
    op.create_table('sign_in_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('next', sa.Text(), nullable=False),
    sa.Column('browser_hash', sa.LargeBinary(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=False),
    sa.Column('link_hash', sa.LargeBinary(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_request')),
    sa.UniqueConstraint('code', name=op.f('uq_sign_in_request_code')),
    sa.UniqueConstraint('link_hash', name=op.f('uq_sign_in_request_link_hash'))
    )
    op.create_index(op.f('ix_sign_in_request_key'), 'sign_in_request', ['key'], unique=False)
    op.create_table('mailbox',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mailbox_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_mailbox')),
    sa.UniqueConstraint('key', name=op.f('uq_mailbox_key'))
    )
    op.create_table('project',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('administration_id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('title', postgresql.JSONB(), nullable=False),
    sa.Column('summary', postgresql.JSONB(), nullable=False),
    sa.Column('description', postgresql.JSONB(), nullable=False),
    sa.Column('decides', postgresql.JSONB(), nullable=False),
    sa.Column('by_whom', postgresql.JSONB(), nullable=False),
    sa.Column('by_when', sa.Date(), nullable=True),
    sa.Column('not_open', postgresql.JSONB(), nullable=False),
    sa.Column('feedback', postgresql.JSONB(), nullable=False),
    sa.Column('contact_email', sa.Text(), nullable=False),
    sa.Column('languages', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('questions', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('communes', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('lat', sa.Float(), nullable=True),
    sa.Column('lon', sa.Float(), nullable=True),
    sa.Column('zoom', sa.Integer(), nullable=True),
    sa.Column('image_key', sa.Text(), nullable=True),
    sa.Column('image_alt', postgresql.JSONB(), nullable=False),
    sa.Column('is_indexable', sa.Boolean(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['administration_id'], ['administration.id'], name=op.f('fk_project_administration_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project')),
    sa.UniqueConstraint('slug', name=op.f('uq_project_slug'))
    )
    op.create_index(op.f('ix_project_administration_id'), 'project', ['administration_id'], unique=False)
    op.create_table('session',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('key_hash', sa.LargeBinary(), nullable=False),
    sa.Column('device', sa.Text(), nullable=False),
    sa.Column('proved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_session_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_session_key_hash'))
    )
    op.create_index(op.f('ix_session_person_id'), 'session', ['person_id'], unique=False)
    op.create_table('component',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('administration_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('title', postgresql.JSONB(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['administration_id'], ['administration.id'], name=op.f('fk_component_administration_id')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_component_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_component')),
    sa.UniqueConstraint('project_id', 'slug', name=op.f('uq_component_project_id_slug'))
    )
    op.create_index(op.f('ix_component_administration_id'), 'component', ['administration_id'], unique=False)
    op.create_index(op.f('ix_component_project_id'), 'component', ['project_id'], unique=False)
    op.create_table('document',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.Text(), nullable=False, server_default=CODE),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('title', postgresql.JSONB(), nullable=False),
    sa.Column('body', postgresql.JSONB(), nullable=False),
    sa.Column('file_key', sa.Text(), nullable=True),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('file_size', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_document_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('code', name=op.f('uq_document_code'))
    )
    op.create_index(op.f('ix_document_project_id'), 'document', ['project_id'], unique=False)
    op.create_table('invitation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('administration_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=True),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('invited_by_id', sa.Uuid(), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['administration_id'], ['administration.id'], name=op.f('fk_invitation_administration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_invitation_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash'))
    )
    op.create_index(op.f('ix_invitation_administration_id'), 'invitation', ['administration_id'], unique=False)
    op.create_index('uq_invitation_open', 'invitation', ['key', 'role', 'administration_id', 'project_id'], unique=True, postgresql_where=sa.text('accepted_at IS NULL'), postgresql_nulls_not_distinct=True)
    op.create_table('participation',
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_participation_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_participation_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('project_id', 'person_id', name=op.f('pk_participation'))
    )
    op.create_index(op.f('ix_participation_person_id'), 'participation', ['person_id'], unique=False)
    op.create_table('phase',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.Text(), nullable=False, server_default=CODE),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('title', postgresql.JSONB(), nullable=False),
    sa.Column('text', postgresql.JSONB(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('closes_at > opens_at', name=op.f('ck_phase_in_order')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_phase_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phase')),
    sa.UniqueConstraint('code', name=op.f('uq_phase_code'))
    )
    op.create_index('ix_phase_project', 'phase', ['project_id', 'opens_at'], unique=False)
    op.create_table('project_follow',
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_project_follow_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_project_follow_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('project_id', 'person_id', name=op.f('pk_project_follow'))
    )
    op.create_index(op.f('ix_project_follow_person_id'), 'project_follow', ['person_id'], unique=False)
    op.create_table('role',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('administration_id', sa.Uuid(), nullable=True),
    sa.Column('project_id', sa.Uuid(), nullable=True),
    sa.Column('given_by_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("name IN ('admin', 'administrator', 'manager', 'moderator', 'reader', 'juror')", name=op.f('ck_role_known')),
    sa.CheckConstraint('num_nonnulls(administration_id, project_id) <= 1', name=op.f('ck_role_one_place')),
    sa.ForeignKeyConstraint(['administration_id'], ['administration.id'], name=op.f('fk_role_administration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_role_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role')),
    sa.UniqueConstraint('person_id', 'name', 'administration_id', 'project_id', name=op.f('uq_role_person_id_name_administration_id_project_id'), postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_role_administration_id'), 'role', ['administration_id'], unique=False)
    op.create_index(op.f('ix_role_person_id'), 'role', ['person_id'], unique=False)
    op.create_index(op.f('ix_role_project_id'), 'role', ['project_id'], unique=False)
    op.create_table('analysis_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('administration_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('component_id', sa.Uuid(), nullable=False),
    sa.Column('options', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('method', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('received', sa.Integer(), nullable=False),
    sa.Column('read', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Uuid(), nullable=True),
    sa.Column('asked_by_id', sa.Uuid(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['administration_id'], ['administration.id'], name=op.f('fk_analysis_run_administration_id')),
    sa.ForeignKeyConstraint(['component_id'], ['component.id'], name=op.f('fk_analysis_run_component_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_analysis_run_job_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_analysis_run_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_analysis_run')),
    sa.UniqueConstraint('code', name=op.f('uq_analysis_run_code'))
    )
    op.create_index(op.f('ix_analysis_run_administration_id'), 'analysis_run', ['administration_id'], unique=False)
    op.create_index(op.f('ix_analysis_run_component_id'), 'analysis_run', ['component_id'], unique=False)
    op.create_table('idea_box',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('question', postgresql.JSONB(), nullable=False),
    sa.Column('intro', postgresql.JSONB(), nullable=False),
    sa.Column('fields', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('ask_place', sa.Boolean(), nullable=False),
    sa.Column('supports_limit', sa.Integer(), nullable=True),
    sa.Column('title_min', sa.Integer(), nullable=False),
    sa.Column('title_max', sa.Integer(), nullable=False),
    sa.Column('body_min', sa.Integer(), nullable=False),
    sa.Column('body_max', sa.Integer(), nullable=False),
    sa.Column('who', sa.Enum('signed_in', 'staff', name='who', native_enum=False, length=32), nullable=False),
    sa.Column('idea_count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['id'], ['component.id'], name=op.f('fk_idea_box_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_box'))
    )
    op.create_table('import_batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('administration_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('component_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('file_key', sa.Text(), nullable=False),
    sa.Column('mapping', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('job_id', sa.Uuid(), nullable=True),
    sa.Column('read', sa.Integer(), nullable=False),
    sa.Column('imported', sa.Integer(), nullable=False),
    sa.Column('already', sa.Integer(), nullable=False),
    sa.Column('refused', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('dry_run_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['administration_id'], ['administration.id'], name=op.f('fk_import_batch_administration_id')),
    sa.ForeignKeyConstraint(['component_id'], ['component.id'], name=op.f('fk_import_batch_component_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_import_batch_job_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_import_batch_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batch'))
    )
    op.create_index(op.f('ix_import_batch_administration_id'), 'import_batch', ['administration_id'], unique=False)
    op.create_index(op.f('ix_import_batch_project_id'), 'import_batch', ['project_id'], unique=False)
    op.create_table('phase_ability',
    sa.Column('phase_id', sa.Uuid(), nullable=False),
    sa.Column('component_id', sa.Uuid(), nullable=False),
    sa.Column('ability', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['component_id'], ['component.id'], name=op.f('fk_phase_ability_component_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['phase_id'], ['phase.id'], name=op.f('fk_phase_ability_phase_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('phase_id', 'component_id', 'ability', name=op.f('pk_phase_ability'))
    )
    op.create_index(op.f('ix_phase_ability_component_id'), 'phase_ability', ['component_id'], unique=False)
    op.create_table('subject',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('administration_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('component_id', sa.Uuid(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('acting_for_id', sa.Uuid(), nullable=True),
    sa.Column('author_kind', sa.Enum('citizen', 'ally', 'official', name='authorkind', native_enum=False, length=32), nullable=False),
    sa.Column('channel', sa.Enum('web', 'paper', 'desk', 'phone', 'meeting', 'import', name='channel', native_enum=False, length=32), nullable=False),
    sa.Column('entered_by_id', sa.Uuid(), nullable=True),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('source_id', sa.Text(), nullable=True),
    sa.Column('state', sa.Enum('draft', 'submitted', 'withdrawn', name='state', native_enum=False, length=32), nullable=False),
    sa.Column('visibility', sa.Enum('visible', 'held', 'hidden', name='visibility', native_enum=False, length=32), nullable=False),
    sa.Column('hidden_because', sa.Text(), nullable=False),
    sa.Column('status', sa.Enum('under_review', 'accepted', 'partly', 'in_progress', 'done', 'declined', 'out_of_scope', 'transmitted', name='status', native_enum=False, length=32), nullable=False),
    sa.Column('is_answered', sa.Boolean(), nullable=False),
    sa.Column('merged_into_id', sa.Uuid(), nullable=True),
    sa.Column('support_count', sa.Integer(), nullable=False),
    sa.Column('comment_count', sa.Integer(), nullable=False),
    sa.Column('follow_count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['administration_id'], ['administration.id'], name=op.f('fk_subject_administration_id')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_subject_author_id')),
    sa.ForeignKeyConstraint(['component_id'], ['component.id'], name=op.f('fk_subject_component_id')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['subject.id'], name=op.f('fk_subject_merged_into_id')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_subject_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subject')),
    sa.UniqueConstraint('code', name=op.f('uq_subject_code'))
    )
    op.create_index('ix_subject_author', 'subject', ['author_id', 'created_at'], unique=False)
    op.create_index('ix_subject_discussed', 'subject', ['component_id', 'kind', 'comment_count', 'id'], unique=False, postgresql_where=sa.text("state = 'submitted' AND visibility = 'visible'"))
    op.create_index('ix_subject_newest', 'subject', ['component_id', 'kind', 'created_at', 'id'], unique=False, postgresql_where=sa.text("state = 'submitted' AND visibility = 'visible'"))
    op.create_index('ix_subject_place', 'subject', ['administration_id', 'kind', 'created_at'], unique=False)
    op.create_index(op.f('ix_subject_project_id'), 'subject', ['project_id'], unique=False)
    op.create_index('ix_subject_supported', 'subject', ['component_id', 'kind', 'support_count', 'id'], unique=False, postgresql_where=sa.text("state = 'submitted' AND visibility = 'visible'"))
    op.create_index('uq_subject_source', 'subject', ['component_id', 'source', 'source_id'], unique=True)
    op.create_table('theme',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('component_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', postgresql.JSONB(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['component_id'], ['component.id'], name=op.f('fk_theme_component_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme')),
    sa.UniqueConstraint('component_id', 'key', name=op.f('uq_theme_component_id_key'))
    )
    op.create_index(op.f('ix_theme_component_id'), 'theme', ['component_id'], unique=False)
    op.create_table('answer',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Enum('under_review', 'accepted', 'partly', 'in_progress', 'done', 'declined', 'out_of_scope', 'transmitted', name='status', native_enum=False, length=32), nullable=False),
    sa.Column('text', postgresql.JSONB(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('signed_as', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_answer_by_id')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_answer_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer'))
    )
    op.create_index(op.f('ix_answer_subject_id'), 'answer', ['subject_id'], unique=False)
    op.create_table('attachment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('thumbnail_key', sa.Text(), nullable=True),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('alt', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_attachment_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
    sa.UniqueConstraint('code', name=op.f('uq_attachment_code'))
    )
    op.create_index(op.f('ix_attachment_subject_id'), 'attachment', ['subject_id'], unique=False)
    op.create_table('comment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('on_id', sa.Uuid(), nullable=False),
    sa.Column('parent_id', sa.Uuid(), nullable=True),
    sa.Column('root_id', sa.Uuid(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.Column('stance', sa.Enum('pro', 'contra', 'neutral', name='stance', native_enum=False, length=32), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['id'], ['subject.id'], name=op.f('fk_comment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['on_id'], ['subject.id'], name=op.f('fk_comment_on_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['parent_id'], ['comment.id'], name=op.f('fk_comment_parent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    op.create_index('ix_comment_parent', 'comment', ['parent_id'], unique=False)
    op.create_index('ix_comment_thread', 'comment', ['on_id', 'root_id', 'id'], unique=False)
    op.create_table('follow',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_follow_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_follow_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'person_id', name=op.f('pk_follow'))
    )
    op.create_index(op.f('ix_follow_person_id'), 'follow', ['person_id'], unique=False)
    op.create_table('idea',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('box_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('title_is_made', sa.Boolean(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.Column('excerpt', sa.Text(), nullable=False),
    sa.Column('theme_id', sa.Uuid(), nullable=True),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('lat', sa.Float(), nullable=True),
    sa.Column('lon', sa.Float(), nullable=True),
    sa.Column('fields', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('shuffle', sa.BigInteger(), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['box_id'], ['idea_box.id'], name=op.f('fk_idea_box_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['id'], ['subject.id'], name=op.f('fk_idea_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_idea_theme_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea'))
    )
    op.create_index('ix_idea_theme', 'idea', ['box_id', 'theme_id'], unique=False)
    op.create_table('import_item',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batch.id'], name=op.f('fk_import_item_batch_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_import_item_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_import_item'))
    )
    op.create_index(op.f('ix_import_item_batch_id'), 'import_item', ['batch_id'], unique=False)
    op.create_table('inherited_total',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('supports', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_inherited_total_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_inherited_total'))
    )
    op.create_table('moderation_decision',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('action', sa.Enum('hold', 'hide', 'restore', name='action', native_enum=False, length=32), nullable=False),
    sa.Column('why', sa.Enum('personal_data', 'insult', 'hate', 'spam', 'off_topic', 'false_identity', 'copyright', 'illegal', 'other', name='why', native_enum=False, length=32), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_moderation_decision_by_id')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_moderation_decision_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_decision'))
    )
    op.create_index(op.f('ix_moderation_decision_subject_id'), 'moderation_decision', ['subject_id'], unique=False)
    op.create_table('report',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('why', sa.Enum('personal_data', 'insult', 'hate', 'spam', 'off_topic', 'false_identity', 'copyright', 'illegal', 'other', name='why', native_enum=False, length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('handled_by_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_report_person_id')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_report_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report')),
    sa.UniqueConstraint('subject_id', 'person_id', name=op.f('uq_report_subject_id_person_id'))
    )
    op.create_index(op.f('ix_report_person_id'), 'report', ['person_id'], unique=False)
    op.create_table('search_entry',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('component_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('words', postgresql.TSVECTOR(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_search_entry_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_search_entry'))
    )
    op.create_index('ix_search_entry_words', 'search_entry', ['words'], unique=False, postgresql_using='gin')
    op.create_table('topic',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('terms', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('stability', sa.Float(), nullable=True),
    sa.ForeignKeyConstraint(['run_id'], ['analysis_run.id'], name=op.f('fk_topic_run_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic')),
    sa.UniqueConstraint('code', name=op.f('uq_topic_code'))
    )
    op.create_index('ix_topic_run', 'topic', ['run_id', 'number'], unique=False)
    op.create_table('vote',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('value BETWEEN -1 AND 1', name=op.f('ck_vote_value')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_vote_person_id')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_vote_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'person_id', name=op.f('pk_vote'))
    )
    op.create_index(op.f('ix_vote_person_id'), 'vote', ['person_id'], unique=False)
    op.create_table('idea_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('idea_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['idea_id'], ['idea.id'], name=op.f('fk_idea_version_idea_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_version')),
    sa.UniqueConstraint('idea_id', 'number', name=op.f('uq_idea_version_idea_id_number'))
    )
    op.create_table('topic_item',
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('topic_id', sa.Uuid(), nullable=True),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('check', sa.Boolean(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['analysis_run.id'], name=op.f('fk_topic_item_run_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_topic_item_subject_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_topic_item_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('run_id', 'subject_id', name=op.f('pk_topic_item'))
    )
    op.create_index(op.f('ix_topic_item_subject_id'), 'topic_item', ['subject_id'], unique=False)
    op.create_index('ix_topic_item_topic', 'topic_item', ['topic_id', 'rank'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_topic_item_topic', table_name='topic_item')
    op.drop_index(op.f('ix_topic_item_subject_id'), table_name='topic_item')
    op.drop_table('topic_item')
    op.drop_table('idea_version')
    op.drop_index(op.f('ix_vote_person_id'), table_name='vote')
    op.drop_table('vote')
    op.drop_index('ix_topic_run', table_name='topic')
    op.drop_table('topic')
    op.drop_index('ix_search_entry_words', table_name='search_entry', postgresql_using='gin')
    op.drop_table('search_entry')
    op.drop_index(op.f('ix_report_person_id'), table_name='report')
    op.drop_table('report')
    op.drop_index(op.f('ix_moderation_decision_subject_id'), table_name='moderation_decision')
    op.drop_table('moderation_decision')
    op.drop_table('inherited_total')
    op.drop_index(op.f('ix_import_item_batch_id'), table_name='import_item')
    op.drop_table('import_item')
    op.drop_index('ix_idea_theme', table_name='idea')
    op.drop_table('idea')
    op.drop_index(op.f('ix_follow_person_id'), table_name='follow')
    op.drop_table('follow')
    op.drop_index('ix_comment_thread', table_name='comment')
    op.drop_index('ix_comment_parent', table_name='comment')
    op.drop_table('comment')
    op.drop_index(op.f('ix_attachment_subject_id'), table_name='attachment')
    op.drop_table('attachment')
    op.drop_index(op.f('ix_answer_subject_id'), table_name='answer')
    op.drop_table('answer')
    op.drop_index(op.f('ix_theme_component_id'), table_name='theme')
    op.drop_table('theme')
    op.drop_index('uq_subject_source', table_name='subject')
    op.drop_index('ix_subject_supported', table_name='subject', postgresql_where=sa.text("state = 'submitted' AND visibility = 'visible'"))
    op.drop_index(op.f('ix_subject_project_id'), table_name='subject')
    op.drop_index('ix_subject_place', table_name='subject')
    op.drop_index('ix_subject_newest', table_name='subject', postgresql_where=sa.text("state = 'submitted' AND visibility = 'visible'"))
    op.drop_index('ix_subject_discussed', table_name='subject', postgresql_where=sa.text("state = 'submitted' AND visibility = 'visible'"))
    op.drop_index('ix_subject_author', table_name='subject')
    op.drop_table('subject')
    op.drop_index(op.f('ix_phase_ability_component_id'), table_name='phase_ability')
    op.drop_table('phase_ability')
    op.drop_index(op.f('ix_import_batch_project_id'), table_name='import_batch')
    op.drop_index(op.f('ix_import_batch_administration_id'), table_name='import_batch')
    op.drop_table('import_batch')
    op.drop_table('idea_box')
    op.drop_index(op.f('ix_analysis_run_component_id'), table_name='analysis_run')
    op.drop_index(op.f('ix_analysis_run_administration_id'), table_name='analysis_run')
    op.drop_table('analysis_run')
    op.drop_index(op.f('ix_role_project_id'), table_name='role')
    op.drop_index(op.f('ix_role_person_id'), table_name='role')
    op.drop_index(op.f('ix_role_administration_id'), table_name='role')
    op.drop_table('role')
    op.drop_index(op.f('ix_project_follow_person_id'), table_name='project_follow')
    op.drop_table('project_follow')
    op.drop_index('ix_phase_project', table_name='phase')
    op.drop_table('phase')
    op.drop_index(op.f('ix_participation_person_id'), table_name='participation')
    op.drop_table('participation')
    op.drop_index('uq_invitation_open', table_name='invitation', postgresql_where=sa.text('accepted_at IS NULL'), postgresql_nulls_not_distinct=True)
    op.drop_index(op.f('ix_invitation_administration_id'), table_name='invitation')
    op.drop_table('invitation')
    op.drop_index(op.f('ix_document_project_id'), table_name='document')
    op.drop_table('document')
    op.drop_index(op.f('ix_component_project_id'), table_name='component')
    op.drop_index(op.f('ix_component_administration_id'), table_name='component')
    op.drop_table('component')
    op.drop_index(op.f('ix_session_person_id'), table_name='session')
    op.drop_table('session')
    op.drop_index(op.f('ix_project_administration_id'), table_name='project')
    op.drop_table('project')
    op.drop_table('mailbox')
    op.drop_index(op.f('ix_sign_in_request_key'), table_name='sign_in_request')
    op.drop_table('sign_in_request')
    op.drop_index(op.f('ix_security_note_person_id'), table_name='security_note')
    op.drop_index(op.f('ix_security_note_kind'), table_name='security_note')
    op.drop_table('security_note')
    op.drop_table('person')
    op.drop_index('ix_outbox_due_at', table_name='outbox', postgresql_where=sa.text('attempts < 8'))
    op.drop_table('outbox')
    op.drop_table('old_slug')
    op.drop_index(op.f('ix_mail_person_id'), table_name='mail')
    op.drop_index('ix_mail_due_at', table_name='mail', postgresql_where=sa.text('sent_at IS NULL AND attempts < 10'))
    op.drop_table('mail')
    op.drop_index(op.f('ix_job_project_id'), table_name='job')
    op.drop_index('ix_job_open', table_name='job', postgresql_where=sa.text("state IN ('waiting', 'running')"))
    op.drop_index(op.f('ix_job_administration_id'), table_name='job')
    op.drop_table('job')
    op.drop_index(op.f('ix_audit_administration_id'), table_name='audit')
    op.drop_table('audit')
    op.drop_table('administration')
