"""synthesis: themes, and passages placed under them

Revision ID: 0015
Revises: 0014

"""
import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def refer(table, name, to, ondelete=None):
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"), ondelete=ondelete)


def upgrade():
    op.create_table(
        "themes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("definition_id", sa.Integer(), nullable=True),
        sa.Column("example_id", sa.Integer(), nullable=True),
        sa.Column("counter_example_id", sa.Integer(), nullable=True),
        sa.Column("memo", sa.String(length=4000), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        refer("themes", "forum_id", "forums", "CASCADE"),
        refer("themes", "name_id", "texts"),
        refer("themes", "definition_id", "texts"),
        refer("themes", "example_id", "texts"),
        refer("themes", "counter_example_id", "texts"),
        refer("themes", "merged_into_id", "themes"),
        refer("themes", "author_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
        sa.UniqueConstraint("key", name=op.f("uq_themes_key")),
    )
    op.create_index("ix_themes_forum_position", "themes", ["forum_id", "position"])
    op.create_table(
        "excerpts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        refer("excerpts", "forum_id", "forums", "CASCADE"),
        refer("excerpts", "text_id", "texts", "CASCADE"),
        refer("excerpts", "theme_id", "themes"),
        refer("excerpts", "author_id", "users"),
        refer("excerpts", "removed_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excerpts")),
        sa.UniqueConstraint("key", name=op.f("uq_excerpts_key")),
    )
    op.create_index("ix_excerpts_forum_theme", "excerpts", ["forum_id", "theme_id"])
    for name in ("text_id", "theme_id", "author_id"):
        op.create_index(op.f(f"ix_excerpts_{name}"), "excerpts", [name])
    op.create_table(
        "excerpt_spans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("excerpt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        refer("excerpt_spans", "excerpt_id", "excerpts", "CASCADE"),
        refer("excerpt_spans", "segment_id", "segments", "CASCADE"),
        refer("excerpt_spans", "translation_id", "translations", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excerpt_spans")),
        sa.UniqueConstraint("excerpt_id", "position", name=op.f("uq_excerpt_spans_excerpt_id_position")),
    )
    for name in ("segment_id", "translation_id"):
        op.create_index(op.f(f"ix_excerpt_spans_{name}"), "excerpt_spans", [name])


def downgrade():
    op.drop_table("excerpt_spans")
    op.drop_table("excerpts")
    op.drop_table("themes")
