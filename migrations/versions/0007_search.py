"""search: the words that each text is found by

Revision ID: 0007
Revises: 0006

"""
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AT_ONCE = 200


def upgrade():
    op.create_table(
        "search_entries",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_search_entries_text_id_texts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_search_entries")),
    )
    if op.get_bind().dialect.name == "sqlite":
        index_on_sqlite()
    else:
        index_on_postgresql()
    fill()


def index_on_sqlite():
    # The words are already tokens, separated by spaces, so the simplest tokenizer does, without positions.
    op.execute(
        "CREATE VIRTUAL TABLE search_words USING fts5("
        "words, content='search_entries', content_rowid='text_id', tokenize='ascii', detail='none', columnsize=0)"
    )
    forget = "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.text_id, old.words);"
    learn = "INSERT INTO search_words (rowid, words) VALUES (new.text_id, new.words);"
    for name, event, acts in (
        ("inserted", "INSERT", learn),
        ("deleted", "DELETE", forget),
        ("updated", "UPDATE OF words", forget + learn),
    ):
        op.execute(f"CREATE TRIGGER search_entries_{name} AFTER {event} ON search_entries BEGIN {acts} END")


def index_on_postgresql():
    # An array of tokens, not to_tsvector, whose parser and dictionaries would change them.
    op.execute(
        "CREATE INDEX ix_search_entries_words ON search_entries "
        "USING gin (array_to_tsvector(string_to_array(words, ' ')))"
    )


def fill():
    """Index what was written before. This calls today's code, since today's code also splits the words of a search."""
    from board.text import indexed, reading_words

    bind = op.get_bind()
    texts = bind.execute(sa.text("SELECT id, language, target FROM texts ORDER BY id")).all()
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        bounds = {"first": some[0].id, "last": some[-1].id}
        original, translated = rows(bind, ORIGINAL, bounds), rows(bind, TRANSLATED, bounds)
        entries = []
        for text in some:
            sides = [(text.language, map(reading_words, original.get(text.id, ())))]
            if text.target:
                sides.append((text.target, map(reading_words, translated.get(text.id, ()))))
            made = indexed(sides)
            entries.append({"text_id": text.id, "words": made.words, "wording": made.wording})
        bind.execute(INSERT, entries)


INSERT = sa.text("INSERT INTO search_entries (text_id, words, wording) VALUES (:text_id, :words, :wording)")
ORIGINAL = """
    SELECT t.id, s.html FROM texts t JOIN segments s ON s.revision_id = t.revision_id
    WHERE t.id BETWEEN :first AND :last ORDER BY t.id, s.position
"""
TRANSLATED = """
    SELECT t.id, r.html FROM texts t JOIN segments s ON s.revision_id = t.revision_id
    JOIN translations r ON r.text_id = t.id AND r.lineage = s.lineage AND r.digest = s.digest AND r.language = t.target
    WHERE t.id BETWEEN :first AND :last AND r.superseded_at IS NULL AND r.state = 'approved'
    ORDER BY t.id, s.position, r.id
"""


def rows(bind, query, bounds):
    """Return the HTML of paragraphs, in their order, by text id."""
    paragraphs = bind.execute(sa.text(query), bounds).all()
    return {text_id: [row.html for row in group] for text_id, group in groupby(paragraphs, lambda row: row.id)}


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entries")
