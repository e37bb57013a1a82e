"""translation memory: units that came from another memory

Revision ID: 0018
Revises: 0017

"""
import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def refer(name, to, ondelete=None):
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_memory_units_{name}_{to}"), ondelete=ondelete)


def upgrade():
    op.create_table(
        "memory_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(length=14), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("target", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        refer("forum_id", "forums", "CASCADE"),
        refer("author_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_units")),
        sa.UniqueConstraint("forum_id", "digest", "language", "target", name=op.f("uq_memory_units_forum_id_digest_language_target")),
    )
    op.create_index("ix_memory_units_forum_batch", "memory_units", ["forum_id", "batch"])


def downgrade():
    op.drop_table("memory_units")
