"""the desk: how far each text has come, who works on it, what its author flagged, the glossary

Revision ID: 0002
Revises: 0001

"""
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = ("missing", "outdated", "draft", "in review", "approved")


def upgrade():
    # Never in batch mode: it rebuilds a table on SQLite by dropping it, which deletes rows that refer to its rows.
    op.add_column("texts", sa.Column("progress", sa.String(length=10), nullable=False, server_default="missing"))
    op.add_column("texts", sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("texts", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("texts", sa.Column("waited", sa.Integer(), nullable=True))
    op.create_index("ix_texts_forum_approved", "texts", ["forum_id", "approved_at"])
    op.add_column("forums", sa.Column("second_approval", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("translations", sa.Column("engine", sa.String(length=40), nullable=False, server_default=""))
    op.create_table(
        "claims",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_claims_text_id_texts"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_claims_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_user_id"), "claims", ["user_id"])
    op.create_table(
        "flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("lineage", sa.String(length=14), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_flags_text_id_texts"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translations.id"], name=op.f("fk_flags_translation_id_translations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_flags_user_id_users")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=op.f("fk_flags_settled_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint("key", name=op.f("uq_flags_key")),
    )
    op.create_index("ix_flags_text_lineage", "flags", ["text_id", "lineage"])
    op.create_index(op.f("ix_flags_translation_id"), "flags", ["translation_id"])
    op.create_table(
        "glossary_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=14), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("target", sa.String(length=8), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("translation", sa.String(length=400), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forums.id"], name=op.f("fk_glossary_terms_forum_id_forums"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_glossary_terms_author_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_terms")),
        sa.UniqueConstraint("key", name=op.f("uq_glossary_terms_key")),
        sa.UniqueConstraint(
            "forum_id", "language", "target", "folded", name=op.f("uq_glossary_terms_forum_id_language_target_folded")
        ),
    )
    say_how_far_each_text_has_come(op.get_bind())


def say_how_far_each_text_has_come(bind):
    """Fill the new columns as if they had existed from the beginning."""
    texts = list(bind.execute(sa.text("SELECT id, target, revision_id FROM texts WHERE target IS NOT NULL")))
    segments = defaultdict(list)
    for revision_id, lineage, digest in bind.execute(sa.text("SELECT revision_id, lineage, digest FROM segments")):
        segments[revision_id].append((lineage, digest))
    newest = {}
    columns = "text_id, lineage, language, digest, state"
    standing = sa.text(f"SELECT {columns} FROM translations WHERE superseded_at IS NULL ORDER BY id")
    for text_id, lineage, language, digest, state in bind.execute(standing):
        newest[text_id, lineage, language] = (digest, state)
    for text_id, target, revision_id in texts:
        states = [
            _state(digest, newest.get((text_id, lineage, target))) for lineage, digest in segments[revision_id]
        ]
        progress = min(states, key=STATES.index, default="approved")
        since = "approved_at" if progress == "approved" else "waits_since"
        update = sa.text(f"UPDATE texts SET progress = :progress, {since} = created_at WHERE id = :id")
        bind.execute(update, {"progress": progress, "id": text_id})


def _state(digest, translation):
    if translation is None:
        return "missing"
    return translation[1] if translation[0] == digest else "outdated"


def downgrade():
    op.drop_table("glossary_terms")
    op.drop_table("flags")
    op.drop_table("claims")
    op.drop_column("translations", "engine")
    op.drop_column("forums", "second_approval")
    op.drop_index("ix_texts_forum_approved", "texts")
    for name in ("waited", "approved_at", "waits_since", "progress"):
        op.drop_column("texts", name)
