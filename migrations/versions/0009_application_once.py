"""applications: the mark of the form, apart from the key

Revision ID: 0009
Revises: 0008

"""
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("applications", sa.Column("once", sa.String(length=14), nullable=True))
    op.create_index("uq_applications_once", "applications", ["once"], unique=True)


def downgrade():
    op.drop_index("uq_applications_once", table_name="applications")
    op.drop_column("applications", "once")
