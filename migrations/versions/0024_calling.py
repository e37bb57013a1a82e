"""calling: the call in further languages, and which post an unsent reply answers

Revision ID: 0024
Revises: 0023

"""
import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade():
    keep_what_is_answered()
    call_in_further_languages()


def downgrade():
    op.drop_table("call_versions")
    op.drop_column("unsent_texts", "reply_to")


def keep_what_is_answered():
    """Which post an unsent reply answers."""
    op.add_column("unsent_texts", sa.Column("reply_to", sa.String(length=14), nullable=False, server_default=""))


def call_in_further_languages():
    """The call as admins wrote it in further languages, a text each."""
    op.create_table(
        "call_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forums.id"], name=op.f("fk_call_versions_forum_id_forums"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_call_versions_text_id_texts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_versions")),
        sa.UniqueConstraint("forum_id", "language", name=op.f("uq_call_versions_forum_id_language")),
    )
