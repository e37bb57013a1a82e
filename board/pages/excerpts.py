"""Excerpts as pages show them: the passage in both languages, where it comes from, and what changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select

from board.extensions import db
from board.models import Excerpt, ExcerptSpan, Segment, Text, Translation, Week
from board.pages.texts import Pair, Row, load_pairs, titles
from board.text import Part, Quote, Stretch, counterpart, cut, find_words, reading_words, whole_words, word_diff
from board.visible import Sight, names_of, spans_of, texts_of, visible_excerpts

SAME, EDITED, GONE = "same", "edited", "gone"
"""What became of a paragraph since a passage of it was placed."""


class Source(NamedTuple):
    """Where an excerpt comes from: ``kind`` is "post" or "reading", ``author`` the name of its writer, if known.

    ``title`` is that of the reading, or of the thread in which the post stands.
    """

    kind: str
    key: str
    week: Week
    author: str
    title: Pair


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of an excerpt in one paragraph."""

    original: Quote
    translation: Quote | None
    row: Row | None
    """The paragraph as it stands now, with its translation; None if it is gone."""
    fate: str
    html: str
    """The original paragraph as it stood when the passage was placed."""
    changes: tuple[Part, ...] = ()
    """What changed in the paragraph since, in words."""


@dataclass(frozen=True, slots=True)
class ExcerptView:
    """An excerpt with everything that is shown of it."""

    excerpt: Excerpt
    text: Text
    source: Source
    passages: tuple[Passage, ...]

    @property
    def has_changed(self) -> bool:
        return any(passage.fate != SAME for passage in self.passages)

    @property
    def is_translated(self) -> bool:
        return any(passage.translation for passage in self.passages)

    @property
    def is_machine(self) -> bool:
        """Whether a machine wrote part of the translation."""
        return any(passage.row is not None and passage.row.is_machine for passage in self.passages)

    @property
    def states(self) -> tuple[str, ...]:
        """The states of the paragraphs' translations."""
        return tuple(passage.row.state for passage in self.passages if passage.row is not None)

    @property
    def is_approved(self) -> bool:
        """Whether the whole passage has an approved translation of exactly these words."""
        return len(self.states) == len(self.passages) and set(self.states) == {"approved"} and not self.has_changed


def excerpts(sight: Sight, which: ColumnElement[bool]) -> list[ExcerptView]:
    """Return the visible excerpts that match, the earliest first, in eight queries for all of them."""
    return views_of(sight, visible_excerpts(sight).where(which))


def views_of(sight: Sight, listed: Select[Excerpt, str, str, int, int | None, int]) -> list[ExcerptView]:
    """Return what is shown of the excerpts that a narrowed or ordered ``visible_excerpts`` returns; eight queries."""
    rows = db.session.execute(listed).unique().all()
    if not rows:
        return []
    texts = db.session.scalars(texts_of(sight, {row[0].text_id for row in rows})).all()
    pairs = load_pairs(sight, texts)
    spans = _spans(sight, [row[0].id for row in rows])
    names = dict(db.session.execute(names_of(sight, {row[4] for row in rows})).all())
    told = titles(sight, {row[5] for row in rows})
    return [_view(sight, row, pairs[row[0].text_id], spans[row[0].id], names, told) for row in rows]


Spans = Sequence[tuple[ExcerptSpan, Segment, Translation | None]]


def _spans(sight: Sight, ids: Sequence[int]) -> Mapping[int, Spans]:
    spans: dict[int, list[tuple[ExcerptSpan, Segment, Translation | None]]] = defaultdict(list)
    for span, segment, translation in db.session.execute(spans_of(sight, ids)):
        spans[span.excerpt_id].append((span, segment, translation))
    return spans


def _view(
    sight: Sight, row: Any, pair: Pair, spans: Spans, names: Mapping[int, str], told: Mapping[int, Pair]
) -> ExcerptView:
    excerpt, kind, key, week_id, author_id, title_id = row
    current = {row.segment.lineage: row for row in pair.rows}
    source = Source(kind, key, sight.week(week_id), names.get(author_id, ""), told[title_id])
    return ExcerptView(excerpt, pair.text, source, tuple(_passages(current, spans)))


def _passages(current: Mapping[str, Row], spans: Spans) -> Iterable[Passage]:
    for span, segment, selected in spans:
        yield passage_in(current.get(segment.lineage), segment, selected, Stretch(span.start, span.end))


def passage_in(row: Row | None, segment: Segment, selected: Translation | None, stretch: Stretch) -> Passage:
    """Return a passage as it stood in a segment, beside the translation that the paragraph has now.

    ``stretch`` counts in the translation in which the passage was selected, or else in the segment.
    """
    words = reading_words(segment.html)
    original = stretch if selected is None else counterpart(reading_words(selected.html), stretch, words)
    fate = GONE if row is None else SAME if row.segment.digest == segment.digest else EDITED
    changes = word_diff(words, reading_words(row.segment.html)) if row is not None and fate == EDITED else ()
    translated = _translated(row, selected, stretch, words, original)
    return Passage(cut(words, original), translated, row, fate, segment.html, changes)


def _translated(
    row: Row | None, selected: Translation | None, stretch: Stretch, words: str, original: Stretch
) -> Quote | None:
    """Return the passage in the translation that the viewer may see now.

    If that is another one than the passage was selected in, the same words are looked for in it.
    """
    if row is None or row.translation is None:
        return None
    translated = reading_words(row.translation.html)
    if selected is None:
        return cut(translated, counterpart(words, original, translated))
    if selected.id == row.translation.id:
        return cut(translated, whole_words(translated, stretch) or stretch)
    quoted = cut(reading_words(selected.html), stretch).words
    return cut(translated, find_words(translated, quoted) or counterpart(words, original, translated))
