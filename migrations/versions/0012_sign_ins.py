"""sign_ins: a row for each session

Everybody stays signed in. Older cookies hold the account's session stamp, which is the same on all its devices: those
devices share one row, and are signed out together when it ends.

Revision ID: 0012
Revises: 0011

"""
import hashlib
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LASTS = timedelta(days=31)


def upgrade():
    sign_ins = op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_ins_token_digest")),
    )
    op.create_index(op.f("ix_sign_ins_user_id"), "sign_ins", ["user_id"])
    op.create_index(op.f("ix_sign_ins_expires_at"), "sign_ins", ["expires_at"])
    users = op.get_bind().execute(
        sa.text("SELECT id, session_stamp FROM users WHERE is_stand_in = :no AND password_hash IS NOT NULL"), {"no": False}
    )
    rows = [_row(user_id, stamp, datetime.now(UTC).replace(tzinfo=_zone())) for user_id, stamp in users]
    if rows:
        op.bulk_insert(sign_ins, rows)


def _row(user_id, stamp, now):
    digest = hashlib.sha256(stamp.encode()).hexdigest()
    return {"user_id": user_id, "token_digest": digest, "began_at": now, "expires_at": now + LASTS}


def _zone():
    """Return the zone of instants as the database returns them: SQLite stores UTC without a zone."""
    return None if op.get_bind().dialect.name == "sqlite" else UTC


def downgrade():
    op.drop_table("sign_ins")
