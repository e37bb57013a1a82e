"""again: when somebody who was invited to a further run was reminded

Revision ID: 0005
Revises: 0004

"""
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("applications", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("applications", "reminded_at")
