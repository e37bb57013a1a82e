"""Writing texts: their revisions, segments and language. Everything here is part of the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from board import jobs
from board.actions.attaching import take_in
from board.actions.indexing import index_text
from board.actions.telling import tell_translation
from board.actions.wordings import (
    Paragraph,
    Rendering,
    Standing,
    blocks_of,
    cleaned,
    current_number,
    current_source,
    key_for,
    segments_of,
    standing_of,
    standing_translations,
    translation_html,
)
from board.extensions import db
from board.models import Forum, Revision, Segment, Text, Translation, User
from board.models.base import new_key
from board.rules import translations as rule
from board.rules.languages import target_for
from board.text import MAX_BLOCKS, align, block_count, guess_language, word_count

DRAFTING = "draft.machine"
"""The kind of job that has an engine translate a text."""


class TooManyParagraphs(ValueError):
    """The text has more than MAX_BLOCKS paragraphs. Forms check this before."""


class EmptyText(ValueError):
    """No words are left after cleaning."""


def write_text(
    forum: Forum,
    source: str,
    language: str,
    author: User | None,
    now: datetime,
    *,
    inline: bool = False,
    guessed: bool = False,
    private: bool = False,
) -> Text:
    """Add a text with its first revision. Raises EmptyText and TooManyParagraphs.

    No translator and no engine gets a ``private`` text before `release_text`.
    """
    text = Text(
        forum_id=forum.id,
        key=key_for(source, inline=inline),
        inline=inline,
        language=language,
        language_guessed=guessed,
        target=None if private else target_for(language, forum.policy),
        target_by_hand=private,
        author_id=author.id if author else None,
        created_at=now,
        version=0,
    )
    db.session.add(text)
    db.session.flush()
    _add_revision(text, source, author, now, is_new=True)
    return text


def revise_text(text: Text, source: str, editor: User | None, now: datetime) -> bool:
    """Add a revision unless nothing changed; return whether one was added. Raises EmptyText and TooManyParagraphs.

    Paragraphs that stay the same keep their translations.
    """
    if cleaned(source, text.inline) == current_source(text):
        return False
    _add_revision(text, source, editor, now)
    return True


def choose_language(chosen: str, source: str, fallback: str) -> tuple[str, bool]:
    """Return the language that the writer chose, or else a guess from the source; and whether it is a guess."""
    if chosen:
        return chosen, False
    return guess_language(source) or fallback, True


def set_language(text: Text, forum: Forum, language: str, now: datetime) -> None:
    """Correct the language of a text. The policy then chooses the target language, unless it was chosen by hand.

    Machine drafts made from the wrong language are superseded.
    """
    if language != text.language:
        for machine_draft in filter(rule.is_untouched, db.session.scalars(standing_translations(text))):
            machine_draft.superseded_at = now
    text.language, text.language_guessed = language, False
    if not text.target_by_hand or text.target == language:
        text.target, text.target_by_hand = target_for(language, forum.policy), False
    note_progress(text, now, anew=True)


def queue_by_hand(text: Text, target: str | None, now: datetime) -> None:
    """Set a text's target language by hand, or None to leave it untranslated, whatever the policy says."""
    text.target, text.target_by_hand = target, True
    note_progress(text, now, anew=True)


def release_text(text: Text, forum: Forum, now: datetime) -> None:
    """End the privacy of a text: the policy chooses its target language, and it waits for translation from now on."""
    text.target, text.target_by_hand = target_for(text.language, forum.policy), False
    note_progress(text, now, anew=True)


def withhold_text(text: Text, now: datetime) -> None:
    """Make a text private again. Its translations are kept for when it is released."""
    queue_by_hand(text, None, now)


def note_progress(text: Text, now: datetime, *, anew: bool = False) -> None:
    """Update a text's progress and index entry after its segments or their translations changed.

    If paragraphs lack a translation, an engine is asked for drafts once per revision and pair of languages; ``anew``
    asks again, which is needed after the text's languages or its place among the others changed.
    """
    note_standing(text, standing_of(text), now, anew=anew)


def note_standing(text: Text, standing: Standing, now: datetime, *, anew: bool = False) -> None:
    """Do what `note_progress` does, with segments and translations that the caller has already read."""
    segments = _with_translations(standing)
    before = text.progress
    text.progress = rule.text_state(rule.segment_state(digest, newest) for digest, newest in segments)
    if text.target is None:
        text.waits_since = None
    elif text.progress != rule.APPROVED:
        text.waits_since = text.waits_since or now
    elif text.waits_since is not None:
        text.approved_at, text.waited = now, int((now - text.waits_since).total_seconds())
        text.waits_since = None
    touch(text)
    index_text(text, standing)
    if text.target is not None and not text.inline and rule.has_come_through(before, text.progress):
        tell_translation(text, now)
    if text.target is not None and any(rule.is_for_a_machine(digest, newest) for digest, newest in segments):
        unique = f"draft:{text.key}:{text.revision_id}:{text.language}>{text.target}"
        jobs.enqueue(DRAFTING, unique, {"text": text.id, "forum": text.forum_id}, now, anew=anew)


def _with_translations(standing: Standing) -> list[tuple[str, Rendering | None]]:
    """Pair the digest of each segment with its newest translation, if any."""
    newest = {translation.lineage: translation for translation in standing.translations}
    return [(paragraph.digest, newest.get(paragraph.lineage)) for paragraph in standing.paragraphs]


def lock_text(text: Text) -> None:
    """Hold a text until the transaction ends, and read it again, so that what is compared next stays true."""
    db.session.refresh(text, with_for_update={"key_share": True})


def touch(text: Text) -> None:
    """Raise the text's version, so that rendered copies of it are not used again. The database adds, so two requests at
    once count as two.
    """
    text.version = Text.version + 1


def _add_revision(text: Text, source: str, editor: User | None, now: datetime, *, is_new: bool = False) -> None:
    if not text.inline and block_count(cleaned(source, inline=False)) > MAX_BLOCKS:
        raise TooManyParagraphs
    source = cleaned(source, text.inline)
    if not source:
        raise EmptyText
    segments = _add_segments(text, source, editor, now)
    if is_new:
        paragraphs = [Paragraph(segment.lineage, segment.digest, segment.html) for segment in segments]
        note_standing(text, Standing(paragraphs, (), is_new=True), now)
    else:
        _render_translations_again(text, source, segments)
        note_progress(text, now)
    take_in(text, source, editor)


def _add_segments(text: Text, source: str, editor: User | None, now: datetime) -> list[Segment]:
    """Add the next revision of a text with its segments; return the segments."""
    old = segments_of(text)
    revision = Revision(
        text_id=text.id,
        number=current_number(text) + 1,
        source=source,
        words=word_count(source),
        editor_id=editor.id if editor else None,
        created_at=now,
    )
    db.session.add(revision)
    db.session.flush()
    new = blocks_of(text.key, source, inline=text.inline)
    segments = [
        Segment(
            revision_id=revision.id,
            position=position,
            lineage=lineage or new_key(),
            source=block.source,
            html=block.html,
            digest=block.digest,
        )
        for position, (block, lineage) in enumerate(zip(new, align(old, new), strict=True))
    ]
    db.session.add_all(segments)
    text.revision_id = revision.id
    return segments


def _render_translations_again(text: Text, source: str, segments: Iterable[Segment]) -> None:
    """Render the translations again: numbers of footnotes and targets of links depend on the whole source."""
    positions = {segment.lineage: segment.position for segment in segments}
    standing = select(Translation).where(Translation.text_id == text.id, Translation.superseded_at.is_(None))
    for translation in db.session.scalars(standing):
        if translation.lineage in positions:
            translation.html = translation_html(text, source, translation.source, positions[translation.lineage])
