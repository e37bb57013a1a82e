"""case studies: what an admin who sent one back said

Revision ID: 0008
Revises: 0007

"""
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("readings", sa.Column("returned_note", sa.String(length=1000), nullable=False, server_default=""))


def downgrade():
    op.drop_column("readings", "returned_note")
