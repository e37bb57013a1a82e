"""proceedings: policy elements, questions of empty cells, authors' answers, editions, and what members agree to

Revision ID: 0020
Revises: 0019

"""
import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COLUMNS = {
    "forums": [("check_from", MOMENT, None), ("check_until", MOMENT, None)],
    "memberships": [("attribution", sa.String(length=10), ""), ("checked_at", MOMENT, None), ("further_at", MOMENT, None)],
    "themes": [("guid", sa.String(length=36), "")],
}


def refer(table, name, to, ondelete=None):
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"), ondelete=ondelete)


def upgrade():
    for table, columns in COLUMNS.items():
        for name, kind, default in columns:
            op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_table(
        "policy_elements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        refer("policy_elements", "forum_id", "forums", "CASCADE"),
        refer("policy_elements", "theme_id", "themes"),
        refer("policy_elements", "text_id", "texts"),
        refer("policy_elements", "author_id", "users"),
        refer("policy_elements", "removed_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_elements")),
        sa.UniqueConstraint("key", name=op.f("uq_policy_elements_key")),
    )
    op.create_index("ix_policy_elements_forum_theme", "policy_elements", ["forum_id", "theme_id"])
    op.create_index("ix_policy_elements_theme_id", "policy_elements", ["theme_id"])
    op.create_table(
        "cell_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        refer("cell_questions", "forum_id", "forums", "CASCADE"),
        refer("cell_questions", "theme_id", "themes"),
        refer("cell_questions", "post_id", "posts", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_questions")),
        sa.UniqueConstraint("theme_id", "region", "post_id", name=op.f("uq_cell_questions_theme_id_region_post_id")),
    )
    op.create_index("ix_cell_questions_forum_id", "cell_questions", ["forum_id"])
    op.create_index("ix_cell_questions_post_id", "cell_questions", ["post_id"])
    op.create_table(
        "quote_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("excerpt_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        refer("quote_answers", "forum_id", "forums", "CASCADE"),
        refer("quote_answers", "text_id", "texts", "CASCADE"),
        refer("quote_answers", "excerpt_id", "excerpts", "CASCADE"),
        refer("quote_answers", "user_id", "users"),
        refer("quote_answers", "settled_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_answers")),
        sa.UniqueConstraint("key", name=op.f("uq_quote_answers_key")),
    )
    op.create_index("ix_quote_answers_excerpt_id", "quote_answers", ["excerpt_id"])
    op.create_index("ix_quote_answers_forum_kind", "quote_answers", ["forum_id", "kind"])
    op.create_index("ix_quote_answers_text_id", "quote_answers", ["text_id"])
    op.create_index("ix_quote_answers_user_id", "quote_answers", ["user_id"])
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("discussion", sa.String(length=10), nullable=False),
        sa.Column("threads", sa.String(length=2000), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("contents_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("without_pdf", sa.Boolean(), nullable=False),
        refer("editions", "forum_id", "forums", "CASCADE"),
        refer("editions", "contents_id", "files"),
        refer("editions", "made_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("forum_id", "number", name=op.f("uq_editions_forum_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_editions_key")),
    )
    op.create_table(
        "edition_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("layout", sa.String(length=8), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        refer("edition_files", "edition_id", "editions", "CASCADE"),
        refer("edition_files", "file_id", "files"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_files")),
        sa.UniqueConstraint("edition_id", "format", "layout", name=op.f("uq_edition_files_edition_id_format_layout")),
    )
    op.create_table(
        "edition_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        refer("edition_parts", "edition_id", "editions", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_parts")),
        sa.UniqueConstraint("edition_id", "kind", "key", name=op.f("uq_edition_parts_edition_id_kind_key")),
    )
    op.create_index("ix_edition_parts_key", "edition_parts", ["key"])


def downgrade():
    for table in ("edition_parts", "edition_files", "editions", "quote_answers", "cell_questions", "policy_elements"):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name, _kind, _default in columns:
            op.drop_column(table, name)
