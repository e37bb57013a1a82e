"""case studies: what an admin who sent one back said

Revision ID: 0004
Revises: 0003

"""
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("readings", sa.Column("returned_note", sa.String(length=1000), nullable=False, server_default=""))


def downgrade():
    op.drop_column("readings", "returned_note")
