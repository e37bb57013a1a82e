"""following: that somebody stopped is remembered, and who wrote in a thread follows it

Revision ID: 0006
Revises: 0005

"""
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("follows", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "INSERT INTO follows (user_id, thread_id, at) SELECT author_id, thread_id, MIN(created_at) FROM posts"
        " WHERE NOT EXISTS (SELECT 1 FROM follows AS f"
        " WHERE f.user_id = posts.author_id AND f.thread_id = posts.thread_id)"
        " GROUP BY author_id, thread_id"
    )


def downgrade():
    op.drop_column("follows", "stopped_at")
