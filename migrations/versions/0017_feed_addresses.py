"""feed_addresses: the secret address of a person's own feed and calendar

Revision ID: 0017
Revises: 0016

"""
import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "feed_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_feed_addresses_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_addresses")),
        sa.UniqueConstraint("user_id", name=op.f("uq_feed_addresses_user_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_feed_addresses_token_digest")),
    )


def downgrade():
    op.drop_table("feed_addresses")
