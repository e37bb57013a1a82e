"""memberships: the name that somebody was added with, and when they came in

Revision ID: 0010
Revises: 0009

"""
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("memberships", sa.Column("added_as", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("memberships", sa.Column("added_key", sa.String(length=14), nullable=True))
    op.create_index("uq_memberships_added_key", "memberships", ["added_key"], unique=True)
    op.add_column("memberships", sa.Column("came_in_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("memberships", "came_in_at")
    op.drop_index("uq_memberships_added_key", table_name="memberships")
    op.drop_column("memberships", "added_key")
    op.drop_column("memberships", "added_as")
