"""The coding desk: the next text that somebody has to go through, with what they have placed in each paragraph."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import and_, func

from board.extensions import db
from board.models import Excerpt, Text
from board.pages.excerpts import ExcerptView, Source, excerpts
from board.pages.texts import Pair, Row, titles
from board.text import reading_words
from board.visible import Sight, names_of, texts_to_code

KEYS = "123456789abcdefghilmopqstuvxyz"
"""The keys of the first themes; j, k, n, r and w do something else at the desk."""
MORE = "0"
"""The key that is pressed before those of further themes."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in both languages, and the passages of it that the coder has placed."""

    number: int
    row: Row
    placed: tuple[ExcerptView, ...]


def keys_of(place: int) -> str:
    """Return the keys that choose a theme, by its place in the codebook: one, or "0" and one, and so on."""
    times, which = divmod(place, len(KEYS))
    return MORE * times + KEYS[which]


def next_place(sight: Sight) -> tuple[str, str] | None:
    """Return kind and key of the next text to go through, or None if nothing is left."""
    row = db.session.execute(texts_to_code(sight).limit(1)).first()
    return (row.kind, row.key) if row else None


def number_left(sight: Sight) -> int:
    """Count the texts that the viewer has not gone through."""
    texts = texts_to_code(sight).order_by(None).with_only_columns(func.count(Text.id))
    return db.session.scalar(texts) or 0


def source_of(sight: Sight, text: Text) -> Source | None:
    """Return where a text stands that is still to be gone through, or None if the viewer has finished it."""
    row = db.session.execute(texts_to_code(sight).where(Text.id == text.id)).first()
    if row is None:
        return None
    names = dict(db.session.execute(names_of(sight, [row.author_id])).all())
    title = titles(sight, [row.title_id])[row.title_id]
    return Source(row.kind, row.key, sight.week(row.week_id), names.get(row.author_id, ""), title)


def paragraphs(sight: Sight, pair: Pair) -> list[Paragraph]:
    """Return the paragraphs of a text that have words, with the viewer's own passages of each."""
    own = and_(Excerpt.text_id == pair.text.id, Excerpt.author_id == sight.viewer.user_id)
    placed: dict[str, list[ExcerptView]] = defaultdict(list)
    for view in excerpts(sight, own):
        for lineage in {passage.row.segment.lineage for passage in view.passages if passage.row}:
            placed[lineage].append(view)
    rows = [row for row in pair.rows if reading_words(row.segment.html).strip()]  # a rule between paragraphs has none
    return [Paragraph(number, row, tuple(placed[row.segment.lineage])) for number, row in enumerate(rows, start=1)]
