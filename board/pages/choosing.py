"""Choosing a passage of a text: by ticked paragraphs, or by its words in the original or the translation."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from board.models import ExcerptSpan
from board.pages.excerpts import Passage, passage_in
from board.pages.texts import Pair, Row
from board.rules.synthesis import MAX_PARAGRAPHS
from board.text import Stretch, find_passage, reading_words, whole


class NotFound(ValueError):
    """The words are not in the text, or not in the ticked paragraphs."""


class TooManyParagraphs(ValueError):
    """The passage has more paragraphs than an excerpt can have."""


def chosen(
    pair: Pair, ticked: Collection[str], words: str, near: int = 0, *, in_translation: bool = False
) -> list[ExcerptSpan]:
    """Return the spans of a passage, not saved yet, or [] if nothing was chosen.

    ``ticked`` are lineages; everything between the first and the last belongs to the passage. If there are ``words``,
    they are looked for in these paragraphs, or in all if none is ticked: in the original, then in the translation, or
    the other way round if they were selected there. Raises NotFound and TooManyParagraphs.
    """
    rows = _between(pair.rows, ticked)
    if words:
        spans = _with_words(rows or pair.rows, words, near, in_translation)
        if not spans:
            raise NotFound
    else:
        spans = [_span(row, whole(reading_words(row.segment.html))) for row in rows]
    if len(spans) > MAX_PARAGRAPHS:
        raise TooManyParagraphs
    return [span for span in spans if span.end]  # a paragraph without words, such as a rule, is no passage


def _between(rows: Sequence[Row], ticked: Collection[str]) -> Sequence[Row]:
    at = [index for index, row in enumerate(rows) if row.segment.lineage in ticked]
    return rows[at[0] : at[-1] + 1] if at else ()


def _with_words(rows: Sequence[Row], words: str, near: int, in_translation: bool) -> list[ExcerptSpan]:
    """Return where the words stand: the same word may stand in both languages, such as a name."""
    sides = (_in_translation, _in_original) if in_translation else (_in_original, _in_translation)
    return sides[0](rows, words, near) or sides[1](rows, words, near)


def _in_original(rows: Sequence[Row], words: str, near: int) -> list[ExcerptSpan]:
    spots = find_passage([reading_words(row.segment.html) for row in rows], words, near)
    return [_span(rows[spot.paragraph], spot.stretch) for spot in spots]


def _in_translation(rows: Sequence[Row], words: str, near: int) -> list[ExcerptSpan]:
    translated = [row for row in rows if row.translation is not None]
    spots = find_passage([_translated_words(row) for row in translated], words, near)
    return [_span(translated[spot.paragraph], spot.stretch, in_translation=True) for spot in spots]


def _translated_words(row: Row) -> str:
    return reading_words(row.translation.html) if row.translation else ""


def _span(row: Row, stretch: Stretch, *, in_translation: bool = False) -> ExcerptSpan:
    translation = row.translation if in_translation else None
    return ExcerptSpan(
        segment_id=row.segment.id,
        translation_id=translation.id if translation else None,
        start=stretch.start,
        end=stretch.end,
    )


def shown_passages(pair: Pair, spans: Sequence[ExcerptSpan]) -> list[Passage]:
    """Return a passage as it will be shown once it is placed."""
    rows = {row.segment.id: row for row in pair.rows}
    return [_passage(rows[span.segment_id], span) for span in spans]


def _passage(row: Row, span: ExcerptSpan) -> Passage:
    selected = row.translation if span.translation_id else None
    return passage_in(row, row.segment, selected, Stretch(span.start, span.end))
