"""The slow work on a text (HTML, segments, search words), done before a transaction begins to write and others wait.

An action calls these before its first change, and finds the results again while it writes (`text/precomputed.py`).
What somebody else changed in between is computed again.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from board.actions.wordings import (
    blocks_of,
    cleaned,
    current_source,
    segments_of,
    standing_of,
    translation_html,
)
from board.extensions import db
from board.models import Segment, Text, Translation
from board.models.base import new_key
from board.rules import translations as rule
from board.text import align, clean, paragraph_words, precomputed, reading_words, word_count


def ready_text(source: str, language: str, *, inline: bool = False) -> None:
    """Prepare `write_text` of this source in this language."""
    tidied = cleaned(source, inline)
    if not tidied or not precomputed.is_keeping() or precomputed.has(("key", source, inline)):
        return
    key = new_key()
    precomputed.put(("key", source, inline), key)
    word_count(tidied)
    _ready_words(language, (block.html for block in blocks_of(key, tidied, inline=inline)))


def ready_revision(text: Text, source: str, language: str | None = None) -> None:
    """Prepare `revise_text`, and `set_language` if a language is given."""
    tidied = cleaned(source, text.inline)
    if not tidied or not precomputed.is_keeping():
        return
    if language is not None and language != text.language:
        ready_index(text, language)
    if tidied == current_source(text):
        return
    word_count(tidied)
    new_blocks = blocks_of(text.key, tidied, inline=text.inline)
    _ready_words(language or text.language, (block.html for block in new_blocks))
    _ready_words(text.language, (block.html for block in new_blocks))
    _ready_translations(text, tidied, align(segments_of(text), new_blocks))


def ready_words(text_id: int | None, source: str, language: str, *, inline: bool = False, moves: bool = True) -> None:
    """Prepare a new text, or the next revision of the text with this id. If the language ``moves``, that revision also
    changes the text's language.
    """
    if text_id is None:
        ready_text(source, language, inline=inline)
    else:
        ready_revision(db.session.get_one(Text, text_id), source, language if moves else None)


def _ready_translations(text: Text, source: str, lineages: Iterable[str | None]) -> None:
    positions = {lineage: position for position, lineage in enumerate(lineages) if lineage}
    standing = select(Translation).where(Translation.text_id == text.id, Translation.superseded_at.is_(None))
    for translation in db.session.scalars(standing):
        if translation.lineage in positions:
            html = translation_html(text, source, translation.source, positions[translation.lineage])
            if translation.state == rule.APPROVED:
                _ready_words(translation.language, [html])


def ready_translation(text: Text, segment: Segment, body: str) -> None:
    """Prepare saving the translation of one paragraph, and indexing the whole text."""
    tidied = clean(body).strip()
    if not tidied or not precomputed.is_keeping():
        return
    html = translation_html(text, current_source(text), tidied, segment.position)
    _ready_words(text.target or "", [html])
    ready_index(text)


def ready_index(text: Text, language: str | None = None, target: str | None = None) -> None:
    """Prepare the index of a text as it stands. Give its languages if they are about to change."""
    if precomputed.is_keeping():
        standing = standing_of(text, target)
        _ready_words(language or text.language, standing.html)
        _ready_words(target or text.target or "", standing.approved_html)


def _ready_words(language: str, paragraphs: Iterable[str]) -> None:
    for paragraph in paragraphs:
        paragraph_words(language, reading_words(paragraph))
