"""Texts as every action writes them: revisions, segments and the language they are in. Commits nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from board import jobs
from board.actions.indexing import index_text
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
"""The kind of work that translates a text by machine."""


class TooManyParagraphs(ValueError):
    """It has more than can be worked on; a form says so before."""


class EmptyText(ValueError):
    """There is nothing to keep: no word was written."""


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
    """A new text with its first revision. Raises EmptyText when no word is left after cleaning.

    A ``private`` one is handed to no translator, and to no machine, until `release_text`.
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
    """A new revision, unless nothing changed; translations stay with the segments that they were made from."""
    if cleaned(source, text.inline) == current_source(text):
        return False
    _add_revision(text, source, editor, now)
    return True


def choose_language(chosen: str, source: str, fallback: str) -> tuple[str, bool]:
    """The language as the writer chose it, or as guessed; and whether it is a guess."""
    if chosen:
        return chosen, False
    return guess_language(source) or fallback, True


def set_language(text: Text, forum: Forum, language: str, now: datetime) -> None:
    """Correct the language; the policy queues or unqueues the text, unless it was queued by hand.

    What a machine made of the text as if it were in the other language goes.
    """
    if language != text.language:
        for draft in filter(rule.is_untouched, db.session.scalars(standing_translations(text))):
            draft.superseded_at = now
    text.language, text.language_guessed = language, False
    if not text.target_by_hand or text.target == language:
        text.target, text.target_by_hand = target_for(language, forum.policy), False
    note_progress(text, now, anew=True)


def queue_by_hand(text: Text, target: str | None, now: datetime) -> None:
    """Have a text translated that the policy leaves alone, or leave one alone."""
    text.target, text.target_by_hand = target, True
    note_progress(text, now, anew=True)


def release_text(text: Text, forum: Forum, now: datetime) -> None:
    """Let the policy say whether a text that was private is translated; it has waited since now."""
    text.target, text.target_by_hand = target_for(text.language, forum.policy), False
    note_progress(text, now, anew=True)


def withhold_text(text: Text, now: datetime) -> None:
    """Make a text private again. What was translated of it meanwhile is kept, for when it is released."""
    queue_by_hand(text, None, now)


def note_progress(text: Text, now: datetime, *, anew: bool = False) -> None:
    """Say beside the text what its segments and their translations say, after either changed.

    What they lack is asked of a machine: once, or again with ``anew``, where the text's languages or its place
    among the others changed.
    """
    note_standing(text, standing_of(text), now, anew=anew)


def note_standing(text: Text, standing: Standing, now: datetime, *, anew: bool = False) -> None:
    """As `note_progress`, of a text whose segments and translations are at hand."""
    found = _with_translations(standing)
    text.progress = rule.text_state(rule.segment_state(*one) for one in found)
    if text.target is None:
        text.waits_since = None
    elif text.progress != rule.APPROVED:
        text.waits_since = text.waits_since or now
    elif text.waits_since is not None:
        text.approved_at, text.waited = now, int((now - text.waits_since).total_seconds())
        text.waits_since = None
    touch(text)
    index_text(text, standing)
    if text.target is not None and any(rule.is_for_a_machine(*one) for one in found):
        unique = f"draft:{text.key}:{text.revision_id}:{text.language}>{text.target}"
        jobs.enqueue(DRAFTING, unique, {"text": text.id, "forum": text.forum_id}, now, anew=anew)


def _with_translations(standing: Standing) -> list[tuple[str, Rendering | None]]:
    """The digest of each segment, and the newest translation of it that counts."""
    newest = {one.lineage: one for one in standing.translations}
    return [(one.digest, newest.get(one.lineage)) for one in standing.paragraphs]


def lock_text(text: Text) -> None:
    """Wait for whoever changes the text right now, and read it again: what is compared next stays true."""
    db.session.refresh(text, with_for_update={"key_share": True})


def touch(text: Text) -> None:
    """Say that what a rendered copy of the text shows has changed. The database counts: two at once are two."""
    text.version = Text.version + 1


def _add_revision(text: Text, source: str, editor: User | None, now: datetime, *, is_new: bool = False) -> None:
    if not text.inline and block_count(cleaned(source, inline=False)) > MAX_BLOCKS:
        raise TooManyParagraphs
    source = cleaned(source, text.inline)
    if not source:
        raise EmptyText
    segments = _lay_down(text, source, editor, now)
    if is_new:
        paragraphs = [Paragraph(one.lineage, one.digest, one.html) for one in segments]
        note_standing(text, Standing(paragraphs, (), is_new=True), now)
    else:
        _render_translations_again(text, source, segments)
        note_progress(text, now)


def _lay_down(text: Text, source: str, editor: User | None, now: datetime) -> list[Segment]:
    """Add the source as the text's next revision, with its segments."""
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
    """Numbers of notes and addresses of links are the whole source's: they may have changed around a segment."""
    positions = {one.lineage: one.position for one in segments}
    standing = select(Translation).where(Translation.text_id == text.id, Translation.superseded_at.is_(None))
    for translation in db.session.scalars(standing):
        if translation.lineage in positions:
            translation.html = translation_html(text, source, translation.source, positions[translation.lineage])
