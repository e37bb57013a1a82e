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
    beginning()
    preparing()
    say_languages_read()
    order_the_desk()
    attaching()


def downgrade():
    unattaching()
    unorder_the_desk()
    forget_languages_read()
    unpreparing()
    op.drop_table("begun_forums")


def beginning():
    """What an owner has filled in of a forum that does not exist yet."""
    op.create_table(
        "begun_forums",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_begun_forums_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_begun_forums")),
    )


def preparing():
    """How long files are, and the order of questions."""
    op.add_column("files", sa.Column("words", sa.Integer(), nullable=True))
    op.add_column("files", sa.Column("pages", sa.Integer(), nullable=True))
    op.add_column("threads", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))


def unpreparing():
    op.drop_column("threads", "position")
    op.drop_column("files", "pages")
    op.drop_column("files", "words")


def say_languages_read():
    """The languages that people read, in all forums or in one; whoever chose no reading mode goes by them."""
    for table in ("users", "memberships"):
        op.add_column(table, sa.Column("reads", sa.String(length=2000), nullable=False, server_default=""))
    op.execute("UPDATE users SET reading_mode = 'mine' WHERE reading_mode = 'both'")


def forget_languages_read():
    op.execute("UPDATE users SET reading_mode = 'both' WHERE reading_mode = 'mine'")
    for table in ("memberships", "users"):
        op.drop_column(table, "reads")


def order_the_desk():
    """How each translator orders the queue, whether hints on writing are shown, and what authors are asked to reword."""
    op.add_column("users", sa.Column("queue_order", sa.String(length=8), nullable=False, server_default="waited"))
    op.add_column("users", sa.Column("hints", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "rewordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("lineage", sa.String(length=14), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_rewordings_text_id_texts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_rewordings_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rewordings")),
        sa.UniqueConstraint("key", name=op.f("uq_rewordings_key")),
    )
    op.create_index("ix_rewordings_text_lineage", "rewordings", ["text_id", "lineage"])
    op.create_index("ix_rewordings_user_id", "rewordings", ["user_id"])


def unorder_the_desk():
    op.drop_table("rewordings")
    op.drop_column("users", "hints")
    op.drop_column("users", "queue_order")


PROFILE = [
    ("about", sa.String(length=600), ""), ("picture", sa.LargeBinary(), None),
    ("picture_key", sa.String(length=14), ""), ("low_data", sa.Boolean(), sa.false()),
]


def attaching():
    """Pictures and files in texts, and a picture and a few lines on profiles."""
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("large_size", sa.Integer(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_attachments_text_id_texts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_attachments_author_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("text_id", "key", name=op.f("uq_attachments_text_id_key")),
    )
    op.create_index("ix_attachments_key", "attachments", ["key"])
    op.create_index("ix_attachments_author_text", "attachments", ["author_id", "text_id"])
    no_bytes = sa.text("X''" if op.get_bind().dialect.name == "sqlite" else "''")
    for name, kind, default in PROFILE:
        default = no_bytes if default is None else default
        op.add_column("users", sa.Column(name, kind, nullable=False, server_default=default))


def unattaching():
    for name, _kind, _default in PROFILE:
        op.drop_column("users", name)
    op.drop_table("attachments")
