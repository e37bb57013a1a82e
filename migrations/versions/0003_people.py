"""people: applications, one-time links, following, announcements, readers' voices, reports, suspension

Revision ID: 0003
Revises: 0002

"""
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    # Never in batch mode: it rebuilds a table on SQLite by dropping it, which deletes rows that refer to its rows.
    op.add_column("users", sa.Column("is_stand_in", sa.Boolean(), nullable=False, server_default=sa.false()))
    extend_memberships()
    extend_forums()
    stage = sa.Column("stage", sa.String(length=10), nullable=False, server_default="published")
    op.add_column("readings", stage)
    op.add_column("readings", sa.Column("submitted_at", INSTANT, nullable=True))
    create_applications()
    create_links()
    create_discussion()
    create_announcements()


def refer(table, name, to):
    """Add a column with a foreign key. SQLite accepts the key only inside ADD COLUMN."""
    if op.get_bind().dialect.name == "sqlite":
        constraint = f"fk_{table}_{name}_{to}"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} INTEGER CONSTRAINT {constraint} REFERENCES {to} (id)")
        return
    op.add_column(table, sa.Column(name, sa.Integer(), nullable=True))
    op.create_foreign_key(op.f(f"fk_{table}_{name}_{to}"), table, to, [name], ["id"])


def extend_memberships():
    for name in ("agreed_at", "welcomed_at", "suspended_at"):
        op.add_column("memberships", sa.Column(name, INSTANT, nullable=True))
    refer("memberships", "suspended_by_id", "users")
    reason = sa.Column("suspended_reason", sa.String(length=500), nullable=False, server_default="")
    op.add_column("memberships", reason)


def extend_forums():
    for name in ("format_id", "prerequisites_id", "conduct_id"):
        refer("forums", name, "texts")
    for name in ("applications_from", "applications_until"):
        op.add_column("forums", sa.Column(name, INSTANT, nullable=True))
    op.add_column("forums", sa.Column("respondent_seats", sa.Integer(), nullable=True))
    op.add_column("forums", sa.Column("leaving", sa.String(length=10), nullable=False, server_default="choice"))
    refer("forums", "previous_id", "forums")


def create_applications():
    op.create_table(
        "applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=False),
        sa.Column("languages", sa.String(length=2000), nullable=False),
        sa.Column("interface", sa.String(length=8), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("experience", sa.Text(), nullable=False),
        sa.Column("characteristics", sa.String(length=200), nullable=False),
        sa.Column("week_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("verified_at", INSTANT, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_before", sa.String(length=12), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=True),
        key("applications", "forum_id", "forums", ondelete="CASCADE"),
        key("applications", "week_id", "weeks", ondelete="SET NULL"),
        key("applications", "decided_by_id", "users"),
        key("applications", "user_id", "users", ondelete="SET NULL"),
        key("applications", "previous_id", "applications", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("key", name=op.f("uq_applications_key")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_applications_token_digest")),
    )
    op.create_index("ix_applications_forum_email", "applications", ["forum_id", "email"])
    op.create_index(op.f("ix_applications_user_id"), "applications", ["user_id"])
    op.create_table(
        "application_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        key("application_notes", "application_id", "applications", ondelete="CASCADE"),
        key("application_notes", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_notes")),
    )
    op.create_index(op.f("ix_application_notes_application_id"), "application_notes", ["application_id"])


def key(table, name, to, **options):
    """Return a foreign key to the id of another table."""
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"), **options)


def create_links():
    """Replace the table of links that set up accounts by one for all one-time links; existing links keep working."""
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        key("one_time_links", "user_id", "users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_one_time_links_token_digest")),
    )
    op.create_index(op.f("ix_one_time_links_user_id"), "one_time_links", ["user_id"])
    columns = "user_id, token_digest, expires_at, used_at"
    op.execute(f"INSERT INTO one_time_links (kind, address, {columns}) SELECT 'setup', '', {columns} FROM setup_links")
    op.drop_table("setup_links")


def create_discussion():
    op.create_table(
        "follows",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        key("follows", "user_id", "users", ondelete="CASCADE"),
        key("follows", "thread_id", "threads", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "thread_id", name=op.f("pk_follows")),
    )
    op.create_table(
        "voices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        key("voices", "post_id", "posts", ondelete="CASCADE"),
        key("voices", "user_id", "users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voices")),
        sa.UniqueConstraint("post_id", "user_id", "kind", name=op.f("uq_voices_post_id_user_id_kind")),
    )
    op.create_index(op.f("ix_voices_user_id"), "voices", ["user_id"])
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        key("reports", "post_id", "posts", ondelete="CASCADE"),
        key("reports", "user_id", "users", ondelete="CASCADE"),
        key("reports", "settled_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("key", name=op.f("uq_reports_key")),
        sa.UniqueConstraint("post_id", "user_id", name=op.f("uq_reports_post_id_user_id")),
    )
    op.create_index(op.f("ix_reports_user_id"), "reports", ["user_id"])


def create_announcements():
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        key("announcements", "forum_id", "forums", ondelete="CASCADE"),
        key("announcements", "title_id", "texts"),
        key("announcements", "body_id", "texts"),
        key("announcements", "author_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("key", name=op.f("uq_announcements_key")),
    )
    op.create_index(op.f("ix_announcements_forum_id"), "announcements", ["forum_id"])


def downgrade():
    create_setup_links()
    for table in ("announcements", "reports", "voices", "follows", "one_time_links", "application_notes", "applications"):
        op.drop_table(table)
    drop("readings", "submitted_at", "stage")
    referring = ("previous_id", "conduct_id", "prerequisites_id", "format_id")
    drop("forums", *referring, "leaving", "respondent_seats", "applications_until", "applications_from")
    drop("memberships", "suspended_by_id", "suspended_reason", "suspended_at", "welcomed_at", "agreed_at")
    drop("users", "is_stand_in")


def create_setup_links():
    op.create_table(
        "setup_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        key("setup_links", "user_id", "users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_links")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_setup_links_token_digest")),
    )
    op.create_index(op.f("ix_setup_links_user_id"), "setup_links", ["user_id"])
    columns = "user_id, token_digest, expires_at, used_at"
    op.execute(f"INSERT INTO setup_links ({columns}) SELECT {columns} FROM one_time_links WHERE kind = 'setup'")


def drop(table, *names):
    for name in names:
        op.drop_column(table, name)
