"""coding: who codes, and which texts each of them has gone through

Revision ID: 0016
Revises: 0015

"""
import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("memberships", sa.Column("codes", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "coding_marks",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_coding_marks_text_id_texts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_coding_marks_user_id_users")),
        sa.PrimaryKeyConstraint("text_id", "user_id", name=op.f("pk_coding_marks")),
    )
    op.create_index(op.f("ix_coding_marks_user_id"), "coding_marks", ["user_id"])


def downgrade():
    op.drop_table("coding_marks")
    op.drop_column("memberships", "codes")
