"""inviting: beginning a forum, pictures and files, the languages that people read

Revision ID: 0022
Revises: 0021

"""
import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    preparing()


def downgrade():
    unpreparing()


def preparing():
    """How long files are, and the order of questions."""
    op.add_column("files", sa.Column("words", sa.Integer(), nullable=True))
    op.add_column("files", sa.Column("pages", sa.Integer(), nullable=True))
    op.add_column("threads", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))


def unpreparing():
    op.drop_column("threads", "position")
    op.drop_column("files", "pages")
    op.drop_column("files", "words")
