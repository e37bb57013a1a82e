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


def downgrade():
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
