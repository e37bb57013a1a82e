"""mail: what members want, what they were told, what came in, and what came back

Revision ID: 0021
Revises: 0020

"""
import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = "announcement mention opening question receipt reply summary"
COLUMNS = {
    "jobs": [("rank", sa.Integer(), "2")],
    "mails": [
        ("kind", sa.String(length=40), ""), ("bounced_at", MOMENT, None), ("bounce", sa.String(length=300), ""),
    ],
    "memberships": [
        ("mail_rhythm", sa.String(length=8), "days"), ("mail_days", sa.String(length=200), "fri tue"),
        ("mail_hour", sa.Integer(), "7"), ("mail_kinds", sa.String(length=200), KINDS),
        ("mail_stopped_at", MOMENT, None), ("mail_since", MOMENT, None), ("digests_since", MOMENT, None),
        ("digest_at", MOMENT, None),
    ],
    "weeks": [("told_at", MOMENT, None)],
}
RANKS = {0: "'mail.reset', 'mail.sign_in', 'mail.address', 'mail.application'", 1: "'mail.setup'",
         4: "'draft.machine', 'backup', 'edition.contents', 'edition.file'"}
INDEXES = {
    "ix_jobs_next": (["rank", "run_at", "id"], "done_at IS NULL AND failed_at IS NULL"),
    "ix_jobs_done": (["done_at"], "done_at IS NOT NULL"),
    "ix_jobs_failed": (["failed_at"], "failed_at IS NOT NULL"),
}


def refer(table, name, to, ondelete=None):
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"), ondelete=ondelete)


def upgrade():
    for table, columns in COLUMNS.items():
        for name, kind, default in columns:
            op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_index("ix_memberships_digest_at", "memberships", ["digest_at"])
    for rank, kinds in RANKS.items():
        op.execute(f"UPDATE jobs SET rank = {rank} WHERE done_at IS NULL AND kind IN ({kinds})")
    for name in ("sent_at", "bounced_at"):
        op.create_index(f"ix_mails_{name}", "mails", [name])
    op.drop_index("ix_jobs_due", "jobs")
    for name, (columns, rows) in INDEXES.items():
        op.create_index(name, "jobs", columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("unique", sa.String(length=120), nullable=False),
        sa.Column("at", MOMENT, nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        refer("mailings", "user_id", "users", "CASCADE"),
        refer("mailings", "forum_id", "forums", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sa.UniqueConstraint("unique", name=op.f("uq_mailings_unique")),
    )
    op.create_index("ix_mailings_forum_user", "mailings", ["forum_id", "user_id"])
    op.create_index("ix_mailings_user_id", "mailings", ["user_id"])
    op.create_table(
        "mentions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        refer("mentions", "post_id", "posts", "CASCADE"),
        refer("mentions", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
        sa.UniqueConstraint("post_id", "user_id", name=op.f("uq_mentions_post_id_user_id")),
    )
    op.create_index("ix_mentions_user_id", "mentions", ["user_id"])
    op.create_table(
        "post_tails",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        refer("post_tails", "post_id", "posts", "CASCADE"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_tails")),
    )
    op.create_table(
        "incoming_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        refer("incoming_mails", "post_id", "posts", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mails")),
        sa.UniqueConstraint("key", name=op.f("uq_incoming_mails_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_incoming_mails_digest")),
    )
    op.create_index("ix_incoming_mails_received_at", "incoming_mails", ["received_at"])
    op.create_index("ix_incoming_mails_post_id", "incoming_mails", ["post_id"])
    op.create_table(
        "bouncing_addresses",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("bounces", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("suspended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_bouncing_addresses")),
    )


def downgrade():
    for table in ("bouncing_addresses", "incoming_mails", "post_tails", "mentions", "mailings"):
        op.drop_table(table)
    op.drop_index("ix_memberships_digest_at", "memberships")
    for name in ("sent_at", "bounced_at"):
        op.drop_index(f"ix_mails_{name}", "mails")
    for name in INDEXES:
        op.drop_index(name, "jobs")
    op.create_index("ix_jobs_due", "jobs", ["done_at", "run_at"])
    for table, columns in COLUMNS.items():
        for name, _kind, _default in columns:
            op.drop_column(table, name)
